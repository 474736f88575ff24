import { expect, test } from 'vitest';
import { WindowedMax } from '../../src/peer/windowed-max.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';

test('is the largest of the window, to within what fell out of three places', () => {
  const random = new SeededRandom(7);
  const max = new WindowedMax();
  const values: number[] = [];
  for (let at = 0; at < 5_000; at++) {
    // Slow swings with noise, so that the largest comes and goes.
    values.push(100 + 80 * Math.sin(at / 40) + 20 * random.next());
    max.add(values[at]!, at, 10);
    const window = values.slice(Math.max(0, at - 10));
    expect(max.value).toBeLessThanOrEqual(Math.max(...window));
    expect(max.value).toBeGreaterThan(0.6 * Math.max(...window));
  }
});

test.each<[what: string, values: number[], largest: number]>([
  ['nothing', [], 0],
  ['what rises', [1, 2, 3, 4], 4],
  ['what falls, within the window', [9, 8, 7, 6], 9],
  ['what falls, beyond it', [...Array<number>(3).fill(9), ...Array<number>(15).fill(2)], 2],
  ['one peak, forgotten', [2, 50, ...Array<number>(12).fill(2)], 2],
])('%s', (_what, values, largest) => {
  const max = new WindowedMax();
  values.forEach((value, at) => max.add(value, at, 10));
  expect(max.value).toBe(largest);
});
