import type { ByteRun } from './shared-batch.js';

/** Collects frames for one write; those that lie one after another in a slab become one run. */
export class Gather {
  #bytes = 0;
  #runs: ByteRun[] = [];
  #slab: Uint8Array | undefined;
  #start = 0;
  #end = 0;

  /** All bytes ever added. */
  get bytes(): number {
    return this.#bytes;
  }

  add(slab: Uint8Array, start: number, end: number): void {
    this.#bytes += end - start;
    if (slab === this.#slab && start === this.#end) {
      this.#end = end;
      return;
    }
    this.#endRun();
    this.#slab = slab;
    this.#start = start;
    this.#end = end;
  }

  /** What was added since the last take(). */
  runs(): readonly ByteRun[] {
    this.#endRun();
    return this.#runs;
  }

  /** As runs(), and begins anew. */
  take(): readonly ByteRun[] {
    const runs = this.runs();
    this.#runs = [];
    return runs;
  }

  #endRun(): void {
    if (this.#slab !== undefined) this.#runs.push({ slab: this.#slab, start: this.#start, end: this.#end });
    this.#slab = undefined;
  }
}
