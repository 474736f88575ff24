import type { Packages } from './packages.js';
import type { Subject } from './subject.js';

export type Direction = 'encode' | 'decode';

/** One way of encoding a message that a library offers. */
export interface EncodeWay {
  readonly direction: 'encode';
  readonly name: string;
  /** No contender, but a lower bound that does all of the work. */
  readonly isFloor?: true;
  /** The operation that is timed. */
  readonly run: () => unknown;
  /** The bytes of what `run` made. */
  payload(made: unknown): Uint8Array;
  /** Those bytes as framewright's message; left out: they are protobuf bytes. */
  readonly read?: (bytes: Uint8Array) => unknown;
}

/** One way of decoding it. */
export interface DecodeWay {
  readonly direction: 'decode';
  readonly name: string;
  /** No contender, but a lower bound that does all of the work. */
  readonly isFloor?: true;
  readonly run: () => unknown;
  /** What is decoded. */
  readonly input: Uint8Array;
  /** What `run` made, as framewright's message. */
  read(made: unknown): unknown;
}

/** What the machine needs for a part of the work alone: no contender, a lower bound, with no result to check. */
export interface FloorWay {
  readonly direction: Direction;
  readonly name: string;
  readonly isFloor: true;
  readonly run: () => unknown;
}

/** Does all of the work, so that its result can be checked. */
export type WholeWay = EncodeWay | DecodeWay;
export type Way = WholeWay | FloorWay;

export function isWhole(way: Way): way is WholeWay {
  return 'payload' in way || 'input' in way;
}

/** A library, with its ways of doing it. */
export interface Family {
  /** As `--against` takes it. */
  readonly name: string;
  /** The npm packages it needs; empty for what is always there. The first one's version is reported. */
  readonly packages: readonly string[];
  /** Throws Unsupported for what the library cannot. */
  prepare(subject: Subject, packages: Packages): Promise<readonly Way[]>;
}

/** The library cannot do this message; the text says what. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** Of whoever would measure a smaller message than the sample. */
export const NO_EXTENSIONS = 'has nothing like the extensions in the sample';
