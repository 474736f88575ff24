/**
 * Where messages are written. Frames and payloads made one after another lie one after another in a shared slab, so that
 * a batch of them can go out as one slice; a finished range is never written to again.
 *
 * Writers do not check for room: what is stored beyond the end of a typed array is dropped by the language, positions
 * count on, and a result longer than its slab is written again where it fits.
 */
const SLAB_BYTES = 65_536;
/** With less than this left, most messages would have to be written twice. */
const LEAST_ROOM_BYTES = 1_024;
/** What is longer gets bytes of its own, so that one long message kept does not pin a slab, or a slab's rest is wasted. */
export const SHARED_BYTES = 16_384;
/** The scratch bytes kept for long messages; longer ones bring their own. */
const SCRATCH_BYTES = 4_194_304;

const NONE: Uint8Array = new Uint8Array(0);

/** Writes a message at `at` and returns where it ends. */
export type Write<T> = (bytes: Uint8Array, at: number, message: T) => number;

let slab: Uint8Array = new Uint8Array(SLAB_BYTES);
let used = 0;
let scratch = NONE;

/** Where the last `place` wrote: `bytes` from `start` to `end`. */
export const placed = { bytes: NONE, start: 0, end: 0 };

/**
 * Takes the slab to write from `at` on, for `giveSlab` to give back. Until then it counts as full: a getter of the
 * message that is written may encode as well, and then gets another.
 */
export function takeSlab(): Uint8Array {
  if (SLAB_BYTES - used < LEAST_ROOM_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    used = 0;
  }
  return slab;
}

/** Where the free bytes of the slab begin that was just taken. */
export function takenAt(): number {
  const at = used;
  used = SLAB_BYTES;
  return at;
}

/** Gives a slab back of which the bytes before `end` belong to others from now on. */
export function giveSlab(bytes: Uint8Array, end: number): void {
  used = end;
  if (slab !== bytes) slab = bytes;
}

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

let viewed = NONE;
let viewedBuffer = NONE.buffer;

/** The place as bytes of its own, where `place` said true. */
export function placedView(): Uint8Array {
  if (viewed !== placed.bytes) {
    // Asking costs as much as the view.
    viewed = placed.bytes;
    viewedBuffer = viewed.buffer;
  }
  return new Uint8Array(viewedBuffer, placed.start, placed.end - placed.start);
}

/** For what did not fit behind the others. */
function placeAgain<T>(write: Write<T>, message: T, head: number, needed: number): boolean {
  if (needed > SHARED_BYTES) return placeLong(write, message, head, needed);
  used = SLAB_BYTES;
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
  const room = Math.ceil((bytes * 1.25) / SLAB_BYTES) * SLAB_BYTES;
  return bytes <= SCRATCH_BYTES ? Math.min(room, SCRATCH_BYTES) : room;
}
