import type { OwnLength } from './contender.js';

/** A chunk of a socket is compared with as few calls as possible. */
const RING_BYTES = 128 * 1024;

/**
 * Compares a stream with what it must be: the same frames over and over, all of one length, and between two of them
 * frames of the contender's own. Every byte is compared, at a fraction of what parsing would cost.
 */
export class StreamCheck {
  readonly #ring: Buffer;
  readonly #frameBytes: number;
  readonly #ownLength: OwnLength;
  /** Where in the ring the next byte is. */
  #at = 0;
  /** Bytes of the frames; the last may be a part of one, or even the beginning of an own frame that looks alike. */
  #bytes = 0;
  /** The beginning of an own frame whose end has not come. */
  #own: Buffer | undefined;

  constructor(frames: readonly Buffer[], ownLength: OwnLength = () => 0) {
    this.#frameBytes = frames[0]!.length;
    if (frames.some(({ length }) => length !== this.#frameBytes))
      throw new Error('frames of several lengths');
    const all = Buffer.concat(frames);
    this.#ring = Buffer.concat(new Array<Buffer>(Math.ceil(RING_BYTES / all.length)).fill(all));
    this.#ownLength = ownLength;
  }

  /** Whole frames so far. */
  get frames(): number {
    return Math.floor(this.#bytes / this.#frameBytes);
  }

  /** Throws at the first byte that is wrong. */
  push(bytes: Buffer): void {
    let chunk = bytes;
    let position = 0;
    if (this.#own !== undefined) {
      chunk = Buffer.concat([this.#own, bytes]);
      this.#own = undefined;
    }
    while (position < chunk.length) {
      const length = Math.min(chunk.length - position, this.#ring.length - this.#at);
      if (chunk.compare(this.#ring, this.#at, this.#at + length, position, position + length) === 0) {
        this.#at = (this.#at + length) % this.#ring.length;
        this.#bytes += length;
        position += length;
        continue;
      }
      chunk = this.#fromFrameStart(chunk, position);
      const own = this.#ownLength(chunk);
      if (own === undefined || own > chunk.length) {
        // The chunk's memory is the socket's.
        this.#own = Buffer.from(chunk);
        return;
      }
      if (own === 0) throw new Error(`frame ${this.frames} is not what was sent`);
      position = own;
    }
  }

  /** What came since the beginning of the frame that differs; goes back to there. */
  #fromFrameStart(chunk: Buffer, position: number): Buffer {
    let same = 0;
    while (chunk[position + same] === this.#ring[this.#at + same]) same++;
    const differs = this.#at + same;
    const start = differs - (differs % this.#frameBytes);
    const ahead = start - this.#at;
    const known = ahead < 0 ? this.#ring.subarray(start, this.#at) : undefined;
    this.#bytes += ahead;
    this.#at = start;
    return known === undefined
      ? chunk.subarray(position + ahead)
      : Buffer.concat([known, chunk.subarray(position)]);
  }
}
