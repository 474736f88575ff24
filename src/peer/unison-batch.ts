import { SharedChunks } from '../transport/shared-chunks.js';
import { framesIn, type Frame } from '../wire/frame.js';
import { Priority } from '../wire/type-table.js';
import { Gather } from './gather.js';
import type { LaneStats } from './queue-stats.js';
import { chunksOf, JOIN_BELOW_BYTES } from './shared-batch.js';

/**
 * Frames of a broadcast that go out in one write, the same to every peer; at most WRITE_BYTES. What is kept are the runs in
 * which they lie, so that a frame behind another costs no object.
 */
export class UnisonBatch {
  readonly #high = new Gather();
  readonly #normal = new Gather();
  readonly #low = new Gather();
  #bytes = 0;
  #frames = 0;
  #isNormal = true;
  #shared: SharedChunks | undefined;
  /** When it goes out: set by the first queue that sends it, so that not each must ask its clock. */
  leavesAt: number | undefined;

  get bytes(): number {
    return this.#bytes;
  }

  get frames(): number {
    return this.#frames;
  }

  /**
   * It may wait as it is: nothing in it overtakes anything, and its frames are short. Long ones go out in fewer writes from
   * a queue of their own.
   */
  get mayWait(): boolean {
    return this.#isNormal && this.#bytes < this.#frames * JOIN_BELOW_BYTES;
  }

  /** The frames as they go out, by lane. */
  get shared(): SharedChunks {
    this.#shared ??= new SharedChunks(
      chunksOf([...this.#high.runs(), ...this.#normal.runs(), ...this.#low.runs()]),
    );
    return this.#shared;
  }

  /** A frame that lies in these bytes. */
  push(slab: Uint8Array, start: number, end: number, priority: Priority): void {
    this.#lane(priority).add(slab, start, end);
    this.#bytes += end - start;
    this.#frames++;
    if (priority !== Priority.NORMAL) this.#isNormal = false;
  }

  forEach(visit: (frame: Frame, priority: Priority) => void): void {
    for (const priority of [Priority.HIGH, Priority.NORMAL, Priority.LOW]) {
      for (const run of this.#lane(priority).runs()) {
        for (const frame of framesIn(run.slab, run.start, run.end)) visit(frame, priority);
      }
    }
  }

  lane(priority: Priority): LaneStats {
    let [bytes, frames] = [0, 0];
    this.forEach((frame, lane) => {
      if (lane !== priority) return;
      bytes += frame.wireBytes;
      frames++;
    });
    return { bytes, frames };
  }

  #lane(priority: Priority): Gather {
    if (priority === Priority.NORMAL) return this.#normal;
    return priority === Priority.HIGH ? this.#high : this.#low;
  }
}
