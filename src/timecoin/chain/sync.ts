import { GetBlockHeight, GetBlocks } from '../../../generated/timecoin/chain.js';
import type { Block } from '../../../generated/timecoin/types.js';
import type { RequestCodec } from '../../codec/codec.js';
import type { PeerId, RequestOptions } from '../../peer/peer.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import type { Chain } from './chain.js';
import { BlockError } from '../errors.js';
import { reasonOf } from '../../platform/reason.js';
import type { Part } from '../part.js';

/** Blocks a GetBlocks may ask for. */
export const MAX_BLOCKS = 100;

/** What asks peers: a Node and its connections. */
export interface PeerRequests {
  connectedIds(): readonly PeerId[];
  request<T, R>(peer: PeerId, codec: RequestCodec<T, R>, message: T, options?: RequestOptions): Promise<R>;
}

export interface SyncOptions {
  /** A peer that has not answered by then is replaced. */
  readonly requestTimeoutMs: number;
  /** How long a peer that stalled, failed or lied is not asked again. */
  readonly asideMs: number;
  /** How often all peers are asked for their height. */
  readonly pollMs: number;
  /** How often a long sync says how far it is. */
  readonly progressMs: number;
}

const defaultSyncOptions: SyncOptions = {
  requestTimeoutMs: 15_000,
  asideMs: 60_000,
  pollMs: 60_000,
  progressMs: 5_000,
};

export interface SyncEvents {
  /** A run has ended in which blocks were appended. */
  onSynced(): void;
  /** A peer sent what an honest one cannot have. */
  onLie(peer: PeerId, problem: string): void;
  /** The store failed. Nothing more is fetched. */
  onFailure(error: unknown): void;
}

/**
 * Fetches the blocks that peers have and this node lacks: in order, from one peer at a time, in turn, so that a peer that
 * stalls or lies costs one request and is set aside. Every block passes Chain's checks before the next is asked for, so
 * a sync that was cut off goes on from the tip, in this process or the next.
 */
export class BlockSync implements Part {
  readonly #chain: Chain;
  readonly #links: PeerRequests;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #events: SyncEvents;
  readonly #options: SyncOptions;
  readonly #stop = new AbortController();
  /** The heights that connected peers claim. */
  readonly #claims = new Map<PeerId, number>();
  /** Until when, on the monotonic clock, a peer is not asked. */
  readonly #aside = new Map<PeerId, number>();
  /** When a peer was asked last, as a running count: the next request goes to whoever waits longest. */
  readonly #asked = new Map<PeerId, number>();
  #requests = 0;
  #running: Promise<void> | undefined;
  #pollTimer: Timer | undefined;
  #retryTimer: Timer | undefined;

  constructor(
    chain: Chain,
    links: PeerRequests,
    clock: Clock,
    log: Log,
    events: SyncEvents,
    options: Partial<SyncOptions> = {},
  ) {
    this.#chain = chain;
    this.#links = links;
    this.#clock = clock;
    this.#log = log;
    this.#events = events;
    this.#options = { ...defaultSyncOptions, ...options };
  }

  /** True while blocks are being fetched. */
  get running(): boolean {
    return this.#running !== undefined;
  }

