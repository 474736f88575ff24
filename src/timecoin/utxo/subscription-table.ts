import type { PeerId } from '../../peer/peer.js';

/** How much may be followed. An address or an output counts once in each subscription. */
export interface SubscriptionLimits {
  /** Subscriptions of one peer. */
  readonly subscriptions: number;
  /** Addresses that one peer follows. */
  readonly addresses: number;
  /** Outputs that one peer follows. */
  readonly outpoints: number;
  /** Addresses and outputs that all peers follow. */
  readonly total: number;
}

export const subscriptionLimits: SubscriptionLimits = {
  subscriptions: 16,
  addresses: 4_000,
  outpoints: 4_000,
  total: 100_000,
};

interface Subscription {
  readonly peer: PeerId;
  readonly addresses: ReadonlySet<string>;
  /** By key. */
  readonly outputs: ReadonlySet<string>;
}

type Index = Map<string, Set<Subscription>>;

/** Which peer follows which addresses and outputs, within limits. */
export class SubscriptionTable {
  readonly #limits: SubscriptionLimits;
  readonly #peers = new Map<PeerId, Map<string, Subscription>>();
  readonly #byAddress: Index = new Map();
  readonly #byOutput: Index = new Map();
  #size = 0;
  #followed = 0;

  constructor(limits: SubscriptionLimits = subscriptionLimits) {
    this.#limits = limits;
  }

  /** Subscriptions of all peers. */
  get size(): number {
    return this.#size;
  }

  /** Addresses and outputs that all peers follow. */
  get followed(): number {
    return this.#followed;
  }

  get followsAddresses(): boolean {
    return this.#byAddress.size > 0;
  }

  /** Replaces the peer's subscription of the same id. False, and nothing is changed, if that would exceed a limit. */
  set(peer: PeerId, id: string, addresses: readonly string[], outputs: readonly string[]): boolean {
    const own = this.#peers.get(peer);
    const subscription = { peer, addresses: new Set(addresses), outputs: new Set(outputs) };
    if (!this.#fits(own, id, subscription)) return false;
    this.delete(peer, id);
    const subscriptions = this.#peers.get(peer) ?? new Map<string, Subscription>();
    this.#peers.set(peer, subscriptions.set(id, subscription));
    for (const address of subscription.addresses) index(this.#byAddress, address, subscription);
    for (const output of subscription.outputs) index(this.#byOutput, output, subscription);
    this.#size++;
    this.#followed += sizeOf(subscription);
    return true;
  }

  /** False if there is none of that id. */
  delete(peer: PeerId, id: string): boolean {
    const subscriptions = this.#peers.get(peer);
    const subscription = subscriptions?.get(id);
    if (subscriptions === undefined || subscription === undefined) return false;
    subscriptions.delete(id);
    if (subscriptions.size === 0) this.#peers.delete(peer);
    for (const address of subscription.addresses) unindex(this.#byAddress, address, subscription);
    for (const output of subscription.outputs) unindex(this.#byOutput, output, subscription);
    this.#size--;
    this.#followed -= sizeOf(subscription);
    return true;
  }

  /** Ends all of a peer's subscriptions. Returns how many there were. */
  deletePeer(peer: PeerId): number {
    const ids = [...(this.#peers.get(peer)?.keys() ?? [])];
    for (const id of ids) this.delete(peer, id);
    return ids.length;
  }

  /** Ends all subscriptions. Returns how many there were. */
  clear(): number {
    return [...this.#peers.keys()].reduce((ended, peer) => ended + this.deletePeer(peer), 0);
  }

  /** Who follows an output or its address, each once. */
  peersOf(output: string, address: string | undefined): ReadonlySet<PeerId> {
    const peers = new Set<PeerId>();
    for (const { peer } of this.#byOutput.get(output) ?? []) peers.add(peer);
    for (const { peer } of (address !== undefined && this.#byAddress.get(address)) || []) peers.add(peer);
    return peers;
  }

  #fits(own: ReadonlyMap<string, Subscription> | undefined, id: string, added: Subscription): boolean {
    const replaced = own?.get(id);
    const kept = [...(own?.values() ?? [])].filter((each) => each !== replaced);
    const sum = (of: (each: Subscription) => number): number =>
      kept.reduce((total, each) => total + of(each), of(added));
    const { subscriptions, addresses, outpoints, total } = this.#limits;
    return (
      kept.length < subscriptions &&
      sum((each) => each.addresses.size) <= addresses &&
      sum((each) => each.outputs.size) <= outpoints &&
      this.#followed - (replaced === undefined ? 0 : sizeOf(replaced)) + sizeOf(added) <= total
    );
  }
}

function sizeOf({ addresses, outputs }: Subscription): number {
  return addresses.size + outputs.size;
}

function index(table: Index, key: string, subscription: Subscription): void {
  const held = table.get(key);
  if (held === undefined) table.set(key, new Set([subscription]));
  else held.add(subscription);
}

function unindex(table: Index, key: string, subscription: Subscription): void {
  const held = table.get(key);
  held?.delete(subscription);
  if (held?.size === 0) table.delete(key);
}
