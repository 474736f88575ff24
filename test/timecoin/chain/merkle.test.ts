import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { doubleSha256, hex } from '../../../src/timecoin/hash.js';
import { merkleRoot } from '../../../src/timecoin/chain/merkle.js';

const leaf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const pair = (a: Uint8Array, b: Uint8Array): Uint8Array => doubleSha256(Buffer.concat([a, b]));

describe('merkleRoot', () => {
  it.each([
    ['no leaf', [], new Uint8Array(32)],
    ['one leaf is its own root', [leaf(1)], leaf(1)],
    ['two', [leaf(1), leaf(2)], pair(leaf(1), leaf(2))],
    [
      'three repeat the last',
      [leaf(1), leaf(2), leaf(3)],
      pair(pair(leaf(1), leaf(2)), pair(leaf(3), leaf(3))),
    ],
    [
      'five repeat in two rows',
      [leaf(1), leaf(2), leaf(3), leaf(4), leaf(5)],
      pair(
        pair(pair(leaf(1), leaf(2)), pair(leaf(3), leaf(4))),
        pair(pair(leaf(5), leaf(5)), pair(leaf(5), leaf(5))),
      ),
    ],
  ])('%s', (_, leaves, root) => {
    expect(hex(merkleRoot(leaves))).toBe(hex(root));
  });

  it('is the one in the header of a real Bitcoin block of 369 transactions', async () => {
    const require = createRequire(import.meta.url);
    const path = require.resolve('bitcore-lib/benchmark/block-357238.json');
    const { Block } = require('bitcoinjs-lib') as {
      Block: {
        fromHex(text: string): { merkleRoot: Uint8Array; transactions: { getHash(): Uint8Array }[] };
      };
    };
    const block = Block.fromHex(JSON.parse(await readFile(path, 'utf8')) as string);
    expect(block.transactions).toHaveLength(369);
    expect(hex(merkleRoot(block.transactions.map((each) => each.getHash())))).toBe(hex(block.merkleRoot));
  });
});
