import type { FieldModel, MessageModel } from '../model.js';
import { fieldScalar, tagOf } from './scalars.js';
import type { Scope } from './scope.js';

/** The most that a length of one byte can say. */
const MOST_BYTES = 127;
/** By wire type. */
const WIDEST: Readonly<Record<number, number>> = { 0: 10, 1: 8, 5: 4 };

/** Whether a message of this type is never so long that its length takes a second byte, unknown fields apart. */
export function isAlwaysShort(message: string, scope: Scope): boolean {
  return mostBytes(message, scope, []) <= MOST_BYTES;
}

/** The part of `ROOM` that one check may be for; the rest is for what messages begin with that stand within each other. */
const CHECKED_BYTES = 24;

/** Whether a message is more than one number and nothing else, which all find room after one check. */
export function fitsRoom({ fullName, fields }: MessageModel, scope: Scope): boolean {
  const isNumbers = fields.every((field) => WIDEST[fieldScalar(field)?.wireType ?? 2] !== undefined);
  return isNumbers && fields.length > 1 && mostBytes(fullName, scope, []) <= CHECKED_BYTES;
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
  const wireType = fieldScalar(field)?.wireType ?? 2;
  return WIDEST[wireType] ?? 1 + (field.exactBytes ?? field.maxBytes ?? Infinity);
}

function varintBytes(value: number): number {
  return value < 128 ? 1 : 1 + varintBytes(Math.floor(value / 128));
}
