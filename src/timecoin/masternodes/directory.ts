import type { MasternodeAnnouncement, SignedHeartbeat } from '../../../generated/timecoin/masternodes.js';
import type { Clock, Timer } from '../../platform/clock.js';
import { hex } from '../hash.js';
import type { Part } from '../part.js';
import { heartbeatStatement } from '../statements.js';
import { INACTIVE_MS, type LastHeartbeat, type Masternode, type MasternodeChange } from './masternode.js';

/** What became of an announcement. Of `stale`, `taken` and `full` nothing is kept. */
export type AnnounceOutcome =
  | 'added'
  /** Newer than the one known of this key. */
  | 'renewed'
  /** The one known of this key is as new, or hardly older. */
  | 'stale'
  /** Another masternode has the address: it is or was lately active, or announced itself later. */
  | 'taken'
  /** No room: all others are active. */
  | 'full';

export interface DirectoryLimits {
  /** Masternodes known at once. Default 10,000. */
  readonly maxMasternodes: number;
}

/** A key's announcements are at least so many seconds apart: faster ones would cost every node of the network. */
const ANNOUNCEMENT_STEP_S = 10;
/** A masternode keeps its address so long after its last heartbeat: nobody takes it while its owner restarts. */
const ADDRESS_KEPT_MS = 60 * 60_000;
/** Who has announced an address may have to be found out for so long: a node that has just started hears first one, then another. */
const ADDRESS_DOUBTED_MS = INACTIVE_MS;
/** What the key that had an address before has signed may come for so long. */
const ADDRESS_CONTESTED_MS = 82 * 60 * 60_000;
/** Witnesses counted for one heartbeat. */
export const MAX_WITNESSES = 8;

type Entry = { -readonly [K in Exclude<keyof Masternode, 'lastHeartbeat'>]: Masternode[K] } & {
  lastHeartbeat: (LastHeartbeat & { readonly witnesses: Set<string> }) | undefined;
  /** Since when it has its address, on the monotonic clock. */
  heldSince: number;
  /** Where the entry stands: among those never heard, silent, or active. */
  rank: Map<string, Entry>;
};

/**
 * The masternodes that this node knows, each under its public key and one address. Bounded: newcomers displace who never
 * sent a heartbeat, then who has been silent longest, and never one that is active. What comes in has been verified.
 */
export class MasternodeDirectory implements Part {
  readonly #clock: Clock;
  readonly #maxMasternodes: number;
  readonly #listeners = new Set<(change: MasternodeChange) => void>();
  readonly #byKey = new Map<string, Entry>();
  readonly #byAddress = new Map<string, Entry>();
  readonly #byHeartbeat = new Map<string, Entry>();
  /** Addresses that several keys have announced, or that were another's, with the last time of it on the monotonic clock. */
  readonly #contested = new Map<string, number>();
  /** Never heard, by arrival. */
  readonly #unheard = new Map<string, Entry>();
  /** Inactive, longest first. */
  readonly #silent = new Map<string, Entry>();
  /** Active, by their last heartbeat, the oldest first. */
  readonly #active = new Map<string, Entry>();
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(clock: Clock, { maxMasternodes = 10_000 }: Partial<DirectoryLimits> = {}) {
    this.#clock = clock;
    this.#maxMasternodes = maxMasternodes;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get activeCount(): number {
    return this.#active.size;
  }

  /** By `ip:port`. */
  get(address: string): Masternode | undefined {
    return this.#byAddress.get(address);
  }

  /** By public key, as 32 bytes or 64 hexadecimal digits. */
  byKey(key: Uint8Array | string): Masternode | undefined {
    return this.#byKey.get(typeof key === 'string' ? key : hex(key));
  }

  /** Whose newest heartbeat this is. */
  byHeartbeat(hash: Uint8Array): Masternode | undefined {
    return this.#byHeartbeat.get(hex(hash));
  }

  active(): Iterable<Masternode> {
    return this.#active.values();
  }

  /** All, the active ones first. */
  *all(): Generator<Masternode, void> {
    yield* this.#active.values();
    yield* this.#silent.values();
    yield* this.#unheard.values();
  }

  isActive(address: string): boolean {
    return this.#byAddress.get(address)?.isActive ?? false;
  }

  /**
   * Whether other nodes may hold another key for this address: what is not signed by the key that is known here may be
   * right there.
   */
  isContested(address: string): boolean {
    const now = this.#clock.now();
    const contestedAt = this.#contested.get(address);
    if (contestedAt !== undefined && now - contestedAt < ADDRESS_CONTESTED_MS) return true;
    const entry = this.#byAddress.get(address);
    return entry !== undefined && now - entry.heldSince < ADDRESS_DOUBTED_MS;
  }

