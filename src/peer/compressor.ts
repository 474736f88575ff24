import type { Clock } from '../platform/clock.js';
import { deflatePart, LEAST_DEFLATED_BYTES, type FrameRun } from '../wire/compression.js';
import type { Frame } from '../wire/frame.js';
import { HEADER_BYTES } from '../wire/header.js';
import type { TypeTable } from '../wire/type-table.js';

const LEAST_FRAME_BYTES = HEADER_BYTES + LEAST_DEFLATED_BYTES;
/** What may be spent at once: about what a connection may take of a turn. */
const BURST_MS = 5;
/** One of so many milliseconds is spent on deflating in the long run. */
const SHARE = 4;

/** `undefined` where a part has not been tried, `null` where it saves too little. */
type Parts = (FrameRun | null | undefined)[];

/**
 * Deflates the parts of messages whose types declare `compress`, each once for all peers, and as far as time allows: on
 * a link so fast that deflating would hold it up, what is beyond that goes as it is. One for all connections of a
 * registry.
 */
export class Compressor {
  readonly #clock: Clock;
  readonly #types: TypeTable;
  readonly #parts = new WeakMap<Frame, Parts>();
  /** Time spent that is not yet matched by `SHARE` times as much. */
  #debtMs = 0;
  #debtAt = 0;

  constructor(clock: Clock, types: TypeTable) {
    this.#clock = clock;
    this.#types = types;
  }

  /** What leaves instead of that part of a message, `frameBytes` long; undefined if it leaves as it is. */
  deflated(message: Frame, index: number, frameBytes: number): FrameRun | undefined {
    if (frameBytes < LEAST_FRAME_BYTES) return undefined;
    if (this.#types.get(message.type)?.compress !== true) return undefined;
    const known = this.#parts.get(message)?.[index];
    return known === undefined ? this.#deflate(message, index) : (known ?? undefined);
  }

  #deflate(message: Frame, index: number): FrameRun | undefined {
    const start = this.#clock.now();
    const owed = Math.max(0, this.#debtMs - (start - this.#debtAt) / SHARE);
    if (owed >= BURST_MS) return undefined;
    const run = deflatePart(message, index);
    const end = this.#clock.now();
    this.#debtMs = owed + end - start;
    this.#debtAt = end;
    let parts = this.#parts.get(message);
    if (parts === undefined) this.#parts.set(message, (parts = []));
    parts[index] = run ?? null;
    return run;
  }
}
