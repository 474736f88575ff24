/** What became of the connections to an address, as far back as it is remembered. */
export interface Quality {
  /** Dials that succeeded or failed, and those that succeeded; old ones fade. */
  readonly dials: number;
  readonly successes: number;
  /** Failed dials since the last success. */
  readonly failures: number;
  /** Time connected in all. */
  readonly connectedMs: number;
  /** Unix milliseconds when it was last seen connected; 0 for never. */
  readonly lastSeen: number;
  /** Smoothed response time; undefined before the first measurement. */
  readonly rttMs: number | undefined;
}

/** Of an address that was never dialled. */
export const UNTRIED: Quality = {
  dials: 0,
  successes: 0,
  failures: 0,
  connectedMs: 0,
  lastSeen: 0,
  rttMs: undefined,
};

/** Beyond this many dials the older half counts half: what a node was a year ago says little. */
const DIALS_REMEMBERED = 64;

// Half of the credit for uptime is earned in the first, and lost in the second if nothing is heard any more.
const GOOD_UPTIME_MS = 6 * 60 * 60_000;
const FORGOTTEN_MS = 7 * 24 * 60 * 60_000;
const GOOD_RTT_MS = 200;
const FAILURE_FACTOR = 0.7;

/**
 * How good a peer an address promises to be, 0 to 1: 40 % for dials that succeeded, 40 % for time connected, 20 % for quick
 * responses; each failure in a row takes 30 % of it. An address that was never tried stands at 0.3, a new connection a
 * little above 0.4. `now` is Unix time in milliseconds.
 */
export function scoreOf(quality: Quality, now: number): number {
  const { dials, successes, failures, connectedMs, lastSeen, rttMs } = quality;
  // Laplace: one success of one dial is not yet certainty.
  const reliability = (successes + 1) / (dials + 2);
  const uptime = connectedMs / (connectedMs + GOOD_UPTIME_MS);
  const freshness = 2 ** (-Math.max(0, now - lastSeen) / FORGOTTEN_MS);
  const speed = rttMs === undefined ? 0.5 : GOOD_RTT_MS / (GOOD_RTT_MS + rttMs);
  return (0.4 * reliability + 0.4 * uptime * freshness + 0.2 * speed) * FAILURE_FACTOR ** failures;
}

/** The counts after one more dial. */
export function dialled(
  quality: Quality,
  succeeded: boolean,
): Pick<Quality, 'dials' | 'successes' | 'failures'> {
  const faded = quality.dials >= DIALS_REMEMBERED ? 0.5 : 1;
  return {
    dials: Math.floor(quality.dials * faded) + 1,
    successes: Math.floor(quality.successes * faded) + (succeeded ? 1 : 0),
    failures: succeeded ? 0 : quality.failures + 1,
  };
}
