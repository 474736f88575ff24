import { describe, expect, it } from 'vitest';
import type { Vote } from '../../../generated/timecoin/transactions.js';
import { VoteTable, VOTE_LIMITS } from '../../../src/timecoin/transactions/vote-table.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';

const vote = (voter: string, approve = true): Vote => ({
  txid: new Uint8Array(32),
  voter,
  approve,
  timestamp: 1_767_225_600,
  signature: new Uint8Array(64),
});
const table = (limits: Partial<typeof VOTE_LIMITS> = {}, clock = new VirtualClock()): VoteTable =>
  new VoteTable(clock, { ...VOTE_LIMITS, ...limits });
const voters = (votes: VoteTable, key: string): string[] => [...votes.votesOn(key).keys()];

describe('VoteTable', () => {
  it('holds the first vote of each voter, whatever the transaction is', () => {
    const votes = table();
    expect(votes.add('t', vote('a'))).toBe(true);
    expect(votes.add('t', vote('a', false))).toBe(false);
    votes.move('t', 'pending');
    expect(votes.add('t', vote('a', false))).toBe(false);
    expect(votes.add('t', vote('b', false))).toBe(true);
    expect([...votes.votesOn('t').values()].map(({ approve }) => approve)).toEqual([true, false]);
    expect(votes.size).toBe(2);
  });

  it('holds only so many votes of one voter on what is not here', () => {
    const votes = table({ straysOfOne: 2 });
    expect(['t1', 't2', 't3'].map((key) => votes.add(key, vote('flood')))).toEqual([true, true, false]);
    expect(votes.hasRoom('t3', 'flood')).toBe(false);
    expect(votes.add('t3', vote('other'))).toBe(true);
    // What becomes pending is no longer among them.
    votes.move('t1', 'pending');
    expect(votes.add('t3', vote('flood'))).toBe(true);
  });

  it('forgets the oldest of what is not here first, beyond its limit', () => {
    const votes = table({ strays: 3 });
    for (const key of ['t1', 't2', 't3', 't4']) votes.add(key, vote('a'));
    expect(['t1', 't2', 't3', 't4'].map((key) => voters(votes, key).length)).toEqual([0, 1, 1, 1]);
    expect(votes.size).toBe(3);
  });

  it('forgets what is decided for what is pending, and never the other way round', () => {
    const votes = table({ votes: 3 });
    for (const key of ['t1', 't2']) {
      votes.move(key, 'pending');
      votes.add(key, vote('a'));
    }
    votes.move('t1', 'decided');
    votes.add('t2', vote('b'));
    votes.add('t2', vote('c'));
    expect([voters(votes, 't1'), voters(votes, 't2')]).toEqual([[], ['a', 'b', 'c']]);
    expect(votes.hasRoom('t2', 'd')).toBe(false);
    expect(votes.add('t2', vote('d'))).toBe(false);
    votes.move('t2', 'decided');
    expect(votes.hasRoom('t2', 'd')).toBe(true);
  });

  it('forgets in time what is not pending', async () => {
    const clock = new VirtualClock();
    const votes = table({ maxAgeMs: 1_000 }, clock);
    votes.add('stray', vote('a'));
    for (const key of ['decided', 'pending']) {
      votes.move(key, 'pending');
      votes.add(key, vote('a'));
    }
    await clock.advance(600);
    votes.move('decided', 'decided');
    votes.add('young', vote('a'));
    await clock.advance(500);
    votes.expire();
    expect(['stray', 'decided', 'pending', 'young'].map((key) => voters(votes, key).length)).toEqual([
      0, 1, 1, 1,
    ]);
    await clock.advance(600);
    votes.expire();
    expect(votes.size).toBe(1);
    expect([...votes.keys('stray'), ...votes.keys('decided')]).toEqual([]);
  });

  it('keeps nothing of transactions that came and went without a vote', () => {
    const votes = table();
    votes.move('t', 'pending');
    expect([...votes.keys('pending')]).toEqual(['t']);
    votes.move('t', 'stray');
    expect([...votes.keys('pending'), ...votes.keys('stray')]).toEqual([]);
  });
});
