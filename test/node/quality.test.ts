import { describe, expect, test } from 'vitest';
import type { Quality } from '../../src/node/quality.js';
import { dialled, scoreOf, UNTRIED } from '../../src/node/quality.js';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const NOW = 1_000 * DAY;
const score = (quality: Partial<Quality>) => scoreOf({ ...UNTRIED, lastSeen: NOW, ...quality }, NOW);

describe('scoreOf', () => {
  test.each<[string, Partial<Quality>, number]>([
    ['never tried', {}, 0.3],
    ['failed once', { dials: 1, failures: 1 }, 0.163],
    ['failed ten times', { dials: 10, failures: 10 }, 0.004],
    ['just connected', { dials: 1, successes: 1, rttMs: 50 }, 0.427],
    ['connected for six hours', { dials: 1, successes: 1, rttMs: 50, connectedMs: 6 * HOUR }, 0.627],
    ['connected for ten days', { dials: 9, successes: 9, rttMs: 50, connectedMs: 10 * DAY }, 0.914],
    ['the same, a second away', { dials: 9, successes: 9, rttMs: 1_000, connectedMs: 10 * DAY }, 0.787],
    ['every second dial fails', { dials: 40, successes: 20, rttMs: 50, connectedMs: 10 * DAY }, 0.75],
    [
      'not seen for a week',
      { dials: 9, successes: 9, rttMs: 50, connectedMs: 10 * DAY, lastSeen: NOW - 7 * DAY },
      0.719,
    ],
    ['of the future', { dials: 9, successes: 9, rttMs: 50, connectedMs: 10 * DAY, lastSeen: NOW * 2 }, 0.914],
  ])('%s', (_what, quality, expected) => {
    expect(score(quality)).toBeCloseTo(expected, 3);
  });

  test('stays between 0 and 1, whatever the numbers', () => {
    const extremes = [0, 1, 1e3, Number.MAX_SAFE_INTEGER];
    for (const dials of extremes) {
      for (const failures of extremes) {
        for (const connectedMs of extremes) {
          for (const rttMs of extremes) {
            const each = score({ dials, successes: dials, failures, connectedMs, rttMs });
            expect(each).toBeGreaterThanOrEqual(0);
            expect(each).toBeLessThanOrEqual(1);
          }
        }
      }
    }
  });
});

test('counts of dials stay bounded, and follow a change of luck', () => {
  let quality = UNTRIED;
  for (let dial = 0; dial < 1_000; dial++) quality = { ...quality, ...dialled(quality, true) };
  expect(quality).toMatchObject({ failures: 0 });
  expect(quality.dials).toBeLessThanOrEqual(64);
  const good = score(quality);
  for (let dial = 0; dial < 64; dial++) quality = { ...quality, ...dialled(quality, dial % 4 === 0) };
  expect(quality.failures).toBe(3);
  expect(score({ ...quality, failures: 0 })).toBeLessThan(good - 0.1);
});
