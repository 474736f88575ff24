import { describe, expect, it } from 'vitest';
import type { BlockVote } from '../../../generated/timecoin/production.js';
import { BlockBallots } from '../../../src/timecoin/consensus/block-ballots.js';

const vote = (voter: string, block: number, height = 1): BlockVote => ({
  blockHash: new Uint8Array(32).fill(block),
  height,
  voter,
  approve: true,
  signature: new Uint8Array(64),
});

describe('BlockBallots', () => {
  it('has room for the first vote of each voter on each height, whoever fills the rest', () => {
    const ballots = new BlockBallots({ blocksOfOne: 4, votes: 6 });
    const added = [1, 2, 3, 4, 5].flatMap((block) =>
      [1, 2].map((height) => ballots.add(vote('flooder', block, height))),
    );
    expect(added).toEqual([true, true, true, true, true, true, false, false, false, false]);
    expect(ballots.add(vote('honest', 9))).toBe(true);
    expect(ballots.add(vote('honest', 8))).toBe(false);
    expect(ballots.add(vote('honest', 9, 2))).toBe(true);
    expect(ballots.size).toBe(8);
    ballots.forgetBelow(2);
    expect(ballots.size).toBe(4);
    expect(ballots.add(vote('honest', 8, 2))).toBe(true);
  });
});
