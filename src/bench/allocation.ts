import { memoryUsage } from 'node:process';
import { repeatedly } from './harness.js';
import { GcClock } from './gc-clock.js';

/** Flags of a process in which the garbage collector stays away from a measurement: a young generation that holds it. */
export const ALLOCATION_FLAGS = [
  '--expose-gc',
  '--min-semi-space-size=128',
  '--max-semi-space-size=128',
] as const;

const MOST_BYTES = 32 * 2 ** 20;
const MOST_OPERATIONS = 20_000;
/** In lengths of a round. */
const MOST_ROUNDS = 10;
const WARM_UP_ROUNDS = 2.5;

/**
 * Bytes that one operation allocates, on the heap and in array buffers, once it is optimised; undefined where even one
 * operation does not fit between two collections.
 */
export async function allocatedBy(work: () => unknown, roundSeconds: number): Promise<number | undefined> {
  const repeat = repeatedly(work);
  const roundMs = 1_000 * roundSeconds;
  const start = performance.now();
  let warmed = 0;
  for (
    ;
    warmed === 0 || (warmed < MOST_OPERATIONS && performance.now() - start < WARM_UP_ROUNDS * roundMs);
    warmed++
  ) {
    repeat(1);
  }
  const inTime = (warmed * MOST_ROUNDS * roundMs) / (performance.now() - start);
  const gc = new GcClock();
  try {
    const first = await allocatedIn(1, repeat, gc);
    if (first === undefined) return undefined;
    // A second time with as many as fit, as what happens once in a while, a new slab say, belongs to all.
    let operations = Math.floor(Math.min(MOST_OPERATIONS, inTime, MOST_BYTES / Math.max(1, first)));
    for (; operations > 1; operations >>= 2) {
      const bytes = await allocatedIn(operations, repeat, gc);
      if (bytes !== undefined) return bytes / operations;
    }
    return first;
  } finally {
    gc.stop();
  }
}

/** Undefined if a collection came between. */
async function allocatedIn(
  operations: number,
  repeat: (times: number) => void,
  gc: GcClock,
): Promise<number | undefined> {
  // The young generation empty; the old one does not matter.
  globalThis.gc?.({ type: 'minor' });
  const collected = await gc.collections();
  const before = held();
  repeat(operations);
  const bytes = Math.max(0, held() - before);
  return (await gc.collections()) === collected ? bytes : undefined;
}

function held(): number {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}
