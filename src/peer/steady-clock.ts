import type { Clock, Timer } from '../platform/clock.js';

const TICK_MS = 1_000;
/** A tick may come this late before it counts as a stall: other work and a coarse timer are none. */
const TOLERANCE_MS = 500;
/** Timers of the clock below are whole milliseconds: less than that too early is on time. */
export const EARLY_MS = 1;

/** One that waits. It is the timer too: thousands wait at once. */
class Deadline implements Timer {
  readonly delayMs: number;
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
  readonly #remove: (deadline: Deadline) => void;

  constructor(
    delayMs: number,
    due: number,
    order: number,
    callback: () => void,
    remove: (deadline: Deadline) => void,
  ) {
    this.delayMs = delayMs;
    this.due = due;
    this.order = order;
    this.callback = callback;
    this.#remove = remove;
  }

  cancel(): void {
    this.#remove(this);
  }
}

/**
 * A clock that stands still while this process does (a garbage collection, a sleeping laptop), so that a pause of our
 * own is never taken for the peer's silence (WIRE.md §14): every deadline on it moves by the stall. Only what `start`
 * and `stop` enclose is watched.
 *
 * Thousands of handlers may run at once, all with the same patience. So deadlines lie in a list for each delay, in which
 * the first is the next to come, and one timer of the clock below serves them all.
 */
export class SteadyClock implements Clock {
  readonly #clock: Clock;
  readonly #lists = new Map<number, Set<Deadline>>();
  #order = 0;
  #timer: Timer | undefined;
  #timerDue = Infinity;
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
    const now = this.now();
    const deadline = new Deadline(delayMs, now + delayMs, this.#order++, callback, this.#remove);
    let list = this.#lists.get(delayMs);
    if (list === undefined) {
      list = new Set();
      this.#lists.set(delayMs, list);
    }
    list.add(deadline);
    if (deadline.due < this.#timerDue) this.#arm(deadline.due, now);
    return deadline;
  }

  endOfTurn(callback: () => void): void {
    this.#clock.endOfTurn(callback);
  }

  endOfCallback(callback: () => void): void {
    this.#clock.endOfCallback(callback);
  }

  readonly #remove = (deadline: Deadline): void => {
    const list = this.#lists.get(deadline.delayMs);
    if (list?.delete(deadline) !== true || list.size > 0) return;
    this.#lists.delete(deadline.delayMs);
    // A timer for nothing would keep the process.
    if (this.#lists.size === 0) this.#disarm();
  };

  #arm(due: number, now: number): void {
    this.#timer?.cancel();
    this.#timerDue = due;
    this.#timer = this.#clock.schedule(due - now, () => this.#fire());
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerDue = Infinity;
  }

  #fire(): void {
    this.#disarm();
    // What is scheduled meanwhile waits for a timer of its own: it may come back here for as long as time stands still.
    const end = this.#order;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const now = this.now();
      if (next.due - now >= EARLY_MS || next.order >= end) {
        if (next.due < this.#timerDue) this.#arm(next.due, now);
        return;
      }
      this.#remove(next);
      next.callback();
    }
  }

  #next(): Deadline | undefined {
    let next: Deadline | undefined;
    for (const list of this.#lists.values()) {
      const [deadline] = list;
      if (deadline !== undefined && (next === undefined || deadline.due < next.due)) next = deadline;
    }
    return next;
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
