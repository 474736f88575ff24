import { describe, expect, it } from 'vitest';
import type { Block } from '../../../generated/timecoin/types.js';
import { blockHash, makeBlock } from '../../../src/timecoin/chain/block.js';
import type { BlockDatabase } from '../../../src/timecoin/chain/database.js';
import { BlockStore } from '../../../src/timecoin/chain/block-store.js';
import type { ChainChange } from '../../../src/timecoin/chain/chain-change.js';
import { Chain } from '../../../src/timecoin/chain/chain.js';
import type { ChainOptions } from '../../../src/timecoin/chain/chain-options.js';
import { hex } from '../../../src/timecoin/hash.js';
import { checkTransaction } from '../../../src/timecoin/transactions/transaction.js';
import { compareBytes } from '../../../src/wire/bytes.js';
import { clockAt, devnet, memoryDatabase, sampleBlocks, sampleTransaction } from '../samples.js';
import { spendingBlocks, unspentAfter } from '../spending-blocks.js';

const clock = clockAt(Date.UTC(2026, 0, 1));
const genesis = devnet.genesis;

async function open(
  options: Partial<ChainOptions> = {},
  database: BlockDatabase = memoryDatabase(),
): Promise<Chain> {
  const store = new BlockStore(database);
  await store.open();
  return Chain.open(store, devnet, clock, options);
}

async function appendAll(chain: Chain, blocks: readonly Block[]): Promise<string[]> {
  const outcomes: string[] = [];
  for (const block of blocks) outcomes.push(await chain.append(block));
  return outcomes;
}

const hashOf = ({ header }: Block): Uint8Array =>
  header === undefined ? new Uint8Array() : blockHash(header);

/** That the chain is those blocks after the genesis block, in every entry. */
async function expectChain(chain: Chain, blocks: readonly Block[]): Promise<void> {
  expect(chain.height).toBe(blocks.length);
  for (const [index, block] of [genesis, ...blocks].entries()) {
    expect(await chain.blockAt(index)).toEqual(block);
    expect(hex((await chain.hashAt(index)) ?? new Uint8Array())).toBe(hex(hashOf(block)));
    expect(await chain.heightOf(hashOf(block))).toBe(index);
    for (const transaction of block.transactions) {
      expect(await chain.holdsTransaction(checkTransaction(transaction).key)).toBe(true);
    }
  }
  const { utxos, hash } = unspentAfter([genesis, ...blocks]);
  const range = await chain.utxos.range(undefined, { maxItems: 1e6, maxBytes: 1e9 });
  expect(range).toMatchObject({ height: blocks.length, count: utxos.length, complete: true });
  expect(range.utxos).toEqual(utxos);
  expect(hex(range.hash)).toBe(hash);
}

