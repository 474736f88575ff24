import { framingError } from './codes.js';
import {
  FIRST_SCHEMA_TYPE,
  Flag,
  HEADER_BYTES,
  MAX_PARTS,
  MAX_PAYLOAD_BYTES,
  readFlags,
  readId,
  readLength,
  readPart,
  readType,
} from './header.js';

/** One frame as it came in. The payload may be a view of the bytes pushed: copy what outlives its handling. */
export interface WireFrame {
  readonly type: number;
  /** As sent, unknown bits included. */
  readonly flags: number;
  readonly part: number;
  readonly id: number;
  readonly payload: Uint8Array;
}

const EMPTY = new Uint8Array(0);

/**
 * Chunks in, frames out, at the reader's own pace. A frame within one chunk is not copied, one across chunks is copied
 * once. Of chunks already read only the frame they cut is held. What a single frame shows to be wrong is a
 * ProtocolError (FRAMING), after which nothing more can be read: every further call throws it again.
 */
export class FrameReader {
  readonly #chunksEndFrames: boolean;
  /** Both sides have the capability `deflate`: a part with COMPRESSED that others follow may have any length. */
  allowsCompressed = false;
  // Chunks pushed and not yet read; #offset is the read position in the one at #head.
  #chunks: Uint8Array[] = [];
  #head = 0;
  #offset = 0;
  #unreadBytes = 0;
  // The frame that the last chunk cut: first its header fills up, then its payload.
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerBytes = 0;
  #payload: Uint8Array | undefined;
  #payloadBytes = 0;
  #framesRead = 0;

  /** `chunksEndFrames`: a chunk that cuts a frame is an error, as WebSocket messages hold whole frames. */
  constructor(options: { readonly chunksEndFrames?: boolean } = {}) {
    this.#chunksEndFrames = options.chunksEndFrames ?? false;
  }

  /** Takes bytes as they came; they must not change until they are read. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#unreadBytes += chunk.length;
  }

  /** The next whole frame, or undefined until more bytes are pushed. */
  next(): WireFrame | undefined {
    while (this.#head < this.#chunks.length) {
      const chunk = this.#chunks[this.#head]!;
      const frame = this.#headerBytes === 0 ? this.#takeWhole(chunk) : this.#takeCut(chunk);
      if (frame === undefined) {
        if (this.#chunksEndFrames) throw framingError('a message of the transport cuts a frame');
        this.#dropChunk();
        continue;
      }
      if (this.#offset === chunk.length) this.#dropChunk();
      this.#framesRead++;
      return frame;
    }
    return undefined;
  }

  /** Bytes pushed of which no frame has been made yet. */
  get bufferedBytes(): number {
    return this.#unreadBytes + this.#headerBytes + this.#payloadBytes;
  }

  /** True when every byte pushed belongs to a frame already returned. */
  get isAtBoundary(): boolean {
    return this.bufferedBytes === 0;
  }

  /**
   * Frames returned so far. While this stands still and the reader is not at a boundary, it is one and the same frame
   * that is incomplete (WIRE.md, "Liveness").
   */
  get framesRead(): number {
    return this.#framesRead;
  }

  // A frame that begins in this chunk. If the chunk cuts it, its beginning is kept apart and the chunk is used up.
  #takeWhole(chunk: Uint8Array): WireFrame | undefined {
    const start = this.#offset;
    const payloadStart = start + HEADER_BYTES;
    if (payloadStart > chunk.length) return this.#takeCut(chunk);
    const length = checkedLength(chunk, start, this.allowsCompressed);
    const end = payloadStart + length;
    if (end > chunk.length) return this.#takeCut(chunk);
    this.#advance(HEADER_BYTES + length);
    const payload =
      length === 0 ? EMPTY : new Uint8Array(chunk.buffer, chunk.byteOffset + payloadStart, length);
    return frameOf(chunk, start, payload);
  }

  // The rest of a frame, or as much of it as this chunk has.
  #takeCut(chunk: Uint8Array): WireFrame | undefined {
    if (this.#headerBytes < HEADER_BYTES) {
      this.#headerBytes += this.#copy(chunk, this.#header, this.#headerBytes);
      if (this.#headerBytes < HEADER_BYTES) return undefined;
    }
    this.#payload ??= new Uint8Array(checkedLength(this.#header, 0, this.allowsCompressed));
    const payload = this.#payload;
    this.#payloadBytes += this.#copy(chunk, payload, this.#payloadBytes);
    if (this.#payloadBytes < payload.length) return undefined;
    this.#headerBytes = 0;
    this.#payload = undefined;
    this.#payloadBytes = 0;
    return frameOf(this.#header, 0, payload);
  }

  #copy(chunk: Uint8Array, target: Uint8Array, at: number): number {
    const count = Math.min(chunk.length - this.#offset, target.length - at);
    target.set(chunk.subarray(this.#offset, this.#offset + count), at);
    this.#advance(count);
    return count;
  }

  #advance(count: number): void {
    this.#offset += count;
    this.#unreadBytes -= count;
  }

  #dropChunk(): void {
    this.#offset = 0;
    this.#chunks[this.#head++] = EMPTY;
    if (this.#head === this.#chunks.length) {
      this.#chunks = [];
      this.#head = 0;
    }
  }
}

function frameOf(header: Uint8Array, at: number, payload: Uint8Array): WireFrame {
  return {
    type: readType(header, at),
    flags: readFlags(header, at),
    part: readPart(header, at),
    id: readId(header, at),
    payload,
  };
}

// WIRE.md, "Framing errors": those that one header shows. Called before a byte of the payload is kept.
function checkedLength(bytes: Uint8Array, at: number, allowsCompressed: boolean): number {
  const length = readLength(bytes, at);
  if (length > MAX_PAYLOAD_BYTES) {
    throw framingError(`a payload of ${length} bytes, more than ${MAX_PAYLOAD_BYTES}`);
  }
  const type = readType(bytes, at);
  if (type === 0) throw framingError('a frame of type 0');
  const flags = readFlags(bytes, at);
  const part = readPart(bytes, at);
  const more = (flags & Flag.MORE) !== 0;
  const needsId = part > 0 || (flags & (Flag.MORE | Flag.RESPONSE | Flag.ACK)) !== 0;
  if (needsId && readId(bytes, at) === 0) {
    throw framingError('a part, a response or a message to acknowledge without an id');
  }
  const isCompressed = allowsCompressed && (flags & Flag.COMPRESSED) !== 0 && type >= FIRST_SCHEMA_TYPE;
  if (more && length !== MAX_PAYLOAD_BYTES && !isCompressed) {
    throw framingError(`a part of ${length} bytes before the last one, not ${MAX_PAYLOAD_BYTES}`);
  }
  if (more && part === MAX_PARTS - 1) throw framingError(`more than ${MAX_PARTS} parts`);
  if (part > 0 && length === 0) throw framingError('an empty last part');
  return length;
}
