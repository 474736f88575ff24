import { interleave, rated, type Contender, type Timing } from '../src/bench/harness.js';
import type { TimedCell } from '../src/bench/job.js';
import type { CellResult, Unit } from '../src/bench/result.js';
import { timeApart } from '../src/bench/time-apart.js';

/** One line of a table: the same work done by several contenders, the first of which is the baseline. */
export interface Cell {
  readonly name: string;
  readonly contenders: readonly Contender[];
  /** Default operations/s. */
  readonly unit?: Unit;
  /** Megabytes that an operation moves, to be shown too. Known after `check`. */
  readonly megabytes?: number;
  /** Throws unless every contender does the same work; called before anything is timed. */
  check(): void | Promise<void>;
  /** Frees what the cell holds (sockets, processes). */
  dispose?(): Promise<void>;
}

export async function measure(cell: Cell, timing: Timing): Promise<CellResult> {
  await cell.check();
  const rounds = await interleave(cell.contenders, timing);
  await cell.dispose?.();
  const baseline = rounds.get(cell.contenders[0]!.name)!;
  return {
    cell: cell.name,
    ...(cell.unit !== undefined && { unit: cell.unit }),
    ...(cell.megabytes !== undefined && { megabytes: cell.megabytes }),
    contenders: cell.contenders.map((contender) => {
      const { name } = contender;
      const rates = rounds.get(name)!;
      const isFloor = 'isFloor' in contender && contender.isFloor;
      return { name, ...rated(rates, baseline), rates, ...(isFloor && { isFloor }) };
    }),
  };
}

/** A cell of which each contender can be timed in a process of its own. */
export interface ApartCell extends TimedCell {
  check(): void;
}

/** Measures a cell of a module so. `data` is what the module's `cells` takes. */
export async function measureApart(
  cell: ApartCell,
  module: string,
  data: unknown,
  timing: Timing,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<CellResult> {
  cell.check();
  const { secondsPerCase } = timing;
  const jobs = new Map(
    cell.contenders.map(({ name }) => [
      name,
      { task: 'time cell' as const, module, data, cell: cell.name, contender: name, secondsPerCase },
    ]),
  );
  const results = await timeApart(jobs, timing, signal, (text) => onProgress(`${cell.name}: ${text}`));
  const baseline = results.get(cell.contenders[0]!.name)!.rates;
  return {
    cell: cell.name,
    contenders: [...results].map(([name, { rates, gcShare }]) => ({
      name,
      ...rated(rates, baseline),
      rates: rates.map(Math.round),
      gcShare,
    })),
  };
}
