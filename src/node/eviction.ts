/** One of the connections of a full house. */
export interface Seat<Connection> {
  readonly connection: Connection;
  /** Who it comes from, as siteOf() tells it. */
  readonly site: string;
  readonly openMs: number;
  /** NaN before the first measurement. */
  readonly rttMs: number;
  readonly violations: number;
  /** Of its address, 0 to 1. */
  readonly score: number;
}

/** Who has just come has had no time to show what it is worth. */
const GRACE_MS = 10 * 60_000;
/** The share of the seats that each virtue protects. */
const PROTECTED = 1 / 4;
const VIOLATION_FACTOR = 0.5;

/**
 * The connection that a better one may replace; undefined if none may go.
 *
 * An attacker who wants to surround a node opens connections until the honest ones have made room for his. So seats are
 * kept by what he cannot have at will: the quarter that lasts longest (time), the quarter that responds most quickly
 * (nearness), and of the others one of the site with the most connections goes (addresses). Only then the score decides.
 */
export function worstOf<Connection>(seats: readonly Seat<Connection>[]): Seat<Connection> | undefined {
  const most = Math.floor(seats.length * PROTECTED);
  const honest = seats.filter(({ violations }) => violations === 0);
  const kept = new Set([
    ...honest.toSorted((a, b) => b.openMs - a.openMs).slice(0, most),
    ...honest
      .filter(({ rttMs }) => !Number.isNaN(rttMs))
      .toSorted((a, b) => a.rttMs - b.rttMs)
      .slice(0, most),
  ]);
  const fromSite = new Map<string, number>();
  for (const { site } of seats) fromSite.set(site, (fromSite.get(site) ?? 0) + 1);
  const crowd = ({ site }: Seat<Connection>): number => fromSite.get(site) ?? 0;
  const [worst] = seats
    .filter((seat) => !kept.has(seat) && seat.openMs >= GRACE_MS)
    .sort((a, b) => crowd(b) - crowd(a) || worth(a) - worth(b) || a.openMs - b.openMs);
  return worst;
}

function worth({ score, violations }: Seat<unknown>): number {
  return score * VIOLATION_FACTOR ** violations;
}
