import type { Transaction } from '../../../generated/timecoin/types.js';
import type { Clock } from '../../platform/clock.js';
import { BlockStore, type BlockDatabase, Chain, makeBlock, type TimeNetwork } from '../../timecoin/index.js';
import { bitcoinTransactions } from '../../timecoin/bitcoin-source.js';

/** Blocks that the first node holds when the others start. */
export const BACKLOG_BLOCKS = 30;

// One block of the back-log is larger than a frame (65,536 bytes of payload), so that it travels in parts.
const LARGE_BLOCK_HEIGHT = 5;
const LARGE_BLOCK_TRANSACTIONS = 160;

const SECONDS_BETWEEN_BLOCKS = 60;

/** The real transactions, in the order in which blocks take them. */
export class DemoTransactions {
  readonly #left: Transaction[];
  readonly #large: Transaction[];

  private constructor(large: Transaction[], left: Transaction[]) {
    this.#large = large;
    this.#left = left;
  }

  static async load(): Promise<DemoTransactions> {
    const { mainnet, testnet } = await bitcoinTransactions();
    const large = mainnet.slice(0, LARGE_BLOCK_TRANSACTIONS);
    return new DemoTransactions(large, [...testnet, ...mainnet.slice(LARGE_BLOCK_TRANSACTIONS)]);
  }

  get left(): number {
    return this.#left.length;
  }

  /** What the block of that height holds: one transaction, so that they last; none when all are used. */
  take(height: number): Transaction[] {
    return height === LARGE_BLOCK_HEIGHT ? this.#large.splice(0) : this.#left.splice(0, 1);
  }
}

/** Writes the back-log into a database, as an earlier run of the node would have left it. */
export async function writeBacklog(
  database: BlockDatabase,
  network: TimeNetwork,
  clock: Clock,
  transactions: DemoTransactions,
): Promise<void> {
  const store = new BlockStore(database);
  await store.open();
  try {
    const chain = await Chain.open(store, network, clock);
    const now = Math.floor(clock.wallTime() / 1000);
    for (let height = 1; height <= BACKLOG_BLOCKS; height++) {
      const timestamp = now - (BACKLOG_BLOCKS - height) * SECONDS_BETWEEN_BLOCKS;
      await chain.append(makeBlock(chain.tip, timestamp, transactions.take(height)));
    }
  } finally {
    await store.close();
  }
}
