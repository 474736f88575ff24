import type { RepeatedWork } from './harness.js';
import type { NotMeasured } from './result.js';
import type { SubjectData } from './subject.js';
import type { Direction } from './way.js';

/** What a worker is told to do. */
export type Job = CheckJob | TimeJob | TimeCellJob;

/** Of a message, and who is measured with it. */
export interface Contenders {
  readonly subject: SubjectData;
  /** Names of families. */
  readonly contenders: readonly string[];
  /** Modules whose `families` are measured as well, by file URL. */
  readonly modules: readonly string[];
  /** Folders from which packages are looked for, the first first. */
  readonly folders: readonly string[];
}

/** Compares what all contenders make with the reference, and counts what they allocate. */
export interface CheckJob extends Contenders {
  readonly task: 'check';
  /** Of the rounds that follow: counting what an operation allocates takes some times as long. */
  readonly secondsPerCase: number;
}

/** Times one way, a round whenever `ROUND` comes, in a process that does nothing else. */
export interface TimeJob extends Contenders {
  readonly task: 'time';
  readonly way: WayName;
  readonly secondsPerCase: number;
}

/** The same for one contender of a module's cell. Whoever asks has checked the cell. */
export interface TimeCellJob {
  readonly task: 'time cell';
  /** File URL of a CellModule. */
  readonly module: string;
  /** Plain data that the module's `cells` takes. */
  readonly data: unknown;
  readonly cell: string;
  readonly contender: string;
  readonly secondsPerCase: number;
}

export interface CellModule {
  cells(data: unknown): Promise<readonly TimedCell[]>;
}

export interface TimedCell {
  readonly name: string;
  readonly contenders: readonly RepeatedWork[];
  /** About how large a result is. */
  readonly resultBytes: number;
}

export interface WayName {
  readonly family: string;
  readonly direction: Direction;
  readonly name: string;
}

/** What the parent says when a worker that times is to do the next round. */
export const ROUND = 'round';

/** What a worker says. */
export type Message =
  | { readonly progress: string }
  | { readonly checked: Checked }
  | { readonly ready: true }
  | { readonly round: Round }
  | { readonly failed: string };

export interface Checked {
  /** The ways that are right, in the order of the contenders. */
  readonly ways: readonly CheckedWay[];
  readonly refused: readonly Refused[];
  readonly oracle: OracleVerdict;
  /** What protobuf contenders decode. */
  readonly bytes: Uint8Array;
}

export interface CheckedWay extends WayName {
  readonly isFloor?: true;
  /** What it encodes to, or decodes. */
  readonly bytes?: number;
  /** Bytes allocated an operation; undefined if it could not be measured. */
  readonly allocated?: number;
}

export interface Refused extends NotMeasured {
  readonly directions: readonly Direction[];
}

export interface Round {
  /** Operations a second. */
  readonly rate: number;
  readonly collectingMs: number;
  readonly allMs: number;
}

/** Whether protobufjs's result was what the others were compared with, and if not, why not. */
export interface OracleVerdict {
  readonly isProtobufjs: boolean;
  readonly reason?: string;
}
