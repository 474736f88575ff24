/** A scheduled call that can still be called off. */
export interface Timer {
  cancel(): void;
}

/** The one source of time. The virtual twin is `VirtualClock` in `framewright/testing`. */
export interface Clock {
  /** Monotonic milliseconds, fractional, from an arbitrary start. Every timeout is computed from this. */
  now(): number;
  /** Unix time in milliseconds. Only for timestamps that people or peers read. */
  wallTime(): number;
  /** Calls `callback` once, `delayMs` from now at the earliest. */
  schedule(delayMs: number, callback: () => void): Timer;
  /** Calls `callback` at the end of this turn of the event loop, after pending I/O callbacks. */
  endOfTurn(callback: () => void): void;
  /**
   * Calls `callback` once the event loop's present callback has ended and its promises have settled, before the next
   * callback: sooner than `endOfTurn`, and for less. The same as that where there is no such time.
   */
  endOfCallback(callback: () => void): void;
}

/** The one source of randomness. */
export interface Random {
  /** Uniform in [0, 1). For jitter and sampling. */
  next(): number;
  /** `length` random bytes; cryptographically strong outside tests. For nonces, epochs and keys. */
  bytes(length: number): Uint8Array;
}

/** What code takes instead of touching `Date`, `setTimeout` or `Math.random`. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
}
