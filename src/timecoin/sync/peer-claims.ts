import type { PeerId } from '../../peer/peer.js';
import { compareBytes, sameBytes } from '../../wire/bytes.js';
import type { BlockLink } from '../chain/block.js';

/** What a peer says its chain ends with. */
export interface Claim {
  readonly height: number;
  /** The block's hash, once the peer told it. */
  readonly hash: Uint8Array | undefined;
}

// How long it counts that a peer was of no use, after it may be asked again; and of how many peers that is kept.
const REMEMBERED_MS = 60 * 60_000;
const MOST_ASIDE = 1_000;

/** What connected peers claim to have, and which of them are not to be asked for a while. */
export class PeerClaims {
  readonly #claims = new Map<PeerId, Claim>();
  /** Until when, on the monotonic clock, and how often in a row. Outlives the connection. */
  readonly #aside = new Map<PeerId, { readonly until: number; readonly times: number }>();

  get(peer: PeerId): Claim | undefined {
    return this.#claims.get(peer);
  }

  heightOf(peer: PeerId): number {
    return this.#claims.get(peer)?.height ?? -1;
  }

  peers(): PeerId[] {
    return [...this.#claims.keys()];
  }

  /** The greatest height that is claimed; 0 if none is. */
  get best(): number {
    let best = 0;
    for (const { height } of this.#claims.values()) best = Math.max(best, height);
    return best;
  }

  /** Peers that claim a block of that height. */
  having(height: number): Set<PeerId> {
    return new Set(this.peers().filter((peer) => this.heightOf(peer) >= height));
  }

  /** The peer says that its chain ends there. */
  set(peer: PeerId, height: number, hash?: Uint8Array): void {
    this.#claims.set(peer, { height, hash });
  }

  /** The peer has shown that it has such a block: its chain is at least that long. */
  raise(peer: PeerId, height: number, hash?: Uint8Array): void {
    const before = this.heightOf(peer);
    if (height > before || (height === before && hash !== undefined)) this.set(peer, height, hash);
  }

  delete(peer: PeerId): void {
    this.#claims.delete(peer);
  }

  setAside(peer: PeerId, until: number): void {
    const times = this.timesAside(peer) + 1;
    this.#aside.delete(peer);
    this.#aside.set(peer, { until, times });
    const [first] = this.#aside.keys();
    if (this.#aside.size > MOST_ASIDE && first !== undefined) this.#aside.delete(first);
  }

  isAside(peer: PeerId, now: number): boolean {
    return (this.#aside.get(peer)?.until ?? -Infinity) > now;
  }

  /** How often a peer was set aside since it last kept what it claimed. */
  timesAside(peer: PeerId): number {
    return this.#aside.get(peer)?.times ?? 0;
  }

  /** The peer had what it claimed. */
  kept(peer: PeerId): void {
    this.#aside.delete(peer);
  }

  /** Forgets who was set aside until an hour ago. */
  prune(now: number): void {
    for (const [peer, { until }] of this.#aside) if (until + REMEMBERED_MS <= now) this.#aside.delete(peer);
  }

  /** True if the peer claims a chain that counts more than one that ends with `tip`: a longer one, or as long with a smaller hash. */
  beats(peer: PeerId, tip: Pick<BlockLink, 'height' | 'hash'>): boolean {
    const claim = this.#claims.get(peer);
    if (claim === undefined || claim.height < tip.height) return false;
    if (claim.height > tip.height) return true;
    return claim.hash !== undefined && compareBytes(claim.hash, tip.hash) < 0;
  }

  /**
   * Who claims a better chain and may be asked: whoever was set aside least often first, so that claims alone do not keep
   * those away who have blocks; of these the longest.
   */
  better(tip: Pick<BlockLink, 'height' | 'hash'>, now: number): PeerId[] {
    return this.peers()
      .filter((peer) => this.beats(peer, tip) && !this.isAside(peer, now))
      .sort(
        (one, other) =>
          this.timesAside(one) - this.timesAside(other) || this.heightOf(other) - this.heightOf(one),
      );
  }

  /** When the first of those that were set aside, and claim a better chain, may be asked again. */
  nextReturn(tip: Pick<BlockLink, 'height' | 'hash'>): number | undefined {
    const times = this.peers()
      .filter((peer) => this.beats(peer, tip))
      .map((peer) => this.#aside.get(peer)?.until ?? 0);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** True if it is known that the peer's chain ends with that very block. */
  endsWith(peer: PeerId, tip: Pick<BlockLink, 'height' | 'hash'>): boolean {
    const claim = this.#claims.get(peer);
    return claim?.height === tip.height && claim.hash !== undefined && sameBytes(claim.hash, tip.hash);
  }
}
