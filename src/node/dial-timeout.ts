import type { Runtime } from '../platform/clock.js';
import type { DialOptions } from '../transport/transport.js';

/** The longest a dial may take, and what an address without a history is given. */
const MOST_MS = 10_000;
/** Room for a lost SYN, sent again after 1 s, and for a second one after 3 s (RFC 6298 §5.7). */
const LEAST_MS = 4_000;
/** TCP, TLS, an upgrade, and as much again for a link that became slower. */
const ROUND_TRIPS = 8;

/** How long a dial may take to an address whose round trip was `rttMs` when it was last connected. */
export function dialTimeoutMs(rttMs: number | undefined): number {
  return rttMs === undefined ? MOST_MS : Math.min(MOST_MS, LEAST_MS + ROUND_TRIPS * rttMs);
}

export function dialOptions(runtime: Runtime, signal: AbortSignal, rttMs: number | undefined): DialOptions {
  return { runtime, signal, timeoutMs: dialTimeoutMs(rttMs) };
}
