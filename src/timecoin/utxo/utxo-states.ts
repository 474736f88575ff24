import type { UTXOState } from '../../../generated/timecoin/types.js';
import { UtxoError } from '../errors.js';

/** One of the states, with what it says. */
export type StateOfUtxo = NonNullable<UTXOState['state']>;

export type UtxoStateName = StateOfUtxo['case'];

/** How far the spending of an output is before a block holds it. */
export type SpendingState = Exclude<StateOfUtxo, { case: 'unspent' } | { case: 'confirmed' }>;

/** From each state, the states that may follow, and what makes each happen. Nothing else may. */
export const utxoTransitions: Readonly<
  Record<UtxoStateName, Readonly<Partial<Record<UtxoStateName, string>>>>
> = {
  unspent: {
    locked: 'a pending transaction spends it',
    confirmed: 'a block holds a transaction that spends it and never was pending here',
  },
  locked: {
    unspent: 'the transaction was dropped, or a block made it impossible',
    spentPending: 'the first verified vote on the transaction counts',
    confirmed: 'a block holds the transaction, or another one that spends the same output',
  },
  spentPending: {
    unspent: 'the transaction was rejected or dropped, or a block made it impossible',
    spentPending: 'a further vote counts',
    spentFinalized: 'the masternodes have decided for the transaction',
    confirmed: 'a block holds the transaction, or another one that spends the same output',
  },
  spentFinalized: {
    unspent: 'the transaction was dropped, or a block made it impossible',
    confirmed: 'a block holds the transaction, or another one that spends the same output',
  },
  confirmed: {
    unspent: 'the block is no longer in the chain; if its transaction is pending again, locked follows',
  },
};

export function mayFollow(from: UtxoStateName, to: UtxoStateName): boolean {
  return utxoTransitions[from][to] !== undefined;
}

/** For what one transaction spends: that shares a state. Throws UtxoError ILLEGAL_TRANSITION. */
export function checkTransition(transaction: string, from: UtxoStateName, to: UtxoStateName): void {
  if (mayFollow(from, to)) return;
  throw new UtxoError(
    'ILLEGAL_TRANSITION',
    `what transaction ${transaction} spends is ${from} and cannot become ${to}`,
  );
}
