import type { Frame } from '../wire/frame.js';

/** Frames looked at one by one: asking for a figure must not take longer the less a peer reads. */
const MOST_FRAMES = 100_000;

/** What waits for one peer. */
interface Waiting {
  readonly queuedFrames: number;
  readonly queuedBytes: number;
  forEachWaiting(visit: (message: Frame) => void): void;
}

/** Adds up the memory that queues hold: a message that waits for several peers is counted once. */
export class HeldBytes {
  /** Where those begin that are counted, by slab: a queue may have made another Frame of the same bytes. */
  readonly #seen = new Map<Uint8Array, Set<number>>();
  #frames = 0;
  #bytes = 0;

  /** Exact for the first 100,000 frames; what waits beyond them counts as if nobody else held it. */
  get bytes(): number {
    return this.#bytes;
  }

  add(waiting: Waiting): void {
    if (waiting.queuedFrames === 0) return;
    this.#frames += waiting.queuedFrames;
    if (this.#frames > MOST_FRAMES) {
      this.#bytes += waiting.queuedBytes;
      return;
    }
    waiting.forEachWaiting(({ slab, start, wireBytes }) => {
      let starts = this.#seen.get(slab);
      if (starts === undefined) this.#seen.set(slab, (starts = new Set()));
      if (starts.has(start)) return;
      starts.add(start);
      this.#bytes += wireBytes;
    });
  }
}
