/** Wire bytes that lie together: a Frame is one, and so are several that follow each other in a slab. */
export interface ByteRun {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** From this size on a run is handed over as it lies; shorter neighbours are copied together. */
const JOIN_BELOW_BYTES = 16 * 1024;

/**
 * Makes chunks of runs, and gives the same chunk objects again when the next peer sends the same runs: a broadcast is
 * joined once, however many peers it goes to. One for all connections of a registry.
 */
export class SharedBatch {
  #runs: readonly ByteRun[] = [];
  #chunks: readonly Uint8Array[] = [];

  chunks(runs: readonly ByteRun[]): readonly Uint8Array[] {
    if (!sameRuns(runs, this.#runs)) {
      this.#runs = runs;
      this.#chunks = chunksOf(runs);
    }
    return this.#chunks;
  }
}

function sameRuns(a: readonly ByteRun[], b: readonly ByteRun[]): boolean {
  return (
    a.length === b.length &&
    a.every((run, index) => {
      const other = b[index]!;
      return run.slab === other.slab && run.start === other.start && run.end === other.end;
    })
  );
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
