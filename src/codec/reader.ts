import * as int64 from './int64.js';
import * as raw from './read-raw.js';
import * as text from './read-text.js';
import * as texts from './read-texts.js';
import * as varint from './read-varint.js';
import * as limits from './unbounded.js';
import { keepUnknown } from './unknown-fields.js';

// Held in constants, as V8 looks an import up at each use.
const { signed, unsigned } = int64;
const { UNBOUNDED } = limits;
const { countRun, MAX_DEPTH, readBits, readBits64, readSize, readTag, skipValue, takeBytes } = raw;
const {
  readLongBool,
  readLongNumber,
  readLongUint32,
  readShortNumber,
  readSmallNumber,
  readVarint64,
  signedNumber,
  unsignedNumber,
  unzigzag,
} = varint;
const { readText } = text;
const { readTexts } = texts;

/** What a reader throws; the problem and the place stand in the reader. Carries nothing, as making an Error is slow. */
export const MALFORMED = new Error('malformed');

/**
 * Reads the protobuf encoding. Generated code keeps its place in a local variable: it says where in which bytes a value
 * starts and where the message ends, and finds in `pos` where the value ended. Nothing is read beyond that end. The reader
 * holds no bytes, as storing them took longer than reading a number. Use a codec's `decode`.
 */
export class Reader {
  /** Where the last value ended, or where reading failed. */
  pos = 0;
  depth = 0;
  /** How many more elements and inner messages there may be. */
  elements = 0;
  keepUnknownFields = false;
  copyBytes = false;
  /** Whether an option, `buffer` or the window is set: asked for once instead of each. */
  needsReset = false;
  /** Where the bytes lie, once a view of them was made. */
  buffer: ArrayBufferLike | undefined = undefined;
  offset = 0;
  /** Some of the bytes as text of one character a byte: neighbouring texts are cut from it. */
  window = '';
  windowStart = 0;
  windowEnd = 0;
  /** Up to here the window is known to be ASCII. */
  asciiEnd = 0;
  /** Set before MALFORMED is thrown. */
  problem = '';
  /** What `problem` is about if it is a field that is not there. */
  missingField = '';

  /** By depth: the end tag of the group that is read there; 0 for none. */
  readonly #endTags = new Uint32Array(MAX_DEPTH + 1);
  #groupEnd = 0;

  /** Ready for the next input, and free of the last. */
  reset(): void {
    this.depth = 0;
    if (!this.needsReset) return;
    this.needsReset = false;
    this.keepUnknownFields = false;
    this.copyBytes = false;
    this.buffer = undefined;
    this.window = '';
    this.windowEnd = 0;
    this.asciiEnd = 0;
  }

  fail(pos: number, problem: string): never {
    this.#endTags.fill(0);
    this.pos = pos;
    this.problem = problem;
    throw MALFORMED;
  }

  /** A field that must be there is not, in the message that starts at `start`. */
  missing(property: string, start: number, problem: string): never {
    this.missingField = property;
    this.fail(start, problem);
  }

  /** Counts an element of a repeated field that is no message. */
  element(pos: number): void {
    if (--this.elements < 0) this.fail(pos, TOO_MANY);
  }

  /** Before another element is read. */
  room(pos: number, count: number, maxItems: number): void {
    if (count >= maxItems) this.fail(pos, `more than ${maxItems} elements`);
  }

  /** How many elements of one tag follow each other, the first one's length at `pos`; a guess where they are malformed. */
  run(bytes: Uint8Array, pos: number, end: number, tag: number, maxItems = UNBOUNDED): number {
    return countRun(bytes, pos, end, tag, Math.min(maxItems, this.elements));
  }

  /** Field number and wire type, of any length. Beyond 32 bits is an error, as is field number 0, but that only `skip` sees. */
  tag(bytes: Uint8Array, pos: number, end: number): number {
    return readTag(this, bytes, pos, end);
  }

  /** Reads a length, and returns where what has it ends. */
  narrow(bytes: Uint8Array, pos: number, end: number): number {
    const length = readSize(this, bytes, pos, end);
    return this.pos + length;
  }