describe('the rule of forks', () => {
  const trunk = spendingBlocks(10, 1);
  const short = [...trunk, ...spendingBlocks(5, 2, [genesis, ...trunk])];
  const long = [...trunk, ...spendingBlocks(7, 3, [genesis, ...trunk])];

  it('takes the longer chain, whichever comes first', async () => {
    const chain = await open();
    await appendAll(chain, short);
    const changes: ChainChange[] = [];
    chain.onChange((change) => changes.push(change));
    const outcomes = await appendAll(chain, long.slice(10));
    expect(outcomes.slice(0, 4)).toEqual(Array(4).fill('side'));
    expect(outcomes.at(-1)).toMatch(/appended|reorganized/);
    await expectChain(chain, long);
    const reorganization = changes.find(({ removed }) => removed.length > 0);
    expect(reorganization?.removed.map(({ height }) => height)).toEqual([15, 14, 13, 12, 11]);
    expect(reorganization?.added[0]?.height).toBe(11);
    expect(chain.forks).toEqual({ sideBlocks: 5, reorganizations: 1, deepest: 5, unconnected: 0 });

    const other = await open();
    await appendAll(other, long);
    expect(await appendAll(other, short.slice(10))).toEqual(Array(5).fill('side'));
    await expectChain(other, long);
  });

  it('takes of equally long chains the one whose tip has the smaller hash', async () => {
    for (let seed = 10; seed < 16; seed++) {
      const [one, two] = [spendingBlocks(3, seed), spendingBlocks(3, seed + 100)];
      const best = compareBytes(hashOf(one[2] ?? genesis), hashOf(two[2] ?? genesis)) < 0 ? one : two;
      for (const order of [
        [one, two],
        [two, one],
      ]) {
        const chain = await open();
        await appendAll(chain, order.flat());
        await expectChain(chain, best);
      }
    }
  });

  it('goes back to a chain it has left when that grows', async () => {
    const chain = await open();
    await appendAll(chain, short);
    await appendAll(chain, long);
    const longest = [...short, ...spendingBlocks(3, 4, [genesis, ...short])];
    const outcomes = await appendAll(chain, longest.slice(short.length));
    expect(outcomes.slice(0, 1)).toEqual(['side']);
    await expectChain(chain, longest);
    expect(chain.forks.reorganizations).toBe(2);
  });

  it('tells what is unspent by a change to another branch, and what no longer is', async () => {
    const chain = await open();
    const held = new Map(
      unspentAfter([genesis]).utxos.map((utxo) => [JSON.stringify(utxo.outpoint), utxo.address]),
    );
    chain.onChange(({ gained, lost }) => {
      for (const { outpoint } of lost) expect(held.delete(JSON.stringify(outpoint))).toBe(true);
      for (const { outpoint, address } of gained) {
        expect(held.has(JSON.stringify(outpoint))).toBe(false);
        held.set(JSON.stringify(outpoint), address);
      }
    });
    await appendAll(chain, short);
    await appendAll(chain, long);
    const expected = unspentAfter([genesis, ...long]).utxos;
    expect([...held.keys()].toSorted()).toEqual(
      expected.map(({ outpoint }) => JSON.stringify(outpoint)).toSorted(),
    );
  });

  it('gives up at most so many blocks', async () => {
    const own = sampleBlocks(12);
    const branch = (from: number): Block[] => {
      const root = from === 0 ? genesis : (own[from - 1] ?? genesis);
      return sampleBlocks(15 - from, {
        from: root,
        transactions: (height) => [sampleTransaction(1000 + height)],
      });
    };
    const chain = await open({ maxReorgBlocks: 5 });
    await appendAll(chain, own);
    expect((await appendAll(chain, branch(6)))[0]).toBe('fork');
    expect(hex(chain.tip.hash)).toBe(hex(hashOf(own[11] ?? genesis)));
    expect((await appendAll(chain, branch(7))).at(-1)).toBe('appended');
    expect(chain.height).toBe(15);
    // What was left now begins too far back.
    expect(chain.forks).toMatchObject({ reorganizations: 1, deepest: 5 });
    expect(chain.forks.sideBlocks).toBeLessThanOrEqual(5);
  });

  it('goes on with the better branch after being opened again', async () => {
    const database = memoryDatabase();
    const chain = await open({}, database);
    await appendAll(chain, short);
    await appendAll(chain, long);
    await expectChain(await open({}, database), long);
  });
});

describe('a branch that breaks a rule', () => {
  const own = sampleBlocks(6);
  const rest = (from: readonly Block[], count: number): Block[] =>
    sampleBlocks(count, {
      from: from.at(-1) ?? genesis,
      transactions: (height) => [sampleTransaction(5000 + height)],
    });
  const follow = (previous: Block, transactions: Parameters<typeof makeBlock>[2]): Block => {
    const { height = 0, timestamp = 0 } = previous.header ?? {};
    return makeBlock({ height, hash: hashOf(previous), timestamp }, timestamp + 60, transactions);
  };
  const good = rest(own.slice(0, 2), 2);

  it.each<[string, string, Parameters<typeof makeBlock>[2]]>([
    ['SPENDS_TWICE', 'an output that the common part spends', [sampleTransaction(2, { version: 9 })]],
    ['SPENDS_TWICE', 'an output that the branch spends', [sampleTransaction(5003, { version: 9 })]],
    ['DUPLICATE_TRANSACTION', 'a transaction of the common part', [sampleTransaction(1)]],
    ['DUPLICATE_TRANSACTION', 'a transaction of the branch', [sampleTransaction(5004)]],
  ])('with %s by %s leaves the chain as it is, and is not looked at again', async (code, _, transactions) => {
    const chain = await open();
    await appendAll(chain, own);
    const told: ChainChange[] = [];
    chain.onChange((change) => told.push(change));
    const before = await chain.utxos.summary();
    const bad = follow(good[1] ?? genesis, transactions);
    const after = rest([bad], 4);
    const outcomes: string[] = [];
    for (const block of [...good, bad, ...after]) {
      outcomes.push(await chain.append(block).catch((error: unknown) => (error as { code: string }).code));
    }
    // The branch is checked where it would become the chain: with the block of height 6 or 7.
    const turn = outcomes.indexOf(code);
    expect([5, 6].map((height) => height - 2)).toContain(turn - (turn >= 5 ? 1 : 0));
    expect(outcomes.slice(0, turn)).toEqual(Array(turn).fill('side'));
    expect(outcomes.slice(turn + 1)).toEqual(Array(outcomes.length - turn - 1).fill('BRANCH'));
    await expect(chain.append(bad)).rejects.toThrowError(expect.objectContaining({ code: 'BRANCH' }));
    expect(told).toEqual([]);
    expect(await chain.utxos.summary()).toEqual(before);
    await expectChain(chain, own);
    // What was good of it is kept, and may go on otherwise.
    expect(chain.forks).toMatchObject({ sideBlocks: 2, reorganizations: 0 });
    await appendAll(chain, rest(good, 3));
    await expectChain(chain, [...own.slice(0, 2), ...good, ...rest(good, 3)]);
  });

  it('may spend and hold what only the chain that it replaces does', async () => {
    const chain = await open();
    await appendAll(chain, own);
    const again = [follow(own[1] ?? genesis, [sampleTransaction(4), sampleTransaction(3, { version: 9 })])];
    again.push(...rest(again, 4));
    expect((await appendAll(chain, again)).at(-1)).toMatch(/reorganized|appended/);
    await expectChain(chain, [...own.slice(0, 2), ...again]);
  });
});

