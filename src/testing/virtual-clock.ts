import { afterTurn } from '#platform';
import type { Clock, Timer } from '../platform/clock.js';

/** Callbacks at one instant after which the code under test is taken to be in an endless loop. */
const MAX_CALLS_AN_INSTANT = 1_000_000;
/** Turns of the real event loop that `runUntil` waits for work outside virtual time, such as a real database's. */
const IDLE_TURNS = 1_000;
/** Turns of the real event loop before time moves: what a promise did in the first may have asked for a second. */
const TURNS_BEFORE_MOVING = 2;

interface VirtualTimer {
  readonly due: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/**
 * Time that stands still until a test moves it. Timers fire in order of time, then of scheduling; after every callback
 * a turn of the real event loop lets promises, `process.nextTick` and `setImmediate` do their work, and end-of-turn
 * calls are made, before time moves on. The first error a callback throws rejects the call that moved the time.
 */
export class VirtualClock implements Clock {
  #now = 0;
  readonly #wallStart: number;
  #timers: VirtualTimer[] = [];
  #order = 0;
  #endOfTurn: (() => void)[] = [];
  #running = false;
  #calls = 0;

  /** `wallStart` is the Unix time in milliseconds at which virtual time begins; 2026-01-01 by default. */
  constructor(wallStart = 1_767_225_600_000) {
    this.#wallStart = wallStart;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#wallStart + Math.floor(this.#now);
  }

  schedule(delayMs: number, callback: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new RangeError('a delay that is not a number');
    const timer: VirtualTimer = { due: this.#now + Math.max(delayMs, 0), order: this.#order++, callback };
    if (timer.due < Infinity) push(this.#timers, timer);
    return {
      cancel() {
        timer.callback = undefined;
      },
    };
  }

  endOfTurn(callback: () => void): void {
    this.#endOfTurn.push(callback);
  }

  endOfCallback(callback: () => void): void {
    this.#endOfTurn.push(callback);
  }

  /** Moves time by `ms` milliseconds, through everything that is due on the way. */
  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  /** Moves time to `time`; a time in the past lets what is due now happen. */
  async advanceTo(time: number): Promise<void> {
    await this.#run(async () => {
      while (await this.#step(time));
      this.#now = Math.max(this.#now, time);
    });
  }

  /** Lets everything happen that needs no time to pass. */
  async settle(): Promise<void> {
    await this.advanceTo(this.#now);
  }

  /** Moves time until no timer is left, or by `limitMs` at most: periodic timers never end. */
  async runUntilIdle(limitMs = 3_600_000): Promise<void> {
    const end = this.#now + limitMs;
    await this.#run(async () => {
      while (await this.#step(end));
    });
  }

  /**
   * Moves time until `promise` settles, and settles as it does. Rejects once `limitMs` have passed, or nothing is left
   * that could happen.
   */
  async runUntil<T>(promise: Promise<T>, limitMs = 3_600_000): Promise<T> {
    let settled = false;
    const note = (): void => {
      settled = true;
    };
    promise.then(note, note);
    const end = this.#now + limitMs;
    await this.#run(async () => {
      for (let idle = 0; !settled && idle < IDLE_TURNS; idle++) {
        while (await this.#step(end, () => settled)) idle = 0;
      }
    });
    if (!settled) throw new Error(`the promise did not settle by ${this.#now} ms of virtual time`);
    return promise;
  }

  /** Timers waiting, cancelled ones left out. */
  get pendingTimers(): number {
    return this.#timers.reduce((count, timer) => count + (timer.callback === undefined ? 0 : 1), 0);
  }

  async #run(work: () => Promise<void>): Promise<void> {
    if (this.#running) throw new Error('virtual time is already moving: await the call that moves it');
    this.#running = true;
    try {
      await work();
    } finally {
      this.#running = false;
    }
  }

  // Lets what happened so far work itself out, then makes the next call. False if none is due by `end`, or `done`.
  async #step(end: number, done?: () => boolean): Promise<boolean> {
    let timer: VirtualTimer | undefined;
    for (let turns = 0; turns < TURNS_BEFORE_MOVING; turns++) {
      await turn();
      if (done?.() === true) return false;
      if (this.#endOfTurn.length > 0) {
        for (let left = this.#endOfTurn.length; left > 0; left--) this.#call(this.#endOfTurn.shift()!);
        return true;
      }
      timer = this.#nextTimer();
      if (timer !== undefined && timer.due <= this.#now) break;
    }
    if (timer?.callback === undefined || timer.due > end) return false;
    pop(this.#timers);
    if (timer.due > this.#now) {
      this.#now = timer.due;
      this.#calls = 0;
    }
    this.#call(timer.callback);
    return true;
  }

  #nextTimer(): VirtualTimer | undefined {
    while (this.#timers.length > 0 && this.#timers[0]!.callback === undefined) pop(this.#timers);
    return this.#timers[0];
  }

  #call(callback: () => void): void {
    if (++this.#calls > MAX_CALLS_AN_INSTANT) {
      throw new Error(
        `virtual time stands still at ${this.#now} ms: ${MAX_CALLS_AN_INSTANT} callbacks in a row`,
      );
    }
    callback();
  }
}

function turn(): Promise<void> {
  return new Promise(afterTurn);
}

function isBefore(one: VirtualTimer, other: VirtualTimer): boolean {
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}

// A binary heap with the next timer at its root.
function push(heap: VirtualTimer[], timer: VirtualTimer): void {
  let index = heap.length;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(timer, heap[parent]!)) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = timer;
}

function pop(heap: VirtualTimer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, last)) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = last;
}
