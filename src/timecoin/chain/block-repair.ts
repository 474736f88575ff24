import { BlockRequest } from '../../../generated/timecoin/chain.js';
import type { Block } from '../../../generated/timecoin/types.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { reasonOf } from '../../platform/reason.js';
import { BlockError } from '../errors.js';
import type { Part } from '../part.js';
import type { Chain } from './chain.js';
import type { PeerRequests } from '../peer-requests.js';

// What more is damaged is noted when it is asked for again.
const MOST_DAMAGED = 1_000;
const RETRY_MS = 60_000;
const REQUEST_TIMEOUT_MS = 15_000;

/** Fetches stored blocks that are not what was written once more from peers: exactly those, by their hashes. */
export class BlockRepair implements Part {
  readonly #chain: Chain;
  readonly #links: PeerRequests;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onFailure: (error: unknown) => void;
  readonly #damaged = new Set<number>();
  readonly #stop = new AbortController();
  #repaired = 0;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;

  constructor(
    chain: Chain,
    links: PeerRequests,
    clock: Clock,
    log: Log,
    onFailure: (error: unknown) => void,
  ) {
    this.#chain = chain;
    this.#links = links;
    this.#clock = clock;
    this.#log = log;
    this.#onFailure = onFailure;
    chain.onDamage((height, error) => {
      if (this.#damaged.has(height) || this.#damaged.size >= MOST_DAMAGED) return;
      this.#damaged.add(height);
      log.error('stored block is corrupt', {
        height,
        problem: error.message,
        next: 'fetching it from a peer',
      });
      this.#begin();
    });
  }

  /** How many blocks are known to be damaged now. */
  get damaged(): number {
    return this.#damaged.size;
  }

  /** How many were mended. */
  get repaired(): number {
    return this.#repaired;
  }

  opened(): void {
    this.#begin();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#timer?.cancel();
    await this.#running;
  }

  #begin(): void {
    if (this.#damaged.size === 0 || this.#running !== undefined || this.#stop.signal.aborted) return;
    this.#timer?.cancel();
    this.#running = this.#run()
      .catch(this.#onFailure)
      .finally(() => {
        this.#running = undefined;
        if (this.#damaged.size === 0 || this.#stop.signal.aborted) return;
        this.#timer = this.#clock.schedule(RETRY_MS, () => {
          this.#begin();
        });
      });
  }

  async #run(): Promise<void> {
    for (const height of this.#damaged) {
      for (const peer of this.#links.connectedIds()) {
        if (this.#stop.signal.aborted) return;
        const block = await this.#fetch(peer, height);
        if (block === undefined || !(await this.#mend(block, peer))) continue;
        this.#damaged.delete(height);
        this.#repaired++;
        this.#log.info('stored block repaired', { height, peer });
        break;
      }
    }
  }

  async #fetch(peer: PeerId, height: number): Promise<Block | undefined> {
    const options = { timeoutMs: REQUEST_TIMEOUT_MS, signal: this.#stop.signal };
    try {
      return (await this.#links.request(peer, BlockRequest, { height }, options)).block;
    } catch (error) {
      this.#log.debug('no block to repair with', { peer, height, reason: reasonOf(error) });
      return undefined;
    }
  }

  async #mend(block: Block, peer: PeerId): Promise<boolean> {
    try {
      return await this.#chain.repair(block);
    } catch (error) {
      if (!(error instanceof BlockError)) throw error;
      this.#log.warn('a peer sent no such block', { peer, reason: error.message });
      return false;
    }
  }
}
