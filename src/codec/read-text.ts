import { areAscii, latin1Read, utf8Read } from '#platform';
import type { Reader } from './reader.js';

// What a Reader reads texts with.

/** Up to this many bytes of text, characters made in JavaScript beat the platform's reader. */
const SHORT_BYTES = 8;
/** Text of more bytes is read by the platform alone. */
const LONG_BYTES = 64;
/** What is read around a text at once; a text cut from it keeps all of it alive, so it is not more. */
const FIRST_WINDOW = 256;
const LAST_WINDOW = 2_048;

/** The text of bytes that are there. */
export function takeText(reader: Reader, bytes: Uint8Array, from: number, length: number): string {
  const to = from + length;
  if (to <= reader.asciiEnd && from >= reader.windowStart) {
    return reader.window.substring(from - reader.windowStart, to - reader.windowStart);
  }
  if (length <= LONG_BYTES && isAscii(bytes, from, to)) {
    if (to <= reader.windowEnd && from >= reader.windowStart) {
      return reader.window.substring(from - reader.windowStart, to - reader.windowStart);
    }
    if (length <= SHORT_BYTES) return shortText(bytes, from, length);
    return cutText(reader, bytes, from, to);
  }
  const text = utf8Read(bytes, from, to);
  if (text === undefined) reader.fail(to, 'text that is not UTF-8');
  return text;
}

/** Reads more than the one text, as that costs hardly more: in lists of texts most are then cut from another's window. */
function cutText(reader: Reader, bytes: Uint8Array, from: number, to: number): string {
  const isDense = from - reader.windowEnd < SHORT_BYTES && reader.windowEnd !== 0;
  const size = isDense ? LAST_WINDOW : FIRST_WINDOW;
  reader.windowStart = from;
  reader.windowEnd = Math.min(bytes.length, from + size);
  reader.window = latin1Read(bytes, from, reader.windowEnd);
  reader.asciiEnd = isDense && areAscii(bytes, from, reader.windowEnd) ? reader.windowEnd : 0;
  return reader.window.substring(0, to - from);
}

/** Of a few bytes: all are looked at, as most texts are. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0;
  for (; start + 4 <= end; start += 4) {
    bits |= bytes[start]! | bytes[start + 1]! | bytes[start + 2]! | bytes[start + 3]!;
  }
  for (; start < end; start++) bits |= bytes[start]!;
  return bits < 128;
}

/** Up to eight ASCII characters, in one call, as every call makes a string. */
export function shortText(bytes: Uint8Array, at: number, length: number): string {
  const { fromCharCode } = String;
  switch (length) {
    case 0:
      return '';
    case 1:
      return fromCharCode(bytes[at]!);
    case 2:
      return fromCharCode(bytes[at]!, bytes[at + 1]!);
    case 3:
      return fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!);
    case 4:
      return fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
  }
  const a = bytes[at]!;
  const b = bytes[at + 1]!;
  const c = bytes[at + 2]!;
  const d = bytes[at + 3]!;
  const e = bytes[at + 4]!;
  if (length === 5) return fromCharCode(a, b, c, d, e);
  const f = bytes[at + 5]!;
  if (length === 6) return fromCharCode(a, b, c, d, e, f);
  const g = bytes[at + 6]!;
  if (length === 7) return fromCharCode(a, b, c, d, e, f, g);
  return fromCharCode(a, b, c, d, e, f, g, bytes[at + 7]!);
}
