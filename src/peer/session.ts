import { Ack, Credit, ErrorResponse, Ping, Pong } from '../../generated/framewright/control.js';
import { ErrorCode, GoodbyeCode, ProtocolError } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import type { WireFrame } from '../wire/frame-reader.js';
import { Flag } from '../wire/header.js';
import type { TypeInfo } from '../wire/type-table.js';
import type { PeerMemory, Services } from './connection-owner.js';
import type { SessionStats } from './connection-stats.js';
import { PeerError } from './errors.js';
import { Heartbeat, type HeartbeatStats } from './heartbeat.js';
import { Inbox } from './inbox.js';
import type { OutboxCarrier } from './outbox.js';
import { decodeOwn, pingFrame } from './own-messages.js';
import type { Delivery, InboundMessage, Refusal, RemotePeer, RequestOptions, ViolationKind } from './peer.js';
import { PendingRequests } from './pending-requests.js';
import type { ReceiveWindow } from './receive-window.js';
import { Responder, type ResponderOwner } from './responder.js';
import type { Sender } from './sender.js';

/** What a session needs of its connection. */
export interface SessionOwner extends Pick<ResponderOwner, 'callHandler' | 'acknowledge' | 'isClosing'> {
  /** Of the kind `protocol` unless it says otherwise. */
  violation(problem: string, kind?: ViolationKind): void;
  sayGoodbye(goodbye: Refusal): void;
  /** Something that a close may wait for is done. */
  progressed(): void;
  /** Accounts for the bytes of unfinished messages over all peers. False above their cap. */
  assembliesGrew(bytes: number): boolean;
}

/** The traffic of an open connection, from both Acks to its end: messages, requests, acknowledgements, life. */
export class Session {
  readonly remote: RemotePeer;
  readonly #services: Services;
  readonly #sender: Sender;
  readonly #memory: PeerMemory;
  readonly #owner: SessionOwner;
  readonly #carrier: OutboxCarrier;
  readonly #inbox: Inbox;
  readonly #requests: PendingRequests;
  readonly #responder: Responder;
  readonly #heartbeat: Heartbeat;
  #late = 0;

