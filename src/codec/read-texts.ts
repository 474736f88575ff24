import * as lists from './list.js';
import * as raw from './read-raw.js';
import * as text from './read-text.js';
import type { Reader } from './reader.js';

// What a Reader reads lists of texts with.

// Held in constants, as V8 looks an import up at each use.
const { ListOfLength } = lists;
const { readSize } = raw;
const { readText } = text;

/** So many texts are counted, as a list of the right length is; of more the length is guessed from these. */
const COUNTED = 16;
/** How much longer a list is made than its first texts say, as making room for more means to copy it. */
const MORE = 1 / 16;
/** Where what follows may be no texts at all, no list is made longer by a guess. */
const MOST_GUESSED = 4_096;

/**
 * Texts of one tag that follow each other, the first one's length at `pos`; leaves where they end in `reader.pos`. Refuses
 * more than `maxItems`, and texts of more than `maxBytes`.
 */
export function readTexts(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  tag: number,
  maxItems: number,
  maxBytes: number,
): string[] {
  // As integers: V8 checks each sum of what may be another number.
  end |= 0;
  let next = pos | 0;
  const most = Math.min(maxItems, reader.elements) | 0;
  const room = roomFor(bytes, pos, end, tag, most);
  const list = new ListOfLength<string>(room);
  // In variables, as most texts are cut from a window that is known to be ASCII.
  let { window, windowStart, asciiEnd } = reader;
  let count = 0;
  for (;;) {
    if (count >= most) {
      reader.room(next, count, maxItems);
      reader.beyondLimits(next);
    }
    let from = (next + 1) | 0;
    let size = next < end ? bytes[next]! | 0 : 128;
    if (size > 127 || size > ((end - from) | 0)) {
      size = readSize(reader, bytes, next, end) | 0;
      from = reader.pos | 0;
    }
    if (size > maxBytes) reader.tooLong(from, size, maxBytes);
    next = (from + size) | 0;
    const start = (from - windowStart) | 0;
    if (start >= 0 && next <= asciiEnd) list[count] = window.substring(start, (start + size) | 0);
    else {
      list[count] = readText(reader, bytes, from, size);
      ({ window, windowStart, asciiEnd } = reader);
    }
    count = (count + 1) | 0;
    if (next >= end || bytes[next] !== tag) break;
    next = (next + 1) | 0;
  }
  if (count < room) list.length = count;
  reader.elements -= count;
  reader.pos = next;
  return list;
}

/** For how many elements a list is made: exact where there are few of less than 128 bytes, but never more than `most`. */
function roomFor(bytes: Uint8Array, pos: number, end: number, tag: number, most: number): number {
  let at = pos;
  for (let count = 1; count <= COUNTED; count++) {
    at += 1 + bytes[at]!;
    if (!(at < end && bytes[at] === tag)) return Math.min(count, most);
    at++;
  }
  const guess = COUNTED + ((end - at) / (at - pos)) * COUNTED * (1 + MORE);
  return Math.ceil(Math.min(guess, MOST_GUESSED, most));
}
