import type { Clock } from '../platform/clock.js';
import { offenderNamed } from './offender.js';

/** What the guard keeps of an offender. */
export interface Offender {
  violations: number;
  /** Violations by kind, for those who judge them later. */
  kinds: Record<string, number>;
  /** Monotonic time of the last violation, or of a ban by hand. */
  lastAt: number;
  /** Monotonic; -Infinity when never banned, Infinity for good. */
  bannedUntil: number;
  /** What the ban was for: the kind of violation, or what the operator said. */
  reason: string;
  /** Of a node id: where it offended from, so that both are forgiven together. */
  sites: string[];
}

const FORMAT = 1;
const FOR_GOOD = 'for good';
const MOST_VIOLATIONS = 1_000_000;
export const MAX_SITES = 8;
export const MAX_KINDS = 16;
/** Characters of what a ban was for. */
export const MAX_REASON = 100;
const KIND = /^[a-z][a-z0-9-]{0,31}$/;

/** Times as durations before and after `savedAt`, Unix time: the monotonic clock means nothing after a restart. */
export function formatOffenders(offenders: Iterable<readonly [string, Offender]>, clock: Clock): string {
  const now = clock.now();
  const list = [...offenders].map(
    ([offender, { violations, kinds, lastAt, bannedUntil, reason, sites }]) => ({
      offender,
      violations,
      kinds,
      quietForMs: Math.round(now - lastAt),
      bannedForMs: bannedUntil === Infinity ? FOR_GOOD : Math.max(0, Math.round(bannedUntil - now)),
      reason,
      ...(sites.length > 0 && { sites }),
    }),
  );
  return `${JSON.stringify({ format: FORMAT, savedAt: clock.wallTime(), offenders: list }, undefined, 1)}\n`;
}

/** Reads what formatOffenders wrote. Throws where it is no such text; entries that say nothing are left out. */
export function parseOffenders(text: string, clock: Clock): Map<string, Offender> {
  const saved = JSON.parse(text) as { format?: unknown; savedAt?: unknown; offenders?: unknown } | null;
  if (saved?.format !== FORMAT || !isTime(saved.savedAt) || !Array.isArray(saved.offenders)) {
    throw new Error(`it is no list of bans of format ${FORMAT}`);
  }
  const offenders = new Map<string, Offender>();
  // A clock that was set back makes no ban longer than it was.
  const savedAt = clock.now() - Math.max(0, clock.wallTime() - saved.savedAt);
  for (const entry of saved.offenders as unknown[]) {
    const read = parseOffender(entry, savedAt);
    if (read !== undefined) offenders.set(...read);
  }
  return offenders;
}

/** `savedAt` is the monotonic time at which it was saved, or would have been had this process run. */
function parseOffender(value: unknown, savedAt: number): [string, Offender] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const { violations, quietForMs, bannedForMs, reason, sites } = fields;
  const name = nameOf(fields['offender']);
  if (name === undefined) return undefined;
  const entry: Offender = {
    violations: isTime(violations) ? Math.min(Math.floor(violations), MOST_VIOLATIONS) : 0,
    kinds: kindsOf(fields['kinds']),
    lastAt: isTime(quietForMs) ? savedAt - quietForMs : -Infinity,
    bannedUntil: bannedForMs === FOR_GOOD ? Infinity : isBan(bannedForMs) ? savedAt + bannedForMs : -Infinity,
    reason: typeof reason === 'string' && reason.length <= MAX_REASON ? reason : 'unknown',
    sites: (Array.isArray(sites) ? (sites as unknown[]) : [])
      .flatMap((site) => nameOf(site) ?? [])
      .slice(0, MAX_SITES),
  };
  return [name, entry];
}

function isBan(value: unknown): value is number {
  return isTime(value) && value > 0;
}

function kindsOf(value: unknown): Record<string, number> {
  if (typeof value !== 'object' || value === null) return {};
  const counts = Object.entries(value).filter(
    (entry): entry is [string, number] => KIND.test(entry[0]) && isTime(entry[1]),
  );
  return Object.fromEntries(counts.slice(0, MAX_KINDS));
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return offenderNamed(value);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
