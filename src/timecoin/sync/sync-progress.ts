import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import type { Chain } from '../chain/chain.js';
import type { ChainFetch } from './chain-fetch.js';

/** How far a sync is: a line now and then while it runs, and one at its end. */
export class SyncProgress {
  readonly #chain: Chain;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #everyMs: number;
  readonly #startedAt: number;
  #before = { blocks: 0, bytes: 0 };
  #fetch: ChainFetch | undefined;
  #said: { readonly at: number; readonly blocks: number; readonly bytes: number };
  #isBegun = false;
  #timer: Timer | undefined;

  constructor(chain: Chain, clock: Clock, log: Log, everyMs: number) {
    this.#chain = chain;
    this.#clock = clock;
    this.#log = log;
    this.#everyMs = everyMs;
    this.#startedAt = clock.now();
    this.#said = { at: this.#startedAt, blocks: 0, bytes: 0 };
    this.#schedule();
  }

  /** Blocks taken so far, those of branches included. */
  get blocks(): number {
    return this.#before.blocks + (this.#fetch?.blocks ?? 0);
  }

  get #bytes(): number {
    return this.#before.bytes + (this.#fetch?.bytes ?? 0);
  }

  /** The line at the beginning: once someone is found to fetch from. */
  begin(target: number): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.#log.info('sync started', { height: this.#chain.height, target });
  }

  /** What is done by this fetch counts from now on, besides what others did before. */
  follow(fetch: ChainFetch): void {
    this.#before = { blocks: this.blocks, bytes: this.#bytes };
    this.#fetch = fetch;
  }

  /** No more lines. */
  end(): void {
    this.#timer?.cancel();
  }

  /** The line at the end. */
  conclude(claimed: number): void {
    const { height } = this.#chain;
    const seconds = Number(((this.#clock.now() - this.#startedAt) / 1000).toFixed(1));
    const fields = { height, blocks: this.blocks, seconds };
    if (claimed > height) {
      this.#log.warn('sync stopped', { ...fields, claimed, reason: 'no peer delivers more' });
    } else {
      // What was missing may have come otherwise, by an announcement say.
      this.#log[this.blocks > 0 ? 'info' : 'debug']('synced', fields);
    }
  }

  #schedule(): void {
    this.#timer = this.#clock.schedule(this.#everyMs, () => {
      this.#say();
      this.#schedule();
    });
  }

  #say(): void {
    const { at, blocks, bytes } = this.#said;
    const now = { at: this.#clock.now(), blocks: this.blocks, bytes: this.#bytes };
    const seconds = Math.max(1, now.at - at) / 1000;
    this.#log.info('syncing', {
      height: this.#chain.height,
      target: this.#fetch?.target,
      blocksPerSecond: Math.round((now.blocks - blocks) / seconds),
      megabytesPerSecond: Number(((now.bytes - bytes) / seconds / 1e6).toFixed(2)),
      peers: this.#fetch?.peersInUse,
    });
    this.#said = now;
  }
}
