import { GoodbyeCode, ProtocolError } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import { Flag } from '../wire/header.js';
import { Priority, type TypeInfo } from '../wire/type-table.js';
import { Capability, share } from './capability.js';
import type { Services } from './connection-owner.js';
import type { CreditGrant } from './credit.js';
import { DueFrames } from './due-frames.js';
import type { PeerErrorCode } from './errors.js';
import type { Answer } from './known-messages.js';
import { cancelFrame, endFrame, errorFrame, pongFrame } from './own-messages.js';
import type { Refusal, RemotePeer } from './peer.js';
import type { SendQueueStats } from './queue-stats.js';
import { RateGate } from './rate-gate.js';
import type { ReceiveWindow } from './receive-window.js';
import { RoundTrip } from './round-trip.js';
import { SendQueue, type QueueTransport, type SendProgress } from './send-queue.js';
import type { Voice } from './unison.js';

/** Pongs that may be unwritten (WIRE.md §11.7). */
const MOST_UNWRITTEN_PONGS = 4;
/** Plain messages in parts whose type is remembered in case the peer does not know it. */
const TYPES_REMEMBERED = 64;

/** What a sender needs of its connection. */
export interface SenderOwner {
  /** For the Credits that are due; undefined before the connection is open. */
  receiveWindow(): ReceiveWindow | undefined;
  /** The Credits of streams that are due. */
  streamCredits(): readonly Frame[];
  drained(): void;
  /** Everything that was queued has been handed over. */
  emptied(): void;
  sayGoodbye(goodbye: Refusal): void;
}

/** Everything one connection sends: what the peer takes, at what rate, in what order, and what goes along. */
export class Sender {
  readonly roundTrip = new RoundTrip();
  readonly #services: Services;
  readonly #owner: SenderOwner;
  readonly #queue: SendQueue;
  readonly #rates: RateGate;
  readonly #due = new DueFrames();
  #unknownTypes: Set<number> | undefined;
  /** Types of the last plain messages in parts, by id: nothing else remembers whom an ErrorResponse is about. */
  #typesInParts: Map<number, number> | undefined;
  #remote: RemotePeer | undefined;
  #unwrittenPongs = 0;
  #isBelowHighWater = true;

  constructor(services: Services, transport: QueueTransport, owner: SenderOwner) {
    const { clock, types, round, limits } = services;
    this.#services = services;
    this.#owner = owner;
    this.#rates = new RateGate(clock, (message) => void this.#enqueue(message));
    const events = {
      takeDue: () => this.#takeDue(),
      onDrain: () => this.#handleDrained(),
      onEmpty: () => owner.emptied(),
      onOverflow: (code: GoodbyeCode, reason: string) => owner.sayGoodbye({ code, reason }),
    };
    this.#queue = new SendQueue(transport, types, round, clock, events, limits);
  }

