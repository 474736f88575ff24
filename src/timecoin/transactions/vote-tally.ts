import type { Electorate } from '../consensus/electorate.js';

/** How a transaction's votes stand, counting only those of masternodes that are active now. */
export interface VoteTally {
  readonly approvals: number;
  readonly refusals: number;
  /** How many masternodes are active: those that might vote. */
  readonly active: number;
}

export type Decision = 'finalized' | 'rejected';

/** Counts votes by voter. Whoever is no longer active, or not yet, does not count now. */
export function countVotes(
  votes: Iterable<readonly [voter: string, vote: { readonly approve: boolean }]>,
  electorate: Electorate,
): VoteTally {
  let approvals = 0;
  let refusals = 0;
  for (const [voter, { approve }] of votes) {
    if (electorate.get(voter)?.isActive !== true) continue;
    if (approve) approvals++;
    else refusals++;
  }
  return { approvals, refusals, active: electorate.activeCount };
}

/**
 * More than two thirds of the active masternodes for it finalize a transaction, more than one third against it reject it.
 * Both can never be. Exactly a third against it leaves it undecided: until someone joins or leaves, or it expires.
 */
export function supermajority({ approvals, refusals, active }: VoteTally): Decision | undefined {
  if (approvals * 3 > active * 2) return 'finalized';
  if (refusals * 3 > active) return 'rejected';
  return undefined;
}
