import { Announce, Missing, type Announcement } from '../../generated/framewright/gossip.js';
import type { PeerId } from '../peer/peer.js';
import type { Runtime, Timer } from '../platform/clock.js';
import type { Frame } from '../wire/frame.js';
import { MOST_DIGESTS } from './announce-types.js';
import type { GossipLimits } from './gossip-limits.js';
import type { GossipLinks } from './gossip-links.js';
import { Habits } from './habits.js';
import { KeptMessages } from './kept-messages.js';
import { digestBytes, type MessageDigest } from './message-digest.js';

/** Between two rounds of urgent announcements, so that their rate is kept. */
const ROUND_GAP_MS = 8;
/** Where own messages come from. No peer has this id. */
const OURSELVES = '';

export interface AnnouncerStats {
  /** Announcements sent. */
  readonly announced: number;
  /** Announced messages that were fetched. */
  readonly served: number;
  /** Fetches of what this peer was not told of, or is forgotten. */
  readonly notServed: number;
  /** Wire bytes of the messages that were not sent to every peer, less those of their announcements and of what was fetched. */
  readonly savedBytes: number;
  readonly keptMessages: number;
  readonly keptBytes: number;
}

/** A message and who is to hear of it. */
interface Pending {
  readonly digest: MessageDigest;
  readonly announcement: Announcement;
  readonly wireBytes: number;
  readonly peers: readonly PeerId[];
  /** Grows as others tell that they have it: they need not hear of it. */
  readonly holders: ReadonlySet<PeerId>;
}

/** A queue of announcements that go out together. */
interface Round {
  pending: Pending[];
  isDue: boolean;
}

/** Tells peers of messages instead of sending them, and sends those that are fetched (WIRE.md §15.3). */
export class Announcer {
  readonly #runtime: Runtime;
  readonly #links: GossipLinks;
  readonly #limits: GossipLimits;
  readonly #kept: KeptMessages;
  readonly #urgent: Round = { pending: [], isDue: false };
  readonly #lazy: Round = { pending: [], isDue: false };
  readonly #timers = new Set<Timer>();
  readonly #habits = new Habits();
  #nextUrgentAt = -Infinity;
  readonly #stats = { announced: 0, served: 0, notServed: 0, savedBytes: 0 };

  constructor(runtime: Runtime, links: GossipLinks, limits: GossipLimits) {
    this.#runtime = runtime;
    this.#links = links;
    this.#limits = limits;
    this.#kept = new KeptMessages(runtime.clock, limits);
  }

