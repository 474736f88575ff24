import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, describe, expect, it } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import {
  BlockAnnouncement,
  GetBlockHash,
  BlockRequest,
  GetBlockHeight,
  GetBlocks,
} from '../../generated/timecoin/chain.js';
import { GetPendingTransactions } from '../../generated/timecoin/transactions.js';
import type { Block, Transaction } from '../../generated/timecoin/types.js';
import { Node } from '../../src/node/node.js';
import { silentLog } from '../../src/platform/log.js';
import { bitcoinTransactions } from '../../src/timecoin/bitcoin-source.js';
import { blockHash, makeBlock } from '../../src/timecoin/chain/block.js';
import { MAX_AHEAD_SECONDS } from '../../src/timecoin/transactions/transaction.js';
import { type BlockDatabase, DATABASE_ENCODING } from '../../src/timecoin/chain/database.js';
import { ErrorCode } from '../../src/wire/codes.js';
import { devnet, memoryDatabase, openChain, sampleBlocks, sampleTransaction } from './samples.js';
import { World } from './world.js';

let world: World;
function newWorld(): World {
  world = new World();
  return world;
}
afterEach(async () => {
  await world.stop(...world.nodes);
});

async function filled(world: World, count: number): Promise<BlockDatabase> {
  const database = memoryDatabase();
  await openChain(world.runtime.clock, sampleBlocks(count), database);
  return database;
}

const heights = (): number[] => world.nodes.map((node) => node.status().height);
const tips = (): number => new Set(world.nodes.map((node) => node.status().tip)).size;

