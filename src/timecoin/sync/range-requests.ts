import { RequestError } from '../../peer/errors.js';
import type { PeerId, RequestOptions } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import { reasonOf } from '../../platform/reason.js';
import { FetchWindow, type HeightRange, type RangeRequest } from './fetch-window.js';
import type { PeerClaims } from './peer-claims.js';
import type { PeerStreams } from '../peer-requests.js';
import { ANSWER_BYTES, type PeerScores } from './peer-scores.js';
import { MAX_BLOCKS, rawBlocks } from './raw-blocks.js';
import type { SyncOptions } from './sync-options.js';

// The next block is asked of a second peer when it takes this many times as long as that peer would …
const STALL_FACTOR = 4;
// … but at least this long; and this long where nothing is known of any other peer's speed.
const SHORTEST_STALL_MS = 1_000;
const UNMEASURED_STALL_MS = 5_000;
// Until blocks have come.
const FIRST_BLOCK_BYTES = 4_096;
// The weight of the newest answer in the size that blocks have.
const WEIGHT = 0.5;

/** What requests are made with. */
export interface RequestParts {
  readonly links: PeerStreams;
  readonly clock: Clock;
  readonly claims: PeerClaims;
  readonly scores: PeerScores;
  readonly options: SyncOptions;
}

export interface RequestEvents {
  /** Blocks came or a request has ended: there may be a next block. */
  onProgress(): void;
  /** A peer is of no use for now. */
  onFailed(peer: PeerId, reason: string): void;
}

interface UnderWay {
  /** What ends it. */
  readonly abort: AbortController;
  /** It asks for what another peer was asked for already. */
  readonly isSecond: boolean;
  /** What it has brought so far. */
  blocks: number;
  bytes: number;
}

/** Keeps requests for ranges of blocks under way: to the best of its peers at once, the missing ranges in ascending order. */
export class RangeRequests {
  readonly window: FetchWindow;
  /** In the order in which they joined. */
  readonly peers = new Set<PeerId>();
  readonly #parts: RequestParts;
  readonly #events: RequestEvents;
  readonly #underWay = new Map<RangeRequest, UnderWay>();
  #blockBytes = FIRST_BLOCK_BYTES;
  #isStopped = false;

  constructor(next: number, parts: RequestParts, events: RequestEvents) {
    this.window = new FetchWindow(next, parts.options);
    this.#parts = parts;
    this.#events = events;
  }

