import { describe, expect, it } from 'vitest';
import type { Block } from '../../../generated/timecoin/types.js';
import { blockHash, makeBlock } from '../../../src/timecoin/chain/block.js';
import { BlockStore } from '../../../src/timecoin/chain/block-store.js';
import { Chain } from '../../../src/timecoin/chain/chain.js';
import { hex } from '../../../src/timecoin/hash.js';
import { networkNamed } from '../../../src/timecoin/networks.js';
import { clockAt, devnet, memoryDatabase, openChain, sampleBlocks, sampleTransaction } from '../samples.js';

const clock = clockAt(Date.UTC(2026, 0, 1));
const blocks = sampleBlocks(6);
const branch = sampleBlocks(8, { transactions: (height) => [sampleTransaction(1000 + height)] });

function at(list: readonly Block[], height: number): Block {
  const block = list[height - 1];
  if (block === undefined) throw new Error(`no block ${height}`);
  return block;
}

describe('Chain', () => {
  it('begins with the genesis block of its network', async () => {
    const chain = await openChain(clock);
    expect(chain.height).toBe(0);
    expect(await chain.blockAt(0)).toEqual(devnet.genesis);
    expect(await chain.blockAt(1)).toBeUndefined();
    expect(await chain.hashAt(-1)).toBeUndefined();
  });

  it('refuses the blocks of another network', async () => {
    const database = memoryDatabase();
    await openChain(clock, blocks, database);
    const store = new BlockStore(database);
    await store.open();
    await expect(Chain.open(store, networkNamed('other'), clock)).rejects.toThrowError(
      expect.objectContaining({ name: 'StoreError', code: 'NETWORK' }),
    );
  });

  it('appends in order and tells each block once', async () => {
    const chain = await openChain(clock);
    const heights: number[] = [];
    const end = chain.onChange(({ added }) => heights.push(...added.map(({ height }) => height)));
    // All at once: they wait for each other.
    const outcomes = await Promise.all([...blocks, ...blocks].map((block) => chain.append(block)));
    expect(outcomes).toEqual([...blocks.map(() => 'appended'), ...blocks.map(() => 'known')]);
    end();
    await chain.append(at(sampleBlocks(7), 7));
    expect(heights).toEqual([1, 2, 3, 4, 5, 6]);
    expect(chain.height).toBe(7);
    expect(hex(chain.tip.hash)).toBe(hex((await chain.hashAt(7)) ?? new Uint8Array()));
    expect(await chain.heightOf((await chain.hashAt(3)) ?? new Uint8Array())).toBe(3);
    expect(await chain.holdsTransaction('00')).toBe(false);
  });

  it('goes on after being opened again', async () => {
    const database = memoryDatabase();
    await openChain(clock, blocks.slice(0, 3), database);
    const chain = await openChain(clock, [], database);
    expect(chain.tip).toMatchObject({ height: 3, timestamp: at(blocks, 3).header?.timestamp });
    expect(await chain.append(at(blocks, 4))).toBe('appended');
  });

  it.each<[string, Block, string]>([
    ['the tip', at(blocks, 3), 'known'],
    ['an earlier block', at(blocks, 1), 'known'],
    ['the genesis block', devnet.genesis, 'known'],
    ['a block after a gap', at(blocks, 5), 'ahead'],
    ['another block after the genesis block', at(branch, 1), 'side'],
    ['a later block of another branch where one is', at(branch, 2), 'fork'],
    ['the next block of another branch', at(branch, 4), 'fork'],
    ['a later block of another branch', at(branch, 8), 'ahead'],
  ])('answers %s', async (_, block, outcome) => {
    const chain = await openChain(clock, blocks.slice(0, 3));
    expect(await chain.append(block)).toBe(outcome);
    expect(chain.height).toBe(3);
    expect(chain.forks.unconnected).toBe(outcome === 'fork' || outcome === 'ahead' ? 1 : 0);
    expect(await chain.append(at(blocks, 4))).toBe('appended');
  });

  const third = {
    height: 3,
    hash: blockHash(at(blocks, 3).header ?? fail()),
    timestamp: at(blocks, 3).header?.timestamp ?? 0,
  };
  it.each<[string, string, Block]>([
    ['MERKLE_ROOT', 'a changed block', { ...at(blocks, 4), transactions: [sampleTransaction(9)] }],
    ['INCOMPLETE', 'nothing', { ...at(blocks, 4), header: undefined }],
    ['TOO_OLD', 'a time that goes back', makeBlock(third, third.timestamp - 1, [])],
    ['TOO_NEW', 'a time in the future', makeBlock(third, clock.wallTime() / 1000 + 7201, [])],
    [
      'DUPLICATE_TRANSACTION',
      'a transaction of block 2',
      makeBlock(third, third.timestamp, [sampleTransaction(2)]),
    ],
  ])('refuses with %s %s, and goes on', async (code, _, block) => {
    const chain = await openChain(clock, blocks.slice(0, 3));
    await expect(chain.append(block)).rejects.toThrowError(
      expect.objectContaining({ name: 'BlockError', code }),
    );
    expect(chain.height).toBe(3);
    expect(await chain.append(at(blocks, 4))).toBe('appended');
  });
});

function fail(): never {
  throw new Error('block without a header');
}
