import type { Clock, Timer } from '../platform/clock.js';

const TICK_MS = 1_000;
/** A tick may come this late before it counts as a stall: other work and a coarse timer are none. */
const TOLERANCE_MS = 500;

/**
 * A clock that stands still while this process does (a garbage collection, a sleeping laptop), so that a pause of our
 * own is never taken for the peer's silence (WIRE.md §14): every deadline on it moves by the stall. Only what `start`
 * and `stop` enclose is watched.
 */
export class SteadyClock implements Clock {
  readonly #clock: Clock;
  #stalledMs = 0;
  #lastTick = 0;
  #ticker: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    if (this.#ticker !== undefined) return;
    this.#lastTick = this.#clock.now();
    this.#tickLater();
  }

  stop(): void {
    this.#ticker?.cancel();
    this.#ticker = undefined;
  }

  /** Milliseconds without the stalls. */
  now(): number {
    const now = this.#clock.now();
    if (this.#ticker !== undefined) this.#notice(now);
    return now - this.#stalledMs;
  }

  wallTime(): number {
    return this.#clock.wallTime();
  }

  schedule(delayMs: number, callback: () => void): Timer {
    const due = this.now() + delayMs;
    const fire = (): void => {
      const left = due - this.now();
      if (left >= 1) timer = this.#clock.schedule(left, fire);
      else callback();
    };
    let timer = this.#clock.schedule(delayMs, fire);
    return { cancel: () => timer.cancel() };
  }

  endOfTurn(callback: () => void): void {
    this.#clock.endOfTurn(callback);
  }

  #tickLater(): void {
    this.#ticker = this.#clock.schedule(TICK_MS, () => {
      const now = this.#clock.now();
      this.#notice(now);
      this.#lastTick = now;
      this.#tickLater();
    });
  }

  // The tick that is due is the first to see a stall; after one, whoever asks first does.
  #notice(now: number): void {
    const late = now - this.#lastTick - TICK_MS;
    if (late <= TOLERANCE_MS) return;
    this.#stalledMs += late;
    this.#lastTick = now - TICK_MS;
  }
}