  /** The greatest height that a peer of these claims. */
  get target(): number {
    return Math.max(-1, ...[...this.peers].map((peer) => this.#parts.claims.heightOf(peer)));
  }

  /** Peers that are asked for blocks at the moment. */
  get peersInUse(): number {
    return new Set([...this.#underWay.keys()].map(({ peer }) => peer)).size;
  }

  /** Asks a peer no more. What it has brought stays. */
  leave(peer: PeerId): void {
    this.peers.delete(peer);
    for (const request of this.#requestsOf(peer)) this.#giveUp(request);
  }

  stop(): void {
    this.#isStopped = true;
    for (const request of [...this.#underWay.keys()]) this.#giveUp(request);
  }

  /** Asks for what is missing as long as there is room for it and a peer is free. */
  plan(): void {
    const { claims } = this.#parts;
    while (!this.#isStopped) {
      const gap = this.window.missing(this.target, 1, ANSWER_BYTES);
      const peer = gap && this.#freePeer(gap.start);
      if (gap === undefined || peer === undefined) return;
      this.#ask(
        peer,
        this.window.missing(claims.heightOf(peer), this.#mostBlocks(peer), ANSWER_BYTES) ?? gap,
      );
    }
  }

  /**
   * Everything waits for the next block: if whoever was asked for it is clearly slower than another would be, that one is
   * asked for it too.
   */
  replaceStalled(): void {
    const { claims, clock, scores } = this.#parts;
    const [head, second] = this.window.headRequests();
    if (head === undefined || second !== undefined) return;
    const { next } = this.window;
    const others = [...this.peers].filter((peer) => peer !== head.peer && claims.heightOf(peer) >= next);
    const [best] = this.#soonestFirst(others, head.bytes);
    if (best === undefined) return;
    const limitMs = scores.isMeasured(best)
      ? Math.max(SHORTEST_STALL_MS, STALL_FACTOR * this.#doneMs(best, head.bytes))
      : UNMEASURED_STALL_MS;
    if (clock.now() - scores.waitsSince(head.peer, head.askedAt) < limitMs) return;
    this.#ask(best, { start: next, end: Math.min(head.end, claims.heightOf(best)) }, true);
  }

  #mostBlocks(peer: PeerId): number {
    const blocks = Math.floor(this.#parts.scores.answerBytes(peer) / this.#blockBytes);
    return Math.min(MAX_BLOCKS, Math.max(1, blocks));
  }

  /** Of the best peers the one that would be done first with one answer more. */
  #freePeer(height: number): PeerId | undefined {
    const { claims, options, scores } = this.#parts;
    const able = [...this.peers].filter((peer) => claims.heightOf(peer) >= height);
    const best = sortedBy(able, (peer) => scores.expectedMs(peer, ANSWER_BYTES)).slice(0, options.peers);
    const free = best.filter((peer) => this.#requestsOf(peer).length < options.requestsPerPeer);
    return this.#soonestFirst(free, ANSWER_BYTES)[0];
  }

  #soonestFirst(peers: readonly PeerId[], bytes: number): PeerId[] {
    return sortedBy(peers, (peer) => this.#doneMs(peer, bytes));
  }

  #doneMs(peer: PeerId, bytes: number): number {
    const before = this.#requestsOf(peer).reduce((sum, request) => sum + request.bytes, 0);
    return this.#parts.scores.expectedMs(peer, before + bytes);
  }

  #requestsOf(peer: PeerId): RangeRequest[] {
    return [...this.#underWay.keys()].filter((request) => request.peer === peer);
  }

  #ask(peer: PeerId, { start, end }: HeightRange, isSecond = false): void {
    const { clock, options, scores } = this.#parts;
    const bytes = Math.min(ANSWER_BYTES, (end - start + 1) * this.#blockBytes);
    const request = { start, end, peer, bytes, askedAt: clock.now() };
    const abort = new AbortController();
    this.#underWay.set(request, { abort, isSecond, blocks: 0, bytes: 0 });
    this.window.asked(request);
    const timeoutMs = options.requestTimeoutMs * scores.patience(peer);
    void this.#bring(request, { timeoutMs, signal: abort.signal })
      .then(
        () => {
          this.#answered(request);
        },
        (error: unknown) => {
          this.#failed(request, error);
        },
      )
      .finally(() => {
        this.#events.onProgress();
      });
  }

  async #bring(request: RangeRequest, options: RequestOptions): Promise<void> {
    for await (const block of rawBlocks(this.#parts.links, request.peer, request, options)) {
      const entry = this.#underWay.get(request);
      if (entry === undefined) return;
      this.window.received(request, request.start + entry.blocks++, block);
      entry.bytes += block.length;
      if (this.window.head() !== undefined) this.#events.onProgress();
    }
  }

  #answered(request: RangeRequest): void {
    const entry = this.#underWay.get(request);
    if (entry === undefined) return;
    this.#underWay.delete(request);
    this.window.ended(request);
    const { blocks, bytes } = entry;
    const { claims, clock, scores } = this.#parts;
    const { peer, start, end, askedAt } = request;
    if (blocks === 0) {
      this.#events.onFailed(peer, `claimed height ${claims.heightOf(peer)} and sent no block ${start}`);
      return;
    }
    scores.delivered(peer, bytes, askedAt, clock.now());
    this.#blockBytes += WEIGHT * (Math.max(1, bytes / blocks) - this.#blockBytes);
    this.#endRaces();
    this.#askRest(peer, start + blocks, end);
    // While a block is being checked, nobody else plans.
    this.plan();
  }

  // A list ends where an answer is long enough; who sent the first part is asked for the rest.
  #askRest(peer: PeerId, start: number, end: number): void {
    if (this.#isStopped || start > end || !this.peers.has(peer)) return;
    const rest = this.window.missing(end, this.#mostBlocks(peer), ANSWER_BYTES);
    if (rest?.start === start) this.#ask(peer, rest);
  }

  // Requests whose blocks another peer has brought first. Who was asked first was too slow.
  #endRaces(): void {
    const { clock, scores } = this.#parts;
    for (const [request, { isSecond, blocks }] of [...this.#underWay]) {
      if (!this.#underWay.has(request) || !this.window.holds(request)) continue;
      // It has brought them itself, and only its end is still to come.
      if (blocks > request.end - request.start) continue;
      this.#giveUp(request);
      if (isSecond) continue;
      const { peer, start, end, askedAt, bytes } = request;
      const ms = Math.round(clock.now() - askedAt);
      scores.stalled(peer, bytes, ms);
      this.#events.onFailed(peer, `another peer sent blocks ${start} to ${end} sooner than its ${ms} ms`);
    }
  }

  #failed(request: RangeRequest, error: unknown): void {
    if (!this.#underWay.delete(request)) return;
    this.window.ended(request);
    const { clock, scores } = this.#parts;
    const { peer, bytes, askedAt } = request;
    if (error instanceof RequestError && error.code === 'TIMEOUT') {
      scores.stalled(peer, bytes, clock.now() - askedAt);
    }
    this.#events.onFailed(peer, reasonOf(error));
  }

  #giveUp(request: RangeRequest): void {
    const entry = this.#underWay.get(request);
    this.#underWay.delete(request);
    this.window.ended(request);
    entry?.abort.abort();
  }
}

function sortedBy(peers: readonly PeerId[], measure: (peer: PeerId) => number): PeerId[] {
  return peers
    .map((peer) => ({ peer, value: measure(peer) }))
    .sort((one, other) => one.value - other.value)
    .map(({ peer }) => peer);
}
