import { utf8Length, utf8Write } from '#platform';
import { refuse } from './fault.js';
import { noBytes } from './no-bytes.js';
import * as places from './room.js';
import * as limits from './unbounded.js';

/** Up to this many characters a loop beats the platform's writer. */
const SHORT_CHARACTERS = 24;
/** What so many take at most, with the length: three for each UTF-16 unit. */
const SHORT_BYTES = 1 + 3 * SHORT_CHARACTERS;
/** Held in a constant, as V8 looks an import up at each use. */
const { UNBOUNDED } = limits;
const { noRoom, ROOM } = places;
// Held, as V8 looks the methods up at every call otherwise.
/* eslint-disable @typescript-eslint/unbound-method -- called with their array every time */
const { copyWithin } = Uint8Array.prototype;
/** Copies bytes to a place: `setBytes.call(target, source, at)`. */
export const setBytes: (this: Uint8Array, source: Uint8Array, at: number) => void = Uint8Array.prototype.set;
/* eslint-enable @typescript-eslint/unbound-method */

/** Length and content of a bytes field. */
export function writeBytes(bytes: Uint8Array, at: number, value: Uint8Array): number {
  const { length } = value;
  // A length that an owner has redefined would leave older bytes of the slab standing.
  if (!(value instanceof Uint8Array) || value[length - 1] === undefined) checkUnusual(value, length);
  if (at + length + ROOM > bytes.length) noRoom();
  if (length < 128) bytes[at++] = length;
  else at = writeLength(bytes, at, length);
  setBytes.call(bytes, value, at);
  return at + length;
}

/** What is rare stands apart, as V8 inlines short functions: what is empty or of another realm has to be bytes that are there. */
export function checkUnusual(value: Uint8Array, length: number): void {
  if (!isUint8Array(value)) refuse();
  if (length === 0 ? value !== noBytes && isDetached(value) : value[length - 1] === undefined) refuse();
}

/** Whether the buffer of a view is gone, or no longer reaches to it: such a view says that it is empty. */
export function isDetached(value: Uint8Array): boolean {
  try {
    // Any method that looks at the elements throws.
    value.at(0);
    return false;
  } catch {
    return true;
  }
}

/** A bytes field with a limit. */
export function writeLimitedBytes(
  bytes: Uint8Array,
  at: number,
  value: Uint8Array,
  maxBytes: number,
): number {
  if (value.length > maxBytes) refuse();
  return writeBytes(bytes, at, value);
}

/** A bytes field with only one possible length. */
export function writeExactBytes(bytes: Uint8Array, at: number, value: Uint8Array, length: number): number {
  if (value.length !== length) refuse();
  return writeBytes(bytes, at, value);
}

/** Length and UTF-8 of a string field. A lone surrogate has no UTF-8 and is refused. */
export function writeString(bytes: Uint8Array, at: number, value: string, maxBytes = UNBOUNDED): number {
  if (typeof value !== 'string') refuse();
  const length = value.length;
  if (length > SHORT_CHARACTERS) return writeLongString(bytes, at, value, maxBytes);
  if (length > maxBytes) refuse();
  if (at + SHORT_BYTES + ROOM > bytes.length) noRoom();
  bytes[at] = length;
  const start = at + 1;
  // Asked once, behind the loop, whether all are ASCII: a question a character costs a third of it.
  let units = 0;
  for (let index = 0; index < length; index++) {
    const unit = value.charCodeAt(index);
    units |= unit;
    bytes[start + index] = unit;
  }
  return units > 127 ? writeShortString(bytes, at, value, maxBytes) : start + length;
}

