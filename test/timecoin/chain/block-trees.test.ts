import { describe, expect, it } from 'vitest';
import { type Block, type OutPoint, Transaction } from '../../../generated/timecoin/types.js';
import { blockHash, makeBlock } from '../../../src/timecoin/chain/block.js';
import { BlockStore } from '../../../src/timecoin/chain/block-store.js';
import { Chain } from '../../../src/timecoin/chain/chain.js';
import type { ChainOptions } from '../../../src/timecoin/chain/chain-options.js';
import { BlockError } from '../../../src/timecoin/errors.js';
import { hex } from '../../../src/timecoin/hash.js';
import { outputKey, txid } from '../../../src/timecoin/transactions/transaction.js';
import { compareBytes } from '../../../src/wire/bytes.js';
import { clockAt, devnet, memoryDatabase } from '../samples.js';
import { randomNumbers, unspentAfter } from '../spending-blocks.js';

/** A block of a tree, with all that leads to it from the block after the genesis block on. */
interface Leaf {
  readonly blocks: readonly Block[];
  readonly hash: Uint8Array;
  /** Whether nothing up to it is there or spent twice. */
  readonly isValid: boolean;
}

const root: Leaf = { blocks: [], hash: blockHash(headerOf(devnet.genesis)), isValid: true };

function headerOf({ header }: Block): NonNullable<Block['header']> {
  if (header === undefined) throw new Error('an incomplete sample');
  return header;
}

/**
 * `count` blocks, each after one that comes before it. Their transactions are from a pool for all branches, and spend what
 * any of them makes: many are good on one branch and bad on another.
 */
function blockTree(count: number, seed: number, isWild: boolean): Leaf[] {
  const random = randomNumbers(seed);
  const leaves = [root];
  const pool: Transaction[] = [];
  const points: OutPoint[] = [];
  const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)];
  const make = (): Transaction => {
    const own = { txid: new Uint8Array(32).fill(9), vout: pool.length };
    const other = random(3) > 0 ? pick(points) : undefined;
    const transaction = Transaction.create({
      version: 1,
      inputs: [own, ...(other === undefined ? [] : [other])].map((previousOutput) => ({
        previousOutput,
        scriptSig: new Uint8Array(),
        sequence: 0,
      })),
      outputs: Array.from({ length: 1 + random(3) }, () => ({
        value: BigInt(random(1e6)),
        scriptPubkey: new TextEncoder().encode(`time${random(5)}`),
      })),
      timestamp: 1_400_000_000,
      lockTime: seed,
    });
    pool.push(transaction);
    points.push(...transaction.outputs.map((_, vout) => ({ txid: txid(transaction), vout })));
    return transaction;
  };
  for (let i = 0; i < count; i++) {
    // Mostly near the newest, so that branches grow.
    const before = leaves[Math.max(0, leaves.length - 1 - random(random(4) === 0 ? 25 : 6))] ?? root;
    const transactions: Transaction[] = [];
    for (let n = random(4); n > 0; n--) {
      const next = random(3) === 0 ? pick(pool) : make();
      if (next === undefined || !fits([...transactions, next])) continue;
      if (!isWild && !fits([...before.blocks.flatMap((each) => each.transactions), ...transactions, next]))
        continue;
      transactions.push(next);
    }
    const { timestamp } = headerOf(before.blocks.at(-1) ?? devnet.genesis);
    const link = { height: before.blocks.length, hash: before.hash, timestamp };
    const block = makeBlock(link, timestamp + 1 + random(90), transactions);
    const blocks = [...before.blocks, block];
    const isValid = before.isValid && fits(blocks.flatMap((each) => each.transactions));
    leaves.push({ blocks, hash: blockHash(headerOf(block)), isValid });
  }
  return leaves.slice(1);
}

/** Whether no transaction is there twice, and no output is spent twice. */
function fits(transactions: readonly Transaction[]): boolean {
  const inputs = transactions.flatMap((each) => each.inputs.map(({ previousOutput }) => previousOutput));
  const spends = inputs.flatMap((point) => (point === undefined ? [] : [outputKey(point)]));
  const ids = transactions.map((each) => hex(txid(each)));
  return new Set(spends).size === spends.length && new Set(ids).size === ids.length;
}

