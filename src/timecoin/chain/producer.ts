import type { Block, Transaction } from '../../../generated/timecoin/types.js';
import type { Clock, Timer } from '../../platform/clock.js';
import { makeBlock } from './block.js';
import type { Chain } from './chain.js';
import type { Part } from '../part.js';

/** Where the next block's transactions come from: called once a block, with the height it will have. */
export type TransactionSource = (height: number) => Transaction[];

export interface ProducerOptions {
  readonly intervalMs: number;
  readonly source: TransactionSource;
  /** No block above this height is made. Default: no end. */
  readonly untilHeight?: number | undefined;
  /** A block was made and is the tip: it is to be announced. */
  readonly onBlock: (block: Block) => void;
  /** A block could not be appended; nothing more is made. */
  readonly onFailure: (error: unknown) => void;
}

/** Makes a block at an interval. Without votes: for one producer in networks that agree on it, such as demonstrations. */
export class Producer implements Part {
  readonly #chain: Chain;
  readonly #clock: Clock;
  readonly #options: ProducerOptions;
  #timer: Timer | undefined;
  #stopped = false;
  #making: Promise<void> | undefined;

  constructor(chain: Chain, clock: Clock, options: ProducerOptions) {
    this.#chain = chain;
    this.#clock = clock;
    this.#options = options;
  }

  start(): void {
    this.#schedule();
  }

  /** Settles when no block is being made any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#making;
  }

  #schedule(): void {
    if (this.#stopped || this.#chain.height >= (this.#options.untilHeight ?? Infinity)) return;
    this.#timer = this.#clock.schedule(this.#options.intervalMs, () => {
      this.#making = this.#make().then(
        () => {
          this.#schedule();
        },
        (error: unknown) => {
          this.#stopped = true;
          this.#options.onFailure(error);
        },
      );
    });
  }

  async #make(): Promise<void> {
    const block = nextBlock(this.#chain, this.#clock, this.#options.source(this.#chain.height + 1));
    // Stored before anyone hears of it: after a crash another block of ours must not take its height.
    const outcome = await this.#chain.append(block);
    // Another block may have come first; the next turn builds on that.
    if ((outcome === 'appended' || outcome === 'reorganized') && !this.#stopped) this.#options.onBlock(block);
  }
}

/** The block that follows the tip now. Times never go back, whatever the clock does. */
function nextBlock(chain: Chain, clock: Clock, transactions: Transaction[]): Block {
  const { tip } = chain;
  return makeBlock(tip, Math.max(Math.floor(clock.wallTime() / 1000), tip.timestamp), transactions);
}
