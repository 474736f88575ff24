import { describe, expect, test } from 'vitest';
import { RoundTrip } from '../../src/peer/round-trip.js';

function measured(samples: readonly number[]): RoundTrip {
  const roundTrip = new RoundTrip();
  for (const sample of samples) roundTrip.sample(sample);
  return roundTrip;
}

// Worked by hand from RFC 6298 §2: first SRTT = R, RTTVAR = R/2; then RTTVAR = ¾ RTTVAR + ¼ |SRTT − R|, SRTT = ⅞ SRTT + ⅛ R.
test.each<[samples: number[], smoothed: number, variation: number, timeout: number]>([
  [[100], 100, 50, 300],
  [[100, 100], 100, 37.5, 250],
  [[100, 200], 112.5, 62.5, 362.5],
  [[100, 200, 60], 105.9375, 60, 345.9375],
  [[8, 0, 0, 0], 5.359375, 5.65625, 27.984375],
  // Clock granularity: never less than 1 ms above SRTT.
  [Array<number>(40).fill(10), 10, 0, 11],
  [[0], 0, 0, 1],
])('after %j: SRTT %d, RTTVAR %d, RTO %d', (samples, smoothed, variation, timeout) => {
  const roundTrip = measured(samples);
  expect(roundTrip.smoothedMs).toBeCloseTo(smoothed, 10);
  expect(roundTrip.variationMs).toBeCloseTo(variation, samples.length > 10 ? 2 : 10);
  expect(roundTrip.timeoutMs(0, 60_000)).toBeCloseTo(timeout, 10);
});

describe('the timeout', () => {
  test.each<[what: string, samples: number[], misses: number, least: number, most: number, timeout: number]>([
    ['before a sample is the longest', [], 0, 1_000, 90_000, 90_000],
    ['before a sample cannot back off beyond it', [], 3, 1_000, 90_000, 90_000],
    ['is no less than the least', [2], 0, 1_000, 90_000, 1_000],
    ['is no more than the most', [50_000], 0, 1_000, 90_000, 90_000],
    ['doubles with a miss', [1_000], 1, 1_000, 90_000, 6_000],
    ['doubles from the least', [2], 3, 1_000, 90_000, 8_000],
    ['doubles up to the most', [2], 9, 1_000, 90_000, 90_000],
    ['stays finite however many are missed', [2], 10_000, 1_000, Number.MAX_SAFE_INTEGER, 1_000 * 2 ** 20],
    ['is the most where the least is above it', [2], 0, 5_000, 100, 100],
  ])('%s', (_what, samples, misses, least, most, timeout) => {
    const roundTrip = measured(samples);
    for (let miss = 0; miss < misses; miss++) roundTrip.backOff();
    expect(roundTrip.timeoutMs(least, most)).toBe(timeout);
  });

  test('is itself again with the next sample after misses', () => {
    const roundTrip = measured([100]);
    roundTrip.backOff();
    roundTrip.backOff();
    expect(roundTrip.timeoutMs(0, 90_000)).toBe(1_200);
    roundTrip.sample(100);
    expect(roundTrip.timeoutMs(0, 90_000)).toBe(250);
  });

  test('covers the next sample of a link that jitters, nearly always', () => {
    const roundTrip = new RoundTrip();
    let late = 0;
    for (let index = 0; index < 10_000; index++) {
      // 20 to 60 ms, evenly, by the golden ratio.
      const ms = 20 + 40 * ((index * 0.618_033_988_75) % 1);
      if (index > 10 && ms > roundTrip.timeoutMs(0, 90_000)) late++;
      roundTrip.sample(ms);
    }
    expect(late).toBe(0);
  });
});
