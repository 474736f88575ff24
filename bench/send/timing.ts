import type { Timing } from '../../src/bench/harness.js';

/** How long the sending benches take. */
export interface SendTiming extends Timing {
  /** The short form shows that everything runs: fewer peers, shorter loads. */
  readonly isQuick: boolean;
}

/**
 * Part of a round that runs before it, untimed: the collection between rounds throws away compiled code whose objects are
 * all gone at that moment, which nobody meets who keeps on working.
 */
export const WARM_UP = 1 / 2;