  /** From now on frames of the schema leave, and broadcasts are offered. */
  open(remote: RemotePeer, offer: (frame: Frame) => boolean): void {
    this.#remote = remote;
    const { local, compressor } = this.#services;
    const voice: Voice = {
      peer: remote.id,
      offer,
      takesAll: () => this.#unknownTypes === undefined && this.#rates.held === 0 && !this.#queue.isFull,
      enqueue: (frame, priority) => {
        if (this.#queue.voice !== voice || !voice.takesAll()) return false;
        this.#isBelowHighWater = this.#queue.enqueue(frame, priority);
        return true;
      },
      stepOut: () => this.#queue.standAside(),
    };
    const deflates = share(Capability.DEFLATE, local, remote);
    this.#queue.open(remote.window, voice, deflates ? compressor : undefined);
  }

  /** From now on broadcasts go to others. */
  leaveBroadcasts(): void {
    this.#queue.leaveBroadcasts();
  }

  get isBelowHighWater(): boolean {
    return this.#isBelowHighWater;
  }

  /** Nothing waits here. */
  get isEmpty(): boolean {
    return this.#queue.isEmpty && this.#due.isEmpty && this.#rates.held === 0;
  }

  /** Gossip messages that a rate kept back for good. */
  get dropped(): number {
    return this.#rates.dropped;
  }

  stats(): SendQueueStats {
    return this.#queue.stats();
  }

  forEachWaiting(visit: (message: Frame) => void): void {
    this.#queue.forEachWaiting(visit);
  }

  /**
   * The peer has said that it does not know the type of message `id`: such messages fail here as long as the connection
   * lasts (WIRE.md §3.3). `type` if the caller knows it.
   */
  handleUnknownType(id: number, type = this.#typesInParts?.get(id)): void {
    if (type === undefined) return;
    this.#unknownTypes ??= new Set();
    this.#queue.stepOut();
    if (this.#unknownTypes.size < this.#services.limits.unknownTypes) this.#unknownTypes.add(type);
  }

  /** Why the peer would not take this message; undefined if it does. */
  refusalOf(message: Frame): PeerErrorCode | undefined {
    if (this.#remote === undefined) return 'NOT_OPEN';
    if (message.payloadBytes > this.#remote.largestMessage) return 'TOO_LARGE';
    if (this.#unknownTypes?.has(message.type) === true) return 'UNKNOWN_TYPE';
    const isFull = this.#queue.isFull || this.#rates.held >= this.#services.limits.heldMessages;
    return isFull ? 'FULL' : undefined;
  }

  /** A message of the schema. False above the high-water mark, though it was taken. */
  send(message: Frame): boolean {
    const info = this.#services.types.get(message.type);
    if (message.partCount > 1 && message.flags === 0) this.#rememberType(message);
    // A response answers what the peer asked for, and its id is the peer's.
    const isResponse = (message.flags & Flag.RESPONSE) !== 0;
    if (info === undefined || isResponse || this.#rates.admit(message, info))
      this.#enqueue(message, info?.priority);
    else this.#queue.stepOut();
    return this.#isBelowHighWater;
  }

  sendControl(frame: Frame): void {
    this.#queue.enqueueControl(frame);
  }

  /** An ErrorResponse, in the lane of the response that it stands for. */
  sendError(id: number, code: number, message: string, info: TypeInfo | undefined): void {
    this.#queue.enqueue(errorFrame(id, code, message), this.responsePriority(info));
  }

  /** The End of a stream that answers a request of this type, behind its items. */
  sendEnd(id: number, info: TypeInfo): void {
    this.#queue.enqueue(endFrame(id), this.responsePriority(info));
  }

  /** The lane of what answers such a request. */
  responsePriority(info: TypeInfo | undefined): Priority {
    const response = info?.response && this.#services.types.get(info.response.type);
    return response?.priority ?? Priority.NORMAL;
  }

  /** Throws ProtocolError FLOOD for a Ping too many. */
  sendPong(nonce: bigint): void {
    if (++this.#unwrittenPongs > MOST_UNWRITTEN_PONGS) {
      throw new ProtocolError(GoodbyeCode.FLOOD, `a Ping while ${MOST_UNWRITTEN_PONGS} Pongs are unwritten`);
    }
    this.#queue.enqueueControl(pongFrame(nonce, this.#services.clock.wallTime()));
  }

  /** Settles a message of the peer that came with ACK. */
  acknowledge(id: number, answer: Answer): void {
    if (answer !== 'ack') this.sendError(id, answer.code, answer.message, undefined);
    else if (this.#due.addAck(id)) this.#queue.flushSoon();
    else this.#owner.sayGoodbye({ code: GoodbyeCode.FLOOD, reason: 'too many acknowledgements wait' });
  }

  /** A Credit is due. */
  flushSoon(): void {
    this.#queue.flushSoon();
  }

  /** Stops a message of ours. A part that has left is called back at once, before another message begins. */
  stop(id: number): SendProgress {
    if (this.#rates.remove(id)) return 'unsent';
    const progress = this.#queue.cancel(id, false);
    if (progress === 'begun') this.#queue.enqueueControl(cancelFrame(id));
    return progress;
  }

  /** Stops a request of ours, or tells the peer that its response is no longer wanted. */
  giveUp(id: number): void {
    if (this.stop(id) === 'left') this.#queue.enqueueControl(cancelFrame(id));
  }

  /** The peer wants no more of this message of ours, or of our response to its own. */
  drop(id: number, isResponse: boolean): SendProgress {
    if (!isResponse && this.#rates.remove(id)) return 'unsent';
    return this.#queue.cancel(id, isResponse);
  }

  handleCredit(grant: CreditGrant): void {
    this.#queue.credit(grant);
  }

  transportDrained(): void {
    this.#queue.transportDrained();
  }

  /** Writes Goodbye, and nothing after it. Returns the ids of messages of ours of which not every part has left. */
  finish(goodbye: Frame): Set<number> {
    return this.#idsOf(this.#queue.finish(goodbye).map(({ frame }) => frame));
  }

  /** Writes nothing more. Returns the ids of messages of ours of which not every part has left. */
  destroy(): Set<number> {
    return this.#idsOf(this.#queue.destroy().map(({ frame }) => frame));
  }

  #enqueue(message: Frame, priority?: Priority): void {
    this.#isBelowHighWater = this.#queue.enqueue(message, priority);
  }

  #rememberType({ id, type }: Frame): void {
    this.#typesInParts ??= new Map();
    this.#typesInParts.set(id, type);
    if (this.#typesInParts.size <= TYPES_REMEMBERED) return;
    const [oldest] = this.#typesInParts.keys();
    if (oldest !== undefined) this.#typesInParts.delete(oldest);
  }

  #takeDue(): readonly Frame[] {
    this.#unwrittenPongs = 0;
    const due = this.#due.take(this.#owner.receiveWindow());
    const streamCredits = this.#owner.streamCredits();
    return streamCredits.length === 0 ? due : [...due, ...streamCredits];
  }

  #handleDrained(): void {
    this.#isBelowHighWater = true;
    this.#owner.drained();
  }

  #idsOf(unsent: readonly Frame[]): Set<number> {
    // Responses have the peer's ids, which may be equal to ours.
    const own = [...unsent, ...this.#rates.stop()].filter(({ flags }) => (flags & Flag.RESPONSE) === 0);
    return new Set(own.map(({ id }) => id));
  }
}
