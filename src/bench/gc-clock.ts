import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';

/** Sums up what this process's garbage collector takes. */
export class GcClock {
  readonly #observer: PerformanceObserver;
  #milliseconds = 0;
  #collections = 0;

  constructor() {
    this.#observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#milliseconds += duration;
        this.#collections++;
      }
    });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** Up to now. Entries arrive a turn or two after the collection. */
  async milliseconds(): Promise<number> {
    await settle();
    return this.#milliseconds;
  }

  async collections(): Promise<number> {
    await settle();
    return this.#collections;
  }

  stop(): void {
    this.#observer.disconnect();
  }
}

async function settle(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await turn();
}
