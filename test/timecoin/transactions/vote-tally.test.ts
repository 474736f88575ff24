import { describe, expect, it } from 'vitest';
import type { Electorate } from '../../../src/timecoin/consensus/electorate.js';
import { countVotes, supermajority } from '../../../src/timecoin/transactions/vote-tally.js';

const publicKey = new Uint8Array(32);

/** `known` masternodes m0, m1, …, of which the first `active` are active. */
function electorate(active: number, known = active): Electorate {
  return {
    activeCount: active,
    get: (address) => {
      const n = Number(address.slice(1));
      return n < known ? { publicKey, isActive: n < active } : undefined;
    },
  };
}

describe('supermajority', () => {
  it.each([
    // active, approvals that are enough, refusals that are enough
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 2],
    [4, 3, 2],
    [7, 5, 3],
    [100, 67, 34],
  ])('of %i takes %i for and %i against, not one less', (active, approvals, refusals) => {
    const none = { approvals: 0, refusals: 0, active };
    expect(supermajority({ ...none, approvals })).toBe('finalized');
    expect(supermajority({ ...none, approvals: approvals - 1 })).toBeUndefined();
    expect(supermajority({ ...none, refusals })).toBe('rejected');
    expect(supermajority({ ...none, refusals: refusals - 1 })).toBeUndefined();
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 100])('of %i never decides both ways, whoever votes how', (active) => {
    for (let approvals = 0; approvals <= active; approvals++) {
      const refusals = active - approvals;
      const isThird = refusals * 3 === active;
      const expected = approvals * 3 > active * 2 ? 'finalized' : isThird ? undefined : 'rejected';
      expect(supermajority({ approvals, refusals, active })).toBe(expected);
    }
  });

  it('decides nothing where nobody may vote', () => {
    expect(supermajority({ approvals: 0, refusals: 0, active: 0 })).toBeUndefined();
  });
});

describe('countVotes', () => {
  const votes = [
    ['m0', { approve: true }],
    ['m1', { approve: true }],
    ['m2', { approve: true }],
    ['m3', { approve: false }],
    ['m4', { approve: false }],
  ] as const;

  it.each([
    ['everyone is active', electorate(5), { approvals: 3, refusals: 2, active: 5 }, 'rejected'],
    ['two have joined', electorate(7), { approvals: 3, refusals: 2, active: 7 }, undefined],
    ['two have gone silent', electorate(3, 5), { approvals: 3, refusals: 0, active: 3 }, 'finalized'],
    ['all but one are forgotten', electorate(1), { approvals: 1, refusals: 0, active: 1 }, 'finalized'],
    ['nobody is active', electorate(0, 5), { approvals: 0, refusals: 0, active: 0 }, undefined],
  ])('counts those that are active now: %s', (_, electorate, tally, decision) => {
    expect(countVotes(votes, electorate)).toEqual(tally);
    expect(supermajority(tally)).toBe(decision);
  });
});
