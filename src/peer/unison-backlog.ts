import type { UnisonBatch } from './unison-batch.js';
import type { UnisonQueue } from './unison.js';

const NOTHING: readonly UnisonBatch[] = [];

/** What waits for members of a unison to which it could not go with the others: batches as they are, in order. */
export class Backlog {
  readonly #batches = new Map<UnisonQueue, UnisonBatch[]>();

  get isEmpty(): boolean {
    return this.#batches.size === 0;
  }

  /** For whom anything waits. */
  queues(): readonly UnisonQueue[] {
    return this.isEmpty ? [] : [...this.#batches.keys()];
  }

  has(queue: UnisonQueue): boolean {
    return this.#batches.has(queue);
  }

  of(queue: UnisonQueue): readonly UnisonBatch[] {
    return this.#batches.get(queue) ?? NOTHING;
  }

  bytesOf(queue: UnisonQueue): number {
    return this.of(queue).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  add(queue: UnisonQueue, batch: UnisonBatch): void {
    const batches = this.#batches.get(queue);
    if (batches === undefined) this.#batches.set(queue, [batch]);
    else batches.push(batch);
  }

  /** Takes the first off. */
  take(queue: UnisonQueue): UnisonBatch | undefined {
    const batches = this.#batches.get(queue);
    if (batches === undefined) return undefined;
    if (batches.length === 1) this.#batches.delete(queue);
    return batches.shift();
  }

  /** What take() gave. */
  putBack(queue: UnisonQueue, batch: UnisonBatch): void {
    this.#batches.set(queue, [batch, ...this.of(queue)]);
  }

  clear(queue: UnisonQueue): void {
    this.#batches.delete(queue);
  }
}
