import { noBytes } from './no-bytes.js';
import { writeRaw } from './write-bytes.js';

/**
 * Where a message carries the fields its schema does not know, as they came: set by `decode` with `keepUnknownFields`,
 * written back by `encode`. A symbol, so no field name collides with it and JSON.stringify leaves it out.
 */
export const unknownFields: unique symbol = Symbol('framewright.unknownFields');

interface Carrier {
  [unknownFields]?: Uint8Array;
}

/** True once any message carries unknown fields: until then writers need not look. */
export let anyUnknownKept = false;

export function keepUnknown(message: object, tag: number, value: Uint8Array): void {
  anyUnknownKept = true;
  const carrier = message as Carrier;
  const kept = carrier[unknownFields];
  const start = kept?.length ?? 0;
  const needed = start + 5 + value.length;
  let room = kept?.buffer;
  if (room === undefined || room.byteLength < needed) {
    // Doubled, as a hostile message may consist of nothing else.
    const grown = new Uint8Array(Math.max(needed, 2 * start));
    if (kept !== undefined) grown.set(kept);
    room = grown.buffer;
  }
  const bytes = new Uint8Array(room);
  let at = start;
  while (tag > 127) {
    bytes[at++] = (tag & 127) | 128;
    tag >>>= 7;
  }
  bytes[at++] = tag;
  bytes.set(value, at);
  carrier[unknownFields] = new Uint8Array(room, 0, at + value.length);
}

/** The unknown fields of a message; empty if it carries none. */
export function unknownOf(message: object): Uint8Array {
  return (message as Carrier)[unknownFields] ?? noBytes;
}

/** Gives a message other unknown fields; none if empty. */
export function setUnknown(message: object, kept: Uint8Array): void {
  if (kept.length === 0) {
    delete (message as Carrier)[unknownFields];
    return;
  }
  anyUnknownKept = true;
  (message as Carrier)[unknownFields] = kept;
}

/** Writes the unknown fields of a message behind its known ones. */
export function writeUnknown(bytes: Uint8Array, at: number, message: object): number {
  const kept = (message as Carrier)[unknownFields];
  return kept === undefined ? at : writeRaw(bytes, at, kept);
}
