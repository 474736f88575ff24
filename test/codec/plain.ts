import protobuf from 'protobufjs';
import type { Codec } from '../../src/codec/codec.js';
import { shapeOf, type FieldShape } from '../../src/codec/shape.js';

/**
 * Messages of both codecs as the same plain values, to compare: set fields by number, 64-bit integers and numbers as text
 * (so that -0 and NaN count), bytes as hex, maps as sorted pairs. Plain fields with their default are left out.
 */
export type Plain = null | boolean | string | Plain[] | { [field: string]: Plain };

export function plainOfOurs(codec: Codec<unknown>, message: Record<string, unknown>): Plain {
  const plain: { [field: string]: Plain } = {};
  for (const field of shapeOf(codec).fields) {
    const value = field.oneof === undefined ? message[field.property] : chosen(message[field.oneof], field);
    if (value === undefined) continue;
    const one = (item: unknown): Plain =>
      field.type.kind === 'message'
        ? plainOfOurs(field.type.codec, item as Record<string, unknown>)
        : plainScalar(item);
    if (field.label === 'repeated') {
      if ((value as unknown[]).length > 0) plain[field.number] = (value as unknown[]).map(one);
    } else if (field.label === 'map') {
      const pairs = [...(value as Map<unknown, unknown>)].map(([key, item]): [string, Plain] => [
        String(key),
        one(item),
      ]);
      if (pairs.length > 0) plain[field.number] = sorted(pairs);
    } else if (field.label !== 'implicit' || field.type.kind === 'message' || !isDefault(value)) {
      plain[field.number] = one(value);
    }
  }
  return plain;
}

function chosen(oneof: unknown, field: FieldShape): unknown {
  const choice = oneof as { case: string; value: unknown } | undefined;
  return choice?.case === field.property ? choice.value : undefined;
}

export function plainOfOracle(type: protobuf.Type, message: protobuf.Message): Plain {
  const plain: { [field: string]: Plain } = {};
  const values = message as unknown as Record<string, unknown>;
  for (const field of type.fieldsArray) {
    field.resolve();
    if (field.partOf !== null && field.partOf.oneof.length > 1 && values[field.partOf.name] !== field.name)
      continue;
    if (!Object.hasOwn(values, field.name)) continue;
    const value = values[field.name];
    const inner = field.resolvedType;
    const one = (item: unknown): Plain =>
      inner instanceof protobuf.Type ? plainOfOracle(inner, item as protobuf.Message) : plainScalar(item);
    if (field.repeated) {
      if ((value as unknown[]).length > 0) plain[field.id] = (value as unknown[]).map(one);
    } else if (field instanceof protobuf.MapField) {
      const pairs = Object.entries(value as Record<string, unknown>).map(([key, item]): [string, Plain] => [
        mapKey(field.keyType, key),
        one(item),
      ]);
      if (pairs.length > 0) plain[field.id] = sorted(pairs);
    } else if (field.partOf !== null || inner instanceof protobuf.Type || !isDefault(value)) {
      plain[field.id] = one(value);
    }
  }
  return plain;
}

/** protobufjs keeps 64-bit keys as eight characters of bits, but a missing key as "0". */
function mapKey(type: string, key: string): string {
  if (!type.endsWith('64') || key === '0') return key;
  const { lo, hi } = protobuf.util.LongBits.fromHash(key);
  const value = (BigInt(hi) << 32n) | BigInt(lo);
  return String(type.startsWith('u') || type === 'fixed64' ? value : BigInt.asIntN(64, value));
}

function plainScalar(value: unknown): Plain {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  return String(value);
}

function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  if (typeof value === 'number') return Object.is(value, 0);
  if (typeof value === 'string') return value === '';
  return value === false || String(value) === '0';
}

function sorted(pairs: [string, Plain][]): Plain {
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1));
}
