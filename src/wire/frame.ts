import { concatBytes } from './bytes.js';
import {
  Flag,
  HEADER_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_PAYLOAD_BYTES,
  readFlags,
  readId,
  readLength,
  readType,
  writeHeader,
} from './header.js';
import { giveSlab, SHARED_BYTES, takenAt, takeSlab, viewOf } from './slab.js';

/** Wire bytes of a part that another follows. */
const FULL_PART_BYTES = HEADER_BYTES + MAX_PAYLOAD_BYTES;

/**
 * An encoded message: one frame, or the consecutive parts of a larger one, headers included (WIRE.md, "Frame").
 * Immutable once made: the same object goes to one peer, to a thousand, or into a batch.
 *
 * It lies at `start` to `end` in a slab that it may share with other frames. Frames encoded one after another lie one
 * after another, so a batch of them is one slice: compare `slab` and `end === next.start` before copying.
 */
export class Frame {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly end: number;
  // A view costs more than encoding a small message, so it is made when first asked for.
  #bytes: Uint8Array | undefined;

  /** For this file's functions and the codecs: the slab must hold finished headers and payload. */
  constructor(slab: Uint8Array, start: number, end: number) {
    this.slab = slab;
    this.start = start;
    this.end = end;
  }

  /** Wire bytes of all parts, one after another. Never written to again. */
  get bytes(): Uint8Array {
    return (this.#bytes ??= viewOf(this.slab, this.start, this.end));
  }

  /** Wire bytes with all headers, without making a view. */
  get wireBytes(): number {
    return this.end - this.start;
  }

  /** Payload bytes without headers. */
  get payloadBytes(): number {
    return this.end - this.start - HEADER_BYTES * this.partCount;
  }

  get partCount(): number {
    const size = this.end - this.start;
    return size <= FULL_PART_BYTES ? 1 : Math.ceil(size / FULL_PART_BYTES);
  }

  // What the header says is not kept twice: a small frame is made faster than its fields are copied.

  get type(): number {
    return readType(this.slab, this.start);
  }

  /** RESPONSE and ACK as every part carries them; MORE is the parts' own. */
  get flags(): number {
    return readFlags(this.slab, this.start) & ~Flag.MORE;
  }

  get id(): number {
    return readId(this.slab, this.start);
  }
}

/** The frames that lie here one after another; none of them may be a part. */
export function framesIn(slab: Uint8Array, start: number, end: number): Frame[] {
  const frames: Frame[] = [];
  for (let at = start; at < end;) {
    const next = at + HEADER_BYTES + readLength(slab, at);
    frames.push(new Frame(slab, at, next));
    at = next;
  }
  return frames;
}

/** How many frames a payload of this size becomes. */
export function partCountOf(payloadBytes: number): number {
  return payloadBytes <= MAX_PAYLOAD_BYTES ? 1 : Math.ceil(payloadBytes / MAX_PAYLOAD_BYTES);
}

/** Bytes a payload of this size takes on the wire, headers included. */
export function wireBytesOf(payloadBytes: number): number {
  return payloadBytes + HEADER_BYTES * partCountOf(payloadBytes);
}

/**
 * Completes a frame whose payload was written once, in one piece, at `start + 12`. A payload of one frame only gets its
 * header. A longer one is spread over parts in place if the slab holds `wireBytesOf(payloadBytes)` bytes from `start`
 * on, and into bytes of its own otherwise: advance by `wireBytes` only where `frame.slab` is still your slab.
 */
export function finishFrame(
  slab: Uint8Array,
  start: number,
  payloadBytes: number,
  type: number,
  flags: number,
  id: number,
): Frame {
  if (payloadBytes <= MAX_PAYLOAD_BYTES) {
    writeHeader(slab, start, payloadBytes, type, flags, 0, id);
    const end = start + HEADER_BYTES + payloadBytes;
    return new Frame(slab, start, end);
  }
  checkParts(payloadBytes, id);
  const size = wireBytesOf(payloadBytes);
  if (slab.length - start < size) {
    const own = new Uint8Array(size);
    spread(own, 0, slab, start + HEADER_BYTES, payloadBytes, type, flags, id);
    return new Frame(own, 0, size);
  }
  spread(slab, start, slab, start + HEADER_BYTES, payloadBytes, type, flags, id);
  return new Frame(slab, start, start + size);
}

/** A frame, or its parts, around a payload that already exists: what a relay sends on and what peer/ says itself. */
export function encodeFrame(type: number, flags: number, id: number, payload: Uint8Array): Frame {
  const size = wireBytesOf(payload.length);
  const isShared = size <= SHARED_BYTES;
  const bytes = isShared ? takeSlab(size) : new Uint8Array(size);
  const start = isShared ? takenAt() : 0;
  const end = encodeFrameInto(bytes, start, type, flags, id, payload);
  if (isShared) giveSlab(bytes, end);
  return new Frame(bytes, start, end);
}

/**
 * The same into bytes of yours, from `at` on; returns where the frame ends. An end beyond `bytes.length` says that it does
 * not fit and is not there.
 */
export function encodeFrameInto(
  bytes: Uint8Array,
  at: number,
  type: number,
  flags: number,
  id: number,
  payload: Uint8Array,
): number {
  const { length } = payload;
  if (length > MAX_PAYLOAD_BYTES) checkParts(length, id);
  const end = at + wireBytesOf(length);
  if (end > bytes.length) return end;
  if (length > MAX_PAYLOAD_BYTES) {
    spread(bytes, at, payload, 0, length, type, flags, id);
  } else {
    writeHeader(bytes, at, length, type, flags, 0, id);
    bytes.set(payload, at + HEADER_BYTES);
  }
  return end;
}

/** The same payload under another id or other flags: a cached response, a message sent on. */
export function reframe(frame: Frame, change: { readonly id?: number; readonly flags?: number }): Frame {
  const id = change.id ?? frame.id;
  const flags = change.flags ?? frame.flags;
  if (frame.payloadBytes > MAX_PAYLOAD_BYTES) checkParts(frame.payloadBytes, id);
  const bytes = frame.slab.slice(frame.start, frame.end);
  const last = frame.partCount - 1;
  for (let part = 0; part <= last; part++) {
    const at = part * FULL_PART_BYTES;
    const length = part < last ? MAX_PAYLOAD_BYTES : bytes.length - at - HEADER_BYTES;
    const more = part < last ? Flag.MORE : 0;
    writeHeader(bytes, at, length, frame.type, flags | more, part, id);
  }
  return new Frame(bytes, 0, bytes.length);
}

/** The wire bytes of one part, header included; `index` counts from 0 to `partCount - 1`. */
export function partOf(frame: Frame, index: number): Uint8Array {
  if (frame.partCount === 1 && index === 0) return frame.bytes;
  const start = frame.start + index * FULL_PART_BYTES;
  if (index < 0 || start >= frame.end) throw new RangeError(`frame has no part ${index}`);
  return viewOf(frame.slab, start, Math.min(start + FULL_PART_BYTES, frame.end));
}

/** The wire bytes of every part in order. */
export function partsOf(frame: Frame): Uint8Array[] {
  return Array.from({ length: frame.partCount }, (_, index) => partOf(frame, index));
}

/** The payload without headers: a view of a single frame, joined once for a message in parts. */
export function payloadOf(frame: Frame): Uint8Array {
  if (frame.partCount === 1) return viewOf(frame.slab, frame.start + HEADER_BYTES, frame.end);
  const payloads = partsOf(frame).map((part) => viewOf(part, HEADER_BYTES, part.length));
  return concatBytes(payloads, frame.payloadBytes);
}

// Parts are moved from the last to the first, so that source and target may be the same bytes: each part moves up by
// the headers before it, over bytes that have already moved.
function spread(
  target: Uint8Array,
  start: number,
  source: Uint8Array,
  payloadStart: number,
  payloadBytes: number,
  type: number,
  flags: number,
  id: number,
): void {
  const inPlace = target === source;
  const last = partCountOf(payloadBytes) - 1;
  for (let part = last; part >= 0; part--) {
    const from = payloadStart + part * MAX_PAYLOAD_BYTES;
    const length = part < last ? MAX_PAYLOAD_BYTES : payloadBytes - last * MAX_PAYLOAD_BYTES;
    const at = start + part * FULL_PART_BYTES;
    if (inPlace) target.copyWithin(at + HEADER_BYTES, from, from + length);
    else target.set(viewOf(source, from, from + length), at + HEADER_BYTES);
    writeHeader(target, at, length, type, part < last ? flags | Flag.MORE : flags, part, id);
  }
}

function checkParts(payloadBytes: number, id: number): void {
  if (payloadBytes > MAX_MESSAGE_BYTES) {
    throw new RangeError(`a message holds at most ${MAX_MESSAGE_BYTES} bytes, this one has ${payloadBytes}`);
  }
  if (id === 0) throw new RangeError('a message in parts needs an id');
}
