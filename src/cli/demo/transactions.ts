import { Transaction } from '../../../generated/timecoin/types.js';
import type { Clock } from '../../platform/clock.js';
import { BlockStore, type BlockDatabase, Chain, makeBlock, type TimeNetwork } from '../../timecoin/index.js';
import { bitcoinTransactions } from '../../timecoin/bitcoin-source.js';

/** Blocks that the first node holds when the others start. */
export const BACKLOG_BLOCKS = 30;

// Blocks larger than a frame (65,536 bytes of payload), so that they travel in parts: one is fetched, one announced.
const LARGE_BLOCK_HEIGHTS: readonly number[] = [5, 35];
const LARGE_BLOCK_BYTES = 66_000;

const SECONDS_BETWEEN_BLOCKS = 60;

/** The real transactions, each for one block. */
export class DemoTransactions {
  readonly #large: readonly Transaction[][];
  readonly #left: Transaction[];

  private constructor(large: readonly Transaction[][], left: Transaction[]) {
    this.#large = large;
    this.#left = left;
  }

  static async load(): Promise<DemoTransactions> {
    const { mainnet, testnet } = await bitcoinTransactions();
    // The large blocks take the largest transactions: more are left for the blocks after them.
    const bySize = mainnet
      .map((transaction) => ({ transaction, bytes: Transaction.encode(transaction).length }))
      .sort((a, b) => b.bytes - a.bytes);
    const large = LARGE_BLOCK_HEIGHTS.map(() => {
      let bytes = 0;
      const count = bySize.findIndex((each) => (bytes += each.bytes) >= LARGE_BLOCK_BYTES) + 1;
      return bySize.splice(0, count).map((each) => each.transaction);
    });
    const used = new Set(large.flat());
    return new DemoTransactions(large, [
      ...testnet,
      ...mainnet.filter((transaction) => !used.has(transaction)),
    ]);
  }

  /** How many transactions are left for blocks that are not large. */
  get left(): number {
    return this.#left.length;
  }

  /** What the block of that height holds: one transaction, so that they last, unless it is a large one. */
  take(height: number): Transaction[] {
    return this.#large[LARGE_BLOCK_HEIGHTS.indexOf(height)] ?? this.#left.splice(0, 1);
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
