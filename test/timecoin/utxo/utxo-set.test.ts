import { describe, expect, it } from 'vitest';
import { type Block, type UTXO, UTXO as UtxoCodec } from '../../../generated/timecoin/types.js';
import { checkBlock, makeBlock } from '../../../src/timecoin/chain/block.js';
import { BlockStore } from '../../../src/timecoin/chain/block-store.js';
import type { Chain } from '../../../src/timecoin/chain/chain.js';
import { hex } from '../../../src/timecoin/hash.js';
import { outputKey } from '../../../src/timecoin/transactions/transaction.js';
import { clockAt, devnet, memoryDatabase, openChain, sampleTransaction } from '../samples.js';
import { spendingBlocks, unspentAfter } from '../spending-blocks.js';

const clock = clockAt(Date.UTC(2026, 0, 1));
const blocks = spendingBlocks(40, 1);
const all = { maxItems: 1e6, maxBytes: 1e9 };

const keyOf = (utxo: UTXO): string => outputKey(utxo.outpoint ?? { txid: new Uint8Array(), vout: 0 });
const spendOf = (block: Block, n: number): string =>
  checkBlock(block).transactions.flatMap(({ spends }) => spends)[n] ?? '';

async function expectSet(chain: Chain, expected: readonly Block[]): Promise<void> {
  const { utxos, hash } = unspentAfter(expected);
  const range = await chain.utxos.range(undefined, all);
  expect(range.utxos).toEqual(utxos);
  expect(range).toMatchObject({ complete: true, height: expected.length - 1, count: utxos.length });
  expect(hex(range.hash)).toBe(hash);
  expect(hex(range.blockHash)).toBe(hex(chain.tip.hash));
  expect(await chain.utxos.summary()).toMatchObject({ height: expected.length - 1, hash: range.hash });
}