  /** A key has announced an address, by its signature, that is another's here. */
  contest(address: string): void {
    this.#contested.delete(address);
    this.#contested.set(address, this.#clock.now());
    const [oldest] = this.#contested.keys();
    if (oldest !== undefined && this.#contested.size > this.#maxMasternodes) this.#contested.delete(oldest);
  }

  /** Calls back after every change; returns the function that ends it. */
  onChange(listener: (change: MasternodeChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether announce() would take it, before its signature is checked. */
  judge(announcement: MasternodeAnnouncement): AnnounceOutcome {
    const entry = this.#byKey.get(hex(announcement.publicKey));
    if (entry !== undefined && announcement.timestamp < entry.announcedAt + ANNOUNCEMENT_STEP_S)
      return 'stale';
    const holder = this.#byAddress.get(announcement.address);
    if (holder !== undefined && holder !== entry) {
      if (this.#keepsAddress(holder) || holder.announcedAt >= announcement.timestamp) return 'taken';
      return entry === undefined ? 'added' : 'renewed';
    }
    if (entry !== undefined) return 'renewed';
    return this.size < this.#maxMasternodes || this.activeCount < this.size ? 'added' : 'full';
  }

  /** Takes an announcement whose signature is right. Who else had its address without being active is forgotten. */
  announce(announcement: MasternodeAnnouncement): AnnounceOutcome {
    const outcome = this.judge(announcement);
    if (outcome !== 'added' && outcome !== 'renewed') return outcome;
    const { address, rewardAddress, tier, publicKey, timestamp } = announcement;
    const id = hex(publicKey);
    const holder = this.#byAddress.get(address);
    if (holder !== undefined && holder.id !== id) this.#forget(holder);
    const known = this.#byKey.get(id);
    if (known === undefined) {
      if (this.#byKey.size >= this.#maxMasternodes) this.#makeRoom();
      const entry: Entry = {
        ...{ id, publicKey, address, rewardAddress, tier, announcement, announcedAt: timestamp },
        ...{ isActive: false, lastHeartbeat: undefined, rank: this.#unheard, heldSince: this.#clock.now() },
      };
      this.#byKey.set(id, entry);
      this.#byAddress.set(address, entry);
      this.#unheard.set(id, entry);
      this.#tell('known', entry);
      return outcome;
    }
    const isSame = known.address === address && known.rewardAddress === rewardAddress && known.tier === tier;
    if (known.address !== address) {
      this.#byAddress.delete(known.address);
      this.contest(known.address);
      known.heldSince = this.#clock.now();
    }
    Object.assign(known, { address, rewardAddress, tier, announcement, announcedAt: timestamp });
    this.#byAddress.set(address, known);
    if (!isSame) this.#tell('changed', known);
    return outcome;
  }

  /** Takes a heartbeat, whose signature and times are right, of a known masternode. */
  heard(heartbeat: SignedHeartbeat): void {
    const entry = this.#byKey.get(hex(heartbeat.masternodePubkey));
    if (entry === undefined) return;
    const hash = heartbeatStatement(heartbeat);
    this.#dropHeartbeat(entry);
    entry.lastHeartbeat = { heartbeat, hash, heardAt: this.#clock.now(), witnesses: new Set() };
    this.#byHeartbeat.set(hex(hash), entry);
    this.#move(entry, this.#active);
    this.#watch();
    if (entry.isActive) return;
    entry.isActive = true;
    this.#tell('active', entry);
  }

  /** Counts a witness of a masternode's newest heartbeat; false if it is counted already, or enough others are. */
  attested(hash: Uint8Array, witness: Uint8Array): boolean {
    const witnesses = this.#byHeartbeat.get(hex(hash))?.lastHeartbeat?.witnesses;
    const id = hex(witness);
    if (witnesses === undefined || witnesses.has(id) || witnesses.size >= MAX_WITNESSES) return false;
    witnesses.add(id);
    return true;
  }

  /** Forgets who is not active and announced itself before `timestamp`, in Unix seconds. */
  forgetBefore(timestamp: number): void {
    for (const entry of [...this.#silent.values(), ...this.#unheard.values()])
      if (entry.announcedAt < timestamp) this.#forget(entry);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #keepsAddress({ isActive, lastHeartbeat }: Masternode): boolean {
    if (isActive || lastHeartbeat === undefined) return isActive;
    return this.#clock.now() - lastHeartbeat.heardAt < ADDRESS_KEPT_MS;
  }

  #makeRoom(): void {
    const [displaced] = this.#unheard.size > 0 ? this.#unheard.values() : this.#silent.values();
    if (displaced !== undefined) this.#forget(displaced);
  }

  #forget(entry: Entry): void {
    this.#byKey.delete(entry.id);
    this.#byAddress.delete(entry.address);
    this.contest(entry.address);
    entry.rank.delete(entry.id);
    this.#dropHeartbeat(entry);
    this.#tell('forgotten', entry);
  }

  #dropHeartbeat(entry: Entry): void {
    if (entry.lastHeartbeat !== undefined) this.#byHeartbeat.delete(hex(entry.lastHeartbeat.hash));
  }

  /** To the end of a rank. */
  #move(entry: Entry, rank: Map<string, Entry>): void {
    entry.rank.delete(entry.id);
    entry.rank = rank;
    rank.set(entry.id, entry);
  }

  /** One timer, for the active masternode that has been silent longest. */
  #watch(): void {
    const [next] = this.#active.values();
    if (this.#isStopped || this.#timer !== undefined || next?.lastHeartbeat === undefined) return;
    const inMs = next.lastHeartbeat.heardAt + INACTIVE_MS - this.#clock.now();
    this.#timer = this.#clock.schedule(Math.max(0, inMs), () => {
      this.#timer = undefined;
      this.#review();
      this.#watch();
    });
  }

  #review(): void {
    const latest = this.#clock.now() - INACTIVE_MS;
    for (const entry of this.#active.values()) {
      if ((entry.lastHeartbeat?.heardAt ?? latest) > latest) return;
      this.#move(entry, this.#silent);
      entry.isActive = false;
      this.#tell('inactive', entry);
    }
  }

  #tell(what: MasternodeChange['what'], masternode: Masternode): void {
    for (const listener of [...this.#listeners]) listener({ what, masternode });
  }
}
