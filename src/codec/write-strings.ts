import { utf8Write } from '#platform';
import { refuse } from './fault.js';
import { ROOM } from './room.js';
import * as limits from './unbounded.js';
import { writeString } from './write-bytes.js';
import { writeUint32 } from './write-varint.js';

/** So many strings are worth one call of the platform's writer. */
const RUN_STRINGS = 64;
const LEAST_RUN = 6;
/** Held in a constant, as V8 looks an import up at each use. */
const { UNBOUNDED } = limits;

/** By tag and length: what stands before a string of up to 127 bytes, as two characters. */
const heads: string[][] = [];

/**
 * A repeated string field. Many short strings are joined with their tags and lengths into one text, which the
 * platform writes faster than its parts one by one.
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
  while (tag < 128 && count - index >= LEAST_RUN) {
    const to = Math.min(index + RUN_STRINGS, count);
    const end = writeRun(bytes, at, tag, list, index, to, maxBytes);
    if (end === 0) break;
    at = end;
    index = to;
  }
  for (; index < count; index++) {
    if (tag < 128) bytes[at++] = tag;
    else at = writeUint32(bytes, at, tag);
    at = writeString(bytes, at, list[index]!, maxBytes);
  }
  return at;
}

/** Writes some strings as one and returns the end; 0 if one of them is long or not ASCII, or room is short. */
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
    if (length > 127 || length > maxBytes) return 0;
    // In this order V8 copies each piece but once.
    text = text + head[length]! + value;
  }
  const { length } = text;
  // Room for all of it, whatever the characters are: then as many bytes as characters say that all are ASCII.
  if (at + 3 * length + ROOM > bytes.length || utf8Write(text, bytes, at) !== length) return 0;
  return at + length;
}

function headsOf(tag: number): string[] {
  return Array.from({ length: 128 }, (_, length) => String.fromCharCode(tag, length));
}
