import { add, configure, suite } from 'benny';
import { setImmediate as turn } from 'node:timers/promises';

/** One way of doing a cell's work. */
export type Contender = RepeatedWork | OneMeasurement;

/** `run` does `batch` operations. */
export interface RepeatedWork {
  readonly name: string;
  readonly batch: number;
  run(): void | Promise<void>;
}

/** `rate` does the work once and says how many operations a second it was. */
export interface OneMeasurement {
  readonly name: string;
  /** A lower bound beside the contenders, no contender. */
  readonly isFloor?: true;
  rate(): Promise<number>;
}

export interface Timing {
  readonly rounds: number;
  readonly secondsPerCase: number;
  /** Contenders that are compared most: they have their turns next to each other, as machines change their speed in a round. */
  readonly together?: readonly string[];
}

/** The short form: shows that everything runs, and no figure worth keeping. */
export const QUICK: Timing = { rounds: 2, secondsPerCase: 0.002 };

/** How many results are kept: enough that none is known to be garbage, few enough that big ones leave memory. */
let mask = 255;
const sink: unknown[] = new Array<unknown>(256).fill(undefined);

/** Sets for how many results of about `bytes` bytes there is room: a mebibyte of them, 256 at most. */
export function keepResultsOf(bytes: number): void {
  const room = Math.min(256, Math.max(1, 2 ** 20 / Math.max(1, bytes)));
  mask = 2 ** Math.floor(Math.log2(room)) - 1;
  sink.fill(undefined);
}

/** A contender of `work` alone. */
export function repeated(name: string, batch: number, work: () => unknown): RepeatedWork {
  const repeat = repeatedly(work);
  return {
    name,
    batch,
    run() {
      repeat(batch);
    },
  };
}

/** Does `work` so many times; keeps the last results, as V8 drops work whose result nobody sees. */
export function repeatedly(work: () => unknown): (times: number) => void {
  const loop = ownFunction<(work: () => unknown, sink: unknown[], mask: number, times: number) => void>(
    ['work', 'sink', 'mask', 'times'],
    'for (let time = 0; time < times; time++) sink[time & mask] = work();',
  );
  return (times) => {
    loop(work, sink, mask, times);
  };
}

/** `work` for one argument, for contenders whose ways are made by the same code. */
export function ownCall<T, R>(work: (argument: T) => R, argument: T): () => R {
  return ownFunction<(work: (argument: T) => R, argument: T) => () => R>(
    ['work', 'argument'],
    'return () => work(argument);',
  )(work, argument);
}

let made = 0;

/**
 * A function that V8 has not seen: it learns what a call calls by the text that calls it, and inlines nobody's work where
 * that was more than one. The call costs the fastest most.
 */
function ownFunction<F>(parameters: readonly string[], text: string): F {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is constant but for a number
  return new Function(...parameters, `// ${++made}\n${text}`) as F;
}

/**
 * Runs contenders against each other. benny runs its cases one after another, and the machine drifts by more than
 * contenders differ, so each round gives every contender one short suite of its own, in an order that changes; ratios are to be
 * taken within a round. A round before the first warms up. Gives operations a second by name, one a round.
 */
export async function interleave(
  contenders: readonly Contender[],
  timing: Timing,
  onRound: (done: number) => void = () => {},
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  const { together = [] } = timing;
  const isNear = ({ name }: Contender): boolean => together.includes(name);
  const near = [...contenders.filter(isNear), ...contenders.filter((each) => !isNear(each))];
  for (const contender of contenders) {
    if ('run' in contender) await rateOf(contender, timing.secondsPerCase / 4);
  }
  for (let round = 0; round < timing.rounds; round++) {
    onRound(round);
    // Every other round backwards, so that nobody always comes after the same.
    const order = round % 2 === 0 ? near : near.toReversed();
    for (let place = 0; place < order.length; place++) {
      const contender = order[(round + place) % order.length]!;
      // One contender's garbage is not to be collected in another's time, nor what it left among the old.
      globalThis.gc?.();
      rates.get(contender.name)!.push(await rateOf(contender, timing.secondsPerCase));
    }
    await turn();
  }
  return rates;
}

/** Operations a second, over about so many seconds. */
export async function rateOf(contender: Contender, seconds: number): Promise<number> {
  if ('rate' in contender) return contender.rate();
  const cases = { maxTime: seconds, minTime: seconds / 5, minSamples: 3 };
  const summary = await quietly(() =>
    suite(
      contender.name,
      configure({ cases, minDisplayPrecision: 3 }),
      add(contender.name, () => contender.run()),
    ),
  );
  return summary.results[0]!.ops * contender.batch;
}

/** benny announces every suite on the console; a round has dozens. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { console } = globalThis;
  const write = console.log.bind(console);
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

/** How many times as fast: the median over the rounds, and the worst and the best of them. */
export interface Ratio {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What a table shows of rates, against those of the baseline in the same rounds. */
export function rated(
  rates: readonly number[],
  baseline: readonly number[],
): { readonly operationsPerSecond: number; readonly ratio: Ratio } {
  return { operationsPerSecond: median(rates), ratio: ratioOf(rates, baseline) };
}

/** Compares rates of the same rounds. */
export function ratioOf(rates: readonly number[], baseline: readonly number[]): Ratio {
  const ratios = rates.map((rate, round) => rate / baseline[round]!);
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}
