import { HEADER_BYTES, MAX_PAYLOAD_BYTES } from '../wire/header.js';
import { SHARED_BYTES } from '../wire/slab.js';

/** One gathered write of short frames: what a later HIGH frame may have to wait for inside the transport. */
export const WRITE_BYTES = HEADER_BYTES + MAX_PAYLOAD_BYTES;

/** What writes messages of one type as frames. A Codec is one. */
export interface FrameWriter<T> {
  frameInto(message: T, bytes: Uint8Array, at: number): number;
}

/**
 * Bytes for messages that are written where they leave from. They are used again when all of them have left: memory that is
 * neither cleared nor collected halves what a short message costs.
 */
export class WriteRoom {
  #bytes = new Uint8Array(WRITE_BYTES);
  #start = 0;
  #end = 0;
  #isPinned = false;
  #isWriting = false;

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Where the last message begins … */
  get start(): number {
    return this.#start;
  }

  /** … and ends. */
  get end(): number {
    return this.#end;
  }

  /**
   * Writes a message behind the others. False if it is not there: because it is long, because what is left is too short
   * for it, or because another message is just being written, a getter of which has led here. Throws EncodeError.
   */
  write<T>(writer: FrameWriter<T>, message: T): boolean {
    if (this.#isWriting) return false;
    const bytes = this.#bytes;
    const start = this.#end;
    this.#isWriting = true;
    let end: number;
    try {
      end = writer.frameInto(message, bytes, start);
    } finally {
      this.#isWriting = false;
    }
    if (end > bytes.length) this.#renew();
    if (end > bytes.length || end - start > SHARED_BYTES) return false;
    this.#start = start;
    this.#end = end;
    return true;
  }

  /** Nobody refers to what was written, if it is not pinned. */
  free(): void {
    if (!this.#isPinned) this.#end = 0;
  }

  /** Somebody may refer to what was written for as long as they like: the rest is used, and then other bytes. */
  pin(): void {
    this.#isPinned = true;
  }

  #renew(): void {
    if (!this.#isPinned) return;
    this.#bytes = new Uint8Array(WRITE_BYTES);
    this.#end = 0;
    this.#isPinned = false;
  }
}
