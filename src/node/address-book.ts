import type { Clock } from '../platform/clock.js';
import { type Log, silentLog } from '../platform/log.js';
import { TransportError } from '../transport/errors.js';
import { canonicalAddress } from './address.js';
import type { Quality } from './quality.js';
import { dialled, scoreOf, UNTRIED } from './quality.js';
import { readSaved } from './saved-text.js';
import { Saver } from './saver.js';
import type { TextStore } from './text-store.js';

/** How an address came to be known, the most trusted first. */
export const AddressSource = {
  CONFIG: 'config',
  DIALLED: 'dialled',
  INBOUND: 'inbound',
  GOSSIP: 'gossip',
} as const;
export type AddressSource = (typeof AddressSource)[keyof typeof AddressSource];

export interface KnownAddress extends Quality {
  /** `tcp://203.0.113.7:24000` */
  readonly address: string;
  readonly source: AddressSource;
  /** The node id that answered there last, or is said to. */
  readonly peer: string | undefined;
  /** Unix milliseconds of the last connection that opened; 0 for never. */
  readonly lastSuccess: number;
}

export interface AddressBookOptions {
  readonly clock: Clock;
  readonly store?: TextStore | undefined;
  readonly maxAddresses?: number | undefined;
}

interface Judged {
  readonly entry: Entry;
  readonly score: number;
}

type Entry = { -readonly [K in keyof KnownAddress]: KnownAddress[K] };

const MAX_ADDRESS_CHARACTERS = 256;
const FORMAT = 2;
/** After this long an address that led here may be tried again: it may be another node's by now. */
const OWN_MS = 24 * 60 * 60_000;
const DOOMED_AT_ONCE = 64;
/** RFC 6298's weight for a new sample. */
const RTT_WEIGHT = 1 / 8;

/** The addresses a node knows, bounded, with what came of them; kept over restarts by its store. */
export class AddressBook {
  readonly #entries = new Map<string, Entry>();
  /** Own addresses, with the monotonic time until which they count as such. */
  readonly #own = new Map<string, number>();
  readonly #clock: Clock;
  readonly #store: TextStore | undefined;
  readonly #saver: Saver;
  readonly #maxAddresses: number;
  /** What hearsay may displace next, the least promising last, as judged some addresses ago. */
  #doomed: Judged[] = [];

