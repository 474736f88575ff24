import type { PeerId } from '../../peer/peer.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { sameBytes } from '../../wire/bytes.js';
import { StoreError } from '../errors.js';
import type { Part } from '../part.js';
import type { PeerStreams } from '../peer-requests.js';
import type { Chain } from '../chain/chain.js';
import { ChainFetch, type FetchParts } from './chain-fetch.js';
import { FetchPace } from './fetch-pace.js';
import { findLastCommon } from './fork-search.js';
import { LeaderSearch, type Leader } from './leader-search.js';
import { PeerClaims } from './peer-claims.js';
import { PeerQuestions } from './peer-questions.js';
import { PeerScores } from './peer-scores.js';
import type { SyncEvents } from './sync-events.js';
import { defaultSyncOptions, type SyncOptions } from './sync-options.js';
import { SyncProgress } from './sync-progress.js';

// Peers that have the chain that is fetched; more than are asked at once, so that there is a choice.
const MOST_HELPERS = 16;
// A branch that begins too far back is not looked at again for this many times as long as a peer that failed.
const TOO_DEEP_FACTOR = 10;

/**
 * Follows the best chain that a connected peer claims: the longest, of equally long ones the one whose tip has the smaller
 * hash. It finds out where that chain and the own part, and fetches what follows from all peers that have it. A sync that
 * was cut off goes on from the tip, in this process or the next.
 */
export class BlockSync implements Part {
  readonly #chain: Chain;
  readonly #links: PeerStreams;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #events: SyncEvents;
  readonly #options: SyncOptions;
  readonly #stop = new AbortController();
  readonly #claims = new PeerClaims();
  readonly #scores = new PeerScores();
  readonly #questions: PeerQuestions;
  readonly #parts: FetchParts;
  /** The tip that each peer was last asked to compare with its own. */
  readonly #compared = new Map<PeerId, Uint8Array>();
  /** Who is being asked whether it has the chain that is fetched. */
  readonly #joining = new Set<PeerId>();
  #search: LeaderSearch | undefined;
  #fetch: ChainFetch | undefined;
  #running: Promise<void> | undefined;
  #restsUntil = -Infinity;
  #pollTimer: Timer | undefined;
  #retryTimer: Timer | undefined;

