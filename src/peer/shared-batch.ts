import { SharedChunks } from '../transport/shared-chunks.js';

/** Wire bytes that lie together: a Frame is one, and so are several that follow each other in a slab. */
export interface ByteRun {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** From this size on a run is handed over as it lies; shorter neighbours are copied together. */
export const JOIN_BELOW_BYTES = 16 * 1024;

/** Batches of a round that are kept for the next peer: as many writes as a burst of 1 MiB takes. */
const KEPT = 16;

/**
 * Makes chunks of runs, and gives the same chunks again when another peer sends the same runs in this round: what goes
 * to many is joined once. One for all connections of a registry.
 */
export class SharedBatch {
  #kept: { readonly runs: readonly ByteRun[]; readonly shared: SharedChunks }[] = [];
  #oldest = 0;

  chunks(runs: readonly ByteRun[]): SharedChunks {
    for (const kept of this.#kept) if (sameRuns(runs, kept.runs)) return kept.shared;
    const shared = new SharedChunks(chunksOf(runs));
    this.#kept[this.#oldest] = { runs, shared };
    this.#oldest = (this.#oldest + 1) % KEPT;
    return shared;
  }

  /** The round is over. */
  forget(): void {
    this.#kept = [];
    this.#oldest = 0;
  }
}

function sameRuns(a: readonly ByteRun[], b: readonly ByteRun[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    const [run, other] = [a[index]!, b[index]!];
    if (run.start !== other.start || run.end !== other.end || run.slab !== other.slab) return false;
  }
  return true;
}

/** The runs as few chunks: short ones copied together, long ones as they lie. */
export function chunksOf(runs: readonly ByteRun[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let small: ByteRun[] = [];
  for (const run of runs) {
    if (run.end - run.start < JOIN_BELOW_BYTES) {
      small.push(run);
      continue;
    }
    if (small.length > 0) chunks.push(join(small));
    small = [];
    chunks.push(viewOf(run));
  }
  if (small.length > 0) chunks.push(join(small));
  return chunks;
}

function join(runs: readonly ByteRun[]): Uint8Array {
  if (runs.length === 1) return viewOf(runs[0]!);
  const bytes = new Uint8Array(runs.reduce((sum, run) => sum + run.end - run.start, 0));
  let offset = 0;
  for (const run of runs) {
    bytes.set(viewOf(run), offset);
    offset += run.end - run.start;
  }
  return bytes;
}

function viewOf({ slab, start, end }: ByteRun): Uint8Array {
  return new Uint8Array(slab.buffer, slab.byteOffset + start, end - start);
}
