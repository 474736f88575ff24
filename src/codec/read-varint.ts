import * as int64 from './int64.js';
import type { Reader } from './reader.js';

// What a Reader reads varints with.

// Held in constants, as V8 looks an import up at each use.
const { halves, HIGH, LOW, TWO_32 } = int64;

/** Beyond ±(2^53 - 1) a number is not exact. */
const MAX_SAFE_HIGH = 0x1f_ffff;
const TWO_28 = 0x1000_0000;

export function nextByte(reader: Reader, pos: number, end: number): number {
  if (pos >= end) reader.fail(end, 'cut off');
  return reader.bytes[pos]!;
}

/** A varint of several bytes: without a loop, if there are five to look at. */
export function readLongUint32(reader: Reader, pos: number, end: number): number {
  if (end - pos < 5) return readAnyUint32(reader, pos, end);
  const { bytes } = reader;
  let byte = bytes[pos + 1]!;
  let value = (bytes[pos]! & 127) | ((byte & 127) << 7);
  if (byte < 128) {
    reader.pos = pos + 2;
    return value;
  }
  byte = bytes[pos + 2]!;
  value |= (byte & 127) << 14;
  if (byte < 128) {
    reader.pos = pos + 3;
    return value;
  }
  byte = bytes[pos + 3]!;
  value |= (byte & 127) << 21;
  if (byte < 128) {
    reader.pos = pos + 4;
    return value;
  }
  byte = bytes[pos + 4]!;
  if (byte > 127) return readAnyUint32(reader, pos, end);
  reader.pos = pos + 5;
  return (value | (byte << 28)) >>> 0;
}

function readAnyUint32(reader: Reader, pos: number, end: number): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = nextByte(reader, pos++, end);
    value |= (byte & 127) << shift;
    if (byte < 128) {
      reader.pos = pos;
      return value >>> 0;
    }
  }
  // A negative int32 takes ten bytes; what they hold beyond 32 bits is dropped.
  for (let count = 0; count < 5; count++) {
    if (nextByte(reader, pos++, end) < 128) {
      reader.pos = pos;
      return value >>> 0;
    }
  }
  return reader.fail(pos, 'a varint longer than 10 bytes');
}

/** A varint below 2^53 of at most 8 bytes, as most are; -1 and nothing read if it is another or cut off. */
export function readNumber(reader: Reader, pos: number, end: number): number {
  const { bytes } = reader;
  // Four bytes without a loop: they hold what most numbers are.
  if (pos >= end) return -1;
  let byte = bytes[pos++]!;
  let low = byte & 127;
  if (byte > 127) {
    if (pos >= end) return -1;
    byte = bytes[pos++]!;
    low |= (byte & 127) << 7;
    if (byte > 127) {
      if (pos >= end) return -1;
      byte = bytes[pos++]!;
      low |= (byte & 127) << 14;
      if (byte > 127) {
        if (pos >= end) return -1;
        byte = bytes[pos++]!;
        low |= (byte & 127) << 21;
        if (byte > 127) return readLongNumber(reader, pos, end, low);
      }
    }
  }
  reader.pos = pos;
  return low;
}

/** The rest of `readNumber`, behind its lowest 28 bits. */
function readLongNumber(reader: Reader, pos: number, end: number, low: number): number {
  const { bytes } = reader;
  let high = 0;
  for (let shift = 0; shift < 28 && pos < end; shift += 7) {
    const byte = bytes[pos++]!;
    high |= (byte & 127) << shift;
    if (byte < 128) {
      if (high >= 0x200_0000) return -1;
      reader.pos = pos;
      return high * TWO_28 + low;
    }
  }
  return -1;
}

/** Leaves the value in `halves`. Without a loop for what takes up to five bytes, if there are ten to look at. */
export function readVarint64(reader: Reader, pos: number, end: number): void {
  if (end - pos < 10) {
    readHalves(reader, pos, end);
    return;
  }
  const { bytes } = reader;
  let byte = bytes[pos]!;
  let low = byte & 127;
  let length = 1;
  let high = 0;
  if (byte > 127) {
    byte = bytes[pos + 1]!;
    low |= (byte & 127) << 7;
    length = 2;
    if (byte > 127) {
      byte = bytes[pos + 2]!;
      low |= (byte & 127) << 14;
      length = 3;
      if (byte > 127) {
        byte = bytes[pos + 3]!;
        low |= (byte & 127) << 21;
        length = 4;
        if (byte > 127) {
          byte = bytes[pos + 4]!;
          if (byte > 127) {
            readHalves(reader, pos, end);
            return;
          }
          low |= byte << 28;
          high = byte >> 4;
          length = 5;
        }
      }
    }
  }
  keepHalves(reader, pos + length, low, high);
}

function readHalves(reader: Reader, pos: number, end: number): void {
  let low = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = nextByte(reader, pos++, end);
    low |= (byte & 127) << shift;
    if (byte < 128) {
      keepHalves(reader, pos, low, 0);
      return;
    }
  }
  let byte = nextByte(reader, pos++, end);
  low |= byte << 28;
  let high = (byte & 127) >> 4;
  for (let shift = 3; byte > 127; shift += 7) {
    if (shift > 31) reader.fail(pos, 'a varint longer than 10 bytes');
    byte = nextByte(reader, pos++, end);
    high |= (byte & 127) << shift;
  }
  keepHalves(reader, pos, low, high);
}

function keepHalves(reader: Reader, pos: number, low: number, high: number): void {
  halves[LOW] = low;
  halves[HIGH] = high;
  reader.pos = pos;
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
  if (high > MAX_SAFE_HIGH) reader.fail(reader.pos, 'an integer beyond 2^53 - 1 in a field of numbers');
  return high * TWO_32 + (halves[LOW]! >>> 0);
}

export function signedNumber(reader: Reader): number {
  const value = halves[HIGH]! * TWO_32 + (halves[LOW]! >>> 0);
  if (!Number.isSafeInteger(value)) {
    reader.fail(reader.pos, 'an integer beyond 2^53 - 1 in a field of numbers');
  }
  return value;
}