  constructor(
    chain: Chain,
    links: PeerStreams,
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
    this.#questions = new PeerQuestions(
      links,
      clock,
      this.#scores,
      { timeoutMs: this.#options.questionTimeoutMs, signal: this.#stop.signal },
      (peer, reason) => {
        this.#setAside(peer, reason);
      },
    );
    this.#parts = {
      chain,
      links,
      clock,
      claims: this.#claims,
      scores: this.#scores,
      questions: this.#questions,
      options: this.#options,
    };
  }

  /** True while blocks are being fetched. */
  get running(): boolean {
    return this.#running !== undefined;
  }

  /** The greatest height that a connected peer claims to have. */
  get bestClaim(): number {
    return this.#claims.best;
  }

  /** Connected peers that are known to have a block of that height. */
  having(height: number): Set<PeerId> {
    return this.#claims.having(height);
  }

  start(): void {
    this.#schedulePoll();
  }

  /** Ends what is under way; settles when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#pollTimer?.cancel();
    this.#retryTimer?.cancel();
    this.#fetch?.end();
    await this.#running;
  }

  /** A peer has connected: asks it for its height. */
  opened(peer: PeerId): void {
    void this.#askHeight(peer);
  }

  closed(peer: PeerId): void {
    this.#claims.delete(peer);
    this.#scores.forget(peer);
    this.#compared.delete(peer);
    this.#fetch?.leave(peer);
  }

  /** A peer has shown that it has a block, of that hash if one is given. Starts a sync if its chain is better than the own. */
  claimed(peer: PeerId, height: number, hash?: Uint8Array): void {
    this.#claims.raise(peer, height, hash);
    this.#consider(peer);
  }

  async #askHeight(peer: PeerId): Promise<void> {
    const height = await this.#questions.height(peer);
    // Without an answer it is asked again with the next poll, if it is still there.
    if (height === undefined || this.#stop.signal.aborted || !this.#links.connectedIds().includes(peer))
      return;
    this.#claims.set(peer, height);
    this.#consider(peer);
  }

  #schedulePoll(): void {
    if (this.#stop.signal.aborted) return;
    this.#pollTimer = this.#clock.schedule(this.#options.pollMs, () => {
      this.#compared.clear();
      for (const peer of this.#links.connectedIds()) void this.#askHeight(peer);
      this.#claims.prune(this.#clock.now());
      this.#schedulePoll();
    });
  }

  #consider(peer: PeerId): void {
    if (this.#stop.signal.aborted) return;
    void this.#compareTips(peer);
    if (this.#fetch !== undefined) void this.#letJoin(this.#fetch, peer);
    if (this.#claims.better(this.#chain.tip, this.#clock.now()).includes(peer)) this.#search?.offer(peer);
    this.#begin();
  }

  /** Of a peer that claims this node's height: finds out whether its chain ends with the same block. */
  async #compareTips(peer: PeerId): Promise<void> {
    const { tip } = this.#chain;
    const claim = this.#claims.get(peer);
    if (claim?.height !== tip.height || this.#claims.endsWith(peer, tip)) return;
    const asked = this.#compared.get(peer);
    if (asked !== undefined && sameBytes(asked, tip.hash)) return;
    this.#compared.set(peer, tip.hash);
    const hash = await this.#questions.compare(peer, tip);
    if (hash === undefined || this.#claims.get(peer)?.height !== tip.height) return;
    this.#claims.set(peer, tip.height, hash);
    this.#begin();
  }

  #begin(): void {
    if (this.#running !== undefined || this.#stop.signal.aborted) return;
    if (this.#clock.now() < this.#restsUntil) return;
    if (this.#claims.better(this.#chain.tip, this.#clock.now()).length === 0) return;
    this.#retryTimer?.cancel();
    this.#running = this.#run()
      .catch((error: unknown) => {
        this.#failed(error);
      })
      .finally(() => {
        this.#running = undefined;
        this.#begin();
        if (this.#running === undefined) this.#retryLater();
      });
  }

  #failed(error: unknown): void {
    if (error instanceof StoreError && error.height !== undefined) {
      // A damaged block is fetched from a peer; what needs it goes on then.
      this.#restsUntil = this.#clock.now() + this.#options.asideMs;
      this.#log.warn('sync interrupted', { reason: error.message });
      return;
    }
    this.#stop.abort();
    this.#events.onFailure(error);
  }

  // Peers that were set aside may be the only ones that have what is missing.
  #retryLater(): void {
    const nextReturn = this.#claims.nextReturn(this.#chain.tip);
    if (this.#stop.signal.aborted || nextReturn === undefined) return;
    const at = Math.max(nextReturn, this.#restsUntil);
    this.#retryTimer?.cancel();
    this.#retryTimer = this.#clock.schedule(Math.max(0, at - this.#clock.now()), () => {
      this.#begin();
    });
  }

  async #run(): Promise<void> {
    const progress = new SyncProgress(this.#chain, this.#clock, this.#log, this.#options.progressMs);
    try {
      for (let leader = await this.#choose(); leader !== undefined; leader = await this.#choose()) {
        progress.begin(this.bestClaim);
        await this.#follow(leader, progress);
      }
    } finally {
      progress.end();
    }
    if (this.#stop.signal.aborted) return;
    progress.conclude(this.bestClaim);
    if (progress.blocks > 0) this.#events.onSynced();
  }

  /** The peer to follow: of those with better chains that answer soon, the one that claims most. */
  async #choose(): Promise<Leader | undefined> {
    for (;;) {
      const candidates = this.#claims.better(this.#chain.tip, this.#clock.now());
      if (this.#stop.signal.aborted || candidates.length === 0) return undefined;
      const search = new LeaderSearch(this.#clock, (peer) => this.#findCommon(peer));
      for (const peer of candidates) search.offer(peer);
      this.#search = search;
      const found = await search.ended();
      this.#search = undefined;
      const able = this.#claims.better(this.#chain.tip, this.#clock.now());
      const best = able.find((peer) => found.some((each) => each.peer === peer));
      const leader = found.find(({ peer }) => peer === best);
      if (leader !== undefined) return leader;
    }
  }

  /** The last block that a peer's chain shares with the own. Undefined, and the peer set aside, if none counts. */
  async #findCommon(peer: PeerId): Promise<Leader['common'] | undefined> {
    const { height: from } = this.#chain;
    const { maxReorgBlocks } = this.#options;
    const common = await findLastCommon(
      (at) => this.#chain.hashAt(at),
      (at) => this.#questions.hashAt(peer, at),
      from,
      maxReorgBlocks,
    );
    if (common === 'apart') {
      const reason = `its chain parted from this one more than ${maxReorgBlocks} blocks before block ${from}`;
      this.#setAside(peer, reason, TOO_DEEP_FACTOR);
      return undefined;
    }
    const hash = common === 'unanswered' ? undefined : await this.#chain.hashAt(common);
    if (common !== 'unanswered' && hash !== undefined) return { height: common, hash };
    if (!this.#claims.isAside(peer, this.#clock.now()))
      this.#setAside(peer, 'it lacks blocks that it claimed');
    return undefined;
  }

  async #follow({ peer, common }: Leader, progress: SyncProgress): Promise<void> {
    if (common.height < this.#chain.height) {
      this.#log.info('sync of another branch', { peer, common: common.height, height: this.#chain.height });
    }
    const fetch = new ChainFetch(peer, common, this.#parts, {
      onLie: (liar, problem) => {
        this.#setAside(liar, problem);
        this.#events.onLie(liar, problem);
      },
      onFailed: (failed, reason) => {
        this.#setAside(failed, reason);
      },
    });
    this.#fetch = fetch;
    progress.follow(fetch);
    const pace = new FetchPace(this.#clock, fetch, () => {
      this.#leaveIfOthers(fetch);
    });
    try {
      this.#gather(fetch);
      const isDone = await fetch.run();
      // All that it has was taken, and it is not better: it claimed another tip than it has.
      if (!isDone || !fetch.has(peer)) return;
      if (!this.#claims.beats(peer, this.#chain.tip)) this.#claims.kept(peer);
      else this.#setAside(peer, 'its chain is not the better one that it claimed');
    } finally {
      pace.end();
      this.#fetch = undefined;
    }
  }

  /** Gives up a chain that hardly comes for another one, of a peer that has failed no more often. */
  #leaveIfOthers(fetch: ChainFetch): void {
    const { leader } = fetch;
    if (leader === undefined) return;
    const others = this.#claims.better(this.#chain.tip, this.#clock.now());
    if (!others.some((peer) => !fetch.has(peer) && !this.#isWorse(peer, leader))) return;
    this.#setAside(leader, 'its chain hardly comes, and another is to be had');
    fetch.end();
  }

  #gather(fetch: ChainFetch): void {
    for (const peer of this.#claims.better(this.#chain.tip, this.#clock.now()))
      void this.#letJoin(fetch, peer);
  }

  /** Lets a peer help if it has the chain that is fetched: the same block at the greatest height that both it and the leader claim. */
  async #letJoin(fetch: ChainFetch, peer: PeerId): Promise<void> {
    const { leader } = fetch;
    if (leader === undefined || this.#joining.has(peer) || fetch.has(peer)) return;
    if (this.#claims.isAside(peer, this.#clock.now()) || !this.#claims.beats(peer, this.#chain.tip)) return;
    if (fetch.size + this.#joining.size >= MOST_HELPERS) return;
    this.#joining.add(peer);
    try {
      const height = Math.min(this.#claims.heightOf(peer), this.#claims.heightOf(leader));
      const [own, led] = await Promise.all([
        this.#questions.hashAt(peer, height),
        this.#questions.hashAt(leader, height),
      ]);
      if (this.#fetch !== fetch || own === undefined || led === undefined) return;
      if (this.#claims.isAside(peer, this.#clock.now()) || this.#claims.get(peer) === undefined) return;
      if (sameBytes(own, led)) fetch.join(peer);
      else if (this.#claims.heightOf(peer) > fetch.target && !this.#isWorse(peer, leader)) fetch.end();
    } finally {
      this.#joining.delete(peer);
    }
  }

  #isWorse(peer: PeerId, leader: PeerId): boolean {
    return this.#claims.timesAside(peer) > this.#claims.timesAside(leader);
  }

  #setAside(peer: PeerId, reason: string, factor = 1): void {
    this.#fetch?.leave(peer);
    if (this.#stop.signal.aborted || this.#claims.get(peer) === undefined) return;
    this.#claims.setAside(peer, this.#clock.now() + factor * this.#options.asideMs);
    this.#log.warn('sync peer set aside', { peer, reason });
    if (this.#fetch !== undefined) this.#gather(this.#fetch);
  }
}
