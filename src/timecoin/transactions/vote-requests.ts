import {
  TransactionVote,
  TransactionVoteRequest,
  type Vote,
} from '../../../generated/timecoin/transactions.js';
import type { Codec } from '../../codec/codec.js';
import type { Node } from '../../node/node.js';
import { PeerError } from '../../peer/errors.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { hex } from '../hash.js';
import { OncePer } from './once-per.js';

// A transaction without a new vote for so long is asked about, so many times, each after twice the time.
const SILENCE_MS = 10_000;
const MOST_ATTEMPTS = 3;
// What one round asks about at most, and of how many peers each.
const ASKED_A_ROUND = 100;
const PEERS_ASKED = 8;

const ANSWER_EVERY_MS = 10_000;
const FETCH_EVERY_MS = 60_000;
const ASK_EVERY_MS = 60_000;
const MOST_KEYS = 10_000;
const VOTES_AN_ANSWER = 256;

/** What vote requests need of who counts the votes and of who knows the peers. */
export interface VoteSource {
  votesOn(key: string): ReadonlyMap<string, Vote>;
  /** Casts this masternode's vote if the transaction is pending and it has none yet. */
  castMissing(key: string): void;
  isPending(key: string): boolean;
  /** Fetches what is pending at a peer. */
  fetchPending(peer: PeerId): void;
  /** Connected peers that are masternodes. */
  masternodePeers(): readonly PeerId[];
  /** Whether there is anyone who might vote. */
  hasVoters(): boolean;
}

interface Waiting {
  readonly txid: Uint8Array;
  dueAt: number;
  attempts: number;
}

/** Asks for votes that do not come by themselves, and answers those who ask. */
export class VoteRequests {
  readonly #node: Node;
  readonly #source: VoteSource;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #waiting = new Map<string, Waiting>();
  readonly #answers: OncePer;
  readonly #fetches: OncePer;
  readonly #asks: OncePer;

  constructor(node: Node, source: VoteSource, clock: Clock, log: Log) {
    this.#node = node;
    this.#source = source;
    this.#clock = clock;
    this.#log = log;
    this.#answers = new OncePer(clock, ANSWER_EVERY_MS, MOST_KEYS);
    this.#fetches = new OncePer(clock, FETCH_EVERY_MS, MOST_KEYS);
    this.#asks = new OncePer(clock, ASK_EVERY_MS, MOST_KEYS);
    node.handle(TransactionVoteRequest, ({ txid }, { peer }) => {
      this.#answer(hex(txid), peer);
    });
  }

  /** A transaction waits for votes; a vote that came lets it wait anew. */
  awaits(key: string, txid: Uint8Array): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined)
      this.#waiting.set(key, { txid, dueAt: this.#clock.now() + SILENCE_MS, attempts: 0 });
    else waiting.dueAt = this.#clock.now() + SILENCE_MS;
  }

  /** A transaction needs no more votes. */
  forget(key: string): void {
    this.#waiting.delete(key);
  }

  /** A peer says that a transaction is decided, and has the votes therefore. */
  ask(key: string, txid: Uint8Array, peer: PeerId): void {
    if (this.#source.hasVoters() && this.#asks.allows(key))
      this.#send(peer, TransactionVoteRequest, { txid });
  }

  /** Asks about what has waited for too long. To be called every few seconds. */
  round(): void {
    if (!this.#source.hasVoters()) return;
    const now = this.#clock.now();
    let left = ASKED_A_ROUND;
    for (const [key, waiting] of this.#waiting) {
      if (waiting.dueAt > now) continue;
      if (left-- === 0) return;
      this.#askAround(waiting);
      waiting.attempts++;
      waiting.dueAt = now + SILENCE_MS * 2 ** waiting.attempts;
      if (waiting.attempts === MOST_ATTEMPTS) this.#waiting.delete(key);
    }
  }

  #answer(key: string, peer: PeerId): void {
    this.#source.castMissing(key);
    const votes = this.#source.votesOn(key);
    if (votes.size === 0 && !this.#source.isPending(key)) {
      if (this.#fetches.allows(peer)) this.#source.fetchPending(peer);
      return;
    }
    if (!this.#answers.allows(`${peer}:${key}`)) return;
    let left = VOTES_AN_ANSWER;
    for (const vote of votes.values()) {
      if (left-- === 0 || !this.#send(peer, TransactionVote, { vote })) return;
    }
  }

  #askAround({ txid, attempts }: Waiting): void {
    const peers = this.#source.masternodePeers();
    // Each time others, where there are more.
    const first = peers.length > PEERS_ASKED ? (attempts * PEERS_ASKED) % peers.length : 0;
    for (const peer of peers.slice(first, first + PEERS_ASKED)) {
      this.#send(peer, TransactionVoteRequest, { txid });
    }
  }

  /** False when the peer takes no more for now. */
  #send<T>(peer: PeerId, codec: Codec<T>, message: T): boolean {
    try {
      return this.#node.send(peer, codec, message);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      // It has gone, or has enough to do: this is asked again, and votes reach it another way.
      this.#log.debug('votes not sent', { peer, reason: error.message });
      return false;
    }
  }
}
