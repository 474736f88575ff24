import type { FieldModel } from '../model.js';
import { fieldScalar, tagOf } from './scalars.js';
import type { Scope } from './scope.js';

/** The most that a length of one byte can say. */
const MOST_BYTES = 127;
const LONGEST_VARINT_BYTES = 10;

/** Whether a message of this type is never so long that its length takes a second byte, unknown fields apart. */
export function isAlwaysShort(message: string, scope: Scope): boolean {
  return mostBytes(message, scope, []) <= MOST_BYTES;
}

/** Bytes of the longest message of a type; Infinity for what can be longer than a short one. */
function mostBytes(message: string, scope: Scope, within: readonly string[]): number {
  if (within.includes(message)) return Infinity;
  let bytes = 0;
  for (const field of scope.message(message)?.fields ?? []) {
    bytes += mostOfField(field, scope, [...within, message]);
    if (bytes > MOST_BYTES) return Infinity;
  }
  return bytes;
}

function mostOfField(field: FieldModel, scope: Scope, within: readonly string[]): number {
  if (field.label === 'repeated' || field.label === 'map' || field.delimited) return Infinity;
  return varintBytes(tagOf(field.number, 0)) + mostOfValue(field, scope, within);
}

function mostOfValue(field: FieldModel, scope: Scope, within: readonly string[]): number {
  // A length that takes two bytes is too long for this.
  if (field.type.kind === 'message') return 1 + mostBytes(field.type.name, scope, within);
  const wireType = fieldScalar(field)?.wireType;
  if (wireType === 0) return LONGEST_VARINT_BYTES;
  if (wireType === 1) return 8;
  return wireType === 5 ? 4 : 1 + (field.exactBytes ?? field.maxBytes ?? Infinity);
}

function varintBytes(value: number): number {
  return value < 128 ? 1 : 1 + varintBytes(Math.floor(value / 128));
}
