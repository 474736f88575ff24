import { memoryUsage } from 'node:process';
import { keep } from './harness.js';
import { GcClock } from './gc-clock.js';

/** Flags of a process in which the garbage collector stays away from a measurement: a young generation that holds it. */
export const ALLOCATION_FLAGS = [
  '--expose-gc',
  '--min-semi-space-size=128',
  '--max-semi-space-size=128',
] as const;

const MOST_BYTES = 48 * 2 ** 20;
const MOST_OPERATIONS = 20_000;
const WARM_UP_MS = 100;

/**
 * Bytes that one operation allocates, on the heap and in array buffers, once it is optimised; undefined where even one
 * operation does not fit between two collections.
 */
export async function allocatedBy(work: () => unknown): Promise<number | undefined> {
  const start = performance.now();
  for (let times = 0; times < MOST_OPERATIONS && performance.now() - start < WARM_UP_MS; times++)
    keep(work());
  const gc = new GcClock();
  try {
    let operations = 1;
    for (let attempt = 0; attempt < 12; attempt++) {
      globalThis.gc?.();
      const collected = await gc.collections();
      const before = held();
      for (let times = 0; times < operations; times++) keep(work());
      const bytes = Math.max(0, held() - before);
      if ((await gc.collections()) !== collected) {
        if (operations === 1) return undefined;
        operations = Math.ceil(operations / 4);
        continue;
      }
      const each = bytes / operations;
      const most = Math.min(MOST_OPERATIONS, Math.floor(MOST_BYTES / Math.max(1, each)));
      // The first attempt shows how many fit; later ones are the measurement.
      if (attempt > 0 && (operations >= most / 2 || attempt > 3)) return each;
      operations = Math.max(1, most);
    }
    return undefined;
  } finally {
    gc.stop();
  }
}

function held(): number {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}
