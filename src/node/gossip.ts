import type { Announcement } from '../../generated/framewright/gossip.js';
import type { Codec } from '../codec/codec.js';
import type { MessageCodec } from '../peer/broadcast.js';
import { ResponseError } from '../peer/errors.js';
import { payloadCodec } from '../peer/payload-codec.js';
import type { InboundMessage, PeerId } from '../peer/peer.js';
import type { Runtime } from '../platform/clock.js';
import { ErrorCode } from '../wire/codes.js';
import { wireBytesOf } from '../wire/frame.js';
import { Flag, MAX_MESSAGE_BYTES } from '../wire/header.js';
import { Announcer } from './announcer.js';
import { someOf } from './fan-out.js';
import { Fetcher } from './fetcher.js';
import type { GossipLimits } from './gossip-limits.js';
import { GOSSIP_DEFAULTS } from './gossip-limits.js';
import type { GossipLinks } from './gossip-links.js';
import type { GossipStats } from './gossip-stats.js';
import type { Context, GossipHandler, GossipOutcome, MessageOf } from './handler.js';
import { digestOf, digestText, type MessageDigest } from './message-digest.js';
import { SeenSet } from './seen-set.js';

export interface GossipOptions<C extends Codec<unknown>> {
  /**
   * What makes two messages the same to the application, such as a block's hash. Left out, only the same bytes are the
   * same message.
   */
  readonly key?: ((message: MessageOf<C>) => Uint8Array | string) | undefined;
}

/** One type of gossiped message. */
export interface Topic<C extends Codec<unknown>> {
  readonly codec: C;
  readonly decode: (message: InboundMessage) => MessageOf<C>;
  readonly key: GossipOptions<C>['key'];
  readonly handler: GossipHandler<C>;
}

interface Decision {
  readonly settled: Promise<void>;
  readonly holders: Set<PeerId>;
}

const REFUSED = '';
/** What is not longer than its announcement is sent. */
const LEAST_ANNOUNCED_BYTES = 64;
/** Peers remembered to have one message. */
const MOST_HOLDERS = 4_096;

/**
 * Spreads messages through the network, each to every peer once and to none that has it (WIRE.md, "Relaying"): as a whole,
 * or by an announcement after which the peer fetches what it lacks (§15.3). A key is remembered only once its message was
 * accepted, so that a forged copy cannot keep the true one out; what was refused is known by its exact bytes alone, what
 * was left for later not at all.
 */
