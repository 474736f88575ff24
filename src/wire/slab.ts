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

// Asking for the buffer costs as much as the view: that of the last slab is kept.
let viewed: Uint8Array = new Uint8Array(0);
let viewedBuffer = viewed.buffer;

/** A view of some bytes, of a slab at no more than its own cost. */
export function viewOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (bytes !== viewed) {
    // What is longer than a slab is not kept alive for it.
    if (bytes.length > SLAB_BYTES) return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
    viewed = bytes;
    viewedBuffer = bytes.buffer;
  }
  return new Uint8Array(viewedBuffer, bytes.byteOffset + start, end - start);
}
