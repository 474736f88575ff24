import { utf8Read } from '#platform';
import { noBytes } from './no-bytes.js';
import { halves, HIGH, LOW, signed, TWO_32, unsigned } from './int64.js';
import { keepUnknown } from './unknown-fields.js';

/** Deepest nesting of messages and groups, as in every protobuf library. */
const MAX_DEPTH = 100;
const UNBOUNDED = 0xffff_ffff;
/** Beyond ±(2^53 - 1) a number is not exact. */
const MAX_SAFE_HIGH = 0x1f_ffff;

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
    return this.#longTag();
  }

  /** Reads a length and makes its end the reader's. Returns the end to give back to `widen`. */
  narrow(): number {
    const outer = this.end;
    const length = this.#size();
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
    const first = this.bytes[this.pos]!;
    if (first < 128 && this.pos < this.end) {
      this.pos++;
      return first;
    }
    return this.#longUint32();
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
      const byte = this.#byte();
      if ((byte & 127) !== 0) value = true;
      if (byte < 128) return value;
    }
    return this.fail('a varint longer than 10 bytes');
  }

  uint64(): bigint {
    this.#varint64();
    return unsigned[0]!;
  }

  int64(): bigint {
    this.#varint64();
    return signed[0]!;
  }

  sint64(): bigint {
    this.#varint64();
    this.#unzigzag();
    return signed[0]!;
  }

  fixed32(): number {
    return this.#bits() >>> 0;
  }

  sfixed32(): number {
    return this.#bits();
  }

  fixed64(): bigint {
    this.#bits64();
    return unsigned[0]!;
  }

  sfixed64(): bigint {
    this.#bits64();
    return signed[0]!;
  }

  uint64Number(): number {
    const first = this.bytes[this.pos]!;
    if (first < 128 && this.pos < this.end) {
      this.pos++;
      return first;
    }
    this.#varint64();
    return this.#unsignedNumber();
  }

  int64Number(): number {
    const first = this.bytes[this.pos]!;
    if (first < 128 && this.pos < this.end) {
      this.pos++;
      return first;
    }
    this.#varint64();
    return this.#signedNumber();
  }

  sint64Number(): number {
    this.#varint64();
    this.#unzigzag();
    return this.#signedNumber();
  }

  fixed64Number(): number {
    this.#bits64();
    return this.#unsignedNumber();
  }

  sfixed64Number(): number {
    this.#bits64();
    return this.#signedNumber();
  }

  float(): number {
    floatBits[0] = this.#bits();
    return float[0]!;
  }

  double(): number {
    this.#bits64();
    return double[0]!;
  }

  /** UTF-8; malformed text is an error. */
  string(maxBytes = UNBOUNDED): string {
    const length = this.#size();
    if (length > maxBytes) this.fail(`${length} bytes, allowed are ${maxBytes}`);
    const { bytes, pos } = this;
    const end = pos + length;
    this.pos = end;
    if (length < 16) {
      let text = '';
      let index = pos;
      for (; index < end; index++) {
        const byte = bytes[index]!;
        if (byte > 127) break;
        text += String.fromCharCode(byte);
      }
      if (index === end) return text;
    }
    const text = utf8Read(bytes, pos, end);
    if (text === undefined) this.fail('text that is not UTF-8');
    return text;
  }

  /** A view of the input, or a copy if the caller of `decode` asked for copies. */
  byteField(maxBytes = UNBOUNDED): Uint8Array {
    const length = this.#size();
    if (length > maxBytes) this.fail(`${length} bytes, allowed are ${maxBytes}`);
    return this.#take(length);
  }

  exactByteField(length: number): Uint8Array {
    const found = this.#size();
    if (found !== length) this.fail(`${found} bytes instead of ${length}`);
    return this.#take(length);
  }

  /** Steps over a field that the schema does not know, or has with another wire type; keeps it if the caller asked for it. */
  unknown(tag: number, message: object): void {
    const start = this.pos;
    this.skip(tag);
    if (this.keepUnknownFields) keepUnknown(message, tag, this.bytes.slice(start, this.pos));
  }

  /** Steps over a field's value. */
  skip(tag: number): void {
    this.#skip(tag & 7, tag >>> 3, this.depth);
  }

  #skip(wireType: number, field: number, depth: number): void {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`);
    if (field === 0) this.fail('field number 0');
    switch (wireType) {
      case 0:
        while (this.#byte() > 127);
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.#advance(this.#size());
        return;
      case 3:
        for (;;) {
          const tag = this.tag();
          if (tag >>> 3 === 0) this.fail('field number 0');
          if ((tag & 7) === 4) {
            if (tag >>> 3 !== field) this.fail('a group ended by another');
            return;
          }
          this.#skip(tag & 7, tag >>> 3, depth + 1);
        }
      case 5:
        this.#advance(4);
        return;
      default:
        this.fail(`wire type ${wireType}`);
    }
  }

  #take(length: number): Uint8Array {
    const { bytes, pos } = this;
    this.pos = pos + length;
    if (length === 0) return noBytes;
    if (!this.copyBytes) return new Uint8Array(bytes.buffer, bytes.byteOffset + pos, length);
    const copy = new Uint8Array(length);
    for (let index = 0; index < length; index++) copy[index] = bytes[pos + index]!;
    return copy;
  }

  #byte(): number {
    if (this.pos >= this.end) this.fail('cut off');
    return this.bytes[this.pos++]!;
  }

  #advance(count: number): void {
    if (this.end - this.pos < count) {
      this.pos = this.end;
      this.fail('cut off');
    }
    this.pos += count;
  }

  #longTag(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    const last = this.#byte();
    if (last > 15) this.fail('a tag longer than 32 bits');
    return (value | (last << 28)) >>> 0;
  }

  /** A length within what is left. */
  #size(): number {
    const first = this.bytes[this.pos]!;
    let length = first;
    if (first < 128 && this.pos < this.end) this.pos++;
    else length = this.#longSize();
    if (length > this.end - this.pos) this.fail('cut off');
    return length;
  }

  #longSize(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    const last = this.#byte();
    if (last > 7) this.fail('a length beyond 2 GiB');
    return value | (last << 28);
  }

  #longUint32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
    // A negative int32 takes ten bytes; what they hold beyond 32 bits is dropped.
    for (let count = 0; count < 5; count++) if (this.#byte() < 128) return value >>> 0;
    return this.fail('a varint longer than 10 bytes');
  }

  /** Leaves the value in `halves`. */
  #varint64(): void {
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      low |= (byte & 127) << shift;
      if (byte < 128) {
        halves[LOW] = low;
        halves[HIGH] = 0;
        return;
      }
    }
    let byte = this.#byte();
    low |= (byte & 127) << 28;
    let high = (byte & 127) >> 4;
    for (let shift = 3; byte > 127; shift += 7) {
      if (shift > 31) this.fail('a varint longer than 10 bytes');
      byte = this.#byte();
      high |= (byte & 127) << shift;
    }
    halves[LOW] = low;
    halves[HIGH] = high;
  }

  #unzigzag(): void {
    const low = halves[LOW]!;
    const high = halves[HIGH]!;
    const sign = -(low & 1);
    halves[LOW] = ((low >>> 1) | (high << 31)) ^ sign;
    halves[HIGH] = (high >>> 1) ^ sign;
  }

  #unsignedNumber(): number {
    const high = halves[HIGH]! >>> 0;
    if (high > MAX_SAFE_HIGH) this.fail('an integer beyond 2^53 - 1 in a field of numbers');
    return high * TWO_32 + (halves[LOW]! >>> 0);
  }

  #signedNumber(): number {
    const value = halves[HIGH]! * TWO_32 + (halves[LOW]! >>> 0);
    if (!Number.isSafeInteger(value)) this.fail('an integer beyond 2^53 - 1 in a field of numbers');
    return value;
  }

  #bits(): number {
    const { bytes, pos } = this;
    this.#advance(4);
    return bytes[pos]! | (bytes[pos + 1]! << 8) | (bytes[pos + 2]! << 16) | (bytes[pos + 3]! << 24);
  }

  #bits64(): void {
    halves[LOW] = this.#bits();
    halves[HIGH] = this.#bits();
  }
}

// The bits of floats, in the machine's order; a double shares its bytes with `halves`.
const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);
const double = new Float64Array(unsigned.buffer);
