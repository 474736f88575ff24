import type { Packages } from '../../src/bench/packages.js';
import type { Needs } from './needs.js';
import type { BenchSchema, Note } from './schema.js';

/** What both processes of a contender get. */
export interface Equipment {
  readonly schema: BenchSchema;
  readonly packages: Packages;
}

/** One way of sending to many peers: the half in the process under test, and the half in the process of receivers. */
export interface SendContender extends Needs {
  readonly name: string;
  /** What bytes cost when nothing but the kernel is paid for: no contender. */
  readonly isFloor?: true;
  /** Waits for receivers. */
  start(equipment: Equipment): Promise<Sender>;
  /** Opens one receiving end, and tells of everything that arrives there. */
  receive(end: ReceivingEnd, equipment: Equipment): Promise<void>;
}

/** The sending half. */
export interface Sender {
  readonly address: string;
  /** How many receivers it could send to now. */
  connected(): number;
  /** Sends to all. `index` counts the notes of a run, which go round. */
  broadcast(note: Note, index: number): void;
  /** After the broadcasts of one turn of the event loop: what a contender keeps for then. */
  flush?(): void;
  /** Of a run with these notes: what is prepared for them. */
  prepare?(notes: readonly Note[]): void;
  /** Lines that it has logged. */
  logLines?(): number;
  /** CPU time, in milliseconds, of a process of its own that does part of the sending. */
  helperCpuMs?(): number;
  stop(): Promise<void>;
}

/** The receiving half, one of many. */
export interface ReceivingEnd {
  readonly address: string;
  /** Counts from 0. */
  readonly index: number;
  /** What arrives: `check` must be given each byte, or each message. */
  readonly arrivals: Arrivals;
}

/** Checks what one end gets against what was sent, and counts it. */
export interface Arrivals {
  /** How a note looks on this contender's wire, if the bytes of the stream are to be checked. */
  frames(wire: (payload: Buffer, note: Note) => Buffer, ownLength?: OwnLength): void;
  /** Bytes of the stream as they came. */
  bytes(chunk: Buffer): void;
  /** One message's payload, where a library reads the stream. */
  message(payload: Uint8Array): void;
  /** Anything else that is wrong. */
  wrong(reason: string): void;
}

/**
 * How long the frame that begins here is, if it is not one of the notes but the contender's own; 0 if it should have been
 * a note, undefined if more bytes are needed to know.
 */
export type OwnLength = (bytes: Buffer) => number | undefined;