describe('TimeNode', () => {
  it('fetches 250 blocks from several peers', async () => {
    const world = newWorld();
    for (const name of ['a', 'b', 'c']) await world.add(name, [], { database: await filled(world, 250) });
    const lines: string[] = [];
    const log = {
      ...silentLog,
      info: (event: string) => void lines.push(event),
      warn: (event: string) => void lines.push(event),
    };
    const late = await world.add('late', ['a', 'b', 'c'], { log });
    await world.advance(5_000);
    expect(late.status()).toMatchObject({ height: 250, syncing: false, bestPeerHeight: 250 });
    expect(tips()).toBe(1);
    // A line for what matters, none for a block.
    expect(lines.filter((event) => event.startsWith('sync'))).toEqual(['sync started', 'synced']);
    expect(lines.length).toBeLessThan(10);
  });

  it('fetches 250 blocks although one peer lies and one never answers', async () => {
    const world = newWorld();
    const blocks = sampleBlocks(250);
    const hashes = [devnet.genesis, ...blocks].map(({ header }) => blockHash(header!));
    const stranger = async (
      name: string,
      answer: (start: number, end: number) => Promise<Block[]>,
    ): Promise<Node> => {
      const { magic } = devnet;
      const { runtime, network } = world;
      const listen = [`memory:${name}`];
      const node = new Node({ network: 'test', magic, catalog, listen, transports: [network], runtime });
      node.handle(GetBlockHeight, () => ({ height: 250 }));
      node.handle(GetBlockHash, ({ height }) => ({ height, hash: hashes[height] }));
      node.handle(GetBlocks, async ({ start, end }) => ({ blocks: await answer(start, end) }));
      await node.start();
      return node;
    };
    const liar = await stranger('liar', (start, end) =>
      Promise.resolve(blocks.slice(start - 1, end).map((block) => ({ ...block, transactions: [] }))),
    );
    const silent = await stranger('silent', () => new Promise(() => {}));
    await world.add('honest', [], { database: await filled(world, 250) });
    const late = await world.add('late', ['silent', 'liar']);
    const order: number[] = [];
    late.chain.onChange(({ added }) => order.push(...added.map(({ height }) => height)));
    const left: (string | undefined)[] = [];
    late.node.on('disconnect', ({ peer }) => left.push(peer?.id));
    await world.advance(1_000);
    late.node.dial('memory:honest');
    await world.advance(40_000);
    expect(order).toEqual(blocks.map((_, index) => index + 1));
    expect(left).toContain(liar.id);
    expect(left).not.toContain(silent.id);
    await world.runtime.clock.runUntil(Promise.all([liar.stop(), silent.stop()]));
  });

  it('tells every node of eight of a block, and appends it once on each', async () => {
    const world = newWorld();
    const names = Array.from({ length: 8 }, (_, n) => `n${n}`);
    // A ring with a chord: every node hears of each block from several.
    for (const [n, name] of names.entries())
      await world.add(name, n === 0 ? [] : [`n${n - 1}`, `n${n >> 1}`]);
    await world.advance(3_000);
    const appended = world.nodes.map(() => 0);
    world.nodes.forEach((node, n) => node.chain.onChange(({ added }) => (appended[n]! += added.length)));
    const [maker] = world.nodes;
    for (let count = 0; count < 5; count++) {
      await world.make(maker!, [sampleTransaction(count)]);
      await world.advance(200);
    }
    expect(appended).toEqual(Array(8).fill(5));
    expect(heights()).toEqual(Array(8).fill(5));
    expect(tips()).toBe(1);
    const [own, ...others] = world.nodes.map(({ node }) => node.stats().gossip);
    expect(own).toMatchObject({ accepted: 0, refused: 0 });
    for (const stats of others) expect(stats).toMatchObject({ accepted: 5, refused: 0 });
  });

  it('finds a third node through the second', async () => {
    const world = newWorld();
    const [a, b] = [await world.add('a', []), await world.add('b', ['a'])];
    await world.advance(1_000);
    const c = await world.add('c', ['b']);
    await world.advance(2_000);
    expect([a, b, c].map((node) => node.status().peers)).toEqual([2, 2, 2]);
  });

  it('goes on where it stopped after a restart', async () => {
    const world = newWorld();
    const a = await world.add('a', [], { database: await filled(world, 120) });
    const database = memoryDatabase();
    const key = new Uint8Array(32).fill(5);
    const first = await world.add('b', ['a'], { database, key });
    await world.advance(2_000);
    await world.stop(first);
    for (let count = 0; count < 20; count++) await world.make(a);
    const second = await world.add('b', ['a'], { database, key });
    expect(second.status().height).toBe(120);
    await world.advance(2_000);
    expect(second.status().height).toBe(140);
    expect(tips()).toBe(1);
  });

  it('carries a real block of 168 kB, announced and fetched, in parts', async () => {
    const world = newWorld();
    const { mainnet } = await bitcoinTransactions();
    const [a, b] = [await world.add('a', []), await world.add('b', ['a'])];
    await world.advance(1_000);
    await world.make(a, mainnet);
    await world.advance(1_000);
    expect(b.status()).toMatchObject({ height: 1, tip: a.status().tip });
    const c = await world.add('c', ['b']);
    await world.advance(1_000);
    expect(c.status()).toMatchObject({ height: 1, tip: a.status().tip });
    expect((await c.chain.blockAt(1))?.transactions).toHaveLength(369);
    for (const connection of b.node.connections) expect(connection.stats().framesIn).toBeGreaterThan(3);
  });

  it('catches up when an announcement does not connect, and tells those behind it', async () => {
    const world = newWorld();
    const a = await world.add('a', [], { database: await filled(world, 3) });
    const b = await world.add('b', ['a']);
    await world.advance(1_000);
    // Made behind everyone's back.
    for (const block of sampleBlocks(6).slice(3)) await a.chain.append(block);
    await world.make(a);
    await world.advance(1_000);
    expect([a, b].map((node) => node.status().height)).toEqual([7, 7]);
  });

  it('parts from a peer that announces what no chain may hold, and stays where it is', async () => {
    const world = newWorld();
    const a = await world.add('a', []);
    const liar = await world.add('liar', ['a'], { reconnect: { attempts: 1 } });
    await world.advance(1_000);
    for (let count = 0; count < 3; count++) {
      const block = makeBlock(liar.chain.tip, liar.chain.tip.timestamp, [
        sampleTransaction(count, { outputs: [] }),
      ]);
      liar.node.broadcast(BlockAnnouncement, { block });
      await world.advance(100);
    }
    expect(a.status()).toMatchObject({ height: 0, peers: 0 });
    expect(a.node.guard.bans()).not.toEqual([]);
  });

  it('takes a block whose time was too far ahead once it is announced again in time', async () => {
    const world = newWorld();
    const { runtime, network } = world;
    const a = await world.add('a', []);
    const seconds = Math.floor(runtime.clock.wallTime() / 1000);
    const block = makeBlock(a.chain.tip, seconds + MAX_AHEAD_SECONDS + 60, []);
    for (const minutes of [0, 2]) {
      await world.advance(minutes * 60_000);
      const peers = ['memory:a'];
      const stranger = new Node({
        ...{ network: 'test', magic: devnet.magic, catalog },
        peers,
        transports: [network],
        runtime,
      });
      await stranger.start();
      await runtime.clock.runUntil(stranger.connected(a.node.id));
      stranger.broadcast(BlockAnnouncement, { block });
      await world.advance(1_000);
      expect(a.status().height).toBe(minutes === 0 ? 0 : 1);
      await runtime.clock.runUntil(stranger.stop());
    }
  });

  it('spreads transactions, hands them to who comes later, and drops what a block holds', async () => {
    const world = newWorld();
    const [a, b] = [await world.add('a', []), await world.add('b', ['a'])];
    await world.advance(1_000);
    expect(await a.submit(sampleTransaction(1))).toBe(true);
    expect(await a.submit(sampleTransaction(1))).toBe(false);
    await expect(a.submit(sampleTransaction(1, { outputs: [] }))).rejects.toThrow('pays nothing');
    await b.submit(sampleTransaction(2));
    await world.advance(100);
    expect([a, b].map((node) => node.status().pendingTransactions)).toEqual([2, 2]);
    const c = await world.add('c', ['b']);
    await world.advance(1_000);
    expect(c.mempool.size).toBe(2);
    const pending = await world.runtime.clock.runUntil(a.node.request(b.node.id, GetPendingTransactions, {}));
    expect(pending.transactions).toHaveLength(2);
    await world.make(a, [sampleTransaction(1)]);
    await world.advance(100);
    expect([a, b, c].map((node) => node.status().pendingTransactions)).toEqual([1, 1, 1]);
    await expect(c.submit(sampleTransaction(1))).rejects.toThrow('in a block already');
    // Another transaction that spends the same.
    await expect(c.submit(sampleTransaction(1, { version: 2 }))).rejects.toThrow('as a block does');
  });

  it('lets the transactions of blocks that it gives up wait again, unless the new chain decided otherwise', async () => {
    const world = newWorld();
    const a = await world.add('a', []);
    const included = (list: number[]): Transaction[] => list.map((n) => sampleTransaction(n));
    for (const n of [1, 2, 3, 4]) await a.submit(sampleTransaction(n));
    await world.make(a, included([1, 2]));
    await world.make(a, included([3]));
    expect(a.mempool.size).toBe(1);
    // The other branch holds 2 too, spends what 3 spends, and what pending 4 spends.
    const rivals = [sampleTransaction(3, { version: 2 }), sampleTransaction(4, { version: 2 })];
    const branch = sampleBlocks(3, {
      transactions: (height) => (height === 1 ? [sampleTransaction(2)] : height === 2 ? rivals : []),
    });
    for (const block of branch) await a.chain.append(block);
    await world.advance(100);
    expect(a.status()).toMatchObject({ height: 3, forks: { reorganizations: 1, deepest: 2, sideBlocks: 2 } });
    expect(a.mempool.oldest(10, 1e6)).toEqual([sampleTransaction(1)]);
    await world.make(a, included([1]));
    expect(a.mempool.size).toBe(0);
  });

  it('ends at its peers’ tip from a corrupt folder, and says what happened', async () => {
    const world = newWorld();
    await world.add('a', [], { database: await filled(world, 150) });
    const dataDir = await mkdtemp(join(tmpdir(), 'time-node-'));
    try {
      const database = new ClassicLevel<string, Uint8Array>(join(dataDir, 'blocks'), DATABASE_ENCODING);
      await openChain(world.runtime.clock, sampleBlocks(120), database);
      await database.put('block/000000000080', new Uint8Array(50));
      await database.close();
      const errors: string[] = [];
      const log = { ...silentLog, error: (event: string) => void errors.push(event) };
      const b = await world.add('b', ['a'], { dataDir, log });
      expect(b.status()).toMatchObject({ height: 79, storage: { rebuilt: { height: 79 }, damaged: 0 } });
      expect(errors).toEqual(['stored blocks are corrupt']);
      // A real disk knows no virtual time: it must not run on while blocks are being written.
      while (b.chain.height < 150) {
        await world.advance(20);
        await b.chain.settled();
      }
      expect(tips()).toBe(1);
      await world.stop(b);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('fetches a stored block again that is corrupt when it is asked for, and no other in its place', async () => {
    const world = newWorld();
    const database = memoryDatabase();
    await openChain(world.runtime.clock, sampleBlocks(20), database);
    const b = await world.add('b', [], { database });
    await database.put('block/000000000007', new Uint8Array(50));
    // Another branch's block of that height, and nothing at all.
    const forked = sampleBlocks(7, { transactions: (height) => [sampleTransaction(900 + height)] });
    const other = memoryDatabase();
    await openChain(world.runtime.clock, forked, other);
    const c = await world.add('c', ['b'], { database: other, sync: { pollMs: 1e9 } });
    const ask = (height: number): Promise<{ block?: Block | undefined }> =>
      world.runtime.clock.runUntil(c.node.request(b.node.id, BlockRequest, { height }));
    await world.runtime.clock.runUntil(c.node.connected(b.node.id));
    await expect(ask(7)).rejects.toThrowError(expect.objectContaining({ code: ErrorCode.FAILED }));
    const before = await world.runtime.clock.runUntil(
      c.node.request(b.node.id, GetBlocks, { start: 5, end: 9 }),
    );
    expect(before.blocks.map(({ header }) => header?.height)).toEqual([5, 6]);
    expect(b.status().storage).toMatchObject({ damaged: 1, repaired: 0 });
    await world.add('a', ['b'], { database: await filled(world, 20) });
    await world.advance(3_000);
    expect(b.status().storage).toMatchObject({ damaged: 0, repaired: 1 });
    expect((await ask(7)).block).toEqual(sampleBlocks(7)[6]);
  });

  it('makes blocks at an interval, up to a height', async () => {
    const world = newWorld();
    const taken: number[] = [];
    const source = (height: number): Transaction[] => {
      taken.push(height);
      return [sampleTransaction(height)];
    };
    await world.add('a', [], { produce: { intervalMs: 2_000, source, untilHeight: 5 } });
    await world.add('b', ['a']);
    await world.advance(5_000);
    expect(heights()).toEqual([2, 2]);
    await world.advance(60_000);
    expect(heights()).toEqual([5, 5]);
    expect(taken).toEqual([1, 2, 3, 4, 5]);
  });

  it('makes blocks of what is pending', async () => {
    const world = newWorld();
    const a = await world.add('a', [], { produce: { intervalMs: 2_000 } });
    const b = await world.add('b', ['a']);
    await world.advance(1_000);
    for (const n of [1, 2, 3]) await b.submit(sampleTransaction(n));
    await world.advance(2_000);
    expect((await b.chain.blockAt(1))?.transactions).toEqual([1, 2, 3].map((n) => sampleTransaction(n)));
    expect([a, b].map((node) => node.status().pendingTransactions)).toEqual([0, 0]);
  });

  it('says when its store fails', async () => {
    const world = newWorld();
    const failures: unknown[] = [];
    const database = memoryDatabase();
    const a = await world.add('a', []);
    await world.add('b', ['a'], { database, onFailure: (error) => failures.push(error) });
    await world.advance(1_000);
    await database.close();
    await world.make(a);
    await world.advance(1_000);
    expect(failures[0]).toMatchObject({ name: 'StoreError', code: 'UNAVAILABLE' });
  });

  it('has nothing to do with a node of another network', async () => {
    const world = newWorld();
    const a = await world.add('a', []);
    await world.add('b', ['a'], { network: 'other' });
    await world.advance(3_000);
    expect(a.status().peers).toBe(0);
  });

  it('answers a range beyond its chain with nothing', async () => {
    const world = newWorld();
    const [a, b] = [await world.add('a', []), await world.add('b', ['a'])];
    await world.advance(1_000);
    for (const [start, end] of [
      [5, 9],
      [3, 1],
      [0, 2 ** 53 - 1],
    ] as const) {
      const answer = world.runtime.clock.runUntil(b.node.request(a.node.id, GetBlocks, { start, end }));
      expect((await answer).blocks).toHaveLength(start === 0 ? 1 : 0);
    }
  });

  it('refuses to start on another network’s blocks', async () => {
    const world = newWorld();
    const database = await filled(world, 2);
    await expect(world.add('a', [], { network: 'other', database })).rejects.toThrowError(
      expect.objectContaining({ name: 'StoreError', code: 'NETWORK' }),
    );
  });
});
