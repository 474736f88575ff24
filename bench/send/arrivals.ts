import type { Arrivals, OwnLength } from './contender.js';
import { notesOf, payloadsOf } from './notes.js';
import { machineTime } from './receiver-orders.js';
import type { BenchSchema, Note } from './schema.js';
import { StreamCheck } from './stream-check.js';

/** What all receivers of a process got in one run. */
export class Tally {
  readonly #step: number;
  readonly #tell: (reached: number, at: number) => void;
  readonly counts: number[];
  #target: number;
  #behind: number;

  constructor(receivers: number, step: number, tell: (reached: number, at: number) => void) {
    this.counts = new Array<number>(receivers).fill(0);
    this.#step = step;
    this.#target = step;
    this.#behind = receivers;
    this.#tell = tell;
  }

  add(receiver: number, notes: number): void {
    const before = this.counts[receiver]!;
    const now = before + notes;
    this.counts[receiver] = now;
    if (before < this.#target && now >= this.#target) this.#behind--;
    while (this.#behind === 0) {
      const reached = this.#target;
      this.#target += this.#step;
      this.#behind = this.counts.filter((count) => count < this.#target).length;
      if (this.#behind > 0) this.#tell(reached, machineTime());
    }
  }
}

/** Before a run only what is the contender's own may come, and is told from notes by them. */
const ANY_NOTES = notesOf(64);

/** One receiver's end of the checking: each run it is told anew what will come. */
export class CheckedArrivals implements Arrivals {
  readonly #index: number;
  readonly #schema: BenchSchema;
  readonly #onWrong: (reason: string) => void;
  #wire: ((payload: Buffer, note: Note) => Buffer) | undefined;
  #ownLength: OwnLength | undefined;
  #tally: Tally | undefined;
  #notes: readonly Note[] = ANY_NOTES;
  #payloads: readonly Buffer[];
  #stream: StreamCheck | undefined;
  #times: { readonly notes: number; readonly at: number }[] | undefined;
  #isWrong = false;

  constructor(index: number, schema: BenchSchema, onWrong: (reason: string) => void) {
    this.#index = index;
    this.#schema = schema;
    this.#onWrong = onWrong;
    this.#payloads = payloadsOf(this.#notes, schema);
  }

  /** A new run. */
  expect(payloadBytes: number, tally: Tally, recordsTimes: boolean): void {
    this.#notes = notesOf(payloadBytes);
    this.#payloads = payloadsOf(this.#notes, this.#schema);
    this.#tally = tally;
    this.#times = recordsTimes ? [] : undefined;
    this.#newStream();
  }

  frames(wire: (payload: Buffer, note: Note) => Buffer, ownLength?: OwnLength): void {
    this.#wire = wire;
    this.#ownLength = ownLength;
    this.#newStream();
  }

  bytes(chunk: Buffer): void {
    if (this.#isWrong) return;
    try {
      if (this.#stream === undefined) throw new Error('bytes before it was said what they look like');
      const before = this.#stream.frames;
      this.#stream.push(chunk);
      this.#add(this.#stream.frames - before);
    } catch (error) {
      this.wrong((error as Error).message);
    }
  }

  message(payload: Uint8Array): void {
    const expected = this.#payloads[this.#count % this.#payloads.length];
    if (expected === undefined || expected.compare(payload) !== 0) {
      this.wrong(`message ${this.#count} is not what was sent`);
    } else {
      this.#add(1);
    }
  }

  wrong(reason: string): void {
    if (!this.#isWrong) this.#onWrong(`receiver ${this.#index}: ${reason}`);
    this.#isWrong = true;
  }

  /** Milliseconds from when each note was handed in until it was here. */
  delays(handedIn: Float64Array): number[] {
    const delays: number[] = [];
    for (const { notes, at } of this.#times ?? []) {
      while (delays.length < notes) delays.push(at - handedIn[delays.length]!);
    }
    return delays;
  }

  get #count(): number {
    return this.#tally?.counts[this.#index] ?? 0;
  }

  #add(notes: number): void {
    if (notes === 0) return;
    if (this.#tally === undefined) throw new Error('a note before a run');
    this.#tally.add(this.#index, notes);
    this.#times?.push({ notes: this.#count, at: machineTime() });
  }

  // What is one frame on a stream depends on the wire; who has messages from a library has no stream.
  #newStream(): void {
    const wire = this.#wire;
    if (wire === undefined) return;
    const frames = this.#payloads.map((payload, index) => wire(payload, this.#notes[index]!));
    this.#stream = new StreamCheck(frames, this.#ownLength);
  }
}
