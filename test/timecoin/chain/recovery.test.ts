import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Block } from '../../../generated/timecoin/types.js';
import { silentLog } from '../../../src/platform/log.js';
import { DATABASE_ENCODING } from '../../../src/timecoin/chain/database.js';
import { openChain, openStoredChain, type StoredChain } from '../../../src/timecoin/chain/recovery.js';
import { clockAt, devnet } from '../samples.js';
import { randomNumbers, spendingBlocks } from '../spending-blocks.js';
import { verifyStore } from '../verify-store.js';

const clock = clockAt(Date.UTC(2026, 0, 1));
const blocks = spendingBlocks(130, 5);

type Level = ClassicLevel<string, Uint8Array>;
const levelIn = (folder: string): Level => new ClassicLevel<string, Uint8Array>(folder, DATABASE_ENCODING);

let base: string;
let folder: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'recovery-'));
  folder = join(base, 'blocks');
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function fill(): Promise<void> {
  const { chain, store } = await openChain(levelIn(folder), devnet, clock);
  for (const block of blocks) await chain.append(block);
  await store.close();
}

async function change(work: (database: Level) => Promise<void>): Promise<void> {
  const database = levelIn(folder);
  await database.open();
  await work(database);
  await database.close();
}

async function open(errors: string[] = [], others: string[] = []): Promise<StoredChain> {
  const into =
    (lines: string[]) =>
    (event: string, fields?: object): void =>
      void lines.push(`${event} ${JSON.stringify(fields)}`);
  const log = { ...silentLog, error: into(errors), warn: into(others), info: into(others) };
  return openStoredChain(folder, devnet, clock, log);
}

/** Opens what was damaged: it is reported, holds good blocks alone, and takes the others. */
async function expectRebuilt(problem: RegExp | undefined, height: number | undefined): Promise<void> {
  const errors: string[] = [];
  const others: string[] = [];
  const { chain, store, rebuilt } = await open(errors, others);
  // Nobody is told that something is missing where all was good.
  const isWhole = chain.height === blocks.length;
  if (!isWhole || height !== undefined)
    expect(others.at(-1)).toContain(isWhole ? 'all blocks were good' : 'fetched from peers');
  expect(others.at(-1)).toContain(`you may delete ${folder}.corrupt`);
  expect(others.some((line) => line.startsWith('good blocks end'))).toBe(
    !others.at(-1)?.includes('all blocks were good') &&
      !others.some((line) => line.includes('"mended":true')),
  );
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(folder);
  if (problem !== undefined) expect(errors[0]).toMatch(problem);
  if (height !== undefined) expect(chain.height).toBe(height);
  expect(rebuilt).toMatchObject({ height: chain.height, kept: `${folder}.corrupt` });
  expect(existsSync(`${folder}.corrupt`)).toBe(true);
  expect(existsSync(`${folder}.rebuilt`)).toBe(false);
  for (const block of blocks.slice(chain.height)) expect(await chain.append(block)).toBe('appended');
  await store.close();
  const again = await open(errors);
  expect([errors.length, again.rebuilt, again.chain.height]).toEqual([1, undefined, blocks.length]);
  await again.store.close();
  await expectAllBlocks();
}

async function expectAllBlocks(): Promise<void> {
  const database = levelIn(folder);
  const stored: Block[] = await verifyStore(database);
  await database.close();
  expect(stored).toEqual(blocks);
}

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const changed = Uint8Array.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 0x10;
  return changed;
};

