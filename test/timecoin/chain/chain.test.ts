import { describe, expect, it } from 'vitest';
import type { Block } from '../../../generated/timecoin/types.js';
import { blockHash, makeBlock } from '../../../src/timecoin/chain/block.js';
import { BlockStore } from '../../../src/timecoin/chain/block-store.js';
import type { ChainChange } from '../../../src/timecoin/chain/chain-change.js';
import { Chain } from '../../../src/timecoin/chain/chain.js';
import type { BlockDatabase } from '../../../src/timecoin/chain/database.js';
import { hex } from '../../../src/timecoin/hash.js';
import { networkNamed } from '../../../src/timecoin/networks.js';
import { txid } from '../../../src/timecoin/transactions/transaction.js';
import type { VirtualClock } from '../../../src/testing/virtual-clock.js';
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

describe('Chain.accept', () => {
  /** A database whose writes come to nothing while it is broken, and are counted. */
  function fragileDatabase(): {
    readonly database: BlockDatabase;
    readonly state: { broken: boolean; writes: number };
  } {
    const database: BlockDatabase = memoryDatabase();
    const state = { broken: false, writes: 0 };
    const write = database.batch.bind(database);
    database.batch = async (operations) => {
      state.writes++;
      if (state.broken) throw new Error('disk full');
      await write(operations);
    };
    return { database, state };
  }

  async function opened(count: number): Promise<{
    readonly chain: Chain;
    readonly time: VirtualClock;
    readonly state: { broken: boolean; writes: number };
  }> {
    const time = clockAt(Date.UTC(2026, 0, 1));
    const { database, state } = fragileDatabase();
    const chain = await openChain(time, blocks.slice(0, count), database);
    state.writes = 0;
    return { chain, time, state };
  }

  it('makes a block the tip, tells of it, and writes it a little later', async () => {
    const { chain, time, state } = await opened(2);
    const told: number[] = [];
    chain.onChange(({ added }) => told.push(...added.map(({ height }) => height)));
    const { outcome, stored } = await chain.accept(at(blocks, 3));
    expect([outcome, chain.height, told, state.writes]).toEqual(['appended', 3, [3], 0]);
    await time.advance(249);
    expect(state.writes).toBe(0);
    await time.advance(1);
    await stored;
    expect([chain.height, told, state.writes]).toEqual([3, [3], 1]);
  });

  const hash3 = blockHash(at(blocks, 3).header ?? fail());
  it.each<[string, (chain: Chain) => Promise<unknown>, unknown]>([
    ['the block', (chain) => chain.blockAt(3), at(blocks, 3)],
    ['a block before it', (chain) => chain.blockAt(2), at(blocks, 2)],
    ['its hash by height', (chain) => chain.hashAt(3), hash3],
    ['its height', (chain) => chain.heightOf(hash3), 3],
    ['its transactions', (chain) => chain.holdsTransaction(hex(txid(sampleTransaction(3)))), true],
    ['what it made', (chain) => chain.utxos.get(outputOf(3)).then((utxo) => utxo?.value), 3n],
    ['the set after it', (chain) => chain.utxos.summary().then(({ blockHash: hash }) => hash), hash3],
    [
      'a range of the set',
      (chain) =>
        chain.utxos.range(undefined, { maxItems: 9, maxBytes: 1e6 }).then(({ utxos }) => utxos.length),
      4,
    ],
    ['the end of what is under way', (chain) => chain.settled(), undefined],
  ])('gives %s to who asks before it is written', async (_, read, expected) => {
    const { chain } = await opened(2);
    const { stored } = await chain.accept(at(blocks, 3));
    // No time passes.
    expect(await read(chain)).toEqual(expected);
    await chain.settled();
    await stored;
  });

  it('writes it before the next is looked at', async () => {
    const { chain, state } = await opened(2);
    const taken = [at(blocks, 3), at(blocks, 4), at(blocks, 5)].map((block) => chain.accept(block));
    const outcomes = [];
    for (const each of taken) outcomes.push((await each).outcome);
    expect([outcomes, chain.height, state.writes]).toEqual([['appended', 'appended', 'appended'], 5, 2]);
    await chain.settled();
    expect(state.writes).toBe(3);
  });

  it.each<[string, Block, string]>([
    ['known', at(blocks, 2), 'known'],
    ['ahead', at(blocks, 5), 'ahead'],
    ['beside the chain', at(branch, 1), 'side'],
  ])('writes nothing for what is %s', async (_, block, outcome) => {
    const { chain, state } = await opened(2);
    const accepted = await chain.accept(block);
    await accepted.stored;
    expect([accepted.outcome, state.writes, chain.height]).toEqual([outcome, 0, 2]);
  });

  it.each<[string, Block, string]>([
    ['a changed block', { ...at(blocks, 3), transactions: [sampleTransaction(9)] }, 'MERKLE_ROOT'],
    ['a transaction of an earlier block', repeating(2), 'DUPLICATE_TRANSACTION'],
    ['an output that an earlier block spends', repeating(2, { lockTime: 1 }), 'SPENDS_TWICE'],
  ])('takes nothing that breaks a rule: %s', async (_, block, code) => {
    const { chain, state } = await opened(2);
    await expect(chain.accept(block)).rejects.toMatchObject({ name: 'BlockError', code });
    expect([chain.height, state.writes]).toEqual([2, 0]);
    expect(await chain.append(at(blocks, 3))).toBe('appended');
  });

  it.each([true, false])('tells of outputs where somebody wants them: %s', async (isWanted) => {
    const { chain } = await opened(2);
    const gained: number[] = [];
    const listener = (change: ChainChange): void => void gained.push(change.gained.length);
    chain.onChange(listener, () => isWanted);
    await chain.accept(at(blocks, 3));
    expect(gained).toEqual([isWanted ? 1 : 0]);
    // In the set they are in any case.
    expect((await chain.utxos.get(outputOf(3)))?.value).toBe(3n);
  });

  it('is again what it was where the block cannot be written, and takes it when it can', async () => {
    const { chain, time, state } = await opened(2);
    const changes: string[] = [];
    chain.onChange(({ removed, added, gained, lost }) => {
      const heights = [removed, added].map((list) => list.map(({ height }) => height).join());
      changes.push(`-${heights[0]} +${heights[1]} gained ${gained.length} lost ${lost.length}`);
    });
    state.broken = true;
    const { stored } = await chain.accept(at(blocks, 3));
    const failed = expect(stored).rejects.toMatchObject({ name: 'StoreError', code: 'UNAVAILABLE' });
    // Who reads meanwhile sees the chain before.
    expect(await chain.utxos.get(outputOf(3))).toBeUndefined();
    await failed;
    await time.advance(1_000);
    expect([chain.height, state.writes]).toEqual([2, 1]);
    expect(await chain.hashAt(3)).toBeUndefined();
    expect(changes).toEqual(['- +3 gained 1 lost 0', '-3 + gained 0 lost 1']);
    state.broken = false;
    await chain.append(at(blocks, 3));
    expect([chain.height, hex((await chain.hashAt(3)) ?? fail())]).toEqual([3, hex(hash3)]);
  });
});

function outputOf(n: number): string {
  return `${hex(txid(sampleTransaction(n)))}:0`;
}

/** Block 3, with a transaction that the chain has, or one much like it. */
function repeating(n: number, change = {}): Block {
  const { height, timestamp } = at(blocks, 2).header ?? fail();
  const hash = blockHash(at(blocks, 2).header ?? fail());
  return makeBlock({ height, timestamp, hash }, timestamp, [sampleTransaction(n, change)]);
}

function fail(): never {
  throw new Error('block without a header');
}