  /** The same for a message: one level deeper, until `leave`. */
  enter(bytes: Uint8Array, pos: number, end: number): number {
    if (++this.depth > MAX_DEPTH || --this.elements < 0) this.beyondLimits(pos);
    const length = readSize(this, bytes, pos, end);
    return this.pos + length;
  }

  leave(): void {
    this.depth--;
  }

  /** `enter` for a message that ends with an end tag; `unknown` finds it. */
  enterGroup(pos: number, endTag: number): void {
    if (++this.depth > MAX_DEPTH || --this.elements < 0) this.beyondLimits(pos);
    this.#endTags[this.depth] = endTag;
  }

  /** Returns where the end tag of a group that began at `start` ended. */
  leaveGroup(start: number): number {
    if (this.#endTags[this.depth] !== 0) this.fail(start, 'a group without its end');
    this.depth--;
    return this.#groupEnd;
  }

  uint32(bytes: Uint8Array, pos: number, end: number): number {
    if (pos < end) {
      const first = bytes[pos]!;
      if (first < 128) {
        this.pos = pos + 1;
        return first;
      }
    }
    return readLongUint32(this, bytes, pos, end);
  }

  int32(bytes: Uint8Array, pos: number, end: number): number {
    return this.uint32(bytes, pos, end) | 0;
  }

  sint32(bytes: Uint8Array, pos: number, end: number): number {
    const value = this.uint32(bytes, pos, end);
    return (value >>> 1) ^ -(value & 1);
  }

  bool(bytes: Uint8Array, pos: number, end: number): boolean {
    if (pos < end && bytes[pos]! < 128) {
      this.pos = pos + 1;
      return bytes[pos] !== 0;
    }
    return readLongBool(this, bytes, pos, end);
  }

  uint64(bytes: Uint8Array, pos: number, end: number): bigint {
    readVarint64(this, bytes, pos, end);
    return unsigned[0]!;
  }

  int64(bytes: Uint8Array, pos: number, end: number): bigint {
    readVarint64(this, bytes, pos, end);
    return signed[0]!;
  }

  sint64(bytes: Uint8Array, pos: number, end: number): bigint {
    readVarint64(this, bytes, pos, end);
    unzigzag();
    return signed[0]!;
  }

  fixed32(bytes: Uint8Array, pos: number, end: number): number {
    return readBits(this, bytes, pos, end) >>> 0;
  }

  sfixed32(bytes: Uint8Array, pos: number, end: number): number {
    return readBits(this, bytes, pos, end);
  }

  fixed64(bytes: Uint8Array, pos: number, end: number): bigint {
    readBits64(this, bytes, pos, end);
    return unsigned[0]!;
  }

  sfixed64(bytes: Uint8Array, pos: number, end: number): bigint {
    readBits64(this, bytes, pos, end);
    return signed[0]!;
  }

  uint64Number(bytes: Uint8Array, pos: number, end: number): number {
    const small = readShortNumber(this, bytes, pos, end);
    return small < 0 ? readLongNumber(this, bytes, pos, end, false) : small;
  }

  int64Number(bytes: Uint8Array, pos: number, end: number): number {
    const small = readSmallNumber(this, bytes, pos, end);
    return small < 0 ? readLongNumber(this, bytes, pos, end, true) : small;
  }

  sint64Number(bytes: Uint8Array, pos: number, end: number): number {
    readVarint64(this, bytes, pos, end);
    unzigzag();
    return signedNumber(this);
  }

  fixed64Number(bytes: Uint8Array, pos: number, end: number): number {
    readBits64(this, bytes, pos, end);
    return unsignedNumber(this);
  }

  sfixed64Number(bytes: Uint8Array, pos: number, end: number): number {
    readBits64(this, bytes, pos, end);
    return signedNumber(this);
  }

  float(bytes: Uint8Array, pos: number, end: number): number {
    floatBits[0] = readBits(this, bytes, pos, end);
    return float[0]!;
  }

  double(bytes: Uint8Array, pos: number, end: number): number {
    readBits64(this, bytes, pos, end);
    return double[0]!;
  }

  /** UTF-8; malformed text is an error. */
  string(bytes: Uint8Array, pos: number, end: number, maxBytes = UNBOUNDED): string {
    const length = readSize(this, bytes, pos, end);
    if (length > maxBytes) this.tooLong(this.pos, length, maxBytes);
    const from = this.pos;
    this.pos = from + length;
    return this.text(bytes, from, length);
  }

  /** A view of the input, or a copy if the caller of `decode` asked for copies. */
  byteField(bytes: Uint8Array, pos: number, end: number, maxBytes = UNBOUNDED): Uint8Array {
    const length = readSize(this, bytes, pos, end);
    if (length > maxBytes) this.tooLong(this.pos, length, maxBytes);
    const from = this.pos;
    this.pos = from + length;
    return takeBytes(this, bytes, from, length);
  }

  exactByteField(bytes: Uint8Array, pos: number, end: number, length: number): Uint8Array {
    const found = readSize(this, bytes, pos, end);
    if (found !== length) this.wrongLength(this.pos, found, length);
    const from = this.pos;
    this.pos = from + length;
    return takeBytes(this, bytes, from, length);
  }

  // What generated code has not written out: it reads short lengths itself, and makes views once `buffer` is known.

  size(bytes: Uint8Array, pos: number, end: number): number {
    return readSize(this, bytes, pos, end);
  }

  text(bytes: Uint8Array, from: number, length: number): string {
    return readText(this, bytes, from, length);
  }

  /** All texts of one tag that follow each other, the first one's length at `pos`. */
  texts(
    bytes: Uint8Array,
    pos: number,
    end: number,
    tag: number,
    maxItems = UNBOUNDED,
    maxBytes = UNBOUNDED,
  ): string[] {
    return readTexts(this, bytes, pos, end, tag, maxItems, maxBytes);
  }

  bytes(bytes: Uint8Array, from: number, length: number): Uint8Array {
    return takeBytes(this, bytes, from, length);
  }

  beyondLimits(pos: number): never {
    this.fail(pos, this.depth > MAX_DEPTH ? `nested deeper than ${MAX_DEPTH} levels` : TOO_MANY);
  }

  tooLong(pos: number, length: number, maxBytes: number): never {
    this.fail(pos, `${length} bytes, allowed are ${maxBytes}`);
  }

  wrongLength(pos: number, found: number, length: number): never {
    this.fail(pos, `${found} bytes instead of ${length}`);
  }

  /**
   * Steps over a field that the schema does not know, or has with another wire type; keeps it if the caller asked for it,
   * and one that is left to extensions in any case. Returns where reading goes on: at the end, after a group's own end tag.
   */
  unknown(
    tag: number,
    bytes: Uint8Array,
    pos: number,
    end: number,
    message: object,
    isExtension = false,
  ): number {
    if ((tag & 7) === 4 && tag === this.#endTags[this.depth]) {
      this.#endTags[this.depth] = 0;
      this.#groupEnd = pos;
      return end;
    }
    this.skip(tag, bytes, pos, end);
    if (isExtension || this.keepUnknownFields) keepUnknown(message, tag, bytes.slice(pos, this.pos));
    return this.pos;
  }

  /** Counts a value that was read, because it is a number that a closed enum does not name, as an unknown field. */
  unnamed(tag: number, bytes: Uint8Array, pos: number, message: object): void {
    if (this.keepUnknownFields) keepUnknown(message, tag, bytes.slice(pos, this.pos));
  }

  /** Steps over a field's value. */
  skip(tag: number, bytes: Uint8Array, pos: number, end: number): number {
    skipValue(this, bytes, pos, end, tag & 7, tag >>> 3, this.depth);
    return this.pos;
  }
}

export const TOO_MANY = 'more elements than are allowed for so few bytes';

// The bits of floats, in the machine's order; a double shares its bytes with `halves`.
const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);
const double = new Float64Array(unsigned.buffer);