describe('a stored chain', () => {
  it('is opened as it is when nothing is wrong', async () => {
    await fill();
    const errors: string[] = [];
    const { chain, store, rebuilt } = await open(errors);
    expect([chain.height, rebuilt, errors]).toEqual([blocks.length, undefined, []]);
    await store.close();
    await expectAllBlocks();
    expect(await readdir(base)).toEqual(['blocks']);
  });

  it('is begun in a folder that is not there', async () => {
    const { chain, store, rebuilt } = await open();
    expect([chain.height, rebuilt]).toEqual([0, undefined]);
    await store.close();
  });

  const flip = (key: string, at: number) => (database: Level) =>
    database.get(key).then((value) => database.put(key, flipped(value ?? new Uint8Array(), at)));
  const lose = (key: string) => (database: Level) => database.del(key);
  it.each<[string, (database: Level) => Promise<void>, RegExp, number]>([
    ['a block is changed', flip('block/000000000120', 50), /block\/000000000120 does not match/, 119],
    ['the tip is changed', flip('block/000000000130', 50), /block\/000000000130 does not match/, 129],
    ['a block is lost', lose('block/000000000070'), /block\/000000000070 is missing/, 69],
    ['an early hash is lost', lose('hash/000000000003'), /hash\/000000000003 is missing/, 130],
    [
      'there is a hash above the tip',
      (database) => database.put('hash/000000000131', new Uint8Array(32)),
      /tip is not the last of 132 blocks/,
      130,
    ],
    ['a hash is changed', flip('hash/000000000120', 3), /hash\/000000000120 is not that/, 130],
    ['the name of the tip is lost', lose('tip'), /tip is missing/, 130],
    ['the name of the tip is changed', flip('tip', 7), /tip/, 130],
    ['what is unspent is changed', flip('utxos', 999), /utxos does not match/, 130],
    ['what is unspent is lost', lose('utxos'), /utxos is missing/, 130],
    [
      'damage was noted while the node ran',
      (database) => database.put('damage', new TextEncoder().encode('spent/00 is odd')),
      /spent\/00 is odd/,
      130,
    ],
  ])('is built again when %s', async (_, work, problem, height) => {
    await fill();
    await change(work);
    await expectRebuilt(problem, height);
  });

  const named = async (pattern: RegExp): Promise<string> =>
    join(
      folder,
      (await readdir(folder))
        .filter((name) => pattern.test(name))
        .toSorted()
        .at(-1) ?? 'none',
    );
  const flipFile = (pattern: RegExp, at: (size: number) => number) => async () => {
    const file = await named(pattern);
    const bytes = await readFile(file);
    await writeFile(file, flipped(bytes, at(bytes.length)));
  };
  const compacted = (work: () => Promise<void>) => async () => {
    await change((database) => database.compactRange('', '~'));
    await work();
  };
  it.each<[string, () => Promise<void>]>([
    ['the list of files is changed', flipFile(/^MANIFEST/, () => 20)],
    ['the list of files is lost', async () => rm(await named(/^MANIFEST/))],
    ['the name of the list of files is lost', () => rm(join(folder, 'CURRENT'))],
    ['the name of the list of files is garbage', () => writeFile(join(folder, 'CURRENT'), 'x')],
    ['a table is lost', compacted(async () => rm(await named(/\.ldb$/)))],
    ['a table is cut', compacted(async () => writeFile(await named(/\.ldb$/), new Uint8Array(100)))],
    ["a table's end is changed", compacted(flipFile(/\.ldb$/, (size) => size - 5))],
    ['the log is changed', flipFile(/\.log$/, (size) => size >> 1)],
  ])('is built again when %s', async (_, work) => {
    await fill();
    await work();
    await expectRebuilt(undefined, undefined);
  });

  it('is no reason not to start, whichever byte of which file is changed', async () => {
    const random = randomNumbers(77);
    await fill();
    await change((database) => database.compactRange('', 'm'));
    const files = new Map<string, Uint8Array>();
    for (const name of await readdir(folder)) files.set(name, await readFile(join(folder, name)));
    const names = [...files.keys()].filter((name) => /^MANIFEST|^CURRENT$|\.ldb$|\.log$/.test(name));
    for (let round = 0; round < 12; round++) {
      for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
      const name = names[round % names.length] ?? '';
      const bytes = files.get(name) ?? new Uint8Array();
      await writeFile(join(folder, name), flipped(bytes, random(bytes.length)));
      const { chain, store } = await open();
      // Whatever is there now is this chain, or its beginning.
      for (const block of blocks.slice(chain.height)) expect(await chain.append(block)).toBe('appended');
      await store.close();
      await rm(folder, { recursive: true, force: true });
      await rm(`${folder}.corrupt`, { recursive: true, force: true });
      await mkdir(folder);
    }
  });

  it('goes on where the rebuilding was killed between its last steps', async () => {
    await fill();
    const { chain, store } = await openStoredChain(`${folder}.rebuilt`, devnet, clock, silentLog);
    for (const block of blocks) await chain.append(block);
    await store.close();
    await rm(folder, { recursive: true });
    const again = await open();
    expect([again.chain.height, again.rebuilt]).toEqual([blocks.length, undefined]);
    await again.store.close();
  });

  it('is built again where rebuilding was killed before it was done', async () => {
    await fill();
    // LevelDB's own repair has opened what did not open, without what it could not read.
    await change(async (database) => {
      const [key = ''] = await database.keys({ gt: 'utxo/', lt: 'utxo0', limit: 1 }).all();
      await database.del(key);
    });
    const { store } = await openStoredChain(`${folder}.rebuilt`, devnet, clock, silentLog);
    await store.close();
    await expectRebuilt(/rebuilding/, 130);
  });

  it('says where it is when something else is wrong', async () => {
    const { store } = await open();
    await expect(open()).rejects.toThrowError(
      expect.objectContaining({
        name: 'StoreError',
        code: 'UNAVAILABLE',
        message: expect.stringContaining(folder) as string,
      }),
    );
    await store.close();
    await rm(folder, { recursive: true });
    await writeFile(folder, 'no folder');
    await expect(open()).rejects.toThrowError(
      expect.objectContaining({ name: 'StoreError', message: expect.stringContaining(folder) as string }),
    );
  });
});
