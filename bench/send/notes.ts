import type { BenchSchema, Note } from './schema.js';

/** What of a note's payload is not text: two tags, a sequence number of two bytes, the text's length. */
const OVERHEAD_BYTES = 5;
/** From here on a sequence number takes two bytes, and three digits. */
const FIRST_SEQUENCE = 128;
const MOST_NOTES = 64;
const MOST_BYTES = 1024 * 1024;

/**
 * The notes that a run sends over and over, the same in every process: each is another, and all have exactly
 * `payloadBytes` bytes of payload, so that what must arrive is known to the byte.
 */
export function notesOf(payloadBytes: number): readonly Note[] {
  const count = Math.max(2, Math.min(MOST_NOTES, Math.floor(MOST_BYTES / payloadBytes)));
  const lengthBytes = payloadBytes < 128 ? 1 : payloadBytes < 16_384 ? 2 : 3;
  const letters = payloadBytes - OVERHEAD_BYTES - lengthBytes + 1;
  return Array.from({ length: count }, (_, index) => {
    const start = `${index} the quick brown fox jumps over the lazy dog `;
    return {
      sequence: FIRST_SEQUENCE + index,
      text: start.repeat(Math.ceil(letters / start.length)).slice(0, letters),
    };
  });
}

/** The notes' payloads as every binary contender carries them. */
export function payloadsOf(notes: readonly Note[], { Note: codec }: BenchSchema): readonly Buffer[] {
  return notes.map((note) => Buffer.from(codec.encode(note)));
}
