import { encodeFrame, finishFrame, Frame, wireBytesOf } from '../wire/frame.js';
import * as header from '../wire/header.js';
import { ids } from '../wire/ids.js';
import * as wireSlab from '../wire/slab.js';
import type { Priority, Rate } from '../wire/type-table.js';
import type {
  Codec,
  DecodeOptions,
  FromJsonOptions,
  JsonValue,
  RequestCodec,
  StreamCodec,
  ToJsonOptions,
} from './codec.js';
import { decodePath } from './decode-path.js';
import { encodeProblem } from './encode-problem.js';
import { DecodeError, EncodeError } from './errors.js';
import { REFUSED } from './fault.js';
import { fromJson } from './json-read.js';
import { toJson } from './json-write.js';
import { MALFORMED, type Reader } from './reader.js';
import { sharedReader } from './shared-reader.js';
import {
  defaultsOf,
  messageShape,
  shaped,
  shapeOf,
  type ExtensionRanges,
  type FieldDeclaration,
} from './shape.js';
import * as places from './room.js';
import { place, placed, placedView, placeLong, type Write } from './slab.js';

// Held in constants, as V8 looks an import up at each use.
const { Flag, HEADER_BYTES, MAX_MESSAGE_BYTES, MAX_PAYLOAD_BYTES, writeHeader } = header;
const { giveSlab, SHARED_BYTES, takenAt, takeSlab } = wireSlab;
const { NO_ROOM, noRoom, ROOM } = places;
const reader = sharedReader;

/** Bytes that must be free where a frame starts. */
const LEAST_BYTES = HEADER_BYTES + ROOM;

/** What generated code says of one message. */
export interface CodecDeclaration<T> {
  /** Full protobuf name. */
  readonly name: string;
  /** Left out: the message only occurs inside others. */
  readonly type?: number;
  /** Left out: normal. */
  readonly priority?: Priority;
  readonly requiresAck?: true;
  readonly isResponse?: true;
  readonly gossip?: true;
  readonly compress?: true;
  readonly maxBytes?: number;
  readonly rate?: Rate;
  /** Called late, as the response may be defined further down or in a file that imports this one. */
  readonly response?: () => Codec<unknown>;
  readonly responseStream?: true;
  /** Called late, as messages may contain each other. */
  readonly fields: () => readonly FieldDeclaration[];
  /** Field numbers left to extensions: what arrives in them is always kept. */
  readonly extensionRanges?: ExtensionRanges;
  /** A message with every default. */
  readonly create: () => T;
  readonly write: Write<T>;
  readonly read: (reader: Reader, bytes: Uint8Array, pos: number, end: number, message?: T) => T;
}

