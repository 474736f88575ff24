import { afterCallback, afterTurn } from '#platform';
import type { Clock, Random, Runtime, Timer } from './clock.js';

// setTimeout takes at most this; above it fires at once.
const LONGEST_TIMEOUT_MS = 0x7fff_ffff;

/** Fires at `due` of performance.now(), whatever setTimeout makes of that. */
class SystemTimer implements Timer {
  readonly #due: number;
  readonly #callback: () => void;
  #handle: ReturnType<typeof setTimeout>;

  constructor(due: number, callback: () => void) {
    this.#due = due;
    this.#callback = callback;
    this.#handle = this.#arm();
  }

  cancel(): void {
    clearTimeout(this.#handle);
  }

  #arm(): ReturnType<typeof setTimeout> {
    const left = Math.ceil(this.#due - performance.now());
    return setTimeout(() => this.#fire(), Math.min(Math.max(left, 0), LONGEST_TIMEOUT_MS));
  }

  #fire(): void {
    if (this.#due - performance.now() >= 1) this.#handle = this.#arm();
    else this.#callback();
  }
}

const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  schedule(delayMs, callback) {
    return new SystemTimer(performance.now() + delayMs, callback);
  },
  endOfTurn: afterTurn,
  endOfCallback: afterCallback,
};

const systemRandom: Random = {
  next: () => Math.random(),
  bytes(length) {
    const bytes = new Uint8Array(length);
    // The Web Crypto API fills at most 65,536 bytes a call.
    for (let at = 0; at < length; at += 65_536) {
      crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    }
    return bytes;
  },
};

/** The machine's own clock, timers and randomness. */
export const systemRuntime: Runtime = { clock: systemClock, random: systemRandom };
