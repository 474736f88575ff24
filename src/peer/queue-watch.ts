import type { Clock, Timer } from '../platform/clock.js';
import { GoodbyeCode } from '../wire/codes.js';
import type { WaitingBytes } from './lane-queue.js';

/** Own frames waiting for one peer. WIRE.md §11.7. */
const MAX_OWN_BYTES = 128 * 1024;

/** ConnectionLimits hold these. */
export interface SendQueueLimits {
  /** Above it enqueue() returns false … */
  readonly highWaterBytes: number;
  /** … and at or below it onDrain follows. */
  readonly lowWaterBytes: number;
  /** Staying above it for `slowPeerGraceMs` is SLOW_PEER; above twice as much, of what is owed, it is at once. */
  readonly queueCapBytes: number;
  readonly slowPeerGraceMs: number;
  /** So much may be in flight however slow the peer; beyond it the delivery rate says how much. */
  readonly leastInFlightBytes: number;
}

export interface QueueWatchEvents {
  /** The queue fell to its low-water mark after it had been above the high one. */
  onDrain(): void;
  /** The peer takes too little (SLOW_PEER), or makes us queue too many own frames (FLOOD). Called once. */
  onOverflow(code: GoodbyeCode, problem: string): void;
}

/** Watches how much waits for one peer. */
export class QueueWatch {
  readonly #clock: Clock;
  readonly #limits: SendQueueLimits;
  readonly #waiting: Readonly<WaitingBytes>;
  readonly #events: QueueWatchEvents;
  #isAboveHighWater = false;
  #hasOverflowed = false;
  #grace: Timer | undefined;

  constructor(
    clock: Clock,
    limits: SendQueueLimits,
    waiting: Readonly<WaitingBytes>,
    events: QueueWatchEvents,
  ) {
    this.#clock = clock;
    this.#limits = limits;
    this.#waiting = waiting;
    this.#events = events;
  }

  /** More waits than a caller may add to. */
  get isAboveCap(): boolean {
    return this.#waiting.all > this.#limits.queueCapBytes;
  }

  get isAboveHighWater(): boolean {
    return this.#isAboveHighWater;
  }

  /** After frames were added. */
  grew(): void {
    const { all, own } = this.#waiting;
    const { highWaterBytes, queueCapBytes, slowPeerGraceMs } = this.#limits;
    if (all > highWaterBytes) this.#isAboveHighWater = true;
    if (own > MAX_OWN_BYTES) {
      this.#overflow(GoodbyeCode.FLOOD, `${own} bytes of own frames wait`);
    } else if (all > 2 * queueCapBytes) {
      this.#overflow(GoodbyeCode.SLOW_PEER, `${all} bytes wait`);
    } else if (all > queueCapBytes) {
      this.#grace ??= this.#clock.schedule(slowPeerGraceMs, () => {
        this.#grace = undefined;
        if (this.#waiting.all <= queueCapBytes) return;
        this.#overflow(GoodbyeCode.SLOW_PEER, `${this.#waiting.all} bytes wait after ${slowPeerGraceMs} ms`);
      });
    }
  }

  /** After frames left or were given up. */
  shrank(): void {
    if (this.#waiting.all <= this.#limits.queueCapBytes) this.stop();
    if (this.#isAboveHighWater && this.#waiting.all <= this.#limits.lowWaterBytes) {
      this.#isAboveHighWater = false;
      this.#events.onDrain();
    }
  }

  stop(): void {
    this.#grace?.cancel();
    this.#grace = undefined;
  }

  #overflow(code: GoodbyeCode, problem: string): void {
    if (this.#hasOverflowed) return;
    this.#hasOverflowed = true;
    this.#events.onOverflow(code, problem);
  }
}
