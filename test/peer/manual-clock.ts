import type { Clock, Timer } from '../../src/platform/clock.js';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * Time that stands still until a test moves it; turns of the event loop end when the test says so. Unlike VirtualClock
 * it waits for no promise, so a simulation runs a thousand seeds in two seconds, and work can take time.
 */
export class ManualClock implements Clock {
  #now = 0;
  #order = 0;
  #timers: Entry[] = [];
  #turn: (() => void)[] = [];
  #callback: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#now;
  }

  schedule(delayMs: number, callback: () => void): Timer {
    const entry = { at: this.#now + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.push(entry);
    return { cancel: () => void (this.#timers = this.#timers.filter((other) => other !== entry)) };
  }

  endOfTurn(callback: () => void): void {
    this.#turn.push(callback);
  }

  endOfCallback(callback: () => void): void {
    this.#callback.push(callback);
  }

  /** Runs what waits for the end of the callback. */
  endCallback(): void {
    const callbacks = this.#callback;
    this.#callback = [];
    for (const callback of callbacks) callback();
  }

  /** Time that work takes: no timer fires. */
  spend(ms: number): void {
    this.#now += ms;
  }

  /** Runs what waits for the end of the turn. */
  endTurn(): void {
    this.endCallback();
    const callbacks = this.#turn;
    this.#turn = [];
    for (const callback of callbacks) callback();
  }

  /** Moves time on, with every turn and timer on the way. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      this.endTurn();
      if (this.#turn.length + this.#callback.length > 0) continue;
      const next = this.#timers.reduce<Entry | undefined>(
        (first, entry) =>
          first === undefined || entry.at < first.at || (entry.at === first.at && entry.order < first.order)
            ? entry
            : first,
        undefined,
      );
      if (next === undefined || next.at > until) break;
      this.#timers = this.#timers.filter((entry) => entry !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = Math.max(this.#now, until);
  }

  /** Whether anything at all is still to come. */
  get isIdle(): boolean {
    return this.#timers.length + this.#turn.length + this.#callback.length === 0;
  }
}