  constructor({ clock, store, maxAddresses = 1_000 }: AddressBookOptions) {
    this.#clock = clock;
    this.#store = store;
    this.#saver = new Saver(
      store,
      () => `${JSON.stringify({ format: FORMAT, addresses: this.all() }, undefined, 1)}\n`,
    );
    this.#maxAddresses = maxAddresses;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Returns whether the address is in the book now: an own one, one not in canonical form, or one too many is not. `peer` is who is
   * said to answer there.
   */
  add(address: string, source: AddressSource, peer?: string): boolean {
    if (this.isOwn(address) || !isAddress(address)) return false;
    const known = this.#entries.get(address);
    if (known !== undefined) {
      // What is configured stays so, wherever else it is heard of.
      if (source === AddressSource.CONFIG) known.source = source;
      known.peer ??= peer;
      return true;
    }
    if (this.#entries.size >= this.#maxAddresses && !this.#evictFor(source)) return false;
    this.#entries.set(address, { address, source, peer, lastSuccess: 0, ...UNTRIED });
    this.#saver.changed();
    return true;
  }

  /** A connection to `address` opened; `peer` answered there. */
  succeeded(address: string, peer: string): void {
    if (!this.#entries.has(address)) this.add(address, AddressSource.DIALLED);
    const entry = this.#entries.get(address);
    if (entry === undefined) return;
    entry.peer = peer;
    entry.lastSuccess = entry.lastSeen = this.#clock.wallTime();
    Object.assign(entry, dialled(entry, true));
    this.#saver.changed();
  }

  failed(address: string): void {
    const entry = this.#entries.get(address);
    if (entry === undefined) return;
    Object.assign(entry, dialled(entry, false));
    this.#saver.changed();
  }

  /** The peer at `address` was connected for `connectedMs` more; `rttMs` is its response time, NaN if not measured. */
  measured(address: string, connectedMs: number, rttMs: number): void {
    const entry = this.#entries.get(address);
    if (entry === undefined) return;
    entry.connectedMs = Math.min(entry.connectedMs + Math.round(connectedMs), Number.MAX_SAFE_INTEGER);
    entry.lastSeen = this.#clock.wallTime();
    if (!Number.isNaN(rttMs)) {
      entry.rttMs = entry.rttMs === undefined ? rttMs : entry.rttMs + (rttMs - entry.rttMs) * RTT_WEIGHT;
    }
    this.#saver.changed();
  }

  /**
   * `address` turned out to be this node itself: not given out and, within the cap, not added again for a day, or for
   * good where this node listens.
   */
  markOwn(address: string, forGood = false): void {
    // Whoever gossips can make up names that lead here; beyond the cap one is only not kept.
    if (this.#own.size < this.#maxAddresses || forGood) {
      this.#own.set(address, forGood ? Infinity : this.#clock.now() + OWN_MS);
    }
    this.remove(address);
  }

  isOwn(address: string): boolean {
    const until = this.#own.get(address);
    if (until === undefined || until > this.#clock.now()) return until !== undefined;
    this.#own.delete(address);
    return false;
  }

  remove(address: string): void {
    if (this.#entries.delete(address)) this.#saver.changed();
  }

  get(address: string): KnownAddress | undefined {
    return this.#entries.get(address);
  }

  /** Addresses at which `peer` answered. */
  addressesOf(peer: string): string[] {
    return [...this.#entries.values()].filter((entry) => entry.peer === peer).map((entry) => entry.address);
  }

  /** At most `count` addresses, the most promising first. */
  best(count: number, accept: (known: KnownAddress) => boolean = () => true): KnownAddress[] {
    return this.#judged(accept)
      .sort(byPromise)
      .slice(0, count)
      .map(({ entry }) => entry);
  }

  /** How good a peer an address promises to be, 0 to 1; scoreOf() says of what it is made. */
  score(address: string): number {
    return scoreOf(this.#entries.get(address) ?? UNTRIED, this.#clock.wallTime());
  }

  all(): KnownAddress[] {
    return [...this.#entries.values()];
  }

  /** Reads what was saved. A text that is no address book is set aside with a warning; entries that are no addresses are left out. */
  async load(log: Log = silentLog): Promise<void> {
    const saved = await readSaved(
      this.#store,
      parseBook,
      'known addresses; they are learned again from peers',
      log,
    );
    for (const entry of saved ?? []) {
      if (this.#entries.size >= this.#maxAddresses) break;
      if (this.isOwn(entry.address) || this.#entries.has(entry.address)) continue;
      // What the configuration of an earlier start named is one address among others now.
      const source = entry.source === AddressSource.CONFIG ? AddressSource.DIALLED : entry.source;
      this.#entries.set(entry.address, { ...entry, source });
    }
  }

  /** Saves what changed since the last time. */
  flush(): Promise<void> {
    return this.#saver.flush();
  }

  /** Makes room by the least promising entry. Hearsay displaces hearsay alone, so that nobody can flood the book. */
  #evictFor(source: AddressSource): boolean {
    const worst = isHearsay(source)
      ? this.#nextDoomed()
      : this.#judged(isNotConfigured).sort(byLackOfPromise)[0]?.entry;
    return worst !== undefined && this.#entries.delete(worst.address);
  }

  /** Lists of hearsay are long, so the book is judged once for many of them. */
  #nextDoomed(): Entry | undefined {
    const now = this.#clock.wallTime();
    for (let doomed = this.#doomed.pop(); doomed !== undefined; doomed = this.#doomed.pop()) {
      const { entry, score } = doomed;
      const isKnown = this.#entries.get(entry.address) === entry;
      if (isKnown && isMereHearsay(entry) && scoreOf(entry, now) <= score) return entry;
    }
    this.#doomed = this.#judged(isMereHearsay).sort(byLackOfPromise).slice(0, DOOMED_AT_ONCE).reverse();
    return this.#doomed.pop()?.entry;
  }

  #judged(accept: (entry: Entry) => boolean): Judged[] {
    const now = this.#clock.wallTime();
    return [...this.#entries.values()].filter(accept).map((entry) => ({ entry, score: scoreOf(entry, now) }));
  }
}

/** The more promising first; of equal ones the one known for longer. */
function byPromise(a: Judged, b: Judged): number {
  return (
    b.score - a.score ||
    TRUST[a.entry.source] - TRUST[b.entry.source] ||
    b.entry.lastSuccess - a.entry.lastSuccess
  );
}

/** The less promising first; of equal ones the one known for longer. */
function byLackOfPromise(a: Judged, b: Judged): number {
  return byPromise(b, a);
}

function isNotConfigured({ source }: Entry): boolean {
  return source !== AddressSource.CONFIG;
}

function isMereHearsay({ source, lastSuccess }: Entry): boolean {
  return isHearsay(source) && lastSuccess === 0;
}

function isHearsay(source: AddressSource): boolean {
  return source === AddressSource.GOSSIP || source === AddressSource.INBOUND;
}

const TRUST: Record<AddressSource, number> = { config: 0, dialled: 1, inbound: 2, gossip: 3 };

/** In the one form that all tables use, and short and plain enough that no log or file could be broken with it. */
function isAddress(address: string): boolean {
  if (address.length > MAX_ADDRESS_CHARACTERS || !/^[\x21-\x7e]+$/.test(address)) return false;
  try {
    return canonicalAddress(address) === address;
  } catch (error) {
    if (error instanceof TransportError) return false;
    throw error;
  }
}

/** Throws where a text is no address book. */
function parseBook(text: string): KnownAddress[] {
  const book = JSON.parse(text) as { format?: unknown; addresses?: unknown } | null;
  // Format 1 knew of an address only its failures in a row.
  if ((book?.format !== FORMAT && book?.format !== 1) || !Array.isArray(book.addresses)) {
    throw new Error(`it is no address book of format ${FORMAT}`);
  }
  return (book.addresses as unknown[]).flatMap((entry) => parseEntry(entry) ?? []);
}

function parseEntry(value: unknown): KnownAddress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const { address, source, peer, rttMs } = fields;
  if (typeof address !== 'string' || !isAddress(address)) return undefined;
  const count = (name: keyof Quality | 'lastSuccess'): number => (isCount(fields[name]) ? fields[name] : 0);
  const successes = count('successes') || Number(count('lastSuccess') > 0);
  return {
    address,
    source: Object.values(AddressSource).find((known) => known === source) ?? AddressSource.GOSSIP,
    peer: typeof peer === 'string' && /^[0-9a-f]{64}$/.test(peer) ? peer : undefined,
    lastSuccess: count('lastSuccess'),
    dials: Math.max(count('dials'), successes),
    successes,
    failures: count('failures'),
    connectedMs: count('connectedMs'),
    lastSeen: count('lastSeen'),
    rttMs: typeof rttMs === 'number' && rttMs >= 0 && Number.isFinite(rttMs) ? rttMs : undefined,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
