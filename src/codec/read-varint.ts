import * as int64 from './int64.js';
import type { Reader } from './reader.js';

// What a Reader reads varints with.

// Held in constants, as V8 looks an import up at each use.
const { halves, HIGH, LOW, TWO_32 } = int64;

/** Beyond ±(2^53 - 1) a number is not exact. */
const MAX_SAFE_HIGH = 0x1f_ffff;
const TWO_28 = 0x1000_0000;

export function nextByte(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  if (pos >= end) reader.fail(end, 'cut off');
  return bytes[pos]!;
}

/** A varint of several bytes: without a loop, if there are five to look at. */
export function readLongUint32(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  if (end - pos < 5) return readAnyUint32(reader, bytes, pos, end);
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
  if (byte > 127) return readAnyUint32(reader, bytes, pos, end);
  reader.pos = pos + 5;
  return (value | (byte << 28)) >>> 0;
}

function readAnyUint32(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = nextByte(reader, bytes, pos++, end);
    value |= (byte & 127) << shift;
    if (byte < 128) {
      reader.pos = pos;
      return value >>> 0;
    }
  }
  // A negative int32 takes ten bytes; what they hold beyond 32 bits is dropped.
  for (let count = 0; count < 5; count++) {
    if (nextByte(reader, bytes, pos++, end) < 128) {
      reader.pos = pos;
      return value >>> 0;
    }
  }
  return reader.fail(pos, 'a varint longer than 10 bytes');
}

export function readLongBool(reader: Reader, bytes: Uint8Array, pos: number, end: number): boolean {
  let value = false;
  for (let count = 0; count < 10; count++) {
    const byte = nextByte(reader, bytes, pos++, end);
    if ((byte & 127) !== 0) value = true;
    if (byte < 128) {
      reader.pos = pos;
      return value;
    }
  }
  return reader.fail(pos, 'a varint longer than 10 bytes');
}

/** A varint of at most three bytes; -1 and nothing read if it is longer or cut off. V8 inlines only what is short. */
export function readShortNumber(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  if (pos >= end) return -1;
  let byte = bytes[pos++]!;
  let value = byte & 127;
  if (byte > 127 && pos < end) {
    byte = bytes[pos++]!;
    value |= (byte & 127) << 7;
    if (byte > 127 && pos < end) {
      byte = bytes[pos++]!;
      value |= (byte & 127) << 14;
    }
  }
  if (byte > 127) return -1;
  reader.pos = pos;
  return value;
}

/** The same below 2^31, as times in seconds are: in a loop, which is shorter still, and as fast for five bytes. */
export function readSmallNumber(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  let value = 0;
  for (let shift = 0; shift < 35 && pos < end; shift += 7) {
    const byte = bytes[pos++]!;
    value |= (byte & 127) << shift;
    if (byte < 128) {
      if (shift === 28 && byte > 7) break;
      reader.pos = pos;
      return value;
    }
  }
  return -1;
}

/** An integer that `readShortNumber` or `readSmallNumber` did not read; up to five bytes without a loop. */
export function readLongNumber(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  isSigned: boolean,
): number {
  if (end - pos < 5) return readAnyNumber(reader, bytes, pos, end, isSigned);
  const fourth = bytes[pos + 3]!;
  const low =
    (bytes[pos]! & 127) |
    ((bytes[pos + 1]! & 127) << 7) |
    ((bytes[pos + 2]! & 127) << 14) |
    ((fourth & 127) << 21);
  if (fourth < 128) {
    reader.pos = pos + 4;
    return low;
  }
  const fifth = bytes[pos + 4]!;
  if (fifth > 7) return readLargeNumber(reader, bytes, pos, end, isSigned, low);
  reader.pos = pos + 5;
  return low | (fifth << 28);
}

/** The same behind its lowest 28 bits, if it is below 2^53 and takes up to eight bytes. */
function readLargeNumber(
  reader: Reader,
  bytes: Uint8Array,
  start: number,
  end: number,
  isSigned: boolean,
  low: number,
): number {
  let high = 0;
  let pos = start + 4;
  for (let shift = 0; shift < 28 && pos < end; shift += 7) {
    const byte = bytes[pos++]!;
    high |= (byte & 127) << shift;
    if (byte < 128) {
      if (high >= 0x200_0000) break;
      reader.pos = pos;
      return high * TWO_28 + low;
    }
  }
  return readAnyNumber(reader, bytes, start, end, isSigned);
}

function readAnyNumber(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  isSigned: boolean,
): number {
  readVarint64(reader, bytes, pos, end);
  return isSigned ? signedNumber(reader) : unsignedNumber(reader);
}

/** Leaves the value in `halves`. Without a loop for what takes up to five bytes, if there are ten to look at. */
export function readVarint64(reader: Reader, bytes: Uint8Array, pos: number, end: number): void {
  if (end - pos < 10) {
    readHalves(reader, bytes, pos, end);
    return;
  }
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
            readHalves(reader, bytes, pos, end);
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

function readHalves(reader: Reader, bytes: Uint8Array, pos: number, end: number): void {
  let low = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = nextByte(reader, bytes, pos++, end);
    low |= (byte & 127) << shift;
    if (byte < 128) {
      keepHalves(reader, pos, low, 0);
      return;
    }
  }
  let byte = nextByte(reader, bytes, pos++, end);
  low |= byte << 28;
  let high = (byte & 127) >> 4;
  for (let shift = 3; byte > 127; shift += 7) {
    if (shift > 31) reader.fail(pos, 'a varint longer than 10 bytes');
    byte = nextByte(reader, bytes, pos++, end);
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
