import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BlockAnnouncement, BlockResponse, BlocksResponse } from '../../../generated/timecoin/chain.js';
import { type Block, BlockHeader } from '../../../generated/timecoin/types.js';
import {
  blockHash,
  type BlockLink,
  blockMerkleRoot,
  checkBlock,
  checkLink,
  makeBlock,
  MAX_BLOCK_BYTES,
} from '../../../src/timecoin/chain/block.js';
import { doubleSha256, hex, ZERO_HASH } from '../../../src/timecoin/hash.js';
import { mainnet, networkNamed, testnet } from '../../../src/timecoin/networks.js';
import { MAX_AHEAD_SECONDS } from '../../../src/timecoin/transactions/transaction.js';
import { sampleBlocks, sampleTransaction } from '../samples.js';

const readme = readFileSync(new URL('../../../src/timecoin/README.md', import.meta.url), 'utf8');

const rewards = [
  { address: 'TIME1a', amount: 5n },
  { address: 'TIME1b', amount: 7n },
];
const link: BlockLink = { height: 4, hash: new Uint8Array(32).fill(4), timestamp: 1_500_000_000 };

function sealed(change: Partial<Block>): Block {
  const block = makeBlock(link, link.timestamp, [sampleTransaction(1), sampleTransaction(2)]);
  const changed = { ...block, ...change };
  const header = BlockHeader.create({ ...changed.header, merkleRoot: blockMerkleRoot(changed) });
  return { ...changed, header };
}

describe('a block', () => {
  it('is named by the double SHA-256 of its encoded header', () => {
    const header = BlockHeader.create({
      version: 1,
      height: 5,
      previousHash: new Uint8Array(32).fill(4),
      merkleRoot: ZERO_HASH,
      timestamp: 1000,
    });
    const bytes = Buffer.from(`08011005${'1a20' + '04'.repeat(32)}${'2220' + '00'.repeat(32)}28e807`, 'hex');
    expect(hex(blockHash(header))).toBe(hex(doubleSha256(bytes)));
  });

  it('follows the link it was made on', () => {
    const block = makeBlock(link, link.timestamp + 1, [sampleTransaction(1)], {
      masternodeRewards: rewards,
      blockReward: 12n,
    });
    expect(block.header).toMatchObject({
      version: 1,
      height: 5,
      timestamp: link.timestamp + 1,
      blockReward: 12n,
    });
    const checked = checkBlock(block);
    checkLink(link, checked, link.timestamp);
    expect(checked).toMatchObject({ height: 5, timestamp: link.timestamp + 1 });
    expect(checked.transactions).toHaveLength(1);
  });

  it('has a payload that answers and announces as it is', () => {
    const [first, second] = sampleBlocks(2);
    if (first === undefined || second === undefined) throw new Error('no blocks');
    const payloads = [first, second].map((block) => checkBlock(block).payload);
    expect(hex(payloads[0] ?? ZERO_HASH)).toBe(hex(BlockResponse.encode({ block: first })));
    expect(hex(payloads[0] ?? ZERO_HASH)).toBe(hex(BlockAnnouncement.encode({ block: first })));
    expect(hex(Buffer.concat(payloads))).toBe(hex(BlocksResponse.encode({ blocks: [first, second] })));
  });

  it('commits to its rewards', () => {
    const roots = [[], rewards, [...rewards].reverse(), [{ address: 'TIME1a', amount: 6n }]].map(
      (masternodeRewards) =>
        hex(blockMerkleRoot({ transactions: [sampleTransaction(1)], masternodeRewards })),
    );
    expect(new Set(roots).size).toBe(4);
  });
});

