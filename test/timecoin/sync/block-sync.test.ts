import { describe, expect, it } from 'vitest';
import type { BlocksResponse } from '../../../generated/timecoin/chain.js';
import type { Block, Transaction } from '../../../generated/timecoin/types.js';
import { RequestError } from '../../../src/peer/errors.js';
import type { PeerId } from '../../../src/peer/peer.js';
import { type Log, silentLog } from '../../../src/platform/log.js';
import { SeededRandom } from '../../../src/testing/seeded-random.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import type { Chain } from '../../../src/timecoin/chain/chain.js';
import { BlockSync } from '../../../src/timecoin/sync/block-sync.js';
import type { SyncOptions } from '../../../src/timecoin/sync/sync-options.js';
import { compareBytes } from '../../../src/wire/bytes.js';
import { memoryDatabase, openChain, sampleBlocks, sampleTransaction } from '../samples.js';
import { isBlocks, never, Peers, type PeerBehaviour, type Trick } from './sync-peers.js';

const blocks = sampleBlocks(250);
const ofBranch = { transactions: (height: number) => [sampleTransaction(1_000_000 + height)] };
const branch = sampleBlocks(300, ofBranch);

interface Scene {
  readonly clock: VirtualClock;
  readonly chain: Chain;
  readonly peers: Peers;
  readonly sync: BlockSync;
  readonly lies: string[];
  readonly lines: string[];
  /** Adds a peer and lets the sync know of it. */
  readonly meet: (id: PeerId, chain: Chain, behaviour?: PeerBehaviour) => void;
  synced: number;
}

