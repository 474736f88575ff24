import { describe, expect, it } from 'vitest';
import { formatBytes, parseDuration } from '../../src/cli/quantities.js';
import { formatDuration } from '../../src/platform/duration.js';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    ['ever', Infinity],
    ['', undefined],
    ['5', undefined],
    ['0s', undefined],
    ['-5m', undefined],
    ['1.5h', undefined],
    ['5 m', undefined],
    ['5w', undefined],
    ['9999999d', undefined],
  ])('%j is %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [999, '1 s'],
    [59_400, '59 s'],
    [60_000, '1 m'],
    [61_000, '1 m 1 s'],
    [3_600_000, '1 h'],
    [3_605_000, '1 h'],
    [5_400_000, '1 h 30 m'],
    [90_000_000, '1 d 1 h'],
    [Infinity, 'ever'],
  ])('%d is %j', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [3.4 * 1024 * 1024, '3.4 MiB'],
  ])('%d is %j', (count, text) => {
    expect(formatBytes(count)).toBe(text);
  });
});
