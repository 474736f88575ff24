import type { Clock, Timer } from '../platform/clock.js';
import type { Transport } from '../transport/transport.js';
import { ProtocolError } from '../wire/codes.js';
import { FrameReader, type WireFrame } from '../wire/frame-reader.js';
import { Flag } from '../wire/header.js';
import type { ConnectionLimits } from './limits.js';

/** A look at the clock costs about as much as reading a small frame. */
const FRAMES_A_LOOK = 16;
const LONG_FRAME_BYTES = 4096;

/** What an intake tells its connection. */
export interface IntakeOwner {
  /** A whole frame. Throws ProtocolError to end the connection. */
  handleFrame(frame: WireFrame): void;
  /** The peer broke the rules; nothing more is read. */
  handleProtocolError(error: ProtocolError): void;
  /** A frame was begun and not completed in time. */
  handleCutFrame(): void;
}

/**
 * Bytes in, frames out, at a share of each turn of the event loop, so that one busy peer leaves time to the others.
 * Nothing but that share ever keeps it from reading (WIRE.md §3.5).
 */
export class Intake {
  readonly #clock: Clock;
  readonly #limits: ConnectionLimits;
  readonly #transport: Pick<Transport, 'keepsBoundaries' | 'pause' | 'resume'>;
  readonly #owner: IntakeOwner;
  readonly #reader: FrameReader;
  /** The rest waits for the next turn … */
  #isDeferred = false;
  /** … and these for the rest. */
  readonly #onRead: (() => void)[] = [];
  #isStopped = false;
  #usedBytes = 0;
  #usedMs = 0;
  #cutFrame: { readonly number: number; readonly since: number } | undefined;
  #cutTimer: Timer | undefined;

  constructor(
    clock: Clock,
    limits: ConnectionLimits,
    transport: Pick<Transport, 'keepsBoundaries' | 'pause' | 'resume'>,
    owner: IntakeOwner,
  ) {
    this.#clock = clock;
    this.#limits = limits;
    this.#transport = transport;
    this.#owner = owner;
    this.#reader = new FrameReader({ chunksEndFrames: transport.keepsBoundaries });
  }

  /** Both sides have the capability `deflate`. */
  allowCompressed(): void {
    this.#reader.allowsCompressed = true;
  }

  push(chunk: Uint8Array): void {
    if (this.#isStopped) return;
    this.#reader.push(chunk);
    if (!this.#isDeferred) this.#work();
    // For this turn's end only, so that what one peer sends faster than we work does not pile up.
    else if (this.#reader.bufferedBytes >= this.#limits.turnBytes) this.#transport.pause();
  }

  /** Calls back once every byte that has come is read: at once, unless some wait for the next turn. */
  whenRead(callback: () => void): void {
    if (this.#isDeferred) this.#onRead.push(callback);
    else callback();
  }

  /** Reads nothing more: what still comes is dropped. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#cutTimer?.cancel();
    this.#transport.resume();
  }

  #work(): void {
    try {
      this.#readShare();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      if (!this.#isStopped) this.#owner.handleProtocolError(error);
    }
  }

  #readShare(): void {
    const start = this.#clock.now();
    let frames = 0;
    while (!this.#isStopped) {
      const frame = this.#reader.next();
      if (frame === undefined) {
        this.#usedMs += this.#clock.now() - start;
        this.#watchCutFrame();
        return;
      }
      this.#owner.handleFrame(frame);
      const { length } = frame.payload;
      this.#usedBytes += length;
      // A deflated frame is longer than it looks.
      const isLong = length >= LONG_FRAME_BYTES || (frame.flags & Flag.COMPRESSED) !== 0;
      const look = isLong || ++frames % FRAMES_A_LOOK === 0;
      if (look && this.#isShareUsed(start)) {
        this.#defer();
        return;
      }
    }
  }

  #isShareUsed(start: number): boolean {
    const { turnBytes, turnMs } = this.#limits;
    return this.#usedBytes >= turnBytes || this.#usedMs + this.#clock.now() - start >= turnMs;
  }

  #defer(): void {
    this.#isDeferred = true;
    this.#clock.endOfTurn(() => {
      this.#isDeferred = false;
      this.#usedBytes = 0;
      this.#usedMs = 0;
      if (!this.#isStopped) this.#work();
      if (this.#isDeferred) return;
      this.#transport.resume();
      for (const callback of this.#onRead.splice(0)) callback();
    });
  }

  // One timer at most: it looks whether the frame that was cut then is cut still.
  #watchCutFrame(): void {
    if (this.#reader.isAtBoundary) {
      this.#cutFrame = undefined;
      return;
    }
    if (this.#cutFrame?.number === this.#reader.framesRead) return;
    this.#cutFrame = { number: this.#reader.framesRead, since: this.#clock.now() };
    if (this.#cutTimer === undefined) this.#checkCutFrameIn(this.#limits.frameTimeoutMs);
  }

  #checkCutFrameIn(delayMs: number): void {
    this.#cutTimer = this.#clock.schedule(delayMs, () => {
      this.#cutTimer = undefined;
      if (this.#cutFrame === undefined) return;
      const left = this.#cutFrame.since + this.#limits.frameTimeoutMs - this.#clock.now();
      if (left > 0) this.#checkCutFrameIn(left);
      else this.#owner.handleCutFrame();
    });
  }
}
