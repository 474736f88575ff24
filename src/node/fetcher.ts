import { Fetch } from '../../generated/framewright/gossip.js';
import type { PeerId } from '../peer/peer.js';
import type { Clock, Timer } from '../platform/clock.js';
import { MOST_DIGESTS } from './announce-types.js';
import type { GossipLimits } from './gossip-limits.js';
import type { GossipLinks } from './gossip-links.js';
import { digestBytes, type MessageDigest } from './message-digest.js';

/** Announced messages that this node lacks, of one peer. Above it the peer's announcements are dropped. */
const MOST_OF_A_PEER = 512;
/** Messages, and of them bytes, that one peer is asked for at a time. */
const MOST_ASKED = 64;
const MOST_ASKED_BYTES = 1024 * 1024;
/** What a peer is expected to send at least. */
const LEAST_BYTES_A_MS = 512;
/** Unanswered fetches in a row that are a violation. */
const BROKEN_PROMISES = 32;

export interface FetcherStats {
  /** Announcements of messages that this node lacked. */
  readonly wanted: number;
  /** Messages asked for. */
  readonly asked: number;
  /** Messages that came as they were asked for. */
  readonly fetched: number;
  /** Messages that an announcer did not send, or not in time. */
  readonly unanswered: number;
  /** Announcements dropped, because their peer had too many others open. */
  readonly droppedAnnouncements: number;
  /** Announced messages that this node lacks now. */
  readonly awaited: number;
}

/** A message that this node lacks. */
interface Wanted {
  readonly digest: MessageDigest;
  /** Who has it, first to last, with the size that each claims. */
  readonly announcers: Map<PeerId, number>;
  /** Open: to be asked for. Held: its bytes came and are judged, or will be asked for again. */
  state: 'open' | 'asked' | 'held';
  /** Who is asked now, when, and for how many bytes. */
  asked: { readonly peer: PeerId; readonly bytes: number } | undefined;
  timer: Timer | undefined;
}

/** A peer that announces. */
interface Source {
  readonly offers: Set<Wanted>;
  /** To be asked for at the end of the turn. */
  readonly asking: MessageDigest[];
  askedMessages: number;
  askedBytes: number;
  /** Since the last one that it kept. */
  brokenPromises: number;
}

/**
 * Fetches announced messages: each from one announcer at a time, the next when that one does not send it in time
 * (WIRE.md §15.3). What is kept is bounded for each peer, so that none takes another's room.
 */
export class Fetcher {
  readonly #clock: Clock;
  readonly #links: Pick<GossipLinks, 'send' | 'report'>;
  readonly #limits: GossipLimits;
  readonly #wanted = new Map<MessageDigest, Wanted>();
  readonly #sources = new Map<PeerId, Source>();
  #isAskingSoon = false;
  readonly #stats = { wanted: 0, asked: 0, fetched: 0, unanswered: 0, droppedAnnouncements: 0 };

  constructor(clock: Clock, links: Pick<GossipLinks, 'send' | 'report'>, limits: GossipLimits) {
    this.#clock = clock;
    this.#links = links;
    this.#limits = limits;
  }

