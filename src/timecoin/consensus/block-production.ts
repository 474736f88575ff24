import {
  BlockCommit,
  BlockProposal,
  BlockVote,
  type CommitSignature,
} from '../../../generated/timecoin/production.js';
import type { Block } from '../../../generated/timecoin/types.js';
import type { Context, GossipOutcome } from '../../node/handler.js';
import type { Node } from '../../node/node.js';
import { ResponseError } from '../../peer/errors.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import { sameBytes } from '../../wire/bytes.js';
import { ErrorCode } from '../../wire/codes.js';
import { blockHash, checkBlock, type CheckedBlock } from '../chain/block.js';
import type { Chain } from '../chain/chain.js';
import { BlockError } from '../errors.js';
import { hex, sha256, ZERO_HASH } from '../hash.js';
import { blockVoteStatement, proposalStatement } from '../statements.js';
import { BlockBallots } from './block-ballots.js';
import { checkSignature, recognized, type Electorate, type Signatory, type Signed } from './electorate.js';
import type { Carry, ConsensusEngine } from './engine.js';

// Heights around the tip that are heard of. Votes and commits may come after the block that they are about.
const HEIGHTS_AHEAD = 16;
const HEIGHTS_BEHIND = 5;

// Checking a signature takes about a tenth of a millisecond; other connections have their turn after so many.
const SIGNATURES_A_TURN = 32;

/**
 * The messages of block production: each checked for form, height and signature, heard by the engine once, and carried.
 * Nothing is decided here.
 */
export class BlockProduction {
  readonly #node: Node;
  readonly #chain: Chain;
  readonly #electorate: Electorate;
  readonly #signatory: Signatory | undefined;
  readonly #clock: Clock;
  readonly #engine: () => ConsensusEngine;
  readonly #ballots = new BlockBallots();

