import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Masternode } from '../../../src/timecoin/masternodes/masternode.js';
import { isWitness, mayWitness } from '../../../src/timecoin/masternodes/witnesses.js';

// Who a witness is depends on ids and keys alone.
const masternodes = Array.from({ length: 200 }, (_, index) => {
  const publicKey = createHash('sha256').update(`key ${index}`).digest();
  return { id: publicKey.toString('hex'), publicKey } as unknown as Masternode;
});
const heartbeats = Array.from({ length: 50 }, (_, index) =>
  createHash('sha256').update(`beat ${index}`).digest(),
);
const [beating] = masternodes as [Masternode];

/** The rule as the README words it. */
function witnessesOf(hash: Uint8Array, active: readonly Masternode[]): string[] {
  const scored = active
    .filter(({ id }) => id !== beating.id)
    .map(({ id, publicKey }) => ({
      id,
      score: createHash('sha256').update(hash).update(publicKey).digest('hex'),
    }));
  return scored
    .toSorted((a, b) => (a.score < b.score ? -1 : 1))
    .slice(0, 3)
    .map(({ id }) => id);
}

describe('witnesses of a heartbeat', () => {
  it.each([1, 2, 3, 4, 5, 200])(
    'are those with the three smallest hashes, of %i active masternodes',
    (count) => {
      const active = masternodes.slice(0, count);
      for (const hash of heartbeats) {
        const witnesses = active.filter((own) => isWitness(own, hash, beating, active)).map(({ id }) => id);
        expect(witnesses.toSorted()).toEqual(witnessesOf(hash, active).toSorted());
        expect(witnesses).toHaveLength(Math.min(3, count - 1));
      }
    },
  );

  it('are believed by all; of the others only those that another view might choose', () => {
    let believed = 0;
    for (const hash of heartbeats) {
      const may = masternodes.filter(({ publicKey }) => mayWitness(publicKey, hash, masternodes.length));
      expect(may.map(({ id }) => id)).toEqual(expect.arrayContaining(witnessesOf(hash, masternodes)));
      believed += may.length;
    }
    expect(believed / heartbeats.length).toBeGreaterThan(13);
    expect(believed / heartbeats.length).toBeLessThan(19);
  });
});
