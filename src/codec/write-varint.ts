import { refuse } from './fault.js';
import { isNamed, type EnumShape } from './shape.js';
import { int64Cell, TWO_32 } from './int64.js';
import * as places from './room.js';

const { unsigned, signed, halves, LOW, HIGH } = int64Cell();
// Held in constants, as V8 looks an import up at each use.
const { noRoom, ROOM } = places;

// Every writer stores one value at `at`, without its tag, and returns the end. See slab.ts for what they do where room is short.

export function writeUint32(bytes: Uint8Array, at: number, value: number): number {
  if (value >>> 0 !== value) refuse();
  return writeShort(bytes, at, value | 0);
}

export function writeInt32(bytes: Uint8Array, at: number, value: number): number {
  if ((value | 0) !== value) refuse();
  return value < 0 ? writeHalves(bytes, at, value, -1) : writeShort(bytes, at, value);
}

export function writeSint32(bytes: Uint8Array, at: number, value: number): number {
  if ((value | 0) !== value) refuse();
  return writeShort(bytes, at, (value << 1) ^ (value >> 31));
}

/** Enums are open: any int32 goes. */
export const writeEnum: typeof writeInt32 = writeInt32;

/** A closed enum: only the numbers that it names. */
export function writeClosedEnum(bytes: Uint8Array, at: number, value: number, shape: EnumShape): number {
  if (!isNamed(shape, value)) refuse();
  return writeInt32(bytes, at, value);
}

export function writeBool(bytes: Uint8Array, at: number, value: boolean): number {
  if (at + ROOM > bytes.length) noRoom();
  if (value === true) bytes[at] = 1;
  else if (value === false) bytes[at] = 0;
  else refuse();
  return at + 1;
}

export function writeUint64(bytes: Uint8Array, at: number, value: bigint): number {
  unsigned[0] = value;
  if (unsigned[0] !== value) refuse();
  return writeHalves(bytes, at, halves[LOW]!, halves[HIGH]!);
}

export function writeInt64(bytes: Uint8Array, at: number, value: bigint): number {
  signed[0] = value;
  if (signed[0] !== value) refuse();
  return writeHalves(bytes, at, halves[LOW]!, halves[HIGH]!);
}

export function writeSint64(bytes: Uint8Array, at: number, value: bigint): number {
  signed[0] = value;
  if (signed[0] !== value) refuse();
  const low = halves[LOW]!;
  const high = halves[HIGH]!;
  const sign = high >> 31;
  return writeHalves(bytes, at, (low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
}

/** For `[jstype = JS_NUMBER]`: a number, exact up to 2^53 - 1. */
export function writeUint64Number(bytes: Uint8Array, at: number, value: number): number {
  return value >>> 0 === value ? writeShort(bytes, at, value | 0) : writePositive(bytes, at, value);
}

/** For `[jstype = JS_NUMBER]`: a number, exact within ±(2^53 - 1). */
export function writeInt64Number(bytes: Uint8Array, at: number, value: number): number {
  return value >>> 0 === value ? writeShort(bytes, at, value | 0) : writeSafe(bytes, at, value);
}

/** For `[jstype = JS_NUMBER]`: a number, exact within ±(2^53 - 1). */
export function writeSint64Number(bytes: Uint8Array, at: number, value: number): number {
  if (!Number.isSafeInteger(value)) refuse();
  const low = value | 0;
  const high = Math.floor(value / TWO_32) | 0;
  const sign = high >> 31;
  return writeHalves(bytes, at, (low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
}

/** A varint of 32 bits, given as int32: a number from 2^31 on would be put on the heap at each call. */
function writeShort(bytes: Uint8Array, at: number, bits: number): number {
  if (at + ROOM > bytes.length) noRoom();
  while (bits >>> 7 !== 0) {
    bytes[at] = bits | 128;
    bits >>>= 7;
    at++;
  }
  bytes[at] = bits & 127;
  return at + 1;
}

function writePositive(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0) refuse();
  return writeSafe(bytes, at, value);
}

function writeSafe(bytes: Uint8Array, at: number, value: number): number {
  if (!Number.isSafeInteger(value)) refuse();
  return writeHalves(bytes, at, value | 0, Math.floor(value / TWO_32) | 0);
}

/** A varint of 64 bits in two's complement, given as two int32. */
function writeHalves(bytes: Uint8Array, at: number, low: number, high: number): number {
  if (at + ROOM > bytes.length) noRoom();
  while (high !== 0 || low >>> 7 !== 0) {
    bytes[at] = low | 128;
    low = (low >>> 7) | (high << 25);
    high >>>= 7;
    at++;
  }
  bytes[at] = low & 127;
  return at + 1;
}