  /** `engine` is asked for at each message: it is made after this, with what this can do. */
  constructor(
    node: Node,
    chain: Chain,
    electorate: Electorate,
    signatory: Signatory | undefined,
    clock: Clock,
    engine: () => ConsensusEngine,
  ) {
    this.#node = node;
    this.#chain = chain;
    this.#electorate = electorate;
    this.#signatory = signatory;
    this.#clock = clock;
    this.#engine = engine;
    node.gossip(BlockProposal, (proposal, context) => this.#proposed(proposal, context), {
      key: ({ block, proposer, round }) =>
        `${hex(block?.header === undefined ? ZERO_HASH : blockHash(block.header))}:${round}:${proposer}`,
    });
    node.gossip(BlockVote, (vote, context) => this.#voted(vote, context), {
      key: ({ blockHash: hash, height, voter }) => `${hex(hash)}:${height}:${voter}`,
    });
    node.gossip(BlockCommit, (commit, context) => this.#committed(commit, context), {
      key: ({ blockHash: hash, height, signatures }) => `${hex(hash)}:${height}:${namesOf(signatures)}`,
    });
    chain.onChange(
      () => {
        this.#ballots.forgetBelow(chain.height - HEIGHTS_BEHIND);
      },
      () => false,
    );
  }

  /** Votes on blocks held. */
  get votes(): number {
    return this.#ballots.size;
  }

  votesOn(hash: Uint8Array, height: number): ReadonlyMap<string, BlockVote> {
    return this.#ballots.votesOn(hash, height);
  }

  /** Throws BlockError for a block that nobody would take, ConsensusError. */
  propose(block: Block, round = 0): BlockProposal {
    const { address: proposer, key } = recognized(this.#electorate, this.#signatory);
    const { hash } = checkBlock(block);
    const signature = key.sign(proposalStatement(hash, proposer, round));
    const proposal: BlockProposal = { block, proposer, signature, round };
    this.#node.broadcast(BlockProposal, proposal);
    return proposal;
  }

  /** The first vote of this node on the block stands. Throws ConsensusError. */
  voteOnBlock(hash: Uint8Array, height: number, approve: boolean): BlockVote {
    const { address: voter, key } = recognized(this.#electorate, this.#signatory);
    const first = this.votesOn(hash, height).get(voter);
    if (first !== undefined) return first;
    const statement = { blockHash: hash, height, voter, approve };
    const vote: BlockVote = { ...statement, signature: key.sign(blockVoteStatement(statement)) };
    this.#ballots.add(vote);
    this.#node.broadcast(BlockVote, vote);
    return vote;
  }

  commit(hash: Uint8Array, height: number): BlockCommit {
    const signatures = [...this.votesOn(hash, height).values()]
      .filter(({ approve }) => approve)
      .map(({ voter, signature }) => ({ address: voter, signature }));
    const commit: BlockCommit = { blockHash: hash, height, signatures };
    if (signatures.length > this.#ballots.committed(hash, height)) {
      this.#ballots.commit(hash, height, signatures.length);
      this.#node.broadcast(BlockCommit, commit);
    }
    return commit;
  }

  async #proposed(proposal: BlockProposal, { peer }: Context): Promise<GossipOutcome> {
    const { block, proposer, round, signature } = proposal;
    if (block?.header === undefined) throw malformed('a proposal without a block');
    const { height } = block.header;
    const place = this.#placeOf(height, this.#chain.height + 1);
    if (place !== true) return place;
    const hash = blockHash(block.header);
    const name = `${hex(hash)}:${round}`;
    if (!this.#ballots.mayPropose(height, proposer, name)) return false;
    // The signature first: it covers the hash of the header alone, and the block may be large.
    const signed = checkSignature(this.#electorate, proposer, signature, () =>
      proposalStatement(hash, proposer, round),
    );
    if (signed === 'unknown') return 'later';
    if (signed === 'wrong') throw malformed(`a proposal that ${proposer} did not sign`);
    const checked = checkedBlock(block);
    this.#ballots.proposed(height, proposer, name);
    return carried(await this.#engine().onProposal?.({ proposal, block: checked, proposer, round }, peer));
  }

  async #voted(vote: BlockVote, { peer }: Context): Promise<GossipOutcome> {
    const { height, voter, signature } = vote;
    const place = this.#placeOf(height);
    if (place !== true) return place;
    const held = this.votesOn(vote.blockHash, height).get(voter);
    if (held !== undefined) {
      const isSame = held.approve === vote.approve && sameBytes(held.signature, signature);
      return isSame && this.#ballots.isPostponed(vote) ? this.#judge(vote, peer) : false;
    }
    if (!this.#ballots.hasRoom(height, voter)) return 'later';
    const signed = checkSignature(this.#electorate, voter, signature, () => blockVoteStatement(vote));
    if (signed === 'unknown') return 'later';
    if (signed === 'wrong') throw malformed(`a vote on a block that ${voter} did not sign`);
    this.#ballots.add(vote);
    return this.#judge(vote, peer);
  }

  /** What the engine says of a vote that is held. Until it has judged it, further copies are asked about. */
  async #judge(vote: BlockVote, peer: PeerId): Promise<GossipOutcome> {
    this.#ballots.postpone(vote, true);
    const votes = this.votesOn(vote.blockHash, vote.height);
    const outcome = carried(await this.#engine().onBlockVote?.(vote, votes, peer));
    if (outcome !== 'later') this.#ballots.postpone(vote, false);
    return outcome;
  }

  async #committed(commit: BlockCommit, { peer }: Context): Promise<GossipOutcome> {
    const { blockHash: hash, height } = commit;
    const place = this.#placeOf(height);
    if (place !== true) return place;
    const signers = await this.#signersOf(commit);
    if (signers.length === 0) return 'later';
    // Whoever knows more of the votes may say so again, and nobody can keep that out by a smaller commit.
    if (signers.length <= this.#ballots.committed(hash, height)) return false;
    const outcome = carried(await this.#engine().onCommit?.({ commit, signers }, peer));
    if (outcome === true) this.#ballots.commit(hash, height, signers.length);
    return outcome;
  }

  /** The masternodes known here that signed a commit. Each signature is a vote, and is held as one. */
  async #signersOf({ blockHash: hash, height, signatures }: BlockCommit): Promise<string[]> {
    const signers = new Set<string>();
    let checked = 0;
    for (const { address: voter, signature } of signatures) {
      if (signers.has(voter)) continue;
      const held = this.votesOn(hash, height).get(voter);
      if (held === undefined && !this.#ballots.hasRoom(height, voter)) continue;
      const vote: BlockVote = { blockHash: hash, height, voter, signature, approve: true };
      const isHeld = held?.approve === true && sameBytes(held.signature, signature);
      const signed: Signed = isHeld
        ? 'right'
        : checkSignature(this.#electorate, voter, signature, () => blockVoteStatement(vote));
      if (signed === 'wrong') throw malformed(`a commit that ${voter} did not sign`);
      if (signed === 'right') {
        signers.add(voter);
        this.#ballots.add(vote);
      }
      if (!isHeld && ++checked % SIGNATURES_A_TURN === 0) {
        await new Promise<void>((resolve) => {
          this.#clock.endOfTurn(resolve);
        });
      }
    }
    return [...signers];
  }

  /** True for a height that is heard of now. */
  #placeOf(height: number, lowest = this.#chain.height - HEIGHTS_BEHIND): GossipOutcome {
    if (height < lowest) return false;
    // This node may be behind itself.
    return height <= this.#chain.height + HEIGHTS_AHEAD ? true : 'later';
  }
}

function checkedBlock(block: Block): CheckedBlock {
  try {
    return checkBlock(block);
  } catch (error) {
    if (!(error instanceof BlockError)) throw error;
    throw malformed(`a proposal of ${error.message}`, { cause: error });
  }
}

/** Commits of the same masternodes are the same, however they are ordered. */
function namesOf(signatures: readonly CommitSignature[]): string {
  const names = signatures.map(({ address }) => address).sort();
  return hex(sha256(new TextEncoder().encode(names.join('\0'))));
}

function carried(carry: Carry): GossipOutcome {
  return carry ?? true;
}

function malformed(problem: string, options?: ErrorOptions): ResponseError {
  return new ResponseError(ErrorCode.MALFORMED, problem, options);
}