  constructor(
    remote: RemotePeer,
    services: Services,
    sender: Sender,
    memory: PeerMemory,
    owner: SessionOwner,
  ) {
    const { clock, limits, log, types } = services;
    this.remote = remote;
    this.#services = services;
    this.#sender = sender;
    this.#memory = memory;
    this.#owner = owner;
    this.#carrier = {
      carry: (message) => this.#carry(message),
      stop: (id) => sender.stop(id),
    };
    this.#requests = new PendingRequests(clock, limits, {
      send: (request) => void sender.send(request),
      giveUp: (id) => this.#giveUp(id),
      settled: () => owner.progressed(),
    });
    this.#inbox = new Inbox(clock, limits, types, {
      isAwaited: (id) => this.#isAwaited(id),
      handleMessage: (arrival) => this.#responder.handleMessage(arrival),
      handleResponse: (info, response) => this.#handleResponse(info, response),
      handleBadResponse: (id, code, problem, hasMore) => this.#handleBadResponse(id, code, problem, hasMore),
      sendError: (id, code, message, info) => sender.sendError(id, code, message, info),
      violation: (problem, kind) => owner.violation(problem, kind),
      creditDue: () => sender.flushSoon(),
      assembliesGrew: (bytes) => this.#checkAssemblies(bytes),
      assemblyStalled: () => this.#sayTimeout('an unfinished message got no part in time'),
    });
    this.#responder = new Responder(clock, limits, log, memory.known, {
      isClosing: () => owner.isClosing(),
      largestMessage: remote.largestMessage,
      callHandler: (message, task) => owner.callHandler(message, task),
      sendResponse: (response) => void sender.send(response),
      sendError: (id, code, message, info) => sender.sendError(id, code, message, info),
      acknowledge: (id, answer) => owner.acknowledge(id, answer),
      handlerStarted: (arrival) => this.#inbox.handlerStarted(arrival),
      handlerSettled: (arrival) => this.#inbox.handlerSettled(arrival),
      answered: () => owner.progressed(),
      discarded: (arrival) => this.#inbox.discard(arrival),
      violation: (problem) => owner.violation(problem),
    });
    this.#heartbeat = new Heartbeat(services, sender.roundTrip, {
      sendPing: (nonce) => sender.sendControl(pingFrame(nonce, clock.wallTime())),
      lifeEnded: (problem) => this.#sayTimeout(problem),
    });
  }

  /** `resumed`: the peer still knows which of our messages with ACK it has had. */
  start(resumed: boolean): void {
    this.#heartbeat.start();
    this.#memory.outbox.connected(this.#carrier, resumed);
  }

  /** The connection has ended; `unsent` are ids of messages of which not every part has left. */
  stop(reason: string, unsent: ReadonlySet<number>): void {
    this.#heartbeat.stop();
    this.#inbox.stop();
    this.#requests.failAll(reason);
    this.#responder.stop();
    this.#memory.outbox.disconnected(this.#carrier, unsent);
  }

  get receiveWindow(): ReceiveWindow {
    return this.#inbox.window;
  }

  /** Nothing is awaited from the peer, and nothing of it is in a handler. */
  get isIdle(): boolean {
    return this.#requests.size === 0 && this.#responder.size === 0 && this.#memory.outbox.size === 0;
  }

  /** Sends a message that asks for no response. False above the high-water mark. Throws PeerError FULL. */
  send(message: Frame): boolean {
    if ((message.flags & Flag.ACK) === 0) return this.#sender.send(message);
    void this.#memory.outbox.add(message);
    return this.#sender.isBelowHighWater;
  }

  /** False if the outbox would be above its caps. */
  hasRoomFor(messages: readonly Frame[]): boolean {
    return this.#memory.outbox.hasRoomFor(messages.filter(({ flags }) => (flags & Flag.ACK) !== 0));
  }

  deliver(message: Frame): Promise<Delivery> {
    return this.#memory.outbox.add(message);
  }

  request(request: Frame, options: RequestOptions): Promise<InboundMessage> {
    const info = this.#services.types.get(request.type);
    if (info?.response === undefined || request.id === 0) {
      throw new PeerError('MISUSE', 'a request has a response type and an id');
    }
    return this.#requests.request(request, info, options);
  }

  /** Asks the peer for a sign of life, now. */
  probe(alive: () => void): void {
    this.#heartbeat.probe(alive);
  }

  /** A complete valid frame came at `now`. */
  heard(now: number): void {
    this.#heartbeat.heard(now);
  }

  handleAck({ payload }: WireFrame): void {
    this.#heartbeat.heardAnswer();
    for (const id of decodeOwn(Ack, payload).ids) {
      if (!this.#memory.outbox.settle(id, 'delivered')) this.#late++;
    }
    this.#owner.progressed();
  }

  handlePing({ payload }: WireFrame): void {
    this.#sender.sendPong(decodeOwn(Ping, payload).nonce);
  }

  handlePong({ payload }: WireFrame, now: number): void {
    this.#heartbeat.handlePong(decodeOwn(Pong, payload).nonce, now);
  }

  handleErrorResponse({ id, payload }: WireFrame): void {
    const { code, message } = decodeOwn(ErrorResponse, payload);
    const { outbox } = this.#memory;
    const type = this.#requests.infoOf(id)?.type ?? outbox.typeOf(id);
    if (code === ErrorCode.UNKNOWN_TYPE) this.#sender.handleUnknownType(id, type);
    this.#heartbeat.heardAnswer();
    this.#inbox.abandon(id, true);
    const progress = this.#sender.drop(id, false);
    const isKnown = this.#requests.fail(id, code, message) || outbox.settle(id, 'failed');
    if (!isKnown && progress === 'left') this.#late++;
    this.#owner.progressed();
  }

  handleCredit({ payload }: WireFrame): void {
    this.#heartbeat.heardAnswer();
    this.#sender.handleCredit(decodeOwn(Credit, payload));
  }

  handleCancel({ id }: WireFrame): void {
    const wasRunning = this.#responder.cancel(id);
    const wasUnfinished = this.#inbox.abandon(id, false);
    const wasBeingSent = this.#sender.drop(id, true) !== 'left';
    if (!wasRunning && !wasUnfinished && !wasBeingSent) this.#late++;
  }

  handleSchemaFrame(frame: WireFrame, now: number): void {
    this.#inbox.handleFrame(frame, now);
  }

  stats(): HeartbeatStats & SessionStats {
    return {
      ...this.#heartbeat.stats(),
      messagesIn: this.#inbox.messages,
      pendingResponses: this.#requests.size,
      unacknowledged: this.#memory.outbox.size,
      runningHandlers: this.#responder.size,
      assemblyBytes: this.#inbox.storedBytes,
      discarded: this.#inbox.discarded,
      late: this.#late,
      repeated: this.#responder.repeated,
    };
  }

  #carry(message: Frame): boolean {
    const code = this.#sender.refusalOf(message);
    if (code === 'TOO_LARGE' || code === 'UNKNOWN_TYPE') return false;
    this.#sender.send(message);
    return true;
  }

  #giveUp(id: number): void {
    this.#sender.giveUp(id);
    this.#inbox.abandon(id, true);
  }

  #isAwaited(id: number): boolean {
    if (this.#requests.infoOf(id) !== undefined) return true;
    this.#late++;
    return false;
  }

  #handleResponse(info: TypeInfo, response: InboundMessage): void {
    this.#heartbeat.heardAnswer();
    if (!this.#requests.handleResponse(info, response)) {
      this.#owner.violation(`${info.name} is no response to its request`);
    }
  }

  #handleBadResponse(
    id: number,
    code: 'BAD_RESPONSE' | 'UNKNOWN_RESPONSE',
    problem: string,
    hasMore: boolean,
  ): void {
    if (code === 'BAD_RESPONSE') this.#owner.violation(problem);
    this.#requests.handleBadResponse(id, code, problem, hasMore);
  }

  #checkAssemblies(bytes: number): void {
    if (bytes === 0 || this.#owner.assembliesGrew(bytes)) return;
    throw new ProtocolError(GoodbyeCode.OVERLOADED, 'too many bytes of unfinished messages');
  }

  #sayTimeout(reason: string): void {
    this.#owner.sayGoodbye({ code: GoodbyeCode.TIMEOUT, reason });
  }
}
