import protobuf from 'protobufjs';
import type { Codec } from '../../../src/codec/codec.js';
import { shapeOf, type FieldShape, type ScalarType } from '../../../src/codec/shape.js';
import { unknownFields } from '../../../src/codec/unknown-fields.js';

type Values = Record<string, unknown>;

/** Says where a message of ours first differs from protobufjs's of the same bytes; undefined: nowhere. */
export type Compare = (ours: Values, theirs: Values) => string | undefined;

interface Long {
  readonly low: number;
  readonly high: number;
}

/** Made once a schema: what compares a million messages must not look at the schema for each. */
export function compareWith(codec: Codec<unknown>, type: protobuf.Type): Compare {
  return comparers(false)(codec, type);
}

/** The same, with the unknown fields that both kept. */
export function compareAllWith(codec: Codec<unknown>, type: protobuf.Type): Compare {
  return comparers(true)(codec, type);
}

function comparers(withUnknown: boolean): (codec: Codec<unknown>, type: protobuf.Type) => Compare {
  const made = new Map<Codec<unknown>, Compare>();
  return function comparerOf(codec, type): Compare {
    const known = made.get(codec);
    if (known !== undefined) return known;
    let parts: Compare[] | undefined;
    const compare: Compare = (ours, theirs) => {
      parts ??= partsOf(codec, type, comparerOf);
      for (const part of parts) {
        const difference = part(ours, theirs);
        if (difference !== undefined) return difference;
      }
      return withUnknown ? unknownDifference(ours, theirs) : undefined;
    };
    made.set(codec, compare);
    return compare;
  };
}

type ComparerOf = (codec: Codec<unknown>, type: protobuf.Type) => Compare;

function partsOf(codec: Codec<unknown>, type: protobuf.Type, comparerOf: ComparerOf): Compare[] {
  const shape = shapeOf(codec);
  const parts: Compare[] = [];
  const oneofs = new Map<string, FieldShape[]>();
  for (const field of shape.fields) {
    const theirs = type.fieldsById[field.number]?.resolve();
    if (theirs === undefined) throw new Error(`${shape.name}.${field.name} is not in the oracle`);
    if (field.oneof !== undefined) {
      const fields = oneofs.get(field.oneof) ?? [];
      fields.push(field);
      oneofs.set(field.oneof, fields);
    } else {
      parts.push(under(field.name, fieldPart(field, theirs, comparerOf)));
    }
  }
  for (const [property, fields] of oneofs)
    parts.push(under(property, oneofPart(property, fields, type, comparerOf)));
  return parts;
}

function under(name: string, compare: Compare): Compare {
  return (ours, theirs) => {
    const difference = compare(ours, theirs);
    return difference === undefined ? undefined : `${name}: ${difference}`;
  };
}

type CompareValue = (ours: unknown, theirs: unknown) => string | undefined;

function fieldPart(field: FieldShape, theirField: protobuf.Field, comparerOf: ComparerOf): Compare {
  const { property } = field;
  const { name } = theirField;
  const value = valuePart(field, theirField, comparerOf);
  if (field.label === 'repeated') {
    return (ours, theirs) =>
      listDifference(ours[property], Object.hasOwn(theirs, name) ? theirs[name] : [], value);
  }
  if (field.label === 'map') {
    const keyOf = keysOf(field.key ?? 'string');
    return (ours, theirs) =>
      mapDifference(
        ours[property],
        (Object.hasOwn(theirs, name) ? theirs[name] : {}) as Values,
        keyOf,
        value,
      );
  }
  if (field.label !== 'implicit' || field.type.kind === 'message') {
    return (ours, theirs) => {
      const own = ours[property];
      if (Object.hasOwn(theirs, name)) return own === undefined ? 'missing here' : value(own, theirs[name]);
      return own === undefined ? undefined : 'missing there';
    };
  }
  return (ours, theirs) => {
    const own = ours[property];
    if (Object.hasOwn(theirs, name)) return value(own, theirs[name]);
    return isDefault(own) ? undefined : `${String(own)} here, nothing there`;
  };
}

function isDefault(value: unknown): boolean {
  if (typeof value === 'number') return Object.is(value, 0);
  return (
    value === 0n || value === '' || value === false || (value instanceof Uint8Array && value.length === 0)
  );
}

function oneofPart(
  property: string,
  fields: readonly FieldShape[],
  type: protobuf.Type,
  comparerOf: ComparerOf,
): Compare {
  const cases = new Map(
    fields.map((field) => {
      const theirField = type.fieldsById[field.number]!.resolve();
      return [field.property, { name: theirField.name, value: valuePart(field, theirField, comparerOf) }];
    }),
  );
  return (ours, theirs) => {
    const choice = ours[property] as { case: string; value: unknown } | undefined;
    for (const [name, one] of cases) {
      const isSet = Object.hasOwn(theirs, one.name) && theirs[one.name] !== undefined;
      if (isSet !== (choice?.case === name))
        return `${String(choice?.case)} here, ${one.name} ${isSet ? '' : 'not '}there`;
    }
    if (choice === undefined) return undefined;
    const chosen = cases.get(choice.case);
    return chosen === undefined ? `case ${choice.case}` : chosen.value(choice.value, theirs[chosen.name]);
  };
}

function valuePart(field: FieldShape, theirField: protobuf.Field, comparerOf: ComparerOf): CompareValue {
  if (field.type.kind === 'message') {
    const inner = theirField.resolvedType;
    if (!(inner instanceof protobuf.Type)) throw new Error(`${field.name} is no message in the oracle`);
    const compare = comparerOf(field.type.codec, inner);
    return (ours, theirs) =>
      typeof ours !== 'object' || ours === null
        ? 'no message here'
        : compare(ours as Values, theirs as Values);
  }
  return field.type.kind === 'enum' ? sameNumber : scalarPart(field.type.scalar, field.asNumber);
}

