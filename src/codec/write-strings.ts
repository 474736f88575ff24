import { utf8Write } from '#platform';
import { refuse } from './fault.js';
import { ROOM } from './room.js';
import * as limits from './unbounded.js';
import { writeString } from './write-bytes.js';
import { writeUint32 } from './write-varint.js';

/** How many strings are worth one call of the platform's writer, and how many go into one. */
const LEAST_RUN = 6;
const RUN_STRINGS = 64;
/** The same for short strings, which are moved apart afterwards, in two or three times eight bytes each. */
const LEAST_SHORT_RUN = 32;
const SHORT_RUN_STRINGS = 512;
const SHORT_CHARACTERS = 24;
const SHORTER_CHARACTERS = 16;
/** Held in a constant, as V8 looks an import up at each use. */
const { UNBOUNDED } = limits;

/** Instead of where a run ends: how else its strings are to be written. */
const ONE_BY_ONE = 0;
const WITH_HEADS = -1;

/** By tag and length: what stands before a string of up to 127 bytes, as two characters. */
const heads: string[][] = [];

/** What the last run of short strings held, without anything between them. */
const packed = new Uint8Array((SHORT_RUN_STRINGS + 1) * SHORT_CHARACTERS);
const packedView = new DataView(packed.buffer);
const lengths = new Uint8Array(SHORT_RUN_STRINGS);
let shortRuns = 0;

/** How many strings the last call of `writeRuns` has written. */
let written = 0;

/**
 * A repeated string field. Many strings are joined into one text, which the platform writes faster than its parts one by
 * one: with their tags and lengths, or without if they are short, as these are moved apart in less time.
 */
export function writeStrings(
  bytes: Uint8Array,
  at: number,
  tag: number,
  list: readonly string[],
  maxBytes = UNBOUNDED,
): number {
  const count = list.length;
  let index = 0;
  if (tag < 128 && count >= LEAST_RUN) {
    at = writeRuns(bytes, at, tag, list, maxBytes);
    index = written;
  }
  for (; index < count; index++) {
    if (tag < 128) bytes[at++] = tag;
    else at = writeUint32(bytes, at, tag);
    at = writeString(bytes, at, list[index]!, maxBytes);
  }
  return at;
}

/** Writes strings from the first on, as far as several can go out as one, and returns where they end. */
function writeRuns(
  bytes: Uint8Array,
  at: number,
  tag: number,
  list: readonly string[],
  maxBytes: number,
): number {
  const count = list.length;
  let view = count >= LEAST_SHORT_RUN ? viewOf(bytes) : undefined;
  let index = 0;
  while (count - index >= LEAST_RUN) {
    const to = Math.min(index + (view === undefined ? RUN_STRINGS : SHORT_RUN_STRINGS), count);
    const end =
      view === undefined
        ? writeRun(bytes, at, tag, list, index, to, maxBytes)
        : writeShortRun(bytes, view, at, tag, list, index, to, maxBytes);
    if (end === ONE_BY_ONE) break;
    if (end === WITH_HEADS) {
      view = undefined;
    } else {
      at = end;
      index = to;
    }
  }
  written = index;
  return at;
}

/** Undefined for bytes that are gone: of these there is none. */
function viewOf(bytes: Uint8Array): DataView | undefined {
  return bytes.length === 0 ? undefined : new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Writes some strings as one and returns the end; `ONE_BY_ONE` if one of them is long or not ASCII, or room is short. */
function writeRun(
  bytes: Uint8Array,
  at: number,
  tag: number,
  list: readonly string[],
  from: number,
  to: number,
  maxBytes: number,
): number {
  const head = (heads[tag] ??= headsOf(tag));
  let text = '';
  for (let index = from; index < to; index++) {
    const value = list[index]!;
    if (typeof value !== 'string') refuse();
    const { length } = value;
    if (length > 127 || length > maxBytes) return ONE_BY_ONE;
    // In this order V8 copies each piece but once.
    text = text + head[length]! + value;
  }
  const { length } = text;
  // Room for all of it, whatever the characters are: then as many bytes as characters say that all are ASCII.
  if (at + 3 * length + ROOM > bytes.length || utf8Write(text, bytes, at) !== length) return ONE_BY_ONE;
  return at + length;
}

function headsOf(tag: number): string[] {
  return Array.from({ length: 128 }, (_, length) => String.fromCharCode(tag, length));
}

/** The same for strings that are all short; `WITH_HEADS` if one is not, or room is short. */
function writeShortRun(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  tag: number,
  list: readonly string[],
  from: number,
  to: number,
  maxBytes: number,
): number {
  const allowed = Math.min(maxBytes, SHORT_CHARACTERS);
  const run = ++shortRuns;
  let longest = 0;
  let text = '';
  // From the last: V8 then takes less time to copy parts that were put together or cut out of others themselves.
  for (let index = to - 1; index >= from; index--) {
    const value = list[index]!;
    if (typeof value !== 'string') refuse();
    const { length } = value;
    if (length > allowed) return WITH_HEADS;
    if (length > longest) longest = length;
    lengths[index - from] = length;
    text = value + text;
  }
  const { length } = text;
  // A getter in the list may have written another list meanwhile.
  if (run !== shortRuns || at + 2 * (to - from) + length + ROOM > bytes.length) return WITH_HEADS;
  if (utf8Write(text, packed, 0) !== length) {
    packed.fill(0);
    return ONE_BY_ONE;
  }
  return moveApart(view, at, tag, to - from, longest);
}

/**
 * Writes so many packed strings with their tags and lengths. Each is moved as two numbers, or three where the longest needs
 * them, with whatever stands behind it, which the next one covers. All of it is ASCII: so no number is NaN, which engines
 * may hold in bits of their own.
 */
function moveApart(view: DataView, at: number, tag: number, count: number, longest: number): number {
  const needsThree = longest > SHORTER_CHARACTERS;
  let from = 0;
  at |= 0;
  for (let index = 0; index < count; index = (index + 1) | 0) {
    const length = lengths[index]! | 0;
    view.setUint16(at, tag | (length << 8), true);
    at = (at + 2) | 0;
    view.setFloat64(at, packedView.getFloat64(from, true), true);
    view.setFloat64((at + 8) | 0, packedView.getFloat64((from + 8) | 0, true), true);
    if (needsThree) view.setFloat64((at + 16) | 0, packedView.getFloat64((from + 16) | 0, true), true);
    at = (at + length) | 0;
    from = (from + length) | 0;
  }
  return at;
}
