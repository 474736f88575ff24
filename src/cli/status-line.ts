import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { StatusReport } from './control/api.js';

export const STATUS_INTERVAL_MS = 300_000;

const MIB = 1024 * 1024;

/** Says in the log where the node stands, every five minutes. */
export class StatusLine {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #report: () => StatusReport;
  #timer: Timer | undefined;

  constructor(clock: Clock, log: Log, report: () => StatusReport) {
    this.#clock = clock;
    this.#log = log;
    this.#report = report;
  }

  start(): void {
    this.#timer = this.#clock.schedule(STATUS_INTERVAL_MS, () => {
      this.start();
      const { height, bestPeerHeight, syncing, masternodes, peers, mempool, bans, memoryBytes } =
        this.#report();
      this.#log.info('status', {
        height,
        bestPeerHeight,
        syncing,
        masternodes: `${masternodes.active}/${masternodes.known}`,
        peers: peers.total,
        inbound: peers.inbound,
        pendingTransactions: mempool.transactions,
        bans,
        memoryMiB: Math.round(memoryBytes / MIB),
      });
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
