import type { Timing } from '../../src/bench/harness.js';

/** How long the sending benches take. */
export interface SendTiming extends Timing {
  /** The short form shows that everything runs: fewer peers, shorter loads. */
  readonly isQuick: boolean;
}
