import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BlockRequest,
  ConsensusQuery,
  GetBlockHash,
  GetBlockHeight,
  GetBlockRange,
  GetBlocks,
  GetGenesisHash,
  StreamBlocks,
} from '../../../generated/timecoin/chain.js';
import type { Block } from '../../../generated/timecoin/types.js';
import type { RequestCodec } from '../../../src/codec/codec.js';
import { MemoryNetwork, virtualRuntime } from '../../../src/testing/index.js';
import { checkBlock } from '../../../src/timecoin/chain/block.js';
import { ZERO_HASH } from '../../../src/timecoin/hash.js';
import { createTimeNode, type TimeNode } from '../../../src/timecoin/time-node.js';
import { devnet, memoryDatabase, openChain, sampleBlocks, sampleTransaction } from '../samples.js';

// Blocks 1 to 150 are small, 151 to 160 of some 300 kB.
const large = (height: number): ReturnType<typeof sampleTransaction>[] => [
  sampleTransaction(height, {
    outputs: Array.from({ length: 5 }, () => ({ value: 1n, scriptPubkey: new Uint8Array(60_000) })),
  }),
];
const small = sampleBlocks(150);
const blocks = [
  devnet.genesis,
  ...small,
  ...sampleBlocks(10, { from: small[149] ?? devnet.genesis, transactions: large }),
];
const hashAt = (height: number): Uint8Array => checkBlock(blocks[height] ?? devnet.genesis).hash;
const heightsOf = (list: readonly Block[]): number[] => list.map(({ header }) => header?.height ?? -1);

const runtime = virtualRuntime();
const network = new MemoryNetwork();
let server: TimeNode;
let client: TimeNode;

beforeAll(async () => {
  const database = memoryDatabase();
  await openChain(runtime.clock, blocks.slice(1), database);
  const options = { network: 'test', transports: [network], runtime };
  server = await createTimeNode({ ...options, listen: ['memory:a'], database });
  // It takes messages of up to 400,000 bytes: one large block, not two.
  client = await createTimeNode({
    ...options,
    peers: ['memory:a'],
    limits: { largestMessageBytes: 400_000 },
  });
  await runtime.clock.advance(1_000);
});
afterAll(() => runtime.clock.runUntil(Promise.all([server.stop(), client.stop()])));

function ask<T, R>(codec: RequestCodec<T, R>, message: T): Promise<R> {
  return runtime.clock.runUntil(client.node.request(server.node.id, codec, message));
}

describe('what a node answers about its chain', () => {
  it('is where it begins and ends', async () => {
    expect(await ask(GetGenesisHash, {})).toEqual({ hash: hashAt(0) });
    expect(await ask(GetBlockHeight, {})).toEqual({ height: 160 });
  });

  it.each([
    [0, hashAt(0)],
    [77, hashAt(77)],
    [160, hashAt(160)],
    [161, undefined],
    [2 ** 53 - 1, undefined],
  ])('is the hash and the block at height %d, or that there is none', async (height, hash) => {
    expect(await ask(GetBlockHash, { height })).toEqual({ height, hash });
    expect((await ask(BlockRequest, { height })).block).toEqual(hash && blocks[height]);
  });

  it.each([
    [77, hashAt(77), true, hashAt(77)],
    [77, hashAt(78), false, hashAt(77)],
    [161, hashAt(160), false, ZERO_HASH],
  ])('is whether it agrees about height %d', async (height, blockHash, agrees, theirHash) => {
    expect(await ask(ConsensusQuery, { height, blockHash })).toEqual({ agrees, height, theirHash });
  });

  it.each([
    [1, 3, [1, 2, 3]],
    [0, 0, [0]],
    [149, 149, [149]],
    [3, 1, []],
    [161, 200, []],
    // At most 100.
    [10, 140, Array.from({ length: 100 }, (_, n) => 10 + n)],
    [20, 2 ** 53 - 1, Array.from({ length: 100 }, (_, n) => 20 + n)],
    // No more than the requester takes, but one at least.
    [149, 160, [149, 150, 151]],
    [152, 160, [152]],
    [160, 200, [160]],
  ])('is the blocks from %d to %d', async (start, end, heights) => {
    const answer = await ask(GetBlocks, { start, end });
    expect(heightsOf(answer.blocks)).toEqual(heights);
    expect(await ask(GetBlockRange, { startHeight: start, endHeight: end })).toEqual(answer);
  });
});

describe('a stream of blocks', () => {
  const streamed = async (start: number, end: number): Promise<unknown[]> => {
    const seen: unknown[] = [];
    try {
      for await (const { block } of client.node.stream(server.node.id, StreamBlocks, { start, end })) {
        const { height, hash } = checkBlock(block!);
        expect(hash).toEqual(hashAt(height));
        seen.push(height);
      }
    } catch (error) {
      seen.push((error as { code: unknown }).code);
    }
    return seen;
  };
  const upTo = (start: number, end: number) => Array.from({ length: end - start + 1 }, (_, n) => start + n);

  it.each([
    [1, 3, upTo(1, 3)],
    [0, 0, [0]],
    [3, 1, []],
    [161, 200, []],
    // As many as there are, however large together.
    [10, 2 ** 53 - 1, upTo(10, 160)],
  ])('from %d to %d', async (start, end, heights) => {
    expect(await runtime.clock.runUntil(streamed(start, end))).toEqual(heights);
  });

  it('is read no further than its reader takes it', async () => {
    const items = client.node.stream(server.node.id, StreamBlocks, { start: 140, end: 160 });
    await runtime.clock.advance(1_000);
    const waiting = client.node.connections[0]?.stats().assemblyBytes ?? 0;
    expect(waiting).toBeGreaterThan(300_000);
    expect(waiting).toBeLessThan(700_000);
    await items.return?.();
    await runtime.clock.advance(1_000);
    expect(server.node.connections[0]?.stats().runningHandlers).toBe(0);
  });
});
