import {
  TransactionFinalized,
  TransactionRejected,
  TransactionVote,
  type Vote,
} from '../../../generated/timecoin/transactions.js';
import type { GossipOutcome } from '../../node/handler.js';
import type { Node } from '../../node/node.js';
import { SeenSet } from '../../node/seen-set.js';
import { ResponseError } from '../../peer/errors.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { ErrorCode } from '../../wire/codes.js';
import {
  checkSignature,
  isRecognized,
  recognized,
  type Signatory,
  type Voters,
} from '../consensus/electorate.js';
import type { ConsensusEngine } from '../consensus/engine.js';
import { hex } from '../hash.js';
import type { Part } from '../part.js';
import { voteStatement } from '../statements.js';
import type { SpendingTracker } from '../utxo/spending-tracker.js';
import { Decisions } from './decisions.js';
import type { Mempool, MempoolChange } from './mempool.js';
import { rivalOf } from './rivals.js';
import { MAX_AHEAD_SECONDS, type CheckedTransaction } from './transaction.js';
import type { TransactionRelay } from './transaction-relay.js';
import { VoteRequests } from './vote-requests.js';
import { VoteTable } from './vote-table.js';
import { countVotes, type Decision, type VoteTally } from './vote-tally.js';

// How old a vote may be that comes: as long as a transaction waits for a block, and a little.
const MOST_AGE_SECONDS = 80 * 60 * 60;

// Own votes are remembered: a masternode votes on a transaction once.
const MOST_OWN_VOTES = 50_000;
const OWN_VOTES_MS = 72 * 60 * 60_000;

const ROUND_MS = 5_000;

/** The part of an engine that decides on transactions. */
export type TransactionRule = Required<Pick<ConsensusEngine, 'voteOn' | 'decide'>>;

export interface TransactionVoteStats {
  /** Votes on transactions held. */
  readonly votes: number;
  /** Transactions decided here since the start. */
  readonly finalized: number;
  readonly rejected: number;
}

