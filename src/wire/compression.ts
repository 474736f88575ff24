import { rawDeflate } from '#platform';
import { partOf, type Frame } from './frame.js';
import type { WireFrame } from './frame-reader.js';
import {
  Flag,
  HEADER_BYTES,
  MAX_PAYLOAD_BYTES,
  readFlags,
  readId,
  readPart,
  readType,
  writeHeader,
} from './header.js';
import { giveSlab, SHARED_BYTES, takenAt, takeSlab, viewOf } from './slab.js';

/** Whether frames can be deflated and inflated here. Offer the capability `deflate` only then. */
export const canDeflate: boolean = rawDeflate !== undefined;

/** Below this the saving is not worth a call of the deflater. */
export const LEAST_DEFLATED_BYTES = 1_024;
/** What deflating must save at least (WIRE.md §15.2): one of so many bytes. */
const LEAST_SAVING = 8;

/** Where a frame lies, header included. */
export interface FrameRun {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** One frame of a message with its payload deflated; undefined where that does not save an eighth. */
export function deflatePart(message: Frame, index: number): FrameRun | undefined {
  const part = partOf(message, index);
  const payloadBytes = part.length - HEADER_BYTES;
  if (rawDeflate === undefined || payloadBytes < LEAST_DEFLATED_BYTES) return undefined;
  const payload = rawDeflate.deflate(viewOf(part, HEADER_BYTES, part.length));
  if (payload.length > payloadBytes - payloadBytes / LEAST_SAVING) return undefined;
  const size = HEADER_BYTES + payload.length;
  const isShort = size <= SHARED_BYTES;
  const slab = isShort ? takeSlab(size) : new Uint8Array(size);
  const start = isShort ? takenAt() : 0;
  const flags = readFlags(part, 0) | Flag.COMPRESSED;
  writeHeader(slab, start, payload.length, readType(part, 0), flags, readPart(part, 0), readId(part, 0));
  slab.set(payload, start + HEADER_BYTES);
  const end = start + size;
  if (isShort) giveSlab(slab, end);
  return { slab, start, end };
}

/**
 * A frame with COMPRESSED as it was before it was deflated, without the flag. Undefined if its payload is no deflate
 * stream that ends where the payload ends, or inflates to what the frame could not have held: MALFORMED (WIRE.md §15.2).
 */
export function inflateFrame(frame: WireFrame): WireFrame | undefined {
  const payload = rawDeflate?.inflate(frame.payload, MAX_PAYLOAD_BYTES);
  if (payload === undefined) return undefined;
  const { type, flags, part, id } = frame;
  const isFull = payload.length === MAX_PAYLOAD_BYTES;
  if ((flags & Flag.MORE) !== 0 ? !isFull : part > 0 && payload.length === 0) return undefined;
  return { type, flags: flags & ~Flag.COMPRESSED, part, id, payload };
}
