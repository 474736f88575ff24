import { BlockAnnouncement } from '../../../generated/timecoin/chain.js';
import type { Block } from '../../../generated/timecoin/types.js';
import type { Node } from '../../node/node.js';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import type { AppendOutcome } from '../chain/chain-change.js';
import type { Chain } from '../chain/chain.js';
import type { Part } from '../part.js';
import type { Mempool } from '../transactions/mempool.js';
import type { TransactionRelay } from '../transactions/transaction-relay.js';
import { TransactionVotes, type TransactionVoteStats } from '../transactions/transaction-votes.js';
import type { SpendingTracker } from '../utxo/spending-tracker.js';
import { BlockProduction } from './block-production.js';
import type { Signatory, Voters } from './electorate.js';
import type { ConsensusEngine, ConsensusEngineMaker, ConsensusTools } from './engine.js';
import { SupermajorityEngine } from './supermajority.js';

/** What consensus is about: the parts of a node that it reads and changes. */
export interface ConsensusGround {
  readonly node: Node;
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly spendings: SpendingTracker;
  readonly relay: TransactionRelay;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ConsensusStats extends TransactionVoteStats {
  /** Votes on blocks held. */
  readonly blockVotes: number;
}

/** The engine of a node, with all that brings messages to it and takes its decisions. */
export class Consensus implements Part {
  readonly #engine: ConsensusEngine;
  readonly #transactions: TransactionVotes;
  readonly #blocks: BlockProduction;

  constructor(
    ground: ConsensusGround,
    voters: Voters,
    signatory: Signatory | undefined,
    engine: ConsensusEngine | ConsensusEngineMaker | undefined,
  ) {
    const { node, chain, mempool, spendings, relay, clock, log } = ground;
    const supermajority = new SupermajorityEngine();
    const rule = {
      voteOn: (...[transaction, rival]: Parameters<SupermajorityEngine['voteOn']>) =>
        (this.#engine.voteOn === undefined ? supermajority : this.#engine).voteOn?.(transaction, rival),
      decide: (tally: Parameters<SupermajorityEngine['decide']>[0]) =>
        (this.#engine.decide === undefined ? supermajority : this.#engine).decide?.(tally),
    };
    this.#transactions = new TransactionVotes(
      node,
      mempool,
      spendings,
      relay,
      voters,
      signatory,
      rule,
      clock,
      log,
    );
    this.#blocks = new BlockProduction(node, chain, voters, signatory, clock, () => this.#engine);
    const blocks = this.#blocks;
    const tools: ConsensusTools = {
      chain,
      mempool,
      masternodes: voters,
      clock,
      get address() {
        return signatory?.address;
      },
      propose: (block, round) => blocks.propose(block, round),
      voteOnBlock: (hash, height, approve) => blocks.voteOnBlock(hash, height, approve),
      votesOn: (hash, height) => blocks.votesOn(hash, height),
      commit: (hash, height) => blocks.commit(hash, height),
      append: (block) => append(node, chain, block),
      voteOnTransaction: (txid, approve) => this.#transactions.cast(txid, approve),
    };
    this.#engine = typeof engine === 'function' ? engine(tools) : (engine ?? supermajority);
    chain.admitBy(async (block) => (await this.#engine.admitBlock?.(block)) ?? true);
  }

  start(): void {
    this.#transactions.start();
    this.#engine.start?.();
  }

  async stop(): Promise<void> {
    await this.#engine.stop?.();
    this.#transactions.stop();
  }

  stats(): ConsensusStats {
    return { ...this.#transactions.stats(), blockVotes: this.#blocks.votes };
  }
}

async function append(node: Node, chain: Chain, block: Block): Promise<AppendOutcome> {
  const outcome = await chain.append(block);
  if (outcome === 'appended') node.broadcast(BlockAnnouncement, { block });
  return outcome;
}
