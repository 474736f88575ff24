import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figures } from '../../bench/figures.js';
import { goals, judged, type Goal } from '../../bench/goals.js';
import type { CellResult, Measured, Outcome, Report } from '../../src/bench/result.js';

function measured(name: string, rates: number[]): Measured {
  return { name, rates, operationsPerSecond: rates[0]!, ratio: { median: 1, min: 1, max: 1 }, bytes: 15 };
}

function cell(name: string, ...contenders: Outcome[]): CellResult {
  return { cell: name, contenders };
}

const ping = (rate: number): CellResult =>
  cell(
    'Ping: encode',
    measured('framewright, frame into a slab', [rate, rate * 2, rate]),
    measured('pbf, reused writer', [100, 200, 50]),
    { name: 'protons', status: 'wrong', reason: 'nonce: 1 became 2' },
  );

describe('the goals of the codecs', () => {
  it('each have a cell of their own way', () => {
    expect(new Set(goals.map(({ name }) => name)).size).toBe(goals.length);
    for (const { must, aim, aimPeer } of goals) expect(aimPeer !== undefined || aim > must).toBe(true);
  });

  it.each([
    [349, 'no'],
    [350, 'must'],
    [500, 'aim'],
  ] as const)('a ping at %d against 100, round by round', (rate, reached) => {
    const [result] = judged([ping(rate)]);
    expect(result).toMatchObject({ name: 'Ping: frame', against: 'pbf, reused writer', reached });
    expect(result?.ratio).toEqual({ median: rate / 100, min: rate / 100, max: rate / 50 });
  });

  it('are not measured where the peer is not', () => {
    const [result] = judged([cell('Ping: decode', measured('framewright', [1]))]);
    expect(result).toMatchObject({ name: 'Ping: decode', ratio: undefined, reached: 'not measured' });
  });

  it('take the best of a kind, and no floor for it', () => {
    const results = judged([
      cell(
        'Block 357238: decode',
        measured('framewright', [30, 30]),
        measured('bebop', [10, 10]),
        measured('pbf', [12, 8]),
        { ...measured('floor: its objects alone', [99, 99]), isFloor: true },
      ),
    ]);
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ against: 'bebop', reached: 'aim' });
  });

  it('say what their floor alone reaches against the same peer, round by round', () => {
    const { contenders } = ping(200);
    const floor = { ...measured('floor: memcpy of the bytes', [300, 400, 250]), isFloor: true as const };
    const [result] = judged([cell('Ping: encode', ...contenders, floor)]);
    expect(result?.floorRatio).toEqual({ median: 3, min: 2, max: 5 });
    expect(judged([ping(200)])[0]?.floorRatio).toBeUndefined();
  });

  it('say of a value what it is, and what their floor alone has', () => {
    const goal: Goal = {
      ...{ name: 'a delay', cell: 'a delay', ours: 'framewright', peer: '', floor: 'floor: by hand' },
      ...{ kind: 'value', must: 2, aim: 1 },
    };
    const floor = { ...measured('floor: by hand', [1000, 500, 250]), isFloor: true as const };
    const delays: CellResult = {
      ...{ cell: 'a delay', unit: 'ms' },
      contenders: [measured('framewright', [500, 400, 250]), floor],
    };
    const [result] = judged([delays], [goal]);
    expect(result).toMatchObject({ ratio: { median: 2.5, min: 2, max: 4 }, reached: 'no' });
    expect(result?.floorRatio).toEqual({ median: 2, min: 1, max: 4 });
  });

  it('ask for two peers where the aim has one of its own', () => {
    const peers = (v8: number): CellResult =>
      cell(
        'PeersResponse × 1000: encode',
        measured('framewright, frame into a slab', [30]),
        measured('pbf, new writer', [10]),
        measured('v8.serialize', [v8]),
      );
    expect(judged([peers(31)])[0]?.reached).toBe('must');
    expect(judged([peers(30)])[0]?.reached).toBe('aim');
  });
});

describe('the figures', () => {
  it('come from the recorded runs, those that are there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'framewright-figures-'));
    const report: Report = {
      ...{ date: '2026-01-02T03:04:05Z', machine: 'one', versions: { node: '20.0.0' } },
      ...{ timing: { rounds: 3, secondsPerCase: 1 }, cells: [ping(400)] },
    };
    writeFileSync(join(folder, 'codec.json'), JSON.stringify(report));
    const text = figures(folder);
    rmSync(folder, { recursive: true });
    expect(text).toContain(
      '| Ping: frame | pbf, reused writer | 3.5× | 5× | 4.00× | 4.00 … 8.00 |  | must |',
    );
    expect(text).toContain('| protons | wrong / – |');
    expect(text).not.toContain('broadcast');
  });
});
