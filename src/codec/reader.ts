import { utf8Read } from '#platform';
import { noBytes } from './no-bytes.js';
import { signed, unsigned } from './int64.js';
import {
  asciiText,
  MAX_DEPTH,
  nextByte,
  readBits,
  readBits64,
  readLongTag,
  readLongUint32,
  readSmall,
  readSize,
  readVarint64,
  signedNumber,
  skipValue,
  takeBytes,
  unsignedNumber,
  unzigzag,
} from './read-raw.js';
import { keepUnknown } from './unknown-fields.js';

/** Below this many bytes of text, characters made in JavaScript beat the platform's reader. */
const SHORT_BYTES = 12;
const UNBOUNDED = 0xffff_ffff;

/** What a reader throws; the problem and the place stand in the reader. Carries nothing, as making an Error is slow. */
export const MALFORMED = new Error('malformed');

/**
 * Reads the protobuf encoding. `end` is where the innermost length-delimited field ends, and no method reads beyond it.
 * Generated code calls it; use a codec's `decode`.
 */
export class Reader {
  bytes: Uint8Array = noBytes;
  pos = 0;
  end = 0;
  depth = 0;
  keepUnknownFields = false;
  copyBytes = false;
  /** Where the bytes lie, once a view of them was made. */
  buffer: ArrayBufferLike | undefined = undefined;
  offset = 0;
  /** Set before MALFORMED is thrown. */
  problem = '';

  /** What `problem` is about if it is a field that is not there. */
  missingField = '';

  fail(problem: string): never {
    this.problem = problem;
    throw MALFORMED;
  }

  /** A field that must not be empty is not there, in the message that starts at `start`. */
  missing(property: string, start: number, problem: string): never {
    this.pos = start;
    this.missingField = property;
    this.fail(problem);
  }

  /** Before another element of a repeated field is read. */
  room(count: number, maxItems: number): void {
    if (count >= maxItems) this.fail(`more than ${maxItems} elements`);
  }

  /** Field number and wire type. Bits beyond 32 are an error, as is a field number 0, but that only `skip` sees. */
  tag(): number {
    const first = this.bytes[this.pos]!;
    if (first < 128 && this.pos < this.end) {
      this.pos++;
      return first;
    }
    return readLongTag(this);
  }

  /** Reads a length and makes its end the reader's. Returns the end to give back to `widen`. */
  narrow(): number {
    const outer = this.end;
    const length = readSize(this);
    this.end = this.pos + length;
    return outer;
  }

  widen(outer: number): void {
    this.end = outer;
  }

  /** `narrow` for a message: one level deeper, until `leave`. */
  enter(): number {
    if (++this.depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`);
    return this.narrow();
  }

  leave(outer: number): void {
    this.depth--;
    this.end = outer;
  }

  uint32(): number {
    const small = readSmall(this);
    return small >= 0 ? small : readLongUint32(this);
  }

  int32(): number {
    return this.uint32() | 0;
  }

  sint32(): number {
    const value = this.uint32();
    return (value >>> 1) ^ -(value & 1);
  }

  bool(): boolean {
    let value = false;
    for (let count = 0; count < 10; count++) {
      const byte = nextByte(this);
      if ((byte & 127) !== 0) value = true;
      if (byte < 128) return value;
    }
    return this.fail('a varint longer than 10 bytes');
  }

  uint64(): bigint {
    readVarint64(this);
    return unsigned[0]!;
  }

  int64(): bigint {
    readVarint64(this);
    return signed[0]!;
  }

  sint64(): bigint {
    readVarint64(this);
    unzigzag();
    return signed[0]!;
  }

  fixed32(): number {
    return readBits(this) >>> 0;
  }

  sfixed32(): number {
    return readBits(this);
  }

  fixed64(): bigint {
    readBits64(this);
    return unsigned[0]!;
  }

  sfixed64(): bigint {
    readBits64(this);
    return signed[0]!;
  }

  uint64Number(): number {
    const small = readSmall(this);
    if (small >= 0) return small;
    readVarint64(this);
    return unsignedNumber(this);
  }

  int64Number(): number {
    const small = readSmall(this);
    if (small >= 0) return small;
    readVarint64(this);
    return signedNumber(this);
  }

  sint64Number(): number {
    readVarint64(this);
    unzigzag();
    return signedNumber(this);
  }

  fixed64Number(): number {
    readBits64(this);
    return unsignedNumber(this);
  }

  sfixed64Number(): number {
    readBits64(this);
    return signedNumber(this);
  }

  float(): number {
    floatBits[0] = readBits(this);
    return float[0]!;
  }

  double(): number {
    readBits64(this);
    return double[0]!;
  }

  /** UTF-8; malformed text is an error. */
  string(maxBytes = UNBOUNDED): string {
    const length = readSize(this);
    if (length > maxBytes) this.fail(`${length} bytes, allowed are ${maxBytes}`);
    const { bytes, pos } = this;
    const end = pos + length;
    this.pos = end;
    if (length < SHORT_BYTES) {
      const short = asciiText(bytes, pos, end);
      if (short !== undefined) return short;
    }
    const text = utf8Read(bytes, pos, end);
    if (text === undefined) this.fail('text that is not UTF-8');
    return text;
  }

  /** A view of the input, or a copy if the caller of `decode` asked for copies. */
  byteField(maxBytes = UNBOUNDED): Uint8Array {
    const length = readSize(this);
    if (length > maxBytes) this.fail(`${length} bytes, allowed are ${maxBytes}`);
    return takeBytes(this, length);
  }

  exactByteField(length: number): Uint8Array {
    const found = readSize(this);
    if (found !== length) this.fail(`${found} bytes instead of ${length}`);
    return takeBytes(this, length);
  }

  /** Steps over a field that the schema does not know, or has with another wire type; keeps it if the caller asked for it. */
  unknown(tag: number, message: object): void {
    const start = this.pos;
    this.skip(tag);
    if (this.keepUnknownFields) keepUnknown(message, tag, this.bytes.slice(start, this.pos));
  }

  /** Steps over a field's value. */
  skip(tag: number): void {
    skipValue(this, tag & 7, tag >>> 3, this.depth);
  }
}

// The bits of floats, in the machine's order; a double shares its bytes with `halves`.
const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);
const double = new Float64Array(unsigned.buffer);
