import { describe, expect, it } from 'vitest';
import type { BlocksResponse, GetBlocks } from '../../../generated/timecoin/chain.js';
import type { Block } from '../../../generated/timecoin/types.js';
import type { Codec, RequestCodec } from '../../../src/codec/codec.js';
import type { Context, Handler } from '../../../src/node/handler.js';
import { RequestError } from '../../../src/peer/errors.js';
import type { PeerId, RequestOptions } from '../../../src/peer/peer.js';
import { silentLog } from '../../../src/platform/log.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { Frame, payloadOf } from '../../../src/wire/frame.js';
import type { Chain } from '../../../src/timecoin/chain/chain.js';
import { handleChain } from '../../../src/timecoin/chain/chain-handlers.js';
import { BlockSync, type PeerRequests, type SyncOptions } from '../../../src/timecoin/chain/sync.js';
import { openChain, sampleBlocks, sampleTransaction } from '../samples.js';

const blocks = sampleBlocks(250);
const branch = sampleBlocks(300, { transactions: (height) => [sampleTransaction(1_000_000 + height)] });

type Asked = GetBlocks & { type: string };
/** How a peer answers instead of honestly: the message, undefined for honestly, or a promise that never settles. */
type Trick = (asked: Asked, honest: () => Promise<BlocksResponse>) => unknown;

/** Peers as handlers on chains of their own, reached by encoded messages, without connections in between. */
class Peers implements PeerRequests {
  readonly asked: { peer: PeerId; start: number; end: number }[] = [];
  readonly #clock: VirtualClock;
  readonly #peers = new Map<
    PeerId,
    { routes: Map<number, Handler<Codec<unknown>>>; trick: Trick | undefined; largest: number }
  >();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  add(
    peer: PeerId,
    chain: Chain,
    { trick, largest = 8 << 20 }: { trick?: Trick; largest?: number } = {},
  ): void {
    const routes = new Map<number, Handler<Codec<unknown>>>();
    handleChain({ handle: (codec, handler) => void routes.set(codec.type, handler) }, chain);
    this.#peers.set(peer, { routes, trick, largest });
  }

  remove(peer: PeerId): void {
    this.#peers.delete(peer);
  }

  connectedIds(): PeerId[] {
    return [...this.#peers.keys()];
  }

  async request<T, R>(
    id: PeerId,
    codec: RequestCodec<T, R>,
    message: T,
    { timeoutMs = 30_000 }: RequestOptions = {},
  ): Promise<R> {
    const peer = this.#peers.get(id);
    if (peer === undefined) throw new RequestError('CLOSED', 'no such peer');
    const honest = async (): Promise<R> => {
      const context = {
        connection: { peer: { largestMessage: peer.largest } },
        signal: new AbortController().signal,
      };
      const decoded = codec.decode(codec.encode(message));
      const answer: unknown = await peer.routes.get(codec.type)?.(decoded, context as unknown as Context);
      const payload = answer instanceof Frame ? payloadOf(answer) : codec.response.encode(answer as R);
      expect(payload.length).toBeLessThanOrEqual(peer.largest);
      return codec.response.decode(payload);
    };
    if (codec.name === 'timecoin.GetBlocks') {
      const { start, end } = message as unknown as GetBlocks;
      this.asked.push({ peer: id, start, end });
    }
    const asked = { ...message, type: codec.name } as unknown as Asked;
    const tricked = peer.trick?.(asked, honest as unknown as () => Promise<BlocksResponse>);
    const timeout = new Promise<never>((_, reject) => {
      this.#clock.schedule(timeoutMs, () => {
        reject(new RequestError('TIMEOUT', 'no response in time'));
      });
    });
    return Promise.race([tricked === undefined ? honest() : (tricked as Promise<R>), timeout]);
  }
}

interface Scene {
  readonly clock: VirtualClock;
  readonly chain: Chain;
  readonly peers: Peers;
  readonly sync: BlockSync;
  readonly lies: string[];
  synced: number;
}

async function scene(own: readonly Block[] = [], options: Partial<SyncOptions> = {}): Promise<Scene> {
  const clock = new VirtualClock();
  const chain = await openChain(clock, own);
  const peers = new Peers(clock);
  const lies: string[] = [];
  const events = {
    onSynced: () => void made.synced++,
    onLie: (peer: PeerId) => void lies.push(peer),
    onFailure: (error: unknown) => {
      throw error;
    },
  };
  const sync = new BlockSync(chain, peers, clock, silentLog, events, options);
  const made: Scene = { clock, chain, peers, sync, lies, synced: 0 };
  return made;
}

const isBlocks = ({ type }: Asked): boolean => type === 'timecoin.GetBlocks';

