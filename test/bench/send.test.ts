import { describe, expect, it } from 'vitest';
import { goalRow } from '../../bench/goal-table.js';
import { judged, type Goal } from '../../bench/goals.js';
import { Tally } from '../../bench/send/arrivals.js';
import { sendGoals } from '../../bench/send/goals.js';
import { notesOf } from '../../bench/send/notes.js';
import { interleaved, percentile } from '../../bench/send/rounds.js';
import { StreamCheck } from '../../bench/send/stream-check.js';
import type { CellResult } from '../../src/bench/result.js';

const frames = ['aab-', 'aac-', 'aad-'].map((text) => Buffer.from(text));
/** An own frame is `aaN` and N more bytes. */
const ownLength = (bytes: Buffer): number | undefined =>
  bytes.length < 3 ? undefined : /^aa\d/.test(bytes.toString()) ? 3 + Number(bytes.toString()[2]) : 0;

describe('a checked stream', () => {
  const stream = Buffer.from('aab-aac-aa2xxaad-aab-aa0aac-aa1yaad-');

  it('counts frames and passes over own ones, at every split point', () => {
    for (let first = 0; first <= stream.length; first++) {
      for (let second = first; second <= stream.length; second++) {
        const check = new StreamCheck(frames, ownLength);
        check.push(Buffer.from(stream.subarray(0, first)));
        check.push(Buffer.from(stream.subarray(first, second)));
        check.push(Buffer.from(stream.subarray(second)));
        expect(check.frames).toBe(6);
      }
    }
  });

  it.each([
    ['a frame left out', 'aab-aad-'],
    ['a frame twice', 'aab-aab-'],
    ['a byte changed', 'aab-aax-'],
  ])('throws for %s', (_what, text) => {
    expect(() => new StreamCheck(frames).push(Buffer.from(text))).toThrow('frame 1 is not what was sent');
  });

  it('does not count a frame that was cut', () => {
    const check = new StreamCheck(frames);
    check.push(Buffer.from('aab-aac'));
    expect(check.frames).toBe(1);
  });
});

describe('a tally', () => {
  it('tells when the slowest has come so far', () => {
    const told: number[] = [];
    const tally = new Tally(3, 10, (reached) => told.push(reached));
    tally.add(0, 35);
    tally.add(1, 25);
    expect(told).toEqual([]);
    tally.add(2, 9);
    tally.add(2, 1);
    expect(told).toEqual([10]);
    tally.add(2, 25);
    expect(told).toEqual([10, 20]);
    tally.add(1, 5);
    expect(told).toEqual([10, 20, 30]);
  });
});

describe('the notes', () => {
  it.each([64, 1024, 65_536])('of %d bytes differ and have one length', (bytes) => {
    const notes = notesOf(bytes);
    expect(new Set(notes.map(({ text }) => text)).size).toBe(notes.length);
    expect(new Set(notes.map((note) => JSON.stringify(note).length)).size).toBe(1);
  });
});

describe('rounds', () => {
  it('compare within a round, and leave out who fails', async () => {
    const rates = { a: [10, 20, 40], b: [30, 40, 40] };
    const [result] = await interleaved(
      [{ name: 'cell', unit: 'ms' }],
      [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
      3,
      ({ name }, round) =>
        name === 'c'
          ? Promise.reject(new Error('no'))
          : Promise.resolve([{ rate: rates[name as 'a' | 'b'][round]! }]),
      ({ name }, error) => Promise.resolve({ name, status: 'wrong', reason: (error as Error).message }),
    );
    expect(result?.contenders).toMatchObject([
      { name: 'a', ratio: { median: 1, min: 1, max: 1 } },
      { name: 'b', operationsPerSecond: 40, ratio: { median: 2, min: 1, max: 3 } },
      { name: 'c', status: 'wrong', reason: 'no' },
    ]);
  });

  it('have percentiles', () => {
    const sorted = Array.from({ length: 100 }, (_, index) => index);
    expect([0.5, 0.99, 1].map((part) => percentile(sorted, part))).toEqual([50, 99, 99]);
  });
});

describe('the goals of sending', () => {
  const cell = (unit: CellResult['unit'], ours: number[], peer: number[]): CellResult => ({
    cell: 'c',
    ...(unit !== undefined && { unit }),
    contenders: [
      { name: 'peer', rates: peer, operationsPerSecond: 1, ratio: { median: 1, min: 1, max: 1 } },
      { name: 'framewright', rates: ours, operationsPerSecond: 1, ratio: { median: 1, min: 1, max: 1 } },
    ],
  });
  const goal: Goal = { name: 'g', cell: 'c', ours: 'framewright', peer: 'peer', must: 1.1, aim: 1 };

  it('have names of their own', () => {
    expect(new Set(sendGoals.map(({ name }) => name)).size).toBe(sendGoals.length);
  });

  it.each([
    [10, 'aim', '1.00×'],
    [9.5, 'must', '1.05×'],
    [9, 'no', '1.11×'],
  ] as const)('of time: at %d a second against 10', (rate, reached, shown) => {
    const [result] = judged([cell('ms', [rate], [10])], [{ ...goal, kind: 'time' }]);
    expect(result?.reached).toBe(reached);
    expect(goalRow(result!)).toEqual(['g', 'peer', '≤ 1.1×', '≤ 1×', shown, expect.any(String), '', reached]);
  });

  it('may be against another way of ours', () => {
    const [result] = judged([cell('ms', [10], [20])], [{ ...goal, ours: 'peer', peer: 'framewright' }]);
    expect(result).toMatchObject({ against: 'framewright', ratio: { median: 2 }, reached: 'aim' });
  });

  it.each([
    [1000, 'aim'],
    [500, 'must'],
    [400, 'no'],
  ] as const)('of a value: at %d a second, in milliseconds', (rate, reached) => {
    const value: Goal = { ...goal, peer: '', kind: 'value', must: 2, aim: 1 };
    const [result] = judged([cell('ms', [rate], [1])], [value]);
    expect(result?.reached).toBe(reached);
    expect(goalRow(result!)[4]).toBe(`${(1000 / rate).toFixed(2)} ms`);
  });
});
