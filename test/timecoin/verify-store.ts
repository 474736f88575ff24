import { expect } from 'vitest';
import type { Block } from '../../generated/timecoin/types.js';
import { BlockStore } from '../../src/timecoin/chain/block-store.js';
import { Chain } from '../../src/timecoin/chain/chain.js';
import type { BlockDatabase } from '../../src/timecoin/chain/database.js';
import { hex, sha256 } from '../../src/timecoin/hash.js';
import { clockAt, devnet, memoryDatabase } from './samples.js';
import { unspentAfter } from './spending-blocks.js';

/**
 * That an open database holds exactly what the blocks in it make when they are appended to an empty one, entry by entry, and
 * the set of unspent outputs that the plain way gives. Returns the blocks, without the genesis block.
 */
export async function verifyStore(database: BlockDatabase): Promise<Block[]> {
  const store = new BlockStore(database);
  await store.open();
  await store.check();
  const replayed = memoryDatabase();
  const fresh = new BlockStore(replayed);
  await fresh.open();
  const chain = await Chain.open(fresh, devnet, clockAt(Date.UTC(2026, 0, 1)));
  const blocks: Block[] = [];
  for (let height = 1; height <= (store.tip?.height ?? 0); height++) {
    const block = await store.blockAt(height);
    expect(await chain.append(block)).toBe('appended');
    blocks.push(block);
  }
  expect(await entriesOf(database)).toEqual(await entriesOf(replayed));
  const { utxos, hash } = unspentAfter([devnet.genesis, ...blocks]);
  const summary = await store.utxos.summary();
  expect([summary.count, hex(summary.hash)]).toEqual([utxos.length, hash]);
  return blocks;
}

async function entriesOf(database: BlockDatabase): Promise<string[]> {
  const lines: string[] = [];
  const iterator = database.iterator({ gt: '', lt: '~' });
  for (;;) {
    const entries = await iterator.nextv(1000);
    if (entries.length === 0) break;
    for (const [key, value] of entries) lines.push(`${key} ${hex(sha256(value))}`);
  }
  await iterator.close();
  return lines;
}
