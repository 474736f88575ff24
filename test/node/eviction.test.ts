import { describe, expect, test } from 'vitest';
import type { Seat } from '../../src/node/eviction.js';
import { worstOf } from '../../src/node/eviction.js';

const MINUTE = 60_000;

/** Eight alike, each of its own site, open for an hour and more, the later ones for less long and farther away. */
function house(changes: Readonly<Record<number, Partial<Seat<number>>>> = {}, size = 8): Seat<number>[] {
  return Array.from({ length: size }, (_, number) => ({
    connection: number,
    site: `192.0.2.${number}`,
    openMs: (100 - number) * MINUTE,
    rttMs: 10 + number,
    violations: 0,
    score: 0.5,
    ...changes[number],
  }));
}
const worst = (changes?: Readonly<Record<number, Partial<Seat<number>>>>, size?: number) =>
  worstOf(house(changes, size))?.connection;

describe('worstOf', () => {
  test.each<[string, Readonly<Record<number, Partial<Seat<number>>>>, number | undefined]>([
    ['of equals the one open for the shortest time', {}, 7],
    ['the lowest score', { 5: { score: 0.4 } }, 5],
    ['not one of the two open for longest', { 0: { score: 0.1 }, 1: { score: 0.1 } }, 7],
    ['not one of the two that respond most quickly', { 6: { score: 0.1, rttMs: 1 }, 7: { rttMs: 2 } }, 5],
    [
      'one of the site with the most',
      { 4: { site: 'same', score: 0.9 }, 5: { site: 'same', score: 0.8 } },
      5,
    ],
    ['one that violated, however long it is open', { 0: { violations: 3 } }, 0],
    ['not one that has just come', { 7: { openMs: 9 * MINUTE, score: 0 } }, 6],
    [
      'an unmeasured response time protects nobody',
      { 0: { rttMs: NaN }, 1: { rttMs: NaN }, 5: { rttMs: NaN, score: 0.2 } },
      5,
    ],
  ])('%s', (_what, changes, expected) => {
    expect(worst(changes)).toBe(expected);
  });

  test('nobody, where all have just come', () => {
    expect(worstOf([])).toBeUndefined();
    expect(worstOf(house().map((seat) => ({ ...seat, openMs: 1 })))).toBeUndefined();
  });

  test('of one or two, the worse', () => {
    expect(worst({}, 1)).toBe(0);
    expect(worst({ 0: { score: 0.1 } }, 2)).toBe(0);
  });

  // One machine with addresses of one network, which opens a connection for each that goes, all of them perfect.
  test('an attacker of one site cannot push the others out', () => {
    let seats = house({}, 20);
    for (let attempt = 0; attempt < 1_000; attempt++) {
      const goes = worstOf(seats);
      if (goes === undefined) break;
      seats = seats.filter((seat) => seat !== goes);
      seats.push({
        connection: 1_000 + attempt,
        site: 'attacker',
        openMs: 11 * MINUTE,
        rttMs: 0.1,
        violations: 0,
        score: 1,
      });
    }
    expect(seats.filter(({ site }) => site === 'attacker').length).toBeLessThanOrEqual(6);
  });
});
