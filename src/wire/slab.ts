/**
 * Where short frames and payloads are written. Those made one after another lie one after another in a shared slab, so
 * that a batch of them can go out as one slice; a finished range is never written to again.
 */
const SLAB_BYTES = 65_536;
/** With less than this left, most messages would have to be written twice. */
const LEAST_ROOM_BYTES = 1_024;
/** What is longer gets bytes of its own, so that one long message kept does not pin a slab, or a slab's rest is wasted. */
export const SHARED_BYTES = 16_384;

let slab: Uint8Array = new Uint8Array(SLAB_BYTES);
let used = 0;

/**
 * Takes a slab with that much room to write from `takenAt()` on, for `giveSlab` to give back. Until then it counts as
 * full: a getter of the message that is written may encode as well, and then gets another.
 */
export function takeSlab(room = LEAST_ROOM_BYTES): Uint8Array {
  if (SLAB_BYTES - used < room) {
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
