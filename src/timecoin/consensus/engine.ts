import type { Block } from '../../../generated/timecoin/types.js';
import type { BlockCommit, BlockProposal, BlockVote } from '../../../generated/timecoin/production.js';
import type { Vote } from '../../../generated/timecoin/transactions.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import type { CheckedBlock } from '../chain/block.js';
import type { AppendOutcome } from '../chain/chain-change.js';
import type { Chain } from '../chain/chain.js';
import type { Mempool } from '../transactions/mempool.js';
import type { CheckedTransaction } from '../transactions/transaction.js';
import type { Decision, VoteTally } from '../transactions/vote-tally.js';
import type { Electorate } from './electorate.js';

/**
 * What an engine says of a message: true or nothing carries it on, false refuses it for good, `later` refuses it as long
 * as this node does not know enough to judge: another copy is asked about anew.
 */
export type Carry = boolean | 'later' | void;

/** A proposal that is right in itself, by a masternode known here. */
export interface CheckedProposal {
  readonly proposal: BlockProposal;
  readonly block: CheckedBlock;
  readonly proposer: string;
  readonly round: number;
}

/** A commit, and which of its signatures count: those of masternodes known here, each once, all of them right. */
export interface CheckedCommit {
  readonly commit: BlockCommit;
  /** Addresses, in the order in which the commit names them. */
  readonly signers: readonly string[];
}

/** A transaction's votes as they stand after a new one, or after masternodes came and went. */
export interface TransactionTally extends VoteTally {
  readonly txid: Uint8Array;
  /** Every vote held, also of masternodes that are not active now. */
  readonly votes: ReadonlyMap<string, Pick<Vote, 'approve' | 'timestamp'>>;
}

/**
 * Decides what the network's masternodes agree on. Every method may be left out: without `decide` and `voteOn` transactions
 * go by SupermajorityEngine, without the others blocks go by the longest chain and the messages of block production are
 * checked, counted once and carried, but decide nothing.
 *
 * What reaches an engine has the right form, height and signature. A method that throws fails its message alone.
 */
export interface ConsensusEngine {
  /** The node has started. */
  start?(): void;
  /** Ends what the engine has under way. */
  stop?(): void | Promise<void>;
  /**
   * Whether a block may follow the chain, asked before it is appended, wherever it comes from: false keeps it out, and
   * whoever sent it is not blamed. Blocks fetched in a sync come without their commits. Not to wait for tools.append(): the
   * chain appends one block at a time, and asks this in the middle of it.
   */
  admitBlock?(block: CheckedBlock): boolean | Promise<boolean>;
  /** A leader proposes a block. */
  onProposal?(proposal: CheckedProposal, from: PeerId): Carry | Promise<Carry>;
  /** A masternode votes on a proposed block; `held` are all votes on that block, this one included. */
  onBlockVote?(vote: BlockVote, held: ReadonlyMap<string, BlockVote>, from: PeerId): Carry | Promise<Carry>;
  /** Somebody has gathered the votes for a block. Whether they are enough is the engine's to say. */
  onCommit?(commit: CheckedCommit, from: PeerId): Carry | Promise<Carry>;
  /**
   * This masternode's vote on a pending transaction, or on one that spends what the pending `rival` spends. Undefined: none
   * now; it is asked again when somebody asks for a vote.
   */
  voteOn?(transaction: CheckedTransaction, rival: CheckedTransaction | undefined): boolean | undefined;
  /** What a transaction's votes amount to. Asked after each vote and when masternodes come or go, until it is decided. */
  decide?(tally: TransactionTally): Decision | undefined;
}

/**
 * What an engine acts with. What it signs, it signs as this node's masternode: those calls throw ConsensusError
 * NO_MASTERNODE where the node is none.
 */
export interface ConsensusTools {
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly masternodes: Electorate;
  readonly clock: Clock;
  /** This node's address as a masternode; where it gets its port from the system, known once it has started. */
  readonly address: string | undefined;
  /** Proposes a block to everyone. */
  propose(block: Block, round?: number): BlockProposal;
  /** Votes on a block, tells everyone, and counts the vote here. */
  voteOnBlock(blockHash: Uint8Array, height: number, approve: boolean): BlockVote;
  /** The votes held here on a block, by voter. */
  votesOn(blockHash: Uint8Array, height: number): ReadonlyMap<string, BlockVote>;
  /** Tells everyone that a block has its votes: all those for it that are held here. */
  commit(blockHash: Uint8Array, height: number): BlockCommit;
  /** Appends a block, and announces it if it is new. Throws BlockError, StoreError. */
  append(block: Block): Promise<AppendOutcome>;
  /** Votes on a transaction and tells everyone. A masternode votes once: a later call returns the first vote. */
  voteOnTransaction(txid: Uint8Array, approve: boolean): Vote;
}

/** Makes the engine of a node, with what it acts with. */
export type ConsensusEngineMaker = (tools: ConsensusTools) => ConsensusEngine;
