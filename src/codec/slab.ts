import { giveSlab, SHARED_BYTES, takenAt, takeSlab, viewOf } from '../wire/slab.js';
import { NO_ROOM, ROOM } from './room.js';

// A writer that finds too little room gives up, and the message is written again where it fits. The language would drop
// what is stored beyond the end of a typed array, but where V8 has once met that, it compares every index as a
// floating-point number: all writers were slower by a fifth from then on.

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
  const end = written(write, bytes, start + head, message);
  if (end === undefined) {
    giveSlab(bytes, start);
    return placeAgain(write, message, head, bytes.length - start);
  }
  // A long message is copied out, and its place used again.
  const isShared = end - start <= SHARED_BYTES;
  giveSlab(bytes, isShared ? end : start);
  placed.bytes = bytes;
  placed.start = start;
  placed.end = end;
  return isShared;
}

/** The place as bytes of its own, where `place` said true. */
export function placedView(): Uint8Array {
  return viewOf(placed.bytes, placed.start, placed.end);
}

/** Where a message ends that was written at `at`; undefined if there was too little room for it. */
function written<T>(write: Write<T>, bytes: Uint8Array, at: number, message: T): number | undefined {
  try {
    const end = write(bytes, at, message);
    return end <= bytes.length ? end : undefined;
  } catch (error) {
    if (error !== NO_ROOM) throw error;
    return undefined;
  }
}

/** For what did not fit into the `room` behind the others. */
function placeAgain<T>(write: Write<T>, message: T, head: number, room: number): boolean {
  const needed = SHARED_BYTES + ROOM;
  if (room >= needed) return placeLong(write, message, head, room);
  giveSlab(takeSlab(needed), takenAt());
  return place(write, message, head, 0);
}

/** Places a message as `place` does, but never in the shared slab. */
export function placeLong<T>(write: Write<T>, message: T, head: number, expectedBytes: number): boolean {
  let bytes = scratch;
  scratch = NONE;
  const least = head + expectedBytes + ROOM;
  if (bytes.length < least) bytes = new Uint8Array(roomFor(least));
  let end = written(write, bytes, head, message);
  while (end === undefined) {
    bytes = new Uint8Array(roomFor(2 * bytes.length));
    end = written(write, bytes, head, message);
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
