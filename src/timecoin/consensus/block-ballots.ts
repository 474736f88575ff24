import type { BlockVote } from '../../../generated/timecoin/production.js';
import { hex } from '../hash.js';

export interface BallotLimits {
  /** How many blocks of one height one masternode may propose, and how many it may vote on. */
  readonly blocksOfOne: number;
  /** Votes held for all heights together, beyond the first of each masternode on each height. */
  readonly votes: number;
}

export const BALLOT_LIMITS: BallotLimits = { blocksOfOne: 16, votes: 100_000 };

interface Ballot {
  readonly votes: Map<string, BlockVote>;
  /** Who voted what the engine could not judge yet. */
  readonly postponed: Set<string>;
  /** Signatures of the largest commit that was carried. */
  committed: number;
}

interface Height {
  readonly ballots: Map<string, Ballot>;
  /** By masternode: how many blocks it has voted on, and the names of its proposals. */
  readonly voted: Map<string, number>;
  readonly proposed: Map<string, Set<string>>;
}

const NO_VOTES: ReadonlyMap<string, BlockVote> = new Map<string, BlockVote>();

/** The votes on proposed blocks by height, block and voter: the first of each voter on each block. */
export class BlockBallots {
  readonly #heights = new Map<number, Height>();
  readonly #limits: BallotLimits;
  #votes = 0;

  constructor(limits: BallotLimits = BALLOT_LIMITS) {
    this.#limits = limits;
  }

  /** Votes held. */
  get size(): number {
    return this.#votes;
  }

  votesOn(blockHash: Uint8Array, height: number): ReadonlyMap<string, BlockVote> {
    return this.#heights.get(height)?.ballots.get(hex(blockHash))?.votes ?? NO_VOTES;
  }

  /**
   * Whether a vote of that voter on another block of the height has room. The first one has: a few that vote on all they can
   * must not keep the others' votes out.
   */
  hasRoom(height: number, voter: string): boolean {
    const voted = this.#heights.get(height)?.voted.get(voter) ?? 0;
    return voted === 0 || (voted < this.#limits.blocksOfOne && this.#votes < this.#limits.votes);
  }

  /** False if there is one of that voter on that block, or no room. */
  add(vote: BlockVote): boolean {
    const { height, voter } = vote;
    if (this.votesOn(vote.blockHash, height).has(voter) || !this.hasRoom(height, voter)) return false;
    const { voted } = this.#at(height);
    voted.set(voter, (voted.get(voter) ?? 0) + 1);
    // A decoded message may be views into the chunk it came in.
    const held = { ...vote, blockHash: vote.blockHash.slice(), signature: vote.signature.slice() };
    this.#ballot(vote.blockHash, height).votes.set(voter, held);
    this.#votes++;
    return true;
  }

  /** The engine has yet to judge a vote that is held, or has judged it. */
  postpone({ blockHash, height, voter }: BlockVote, isPostponed: boolean): void {
    const ballot = this.#heights.get(height)?.ballots.get(hex(blockHash));
    if (isPostponed) ballot?.postponed.add(voter);
    else ballot?.postponed.delete(voter);
  }

  isPostponed({ blockHash, height, voter }: BlockVote): boolean {
    return this.#heights.get(height)?.ballots.get(hex(blockHash))?.postponed.has(voter) ?? false;
  }

  /** Whether that proposal of that proposer at the height is heard: one heard before is, and others while there is room. */
  mayPropose(height: number, proposer: string, name: string): boolean {
    const proposed = this.#heights.get(height)?.proposed.get(proposer);
    return proposed === undefined || proposed.has(name) || proposed.size < this.#limits.blocksOfOne;
  }

  proposed(height: number, proposer: string, name: string): void {
    const { proposed } = this.#at(height);
    const names = proposed.get(proposer) ?? new Set<string>();
    proposed.set(proposer, names.add(name));
  }

  /** Signatures of the largest commit carried for a block. */
  committed(blockHash: Uint8Array, height: number): number {
    return this.#heights.get(height)?.ballots.get(hex(blockHash))?.committed ?? 0;
  }

  /** A commit with so many signatures is carried. */
  commit(blockHash: Uint8Array, height: number, signatures: number): void {
    this.#ballot(blockHash, height).committed = signatures;
  }

  forgetBelow(height: number): void {
    for (const [each, { ballots }] of this.#heights) {
      if (each >= height) continue;
      for (const { votes } of ballots.values()) this.#votes -= votes.size;
      this.#heights.delete(each);
    }
  }

  #at(height: number): Height {
    let entry = this.#heights.get(height);
    if (entry === undefined) {
      entry = { ballots: new Map(), voted: new Map(), proposed: new Map() };
      this.#heights.set(height, entry);
    }
    return entry;
  }

  #ballot(blockHash: Uint8Array, height: number): Ballot {
    const { ballots } = this.#at(height);
    const key = hex(blockHash);
    let ballot = ballots.get(key);
    if (ballot === undefined) {
      ballot = { votes: new Map(), postponed: new Set(), committed: 0 };
      ballots.set(key, ballot);
    }
    return ballot;
  }
}
