import { areAscii, latin1Read, utf8Read } from '#platform';
import type { Reader } from './reader.js';

// What a Reader reads texts with.

// Held in a constant, as V8 looks a property of a global up at each use.
const { fromCharCode } = String;

/** Up to this many bytes of text, characters made in JavaScript beat the platform's reader. */
const SHORT_BYTES = 8;
/** Text of more bytes is read by the platform alone. */
const LONG_BYTES = 64;
/** What is read around a text at once; a text cut from it keeps all of it alive, so it is not more. */
const FIRST_WINDOW = 256;
const LAST_WINDOW = 2_048;

/**
 * The text of bytes that are there. In one piece, which is too long for V8 to inline: inlined, the first texts of a message
 * took the room that its numbers and its constructor need.
 */
export function readText(reader: Reader, bytes: Uint8Array, pos: number, size: number): string {
  // As integers: V8 checks each sum of what may be another number, which takes longer than to look at a byte.
  const from = pos | 0;
  const length = size | 0;
  const to = (from + length) | 0;
  const start = from - reader.windowStart;
  if (start >= 0 && to <= reader.asciiEnd) return reader.window.substring(start, start + length);
  if (length > LONG_BYTES) return readUtf8(reader, bytes, from, to);
  // All of its bytes are looked at, as most texts are ASCII: four at a time, the last four perhaps twice.
  let bits = 0;
  let at = from;
  const four = (to - 4) | 0;
  for (; at < four; at = (at + 4) | 0) {
    bits |= bytes[at]! | bytes[(at + 1) | 0]! | bytes[(at + 2) | 0]! | bytes[(at + 3) | 0]!;
  }
  if (length > 3)
    bits |= bytes[four]! | bytes[(four + 1) | 0]! | bytes[(four + 2) | 0]! | bytes[(four + 3) | 0]!;
  else for (; at < to; at = (at + 1) | 0) bits |= bytes[at]!;
  if (bits > 127) return readUtf8(reader, bytes, from, to);
  if (start >= 0 && to <= reader.windowEnd) return reader.window.substring(start, start + length);
  // Up to eight characters in one call, as every call makes a string.
  switch (length) {
    case 0:
      return '';
    case 1:
      return fromCharCode(bytes[from]!);
    case 2:
      return fromCharCode(bytes[from]!, bytes[from + 1]!);
    case 3:
      return fromCharCode(bytes[from]!, bytes[from + 1]!, bytes[from + 2]!);
  }
  if (length > SHORT_BYTES) return cutText(reader, bytes, from, to);
  const a = bytes[from]!;
  const b = bytes[from + 1]!;
  const c = bytes[from + 2]!;
  const d = bytes[from + 3]!;
  if (length === 4) return fromCharCode(a, b, c, d);
  const e = bytes[from + 4]!;
  if (length === 5) return fromCharCode(a, b, c, d, e);
  const f = bytes[from + 5]!;
  if (length === 6) return fromCharCode(a, b, c, d, e, f);
  const g = bytes[from + 6]!;
  if (length === 7) return fromCharCode(a, b, c, d, e, f, g);
  return fromCharCode(a, b, c, d, e, f, g, bytes[from + 7]!);
}

function readUtf8(reader: Reader, bytes: Uint8Array, from: number, to: number): string {
  const text = utf8Read(bytes, from, to);
  if (text === undefined) reader.fail(to, 'text that is not UTF-8');
  return text;
}

/** Reads more than the one text, as that costs hardly more: in lists of texts most are then cut from another's window. */
function cutText(reader: Reader, bytes: Uint8Array, from: number, to: number): string {
  const isDense = from - reader.windowEnd < SHORT_BYTES && reader.windowEnd !== 0;
  const size = isDense ? LAST_WINDOW : FIRST_WINDOW;
  reader.needsReset = true;
  reader.windowStart = from;
  reader.windowEnd = Math.min(bytes.length, from + size);
  reader.window = latin1Read(bytes, from, reader.windowEnd);
  reader.asciiEnd = isDense && areAscii(bytes, from, reader.windowEnd) ? reader.windowEnd : 0;
  return reader.window.substring(0, to - from);
}
