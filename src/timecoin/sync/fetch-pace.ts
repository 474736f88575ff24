import type { Clock, Timer } from '../../platform/clock.js';
import type { ChainFetch } from './chain-fetch.js';

const LOOK_MS = 30_000;
// What even a slow link carries in that time, in blocks or in bytes.
const FEWEST_BLOCKS = 10;
const FEWEST_BYTES = 64 * 1024;

/** Tells when a fetch hardly goes on: each answer may come in time, and its chain all the same never be here. */
export class FetchPace {
  readonly #clock: Clock;
  readonly #fetch: Pick<ChainFetch, 'blocks' | 'bytes'>;
  readonly #onSlow: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, fetch: Pick<ChainFetch, 'blocks' | 'bytes'>, onSlow: () => void) {
    this.#clock = clock;
    this.#fetch = fetch;
    this.#onSlow = onSlow;
    this.#schedule();
  }

  end(): void {
    this.#timer?.cancel();
  }

  #schedule(): void {
    const { blocks, bytes } = this.#fetch;
    this.#timer = this.#clock.schedule(LOOK_MS, () => {
      const isSlow = this.#fetch.blocks - blocks < FEWEST_BLOCKS && this.#fetch.bytes - bytes < FEWEST_BYTES;
      this.#schedule();
      if (isSlow) this.#onSlow();
    });
  }
}
