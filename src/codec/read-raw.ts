import { halves, HIGH, LOW, TWO_32 } from './int64.js';
import { noBytes } from './no-bytes.js';
import type { Reader } from './reader.js';

// What a Reader reads with. Functions and not private methods, which check on every call whose they are.

/** Deepest nesting of messages and groups, as in every protobuf library. */
export const MAX_DEPTH = 100;
/** Beyond ±(2^53 - 1) a number is not exact. */
const MAX_SAFE_HIGH = 0x1f_ffff;

export function skipValue(reader: Reader, wireType: number, field: number, depth: number): void {
  if (depth > MAX_DEPTH) reader.fail(`nested deeper than ${MAX_DEPTH} levels`);
  if (field === 0) reader.fail('field number 0');
  switch (wireType) {
    case 0:
      while (nextByte(reader) > 127);
      return;
    case 1:
      advance(reader, 8);
      return;
    case 2:
      advance(reader, readSize(reader));
      return;
    case 3:
      for (;;) {
        const tag = reader.tag();
        if (tag >>> 3 === 0) reader.fail('field number 0');
        if ((tag & 7) === 4) {
          if (tag >>> 3 !== field) reader.fail('a group ended by another');
          return;
        }
        skipValue(reader, tag & 7, tag >>> 3, depth + 1);
      }
    case 5:
      advance(reader, 4);
      return;
    default:
      reader.fail(`wire type ${wireType}`);
  }
}

export function takeBytes(reader: Reader, length: number): Uint8Array {
  const { bytes, pos } = reader;
  reader.pos = pos + length;
  if (length === 0) return noBytes;
  if (!reader.copyBytes)
    return new Uint8Array(reader.buffer ?? bufferOf(reader), reader.offset + pos, length);
  const copy = new Uint8Array(length);
  for (let index = 0; index < length; index++) copy[index] = bytes[pos + index]!;
  return copy;
}

/** Asked for once a message: these getters cost as much as a view. */
function bufferOf(reader: Reader): ArrayBufferLike {
  const { buffer, byteOffset } = reader.bytes;
  reader.buffer = buffer;
  reader.offset = byteOffset;
  return buffer;
}

export function nextByte(reader: Reader): number {
  if (reader.pos >= reader.end) reader.fail('cut off');
  return reader.bytes[reader.pos++]!;
}

function advance(reader: Reader, count: number): void {
  if (reader.end - reader.pos < count) {
    reader.pos = reader.end;
    reader.fail('cut off');
  }
  reader.pos += count;
}

export function readLongTag(reader: Reader): number {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = nextByte(reader);
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  const last = nextByte(reader);
  if (last > 15) reader.fail('a tag longer than 32 bits');
  return (value | (last << 28)) >>> 0;
}

/** A length within what is left. */
export function readSize(reader: Reader): number {
  const first = reader.bytes[reader.pos]!;
  let length = first;
  if (first < 128 && reader.pos < reader.end) reader.pos++;
  else length = readLongSize(reader);
  if (length > reader.end - reader.pos) reader.fail('cut off');
  return length;
}

function readLongSize(reader: Reader): number {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = nextByte(reader);
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  const last = nextByte(reader);
  if (last > 7) reader.fail('a length beyond 2 GiB');
  return value | (last << 28);
}

export function readLongUint32(reader: Reader): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = nextByte(reader);
    value |= (byte & 127) << shift;
    if (byte < 128) return value >>> 0;
  }
  // A negative int32 takes ten bytes; what they hold beyond 32 bits is dropped.
  for (let count = 0; count < 5; count++) if (nextByte(reader) < 128) return value >>> 0;
  return reader.fail('a varint longer than 10 bytes');
}

/** A varint below 2^28, as most are; -1 and nothing read if it is longer or cut off. */
export function readSmall(reader: Reader): number {
  const { bytes, end } = reader;
  let at = reader.pos;
  let value = 0;
  for (let shift = 0; shift < 28 && at < end; shift += 7) {
    const byte = bytes[at++]!;
    value |= (byte & 127) << shift;
    if (byte < 128) {
      reader.pos = at;
      return value;
    }
  }
  return -1;
}

/** Leaves the value in `halves`. */
export function readVarint64(reader: Reader): void {
  const { bytes, pos, end } = reader;
  let low = 0;
  let high = 0;
  for (let count = 0; count < 10; count++) {
    const at = pos + count;
    if (at >= end) break;
    const byte = bytes[at]!;
    const bits = byte & 127;
    if (count < 4) {
      low |= bits << (7 * count);
    } else if (count === 4) {
      low |= bits << 28;
      high = bits >> 4;
    } else {
      high |= bits << (7 * count - 32);
    }
    if (byte < 128) {
      halves[LOW] = low;
      halves[HIGH] = high;
      reader.pos = at + 1;
      return;
    }
  }
  reader.pos = Math.min(end, pos + 10);
  reader.fail(end - pos < 10 ? 'cut off' : 'a varint longer than 10 bytes');
}

export function unzigzag(): void {
  const low = halves[LOW]!;
  const high = halves[HIGH]!;
  const sign = -(low & 1);
  halves[LOW] = ((low >>> 1) | (high << 31)) ^ sign;
  halves[HIGH] = (high >>> 1) ^ sign;
}

export function unsignedNumber(reader: Reader): number {
  const high = halves[HIGH]! >>> 0;
  if (high > MAX_SAFE_HIGH) reader.fail('an integer beyond 2^53 - 1 in a field of numbers');
  return high * TWO_32 + (halves[LOW]! >>> 0);
}

export function signedNumber(reader: Reader): number {
  const value = halves[HIGH]! * TWO_32 + (halves[LOW]! >>> 0);
  if (!Number.isSafeInteger(value)) reader.fail('an integer beyond 2^53 - 1 in a field of numbers');
  return value;
}

export function readBits(reader: Reader): number {
  const { bytes, pos } = reader;
  advance(reader, 4);
  return bytes[pos]! | (bytes[pos + 1]! << 8) | (bytes[pos + 2]! << 16) | (bytes[pos + 3]! << 24);
}

export function readBits64(reader: Reader): void {
  halves[LOW] = readBits(reader);
  halves[HIGH] = readBits(reader);
}

/** Text of ASCII alone, else undefined. Eight characters a call, as every call makes a string. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const a = bytes[at]!;
    const b = bytes[at + 1]!;
    const c = bytes[at + 2]!;
    const d = bytes[at + 3]!;
    const e = bytes[at + 4]!;
    const f = bytes[at + 5]!;
    const g = bytes[at + 6]!;
    const h = bytes[at + 7]!;
    if ((a | b | c | d | e | f | g | h) > 127) return undefined;
    text += String.fromCharCode(a, b, c, d, e, f, g, h);
  }
  if (at + 4 <= end) {
    const a = bytes[at]!;
    const b = bytes[at + 1]!;
    const c = bytes[at + 2]!;
    const d = bytes[at + 3]!;
    if ((a | b | c | d) > 127) return undefined;
    text += String.fromCharCode(a, b, c, d);
    at += 4;
  }
  for (; at < end; at++) {
    const unit = bytes[at]!;
    if (unit > 127) return undefined;
    text += String.fromCharCode(unit);
  }
  return text;
}
