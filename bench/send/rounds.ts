import { median, rated } from '../../src/bench/harness.js';
import type { CellResult, Measured, NotMeasured, Unit } from '../../src/bench/result.js';

/** What one round of one contender came to, for one cell. */
export interface Sample {
  /** Operations a second: of CPU time of the sending process where the cell's unit says so, else of time. */
  readonly rate: number;
  /** Operations a second of time, where `rate` is of CPU time. */
  readonly wallRate?: number;
  /** Of that CPU time, the part that another process takes, 0 to 1. */
  readonly helperShare?: number;
}

/** A table that the rounds fill. Several can come of the same rounds. */
export interface CellShape {
  readonly name: string;
  readonly unit: Unit;
  /** What its figures depend on. */
  readonly note?: string;
}

export interface Participant {
  readonly name: string;
  readonly isFloor?: true;
}

/**
 * Runs the participants in turn, round after round and every other round backwards; ratios are to be taken within a
 * round. The first gives the baseline. `measure` returns a sample a cell; who fails is handed to `refuse`, which says why or
 * throws (by default it was wrong), and is left out.
 */
export async function interleaved<P extends Participant>(
  cells: readonly CellShape[],
  participants: readonly P[],
  rounds: number,
  measure: (participant: P, round: number) => Promise<readonly Sample[]>,
  refuse: (participant: P, error: unknown) => Promise<NotMeasured> = wrong,
): Promise<readonly CellResult[]> {
  const samples = new Map<P, (readonly Sample[])[]>(participants.map((each) => [each, []]));
  const refused: NotMeasured[] = [];
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? participants : participants.toReversed();
    for (let place = 0; place < order.length; place++) {
      const participant = order[(round + place) % order.length]!;
      const own = samples.get(participant);
      if (own === undefined) continue;
      // One's garbage is not to be collected in another's time.
      globalThis.gc?.();
      try {
        own.push(await measure(participant, round));
      } catch (error) {
        samples.delete(participant);
        refused.push(await refuse(participant, error));
      }
    }
  }
  const left = [...samples];
  return cells.map(({ name, unit, note }, index) => ({
    cell: name,
    unit,
    ...(note !== undefined && { note }),
    contenders: [
      ...left.map(([participant, own]) =>
        outcome(
          participant,
          own.map((each) => each[index]!),
          left[0]![1].map((each) => each[index]!),
        ),
      ),
      ...refused,
    ],
  }));
}

function wrong({ name }: Participant, error: unknown): Promise<NotMeasured> {
  return Promise.resolve({ name, status: 'wrong', reason: (error as Error).message });
}

function outcome(
  { name, isFloor }: Participant,
  own: readonly Sample[],
  baseline: readonly Sample[],
): Measured {
  const rates = own.map(({ rate }) => rate);
  const helperShares = own.flatMap(({ helperShare }) => (helperShare === undefined ? [] : [helperShare]));
  const wallRates = own.flatMap(({ wallRate }) => (wallRate === undefined ? [] : [wallRate]));
  return {
    name,
    ...rated(
      rates,
      baseline.map(({ rate }) => rate),
    ),
    rates,
    ...(wallRates.length > 0 && { wallRates }),
    ...(helperShares.length > 0 && { helperShare: median(helperShares) }),
    ...(isFloor === true && { isFloor }),
  };
}

/** What work took: of CPU, and of time. */
export interface Spent {
  readonly cpuMs: number;
  /** Of it, what another process took. */
  readonly helperMs: number;
  readonly wallMs: number;
}

/** `helperCpuMs` reads the CPU time of another process that counts as well. */
export async function spentBy(
  work: () => Promise<void>,
  helperCpuMs: () => number = () => 0,
): Promise<Spent> {
  const helperBefore = helperCpuMs();
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const helperMs = helperCpuMs() - helperBefore;
  return { cpuMs: (user + system) / 1000 + helperMs, helperMs, wallMs: performance.now() - start };
}

/**
 * How many operations take about so many seconds, tried with more and more of them until a trial has taken as long: what runs
 * in the first tenths of a second is not yet compiled, and who does the most in them would seem the slowest. Of CPU time: on a
 * machine with other work a round is not to be shorter. `run` does that many or a few more, and says how many.
 */
export async function countFor(
  seconds: number,
  least: number,
  run: (count: number) => Promise<{ readonly spent: Spent; readonly sent: number }>,
): Promise<number> {
  for (let count = least; ; count *= 4) {
    const { spent, sent } = await run(count);
    if (spent.cpuMs > 1000 * seconds)
      return Math.max(least, Math.ceil((sent * 1000 * seconds) / spent.cpuMs));
  }
}

export function sampleOf(operations: number, { cpuMs, helperMs, wallMs }: Spent): Sample {
  return {
    rate: (1000 * operations) / cpuMs,
    wallRate: (1000 * operations) / wallMs,
    ...(helperMs > 0 && { helperShare: helperMs / cpuMs }),
  };
}

/** A latency as a rate, so that more is better everywhere. */
export function sampleOfMs(milliseconds: number): Sample {
  return { rate: 1000 / milliseconds };
}

export function percentile(sorted: ArrayLike<number>, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}
