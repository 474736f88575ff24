import type { Outcome } from './result.js';
import type { Timing } from './harness.js';
import type { SubjectData } from './subject.js';
import type { Direction } from './way.js';

/** What a worker is told to do: one message, both directions. */
export interface Job {
  readonly subject: SubjectData;
  readonly timing: Timing;
  /** `time` measures rates; `allocation` bytes, in a process with other flags. */
  readonly task: 'time' | 'allocation';
  /** Names of families. */
  readonly contenders: readonly string[];
  /** Modules whose `families` are measured as well, by file URL. */
  readonly modules: readonly string[];
  /** Folders from which packages are looked for, the first first. */
  readonly folders: readonly string[];
}

/** What a worker says. */
export type Message =
  | { readonly progress: string }
  | { readonly times: Readonly<Record<Direction, readonly Outcome[]>>; readonly oracle: OracleVerdict }
  /** Bytes an operation, by direction and name. */
  | { readonly allocated: Readonly<Record<string, number>> }
  | { readonly failed: string };

/** Whether protobufjs's result was what the others were compared with, and if not, why not. */
export interface OracleVerdict {
  readonly isProtobufjs: boolean;
  readonly reason?: string;
}