describe('UtxoSet', () => {
  it('is what the blocks make and do not spend, after every block', async () => {
    const chain = await openChain(clock);
    await expectSet(chain, [devnet.genesis]);
    for (const [index, block] of blocks.entries()) {
      await chain.append(block);
      await expectSet(chain, [devnet.genesis, ...blocks.slice(0, index + 1)]);
    }
  });

  it('is what it was before when blocks are taken away again', async () => {
    const store = new BlockStore(memoryDatabase());
    await store.open();
    const hashes: string[] = [];
    const checked = [devnet.genesis, ...blocks].map(checkBlock);
    for (const block of checked) {
      await store.append(block);
      hashes.push(hex((await store.utxos.summary()).hash));
    }
    for (const block of checked.slice(1).toReversed()) {
      await store.replace((change) => change.remove(block));
      expect(hex((await store.utxos.summary()).hash)).toBe(hashes[block.height - 1]);
      expect(store.tip?.height).toBe(block.height - 1);
    }
    // Nothing is left of them: they can be appended again.
    for (const block of checked.slice(1)) await store.append(block);
    expect(hex((await store.utxos.summary()).hash)).toBe(hashes.at(-1));
  });

  it('tells with each block what it gains and loses', async () => {
    const chain = await openChain(clock);
    const held = new Map((await chain.utxos.range(undefined, all)).utxos.map((utxo) => [keyOf(utxo), utxo]));
    chain.onChange(({ gained, lost }) => {
      for (const utxo of lost) expect(held.delete(keyOf(utxo))).toBe(true);
      for (const utxo of gained) held.set(keyOf(utxo), utxo);
    });
    for (const block of blocks) await chain.append(block);
    const { utxos } = await chain.utxos.range(undefined, all);
    expect([...held.keys()].toSorted()).toEqual(utxos.map(keyOf).toSorted());
    expect([...held.values()]).toEqual(expect.arrayContaining([...utxos]));
  });

  it('finds an output, and who spends one', async () => {
    const chain = await openChain(clock, blocks);
    const { utxos } = unspentAfter([devnet.genesis, ...blocks]);
    const [first] = utxos;
    expect(await chain.utxos.get(keyOf(first ?? UtxoCodec.create()))).toEqual(first);
    expect(await chain.utxos.spentBy(keyOf(first ?? UtxoCodec.create()))).toBeUndefined();
    const block = checkBlock(blocks[20] ?? devnet.genesis);
    const [transaction] = block.transactions;
    const [output = ''] = transaction?.spends ?? [];
    expect(await chain.utxos.get(output)).toBeUndefined();
    expect(await chain.utxos.spentBy(output)).toEqual({
      txid: transaction?.txid,
      height: 21,
      timestamp: block.timestamp,
    });
    expect(await chain.utxos.areSpent([output, `${'00'.repeat(32)}:1`])).toEqual([true, false]);
  });

  it.each<[string, number, number]>([
    ['one by one', 1, 1e9],
    ['seven at a time', 7, 1e9],
    ['300 bytes at a time', 1e6, 300],
    ['one however little fits', 1e6, 1],
  ])('comes in ranges, %s', async (_, maxItems, maxBytes) => {
    const chain = await openChain(clock, blocks.slice(0, 20));
    const { utxos } = unspentAfter([devnet.genesis, ...blocks.slice(0, 20)]);
    const got: UTXO[] = [];
    for (let after: string | undefined, complete = false; !complete;) {
      const range = await chain.utxos.range(after, { maxItems, maxBytes });
      expect(range.utxos.length).toBeGreaterThan(0);
      expect(range.utxos.length).toBeLessThanOrEqual(maxItems);
      const bytes = range.utxos.reduce((sum, utxo) => sum + UtxoCodec.encode(utxo).length + 4, 0);
      if (range.utxos.length > 1) expect(bytes).toBeLessThanOrEqual(maxBytes);
      got.push(...range.utxos);
      after = keyOf(got.at(-1) ?? UtxoCodec.create());
      ({ complete } = range);
    }
    expect(got).toEqual(utxos);
  });

  it('is of one moment in a range that is read while blocks come', async () => {
    const chain = await openChain(clock);
    const ranges = blocks.map(async (block) => {
      const appended = chain.append(block);
      const range = await chain.utxos.range(undefined, all);
      await appended;
      return range;
    });
    for (const { height, utxos, hash } of await Promise.all(ranges)) {
      const expected = unspentAfter([devnet.genesis, ...blocks.slice(0, height)]);
      expect(utxos).toEqual(expected.utxos);
      expect(hex(hash)).toBe(expected.hash);
    }
  });

  it.each<[string, string]>([
    ['an output of the chain', spendOf(blocks[9] ?? devnet.genesis, 0)],
    ['an output that no block made', `${'07'.repeat(32)}:1`],
  ])('refuses a block that spends %s again', async (_, output) => {
    const chain = await openChain(clock, blocks);
    const [txidText = '', vout = ''] = output.split(':');
    const previousOutput = { txid: Uint8Array.from(Buffer.from(txidText, 'hex')), vout: Number(vout) };
    const inputs = [{ previousOutput, scriptSig: Uint8Array.of(9), sequence: 1 }];
    const next = (n: number): Block =>
      makeBlock(chain.tip, chain.tip.timestamp, [sampleTransaction(n, { inputs, timestamp: 5 + n })]);
    if (!(await chain.utxos.spentBy(output))) await chain.append(next(1));
    const before = await chain.utxos.summary();
    await expect(chain.append(next(2))).rejects.toThrowError(
      expect.objectContaining({
        name: 'BlockError',
        code: 'SPENDS_TWICE',
        message: expect.stringContaining(output) as string,
      }),
    );
    expect(await chain.utxos.summary()).toEqual(before);
  });

  it.each<[string, 'utxo/' | 'spent/']>([
    ['an unspent output', 'utxo/'],
    ['a spent output', 'spent/'],
  ])('reports %s that was changed', async (_, prefix) => {
    const database = memoryDatabase();
    const chain = await openChain(clock, blocks, database);
    const [[key, value] = ['', new Uint8Array()]] = await database.iterator({ gt: prefix, limit: 1 }).all();
    const changed = value.slice();
    changed[20] = (changed[20] ?? 0) ^ 1;
    await database.put(key, changed);
    const [, txidText = '', vout = ''] = key.split('/');
    const output = `${txidText}:${parseInt(vout, 16)}`;
    const read = prefix === 'utxo/' ? chain.utxos.get(output) : chain.utxos.spentBy(output);
    await expect(read).rejects.toThrowError(
      expect.objectContaining({ code: 'CORRUPT', message: expect.stringContaining(key) as string }),
    );
  });
});
