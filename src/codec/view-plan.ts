import type { Reader } from './reader.js';
import { scalarCodec } from './scalar-codecs.js';
import { isNamed, shapeOf, zeroOf, type FieldShape, type MessageShape } from './shape.js';
import type { Codec } from './codec.js';

/** What the index of a message notes where it meets a field. */
export const Kind = {
  /** Where the last value stands. */
  VALUE: 0,
  /** The same, of a closed enum: a number that it does not name is none of its values. */
  CLOSED: 1,
  /** Where the parts of a message stand. */
  MESSAGE: 2,
  /** Where each message of a list stands. */
  MESSAGES: 3,
  /** Where each value of a list stands, or each run of them. */
  VALUES: 4,
  RUN: 5,
  /** Where each entry of a map stands. */
  ENTRY: 6,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** A field under one of the tags it arrives with. */
export interface Step {
  readonly kind: Kind;
  readonly field: FieldShape;
  /** Where in the index it is noted; members of a oneof share one. */
  readonly slot: number;
  /** Its place in a oneof, else -1. */
  readonly member: number;
}

/** One property of a view. */
export interface Slot {
  readonly property: string;
  /** All members of a oneof, else the field alone. */
  readonly fields: readonly FieldShape[];
  /** Must be there; says what is wrong if it is not. */
  readonly missing: string | undefined;
  /** What a plain field has when it is not there. */
  readonly fallback: unknown;
}

/** How messages of one codec are indexed: its fields by their tags. */
export interface Plan {
  readonly shape: MessageShape;
  readonly slots: readonly Slot[];
  /** Slots of what must be there. */
  readonly needed: readonly number[];
  /** An index of nothing: undefined for each slot. */
  readonly nothing: readonly undefined[];
  /** By tags of one byte. */
  readonly shortSteps: readonly (Step | undefined)[];
  readonly longSteps: ReadonlyMap<number, Step>;
}

const SHORT_TAGS = 128;

export function planOf(codec: Codec<unknown>): Plan {
  const shape = shapeOf(codec);
  const defaults = shape.create();
  const slots: Slot[] = [];
  const shortSteps = new Array<Step | undefined>(SHORT_TAGS).fill(undefined);
  const longSteps = new Map<number, Step>();
  const oneofs = new Map<string, { slot: number; fields: FieldShape[] }>();
  for (const field of shape.fields) {
    let { oneof: property } = field;
    let slot = slots.length;
    let member = -1;
    if (property !== undefined) {
      const known = oneofs.get(property);
      const fields = known?.fields ?? [];
      slot = known?.slot ?? slot;
      member = fields.push(field) - 1;
      if (known === undefined) {
        oneofs.set(property, { slot, fields });
        slots.push({ property, fields, missing: undefined, fallback: undefined });
      }
    } else {
      ({ property } = field);
      const fallback = isAlwaysThere(field) ? defaults[property] : undefined;
      slots.push({ property, fields: [field], missing: missingOf(field), fallback });
    }
    for (const [wireType, kind] of kindsOf(field)) {
      const tag = field.number * 8 + wireType;
      const step = { kind, field, slot, member };
      if (tag < SHORT_TAGS) shortSteps[tag] = step;
      else longSteps.set(tag, step);
    }
  }
  return {
    shape,
    slots,
    needed: [...slots.keys()].filter((slot) => slots[slot]?.missing !== undefined),
    nothing: slots.map(() => undefined),
    shortSteps,
    longSteps,
  };
}

function isAlwaysThere({ label, type }: FieldShape): boolean {
  return label === 'implicit' && type.kind !== 'message';
}

function missingOf({ label, exactBytes }: FieldShape): string | undefined {
  if (label === 'required') return 'required, but not there';
  if (label === 'implicit' && exactBytes !== undefined) return `0 bytes instead of ${exactBytes}`;
  return undefined;
}

function kindsOf(field: FieldShape): [wireType: number, kind: Kind][] {
  const { type, label } = field;
  if (label === 'map') return [[2, Kind.ENTRY]];
  if (type.kind === 'message') {
    return [[field.delimited ? 3 : 2, label === 'repeated' ? Kind.MESSAGES : Kind.MESSAGE]];
  }
  const { wireType } = valueCodec(field);
  if (label !== 'repeated') {
    return [[wireType, type.kind === 'enum' && type.shape.closed === true ? Kind.CLOSED : Kind.VALUE]];
  }
  if (wireType === 2) return [[2, Kind.VALUES]];
  return [
    [wireType, Kind.VALUES],
    [2, Kind.RUN],
  ];
}

/** How values of a field that is no message are read. */
export function valueCodec({ type, asNumber }: FieldShape) {
  return scalarCodec(type.kind === 'scalar' ? type.scalar : 'int32', asNumber);
}

export type ReadValue = (reader: Reader, bytes: Uint8Array, pos: number, end: number) => unknown;

/** What reads one value of a field that is no message, with the field's limits. */
export function valueReader(field: FieldShape): ReadValue {
  const { type, maxBytes, exactBytes } = field;
  if (type.kind === 'scalar') {
    if (type.scalar === 'string')
      return (reader, bytes, pos, end) => reader.string(bytes, pos, end, maxBytes);
    if (type.scalar === 'bytes') {
      if (exactBytes !== undefined)
        return (reader, bytes, pos, end) => reader.exactByteField(bytes, pos, end, exactBytes);
      return (reader, bytes, pos, end) => reader.byteField(bytes, pos, end, maxBytes);
    }
  }
  return valueCodec(field).read;
}

/** A number that a closed enum does not name counts as an unknown field. */
export function isValueOf({ type }: FieldShape, value: unknown): boolean {
  return type.kind !== 'enum' || type.shape.closed !== true || isNamed(type.shape, value as number);
}

/** What the value of a map entry is if the entry has none. */
export function zeroValue({ type, asNumber }: FieldShape): unknown {
  return type.kind === 'scalar' ? zeroOf(type.scalar, asNumber) : 0;
}
