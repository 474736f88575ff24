import { encodeFrame, finishFrame, Frame, wireBytesOf } from '../wire/frame.js';
import { flagsOf, HEADER_BYTES, MAX_MESSAGE_BYTES, MAX_PAYLOAD_BYTES } from '../wire/header.js';
import { nextId } from '../wire/ids.js';
import * as wireSlab from '../wire/slab.js';
import type { Codec } from './codec.js';
import { encodeProblem } from './encode-problem.js';
import { EncodeError } from './errors.js';
import { REFUSED } from './fault.js';
import { shapeOf } from './shape.js';
import { place, placed, placedView, placeLong, type Write } from './slab.js';

// Held in constants, as V8 looks an import up at each use.
const { giveSlab, SHARED_BYTES, takenAt, takeSlab } = wireSlab;

/** The part of a codec that encodes. */
export type Framing<T> = Pick<Codec<T>, 'encode' | 'frame' | 'frameInto'>;

/** Makes the `frameInto` of one type, which leaves to `rest` what is not usual. */
export type MakeFrameInto<T> = (rest: FramingRest<T>) => Codec<T>['frameInto'];

export interface FramingRest<T> {
  /** For a message that could not be written: writes it elsewhere first, or says what is wrong with it. */
  again(message: T, bytes: Uint8Array, at: number, id: number): number;
  /** Completes in place what stands behind a header's room and is too long for one frame, if the type allows it. */
  finish(bytes: Uint8Array, at: number, length: number, id: number): number;
}

/** What of a codec's declaration decides about its frames. */
export interface Framed<T> {
  /** Full protobuf name. */
  readonly name: string;
  /** Left out: the message only occurs inside others. */
  readonly type?: number;
  readonly requiresAck?: true;
  readonly isResponse?: true;
  readonly maxBytes?: number;
  readonly response?: unknown;
  readonly write: Write<T>;
  /** Generated for each message that has a type. */
  readonly frameInto?: MakeFrameInto<T>;
}

/** How a codec encodes and frames. `codec` gives the codec itself, once there is something to say of it. */
export function framingOf<T>(declared: Framed<T>, codec: () => Codec<T>): Framing<T> {
  const { name, type = 0, requiresAck = false, isResponse = false, write } = declared;
  const flags = flagsOf(declared);
  const takesId = requiresAck || declared.response !== undefined;
  const limit = declared.maxBytes ?? MAX_MESSAGE_BYTES;
  // What the last long message took, so that the next one finds room at once.
  let expectedBytes = 0;

  function placeMessage(message: T, head: number): boolean {
    let isShared: boolean;
    try {
      isShared = place(write, message, head, expectedBytes);
    } catch (error) {
      throw encodeError(codec(), message, error);
    }
    const length = placed.end - placed.start - head;
    expectedBytes = length;
    checkLength(length);
    return isShared;
  }

  function checkLength(length: number): void {
    if (length > limit) throw new EncodeError('', `${name} of ${length} bytes, allowed are ${limit}`);
  }

  /** Says nothing of a message that could be framed. */
  function checkFramed(id: number): void {
    if (type === 0) throw new EncodeError('', `${name} has no message type: it only occurs inside others`);
    if (isResponse && id === 0)
      throw new EncodeError('', `${name} is a response and needs the id of its request`);
  }

  function again(message: T, bytes: Uint8Array, at: number, id = 0): number {
    checkFramed(id);
    try {
      placeLong(write, message, 0, 0);
    } catch (error) {
      throw encodeError(codec(), message, error);
    }
    const written = placed.bytes.subarray(placed.start, placed.end);
    if (at + wireBytesOf(written.length) <= bytes.length) bytes.set(written, at + HEADER_BYTES);
    return finish(bytes, at, written.length, id);
  }

  function finish(bytes: Uint8Array, at: number, length: number, id: number): number {
    checkLength(length);
    const end = at + wireBytesOf(length);
    if (end <= bytes.length) finishFrame(bytes, at, length, type, flags, idOf(id, length));
    return end;
  }

  /** An id of 0 is none, and some must have one. */
  function idOf(id: number, length: number): number {
    return id === 0 && (takesId || length > MAX_PAYLOAD_BYTES) ? nextId() : id;
  }

  function frameAnySize(message: T, id: number): Frame {
    checkFramed(id);
    const isShared = placeMessage(message, HEADER_BYTES);
    const { bytes, start, end } = placed;
    const length = end - start - HEADER_BYTES;
    const frameId = idOf(id, length);
    if (isShared) return finishFrame(bytes, start, length, type, flags, frameId);
    return encodeFrame(type, flags, frameId, bytes.subarray(start + HEADER_BYTES, end));
  }

  const frameInto = declared.frameInto?.({ again, finish }) ?? again;

  return {
    encode: (message) =>
      placeMessage(message, 0) ? placedView() : placed.bytes.slice(placed.start, placed.end),
    frame(message, id = 0) {
      // The usual message is short: then writing it into the slab is all.
      if (expectedBytes > SHARED_BYTES) return frameAnySize(message, id);
      const bytes = takeSlab();
      const start = takenAt();
      const end = frameInto(message, bytes, start, id);
      if (end - start > SHARED_BYTES || end > bytes.length) {
        // The rest of the slab is too short for it, or it is too long for slabs.
        giveSlab(bytes, end - start > SHARED_BYTES ? start : bytes.length);
        return frameAnySize(message, id);
      }
      giveSlab(bytes, end);
      return new Frame(bytes, start, end);
    },
    frameInto,
  };
}

function encodeError(codec: Codec<unknown>, message: unknown, cause: unknown): unknown {
  const found = encodeProblem(shapeOf(codec), message);
  if (found !== undefined) return new EncodeError(found.path, found.problem);
  return cause === REFUSED ? new EncodeError('', 'the message changed while it was encoded') : cause;
}
