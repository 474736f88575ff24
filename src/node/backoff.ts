import type { Random } from '../platform/clock.js';

/** When a peer that could not be reached, or was lost, is dialled again. */
export interface ReconnectOptions {
  /** Wait after the first failure; each further one doubles it. Default 5,000. */
  readonly firstMs: number;
  /** The longest wait. Default 300,000. */
  readonly maxMs: number;
  /** Failures in a row after which an address rests until it is offered again. Default 10. */
  readonly attempts: number;
  /** The same for a preferred address. Default 20. */
  readonly preferredAttempts: number;
  /** The share of a wait that chance may take away, 0 to 1, so that peers do not all come back at once. Default 0.2. */
  readonly jitter: number;
}

export const RECONNECT_DEFAULTS: ReconnectOptions = {
  firstMs: 5_000,
  maxMs: 300_000,
  attempts: 10,
  preferredAttempts: 20,
  jitter: 0.2,
};

/** Milliseconds to wait after `failures` failures in a row; no failure (a link that was open and ended) waits as one does. */
export function backoffMs(failures: number, options: ReconnectOptions, random: Random): number {
  const doublings = Math.min(Math.max(failures, 1) - 1, 52);
  const wait = Math.min(options.maxMs, options.firstMs * 2 ** doublings);
  return wait * (1 - options.jitter * random.next());
}
