import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../src/testing/seeded-random.js';
import { type Culprit, findCulprit } from '../../../src/timecoin/sync/broken-link.js';
import { findLastCommon, type HashAt } from '../../../src/timecoin/sync/fork-search.js';

const hashOf = (chain: number, height: number): Uint8Array => Uint8Array.of(chain, height >> 8, height & 255);

/** A chain up to `tip` that has chain 0's blocks up to `common`, and its own from there. */
function chainOf(chain: number, common: number, tip: number, asked: number[] = []): HashAt {
  return (height) => {
    asked.push(height);
    return Promise.resolve(height > tip ? undefined : hashOf(height <= common ? 0 : chain, height));
  };
}

describe('findLastCommon', () => {
  it.each<[string, number, number, number | 'apart' | 'unanswered']>([
    ['the tip itself', 200, 300, 200],
    ['one block back', 199, 300, 199],
    ['some blocks back', 150, 300, 150],
    ['as far as is looked', 100, 300, 100],
    ['further back', 99, 300, 'apart'],
    ['never', -1, 300, 'apart'],
    ['a shorter chain', 150, 180, 'unanswered'],
  ])('%s', async (_, common, tip, expected) => {
    const own = chainOf(1, common, 200);
    expect(await findLastCommon(own, chainOf(2, common, tip), 200, 100)).toBe(expected);
  });

  it('finds the genesis block of short chains, or that there is none', async () => {
    expect(await findLastCommon(chainOf(1, 0, 30), chainOf(2, 0, 30), 30, 100)).toBe(0);
    expect(await findLastCommon(chainOf(1, -1, 30), chainOf(2, -1, 30), 30, 100)).toBe('apart');
    expect(await findLastCommon(chainOf(1, 0, 0), chainOf(2, 0, 30), 0, 100)).toBe(0);
  });

  it.each([1, 2, 3])('is right wherever chains part, in few questions, run %i', async (seed) => {
    const random = new SeededRandom(seed);
    for (let times = 0; times < 200; times++) {
      const from = random.integer(0, 400);
      const depth = random.integer(1, 150);
      const common = random.integer(-1, from);
      const asked: number[] = [];
      const found = await findLastCommon(
        chainOf(1, common, from),
        chainOf(2, common, from, asked),
        from,
        depth,
      );
      expect(found).toBe(common >= 0 && common >= from - depth ? common : 'apart');
      expect(asked.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(depth + 1)) + 3);
      expect(Math.min(...asked)).toBeGreaterThanOrEqual(Math.max(0, from - depth));
    }
  });
});

describe('findCulprit', () => {
  const own = chainOf(1, 100, 150);
  it.each<[string, HashAt, HashAt, number, Culprit]>([
    ['the sender has both blocks, it says', chainOf(1, 100, 200), chainOf(1, 100, 200), 1, 'liar'],
    ['the sender has another block by now', chainOf(1, 100, 200), chainOf(1, 100, 200), 2, 'changed'],
    ['the sender has no such block any more', chainOf(1, 100, 150), chainOf(1, 100, 200), 1, 'changed'],
    ['the sender alone is elsewhere', chainOf(2, 120, 200), chainOf(1, 100, 200), 2, 'strayed'],
    ['the sender parted too long ago', chainOf(2, 20, 200), chainOf(1, 100, 200), 2, 'strayed'],
    ['the sender does not answer', chainOf(2, 0, -1), chainOf(1, 100, 200), 2, 'strayed'],
    ['the leader does not answer', chainOf(2, 100, 200), chainOf(1, 100, -1), 2, 'strayed'],
    ['the leader is with the sender', chainOf(2, 100, 200), chainOf(2, 100, 200), 2, { since: 101 }],
  ])('%s', async (_, sender, leader, sentBy, expected) => {
    expect(await findCulprit(own, sender, leader, 151, hashOf(sentBy, 151), 100)).toEqual(expected);
  });
});