export class Gossip {
  readonly #runtime: Runtime;
  readonly #links: GossipLinks;
  readonly #limits: GossipLimits;
  readonly #announcer: Announcer;
  readonly #fetcher: Fetcher;
  /** By key: the peers known to have the message. */
  readonly #accepted: SeenSet<Set<PeerId>>;
  /** The key it was accepted under, or REFUSED. */
  readonly #digests: SeenSet<string, MessageDigest>;
  readonly #deciding = new Map<string, Decision>();
  /** Of the messages in `receive`. */
  readonly #arrived = new Set<MessageDigest>();
  /** By type. */
  readonly #payloads = new Map<number, MessageCodec<Uint8Array>>();
  readonly #types = new Map<number, { codec: Codec<unknown>; key: unknown }>();
  readonly #stats = {
    published: 0,
    accepted: 0,
    refused: 0,
    postponed: 0,
    duplicates: 0,
    duplicateBytes: 0,
    idleAnnouncements: 0,
    relayed: 0,
  };

  constructor(runtime: Runtime, links: GossipLinks, limits: GossipLimits = GOSSIP_DEFAULTS) {
    this.#runtime = runtime;
    this.#links = links;
    this.#limits = limits;
    this.#announcer = new Announcer(runtime, links, limits);
    this.#fetcher = new Fetcher(runtime.clock, links, limits);
    this.#accepted = new SeenSet(runtime.clock, limits.maxSeen, limits.maxAgeMs);
    this.#digests = new SeenSet(runtime.clock, limits.maxSeen, limits.maxAgeMs);
  }

  stats(): GossipStats {
    const remembered = this.#accepted.size + this.#digests.size;
    return { ...this.#stats, ...this.#announcer.stats(), ...this.#fetcher.stats(), remembered };
  }

  /** Makes a type known, so that own messages of it are published under the same key as received ones. */
  register<C extends Codec<unknown>>(codec: C, options: GossipOptions<C>): void {
    this.#types.set(codec.type, { codec, key: options.key });
  }

  /** Sends an own message to every peer that is not known to have it; returns for how many it is. */
  publish<C extends Codec<unknown>>(codec: C, message: MessageOf<C>, except?: ReadonlySet<PeerId>): number {
    const payload = codec.encode(message);
    const digest = digestOf(codec.type, payload);
    const keyOf = this.#types.get(codec.type)?.key as GossipOptions<C>['key'];
    const key = keyOf === undefined ? digest : keyText(codec.type, keyOf(message));
    const known = this.#accepted.get(key);
    if (known === undefined) this.#stats.published++;
    const holders = known ?? new Set<PeerId>();
    for (const peer of except ?? []) hold(holders, peer);
    return this.#spread(key, digest, codec, payload, holders);
  }

  /** Handles a received message of a topic: decides on it once, and sends it on if it is accepted. */
  async receive<C extends Codec<unknown>>(
    topic: Topic<C>,
    inbound: InboundMessage,
    context: Context,
  ): Promise<void> {
    const digest = digestOf(inbound.type, inbound.payload);
    if (this.#isSettled(digest, inbound, context.peer)) return;
    this.#fetcher.arrived(context.peer, digest, inbound.payload.length);
    this.#arrived.add(digest);
    try {
      await this.#judge(topic, digest, inbound, context);
    } finally {
      this.#arrived.delete(digest);
      if (!this.#digests.has(digest)) this.#fetcher.postponed(digest, context.peer);
    }
  }

  /** A peer says what it has. */
  handleAnnounce(peer: PeerId, announcements: readonly Announcement[]): void {
    for (const { digest: bytes, type, size } of announcements) {
      const digest = digestText(bytes);
      const holders = this.#accepted.get(this.#digests.get(digest) ?? REFUSED);
      if (holders !== undefined) hold(holders, peer);
      if (this.#digests.has(digest) || !this.#wants(type, size)) this.#stats.idleAnnouncements++;
      else this.#fetcher.announced(peer, digest, size, this.#arrived.has(digest));
    }
    this.#fetcher.askNow();
  }

  /** A peer asks for what it was told of. */
  handleFetch(peer: PeerId, digests: readonly Uint8Array[]): void {
    for (const digest of this.#announcer.handleFetch(peer, digests.map(digestText))) {
      const holders = this.#accepted.get(this.#digests.get(digest) ?? REFUSED);
      if (holders !== undefined) hold(holders, peer);
    }
  }

  /** A peer does not send what it was asked for. */
  handleMissing(peer: PeerId, digests: readonly Uint8Array[]): void {
    this.#fetcher.handleMissing(peer, digests.map(digestText));
  }

  /** The connection to a peer has ended. */
  peerGone(peer: PeerId): void {
    this.#announcer.peerGone(peer);
    this.#fetcher.peerGone(peer);
  }

  stop(): void {
    this.#announcer.stop();
    this.#fetcher.stop();
  }

  async #judge<C extends Codec<unknown>>(
    topic: Topic<C>,
    digest: MessageDigest,
    inbound: InboundMessage,
    context: Context,
  ): Promise<void> {
    const message = topic.decode(inbound);
    const key = topic.key === undefined ? digest : keyText(inbound.type, topic.key(message));
    // Another copy may be under decision: its outcome counts for this one unless it is refused as different bytes.
    for (let other = this.#deciding.get(key); other !== undefined; other = this.#deciding.get(key)) {
      hold(other.holders, context.peer);
      await other.settled;
      if (this.#isSettled(digest, inbound, context.peer)) return;
    }
    const holders = this.#accepted.get(key);
    if (holders !== undefined) {
      hold(holders, context.peer);
      for (const peer of this.#settle(digest, key)) hold(holders, peer);
      this.#countDuplicate(inbound);
      return;
    }

    await this.#decide(topic, key, digest, inbound, message, context);
  }

  async #decide<C extends Codec<unknown>>(
    topic: Topic<C>,
    key: string,
    digest: string,
    inbound: InboundMessage,
    message: MessageOf<C>,
    context: Context,
  ): Promise<void> {
    const holders = new Set([context.peer]);
    let settle = (): void => {};
    const settled = new Promise<void>((resolve) => (settle = resolve));
    this.#deciding.set(key, { settled, holders });
    let outcome: GossipOutcome;
    try {
      outcome = await topic.handler(message, context);
      if (outcome === true) {
        this.#stats.accepted++;
        this.#spread(key, digest, topic.codec, inbound.payload, holders, context.peer);
        return;
      }
      if (outcome === 'later') {
        this.#stats.postponed++;
      } else {
        this.#stats.refused++;
        this.#settle(digest, REFUSED);
      }
    } finally {
      this.#deciding.delete(key);
      settle();
    }
    if (outcome === 'later') answer(inbound, ErrorCode.BUSY, 'not yet');
    else answer(inbound, ErrorCode.REFUSED, 'refused');
  }

  /** Whether these bytes were decided on before. Whoever sends what was accepted has it from now on. */
  #isSettled(digest: string, inbound: InboundMessage, from: PeerId): boolean {
    const key = this.#digests.get(digest);
    if (key === undefined) return false;
    if (key === REFUSED) {
      this.#countDuplicate(inbound);
      answer(inbound, ErrorCode.REFUSED, 'refused');
      return true;
    }
    const holders = this.#accepted.get(key);
    if (holders === undefined) return false;
    hold(holders, from);
    this.#countDuplicate(inbound);
    return true;
  }

  #countDuplicate({ payload }: InboundMessage): void {
    this.#stats.duplicates++;
    this.#stats.duplicateBytes += payload.length;
  }

  /** Remembers what became of these bytes; returns who has announced them. */
  #settle(digest: MessageDigest, key: string): readonly PeerId[] {
    this.#digests.set(digest, key);
    return this.#fetcher.settled(digest);
  }

  /** Whether a message that is announced so could be accepted here. */
  #wants(type: number, size: number): boolean {
    const codec = this.#types.get(type)?.codec;
    return codec !== undefined && !codec.requiresAck && size <= (codec.maxBytes ?? MAX_MESSAGE_BYTES);
  }

  #spread(
    key: string,
    digest: MessageDigest,
    codec: Codec<unknown>,
    payload: Uint8Array,
    holders: Set<PeerId>,
    from?: PeerId,
  ): number {
    this.#accepted.set(key, holders);
    for (const peer of this.#settle(digest, key)) hold(holders, peer);
    const told = this.#announcer.told(digest);
    const lacking = this.#links
      .connectedIds()
      .filter((peer) => !holders.has(peer) && told?.has(peer) !== true);
    const { announceBytes, directPeers, relayedPeers, fanout } = this.#limits;
    const isLarge = payload.length >= announceBytes;
    const most = !isLarge ? fanout : from === undefined ? directPeers : relayedPeers;
    const tell = this.#toBeTold(codec, payload.length, lacking, most);
    const except =
      tell.length === 0 && told === undefined ? holders : new Set([...holders, ...tell, ...(told ?? [])]);
    const payloads = this.#payloadsOf(codec);
    // What peers are told of is kept: the others get the same frame.
    const kept = tell.length === 0 ? undefined : payloads.frame(payload);
    let sent = 0;
    if (lacking.length > tell.length) {
      sent =
        kept === undefined
          ? this.#links.broadcastMessage(payloads, payload, except)
          : this.#links.broadcast(kept, except);
      for (const peer of lacking) if (!except.has(peer)) hold(holders, peer);
    }
    if (kept !== undefined) this.#announcer.tell(digest, kept, tell, holders, isLarge, from);
    this.#stats.relayed += sent;
    return sent + tell.length;
  }

  /** Of the peers that lack a message, those that are not sent it, if at most so many are. */
  #toBeTold(codec: Codec<unknown>, payloadBytes: number, lacking: readonly PeerId[], most: number): PeerId[] {
    const { announce, keptBytes } = this.#limits;
    if (lacking.length <= most || !announce || codec.requiresAck) return [];
    if (payloadBytes <= LEAST_ANNOUNCED_BYTES || wireBytesOf(payloadBytes) > keptBytes) return [];
    const able = lacking.filter((peer) => this.#links.takesAnnouncements(peer));
    return someOf(able, able.length - most, this.#runtime.random);
  }

  #payloadsOf(codec: Codec<unknown>): MessageCodec<Uint8Array> {
    let payloads = this.#payloads.get(codec.type);
    if (payloads === undefined) this.#payloads.set(codec.type, (payloads = payloadCodec(codec)));
    return payloads;
  }
}

/** Ids cost nothing, and each that sends a message keeps it remembered: the first to have it is forgotten. */
function hold(holders: Set<PeerId>, peer: PeerId): void {
  holders.add(peer);
  if (holders.size <= MOST_HOLDERS) return;
  const [first] = holders;
  if (first !== undefined) holders.delete(first);
}

/** Only an acknowledged message has someone waiting to hear of it. */
function answer(inbound: InboundMessage, code: ErrorCode, reason: string): void {
  if ((inbound.flags & Flag.ACK) !== 0) throw new ResponseError(code, reason);
}

function keyText(type: number, key: Uint8Array | string): string {
  return `${type}:${typeof key === 'string' ? key : Buffer.from(key.buffer, key.byteOffset, key.length).toString('hex')}`;
}
