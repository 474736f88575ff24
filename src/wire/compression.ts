import { rawDeflate } from '#platform';
import { encodeFrame, partOf, type Frame } from './frame.js';
import type { WireFrame } from './frame-reader.js';
import {
  Flag,
  HEADER_BYTES,
  MAX_PAYLOAD_BYTES,
  PART_OFFSET,
  readFlags,
  readId,
  readPart,
  readType,
} from './header.js';
import { viewOf } from './slab.js';
import type { TypeTable } from './type-table.js';

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
  const frame = encodeFrame(
    readType(part, 0),
    readFlags(part, 0) | Flag.COMPRESSED,
    readId(part, 0),
    payload,
  );
  frame.slab[frame.start + PART_OFFSET] = readPart(part, 0);
  return frame;
}

/** A frame as it was before it was deflated, and what makes it MALFORMED. */
export interface InflatedFrame {
  /** Without COMPRESSED, or as it came if it does not inflate: either way its bytes are what credit counts. */
  readonly frame: WireFrame;
  readonly fault: string | undefined;
}

/** Reads a frame of type 32 or above that has COMPRESSED, where both sides offer `deflate` (WIRE.md §15.2). */
export function inflateFrame(frame: WireFrame, types: TypeTable): InflatedFrame {
  const { type, flags, part, id } = frame;
  // Whatever its type: credit counts what its sender counted.
  const payload = rawDeflate?.inflate(frame.payload, MAX_PAYLOAD_BYTES);
  if (payload === undefined)
    return { frame, fault: `a payload that is not deflate of ${MAX_PAYLOAD_BYTES} bytes at most` };
  const isWhole =
    (flags & Flag.MORE) === 0 ? part === 0 || payload.length > 0 : payload.length === MAX_PAYLOAD_BYTES;
  if (!isWhole) return { frame, fault: `a part that inflates to ${payload.length} bytes` };
  const inflated = { type, flags: flags & ~Flag.COMPRESSED, part, id, payload };
  const isAllowed = types.get(type)?.compress !== false;
  return { frame: inflated, fault: isAllowed ? undefined : 'compressed, which its type does not declare' };
}
