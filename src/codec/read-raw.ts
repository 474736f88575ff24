import * as int64 from './int64.js';
import { noBytes } from './no-bytes.js';
import * as varint from './read-varint.js';
import type { Reader } from './reader.js';

// What a Reader reads with. Functions and not private methods, which check on every call whose they are.

// Held in constants, as V8 looks an import up at each use.
const { halves, HIGH, LOW } = int64;
const { nextByte } = varint;

/** Deepest nesting of messages and groups, as in every protobuf library. */
export const MAX_DEPTH = 100;
/** Above so many bytes `set` beats a loop, the view it needs included. */
const LOOP_BYTES = 128;

/** `bytes.buffer` and `bytes.byteOffset`: V8 searches for a getter at each use, which takes as long as what it does. */
const getBuffer = getterOf('buffer') as (this: Uint8Array) => ArrayBufferLike;
const getByteOffset = getterOf('byteOffset') as (this: Uint8Array) => number;

function getterOf(property: 'buffer' | 'byteOffset'): unknown {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its array every time
  return Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), property)!.get;
}

/** Leaves where the value ends in `reader.pos`. */
export function skipValue(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  wireType: number,
  field: number,
  depth: number,
): void {
  if (depth > MAX_DEPTH) reader.fail(pos, `nested deeper than ${MAX_DEPTH} levels`);
  if (field === 0) reader.fail(pos, 'field number 0');
  switch (wireType) {
    case 0:
      while (nextByte(reader, bytes, pos++, end) > 127);
      reader.pos = pos;
      return;
    case 1:
      advance(reader, pos, end, 8);
      return;
    case 2: {
      const length = readSize(reader, bytes, pos, end);
      reader.pos += length;
      return;
    }
    case 3:
      for (;;) {
        const tag = readTag(reader, bytes, pos, end);
        if (tag >>> 3 === 0) reader.fail(reader.pos, 'field number 0');
        if ((tag & 7) === 4) {
          if (tag >>> 3 !== field) reader.fail(reader.pos, 'a group ended by another');
          return;
        }
        skipValue(reader, bytes, reader.pos, end, tag & 7, tag >>> 3, depth + 1);
        pos = reader.pos;
      }
    case 5:
      advance(reader, pos, end, 4);
      return;
    default:
      reader.fail(pos, `wire type ${wireType}`);
  }
}

/** Bytes that are there. */
export function takeBytes(reader: Reader, bytes: Uint8Array, from: number, length: number): Uint8Array {
  const { buffer } = reader;
  if (length === 0 || buffer === undefined) return takeFirst(reader, bytes, from, length);
  return new Uint8Array(buffer, reader.offset + from, length);
}

/** The same while the reader has no buffer: at first, and always where copies are wanted. */
function takeFirst(reader: Reader, bytes: Uint8Array, from: number, length: number): Uint8Array {
  if (length === 0) return noBytes;
  if (reader.copyBytes) return copyOf(bytes, from, length);
  return new Uint8Array(bufferOf(reader, bytes), reader.offset + from, length);
}

function copyOf(bytes: Uint8Array, pos: number, length: number): Uint8Array {
  const copy = new Uint8Array(length);
  if (length > LOOP_BYTES) copy.set(bytes.subarray(pos, pos + length));
  else for (let index = 0; index < length; index++) copy[index] = bytes[pos + index]!;
  return copy;
}

/** Asked for once a message, as it costs half a view. */
function bufferOf(reader: Reader, bytes: Uint8Array): ArrayBufferLike {
  const buffer = getBuffer.call(bytes);
  reader.needsReset = true;
  reader.buffer = buffer;
  reader.offset = getByteOffset.call(bytes);
  return buffer;
}

function advance(reader: Reader, pos: number, end: number, count: number): void {
  if (end - pos < count) reader.fail(end, 'cut off');
  reader.pos = pos + count;
}

export function readTag(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = nextByte(reader, bytes, pos++, end);
    value |= (byte & 127) << shift;
    if (byte < 128) {
      reader.pos = pos;
      return value;
    }
  }
  const last = nextByte(reader, bytes, pos++, end);
  if (last > 15) reader.fail(pos, 'a tag longer than 32 bits');
  reader.pos = pos;
  return (value | (last << 28)) >>> 0;
}

/** A length within what is left; `reader.pos` is then where its bytes start. */
export function readSize(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  if (pos < end) {
    const first = bytes[pos]!;
    if (first < 128 && first < end - pos) {
      reader.pos = pos + 1;
      return first;
    }
  }
  return readLongSize(reader, bytes, pos, end);
}

/** Elements with a length and a tag of one byte each, up to `most` of them; a length that cannot be ends them. */
export function countRun(bytes: Uint8Array, pos: number, end: number, tag: number, most: number): number {
  let count = 0;
  while (count < most) {
    count++;
    if (pos >= end) break;
    let length = bytes[pos++]!;
    for (let shift = 7; length >>> shift === 1 && pos < end && shift < 28; shift += 7) {
      length = (length & ((1 << shift) - 1)) | (bytes[pos++]! << shift);
    }
    pos += length;
    if (pos >= end || bytes[pos++] !== tag) break;
  }
  return count;
}

function readLongSize(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  // Two bytes without a loop: they hold what most lengths are.
  if (end - pos > 1) {
    const second = bytes[pos + 1]!;
    const length = (bytes[pos]! & 127) | (second << 7);
    if (bytes[pos]! > 127 && second < 128 && length <= end - pos - 2) {
      reader.pos = pos + 2;
      return length;
    }
  }
  return readAnySize(reader, bytes, pos, end);
}

function readAnySize(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = nextByte(reader, bytes, pos++, end);
    if (shift === 28 && byte > 7) reader.fail(pos, 'a length beyond 2 GiB');
    value |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  if (value > end - pos) reader.fail(pos, 'cut off');
  reader.pos = pos;
  return value;
}

export function readBits(reader: Reader, bytes: Uint8Array, pos: number, end: number): number {
  advance(reader, pos, end, 4);
  return bytes[pos]! | (bytes[pos + 1]! << 8) | (bytes[pos + 2]! << 16) | (bytes[pos + 3]! << 24);
}

export function readBits64(reader: Reader, bytes: Uint8Array, pos: number, end: number): void {
  // Written out and not `advance`: V8 inlines only so much in all.
  if (end - pos < 8) reader.fail(end, 'cut off');
  reader.pos = pos + 8;
  halves[LOW] = bytes[pos]! | (bytes[pos + 1]! << 8) | (bytes[pos + 2]! << 16) | (bytes[pos + 3]! << 24);
  halves[HIGH] = bytes[pos + 4]! | (bytes[pos + 5]! << 8) | (bytes[pos + 6]! << 16) | (bytes[pos + 7]! << 24);
}
