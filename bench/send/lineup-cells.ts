import type { CellResult } from '../../src/bench/result.js';
import type { Lineup, Running } from './lineup.js';
import { interleaved, type CellShape, type Sample } from './rounds.js';

/** Cells of a line-up: who was refused, before or during the rounds, is named in each. */
export async function lineupCells(
  shapes: readonly CellShape[],
  lineup: Lineup,
  rounds: number,
  measure: (running: Running) => Promise<readonly Sample[]>,
): Promise<readonly CellResult[]> {
  const results = await interleaved(
    shapes,
    lineup.running.map((running) => ({ ...running.contender, running })),
    rounds,
    ({ running }) => measure(running),
    async ({ running }, error) => lineup.refuse(running, error),
  );
  return results.map((result) => {
    const named = new Set(result.contenders.map(({ name }) => name));
    const absent = lineup.refused.filter(({ name }) => !named.has(name));
    return { ...result, contenders: [...result.contenders, ...absent] };
  });
}
