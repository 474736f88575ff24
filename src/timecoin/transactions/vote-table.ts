import type { Vote } from '../../../generated/timecoin/transactions.js';
import type { Clock } from '../../platform/clock.js';

export interface VoteLimits {
  /** Votes held on transactions that are pending or decided. */
  readonly votes: number;
  /** Votes held on transactions that are not here: all, and those of one voter. */
  readonly strays: number;
  readonly straysOfOne: number;
  /** How long votes on what is not pending are held. */
  readonly maxAgeMs: number;
}

export const VOTE_LIMITS: VoteLimits = {
  votes: 200_000,
  strays: 20_000,
  straysOfOne: 1_000,
  maxAgeMs: 60 * 60_000,
};

/**
 * `stray`: the transaction is not here, or no longer · `pending`: it waits for a decision · `decided`: its votes are only
 * held for peers that lack them, and are the first to go.
 */
export type BallotStage = 'stray' | 'pending' | 'decided';

interface Ballot {
  stage: BallotStage;
  /** When it came into its stage; monotonic. */
  since: number;
  readonly votes: Map<string, Vote>;
}

const NO_VOTES: ReadonlyMap<string, Vote> = new Map<string, Vote>();

/** Votes on transactions by transaction and voter, the first of each. A flood by one voter crowds out its own votes alone. */
export class VoteTable {
  readonly #clock: Clock;
  readonly #limits: VoteLimits;
  readonly #ballots = new Map<string, Ballot>();
  /** Keys by stage, in the order in which they came into it. */
  readonly #stages: Readonly<Record<BallotStage, Set<string>>> = {
    stray: new Set(),
    pending: new Set(),
    decided: new Set(),
  };
  readonly #straysOf = new Map<string, number>();
  #strays = 0;
  #others = 0;

  constructor(clock: Clock, limits: VoteLimits = VOTE_LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Votes held. */
  get size(): number {
    return this.#strays + this.#others;
  }

  votesOn(key: string): ReadonlyMap<string, Vote> {
    return this.#ballots.get(key)?.votes ?? NO_VOTES;
  }

  /** Keys of the transactions in a stage. */
  keys(stage: BallotStage): Iterable<string> {
    return this.#stages[stage];
  }

  /** Whether a vote of that voter would be held. */
  hasRoom(key: string, voter: string): boolean {
    const stage = this.#ballots.get(key)?.stage ?? 'stray';
    if (stage === 'stray') return (this.#straysOf.get(voter) ?? 0) < this.#limits.straysOfOne;
    return this.#others < this.#limits.votes || this.#stages.decided.size > 0;
  }

  /** False if there is one of that voter, or no room. */
  add(key: string, vote: Vote): boolean {
    const { voter } = vote;
    if (this.votesOn(key).has(voter) || !this.hasRoom(key, voter)) return false;
    const { stage, votes } = this.#ballots.get(key) ?? this.#open(key, 'stray');
    // A decoded message may be views into the chunk it came in.
    votes.set(voter, { ...vote, txid: vote.txid.slice(), signature: vote.signature.slice() });
    this.#count(stage, voter, 1);
    this.#evict();
    return true;
  }

  /** A transaction came, was decided, or is gone: its votes count for the limits of that stage. */
  move(key: string, to: BallotStage): void {
    const ballot = this.#ballots.get(key);
    if (ballot === undefined) {
      // Without votes only what waits for some is of interest.
      if (to === 'pending') this.#open(key, to);
      return;
    }
    if (ballot.stage === to) return;
    for (const voter of ballot.votes.keys()) {
      this.#count(ballot.stage, voter, -1);
      this.#count(to, voter, 1);
    }
    this.#stages[ballot.stage].delete(key);
    this.#stages[to].add(key);
    ballot.stage = to;
    ballot.since = this.#clock.now();
    if (ballot.votes.size === 0 && to !== 'pending') this.#forget(key);
    this.#evict();
  }

  /** Forgets what is too old of strays and of what is decided, unless a transaction `isAwaited` by a block: who comes late asks. */
  expire(isAwaited: (key: string) => boolean = () => false): void {
    const oldest = this.#clock.now() - this.#limits.maxAgeMs;
    for (const stage of ['stray', 'decided'] as const) {
      for (const key of this.#stages[stage]) {
        if ((this.#ballots.get(key)?.since ?? 0) > oldest) break;
        if (!isAwaited(key)) this.#forget(key);
      }
    }
  }

  #open(key: string, stage: BallotStage): Ballot {
    const ballot: Ballot = { stage, since: this.#clock.now(), votes: new Map() };
    this.#ballots.set(key, ballot);
    this.#stages[stage].add(key);
    return ballot;
  }

  #forget(key: string): void {
    const ballot = this.#ballots.get(key);
    if (ballot === undefined) return;
    for (const voter of ballot.votes.keys()) this.#count(ballot.stage, voter, -1);
    this.#stages[ballot.stage].delete(key);
    this.#ballots.delete(key);
  }

  #count(stage: BallotStage, voter: string, change: 1 | -1): void {
    if (stage !== 'stray') {
      this.#others += change;
      return;
    }
    this.#strays += change;
    const count = (this.#straysOf.get(voter) ?? 0) + change;
    if (count > 0) this.#straysOf.set(voter, count);
    else this.#straysOf.delete(voter);
  }

  #evict(): void {
    this.#evictWhile('stray', () => this.#strays > this.#limits.strays);
    this.#evictWhile('decided', () => this.#others > this.#limits.votes);
  }

  #evictWhile(stage: BallotStage, isTooMuch: () => boolean): void {
    for (const key of this.#stages[stage]) {
      if (!isTooMuch()) return;
      this.#forget(key);
    }
  }
}
