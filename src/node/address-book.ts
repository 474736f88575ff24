import type { Clock } from '../platform/clock.js';
import { TransportError } from '../transport/errors.js';
import { canonicalAddress } from './address.js';
import type { TextStore } from './text-store.js';

/** How an address came to be known, the most trusted first. */
export const AddressSource = {
  CONFIG: 'config',
  DIALLED: 'dialled',
  INBOUND: 'inbound',
  GOSSIP: 'gossip',
} as const;
export type AddressSource = (typeof AddressSource)[keyof typeof AddressSource];

export interface KnownAddress {
  /** `tcp://203.0.113.7:24000` */
  readonly address: string;
  readonly source: AddressSource;
  /** The node id that answered there last, or is said to. */
  readonly peer: string | undefined;
  /** Unix milliseconds of the last connection that opened; 0 for never. */
  readonly lastSuccess: number;
  /** Failed dials since. */
  readonly failures: number;
}

export interface AddressBookOptions {
  readonly clock: Clock;
  readonly store?: TextStore | undefined;
  readonly maxAddresses?: number | undefined;
}

type Entry = { -readonly [K in keyof KnownAddress]: KnownAddress[K] };

const MAX_ADDRESS_CHARACTERS = 256;
const FORMAT = 1;

/** The addresses a node knows, bounded, with what came of them; kept over restarts by its store. */
export class AddressBook {
  readonly #entries = new Map<string, Entry>();
  readonly #own = new Set<string>();
  readonly #clock: Clock;
  readonly #store: TextStore | undefined;
  readonly #maxAddresses: number;
  #dirty = false;

  constructor({ clock, store, maxAddresses = 1_000 }: AddressBookOptions) {
    this.#clock = clock;
    this.#store = store;
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
    if (this.#own.has(address) || !isAddress(address)) return false;
    const known = this.#entries.get(address);
    if (known !== undefined) {
      // What is configured stays so, wherever else it is heard of.
      if (source === AddressSource.CONFIG) known.source = source;
      known.peer ??= peer;
      return true;
    }
    if (this.#entries.size >= this.#maxAddresses && !this.#evictFor(source)) return false;
    this.#entries.set(address, { address, source, peer, lastSuccess: 0, failures: 0 });
    this.#dirty = true;
    return true;
  }

  /** A connection to `address` opened; `peer` answered there. */
  succeeded(address: string, peer: string): void {
    if (!this.#entries.has(address)) this.add(address, AddressSource.DIALLED);
    const entry = this.#entries.get(address);
    if (entry === undefined) return;
    entry.peer = peer;
    entry.lastSuccess = this.#clock.wallTime();
    entry.failures = 0;
    this.#dirty = true;
  }

  failed(address: string): void {
    const entry = this.#entries.get(address);
    if (entry === undefined) return;
    entry.failures++;
    this.#dirty = true;
  }

  /** `address` turned out to be this node itself: not given out and, within the cap, never added again. */
  markOwn(address: string): void {
    // Whoever gossips can make up names that lead here; beyond the cap one is only not kept.
    if (this.#own.size < this.#maxAddresses) this.#own.add(address);
    if (this.#entries.delete(address)) this.#dirty = true;
  }

  isOwn(address: string): boolean {
    return this.#own.has(address);
  }

  remove(address: string): void {
    if (this.#entries.delete(address)) this.#dirty = true;
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
    return [...this.#entries.values()].filter(accept).sort(byPromise).slice(0, count);
  }

  all(): KnownAddress[] {
    return [...this.#entries.values()];
  }

  /**
   * Reads what was saved. A text that is no address book is an error, so that it is not overwritten; entries that are no
   * addresses are left out.
   */
  async load(): Promise<void> {
    const text = await this.#store?.load();
    if (text === undefined) return;
    for (const entry of parseBook(text)) {
      if (this.#entries.size >= this.#maxAddresses) break;
      if (this.#own.has(entry.address) || this.#entries.has(entry.address)) continue;
      // What the configuration of an earlier start named is one address among others now.
      const source = entry.source === AddressSource.CONFIG ? AddressSource.DIALLED : entry.source;
      this.#entries.set(entry.address, { ...entry, source });
    }
  }

  /** Saves what changed since the last time. */
  async flush(): Promise<void> {
    if (!this.#dirty || this.#store === undefined) return;
    this.#dirty = false;
    try {
      await this.#store.save(`${JSON.stringify({ format: FORMAT, addresses: this.all() }, undefined, 1)}\n`);
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }

  /** Makes room by the least promising entry. Hearsay displaces hearsay alone, so that nobody can flood the book. */
  #evictFor(source: AddressSource): boolean {
    let worst: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (entry.source === AddressSource.CONFIG) continue;
      if (isHearsay(source) && (!isHearsay(entry.source) || entry.lastSuccess > 0)) continue;
      if (worst === undefined || byPromise(entry, worst) > 0) worst = entry;
    }
    if (worst === undefined) return false;
    this.#entries.delete(worst.address);
    return true;
  }
}

function isHearsay(source: AddressSource): boolean {
  return source === AddressSource.GOSSIP || source === AddressSource.INBOUND;
}

const TRUST: Record<AddressSource, number> = { config: 0, dialled: 1, inbound: 2, gossip: 3 };

function byPromise(a: KnownAddress, b: KnownAddress): number {
  return (
    a.failures - b.failures ||
    Number(a.lastSuccess === 0) - Number(b.lastSuccess === 0) ||
    TRUST[a.source] - TRUST[b.source] ||
    b.lastSuccess - a.lastSuccess
  );
}

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

function parseBook(text: string): KnownAddress[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error('the saved address book is no JSON; repair or remove it', { cause });
  }
  const book = value as { format?: unknown; addresses?: unknown } | null;
  if (book?.format !== FORMAT || !Array.isArray(book.addresses)) {
    throw new Error(`the saved address book is not of format ${FORMAT}; repair or remove it`);
  }
  return (book.addresses as unknown[]).flatMap((entry) => parseEntry(entry) ?? []);
}

function parseEntry(value: unknown): KnownAddress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { address, source, peer, lastSuccess, failures } = value as Record<string, unknown>;
  if (typeof address !== 'string' || !isAddress(address)) return undefined;
  return {
    address,
    source: Object.values(AddressSource).find((known) => known === source) ?? AddressSource.GOSSIP,
    peer: typeof peer === 'string' && /^[0-9a-f]{64}$/.test(peer) ? peer : undefined,
    lastSuccess: isCount(lastSuccess) ? lastSuccess : 0,
    failures: isCount(failures) ? failures : 0,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