/** Casts, checks, counts and carries the masternodes' votes on transactions. */
export class TransactionVotes implements Part {
  readonly #node: Node;
  readonly #mempool: Mempool;
  readonly #spendings: SpendingTracker;
  readonly #voters: Voters;
  readonly #signatory: Signatory | undefined;
  readonly #rule: TransactionRule;
  readonly #clock: Clock;
  readonly #decisions: Decisions;
  readonly #requests: VoteRequests;
  readonly #table: VoteTable;
  readonly #own: SeenSet<Vote>;
  /** What became pending in this turn. */
  #fresh: CheckedTransaction[] = [];
  #hasChangedVoters = false;
  #lastActive = 0;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(
    node: Node,
    mempool: Mempool,
    spendings: SpendingTracker,
    relay: TransactionRelay,
    voters: Voters,
    signatory: Signatory | undefined,
    rule: TransactionRule,
    clock: Clock,
    log: Log,
  ) {
    this.#node = node;
    this.#mempool = mempool;
    this.#spendings = spendings;
    this.#voters = voters;
    this.#signatory = signatory;
    this.#rule = rule;
    this.#clock = clock;
    this.#table = new VoteTable(clock);
    this.#own = new SeenSet(clock, MOST_OWN_VOTES, OWN_VOTES_MS);
    this.#decisions = new Decisions(node, mempool, spendings, relay, clock, log);
    const source = {
      votesOn: (key: string) => this.#table.votesOn(key),
      castMissing: (key: string) => {
        const transaction = mempool.get(key);
        if (transaction === undefined) return;
        this.#voteOn(transaction);
        // It may be held no longer, and the transaction may have come back from a block that was undone.
        const own = this.#own.get(key);
        if (own !== undefined) this.#table.add(key, own);
      },
      isPending: (key: string) => mempool.has(key),
      fetchPending: (peer: PeerId) => void relay.fetchPending(peer),
      masternodePeers: () => voters.peers(),
      hasVoters: () => voters.activeCount > 0,
    };
    this.#requests = new VoteRequests(node, source, clock, log);
    node.gossip(TransactionVote, ({ vote }) => this.#received(vote), {
      key: ({ vote }) => (vote === undefined ? '' : `${hex(vote.txid)}:${vote.voter}`),
    });
    node.gossip(TransactionFinalized, ({ txid }, { peer }) => this.#heard(txid, 'finalized', peer), {
      key: ({ txid }) => txid,
    });
    node.gossip(TransactionRejected, ({ txid }, { peer }) => this.#heard(txid, 'rejected', peer), {
      key: ({ txid }) => txid,
    });
    mempool.onChange((change) => {
      this.#mempoolChanged(change);
    });
    relay.onRival((rival, pending) => this.#rival(rival, pending));
    voters.onChange(() => {
      this.#hasChangedVoters = true;
    });
  }

  start(): void {
    this.#timer = this.#clock.schedule(ROUND_MS, () => {
      if (this.#isStopped) return;
      this.#round();
      this.start();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  stats(): TransactionVoteStats {
    return { votes: this.#table.size, ...this.#decisions.counts };
  }

  /** The decision on a transaction, by its key. */
  decisionOn(key: string): Decision | undefined {
    return this.#decisions.of(key);
  }

  /** Votes as this masternode and tells everyone. The first vote stands. Throws ConsensusError. */
  cast(txid: Uint8Array, approve: boolean): Vote {
    const { address: voter, key } = recognized(this.#voters, this.#signatory);
    const name = hex(txid);
    const first = this.#own.get(name);
    if (first !== undefined) return first;
    const timestamp = Math.floor(this.#clock.wallTime() / 1000);
    const said = { txid: txid.slice(), voter, approve, timestamp };
    const vote: Vote = { ...said, signature: key.sign(voteStatement(said)) };
    this.#own.set(name, vote);
    this.#node.broadcast(TransactionVote, { vote });
    this.#table.add(name, vote);
    this.#count(name, vote.txid);
    return vote;
  }

  #received(vote: Vote | undefined): GossipOutcome {
    if (vote === undefined) throw new ResponseError(ErrorCode.MALFORMED, 'a message without its vote');
    const { txid, voter, timestamp, signature } = vote;
    const age = this.#clock.wallTime() / 1000 - timestamp;
    if (age > MOST_AGE_SECONDS || age < -MAX_AHEAD_SECONDS) return false;
    const key = hex(txid);
    // Whoever changes its mind is not heard.
    if (this.#table.votesOn(key).has(voter)) return false;
    if (!this.#table.hasRoom(key, voter)) return 'later';
    const signed = checkSignature(this.#voters, voter, signature, () => voteStatement(vote));
    if (signed === 'unknown') return 'later';
    if (signed === 'wrong') {
      throw new ResponseError(ErrorCode.MALFORMED, `a vote on a transaction that ${voter} did not sign`);
    }
    this.#table.add(key, vote);
    this.#count(key, txid);
    return true;
  }

  /** Takes nobody's word for a decision: the votes that are held here must say the same. */
  #heard(txid: Uint8Array, decision: Decision, peer: PeerId): GossipOutcome {
    const key = hex(txid);
    const known = this.#decisions.of(key);
    if (known !== undefined) return known === decision;
    this.#requests.ask(key, txid.slice(), peer);
    return 'later';
  }

  #mempoolChanged({ kind, transaction }: MempoolChange): void {
    const { key, txid } = transaction;
    if (kind === 'removed') {
      this.#requests.forget(key);
      if (this.decisionOn(key) === undefined) this.#table.move(key, 'stray');
      return;
    }
    if (this.decisionOn(key) === undefined) {
      this.#table.move(key, 'pending');
      this.#requests.awaits(key, txid);
    }
    // Votes are sent once the transaction itself has been: at the end of this turn.
    if (this.#fresh.push(transaction) > 1) return;
    this.#clock.endOfTurn(() => {
      const fresh = this.#fresh;
      this.#fresh = [];
      if (!this.#isStopped) for (const each of fresh) this.#consider(each);
    });
  }

  #consider(transaction: CheckedTransaction): void {
    const { key } = transaction;
    if (!this.#mempool.has(key)) return;
    this.#decisions.becamePending(key);
    this.#voteOn(transaction);
    if (this.decisionOn(key) === undefined)
      this.#tellVotes(key, countVotes(this.#table.votesOn(key), this.#voters));
  }

  /** True for a double spend that is sent on, so that every masternode sees it. */
  #rival(rival: CheckedTransaction, pending: CheckedTransaction): boolean {
    if (this.#voters.activeCount === 0 || !this.#decisions.addRival(rival, pending)) return false;
    this.#voteOn(rival);
    return true;
  }

  #voteOn(transaction: CheckedTransaction): void {
    if (!isRecognized(this.#voters, this.#signatory) || this.#own.get(transaction.key) !== undefined) return;
    const approve = this.#rule.voteOn(transaction, rivalOf(this.#mempool, transaction));
    if (approve !== undefined) this.cast(transaction.txid, approve);
  }

  #count(key: string, txid: Uint8Array): void {
    if (this.decisionOn(key) !== undefined) return;
    const votes = this.#table.votesOn(key);
    const tally = countVotes(votes, this.#voters);
    const decision = this.#rule.decide({ ...tally, txid, votes });
    if (decision !== undefined) {
      this.#requests.forget(key);
      this.#table.move(key, 'decided');
      this.#decisions.decide(key, txid, decision, tally);
    } else if (this.#mempool.has(key)) {
      this.#requests.awaits(key, txid);
      this.#tellVotes(key, tally);
    }
  }

  #tellVotes(key: string, { approvals, active }: VoteTally): void {
    if (approvals > 0) this.#spendings.votesCounted(key, approvals, active);
  }

  #round(): void {
    this.#table.expire((key) => this.#mempool.has(key));
    this.#requests.round();
    const { activeCount } = this.#voters;
    if (!this.#hasChangedVoters && activeCount === this.#lastActive) return;
    this.#hasChangedVoters = false;
    this.#lastActive = activeCount;
    for (const key of [...this.#table.keys('pending'), ...this.#table.keys('stray')]) {
      const [vote] = this.#table.votesOn(key).values();
      if (vote !== undefined) this.#count(key, vote.txid);
    }
  }
}