  stats(): FetcherStats {
    return { ...this.#stats, awaited: this.#wanted.size };
  }

  /** A peer has a message of that size that this node has not accepted. `isJudged`: a copy is under decision. */
  announced(peer: PeerId, digest: MessageDigest, bytes: number, isJudged: boolean): void {
    const source = this.#sourceOf(peer);
    let wanted = this.#wanted.get(digest);
    if (wanted?.announcers.has(peer) === true) return;
    if (source.offers.size >= MOST_OF_A_PEER) {
      this.#stats.droppedAnnouncements++;
      return;
    }
    this.#stats.wanted++;
    if (wanted === undefined) {
      const state = isJudged ? 'held' : 'open';
      wanted = { digest, announcers: new Map(), state, asked: undefined, timer: undefined };
      this.#wanted.set(digest, wanted);
    }
    wanted.announcers.set(peer, bytes);
    source.offers.add(wanted);
    if (wanted.state === 'open') this.#ask(wanted);
    else if (wanted.asked !== undefined && bytes < wanted.asked.bytes) this.#waitFor(wanted, bytes);
  }

  /** A message of that digest came from a peer, and will be judged: `settled` or `postponed` follows. */
  arrived(peer: PeerId, digest: MessageDigest, bytes: number): void {
    const wanted = this.#wanted.get(digest);
    if (wanted === undefined) return;
    for (const [announcer, claimed] of wanted.announcers) {
      if (claimed === bytes) continue;
      this.#withdraw(wanted, announcer);
      this.#links.report(announcer, `announced ${claimed} bytes of a message of ${bytes}`, 'announce');
    }
    if (wanted.asked?.peer === peer) {
      this.#stats.fetched++;
      const source = this.#sources.get(peer);
      if (source !== undefined) source.brokenPromises = 0;
    }
    wanted.state = 'held';
    this.#stopAsking(wanted);
  }

  /** It was accepted or refused: nobody is asked for it any more. Returns who has announced it. */
  settled(digest: MessageDigest): readonly PeerId[] {
    const wanted = this.#wanted.get(digest);
    if (wanted === undefined) return [];
    const announcers = [...wanted.announcers.keys()];
    this.#drop(wanted);
    return announcers;
  }

  /** The copy of a peer could not be judged yet: the next is asked for in a while. */
  postponed(digest: MessageDigest, peer: PeerId): void {
    const wanted = this.#wanted.get(digest);
    if (wanted === undefined) return;
    this.#withdraw(wanted, peer);
    if (wanted.announcers.size === 0) {
      this.#drop(wanted);
      return;
    }
    wanted.state = 'held';
    this.#stopAsking(wanted);
    wanted.timer = this.#clock.schedule(this.#limits.fetchTimeoutMs, () => {
      wanted.state = 'open';
      this.#ask(wanted);
    });
  }

  /** The peer does not send what it was asked for. */
  handleMissing(peer: PeerId, digests: readonly MessageDigest[]): void {
    for (const digest of digests) {
      const wanted = this.#wanted.get(digest);
      if (wanted?.asked?.peer === peer) this.#giveUp(wanted);
    }
  }

  peerGone(peer: PeerId): void {
    const source = this.#sources.get(peer);
    if (source === undefined) return;
    this.#sources.delete(peer);
    for (const wanted of source.offers) {
      wanted.announcers.delete(peer);
      if (wanted.asked?.peer === peer) this.#askNext(wanted);
      else if (wanted.announcers.size === 0) this.#drop(wanted);
    }
  }

  stop(): void {
    for (const { timer } of this.#wanted.values()) timer?.cancel();
    this.#wanted.clear();
    this.#sources.clear();
  }

  #sourceOf(peer: PeerId): Source {
    let source = this.#sources.get(peer);
    if (source === undefined) {
      source = { offers: new Set(), asking: [], askedMessages: 0, askedBytes: 0, brokenPromises: 0 };
      this.#sources.set(peer, source);
    }
    return source;
  }

  /** Asks the announcer that has broken the fewest promises, and of those the one with the least to send. */
  #ask(wanted: Wanted): void {
    let best: Source | undefined;
    let bestPeer = '';
    for (const peer of wanted.announcers.keys()) {
      const source = this.#sourceOf(peer);
      if (source.askedMessages >= MOST_ASKED || source.askedBytes >= MOST_ASKED_BYTES) continue;
      if (best !== undefined && !isBetter(source, best)) continue;
      best = source;
      bestPeer = peer;
    }
    if (best === undefined) return;
    const bytes = wanted.announcers.get(bestPeer)!;
    best.askedMessages++;
    best.askedBytes += bytes;
    best.asking.push(wanted.digest);
    wanted.state = 'asked';
    wanted.asked = { peer: bestPeer, bytes };
    this.#stats.asked++;
    this.#waitFor(wanted, best.askedBytes);
    if (this.#isAskingSoon) return;
    this.#isAskingSoon = true;
    this.#clock.endOfTurn(() => this.askNow());
  }

  /** Nobody gains more than this by claiming a size that another denies. */
  #waitFor(wanted: Wanted, bytes: number): void {
    wanted.timer?.cancel();
    const patienceMs = this.#limits.fetchTimeoutMs + bytes / LEAST_BYTES_A_MS;
    wanted.timer = this.#clock.schedule(patienceMs, () => this.#giveUp(wanted));
  }

  /** Sends the fetches of this turn, without waiting for its end. */
  askNow(): void {
    if (!this.#isAskingSoon) return;
    this.#isAskingSoon = false;
    for (const [peer, { asking }] of this.#sources) {
      while (asking.length > 0) {
        const digests = asking.splice(0, MOST_DIGESTS);
        // One that cannot be asked is as one that does not answer.
        this.#links.send(peer, Fetch.frame({ digests: digests.map(digestBytes) }));
      }
    }
  }

  /** Who is asked has not sent it. */
  #giveUp(wanted: Wanted): void {
    const peer = wanted.asked?.peer;
    if (peer === undefined) return;
    this.#stats.unanswered++;
    const source = this.#sourceOf(peer);
    this.#withdraw(wanted, peer);
    if (++source.brokenPromises >= BROKEN_PROMISES) {
      source.brokenPromises = 0;
      this.#links.report(peer, `${BROKEN_PROMISES} announced messages in a row did not come`, 'announce');
    }
    this.#askNext(wanted);
  }

  #askNext(wanted: Wanted): void {
    this.#stopAsking(wanted);
    if (wanted.announcers.size === 0) {
      this.#drop(wanted);
      return;
    }
    wanted.state = 'open';
    this.#ask(wanted);
  }

  /** Frees the place of whoever is asked, for another message. */
  #stopAsking(wanted: Wanted): void {
    wanted.timer?.cancel();
    const { asked } = wanted;
    wanted.asked = undefined;
    const source = asked && this.#sources.get(asked.peer);
    if (asked === undefined || source === undefined) return;
    source.askedMessages--;
    source.askedBytes -= asked.bytes;
    const unsent = source.asking.indexOf(wanted.digest);
    if (unsent >= 0) source.asking.splice(unsent, 1);
    for (const offer of source.offers) {
      if (source.askedMessages >= MOST_ASKED || source.askedBytes >= MOST_ASKED_BYTES) return;
      if (offer.state === 'open' && offer !== wanted) this.#ask(offer);
    }
  }

  #withdraw(wanted: Wanted, peer: PeerId): void {
    wanted.announcers.delete(peer);
    this.#sources.get(peer)?.offers.delete(wanted);
  }

  #drop(wanted: Wanted): void {
    this.#wanted.delete(wanted.digest);
    // Before its place is given to another, so that it is not asked for again.
    wanted.state = 'held';
    for (const peer of wanted.announcers.keys()) this.#sources.get(peer)?.offers.delete(wanted);
    this.#stopAsking(wanted);
  }
}

function isBetter(one: Source, other: Source): boolean {
  if (one.brokenPromises !== other.brokenPromises) return one.brokenPromises < other.brokenPromises;
  return one.askedBytes < other.askedBytes;
}
