import { describe, expect, test } from 'vitest';
import { backoffMs, RECONNECT_DEFAULTS } from '../../src/node/backoff.js';

const always = (value: number) => ({ next: () => value, bytes: (length: number) => new Uint8Array(length) });

describe('backoffMs', () => {
  test.each([
    // failures in a row, wait in seconds without jitter
    [0, 5],
    [1, 5],
    [2, 10],
    [3, 20],
    [4, 40],
    [5, 80],
    [6, 160],
    [7, 300],
    [9, 300],
    [5_000, 300],
  ])('after %d failures: %d s', (failures, seconds) => {
    expect(backoffMs(failures, RECONNECT_DEFAULTS, always(0))).toBe(seconds * 1000);
  });

  test('jitter only shortens, by its share at most', () => {
    expect(backoffMs(2, RECONNECT_DEFAULTS, always(0.5))).toBeCloseTo(9_000);
    expect(backoffMs(2, RECONNECT_DEFAULTS, always(0.999_999))).toBeGreaterThan(8_000 - 1);
    expect(backoffMs(2, { ...RECONNECT_DEFAULTS, jitter: 0 }, always(0.9))).toBe(10_000);
  });
});