async function scene(
  own: readonly Block[] = [],
  options: Partial<SyncOptions> = {},
  database = memoryDatabase(),
): Promise<Scene> {
  const clock = new VirtualClock();
  const chain = await openChain(clock, own, database);
  const peers = new Peers(clock);
  const lies: string[] = [];
  const lines: string[] = [];
  const say: Log['info'] = (event, fields = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`);
  const log = { ...silentLog, info: say, warn: say };
  const events = {
    onSynced: () => void made.synced++,
    onLie: (peer: PeerId) => void lies.push(peer),
    onFailure: (error: unknown) => {
      throw error;
    },
  };
  const sync = new BlockSync(chain, peers, clock, log, events, options);
  const meet: Scene['meet'] = (id, full, behaviour) => {
    peers.add(id, full, behaviour);
    sync.opened(id);
  };
  const made: Scene = { clock, chain, peers, sync, lies, lines, meet, synced: 0 };
  return made;
}

/** Blocks of about that many bytes. */
function largeBlocks(count: number, bytes: number): Block[] {
  const output = { value: 1n, scriptPubkey: new Uint8Array(10_000) };
  const outputs = Array.from({ length: Math.ceil(bytes / 10_000) }, () => output);
  return sampleBlocks(count, {
    transactions: (height): Transaction[] => [sampleTransaction(height, { outputs })],
  });
}

describe('BlockSync', () => {
  it('fetches 250 blocks in order, from several peers at once', async () => {
    const { clock, chain, peers, sync, meet, lines } = await scene();
    const full = await openChain(clock, blocks);
    const heights: number[] = [];
    chain.onChange(({ added }) => heights.push(...added.map(({ height }) => height)));
    for (const id of ['a', 'b', 'c']) meet(id, full, { latencyMs: 20 });
    await clock.advance(2_000);
    expect(heights).toEqual(blocks.map((_, index) => index + 1));
    expect(peers.used().size).toBe(3);
    expect(sync.running).toBe(false);
    expect(lines.map((line) => line.split(' {')[0])).toEqual(['sync started', 'synced']);
    // Every block once.
    const asked = peers.asked.reduce((sum, { start, end }) => sum + end - start + 1, 0);
    expect(asked).toBe(250);
    await sync.stop();
  });

  it('goes on after the last block of an answer that stopped before the largest message', async () => {
    const { clock, chain, peers, sync, meet } = await scene();
    const full = await openChain(clock, largeBlocks(7, 40_000));
    meet('a', full, { largest: 65_536 });
    meet('b', full, { largest: 3 * 41_000 });
    await clock.advance(1_000);
    expect(chain.height).toBe(7);
    expect(peers.asked.length).toBeGreaterThan(3);
    await sync.stop();
  });

  const nothing = (): Promise<BlocksResponse> => Promise.resolve({ blocks: [] });
  const change = (edit: (list: Block[]) => Block[]): Trick => {
    return (asked, honest) =>
      isBlocks(asked)
        ? honest().then((answer) => ({ blocks: edit((answer as BlocksResponse).blocks) }))
        : undefined;
  };
  it.each<[string, Trick, boolean]>([
    ['never answers', (asked) => (isBlocks(asked) ? never : undefined), false],
    [
      'answers no question about its chain',
      ({ type }) => (type === 'timecoin.GetBlockHeight' ? undefined : never),
      false,
    ],
    [
      'answers with an error',
      (asked) => (isBlocks(asked) ? Promise.reject(new RequestError(6, 'failed')) : undefined),
      false,
    ],
    ['sends no blocks', (asked) => (isBlocks(asked) ? nothing() : undefined), false],
    [
      'claims any height',
      (asked) =>
        isBlocks(asked)
          ? nothing()
          : asked.type === 'timecoin.GetBlockHeight'
            ? Promise.resolve({ height: 2 ** 53 - 1 })
            : undefined,
      false,
    ],
    [
      'has other blocks than the hashes it tells',
      ({ type, start, end }) =>
        type === 'timecoin.GetBlocks' ? Promise.resolve({ blocks: branch.slice(start - 1, end) }) : undefined,
      false,
    ],
    ['leaves a block out', change((list) => list.toSpliced(3, 1)), true],
    ['turns them round', change((list) => list.toReversed()), true],
    [
      'sends a block without a header',
      change((list) => list.map((block) => ({ ...block, header: undefined }))),
      true,
    ],
    [
      'changes a transaction',
      change((list) => list.map((block) => ({ ...block, transactions: [sampleTransaction(0)] }))),
      true,
    ],
    [
      'sends bytes that are no block',
      (asked) => (isBlocks(asked) ? Promise.resolve(Uint8Array.of(10, 2, 0xff, 0xff)) : undefined),
      true,
    ],
  ])('replaces a peer that %s', async (_, trick, isLie) => {
    const { clock, chain, peers, sync, lies, meet } = await scene(blocks.slice(0, 5));
    const full = await openChain(clock, blocks);
    meet('bad', full, { trick });
    await clock.advance(1);
    meet('good', full);
    await clock.advance(10_000);
    expect(chain.height).toBe(250);
    expect(lies).toEqual(isLie ? ['bad'] : []);
    // It was asked at the start, and no more.
    expect(peers.asked.filter(({ peer, at }) => peer === 'bad' && at > 2)).toEqual([]);
    await sync.stop();
  });

  it('asks a peer that was set aside again when nobody else has what is missing', async () => {
    const { clock, chain, sync, meet } = await scene();
    let answers = false;
    const trick: Trick = (asked) =>
      isBlocks(asked) && !answers ? Promise.reject(new Error('busy')) : undefined;
    meet('a', await openChain(clock, blocks.slice(0, 30)), { trick });
    await clock.advance(50_000);
    expect(chain.height).toBe(0);
    answers = true;
    await clock.advance(20_000);
    expect(chain.height).toBe(30);
    await sync.stop();
  });

  it('goes on with the others when a peer leaves, and from the stored tip when a new process starts', async () => {
    const database = memoryDatabase();
    const first = await scene([], {}, database);
    const full = await openChain(first.clock, blocks);
    const leave: Trick = (asked) => {
      if (!isBlocks(asked) || asked.end < 100) return undefined;
      first.peers.remove('a');
      first.sync.closed('a');
      return Promise.reject(new RequestError('CLOSED', 'gone'));
    };
    first.meet('a', full, { trick: leave });
    await first.clock.advance(10);
    const reached = first.chain.height;
    expect(reached).toBeGreaterThan(0);
    expect([reached < 250, first.sync.running]).toEqual([true, false]);
    first.meet('b', full, {
      trick: (asked) => (isBlocks(asked) && asked.start > 200 ? never : undefined),
    });
    await first.clock.advance(1_000);
    const stopped = first.sync.stop();
    await first.clock.settle();
    await stopped;
    expect(first.chain.height).toBeGreaterThanOrEqual(reached);

    const second = await scene([], {}, database);
    expect(second.chain.height).toBe(first.chain.height);
    second.meet('c', full);
    await second.clock.advance(1_000);
    expect(second.chain.height).toBe(250);
    expect(Math.min(...second.peers.asked.map(({ start }) => start))).toBe(first.chain.height + 1);
    await second.sync.stop();
  });

  it('learns of new blocks by asking now and then', async () => {
    const { clock, chain, sync, meet } = await scene();
    const full = await openChain(clock, blocks.slice(0, 10));
    sync.start();
    meet('a', full);
    await clock.advance(1_000);
    expect(chain.height).toBe(10);
    for (const block of blocks.slice(10, 20)) await full.append(block);
    await clock.advance(60_000);
    expect(chain.height).toBe(20);
    await sync.stop();
  });

  it('stops in the middle, and leaves nothing behind', async () => {
    const { clock, chain, peers, sync, meet } = await scene();
    meet('a', await openChain(clock, blocks), {
      trick: (asked) => (isBlocks(asked) && asked.start > 100 ? never : undefined),
    });
    await clock.advance(500);
    expect(sync.running).toBe(true);
    const stopped = sync.stop();
    await clock.settle();
    await stopped;
    expect(chain.height).toBeGreaterThanOrEqual(80);
    expect(peers.aborted.length).toBeGreaterThan(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says now and then how far it is', async () => {
    const { clock, sync, meet, lines } = await scene();
    meet('a', await openChain(clock, blocks), { bytesPerSecond: 2_000 });
    await clock.advance(11_000);
    const syncing = lines.filter((line) => line.startsWith('syncing'));
    expect(syncing).toHaveLength(2);
    expect(syncing[1]).toMatch(
      /"height":\d+,"target":250,"blocksPerSecond":\d+,"megabytesPerSecond":0,"peers":1/,
    );
    const stopped = sync.stop();
    await clock.settle();
    await stopped;
  });
});

describe('BlockSync with peers of different speed', () => {
  it('fetches mostly from the fast ones', async () => {
    const { clock, chain, peers, sync, meet, lies } = await scene();
    const full = await openChain(clock, largeBlocks(150, 30_000));
    meet('slow', full, { latencyMs: 200, bytesPerSecond: 50_000 });
    meet('fast', full, { latencyMs: 10, bytesPerSecond: 4_000_000 });
    meet('faster', full, { latencyMs: 10, bytesPerSecond: 8_000_000 });
    await clock.advance(4_000);
    expect([chain.height, lies]).toEqual([150, []]);
    const of = (id: PeerId): number =>
      peers.asked.filter(({ peer }) => peer === id).reduce((sum, { start, end }) => sum + end - start + 1, 0);
    expect(of('slow')).toBeLessThan(of('fast') / 3);
    await sync.stop();
  });

  it('asks another peer for the next block when its peer stalls, long before the timeout', async () => {
    const { clock, chain, peers, sync, meet, lies } = await scene();
    const full = await openChain(clock, blocks);
    meet('stalls', full, { trick: (asked) => (isBlocks(asked) ? never : undefined) });
    meet('good', full, { latencyMs: 20 });
    await clock.advance(3_000);
    expect([chain.height, lies]).toEqual([250, []]);
    expect(peers.aborted).toContain('stalls');
    await sync.stop();
  });

  it('waits longer for the only peer there is, if it is slow', async () => {
    const { clock, chain, sync, meet } = await scene();
    // 40 s for one block of 400 kB.
    meet('slow', await openChain(clock, largeBlocks(2, 400_000)), { bytesPerSecond: 10_000 });
    await clock.advance(15 * 60_000);
    expect(chain.height).toBe(2);
    await sync.stop();
  });

  it('keeps what waits for its turn within bounds', async () => {
    const bufferBytes = 600_000;
    const { clock, chain, peers, sync, meet } = await scene([], { bufferBytes, bufferBlocks: 40 });
    const full = await openChain(clock, largeBlocks(120, 30_000));
    let released = false;
    // The first block does not come: how far do the others get?
    const trick: Trick = (asked) => (isBlocks(asked) && asked.start === 1 && !released ? never : undefined);
    meet('a', full, { trick });
    meet('b', full, { trick });
    await clock.advance(8_000);
    expect(chain.height).toBe(0);
    expect(Math.max(...peers.asked.map(({ end }) => end))).toBeLessThanOrEqual(40);
    released = true;
    await clock.advance(120_000);
    expect(chain.height).toBe(120);
    await sync.stop();
  });
});

/** Two chains with the same blocks up to a height, then `long` and `other` more. */
function parted(common: number, long: number, other: number): { main: Block[]; side: Block[] } {
  const trunk = sampleBlocks(common);
  const from = trunk.at(-1);
  const base = from === undefined ? {} : { from };
  return {
    main: [...trunk, ...sampleBlocks(long, base)],
    side: [...trunk, ...sampleBlocks(other, { ...base, ...ofBranch })],
  };
}

describe('BlockSync between branches', () => {
  it.each([
    ['one block back', 20, 1, 5],
    ['many blocks back', 20, 60, 180],
    ['from the genesis block', 0, 30, 31],
    ['as far back as it may', 20, 100, 120],
  ])('changes to a longer branch that parted %s', async (_, common, own, theirs) => {
    const { main, side } = parted(common, own, theirs);
    const { clock, chain, sync, meet, lies, peers } = await scene(main);
    const full = await openChain(clock, side);
    meet('a', full, { latencyMs: 10 });
    meet('b', full, { latencyMs: 10 });
    await clock.advance(5_000);
    expect(chain.tip.hash).toEqual(full.tip.hash);
    expect(lies).toEqual([]);
    // Only what follows the last common block is fetched.
    expect(Math.min(...peers.asked.map(({ start }) => start))).toBe(common + 1);
    await sync.stop();
  });

  it('leaves a branch aside that parted too far back, and says so once', async () => {
    const { main, side } = parted(5, 101, 300);
    const { clock, chain, sync, meet, lines, lies, peers } = await scene(main);
    const { tip } = chain;
    meet('a', await openChain(clock, side));
    await clock.advance(300_000);
    expect(chain.tip).toEqual(tip);
    expect(peers.asked).toEqual([]);
    expect(lies).toEqual([]);
    expect(lines.filter((line) => line.includes('more than 100 blocks before block 106'))).toHaveLength(1);
    await sync.stop();
  });

  it('leaves a peer alone whose branch is shorter', async () => {
    const { main, side } = parted(5, 10, 9);
    const { clock, sync, meet, peers } = await scene(main);
    meet('a', await openChain(clock, side));
    await clock.advance(200);
    expect(peers.counts).toEqual({ 'timecoin.GetBlockHeight': 1 });
    await sync.stop();
  });

  it.each([
    [0, 'the second has the better tip'],
    [1, 'the first has the better tip'],
  ])('agrees on one of two chains of the same height, whichever node has it (%i: %s)', async (turn) => {
    const { main, side } = parted(10, 3, 3);
    const clock = new VirtualClock();
    const [one, other] = [await openChain(clock, main), await openChain(clock, side)];
    const [better, worse] = compareBytes(one.tip.hash, other.tip.hash) < 0 ? [main, side] : [side, main];
    const made = await scene(turn === 0 ? worse : better);
    const full = await openChain(made.clock, turn === 0 ? better : worse);
    const counts = (): number | undefined => made.peers.counts['timecoin.ConsensusQuery'];
    made.sync.start();
    made.meet('a', full);
    await made.clock.advance(1_000);
    expect(made.chain.tip.hash).toEqual((await openChain(clock, better)).tip.hash);
    expect(made.peers.asked).toHaveLength(1 - turn);
    // Once, and again with every poll.
    expect(counts()).toBe(1);
    made.sync.claimed('a', 13);
    await made.clock.advance(1_000);
    expect(counts()).toBe(1);
    await made.clock.advance(60_000);
    expect(counts()).toBe(2);
    await made.sync.stop();
  });

  it('follows the longest of several branches, and uses nobody on another for it', async () => {
    const { main, side } = parted(40, 100, 150);
    const { clock, chain, sync, meet, lies, peers } = await scene(main.slice(0, 20));
    const long = await openChain(clock, side);
    meet('short', await openChain(clock, main), { latencyMs: 10 });
    meet('long', long, { latencyMs: 10 });
    meet('long too', long, { latencyMs: 10 });
    await clock.advance(5_000);
    expect(chain.tip.hash).toEqual(long.tip.hash);
    expect(peers.used()).toEqual(new Set(['long', 'long too']));
    expect(lies).toEqual([]);
    await sync.stop();
  });

  it('changes over in the middle when a longer branch turns up', async () => {
    const { main, side } = parted(40, 100, 150);
    const { clock, chain, sync, meet } = await scene();
    const long = await openChain(clock, side);
    meet('short', await openChain(clock, main), { bytesPerSecond: 4_000 });
    await clock.advance(3_000);
    expect(sync.running).toBe(true);
    meet('long', long, { latencyMs: 10 });
    await clock.advance(5_000);
    expect(chain.tip.hash).toEqual(long.tip.hash);
    await sync.stop();
  });

  it('blames the peer whose blocks are not those that the others have', async () => {
    const { main, side } = parted(30, 170, 170);
    const { clock, chain, sync, meet, lies, lines, peers } = await scene();
    const full = await openChain(clock, main);
    const strayed = await openChain(clock, side);
    // It tells everyone's hashes, and sends blocks of another branch, valid in themselves.
    const trick: Trick = (asked) =>
      isBlocks(asked)
        ? Promise.resolve({ blocks: side.slice(asked.start - 1, asked.end) })
        : asked.type === 'timecoin.GetBlockHash'
          ? full.hashAt(asked.height).then((hash) => ({ height: asked.height, hash }))
          : undefined;
    meet('a', full, { latencyMs: 10 });
    meet('b', full, { latencyMs: 10 });
    meet('strayed', strayed, { trick, latencyMs: 10 });
    await clock.advance(10_000);
    expect(peers.used()).toContain('strayed');
    expect(chain.tip.hash).toEqual(full.tip.hash);
    expect(lies).toEqual([]);
    const aside = lines.filter((line) => line.startsWith('sync peer set aside'));
    expect(aside.length).toBeGreaterThan(0);
    expect(aside.filter((line) => !line.includes('"strayed"'))).toEqual([]);
    await sync.stop();
  });
});

describe('BlockSync with any peers', () => {
  it.each([1, 2, 3, 4, 5, 6])('comes to the longest chain, run %i', async (seed) => {
    const random = new SeededRandom(seed);
    const { main, side } = parted(random.integer(0, 100), 150, 100);
    const { clock, chain, sync, meet, lies, peers } = await scene(side.slice(0, random.integer(0, 60)));
    const full = await openChain(clock, main);
    const other = await openChain(clock, side);
    sync.start();
    for (let n = 0; n < 6; n++) {
      const fails = random.next() * 0.3;
      const kind = random.integer(0, 3);
      const trick: Trick = (asked, honest) => {
        if (!isBlocks(asked) || random.next() > fails) return undefined;
        if (kind === 0) return never;
        if (kind === 1) return Promise.reject(new RequestError(6, 'busy'));
        return honest().then((answer) => ({
          blocks: (answer as BlocksResponse).blocks.slice(0, random.integer(1, 5)),
        }));
      };
      meet(`peer ${n}`, random.next() < 0.3 ? other : full, {
        trick,
        latencyMs: random.integer(1, 300),
        bytesPerSecond: random.integer(2_000, 200_000),
      });
      await clock.advance(random.integer(0, 500));
      if (random.next() < 0.3) {
        peers.remove(`peer ${n}`);
        sync.closed(`peer ${n}`);
      }
    }
    meet('last', full, { latencyMs: 50, bytesPerSecond: 100_000 });
    await clock.advance(300_000);
    expect(chain.tip.hash).toEqual(full.tip.hash);
    expect(lies).toEqual([]);
    const stopped = sync.stop();
    await clock.settle();
    await stopped;
    await clock.advance(60_000);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('peers that keep a sync busy', () => {
  /** Claims blocks without end, and has none. */
  const boaster = (n: number): Trick => {
    return (asked, honest) => {
      if (asked.type === 'timecoin.GetBlockHeight') return Promise.resolve({ height: 1_000_000 + n });
      if (asked.type !== 'timecoin.GetBlockHash') return isBlocks(asked) ? never : undefined;
      return asked.height === 0
        ? honest()
        : Promise.resolve({ height: asked.height, hash: new Uint8Array(32).fill(n) });
    };
  };

  it.each([2, 5, 8])('%i of them do not keep it from an honest one', async (count) => {
    const { clock, chain, sync, meet } = await scene();
    const [full, empty] = [await openChain(clock, blocks), await openChain(clock)];
    for (let n = 1; n <= count; n++) meet(`boaster ${n}`, empty, { trick: boaster(n) });
    meet('honest', full, { latencyMs: 50 });
    await clock.advance(count * 60_000);
    expect(chain.height).toBe(250);
    await sync.stop();
  });

  it('is not held up by a branch of its own that comes one block at a time', async () => {
    const { clock, chain, sync, meet } = await scene();
    const [full, other] = [await openChain(clock, blocks), await openChain(clock, branch)];
    const trickle: Trick = (asked, honest) => {
      if (asked.type === 'timecoin.GetBlockHeight') return Promise.resolve({ height: 1_000_000 });
      if (!isBlocks(asked)) return undefined;
      return new Promise((resolve) => {
        clock.schedule(14_000, () => {
          void honest().then((answer) => {
            resolve({ blocks: (answer as BlocksResponse).blocks.slice(0, 1) });
          });
        });
      });
    };
    meet('slow', other, { trick: trickle });
    await clock.advance(100);
    meet('honest', full, { latencyMs: 50 });
    await clock.advance(120_000);
    expect(chain.tip.hash).toEqual(full.tip.hash);
    await sync.stop();
  });
});

it('goes on with a better branch once a damaged block, which that gives up, is mended', async () => {
  const database = memoryDatabase();
  const { clock, chain, sync, meet, lines } = await scene(blocks.slice(0, 20), {}, database);
  const key = 'block/000000000015';
  const good = await database.get(key);
  await database.put(key, new Uint8Array(100));
  const damaged: number[] = [];
  chain.onDamage((height) => damaged.push(height));
  const common = blocks.slice(0, 10);
  const other = await openChain(clock, [...common, ...sampleBlocks(20, { from: common[9]!, ...ofBranch })]);
  meet('a', other);
  await clock.advance(30_000);
  expect([chain.height, damaged, sync.running]).toEqual([20, [15], false]);
  expect(lines.at(-1)).toMatch(/block\/000000000015 does not match/);
  await database.put(key, good ?? new Uint8Array());
  await clock.advance(40_000);
  expect(chain.tip.hash).toEqual(other.tip.hash);
  await sync.stop();
  await clock.settle();
  expect(clock.pendingTimers).toBe(0);
});
