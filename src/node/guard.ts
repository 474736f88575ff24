import type { Refusal } from '../peer/peer.js';
import type { Clock } from '../platform/clock.js';
import { type Log, silentLog } from '../platform/log.js';
import { GoodbyeCode } from '../wire/codes.js';
import type { Offender } from './guard-record.js';
import { formatOffenders, MAX_KINDS, MAX_REASON, MAX_SITES, parseOffenders } from './guard-record.js';
import { countedNames, isNodeId, offenderNamed, offenderNames } from './offender.js';
import { readSaved } from './saved-text.js';
import { Saver } from './saver.js';
import type { TextStore } from './text-store.js';

export interface GuardOptions {
  /** Bans by the number of violations at which they begin, in rising order. */
  readonly bans: readonly { readonly violations: number; readonly forMs: number }[];
  /** Without a violation for this long, bans not counted, an offender's count starts again. */
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

export interface Ban {
  /** A node id, or a host as siteOf() tells it. */
  readonly offender: string;
  readonly violations: number;
  /** Infinity for good. */
  readonly forMs: number;
  /** The kind of violation that it was for, or what the operator said; `manual` if nothing. */
  readonly reason: string;
}

export interface GuardEvents {
  /** A ban begins, or another one for the same offender. */
  onBan?(ban: Ban): void;
  /** These are forgiven: node ids, and hosts as siteOf() tells them. */
  onLift?(offenders: ReadonlySet<string>): void;
}

/**
 * Counts violations and bans offenders. An offender is a host and the node id that it claims, each counted on its own: ids
 * cost nothing without TLS, and a host alone would let an offender off that moves. Many nodes share a loopback address,
 * so there only the id counts. What it knows survives a restart where it has a store.
 */
export class Guard {
  readonly #clock: Clock;
  readonly #options: GuardOptions;
  readonly #store: TextStore | undefined;
  readonly #events: GuardEvents;
  readonly #saver: Saver;
  readonly #offenders = new Map<string, Offender>();

  constructor(
    clock: Clock,
    options: GuardOptions = GUARD_DEFAULTS,
    store?: TextStore,
    events: GuardEvents = {},
  ) {
    this.#clock = clock;
    this.#options = options;
    this.#store = store;
    this.#events = events;
    this.#saver = new Saver(store, () => formatOffenders(this.#memorable(), clock));
  }

  /** Counts one violation of a kind (`rate`, `protocol`, `announce`, a word of the application's); returns the bans that begin with it. */
  violation(address: string, peer: string | undefined, kind = 'protocol'): Ban[] {
    const names = countedNames(address, peer);
    const [site] = offenderNames(address, undefined);
    const bans: Ban[] = [];
    for (const name of names) {
      const ban = this.#count(name, kind);
      if (ban !== undefined) bans.push(ban);
      if (name === peer && site !== undefined) this.#noteSite(name, site);
    }
    this.#saver.changed();
    for (const ban of bans) this.#events.onBan?.(ban);
    return bans;
  }

