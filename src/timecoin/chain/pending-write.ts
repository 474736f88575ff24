import type { Clock } from '../../platform/clock.js';

/** A write that leaves others the time until `delayMs` are over, unless somebody needs it done. */
export class PendingWrite {
  /** Settles as the write does. */
  readonly written: Promise<void>;
  #begin = (): void => {};

  constructor(clock: Clock, delayMs: number, write: () => Promise<void>) {
    const begun = new Promise<void>((resolve) => (this.#begin = resolve));
    const timer = clock.schedule(delayMs, this.#begin);
    this.written = begun.then(() => {
      timer.cancel();
      return write();
    });
  }

  /** Begins it now, if it has not begun, and settles as it does. */
  hurry(): Promise<void> {
    this.#begin();
    return this.written;
  }
}
