import type { Block } from '../../../generated/timecoin/types.js';
import { blockHash, makeBlock, type CheckedBlock } from '../../../src/timecoin/chain/block.js';
import type {
  CheckedCommit,
  CheckedProposal,
  ConsensusTools,
} from '../../../src/timecoin/consensus/engine.js';
import { SupermajorityEngine } from '../../../src/timecoin/consensus/supermajority.js';
import { hex } from '../../../src/timecoin/hash.js';
import { sameBytes } from '../../../src/wire/bytes.js';

/** An example of an engine: masternodes lead in turn; a block with the votes of more than two thirds is committed. */
export class CommittedBlocks extends SupermajorityEngine {
  readonly #tools: ConsensusTools;
  readonly #leaders: readonly string[];
  readonly #proposed = new Map<string, Block>();
  readonly #committed = new Set<string>();
  readonly heard = { proposals: 0, votes: 0, commits: 0 };
  refused = 0;

  constructor(tools: ConsensusTools, leaders: readonly string[]) {
    super();
    this.#tools = tools;
    this.#leaders = leaders;
  }

  /** Proposes the next block if it is this node's turn. */
  propose(): void {
    const { chain, mempool, clock, address } = this.#tools;
    if (address !== this.#leaderOf(chain.height + 1)) return;
    const time = Math.floor(clock.wallTime() / 1000);
    const block = makeBlock(chain.tip, Math.max(time, chain.tip.timestamp), mempool.forBlock(1_000, 1e6));
    this.#tools.propose(block);
    this.#approve(block, blockHash(block.header!));
  }

  admitBlock({ hash }: CheckedBlock): boolean {
    const isCommitted = this.#committed.has(hex(hash));
    if (!isCommitted) this.refused++;
    return isCommitted;
  }

  onProposal({ proposal, block, proposer }: CheckedProposal): boolean {
    this.heard.proposals++;
    const { tip } = this.#tools.chain;
    if (proposer !== this.#leaderOf(block.height) || !sameBytes(block.header.previousHash, tip.hash))
      return false;
    this.#approve(proposal.block!, block.hash);
    return true;
  }

  onBlockVote({ blockHash, height }: { blockHash: Uint8Array; height: number }): void {
    this.heard.votes++;
    this.#gather(blockHash, height);
  }

  onCommit({ commit, signers }: CheckedCommit): boolean | 'later' {
    this.heard.commits++;
    if (!this.#isEnough(signers.length)) return 'later';
    this.#finish(commit.blockHash);
    return true;
  }

  #approve(block: Block, hash: Uint8Array): void {
    const height = block.header!.height;
    this.#proposed.set(hex(hash), block);
    if (this.#tools.address !== undefined) this.#tools.voteOnBlock(hash, height, true);
    this.#gather(hash, height);
  }

  /** The leader commits as soon as it may. */
  #gather(hash: Uint8Array, height: number): void {
    if (this.#tools.address !== this.#leaderOf(height) || this.#committed.has(hex(hash))) return;
    const votes = [...this.#tools.votesOn(hash, height).values()].filter(({ approve }) => approve);
    if (!this.#isEnough(votes.length)) return;
    this.#tools.commit(hash, height);
    this.#finish(hash);
  }

  #finish(hash: Uint8Array): void {
    const key = hex(hash);
    this.#committed.add(key);
    const block = this.#proposed.get(key);
    if (block !== undefined) void this.#tools.append(block);
  }

  #isEnough(votes: number): boolean {
    return votes * 3 > this.#tools.masternodes.activeCount * 2;
  }

  #leaderOf(height: number): string | undefined {
    return this.#leaders[height % this.#leaders.length];
  }
}