  /** Milliseconds for which this address or peer stays banned: 0 when it is not, Infinity for good. */
  bannedForMs(address: string, peer?: string): number {
    const now = this.#clock.now();
    let longest = 0;
    for (const name of offenderNames(address, peer)) {
      longest = Math.max(longest, (this.#offenders.get(name)?.bannedUntil ?? -Infinity) - now);
    }
    return longest;
  }

  /** Refuses who is banned. */
  admit(address: string, peer: string | undefined): Refusal | undefined {
    const bannedForMs = this.bannedForMs(address, peer);
    if (bannedForMs === 0) return undefined;
    return {
      code: GoodbyeCode.BANNED,
      reason: 'banned',
      retryAfterMs: Number.isFinite(bannedForMs) ? Math.ceil(bannedForMs) : 0,
    };
  }

  /**
   * Bans by hand: a node id, a host, or an IPv6 network of 64 bits. Throws TypeError for what is none of them and RangeError
   * for a time that is none.
   */
  ban(offender: string, forMs = Infinity, reason = 'manual'): Ban {
    if (!(forMs > 0)) throw new RangeError('forMs must be above 0');
    const name = offenderNamed(offender);
    const entry = this.#offender(name);
    entry.lastAt = this.#clock.now();
    entry.bannedUntil = this.#clock.now() + forMs;
    entry.reason = reason.slice(0, MAX_REASON);
    this.#saver.changed();
    const ban = { offender: name, violations: entry.violations, forMs, reason: entry.reason };
    this.#events.onBan?.(ban);
    return ban;
  }

  /**
   * Forgives an offender: its bans and its violations, with the hosts that a node id offended from and the node ids that
   * offended from a host, since either ban alone would still keep it out. Returns who was known and is forgiven.
   */
  unban(offender: string): string[] {
    const name = offenderNamed(offender);
    const names = new Set([name, ...(this.#offenders.get(name)?.sites ?? [])]);
    if (!isNodeId(name)) {
      for (const [id, { sites }] of this.#offenders) if (sites.includes(name)) names.add(id);
    }
    const lifted = [...names].filter((each) => this.#offenders.delete(each));
    if (lifted.length > 0) this.#saver.changed();
    this.#events.onLift?.(names);
    return lifted;
  }

  /** Everyone banned now. */
  bans(): Ban[] {
    const now = this.#clock.now();
    return [...this.#offenders]
      .filter(([, entry]) => entry.bannedUntil > now)
      .map(([offender, { violations, bannedUntil, reason }]) => ({
        offender,
        violations,
        forMs: bannedUntil - now,
        reason,
      }));
  }

  /** Reads what was saved. A text that holds no bans is set aside with a warning: nobody is banned then. */
  async load(log: Log = silentLog): Promise<void> {
    const saved = await readSaved(
      this.#store,
      (text) => parseOffenders(text, this.#clock),
      'all bans: nobody is banned now; ban again whom you must, or stop, repair the file and put it back',
      log,
    );
    for (const [offender, entry] of saved ?? []) {
      if (!this.#isMemorable(entry) || this.#offenders.has(offender)) continue;
      if (this.#offenders.size >= this.#options.maxOffenders) this.#forgetOne();
      this.#offenders.set(offender, entry);
    }
  }

  /** Saves what changed since the last time. */
  flush(): Promise<void> {
    return this.#saver.flush();
  }

  #count(name: string, kind: string): Ban | undefined {
    const now = this.#clock.now();
    const entry = this.#offender(name);
    if (!this.#isMemorable(entry)) {
      entry.violations = 0;
      entry.kinds = {};
    }
    entry.violations++;
    entry.lastAt = now;
    if (Object.hasOwn(entry.kinds, kind) || Object.keys(entry.kinds).length < MAX_KINDS) {
      entry.kinds[kind] = (entry.kinds[kind] ?? 0) + 1;
    }
    const step = this.#options.bans.find((ban) => ban.violations === entry.violations);
    if (step === undefined) return undefined;
    entry.bannedUntil = Math.max(entry.bannedUntil, now + step.forMs);
    entry.reason = kind;
    return { offender: name, violations: entry.violations, forMs: step.forMs, reason: kind };
  }

  #noteSite(peer: string, site: string): void {
    const sites = this.#offenders.get(peer)?.sites;
    if (sites === undefined || sites.includes(site)) return;
    if (sites.length >= MAX_SITES) sites.shift();
    sites.push(site);
  }

  #offender(name: string): Offender {
    const known = this.#offenders.get(name);
    const entry = known ?? newOffender(this.#clock.now());
    // Insertion order is order of the last violation.
    this.#offenders.delete(name);
    if (this.#offenders.size >= this.#options.maxOffenders) this.#forgetOne();
    this.#offenders.set(name, entry);
    return entry;
  }

  /** Whether it still matters. Nobody can offend while banned, so that quiet begins when the ban ends. */
  #isMemorable({ lastAt, bannedUntil }: Offender): boolean {
    return this.#clock.now() - Math.max(lastAt, bannedUntil) < this.#options.quietMs;
  }

  #memorable(): [string, Offender][] {
    return [...this.#offenders].filter(([, entry]) => this.#isMemorable(entry));
  }

  #forgetOne(): void {
    const now = this.#clock.now();
    for (const [name, entry] of this.#offenders) {
      if (entry.bannedUntil > now) continue;
      this.#offenders.delete(name);
      return;
    }
    for (const name of this.#offenders.keys()) {
      this.#offenders.delete(name);
      return;
    }
  }
}

function newOffender(now: number): Offender {
  return { violations: 0, kinds: {}, lastAt: now, bannedUntil: -Infinity, reason: 'unknown', sites: [] };
}
