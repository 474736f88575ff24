import type { Clock } from '../platform/clock.js';
import { concatBytes, totalBytes } from '../wire/bytes.js';
import { WRITE_HIGH_WATER_BYTES } from './transport.js';

/** How a memory link behaves, each way. */
export interface MemoryLinkOptions {
  /** From one end to the other, in milliseconds. Default 0: the next turn. */
  readonly latencyMs?: number | undefined;
  /** Default unlimited. */
  readonly bytesPerSecond?: number | undefined;
  /** Bytes under way at most, what a paused receiver has not read included. Default 64 KiB. */
  readonly pipeBytes?: number | undefined;
  /** Joins and cuts what arrives into chunks of random length up to this. Default: chunks arrive as written. */
  readonly maxChunkBytes?: number | undefined;
}

/** Where a pipe ends. */
export interface PipeReader {
  isReading(): boolean;
  onBytes(chunk: Uint8Array): void;
  onEnd(): void;
  onReset(error: Error): void;
}

/** What the writing side learns. */
export interface PipeWriter {
  onDrain(): void;
  /** The end that was written has arrived at the other side. */
  onEndDelivered(): void;
}

// At a limited rate chunks leave in pieces of this size, so that bufferedBytes falls bit by bit.
const PACED_PIECE_BYTES = 4_096;
const END = Symbol('end');

/** One direction of a memory link: a queue at the sender, bytes under way, bytes that the receiver has not read. */
export class MemoryPipe {
  readonly #clock: Clock;
  readonly #options: MemoryLinkOptions;
  readonly #nextRandom: () => number;
  readonly #reader: PipeReader;
  readonly #writer: PipeWriter;
  #queue: (Uint8Array | typeof END)[] = [];
  #queuedBytes = 0;
  #arrived: (Uint8Array | typeof END)[] = [];
  #underWayBytes = 0;
  #busyUntil = 0;
  #isPacing = false;
  #needsDrain = false;
  #isClosed = false;
  #isDeaf = false;

  constructor(
    clock: Clock,
    options: MemoryLinkOptions,
    nextRandom: () => number,
    reader: PipeReader,
    writer: PipeWriter,
  ) {
    this.#clock = clock;
    this.#options = options;
    this.#nextRandom = nextRandom;
    this.#reader = reader;
    this.#writer = writer;
  }

  /** Bytes that are not under way yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#isClosed) return false;
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      this.#queue.push(chunk);
      this.#queuedBytes += chunk.length;
    }
    this.#pump();
    if (this.#queuedBytes > WRITE_HIGH_WATER_BYTES) this.#needsDrain = true;
    return !this.#needsDrain;
  }

  /** Nothing is written after this; the other side learns it after the last byte. */
  end(): void {
    this.#queue.push(END);
    this.#pump();
  }

  /** Drops what is queued, lets what is under way arrive, then resets the receiver. */
  reset(error: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    after(this.#clock, this.#latencyMs, () => {
      if (!this.#isDeaf) this.#reader.onReset(error);
    });
  }

  /** From now on nothing arrives, and the sender does not notice. */
  cut(): void {
    this.#isDeaf = true;
    this.#arrived = [];
    this.#underWayBytes = 0;
    this.#pump();
  }

  /** Hands over what has arrived, as long as the receiver reads; to be called when it reads again. */
  deliver(): void {
    while (this.#reader.isReading()) {
      const chunk = this.#arrived.shift();
      if (chunk === undefined) break;
      if (chunk === END) {
        this.#reader.onEnd();
        this.#writer.onEndDelivered();
        break;
      }
      this.#underWayBytes -= chunk.length;
      this.#reader.onBytes(chunk);
    }
    this.#pump();
    this.#tellDrain();
  }

  get #latencyMs(): number {
    return this.#options.latencyMs ?? 0;
  }

  // Moves bytes from the queue to the way, as far as the pipe has room.
  #pump(): void {
    if (this.#options.bytesPerSecond !== undefined) {
      this.#pace(this.#options.bytesPerSecond);
      return;
    }
    const taken = this.#take(Infinity);
    if (taken.length > 0) this.#depart(taken);
  }

  // Moves one piece and waits until the line is free again.
  #pace(bytesPerSecond: number): void {
    if (this.#isPacing) return;
    const piece = this.#take(PACED_PIECE_BYTES);
    if (piece.length === 0) return;
    const bytes = totalBytes(piece.filter((chunk) => chunk !== END));
    const now = this.#clock.now();
    this.#busyUntil = Math.max(now, this.#busyUntil) + (bytes * 1_000) / bytesPerSecond;
    this.#isPacing = true;
    after(this.#clock, this.#busyUntil - now, () => {
      this.#isPacing = false;
      this.#depart(piece);
      this.#pump();
      this.#tellDrain();
    });
  }

  #take(most: number): (Uint8Array | typeof END)[] {
    const taken: (Uint8Array | typeof END)[] = [];
    let room = Math.min(most, this.#isDeaf ? Infinity : this.#room);
    while (this.#queue.length > 0) {
      const chunk = this.#queue[0]!;
      if (chunk === END) {
        this.#queue.shift();
        taken.push(END);
        break;
      }
      if (room <= 0) break;
      const piece = chunk.length <= room ? chunk : chunk.subarray(0, room);
      if (piece === chunk) this.#queue.shift();
      else this.#queue[0] = chunk.subarray(room);
      taken.push(piece);
      room -= piece.length;
      this.#queuedBytes -= piece.length;
      if (!this.#isDeaf) this.#underWayBytes += piece.length;
    }
    return taken;
  }

  get #room(): number {
    return (this.#options.pipeBytes ?? 65_536) - this.#underWayBytes;
  }

  #depart(chunks: (Uint8Array | typeof END)[]): void {
    const arriving = this.#options.maxChunkBytes === undefined ? chunks : this.#cutUp(chunks);
    after(this.#clock, this.#latencyMs, () => {
      if (this.#isDeaf) {
        this.#tellDrain();
        return;
      }
      this.#arrived.push(...arriving);
      this.deliver();
    });
  }

  #tellDrain(): void {
    if (!this.#needsDrain || this.#queuedBytes > 0 || this.#isClosed) return;
    this.#needsDrain = false;
    this.#writer.onDrain();
  }

  // What a network does to writes: joins them and cuts them elsewhere.
  #cutUp(chunks: (Uint8Array | typeof END)[]): (Uint8Array | typeof END)[] {
    const most = this.#options.maxChunkBytes ?? Infinity;
    const whole = concatBytes(chunks.filter((chunk) => chunk !== END));
    const pieces: (Uint8Array | typeof END)[] = [];
    for (let at = 0; at < whole.length;) {
      const length = 1 + Math.floor(this.#nextRandom() * most);
      pieces.push(whole.subarray(at, at + length));
      at += length;
    }
    if (chunks.at(-1) === END) pieces.push(END);
    return pieces;
  }
}

/** Calls `callback` after `delayMs`; without a delay at the end of the turn, which a timer would miss by far. */
export function after(clock: Clock, delayMs: number, callback: () => void): void {
  if (delayMs > 0) clock.schedule(delayMs, callback);
  else clock.endOfTurn(callback);
}
