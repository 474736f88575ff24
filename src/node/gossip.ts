import { createHash } from 'node:crypto';
import type { Codec } from '../codec/codec.js';
import type { InboundMessage, PeerId } from '../peer/peer.js';
import { ResponseError } from '../peer/errors.js';
import type { Clock } from '../platform/clock.js';
import { ErrorCode } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import { encodeFrame, payloadOf } from '../wire/frame.js';
import { Flag, MAX_PAYLOAD_BYTES } from '../wire/header.js';
import { ids } from '../wire/ids.js';
import type { Context, GossipHandler, GossipOutcome, MessageOf } from './handler.js';
import { SeenSet } from './seen-set.js';

export interface GossipOptions<C extends Codec<unknown>> {
  /**
   * What makes two messages the same to the application, such as a block's hash. Left out, only the same bytes are the
   * same message.
   */
  readonly key?: ((message: MessageOf<C>) => Uint8Array | string) | undefined;
}

/** The links that gossip spreads over. */
export interface GossipLinks {
  connectedIds(): readonly PeerId[];
  /** Queues the frame for every open connection but those; returns how many. */
  broadcast(frame: Frame, except: ReadonlySet<PeerId>): number;
}

export interface GossipLimits {
  /** Accepted messages remembered. Default 20,000. */
  readonly maxSeen: number;
  /** How long they are remembered after they last mattered. Default 30 minutes. */
  readonly maxAgeMs: number;
}

export const GOSSIP_DEFAULTS: GossipLimits = { maxSeen: 20_000, maxAgeMs: 30 * 60_000 };

export interface GossipStats {
  /** Own messages, each counted once. */
  readonly published: number;
  readonly accepted: number;
  readonly refused: number;
  /** Messages that could not be judged yet. */
  readonly postponed: number;
  readonly duplicates: number;
  /** Frames queued for peers, own messages included. */
  readonly relayed: number;
  /** Messages remembered now: keys of accepted ones, and digests of all. */
  readonly remembered: number;
}

/** One type of gossiped message. */
interface Topic<C extends Codec<unknown>> {
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
/** Peers remembered to have one message. */
const MOST_HOLDERS = 4_096;

/**
 * Spreads messages through the network, each to every peer once and to none that has it (WIRE.md, "Relaying"). A key is
 * remembered only once its message was accepted, so that a forged copy cannot keep the true one out; what was refused is
 * known by its exact bytes alone, what was left for later not at all.
 */
export class Gossip {
  readonly #links: GossipLinks;
  /** By key: the peers known to have the message. */
  readonly #accepted: SeenSet<Set<PeerId>>;
  /** By digest of type and payload: the key it was accepted under, or REFUSED. */
  readonly #digests: SeenSet<string>;
  readonly #deciding = new Map<string, Decision>();
  readonly #keys = new Map<number, ((message: never) => Uint8Array | string) | undefined>();
  readonly #stats = { published: 0, accepted: 0, refused: 0, postponed: 0, duplicates: 0, relayed: 0 };

  constructor(clock: Clock, links: GossipLinks, limits: GossipLimits = GOSSIP_DEFAULTS) {
    this.#links = links;
    this.#accepted = new SeenSet(clock, limits.maxSeen, limits.maxAgeMs);
    this.#digests = new SeenSet(clock, limits.maxSeen, limits.maxAgeMs);
  }

  stats(): GossipStats {
    return { ...this.#stats, remembered: this.#accepted.size + this.#digests.size };
  }

  /** Makes a type known, so that own messages of it are published under the same key as received ones. */
  register<C extends Codec<unknown>>(codec: C, options: GossipOptions<C>): void {
    this.#keys.set(codec.type, options.key);
  }

  /** Sends an own message to every peer that is not known to have it; returns for how many it was queued. */
  publish<C extends Codec<unknown>>(codec: C, message: MessageOf<C>, except?: ReadonlySet<PeerId>): number {
    const frame = codec.frame(message);
    const digest = digestOf(codec.type, payloadOf(frame));
    const keyOf = this.#keys.get(codec.type) as GossipOptions<C>['key'];
    const key = keyOf === undefined ? digest : keyText(codec.type, keyOf(message));
    const known = this.#accepted.get(key);
    if (known === undefined) this.#stats.published++;
    const holders = known ?? new Set<PeerId>();
    for (const peer of except ?? []) hold(holders, peer);
    return this.#spread(key, digest, frame, holders);
  }

  /** Handles a received message of a topic: decides on it once, and sends it on if it is accepted. */
  async receive<C extends Codec<unknown>>(
    topic: Topic<C>,
    inbound: InboundMessage,
    context: Context,
  ): Promise<void> {
    const digest = digestOf(inbound.type, inbound.payload);
    if (this.#isSettled(digest, inbound, context.peer)) return;

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
      this.#digests.set(digest, key);
      this.#stats.duplicates++;
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
        this.#spread(key, digest, relayFrame(topic.codec, inbound.payload), holders);
        return;
      }
      if (outcome === 'later') {
        this.#stats.postponed++;
      } else {
        this.#stats.refused++;
        this.#digests.set(digest, REFUSED);
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
      this.#stats.duplicates++;
      answer(inbound, ErrorCode.REFUSED, 'refused');
      return true;
    }
    const holders = this.#accepted.get(key);
    if (holders === undefined) return false;
    hold(holders, from);
    this.#stats.duplicates++;
    return true;
  }

  #spread(key: string, digest: string, frame: Frame, holders: Set<PeerId>): number {
    this.#digests.set(digest, key);
    this.#accepted.set(key, holders);
    const sent = this.#links.broadcast(frame, holders);
    for (const peer of this.#links.connectedIds()) hold(holders, peer);
    this.#stats.relayed += sent;
    return sent;
  }
}

/** The payload as it came, under a header of this node's own. */
function relayFrame(codec: Codec<unknown>, payload: Uint8Array): Frame {
  const needsId = codec.requiresAck || payload.length > MAX_PAYLOAD_BYTES;
  return encodeFrame(codec.type, codec.requiresAck ? Flag.ACK : 0, needsId ? ids.next() : 0, payload);
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

function digestOf(type: number, payload: Uint8Array): string {
  return createHash('sha256')
    .update(Uint8Array.of(type >>> 8, type))
    .update(payload)
    .digest('base64');
}

function keyText(type: number, key: Uint8Array | string): string {
  return `${type}:${typeof key === 'string' ? key : Buffer.from(key.buffer, key.byteOffset, key.length).toString('hex')}`;
}