function scalarPart(type: ScalarType, asNumber: boolean): CompareValue {
  if (type === 'string' || type === 'bool') {
    return (ours, theirs) => (ours === theirs ? undefined : different(ours, theirs));
  }
  if (type === 'bytes') return sameBytes;
  if (!type.endsWith('64')) return sameNumber;
  return asNumber ? sameLongNumber : type.startsWith('u') || type === 'fixed64' ? sameUnsigned : sameSigned;
}

function sameNumber(ours: unknown, theirs: unknown): string | undefined {
  return Object.is(ours, theirs) ? undefined : different(ours, theirs);
}

// Wrapped to 64 bits as a BigInt64Array does: the sign is looked at on its own.
const wide = new BigInt64Array(1);
const halves = new Int32Array(wide.buffer);

function sameHalves(ours: unknown, theirs: unknown): boolean {
  if (typeof ours !== 'bigint') return false;
  if (typeof theirs === 'number') return ours === BigInt(theirs);
  wide[0] = ours;
  const long = theirs as Long;
  return halves[0] === long.low && halves[1] === long.high;
}

function sameSigned(ours: unknown, theirs: unknown): string | undefined {
  return sameHalves(ours, theirs) && wide[0] === ours ? undefined : different(ours, theirs);
}

function sameUnsigned(ours: unknown, theirs: unknown): string | undefined {
  return sameHalves(ours, theirs) && (ours as bigint) >= 0n ? undefined : different(ours, theirs);
}

function sameLongNumber(ours: unknown, theirs: unknown): string | undefined {
  return typeof ours === 'number' && Number(String(theirs)) === ours ? undefined : different(ours, theirs);
}

function sameBytes(ours: unknown, theirs: unknown): string | undefined {
  if (!(ours instanceof Uint8Array) || ours.constructor !== Uint8Array) return 'no Uint8Array here';
  const other = theirs as Uint8Array;
  let isSame = ours.length === other.length;
  for (let index = 0; isSame && index < ours.length; index++) isSame = ours[index] === other[index];
  return isSame
    ? undefined
    : different(Buffer.from(ours).toString('hex'), Buffer.from(other).toString('hex'));
}

function listDifference(ours: unknown, theirs: unknown, value: CompareValue): string | undefined {
  if (!Array.isArray(ours)) return 'no array here';
  const other = theirs as unknown[];
  if (ours.length !== other.length) return `${ours.length} elements here, ${other.length} there`;
  for (let index = 0; index < ours.length; index++) {
    const difference = value(ours[index], other[index]);
    if (difference !== undefined) return `[${index}]: ${difference}`;
  }
  return undefined;
}

function mapDifference(
  ours: unknown,
  theirs: Values,
  keysFor: (key: unknown) => readonly string[] | undefined,
  value: CompareValue,
): string | undefined {
  if (!(ours instanceof Map)) return 'no Map here';
  let found = 0;
  for (const [key, item] of ours) {
    const keys = keysFor(key)?.filter((candidate) => Object.hasOwn(theirs, candidate));
    if (keys === undefined) return `a key ${String(key)} here`;
    found += keys.length;
    const differences = keys.map((candidate) => value(item, theirs[candidate]));
    if (!differences.includes(undefined)) return `[${String(key)}]: ${differences[0] ?? 'missing there'}`;
  }
  const count = Object.keys(theirs).length;
  return found === count ? undefined : `${ours.size} entries here, ${count} there`;
}

/** How protobufjs writes a key, given ours. */
function keysOf(type: ScalarType): (key: unknown) => readonly string[] | undefined {
  if (type === 'string') return (key) => (typeof key === 'string' ? [key] : undefined);
  if (type === 'bool') return (key) => (typeof key === 'boolean' ? [String(key)] : undefined);
  if (type.endsWith('64')) return (key) => (typeof key === 'bigint' ? longKeys(key) : undefined);
  return (key) => (typeof key === 'number' && !Object.is(key, -0) ? [String(key)] : undefined);
}

/** Eight characters of bits. A key that is missing and a key of 0 are two keys there, and either may have come last. */
function longKeys(key: bigint): string[] {
  const low = Number(BigInt.asUintN(32, key));
  const high = Number(BigInt.asUintN(32, key >> 32n));
  const hash = new protobuf.util.LongBits(low, high).toHash();
  return key === 0n ? [hash, '0'] : [hash];
}

function unknownDifference(ours: Values, theirs: Values): string | undefined {
  const kept = (ours as { [unknownFields]?: Uint8Array })[unknownFields] ?? new Uint8Array(0);
  const raw = (theirs as { $unknowns?: Uint8Array[] }).$unknowns ?? [];
  const same = Buffer.compare(kept, Buffer.concat(raw)) === 0;
  // Ours has the shortest form of the tags.
  if (same || Buffer.compare(kept, Buffer.concat(raw.map(withShortTag))) === 0) return undefined;
  const there = raw.map((field) => Buffer.from(field).toString('hex')).join(' ');
  return `unknown fields ${Buffer.from(kept).toString('hex')} here, ${there} there`;
}

function withShortTag(field: Uint8Array): Uint8Array {
  const reader = protobuf.Reader.create(field);
  const tag = reader.uint32();
  return Buffer.concat([protobuf.Writer.create().uint32(tag).finish(), field.subarray(reader.pos)]);
}

function different(ours: unknown, theirs: unknown): string {
  return `${JSON.stringify(String(ours))} here, ${JSON.stringify(String(theirs))} there`;
}
