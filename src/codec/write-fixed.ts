import { refuse } from './fault.js';
import { int64Cell, TWO_32 } from './int64.js';
import * as places from './room.js';

const { unsigned, signed, halves, LOW, HIGH } = int64Cell();
// Held in constants, as V8 looks an import up at each use.
const { noRoom, ROOM } = places;

// Little-endian, as protobuf has them. Aliased arrays hold a float's bits in the machine's order.
const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);
const double = new Float64Array(1);
const doubleBits = new Int32Array(double.buffer);

export function writeFixed32(bytes: Uint8Array, at: number, value: number): number {
  if (value >>> 0 !== value) refuse();
  return writeBits(bytes, at, value);
}

export function writeSfixed32(bytes: Uint8Array, at: number, value: number): number {
  if ((value | 0) !== value) refuse();
  return writeBits(bytes, at, value);
}

export function writeFixed64(bytes: Uint8Array, at: number, value: bigint): number {
  unsigned[0] = value;
  if (unsigned[0] !== value) refuse();
  return writeHalves(bytes, at, halves[LOW]!, halves[HIGH]!);
}

export function writeSfixed64(bytes: Uint8Array, at: number, value: bigint): number {
  signed[0] = value;
  if (signed[0] !== value) refuse();
  return writeHalves(bytes, at, halves[LOW]!, halves[HIGH]!);
}

/** For `[jstype = JS_NUMBER]`: a number, exact up to 2^53 - 1. */
export function writeFixed64Number(bytes: Uint8Array, at: number, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) refuse();
  return writeHalves(bytes, at, value | 0, Math.floor(value / TWO_32) | 0);
}

/** For `[jstype = JS_NUMBER]`: a number, exact within ±(2^53 - 1). */
export function writeSfixed64Number(bytes: Uint8Array, at: number, value: number): number {
  if (!Number.isSafeInteger(value)) refuse();
  return writeHalves(bytes, at, value | 0, Math.floor(value / TWO_32) | 0);
}

/** Rounds to the nearest float; a finite number that has none near is refused. */
export function writeFloat(bytes: Uint8Array, at: number, value: number): number {
  if (typeof value !== 'number') refuse();
  float[0] = value;
  if (!Number.isFinite(float[0]) && Number.isFinite(value)) refuse();
  return writeBits(bytes, at, floatBits[0]!);
}

export function writeDouble(bytes: Uint8Array, at: number, value: number): number {
  if (typeof value !== 'number') refuse();
  double[0] = value;
  return writeHalves(bytes, at, doubleBits[LOW]!, doubleBits[HIGH]!);
}

/** Whether a float or double is the default, which stays unwritten: +0, but not -0. */
export function isZero(value: number): boolean {
  return Object.is(value, 0);
}

function writeBits(bytes: Uint8Array, at: number, bits: number): number {
  if (at + ROOM > bytes.length) noRoom();
  bytes[at] = bits;
  bytes[at + 1] = bits >>> 8;
  bytes[at + 2] = bits >>> 16;
  bytes[at + 3] = bits >>> 24;
  return at + 4;
}

function writeHalves(bytes: Uint8Array, at: number, low: number, high: number): number {
  if (at + ROOM > bytes.length) noRoom();
  bytes[at] = low;
  bytes[at + 1] = low >>> 8;
  bytes[at + 2] = low >>> 16;
  bytes[at + 3] = low >>> 24;
  bytes[at + 4] = high;
  bytes[at + 5] = high >>> 8;
  bytes[at + 6] = high >>> 16;
  bytes[at + 7] = high >>> 24;
  return at + 8;
}
