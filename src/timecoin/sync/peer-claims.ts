import type { PeerId } from '../../peer/peer.js';
import { compareBytes, sameBytes } from '../../wire/bytes.js';
import type { BlockLink } from '../chain/block.js';

/** What a peer says its chain ends with. */
export interface Claim {
  readonly height: number;
  /** The block's hash, once the peer told it. */
  readonly hash: Uint8Array | undefined;
}

/** What connected peers claim to have, and which of them are not to be asked for a while. */
export class PeerClaims {
  readonly #claims = new Map<PeerId, Claim>();
  /** Until when, on the monotonic clock. Outlives the connection. */
  readonly #aside = new Map<PeerId, number>();

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
    this.#aside.set(peer, until);
  }

  isAside(peer: PeerId, now: number): boolean {
    return (this.#aside.get(peer) ?? -Infinity) > now;
  }

  /** Forgets who was set aside until now. */
  prune(now: number): void {
    for (const [peer, until] of this.#aside) if (until <= now) this.#aside.delete(peer);
  }

  /** True if the peer claims a chain that counts more than one that ends with `tip`: a longer one, or as long with a smaller hash. */
  beats(peer: PeerId, tip: Pick<BlockLink, 'height' | 'hash'>): boolean {
    const claim = this.#claims.get(peer);
    if (claim === undefined || claim.height < tip.height) return false;
    if (claim.height > tip.height) return true;
    return claim.hash !== undefined && compareBytes(claim.hash, tip.hash) < 0;
  }

  /** Who claims a better chain and may be asked, the longest first. */
  better(tip: Pick<BlockLink, 'height' | 'hash'>, now: number): PeerId[] {
    return this.peers()
      .filter((peer) => this.beats(peer, tip) && !this.isAside(peer, now))
      .sort((one, other) => this.heightOf(other) - this.heightOf(one));
  }

  /** When the first of those that were set aside, and claim a better chain, may be asked again. */
  nextReturn(tip: Pick<BlockLink, 'height' | 'hash'>): number | undefined {
    const times = this.peers()
      .filter((peer) => this.beats(peer, tip))
      .map((peer) => this.#aside.get(peer) ?? 0);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** True if it is known that the peer's chain ends with that very block. */
  endsWith(peer: PeerId, tip: Pick<BlockLink, 'height' | 'hash'>): boolean {
    const claim = this.#claims.get(peer);
    return claim?.height === tip.height && claim.hash !== undefined && sameBytes(claim.hash, tip.hash);
  }
}