describe('BlockSync', () => {
  it('fetches 250 blocks in order, from peers in turn', async () => {
    const { clock, chain, peers, sync } = await scene();
    const full = await openChain(clock, blocks);
    for (const id of ['a', 'b', 'c']) peers.add(id, full);
    const heights: number[] = [];
    chain.onChange(({ added }) => heights.push(...added.map(({ height }) => height)));
    for (const id of ['a', 'b', 'c']) sync.opened(id);
    await clock.advance(10);
    expect(heights).toEqual(blocks.map((_, index) => index + 1));
    expect(peers.asked.map(({ start, end }) => [start, end])).toEqual([
      [1, 100],
      [101, 200],
      [201, 250],
    ]);
    expect(new Set(peers.asked.map(({ peer }) => peer)).size).toBe(3);
    expect(sync.running).toBe(false);
    await sync.stop();
  });

  it('goes on after the last block of an answer that stopped before the largest message', async () => {
    const { clock, chain, peers, sync } = await scene();
    const large = (height: number): ReturnType<typeof sampleTransaction>[] => [
      sampleTransaction(height, {
        outputs: Array.from({ length: 4 }, () => ({ value: 1n, scriptPubkey: new Uint8Array(10_000) })),
      }),
    ];
    const full = await openChain(clock, sampleBlocks(7, { transactions: large }));
    peers.add('a', full, { largest: 65_536 });
    peers.add('b', full, { largest: 3 * 41_000 });
    sync.opened('a');
    sync.opened('b');
    await clock.advance(10);
    expect(chain.height).toBe(7);
    expect(peers.asked.length).toBeGreaterThan(3);
    await sync.stop();
  });

  const nothing = (): Promise<BlocksResponse> => Promise.resolve({ blocks: [] });
  const change = (edit: (list: Block[]) => Block[]): Trick => {
    return (asked, honest) =>
      isBlocks(asked) ? honest().then(({ blocks: list }) => ({ blocks: edit(list) })) : undefined;
  };
  it.each<[string, Trick, boolean]>([
    ['never answers', (asked) => (isBlocks(asked) ? new Promise(() => {}) : undefined), false],
    [
      'answers with an error',
      (asked) => (isBlocks(asked) ? Promise.reject(new RequestError(6, 'failed')) : undefined),
      false,
    ],
    ['sends no blocks', (asked) => (isBlocks(asked) ? nothing() : undefined), false],
    [
      'claims any height',
      (asked) => (isBlocks(asked) ? nothing() : Promise.resolve({ height: 2 ** 53 - 1 })),
      false,
    ],
    [
      'is on another branch',
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
  ])('replaces a peer that %s', async (_, trick, isLie) => {
    const { clock, chain, peers, sync, lies } = await scene(blocks.slice(0, 5));
    const full = await openChain(clock, blocks);
    peers.add('bad', full, { trick });
    sync.opened('bad');
    await clock.advance(1);
    peers.add('good', full);
    sync.opened('good');
    await clock.advance(40_000);
    expect(chain.height).toBe(250);
    expect(lies).toEqual(isLie ? ['bad'] : []);
    expect(peers.asked.filter(({ peer }) => peer === 'bad')).toHaveLength(1);
    await sync.stop();
  });

  it('asks a peer that was set aside again when nobody else has what is missing', async () => {
    const { clock, chain, peers, sync } = await scene();
    let answers = false;
    const trick: Trick = (asked) =>
      isBlocks(asked) && !answers ? Promise.reject(new Error('busy')) : undefined;
    peers.add('a', await openChain(clock, blocks.slice(0, 30)), { trick });
    sync.opened('a');
    await clock.advance(50_000);
    expect(chain.height).toBe(0);
    answers = true;
    await clock.advance(20_000);
    expect(chain.height).toBe(30);
    await sync.stop();
  });

  it('goes on with the others when a peer leaves, and from the tip when a new process starts', async () => {
    const { clock, chain, peers, sync } = await scene();
    const full = await openChain(clock, blocks);
    const leave: Trick = (asked) => {
      if (!isBlocks(asked) || asked.start === 1) return undefined;
      peers.remove('a');
      sync.closed('a');
      return Promise.reject(new RequestError('CLOSED', 'gone'));
    };
    peers.add('a', full, { trick: leave });
    sync.opened('a');
    await clock.advance(10);
    expect([chain.height, sync.running]).toEqual([100, false]);
    peers.add('b', full);
    sync.opened('b');
    await clock.advance(10);
    expect(chain.height).toBe(250);
    expect(peers.asked.at(-1)).toEqual({ peer: 'b', start: 201, end: 250 });
    await sync.stop();
  });

  it('learns of new blocks by asking now and then', async () => {
    const { clock, chain, peers, sync } = await scene();
    const full = await openChain(clock, blocks.slice(0, 10));
    peers.add('a', full);
    sync.start();
    sync.opened('a');
    await clock.advance(1000);
    expect(chain.height).toBe(10);
    for (const block of blocks.slice(10, 20)) await full.append(block);
    await clock.advance(60_000);
    expect(chain.height).toBe(20);
    await sync.stop();
  });

  it('leaves a longer chain of another branch aside, and says so', async () => {
    const made = await scene(blocks.slice(0, 5));
    made.peers.add('a', await openChain(made.clock, branch));
    made.sync.opened('a');
    await made.clock.advance(10);
    expect([made.chain.height, made.chain.forks.unconnected, made.lies, made.synced]).toEqual([5, 1, [], 0]);
    expect(made.peers.asked).toHaveLength(1);
    await made.sync.stop();
  });

  it('stops in the middle', async () => {
    const { clock, chain, peers, sync } = await scene();
    peers.add('a', await openChain(clock, blocks), {
      trick: (asked) => (isBlocks(asked) && asked.start > 100 ? new Promise(() => {}) : undefined),
    });
    sync.opened('a');
    await clock.advance(10);
    const stopped = sync.stop();
    await clock.advance(20_000);
    await stopped;
    expect(chain.height).toBe(100);
    expect(clock.pendingTimers).toBe(0);
  });
});
