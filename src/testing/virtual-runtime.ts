import type { Runtime } from '../platform/clock.js';
import { SeededRandom } from './seeded-random.js';
import { VirtualClock } from './virtual-clock.js';

/** A Runtime whose time a test moves and whose randomness repeats. */
export interface VirtualRuntime extends Runtime {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
}

/** Virtual time from 0 and random numbers from `seed`. */
export function virtualRuntime(seed = 1): VirtualRuntime {
  return { clock: new VirtualClock(), random: new SeededRandom(seed) };
}
