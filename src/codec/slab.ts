import { giveSlab, SHARED_BYTES, takenAt, takeSlab, viewOf } from '../wire/slab.js';

// Writers do not check for room: what is stored beyond the end of a typed array is dropped by the language, positions
// count on, and a result longer than its slab is written again where it fits.

/** By so much scratch bytes grow. */
const STEP_BYTES = 65_536;
/** The scratch bytes kept for long messages; longer ones bring their own. */
const SCRATCH_BYTES = 4_194_304;

const NONE: Uint8Array = new Uint8Array(0);

/** Writes a message at `at` and returns where it ends. */
export type Write<T> = (bytes: Uint8Array, at: number, message: T) => number;

let scratch = NONE;

/** Where the last `place` wrote: `bytes` from `start` to `end`. */
export const placed = { bytes: NONE, start: 0, end: 0 };

/**
 * Writes a message after `head` free bytes and leaves the place in `placed`. True: the range is the caller's for good.
 * False: it is scratch, to be copied at once.
 */
export function place<T>(write: Write<T>, message: T, head: number, expectedBytes: number): boolean {
  if (expectedBytes > SHARED_BYTES) return placeLong(write, message, head, expectedBytes);
  const bytes = takeSlab();
  const start = takenAt();
  const end = write(bytes, start + head, message);
  // A long message is copied out, and its place used again.
  const isShared = end - start <= SHARED_BYTES;
  const fits = end <= bytes.length;
  giveSlab(bytes, isShared && fits ? end : start);
  if (!fits) return placeAgain(write, message, head, end - start);
  placed.bytes = bytes;
  placed.start = start;
  placed.end = end;
  return isShared;
}

/** The place as bytes of its own, where `place` said true. */
export function placedView(): Uint8Array {
  return viewOf(placed.bytes, placed.start, placed.end);
}

/** For what did not fit behind the others. */
function placeAgain<T>(write: Write<T>, message: T, head: number, needed: number): boolean {
  if (needed > SHARED_BYTES) return placeLong(write, message, head, needed);
  giveSlab(takeSlab(needed), takenAt());
  return place(write, message, head, 0);
}

function placeLong<T>(write: Write<T>, message: T, head: number, expectedBytes: number): boolean {
  let bytes = scratch;
  scratch = NONE;
  if (bytes.length < expectedBytes) bytes = new Uint8Array(roomFor(expectedBytes));
  let end = write(bytes, head, message);
  while (end > bytes.length) {
    bytes = new Uint8Array(roomFor(end));
    end = write(bytes, head, message);
  }
  if (bytes.length <= SCRATCH_BYTES) scratch = bytes;
  placed.bytes = bytes;
  placed.start = 0;
  placed.end = end;
  return false;
}

function roomFor(bytes: number): number {
  const room = Math.ceil((bytes * 1.25) / STEP_BYTES) * STEP_BYTES;
  return bytes <= SCRATCH_BYTES ? Math.min(room, SCRATCH_BYTES) : room;
}
