import { expect, it } from 'vitest';
import { PeerClaims } from '../../../src/timecoin/sync/peer-claims.js';

const tip = { height: 10, hash: Uint8Array.of(5, 5) };
const [smaller, greater] = [Uint8Array.of(5, 4), Uint8Array.of(5, 6)];

it.each<[string, number, Uint8Array | undefined, boolean]>([
  ['a longer chain', 11, undefined, true],
  ['a longer chain with a greater hash', 11, greater, true],
  ['a shorter chain with a smaller hash', 9, smaller, false],
  ['as long a chain with a smaller hash', 10, smaller, true],
  ['as long a chain with a greater hash', 10, greater, false],
  ['as long a chain with the same hash', 10, tip.hash, false],
  ['as long a chain with an unknown hash', 10, undefined, false],
])('%s: better or not', (_, height, hash, expected) => {
  const claims = new PeerClaims();
  claims.set('a', height, hash);
  expect(claims.beats('a', tip)).toBe(expected);
  expect(claims.better(tip, 0)).toEqual(expected ? ['a'] : []);
});

it('names who has the longest chain first, without those that were set aside', () => {
  const claims = new PeerClaims();
  for (const [peer, height] of [
    ['a', 11],
    ['b', 30],
    ['c', 20],
    ['d', 5],
  ] as const)
    claims.set(peer, height);
  claims.setAside('b', 1_000);
  expect(claims.better(tip, 0)).toEqual(['c', 'a']);
  expect([claims.best, claims.having(20)]).toEqual([30, new Set(['b', 'c'])]);
  // Who was of no use comes last until it has had what it claimed.
  expect(claims.better(tip, 1_000)).toEqual(['c', 'a', 'b']);
  expect(claims.nextReturn(tip)).toBe(0);
  claims.delete('a');
  claims.setAside('c', 500);
  expect(claims.nextReturn(tip)).toBe(500);
  // Who leaves and comes back is still aside.
  claims.delete('b');
  claims.set('b', 30);
  expect(claims.isAside('b', 999)).toBe(true);
  claims.kept('c');
  expect(claims.better(tip, 1_000)).toEqual(['c', 'b']);
  claims.prune(1_000 + 3_599_999);
  expect(claims.timesAside('b')).toBe(1);
  claims.prune(1_000 + 3_600_000);
  expect([claims.timesAside('b'), claims.nextReturn(tip)]).toEqual([0, 0]);
  expect(claims.better(tip, 1_000)).toEqual(['b', 'c']);
});

it('takes an announcement for as much as it shows, and an answer for what it says', () => {
  const claims = new PeerClaims();
  claims.raise('a', 10);
  claims.raise('a', 8);
  expect(claims.heightOf('a')).toBe(10);
  claims.raise('a', 10, tip.hash);
  claims.raise('a', 10);
  expect(claims.endsWith('a', tip)).toBe(true);
  claims.set('a', 7);
  expect([claims.heightOf('a'), claims.endsWith('a', tip), claims.heightOf('b')]).toEqual([7, false, -1]);
});
