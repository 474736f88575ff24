import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { describe, expect, it } from 'vitest';
import { checkBlock } from '../../../src/timecoin/chain/block.js';
import { BlockStore } from '../../../src/timecoin/chain/block-store.js';
import { type BlockDatabase, DATABASE_ENCODING } from '../../../src/timecoin/chain/database.js';
import { hex } from '../../../src/timecoin/hash.js';
import { sameBytes } from '../../../src/wire/bytes.js';
import { devnet, memoryDatabase, sampleBlocks, sampleTransaction } from '../samples.js';

const blocks = [devnet.genesis, ...sampleBlocks(4)].map(checkBlock);

async function openStore(database: BlockDatabase): Promise<BlockStore> {
  const store = new BlockStore(database);
  await store.open();
  return store;
}

async function filled(database: BlockDatabase): Promise<BlockStore> {
  const store = await openStore(database);
  for (const block of blocks) await store.append(block);
  return store;
}

async function expectContents(store: BlockStore): Promise<void> {
  expect(store.tip?.height).toBe(4);
  for (const block of blocks) {
    expect(hex(await store.hashAt(block.height))).toBe(hex(block.hash));
    expect(hex(await store.payloadAt(block.height))).toBe(hex(block.payload));
    expect(await store.blockAt(block.height)).toEqual(block.block);
    expect(await store.heightOf(block.hash)).toBe(block.height);
    const keys = block.transactions.map((each) => each.key);
    expect(await store.heightsOfTransactions([...keys, 'ff'.repeat(32)])).toEqual([block.height, undefined]);
  }
}

describe('BlockStore', () => {
  it('is empty at first', async () => {
    const store = await openStore(memoryDatabase());
    expect(store.tip).toBeUndefined();
    expect(await store.heightOf(new Uint8Array(32))).toBeUndefined();
  });

  it('gives back what was stored', async () => {
    await expectContents(await filled(memoryDatabase()));
  });

  it('goes on from a folder after being opened again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'block-store-'));
    try {
      const first = await filled(new ClassicLevel<string, Uint8Array>(folder, DATABASE_ENCODING));
      const locked = new BlockStore(new ClassicLevel<string, Uint8Array>(folder, DATABASE_ENCODING));
      await expect(locked.open()).rejects.toThrowError(
        expect.objectContaining({
          code: 'UNAVAILABLE',
          message: expect.stringContaining('another process') as string,
        }),
      );
      await first.close();
      const second = await openStore(new ClassicLevel<string, Uint8Array>(folder, DATABASE_ENCODING));
      await expectContents(second);
      const [next] = sampleBlocks(1, { from: blocks[4]?.block ?? devnet.genesis });
      if (next !== undefined) await second.append(checkBlock(next));
      expect(second.tip?.height).toBe(5);
      await second.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('stores no block elsewhere than after the tip', async () => {
    const store = await filled(memoryDatabase());
    const [, , twoAhead] = sampleBlocks(3, { from: blocks[4]?.block ?? devnet.genesis });
    for (const block of [blocks[4], twoAhead && checkBlock(twoAhead)]) {
      if (block === undefined) throw new Error('no block');
      await expect(store.append(block)).rejects.toThrow(RangeError);
    }
    await expectContents(store);
  });

  const flip = (bytes: Uint8Array): Uint8Array => {
    const changed = bytes.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    return changed;
  };

  it.each<[string, string, (bytes: Uint8Array) => Uint8Array | undefined]>([
    ['a changed block', 'block/000000000002', flip],
    ['a shortened block', 'block/000000000002', (bytes) => bytes.subarray(0, 40)],
    ['a block of a few bytes', 'block/000000000002', () => Uint8Array.of(1)],
    ['a lost block', 'block/000000000002', () => undefined],
  ])('reports %s when it is read, and no other', async (_, key, change) => {
    const database = memoryDatabase();
    const store = await filled(database);
    const changed = change((await database.get(key)) ?? new Uint8Array());
    if (changed === undefined) await database.del(key);
    else await database.put(key, changed);
    await expect(store.blockAt(2)).rejects.toThrowError(
      expect.objectContaining({ code: 'CORRUPT', message: expect.stringContaining(key) as string }),
    );
    expect(await store.blockAt(3)).toEqual(blocks[3]?.block);
    // Opening reads the newest block alone.
    expect((await openStore(database)).tip?.height).toBe(4);
  });

  it.each<[string, string, (bytes: Uint8Array) => Uint8Array | undefined]>([
    ['the tip is garbage', 'tip', () => Uint8Array.of(255, 255)],
    ['the tip is cut', 'tip', (bytes) => bytes.subarray(0, 2)],
    ['the tip names another block', 'tip', flip],
    ['the newest block is changed', 'block/000000000004', flip],
    ['the newest block is lost', 'block/000000000004', () => undefined],
    ['the hash of the newest block is lost', 'hash/000000000004', () => undefined],
    ['what is unspent is changed', 'utxos', flip],
    ['what is unspent is lost', 'utxos', () => undefined],
  ])('does not open when %s', async (_, key, change) => {
    const database = memoryDatabase();
    await filled(database);
    const changed = change((await database.get(key)) ?? new Uint8Array());
    if (changed === undefined) await database.del(key);
    else await database.put(key, changed);
    await expect(openStore(database)).rejects.toThrowError(
      expect.objectContaining({ name: 'StoreError', code: 'CORRUPT' }),
    );
  });

  it('keeps a block of several megabytes', async () => {
    const large = Array.from({ length: 3 }, (_, n) =>
      sampleTransaction(n, {
        outputs: Array.from({ length: 14 }, () => ({
          value: 1n,
          scriptPubkey: new Uint8Array(65_000).fill(n),
        })),
      }),
    );
    const store = await openStore(memoryDatabase());
    await store.append(checkBlock(devnet.genesis));
    const [block] = sampleBlocks(1, { transactions: () => large });
    const checked = checkBlock(block ?? devnet.genesis);
    expect(checked.payload.length).toBeGreaterThan(2_500_000);
    await store.append(checked);
    expect(sameBytes(await store.payloadAt(1), checked.payload)).toBe(true);
  });
});
