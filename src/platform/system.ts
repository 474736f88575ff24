import { afterTurn } from '#platform';
import type { Clock, Random, Runtime, Timer } from './clock.js';

// setTimeout takes at most this; above it fires at once.
const LONGEST_TIMEOUT_MS = 0x7fff_ffff;

const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  schedule(delayMs, callback) {
    const due = performance.now() + delayMs;
    let handle: ReturnType<typeof setTimeout>;
    const arm = (): void => {
      const left = due - performance.now();
      handle = setTimeout(fire, Math.min(Math.max(Math.ceil(left), 0), LONGEST_TIMEOUT_MS));
    };
    const fire = (): void => {
      if (due - performance.now() >= 1) arm();
      else callback();
    };
    arm();
    const timer: Timer = {
      cancel() {
        clearTimeout(handle);
      },
    };
    return timer;
  },
  endOfTurn: afterTurn,
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
