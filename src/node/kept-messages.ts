import type { PeerId } from '../peer/peer.js';
import type { Clock } from '../platform/clock.js';
import type { Frame } from '../wire/frame.js';
import { reframe } from '../wire/frame.js';
import { SHARED_BYTES } from '../wire/slab.js';
import type { GossipLimits } from './gossip-limits.js';
import type { MessageDigest } from './message-digest.js';

interface Kept {
  readonly frame: Frame;
  readonly at: number;
  /** Who was told of it and has not fetched it. */
  readonly told: Set<PeerId>;
  /** Of these, who was sent it together with its announcement. */
  readonly ahead: Set<PeerId>;
}

/** What a peer may fetch, once. */
export interface Fetchable {
  readonly frame: Frame;
  /** It is on its way already. */
  readonly isAhead: boolean;
}

/**
 * Announced messages, as the frames that they are sent as, for those that will fetch them: each peer once for each time it
 * was told. Bounded by count, bytes and age; the oldest go first.
 */
export class KeptMessages {
  readonly #clock: Clock;
  readonly #limits: GossipLimits;
  readonly #kept = new Map<MessageDigest, Kept>();
  #bytes = 0;

  constructor(clock: Clock, limits: GossipLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get size(): number {
    return this.#kept.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Peers told that have not fetched it. */
  told(digest: MessageDigest): ReadonlySet<PeerId> | undefined {
    return this.#kept.get(digest)?.told;
  }

  /** Keeps a message for peers that are told of it. */
  tell(digest: MessageDigest, frame: Frame, peers: Iterable<PeerId>): void {
    let kept = this.#kept.get(digest);
    if (kept === undefined) {
      // A short frame lies in a slab, all of which it would keep.
      const own = frame.wireBytes < SHARED_BYTES ? reframe(frame, {}) : frame;
      kept = { frame: own, at: this.#clock.now(), told: new Set(), ahead: new Set() };
      this.#kept.set(digest, kept);
      this.#bytes += own.wireBytes;
    }
    for (const peer of peers) kept.told.add(peer);
    this.#forgetOld();
  }

  /** A peer that was told of it is sent it before it asks. */
  sendAhead(digest: MessageDigest, peer: PeerId): void {
    this.#kept.get(digest)?.ahead.add(peer);
  }

  /** The message, if the peer was told of it and has not fetched it since. */
  take(digest: MessageDigest, peer: PeerId): Fetchable | undefined {
    this.#forgetOld();
    const kept = this.#kept.get(digest);
    if (kept?.told.delete(peer) !== true) return undefined;
    const { frame, ahead } = kept;
    return { frame, isAhead: ahead.delete(peer) };
  }

  /** The peer is gone, or has the message from elsewhere. */
  untell(digest: MessageDigest, peer: PeerId): void {
    this.#kept.get(digest)?.told.delete(peer);
  }

  forgetPeer(peer: PeerId): void {
    for (const { told, ahead } of this.#kept.values()) {
      told.delete(peer);
      ahead.delete(peer);
    }
  }

  #forgetOld(): void {
    const { keptMessages, keptBytes, keptMs } = this.#limits;
    const before = this.#clock.now() - keptMs;
    for (const [digest, { frame, at }] of this.#kept) {
      if (this.#kept.size <= keptMessages && this.#bytes <= keptBytes && at > before) return;
      this.#kept.delete(digest);
      this.#bytes -= frame.wireBytes;
    }
  }
}