function writeShortString(bytes: Uint8Array, at: number, value: string, maxBytes: number): number {
  const start = at + 1;
  let to = start;
  for (let index = 0; index < value.length; index++) {
    let unit = value.charCodeAt(index);
    if (unit < 0x80) {
      bytes[to++] = unit;
    } else if (unit < 0x800) {
      bytes[to] = 0xc0 | (unit >> 6);
      bytes[to + 1] = 0x80 | (unit & 63);
      to += 2;
    } else if (unit < 0xd800 || unit > 0xdfff) {
      bytes[to] = 0xe0 | (unit >> 12);
      bytes[to + 1] = 0x80 | ((unit >> 6) & 63);
      bytes[to + 2] = 0x80 | (unit & 63);
      to += 3;
    } else {
      const low = value.charCodeAt(++index);
      if (unit > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) refuse();
      unit = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
      bytes[to] = 0xf0 | (unit >> 18);
      bytes[to + 1] = 0x80 | ((unit >> 12) & 63);
      bytes[to + 2] = 0x80 | ((unit >> 6) & 63);
      bytes[to + 3] = 0x80 | (unit & 63);
      to += 4;
    }
  }
  // At most 24 units of 3 bytes each: the length takes one byte.
  if (to - start > maxBytes) refuse();
  bytes[at] = to - start;
  return to;
}

/** How many bytes the length of the last message took that stood in a field: as many are left free for the next one's. */
export interface LengthHint {
  width: number;
}

/** Completes a message that was written from `start` to `end` as a field: its length goes between `at` and `start`. */
export function patchLength(
  bytes: Uint8Array,
  at: number,
  start: number,
  end: number,
  hint: LengthHint,
): number {
  const length = end - start;
  const width = start - at;
  // An empty message has asked nobody for room.
  if (width === 1 && length < 128 && length !== 0) {
    bytes[at] = length;
    return end;
  }
  if (width === 2 && length > 127 && length < 16_384) {
    bytes[at] = (length & 127) | 128;
    bytes[at + 1] = length >>> 7;
    return end;
  }
  hint.width = widthOf(length);
  return moveToLength(bytes, at, start, end);
}

/** Completes a field of which one byte was left free for the length, before what was written from `hole + 1` to `end`. */
export function fillHole(bytes: Uint8Array, hole: number, end: number): number {
  const length = end - hole - 1;
  if (length > 127 || length === 0) return moveToLength(bytes, hole, hole + 1, end);
  bytes[hole] = length;
  return end;
}

function moveToLength(bytes: Uint8Array, at: number, start: number, end: number): number {
  const length = end - start;
  const to = at + widthOf(length);
  if (to + length + ROOM > bytes.length) noRoom();
  if (to !== start) copyWithin.call(bytes, to, start, end);
  writeLength(bytes, at, length);
  return to + length;
}

function widthOf(length: number): number {
  return length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : length < 268_435_456 ? 4 : 5;
}

/** Copies bytes that were kept as they came: unknown fields. */
export function writeRaw(bytes: Uint8Array, at: number, value: Uint8Array): number {
  const end = at + value.length;
  if (end + ROOM > bytes.length) noRoom();
  setBytes.call(bytes, value, at);
  return end;
}

export function isUint8Array(value: unknown): value is Uint8Array {
  // By its tag: one of another realm is no instance of this realm's class.
  return (
    ArrayBuffer.isView(value) &&
    (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] === 'Uint8Array'
  );
}

function writeLongString(bytes: Uint8Array, at: number, value: string, maxBytes: number): number {
  const units = value.length;
  const start = at + widthOf(units);
  // Most text is ASCII: then one pass of the platform's writer is all.
  if (
    units <= maxBytes &&
    start + 3 * units + ROOM <= bytes.length &&
    utf8Write(value, bytes, start) === units
  ) {
    writeLength(bytes, at, units);
    return start + units;
  }
  if (!value.isWellFormed()) refuse();
  const length = utf8Length(value);
  if (length > maxBytes) refuse();
  if (at + length + ROOM > bytes.length) noRoom();
  at = writeLength(bytes, at, length);
  utf8Write(value, bytes, at);
  return at + length;
}

export function writeLength(bytes: Uint8Array, at: number, length: number): number {
  while (length > 127) {
    bytes[at++] = (length & 127) | 128;
    length >>>= 7;
  }
  bytes[at++] = length;
  return at;
}
