import type { Clock, Timer } from '../platform/clock.js';
import { SharedBatch } from './shared-batch.js';
import { Unison } from './unison.js';

/** Flushing time beyond half of the time passed that is forgiven, so that one slow round changes nothing. */
const FORGIVEN_MS = 1;
const MOST_DEBT_MS = 4;
/**
 * A round may come before the end of the turn, without the frames of the turn's other callbacks, once this many times the
 * last round's length has passed. So an answer to a single request leaves at once, and where each of fifty
 * callbacks has something for fifty peers, they still share a write to each.
 */
const REST = 4;
/** How long frames are collected while flushing takes half of the time. Node's timers know nothing shorter. */
const COLLECT_MS = 1;

/** A queue that can be flushed. */
interface Flushable {
  flush(): void;
}

/**
 * When the queues of all connections are flushed: together at the end of the turn, or of the callback if there was no round
 * shortly before; and by a 1 ms timer while flushing has taken more than half of recent time, so that under load fewer and
 * larger writes are made. One for a registry.
 */
export class FlushRound {
  /** Chunks that several connections write. */
  readonly batch = new SharedBatch();
  /** Broadcasts to connections for which nothing else waits. */
  readonly unison = new Unison(this);
  readonly #clock: Clock;
  readonly #waiting = new Set<Flushable>();
  #scheduled: Timer | 'this turn' | undefined;
  #isFlushing = false;
  #lastEnd = 0;
  #restsUntil = 0;
  /** Flushing time that has not yet been matched by time without flushing. */
  #debtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the next round waits for the timer. */
  get isCollecting(): boolean {
    return this.#scheduled !== undefined && this.#scheduled !== 'this turn';
  }

  /** Takes part in the next round. */
  soon(queue: Flushable): void {
    this.#waiting.add(queue);
    if (this.#scheduled === undefined) {
      if (this.#isOverBudget) this.#scheduled = this.#clock.schedule(COLLECT_MS, this.#flushAll);
      else this.#thisTurn();
    }
  }

  /** Flushes at once; at the end of the turn while over budget. */
  urgently(queue: Flushable): void {
    if (!this.#isOverBudget) {
      this.now(queue);
      return;
    }
    this.#waiting.add(queue);
    if (this.#scheduled !== 'this turn') {
      this.#scheduled?.cancel();
      this.#thisTurn();
    }
  }

  /** Flushes at once, whatever it takes. */
  now(queue: Flushable): void {
    this.#waiting.delete(queue);
    // Left for nobody, the timer would only cut short what is collected next.
    if (this.#waiting.size === 0 && this.#scheduled !== 'this turn') {
      this.#scheduled?.cancel();
      this.#scheduled = undefined;
    }
    this.#measure(() => queue.flush());
  }

  /** Takes part in no round that was asked for. */
  leave(queue: Flushable): void {
    this.#waiting.delete(queue);
  }

  #thisTurn(): void {
    this.#scheduled = 'this turn';
    if (this.#clock.now() < this.#restsUntil) this.#clock.endOfTurn(this.#flushAll);
    else this.#clock.endOfCallback(this.#flushAll);
  }

  readonly #flushAll = (): void => {
    this.#scheduled = undefined;
    const queues = [...this.#waiting];
    this.#waiting.clear();
    this.#measure(() => {
      // First, so that what is due to each peer goes along with it.
      this.unison.flush();
      for (const queue of queues) queue.flush();
    });
    this.batch.forget();
  };

  #measure(flush: () => void): void {
    if (this.#isFlushing) {
      flush();
      return;
    }
    const start = this.#clock.now();
    this.#isFlushing = true;
    try {
      flush();
    } finally {
      this.#isFlushing = false;
    }
    const end = this.#clock.now();
    this.#debtMs = Math.min(MOST_DEBT_MS, this.#debtAt(start) + end - start);
    this.#lastEnd = end;
    this.#restsUntil = end + REST * (end - start);
  }

  get #isOverBudget(): boolean {
    return this.#debtMs > 0 && this.#debtAt(this.#clock.now()) > FORGIVEN_MS;
  }

  #debtAt(now: number): number {
    return Math.max(0, this.#debtMs - (now - this.#lastEnd));
  }
}