/** Makes the codec of a message from its generated parts. */
export function defineCodec<T extends object>(declared: CodecDeclaration<T>): Codec<T> {
  const { name, type = 0, priority = 'normal', isResponse = false, requiresAck = false, maxBytes } = declared;
  const { response, create, write, read } = declared;
  const flags = (requiresAck ? Flag.ACK : 0) | (isResponse ? Flag.RESPONSE : 0);
  const takesId = requiresAck || response !== undefined;
  const needsCheck = type === 0 || isResponse;
  const limit = maxBytes ?? MAX_MESSAGE_BYTES;
  const partLimit = Math.min(limit, MAX_PAYLOAD_BYTES);
  // What the last long message took, so that the next one finds room at once.
  let expectedBytes = 0;

  function placeMessage(message: T, head: number): boolean {
    let isShared: boolean;
    try {
      isShared = place(write, message, head, expectedBytes);
    } catch (error) {
      throw encodeError(codec, message, error);
    }
    const length = placed.end - placed.start - head;
    expectedBytes = length;
    if (length > limit) throw new EncodeError('', `${name} of ${length} bytes, allowed are ${limit}`);
    return isShared;
  }

  /** Says nothing of a message that could be framed. */
  function checkFramed(id: number | undefined): void {
    if (type === 0) throw new EncodeError('', `${name} has no message type: it only occurs inside others`);
    if (isResponse && !id) throw new EncodeError('', `${name} is a response and needs the id of its request`);
  }

  function frameInto(message: T, bytes: Uint8Array, at: number, id?: number): number {
    if (needsCheck) checkFramed(id);
    let end: number;
    try {
      if (at + LEAST_BYTES > bytes.length) noRoom();
      end = write(bytes, at + HEADER_BYTES, message);
    } catch (error) {
      return frameNearEnd(error, message, bytes, at, id);
    }
    const length = end - at - HEADER_BYTES;
    if (length > partLimit) return finishInto(bytes, at, length, id);
    if (end <= bytes.length) writeHeader(bytes, at, length, type, flags, 0, id || (takesId ? ids.next() : 0));
    return end;
  }

  /** Finds out elsewhere whether a message that found too little room fits all the same, or how long it is. */
  function frameNearEnd(
    problem: unknown,
    message: T,
    bytes: Uint8Array,
    at: number,
    id: number | undefined,
  ): number {
    if (problem !== NO_ROOM) throw encodeError(codec, message, problem);
    try {
      placeLong(write, message, 0, 0);
    } catch (error) {
      throw encodeError(codec, message, error);
    }
    const written = placed.bytes.subarray(placed.start, placed.end);
    if (at + wireBytesOf(written.length) <= bytes.length) bytes.set(written, at + HEADER_BYTES);
    return finishInto(bytes, at, written.length, id);
  }

  /** Completes in place what stands behind a header's room, in parts if it is long, as far as there is room for all of it. */
  function finishInto(bytes: Uint8Array, at: number, length: number, id: number | undefined): number {
    if (length > limit) throw new EncodeError('', `${name} of ${length} bytes, allowed are ${limit}`);
    const end = at + wireBytesOf(length);
    if (end <= bytes.length) finishFrame(bytes, at, length, type, flags, idOf(id, length));
    return end;
  }

  /** An id of 0 is none, and some must have one. */
  function idOf(id: number | undefined, length: number): number {
    return id || (takesId || length > MAX_PAYLOAD_BYTES ? ids.next() : 0);
  }

  function frameAnySize(message: T, id: number | undefined): Frame {
    checkFramed(id);
    const isShared = placeMessage(message, HEADER_BYTES);
    const { bytes, start, end } = placed;
    const length = end - start - HEADER_BYTES;
    const frameId = idOf(id, length);
    if (isShared) return finishFrame(bytes, start, length, type, flags, frameId);
    return encodeFrame(type, flags, frameId, bytes.subarray(start + HEADER_BYTES, end));
  }

  const codec = {
    name,
    type,
    priority,
    requiresAck,
    isResponse,
    isHighPriority: priority === 'high',
    responseStream: declared.responseStream ?? false,
    maxBytes,
    rate: declared.rate,
    gossip: declared.gossip ?? false,
    compress: declared.compress ?? false,
    encode(message: T): Uint8Array {
      return placeMessage(message, 0) ? placedView() : placed.bytes.slice(placed.start, placed.end);
    },
    decode(bytes: Uint8Array, options?: DecodeOptions): T {
      const { length } = bytes;
      if (length > limit) throw new DecodeError('', `${name} of ${length} bytes, allowed are ${limit}`);
      if (options !== undefined) return decodeWith(codec, read, bytes, options);
      // Every element takes a byte at least.
      return decode(codec, read, bytes, length);
    },
    frame(message: T, id?: number): Frame {
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
    create(partial?: Partial<T>): T {
      const message = create();
      if (partial === undefined) return message;
      for (const property of propertiesOf(codec)) {
        const value = Object.hasOwn(partial, property) ? partial[property as keyof T] : undefined;
        if (value !== undefined) message[property as keyof T] = value;
      }
      return message;
    },
    toJson: (message: T, options?: ToJsonOptions) => toJson(codec, message, options),
    fromJson: (value: JsonValue, options?: FromJsonOptions) => fromJson(codec, value, options) as T,
    ...shaped(() => messageShape(name, declared.fields(), create, declared.extensionRanges)),
    [laterKey]: { response, defaults: undefined },
  } as unknown as Codec<T>;
  return Object.freeze(Object.defineProperties(codec, accessors));
}

const laterKey = Symbol('framewright.later');

/** What a codec says only once all of the schema's code is loaded. */
interface Later {
  readonly [laterKey]: {
    readonly response: (() => Codec<unknown>) | undefined;
    defaults: Readonly<Record<string, unknown>> | undefined;
  };
}

// All codecs share these: V8 keeps an object with accessors of its own as a hash table, of which nothing is inlined.
const accessors: PropertyDescriptorMap & ThisType<Later & Codec<unknown>> = {
  response: {
    enumerable: true,
    get() {
      return this[laterKey].response?.();
    },
  },
  defaults: {
    enumerable: true,
    get() {
      return (this[laterKey].defaults ??= defaultsOf(shapeOf(this)));
    },
  },
};

/** The same for a message that a service pairs with a response. */
export function defineRequest<T extends object, R>(
  declared: CodecDeclaration<T> & { readonly response: () => Codec<R> },
): RequestCodec<T, R> {
  return defineCodec(declared) as RequestCodec<T, R>;
}

/** The same for a message that a service pairs with a stream of items. */
export function defineStream<T extends object, R>(
  declared: CodecDeclaration<T> & { readonly response: () => Codec<R>; readonly responseStream: true },
): StreamCodec<T, R> {
  return defineCodec(declared) as StreamCodec<T, R>;
}

type Read<T> = (reader: Reader, bytes: Uint8Array, pos: number, end: number) => T;

function decode<T>(codec: Codec<T>, read: Read<T>, bytes: Uint8Array, elements: number): T {
  // All else is as the last decoding left it: at the start.
  reader.elements = elements;
  let message: T;
  try {
    message = read(reader, bytes, 0, bytes.length);
  } catch (error) {
    throw decodeError(codec, bytes, error);
  }
  reader.reset();
  return message;
}

function decodeWith<T>(codec: Codec<T>, read: Read<T>, bytes: Uint8Array, options: DecodeOptions): T {
  // Before the reader is taken: what the caller's options run may decode as well.
  const { keepUnknownFields = false, copyBytes = false, maxElements = bytes.length } = options;
  reader.keepUnknownFields = keepUnknownFields;
  reader.copyBytes = copyBytes;
  try {
    return decode(codec, read, bytes, Math.min(bytes.length, maxElements));
  } finally {
    reader.keepUnknownFields = false;
    reader.copyBytes = false;
  }
}

function decodeError(codec: Codec<unknown>, bytes: Uint8Array, error: unknown): unknown {
  const { pos, problem, missingField } = reader;
  reader.reset();
  if (error !== MALFORMED) return error;
  reader.missingField = '';
  const place = decodePath(shapeOf(codec), bytes, pos);
  const path = place !== '' && missingField !== '' ? `${place}.${missingField}` : place + missingField;
  return new DecodeError(path, problem);
}

function encodeError(codec: Codec<unknown>, message: unknown, cause: unknown): unknown {
  const found = encodeProblem(shapeOf(codec), message);
  if (found !== undefined) return new EncodeError(found.path, found.problem);
  return cause === REFUSED ? new EncodeError('', 'the message changed while it was encoded') : cause;
}

function propertiesOf(codec: Codec<unknown>): Set<string> {
  return new Set(shapeOf(codec).fields.map((field) => field.oneof ?? field.property));
}