describe('checkBlock', () => {
  const big = Array.from({ length: 5 }, (_, n) =>
    sampleTransaction(n, {
      outputs: Array.from({ length: 14 }, () => ({ value: 1n, scriptPubkey: new Uint8Array(65_000) })),
    }),
  );

  it.each([
    ['no transactions', sealed({ transactions: [] })],
    ['rewards', sealed({ masternodeRewards: rewards })],
  ])('accepts a block with %s', (_, block) => {
    expect(checkBlock(block).height).toBe(5);
  });

  it.each<[string, string, Block]>([
    ['INCOMPLETE', 'no header', { ...sealed({}), header: undefined }],
    [
      'VERSION',
      'another version',
      sealed({ header: BlockHeader.create({ ...sealed({}).header, version: 2 }) }),
    ],
    ['MERKLE_ROOT', 'another transaction', { ...sealed({}), transactions: [sampleTransaction(3)] }],
    ['MERKLE_ROOT', 'another order', { ...sealed({}), transactions: sealed({}).transactions.toReversed() }],
    ['MERKLE_ROOT', 'rewards of someone else', { ...sealed({}), masternodeRewards: rewards }],
    ['TRANSACTION', 'a bad transaction', sealed({ transactions: [sampleTransaction(1, { outputs: [] })] })],
    [
      // Three leaves and three with the last again have one root (CVE-2012-2459).
      'DUPLICATE_TRANSACTION',
      'the last transaction again',
      sealed({ transactions: [1, 2, 3, 3].map((n) => sampleTransaction(n)) }),
    ],
    [
      'SPENDS_TWICE',
      'an output spent by two transactions',
      sealed({ transactions: [sampleTransaction(1), sampleTransaction(1, { lockTime: 9 })] }),
    ],
    ['REWARD', 'a reward for nobody', sealed({ masternodeRewards: [{ address: '', amount: 1n }] })],
    ['TOO_LARGE', `more than ${MAX_BLOCK_BYTES} bytes`, sealed({ transactions: big })],
  ])('refuses with %s %s', (code, _, block) => {
    expect(() => checkBlock(block)).toThrowError(expect.objectContaining({ name: 'BlockError', code }));
  });
});

describe('checkLink', () => {
  const now = link.timestamp + 100;
  const at = (timestamp: number, from = link): Block => makeBlock(from, timestamp, [sampleTransaction(1)]);

  it.each([
    ['the same time as the one before', at(link.timestamp)],
    ['as far ahead as may be', at(now + MAX_AHEAD_SECONDS)],
  ])('accepts %s', (_, block) => {
    expect(() => {
      checkLink(link, checkBlock(block), now);
    }).not.toThrow();
  });

  it.each([
    ['LINK', 'a gap', at(now, { ...link, height: 5 })],
    ['LINK', 'the same height', at(now, { ...link, height: 3 })],
    ['LINK', 'another block before', at(now, { ...link, hash: ZERO_HASH })],
    ['TOO_OLD', 'a time before the one before', at(link.timestamp - 1)],
    ['TOO_NEW', 'a time too far ahead', at(now + MAX_AHEAD_SECONDS + 1)],
  ])('refuses with %s %s', (code, _, block) => {
    expect(() => {
      checkLink(link, checkBlock(block), now);
    }).toThrowError(expect.objectContaining({ code }));
  });
});

describe('networks', () => {
  it('begin with blocks of their own, the same every time', () => {
    const hashes = [mainnet, testnet, networkNamed('a'), networkNamed('b')].map((network) =>
      checkBlock(network.genesis),
    );
    expect(hashes.map((block) => block.height)).toEqual([0, 0, 0, 0]);
    expect(hashes.map((block) => hex(block.header.previousHash))).toEqual(Array(4).fill('00'.repeat(32)));
    expect(new Set(hashes.map((block) => hex(block.hash))).size).toBe(4);
    expect(hex(checkBlock(networkNamed('a').genesis).hash)).toBe(hex(hashes[2]?.hash ?? ZERO_HASH));
  });

  it.each([
    [mainnet, 'edc107d25d70567eb32be2ab7d3e8d79a8231ff5ba00f74e51aef814bbbf87be'],
    [testnet, '983bfe1079f3224983f4d83e16e4ec1acdd402bf7e48286942d4365c662af310'],
  ])('begin with the block that every other node has', ({ genesis }, hash) => {
    expect(hex(checkBlock(genesis).hash)).toBe(hash);
    expect(readme).toContain(hash);
  });

  it('begin as the README shows byte by byte', () => {
    const { payload, transactions, header } = checkBlock(mainnet.genesis);
    expect(readme).toContain(hex(BlockHeader.encode(header)));
    expect(readme).toContain(hex(transactions[0]?.bytes ?? ZERO_HASH));
    expect(readme).toContain(hex(header.merkleRoot));
    expect(readme).toContain(`${payload.length} bytes`);
  });

  it('keep the magic and ports of the original', () => {
    expect([hex(mainnet.magic), mainnet.port]).toEqual(['c01d7e4d', 24000]);
    expect([new TextDecoder().decode(testnet.magic), testnet.port]).toEqual(['TIME', 24100]);
    expect(networkNamed('mainnet')).toBe(mainnet);
    expect(networkNamed('testnet')).toBe(testnet);
    expect(networkNamed('a').magic).not.toEqual(networkNamed('b').magic);
  });
});