function better(one: Leaf, other: Leaf): Leaf {
  const more = other.blocks.length - one.blocks.length;
  return more > 0 || (more === 0 && compareBytes(other.hash, one.hash) < 0) ? other : one;
}

async function openNew(options: Partial<ChainOptions> = {}): Promise<Chain> {
  const store = new BlockStore(memoryDatabase());
  await store.open();
  return Chain.open(store, devnet, clockAt(Date.UTC(2026, 0, 1)), options);
}

async function take(chain: Chain, block: Block): Promise<void> {
  try {
    await chain.append(block);
  } catch (error) {
    if (!(error instanceof BlockError)) throw error;
  }
}

/** That every entry of the store is what the blocks of the chain make it, each following the one before. */
async function expectWhole(chain: Chain, pool: ReadonlySet<string>): Promise<void> {
  const blocks: Block[] = [];
  const held = new Set<string>();
  for (let height = 0; height <= chain.height; height++) {
    const block = await chain.blockAt(height);
    if (block === undefined) throw new Error(`no block ${height}`);
    const header = headerOf(block);
    const before = blocks.at(-1);
    if (before !== undefined) expect(hex(header.previousHash)).toBe(hex(blockHash(headerOf(before))));
    expect(hex((await chain.hashAt(height)) ?? new Uint8Array())).toBe(hex(blockHash(header)));
    blocks.push(block);
    for (const each of block.transactions) held.add(hex(txid(each)));
  }
  for (const key of pool) expect(await chain.holdsTransaction(key)).toBe(held.has(key));
  const { utxos, hash } = unspentAfter(blocks);
  const range = await chain.utxos.range(undefined, { maxItems: 1e6, maxBytes: 1e9 });
  expect(range).toMatchObject({ height: chain.height, count: utxos.length, complete: true });
  expect(range.utxos).toEqual(utxos);
  expect(hex(range.hash)).toBe(hash);
  const all = blocks.flatMap(({ transactions }) => transactions);
  const points = all.flatMap(({ inputs }) => inputs.flatMap(({ previousOutput }) => previousOutput ?? []));
  expect(await chain.utxos.areSpent(points.map(outputKey))).toEqual(points.map(() => true));
}

const keysOf = (tree: readonly Leaf[]): Set<string> =>
  new Set(tree.flatMap(({ blocks }) => (blocks.at(-1)?.transactions ?? []).map((each) => hex(txid(each)))));

describe('random trees of blocks', () => {
  it.each(Array.from({ length: 12 }, (_, n) => n + 1))(
    'lead to the best valid branch with all that follows from it, seed %i',
    async (seed) => {
      const tree = blockTree(70, seed, seed % 2 === 0);
      const chain = await openNew();
      let best = root;
      for (const leaf of tree) {
        await take(chain, leaf.blocks.at(-1) ?? devnet.genesis);
        if (leaf.isValid) best = better(best, leaf);
        expect(hex(chain.tip.hash)).toBe(hex(best.hash));
      }
      expect(chain.forks.reorganizations).toBeGreaterThan(0);
      await expectWhole(chain, keysOf(tree));
    },
  );

  it.each(Array.from({ length: 12 }, (_, n) => n + 101))(
    'leave a whole chain where few blocks have room beside it, seed %i',
    async (seed) => {
      const tree = blockTree(120, seed, seed % 3 === 0);
      const chain = await openNew({
        maxReorgBlocks: 2 + (seed % 9),
        side:
          seed % 2 === 0
            ? { maxBlocks: 2 + (seed % 7), maxBytes: 1e9 }
            : { maxBlocks: 1e9, maxBytes: 700 + 100 * (seed % 13) },
      });
      for (const leaf of tree) await take(chain, leaf.blocks.at(-1) ?? devnet.genesis);
      expect(chain.forks.reorganizations).toBeGreaterThan(0);
      await expectWhole(chain, keysOf(tree));
    },
  );
});
