import type { CheckedTransaction } from '../transactions/transaction.js';
import { type Decision, supermajority } from '../transactions/vote-tally.js';
import type { ConsensusEngine, TransactionTally } from './engine.js';

/** Decides transactions as the TIME network does. Made to be extended by engines that decide on blocks too. */
export class SupermajorityEngine implements ConsensusEngine {
  /** For whatever is pending, against what spends the same outputs as that. */
  voteOn(_: CheckedTransaction, rival: CheckedTransaction | undefined): boolean | undefined {
    return rival === undefined;
  }

  decide(tally: TransactionTally): Decision | undefined {
    return supermajority(tally);
  }
}