  stats(): AnnouncerStats {
    return { ...this.#stats, keptMessages: this.#kept.size, keptBytes: this.#kept.bytes };
  }

  /** Peers that were told of a message, or will be, and have not fetched it. */
  told(digest: MessageDigest): ReadonlySet<PeerId> | undefined {
    return this.#kept.told(digest);
  }

  /**
   * Keeps the message and tells those peers of it: at once, or a little later those that do not tell of it first. What is
   * urgent follows its announcement without being asked for, to those that have fetched the last ones that came `from` the
   * same peer: a round trip earlier, and hardly a byte more.
   */
  tell(
    digest: MessageDigest,
    frame: Frame,
    peers: readonly PeerId[],
    holders: ReadonlySet<PeerId>,
    isUrgent: boolean,
    from: PeerId = OURSELVES,
  ): void {
    this.#kept.tell(digest, frame, peers);
    const announcement = { digest: digestBytes(digest), type: frame.type, size: frame.payloadBytes };
    const round = isUrgent ? this.#urgent : this.#lazy;
    const mayGoNow = isUrgent && !round.isDue && this.#runtime.clock.now() >= this.#nextUrgentAt;
    const ahead = isUrgent ? this.#habits.told(digest, peers, from) : [];
    round.pending.push({ digest, announcement, wireBytes: frame.wireBytes, peers, holders });
    if (ahead.length > 0 && mayGoNow) {
      this.#sendAhead(digest, frame, ahead);
      this.#sendUrgent();
      return;
    }
    if (round.isDue) return;
    round.isDue = true;
    if (isUrgent) this.#after(this.#nextUrgentAt - this.#runtime.clock.now(), () => this.#sendUrgent());
    else this.#after(this.#lazyDelayMs(), () => this.#send(this.#lazy));
  }

  /** A peer asks for messages; returns those that go to it. */
  handleFetch(peer: PeerId, digests: readonly MessageDigest[]): MessageDigest[] {
    const missing: MessageDigest[] = [];
    const sent: MessageDigest[] = [];
    for (const digest of digests) {
      const found = this.#kept.take(digest, peer);
      if (found !== undefined && (found.isAhead || this.#links.send(peer, found.frame))) {
        this.#habits.fetched(digest, peer);
        this.#stats.served++;
        if (!found.isAhead) this.#stats.savedBytes -= found.frame.wireBytes;
        sent.push(digest);
      } else {
        missing.push(digest);
      }
    }
    this.#stats.notServed += missing.length;
    if (missing.length > 0) this.#links.send(peer, Missing.frame({ digests: missing.map(digestBytes) }));
    return sent;
  }

  peerGone(peer: PeerId): void {
    this.#kept.forgetPeer(peer);
    this.#habits.peerGone(peer);
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  /** To peers that are about to be told of it: the announcement overtakes it, and has it flushed at once. */
  #sendAhead(digest: MessageDigest, frame: Frame, peers: readonly PeerId[]): void {
    for (const peer of peers) {
      if (!this.#links.send(peer, frame)) continue;
      this.#kept.sendAhead(digest, peer);
      this.#stats.savedBytes -= frame.wireBytes;
    }
  }

  /** Random, so that of two peers that tell each other one is the first, and the other need not. */
  #lazyDelayMs(): number {
    return this.#limits.announceDelayMs * (0.5 + this.#runtime.random.next());
  }

  #after(delayMs: number, callback: () => void): void {
    const { clock } = this.#runtime;
    if (delayMs <= 0) {
      clock.endOfTurn(callback);
      return;
    }
    const timer = clock.schedule(delayMs, () => {
      this.#timers.delete(timer);
      callback();
    });
    this.#timers.add(timer);
  }

  #sendUrgent(): void {
    this.#nextUrgentAt = this.#runtime.clock.now() + ROUND_GAP_MS;
    this.#send(this.#urgent);
  }

  #send(round: Round): void {
    const all = round.pending;
    round.pending = [];
    round.isDue = false;
    const lists = new Map<PeerId, number[]>();
    for (const [index, { digest, wireBytes, peers, holders }] of all.entries()) {
      for (const peer of peers) {
        this.#stats.savedBytes += wireBytes;
        if (holders.has(peer)) {
          this.#kept.untell(digest, peer);
          continue;
        }
        const list = lists.get(peer);
        if (list === undefined) lists.set(peer, [index]);
        else list.push(index);
      }
    }
    // Most peers are told the same, in the same bytes.
    const frames = new Map<string, Frame>();
    for (const [peer, list] of lists) {
      for (let start = 0; start < list.length; start += MOST_DIGESTS) {
        const part = list.slice(start, start + MOST_DIGESTS);
        this.#announce(peer, part, frames, all);
      }
    }
  }

  #announce(
    peer: PeerId,
    part: readonly number[],
    frames: Map<string, Frame>,
    all: readonly Pending[],
  ): void {
    const key = part.join();
    let frame = frames.get(key);
    if (frame === undefined) {
      frame = Announce.frame({ announcements: part.map((index) => all[index]!.announcement) });
      frames.set(key, frame);
    }
    if (!this.#links.send(peer, frame)) return;
    this.#stats.announced += part.length;
    this.#stats.savedBytes -= frame.wireBytes;
  }
}
