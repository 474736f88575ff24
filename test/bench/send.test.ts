import { describe, expect, it } from 'vitest';
import { goalRow } from '../../bench/goal-table.js';
import { judged, type Goal } from '../../bench/goals.js';
import { CheckedArrivals, Tally } from '../../bench/send/arrivals.js';
import { sendGoals } from '../../bench/send/goals.js';
import { missingFor } from '../../bench/send/needs.js';
import { notesOf } from '../../bench/send/notes.js';
import { interleaved, percentile, sampleOf } from '../../bench/send/rounds.js';
import type { BenchSchema, Note } from '../../bench/send/schema.js';
import { StreamCheck } from '../../bench/send/stream-check.js';
import { Packages } from '../../src/bench/packages.js';
import type { CellResult } from '../../src/bench/result.js';
import { cellTable } from '../../src/bench/table.js';

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

describe('arrivals', () => {
  const note = (sequence: number, text: string): Buffer => Buffer.from(`${sequence} ${text}`);
  // Of the schema only this is used.
  const schema = {
    Note: { encode: ({ sequence, text }: Note) => note(sequence, text) },
  } as unknown as BenchSchema;
  const arrivals = (wrong: string[]): CheckedArrivals => {
    const own = new CheckedArrivals(7, schema, (reason) => wrong.push(reason));
    own.frames(
      (payload) => payload,
      (bytes) => (bytes[0] === 0x21 ? 1 : 0),
    );
    return own;
  };
  const [first] = notesOf(64);
  const bytes = note(first!.sequence, first!.text);

  it('take what is the contender’s own before a run too', () => {
    const wrong: string[] = [];
    const own = arrivals(wrong);
    own.bytes(Buffer.from('!'));
    const told: number[] = [];
    own.expect(64, new Tally(8, 1, (reached) => told.push(reached)), false);
    own.bytes(Buffer.concat([bytes, Buffer.from('!')]));
    expect(wrong).toEqual([]);
  });

  it.each([
    ['a note before a run', (own: CheckedArrivals) => own.bytes(bytes)],
    ['frame 0 is not what was sent', (own: CheckedArrivals) => own.bytes(Buffer.from('?'))],
  ])('say: %s', (reason, act) => {
    const wrong: string[] = [];
    act(arrivals(wrong));
    expect(wrong).toEqual([`receiver 7: ${reason}`]);
  });
});

describe('what a contender needs', () => {
  const installed = new Packages([import.meta.dirname]);

  it.each([
    [{}, undefined],
    [{ packages: ['vitest'] }, undefined],
    [{ packages: ['vitest', 'no-such-package'], program: 'no-such-program' }, 'no-such-package'],
    [{ program: 'node' }, undefined],
    [{ packages: ['vitest'], program: 'no-such-program' }, 'no-such-program'],
  ])('of %o is missing: %s', (needs, missing) => {
    expect(missingFor(needs, installed)).toBe(missing);
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

  it('keep apart what another process has spent', async () => {
    const spent = { cpuMs: 10, helperMs: 8, wallMs: 20 };
    expect(sampleOf(1000, spent)).toEqual({ rate: 100_000, wallRate: 50_000, helperShare: 0.8 });
    const [result] = await interleaved(
      [{ name: 'cell', unit: 'deliveries/CPU s' }],
      [{ name: 'a' }, { name: 'b' }],
      1,
      ({ name }) => Promise.resolve([sampleOf(1000, name === 'a' ? spent : { ...spent, helperMs: 0 })]),
      () => Promise.reject(new Error('no')),
    );
    const lines = cellTable({
      ...result!,
      contenders: [
        ...result!.contenders,
        { name: 'c', status: 'not run', reason: 'x is not installed' },
        { name: 'd', status: 'wrong', reason: 'one too many' },
        { name: 'e', status: 'not run', reason: 'no port' },
      ],
    }).split('\n');
    expect(lines.slice(-3)).toEqual([
      'a: 2.00 µs of CPU an operation, and 8.00 µs in another process of its own',
      'd: WRONG, not timed: one too many',
      'not run: c (x is not installed), e (no port)',
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