  /** The greatest height that a connected peer claims to have. */
  get bestClaim(): number {
    return Math.max(0, ...this.#claims.values());
  }

  start(): void {
    this.#schedulePoll();
  }

  /** Ends what is under way; settles when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#pollTimer?.cancel();
    this.#retryTimer?.cancel();
    await this.#running;
  }

  /** A peer has connected: asks it for its height. */
  opened(peer: PeerId): void {
    void this.#askHeight(peer);
  }

  /** Connected peers that are known to have a block of that height. */
  having(height: number): Set<PeerId> {
    return new Set([...this.#claims].filter(([, claimed]) => claimed >= height).map(([peer]) => peer));
  }

  closed(peer: PeerId): void {
    this.#claims.delete(peer);
    this.#asked.delete(peer);
  }

  /** A peer has shown that it has a block of that height. Starts a sync if that is more than this node has. */
  claimed(peer: PeerId, height: number): void {
    this.#claims.set(peer, Math.max(height, this.#claims.get(peer) ?? 0));
    this.#consider();
  }

  async #askHeight(peer: PeerId): Promise<void> {
    let height: number;
    try {
      ({ height } = await this.#links.request(
        peer,
        GetBlockHeight,
        GetBlockHeight.create(),
        this.#request(),
      ));
    } catch (error) {
      // It is asked again with the next poll, if it is still there.
      this.#log.debug('no height', { peer, reason: reasonOf(error) });
      return;
    }
    if (!this.#links.connectedIds().includes(peer)) return;
    this.#claims.set(peer, height);
    this.#consider();
  }

  #schedulePoll(): void {
    if (this.#stop.signal.aborted) return;
    this.#pollTimer = this.#clock.schedule(this.#options.pollMs, () => {
      for (const peer of this.#links.connectedIds()) void this.#askHeight(peer);
      for (const [peer, until] of this.#aside) if (until <= this.#clock.now()) this.#aside.delete(peer);
      this.#schedulePoll();
    });
  }

  #consider(): void {
    if (this.#running !== undefined || this.#stop.signal.aborted || this.#pick() === undefined) return;
    this.#retryTimer?.cancel();
    this.#running = this.#run()
      .catch((error: unknown) => {
        this.#stop.abort();
        this.#events.onFailure(error);
      })
      .finally(() => {
        this.#running = undefined;
        this.#consider();
        if (this.#running === undefined) this.#retryLater();
      });
  }

  // Peers that were set aside may be the only ones that have what is missing.
  #retryLater(): void {
    if (this.#stop.signal.aborted) return;
    const times = [...this.#claims]
      .filter(([, height]) => height > this.#chain.height)
      .map(([peer]) => this.#aside.get(peer) ?? 0);
    if (times.length === 0) return;
    this.#retryTimer?.cancel();
    const delayMs = Math.max(0, Math.min(...times) - this.#clock.now());
    this.#retryTimer = this.#clock.schedule(delayMs, () => {
      this.#consider();
    });
  }

  #pick(): PeerId | undefined {
    const now = this.#clock.now();
    let best: PeerId | undefined;
    for (const [peer, height] of this.#claims) {
      if (height <= this.#chain.height || (this.#aside.get(peer) ?? 0) > now) continue;
      if (best === undefined || (this.#asked.get(peer) ?? 0) < (this.#asked.get(best) ?? 0)) best = peer;
    }
    return best;
  }

  async #run(): Promise<void> {
    const from = this.#chain.height;
    const startedAt = this.#clock.now();
    let saidAt = startedAt;
    this.#log.info('sync started', { height: from, target: this.bestClaim });
    for (let peer = this.#pick(); peer !== undefined; peer = this.#pick()) {
      await this.#fetchFrom(peer);
      if (this.#stop.signal.aborted) return;
      if (this.#clock.now() - saidAt >= this.#options.progressMs) {
        saidAt = this.#clock.now();
        this.#log.info('syncing', { height: this.#chain.height, target: this.bestClaim });
      }
    }
    const { height } = this.#chain;
    const blocks = height - from;
    const seconds = Number(((this.#clock.now() - startedAt) / 1000).toFixed(1));
    if (this.bestClaim > height) {
      this.#log.warn('sync stopped', {
        height,
        blocks,
        claimed: this.bestClaim,
        reason: 'no peer delivers more',
      });
    } else {
      this.#log.info('synced', { height, blocks, seconds });
    }
    if (blocks > 0) this.#events.onSynced();
  }

  /** One request and what follows from its answer: blocks appended, or the peer set aside. */
  async #fetchFrom(peer: PeerId): Promise<void> {
    this.#asked.set(peer, ++this.#requests);
    const start = this.#chain.height + 1;
    const end = Math.min(this.#claims.get(peer) ?? start, start + MAX_BLOCKS - 1);
    let blocks: Block[];
    try {
      ({ blocks } = await this.#links.request(peer, GetBlocks, { start, end }, this.#request()));
    } catch (error) {
      this.#setAside(peer, reasonOf(error));
      return;
    }
    if (blocks.length === 0) this.#setAside(peer, `claimed height ${end} and sent no block`);
    for (const [index, block] of blocks.entries()) {
      if (this.#stop.signal.aborted || !(await this.#append(peer, start + index, block))) return;
    }
  }

  async #append(peer: PeerId, height: number, block: Block): Promise<boolean> {
    if (block.header?.height !== height) {
      this.#lied(
        peer,
        `sent block ${block.header?.height ?? 'without a header'} where block ${height} belongs`,
      );
      return false;
    }
    try {
      // A block that an announcement brought meanwhile is known; the next one follows all the same.
      const outcome = await this.#chain.append(block);
      if (outcome === 'refused') {
        this.#setAside(peer, `block ${height} is not admitted here`);
        return false;
      }
      if (outcome !== 'fork') return true;
    } catch (error) {
      if (!(error instanceof BlockError)) throw error;
      // Clocks differ; that is no lie.
      if (error.code === 'TOO_NEW') this.#setAside(peer, error.message);
      else this.#lied(peer, error.message);
      return false;
    }
    this.#log.warn('peer on another branch', { peer, height });
    this.#setAside(peer, 'it is on another branch');
    return false;
  }

  #lied(peer: PeerId, problem: string): void {
    this.#setAside(peer, problem);
    this.#events.onLie(peer, problem);
  }

  #setAside(peer: PeerId, reason: string): void {
    if (this.#stop.signal.aborted || !this.#claims.has(peer)) return;
    this.#aside.set(peer, this.#clock.now() + this.#options.asideMs);
    this.#log.warn('sync peer set aside', { peer, reason });
  }

  #request(): RequestOptions {
    return { timeoutMs: this.#options.requestTimeoutMs, signal: this.#stop.signal };
  }
}
