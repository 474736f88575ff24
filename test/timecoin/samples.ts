import { MemoryLevel } from 'memory-level';
import { type Block, Transaction } from '../../generated/timecoin/types.js';
import { blockHash, makeBlock } from '../../src/timecoin/chain/block.js';
import { BlockStore } from '../../src/timecoin/chain/block-store.js';
import { type BlockDatabase, DATABASE_ENCODING } from '../../src/timecoin/chain/database.js';
import { Chain } from '../../src/timecoin/chain/chain.js';
import { networkNamed, type TimeNetwork } from '../../src/timecoin/networks.js';
import type { Clock } from '../../src/platform/clock.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

/** The network of these tests; its genesis block is of 2009. */
export const devnet: TimeNetwork = networkNamed('test');

export function memoryDatabase(): MemoryLevel<string, Uint8Array> {
  return new MemoryLevel<string, Uint8Array>(DATABASE_ENCODING);
}

/** A transaction like no other with a different number: it spends output `vout` of a made-up transaction. */
export function sampleTransaction(n: number, change: Partial<Transaction> = {}): Transaction {
  return Transaction.create({
    version: 1,
    inputs: [
      {
        previousOutput: { txid: new Uint8Array(32).fill(7), vout: n },
        scriptSig: Uint8Array.of(1, 2, 3),
        sequence: 0xffff_ffff,
      },
    ],
    outputs: [{ value: BigInt(n), scriptPubkey: Uint8Array.of(0x6a, n & 0xff) }],
    timestamp: 1_400_000_000,
    ...change,
  });
}

/** `count` blocks on top of the genesis block, or of `from`, each with one transaction unless told otherwise. */
export function sampleBlocks(
  count: number,
  { from = devnet.genesis, transactions = (height: number) => [sampleTransaction(height)] } = {},
): Block[] {
  const blocks: Block[] = [];
  let previous = from;
  for (let i = 0; i < count; i++) {
    const { header } = previous;
    if (header === undefined) throw new Error('block without a header');
    const link = { height: header.height, hash: blockHash(header), timestamp: header.timestamp };
    previous = makeBlock(link, header.timestamp + 60, transactions(header.height + 1));
    blocks.push(previous);
  }
  return blocks;
}

export async function openChain(
  clock: Clock,
  blocks: readonly Block[] = [],
  database: BlockDatabase = memoryDatabase(),
): Promise<Chain> {
  const store = new BlockStore(database);
  await store.open();
  const chain = await Chain.open(store, devnet, clock);
  for (const block of blocks) await chain.append(block);
  return chain;
}

/** A clock that stands at a Unix time in milliseconds. */
export function clockAt(wallStart: number): VirtualClock {
  return new VirtualClock(wallStart);
}
