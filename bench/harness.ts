import { add, configure, suite } from 'benny';

/** One way of doing a cell's work. */
export type Contender = RepeatedWork | OneMeasurement;

/** `run` does `batch` operations and hands every result to `keep`. */
export interface RepeatedWork {
  readonly name: string;
  readonly batch: number;
  run(): void | Promise<void>;
}

/** `rate` does the work once and says how many operations a second it was. */
export interface OneMeasurement {
  readonly name: string;
  rate(): Promise<number>;
}

/** What a rate is shown as: `ms` and `KiB` an operation are the less the better, and their ratios still the more. */
export type Unit = 'operations/s' | 'blocks/s' | 'ms' | 'KiB';

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

export interface Timing {
  readonly rounds: number;
  readonly secondsPerCase: number;
}

export interface ContenderResult {
  readonly name: string;
  /** Median over the rounds. Machines differ and this one is noisy: only ratios mean something. */
  readonly operationsPerSecond: number;
  /** How many times as fast as the baseline, round by round: the median, and the worst and best round. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
}

export interface CellResult {
  readonly cell: string;
  readonly unit?: Unit;
  readonly megabytes?: number;
  readonly contenders: readonly ContenderResult[];
}

const sink: unknown[] = new Array<unknown>(256).fill(undefined);
let sunk = 0;

/** Keeps a result reachable for a while: V8 drops work whose result nobody sees, and benny ignores return values. */
export function keep(value: unknown): void {
  sink[sunk++ & 255] = value;
}

/**
 * Runs a cell. benny runs its cases one after another, and the machine drifts by more than contenders differ, so each
 * round gives every contender one short suite of its own, in rotated order, and ratios are taken within a round.
 */
export async function measure(cell: Cell, timing: Timing): Promise<CellResult> {
  await cell.check();
  const rates = new Map<string, number[]>(cell.contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < timing.rounds; round++) {
    for (let turn = 0; turn < cell.contenders.length; turn++) {
      const contender = cell.contenders[(round + turn) % cell.contenders.length]!;
      rates.get(contender.name)!.push(await rateOf(contender, timing.secondsPerCase));
    }
  }
  await cell.dispose?.();
  const baseline = rates.get(cell.contenders[0]!.name)!;
  return {
    cell: cell.name,
    ...(cell.unit !== undefined && { unit: cell.unit }),
    ...(cell.megabytes !== undefined && { megabytes: cell.megabytes }),
    contenders: cell.contenders.map(({ name }) => {
      const rate = rates.get(name)!;
      const ratios = rate.map((value, round) => value / baseline[round]!);
      return {
        name,
        operationsPerSecond: median(rate),
        ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
      };
    }),
  };
}

async function rateOf(contender: Contender, seconds: number): Promise<number> {
  if ('rate' in contender) return contender.rate();
  const summary = await quietly(() =>
    suite(
      contender.name,
      configure({ cases: { maxTime: seconds, minSamples: 3 }, minDisplayPrecision: 3 }),
      add(contender.name, () => contender.run()),
    ),
  );
  return summary.results[0]!.ops * contender.batch;
}

/** benny announces every suite on the console; a round has dozens. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const write = console.log;
  console.log = () => {};
  try {
    return await work();
  } finally {
    console.log = write;
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