describe('blocks beside the chain', () => {
  const own = sampleBlocks(20);
  const branchOf = (n: number, from: number, count: number): Block[] =>
    sampleBlocks(count, {
      from: own[from - 1] ?? genesis,
      transactions: (height) => [sampleTransaction(n * 1000 + height)],
    });

  it('are kept up to a count, the ends of old branches going first', async () => {
    const chain = await open({ side: { maxBlocks: 6, maxBytes: 1e9 } });
    await appendAll(chain, own);
    await appendAll(chain, branchOf(2, 4, 4));
    await appendAll(chain, branchOf(3, 15, 4));
    expect(chain.forks.sideBlocks).toBe(6);
    // The newer one is whole and goes on; of the older one its beginning is left.
    const better = branchOf(3, 15, 6);
    await appendAll(chain, better);
    await expectChain(chain, [...own.slice(0, 15), ...better]);
    expect(chain.forks.sideBlocks).toBeLessThanOrEqual(6);
  });

  it('are kept up to a number of bytes', async () => {
    const chain = await open({ side: { maxBlocks: 100, maxBytes: 700 } });
    await appendAll(chain, own);
    const outcomes = await appendAll(chain, branchOf(2, 4, 10));
    expect(outcomes.filter((outcome) => outcome === 'side').length).toBe(chain.forks.sideBlocks);
    expect(outcomes.at(-1)).toBe('fork');
    await expectChain(chain, own);
  });

  const scripts = (bytes: number) => [{ value: 1n, scriptPubkey: new Uint8Array(bytes) }];
  /** Blocks beside the chain that cost their maker nothing: all follow one block, and none is better than `than`. */
  const floodAfter = (parent: Block, count: number, bytes: number, than: Block): Block[] => {
    const flood: Block[] = [];
    for (let n = 0; flood.length < count; n++) {
      const [block] = sampleBlocks(1, {
        from: parent,
        transactions: () => [sampleTransaction(90_000 + n, { outputs: scripts(bytes) })],
      });
      if (block !== undefined && compareBytes(hashOf(block), hashOf(than)) > 0) flood.push(block);
    }
    return flood;
  };

  it('never leave what follows a block without it, where that has no room', async () => {
    const [trunk = genesis] = sampleBlocks(1);
    const first = sampleBlocks(2, {
      from: trunk,
      transactions: (height) => [sampleTransaction(height, { outputs: scripts(height === 2 ? 3_000 : 10) })],
    });
    const winnerOf = (n: number): Block[] =>
      sampleBlocks(3, { from: trunk, transactions: (height) => [sampleTransaction(1_000 * n + height)] });
    // The better one with its third block, not before.
    let n = 1;
    while (compareBytes(hashOf(winnerOf(n)[1] ?? genesis), hashOf(first[1] ?? genesis)) < 0) n++;
    const winner = winnerOf(n);
    const chain = await open({ side: { maxBlocks: 1_000, maxBytes: 2_000 } });
    await appendAll(chain, [trunk, ...first, ...winner]);
    await expectChain(chain, [trunk, ...winner]);
    const rest = sampleBlocks(3, {
      from: first[1] ?? genesis,
      transactions: (height) => [sampleTransaction(300 + height)],
    });
    expect(await appendAll(chain, rest)).toEqual(['fork', 'fork', 'ahead']);
    await expectChain(chain, [trunk, ...winner]);
  });

  it('give way to a longer branch, however many of them there are', async () => {
    for (const limit of [
      { maxBlocks: 10, maxBytes: 1e9 },
      { maxBlocks: 1e9, maxBytes: 3_000 },
    ]) {
      const chain = await open({ side: limit });
      await appendAll(chain, own);
      const better = branchOf(2, 15, 6);
      const flood = floodAfter(own[18] ?? genesis, 60, 200, own[19] ?? genesis);
      await appendAll(chain, flood.slice(0, 30));
      for (const [index, block] of better.entries()) {
        expect(await chain.append(block)).toMatch(/side|reorganized|appended/);
        await appendAll(chain, flood.slice(30 + index, 31 + index));
      }
      await expectChain(chain, [...own.slice(0, 15), ...better]);
    }
  });
});
