import { cpus, totalmem } from 'node:os';
import type { Ratio, Timing } from './harness.js';

/** What came of one way of doing a cell's work. */
export type Outcome = Measured | NotMeasured;

export interface Measured {
  readonly name: string;
  /** Median over the rounds. Machines differ and are noisy: only ratios mean something. */
  readonly operationsPerSecond: number;
  /** How many times as fast as the cell's first contender. */
  readonly ratio: Ratio;
  /** Operations a second, one a round: ratios are taken within a round. */
  readonly rates: readonly number[];
  /** Operations a second of time, where `rates` are of CPU time. */
  readonly wallRates?: readonly number[];
  /** Of its CPU time, the part that a process of its own beside the measured one takes, 0 to 1. */
  readonly helperShare?: number;
  /** A lower bound beside the contenders, no contender. */
  readonly isFloor?: true;
  /** What it encodes to, or decodes. */
  readonly bytes?: number;
  /** Bytes allocated an operation, on the heap and outside; undefined if it could not be measured. */
  readonly allocated?: number;
  /** The garbage collector's part of its time, 0 to 1. */
  readonly gcShare?: number;
}

export interface NotMeasured {
  readonly name: string;
  readonly status: 'wrong' | 'unsupported' | 'not run';
  /** What is wrong with its result, what it cannot, or what is missing. */
  readonly reason: string;
}

/** What a rate is shown as: `ms` and `KiB` an operation are the less the better, and their ratios still the more. */
export type Unit =
  | 'operations/s'
  | 'blocks/s'
  | 'deliveries/CPU s'
  | 'messages/CPU s'
  | 'messages/s'
  | 'MB/s'
  | 'ms'
  | 'µs'
  | 'KiB'
  | 'MB'
  | 'lines/message';

export interface CellResult {
  readonly cell: string;
  readonly unit?: Unit;
  /** Megabytes that an operation moves. */
  readonly megabytes?: number;
  /** What its figures depend on. */
  readonly note?: string;
  /** The first is what the ratios are to. */
  readonly contenders: readonly Outcome[];
}

/** A recorded run. */
export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly timing: Timing;
  readonly cells: readonly CellResult[];
}

export function isMeasured(outcome: Outcome): outcome is Measured {
  return 'rates' in outcome;
}

export function isRefused(outcome: Outcome): outcome is NotMeasured {
  return 'status' in outcome;
}

export function describeRun(
  cells: readonly CellResult[],
  timing: Timing,
  versions: Readonly<Record<string, string>>,
): Report {
  return {
    date: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    versions: { node: process.versions.node, v8: process.versions.v8, ...versions },
    timing,
    cells,
  };
}
