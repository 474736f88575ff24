import type { Refusal } from '../peer/peer.js';
import type { Clock } from '../platform/clock.js';
import { GoodbyeCode } from '../wire/codes.js';
import { hostOf, isLoopback, siteOf } from './address.js';

export interface GuardOptions {
  /** Bans by the number of violations at which they begin, in rising order. */
  readonly bans: readonly { readonly violations: number; readonly forMs: number }[];
  /** Without a violation for this long an offender's count starts again. */
  readonly quietMs: number;
  /** Offenders remembered at once; beyond it the one quiet for longest is forgotten, banned ones last. */
  readonly maxOffenders: number;
}

export const GUARD_DEFAULTS: GuardOptions = {
  bans: [
    { violations: 3, forMs: 5 * 60_000 },
    { violations: 5, forMs: 60 * 60_000 },
    { violations: 10, forMs: Infinity },
  ],
  quietMs: 60 * 60_000,
  maxOffenders: 10_000,
};

interface Offender {
  violations: number;
  lastAt: number;
  /** Monotonic; 0 when never banned, Infinity for good. */
  bannedUntil: number;
}

export interface Ban {
  /** A node id, or a host as siteOf() tells it. */
  readonly offender: string;
  readonly violations: number;
  /** Infinity for good. */
  readonly forMs: number;
}

/**
 * Counts violations and bans offenders. An offender is a host and the node id that it claims, each counted on its own: ids
 * cost nothing without TLS, and a host alone would let an offender off that moves. Many nodes share a loopback address,
 * so there only the id counts.
 */
export class Guard {
  readonly #clock: Clock;
  readonly #options: GuardOptions;
  readonly #offenders = new Map<string, Offender>();

  constructor(clock: Clock, options: GuardOptions = GUARD_DEFAULTS) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Counts one violation; returns the bans that begin with it. */
  violation(address: string, peer: string | undefined): Ban[] {
    const bans: Ban[] = [];
    for (const key of offendersOf(address, peer)) {
      const ban = this.#count(key);
      if (ban !== undefined) bans.push(ban);
    }
    return bans;
  }

  /** Milliseconds for which this address or peer stays banned: 0 when it is not, Infinity for good. */
  bannedForMs(address: string, peer?: string): number {
    const now = this.#clock.now();
    let longest = 0;
    for (const key of offendersOf(address, peer)) {
      longest = Math.max(longest, (this.#offenders.get(key)?.bannedUntil ?? 0) - now);
    }
    return longest;
  }

  /** Refuses who is banned. */
  admit(address: string, peer: string | undefined): Refusal | undefined {
    const bannedForMs = this.bannedForMs(address, peer);
    if (bannedForMs === 0) return undefined;
    return {
      code: GoodbyeCode.BANNED,
      reason: 'banned for violations of the protocol',
      retryAfterMs: Number.isFinite(bannedForMs) ? Math.ceil(bannedForMs) : 0,
    };
  }

  /** Bans a host or node id by hand. */
  ban(offender: string, forMs = Infinity): void {
    const entry = this.#offender(offender);
    entry.bannedUntil = this.#clock.now() + forMs;
  }

  /** Lifts a ban and forgets the violations. */
  unban(offender: string): void {
    this.#offenders.delete(offender);
  }

  /** Everyone banned now. */
  bans(): Ban[] {
    const now = this.#clock.now();
    return [...this.#offenders]
      .filter(([, entry]) => entry.bannedUntil > now)
      .map(([offender, entry]) => ({
        offender,
        violations: entry.violations,
        forMs: entry.bannedUntil - now,
      }));
  }

  #count(key: string): Ban | undefined {
    const now = this.#clock.now();
    const entry = this.#offender(key);
    if (now - entry.lastAt >= this.#options.quietMs && now >= entry.bannedUntil) entry.violations = 0;
    entry.violations++;
    entry.lastAt = now;
    const step = this.#options.bans.find((ban) => ban.violations === entry.violations);
    if (step === undefined) return undefined;
    entry.bannedUntil = Math.max(entry.bannedUntil, now + step.forMs);
    return { offender: key, violations: entry.violations, forMs: step.forMs };
  }

  #offender(key: string): Offender {
    const known = this.#offenders.get(key);
    const entry = known ?? { violations: 0, lastAt: this.#clock.now(), bannedUntil: 0 };
    // Insertion order is order of the last violation.
    this.#offenders.delete(key);
    if (this.#offenders.size >= this.#options.maxOffenders) this.#forgetOne();
    this.#offenders.set(key, entry);
    return entry;
  }

  #forgetOne(): void {
    const now = this.#clock.now();
    for (const [key, entry] of this.#offenders) {
      if (entry.bannedUntil > now) continue;
      this.#offenders.delete(key);
      return;
    }
    for (const key of this.#offenders.keys()) {
      this.#offenders.delete(key);
      return;
    }
  }
}

function offendersOf(address: string, peer: string | undefined): string[] {
  const host = hostOf(address);
  const keys = isLoopback(host) ? [] : [siteOf(host)];
  if (peer !== undefined) keys.push(peer);
  return keys;
}
