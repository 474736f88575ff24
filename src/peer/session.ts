import { Ack, Credit, End, ErrorResponse, Ping, Pong } from '../../generated/framewright/control.js';
import { ErrorCode, GoodbyeCode, ProtocolError } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import type { WireFrame } from '../wire/frame-reader.js';
import { Flag } from '../wire/header.js';
import { Priority, type TypeInfo } from '../wire/type-table.js';
import type { PeerMemory, Services } from './connection-owner.js';
import type { SessionStats } from './connection-stats.js';
import { Capability, share } from './capability.js';
import { checkRequest } from './check-request.js';
import { PeerError } from './errors.js';
import { Heartbeat, type HeartbeatStats } from './heartbeat.js';
import { Inbox } from './inbox.js';
import { InboundStreams } from './inbound-streams.js';
import type { InboundStream } from './inbound-stream.js';
import type { OutboxCarrier } from './outbox.js';
import { decodeOwn, outOfPlace, pingFrame } from './own-messages.js';
import type { Delivery, InboundMessage, Refusal, RemotePeer, RequestOptions, ViolationKind } from './peer.js';
import { PendingRequests, type RequestCarrier } from './pending-requests.js';
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
  readonly #streams: InboundStreams;
  /** Both sides have the capability. */
  readonly #hasStreams: boolean;
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
    const { clock, limits, local, log, types } = services;
    this.remote = remote;
    this.#services = services;
    this.#sender = sender;
    this.#memory = memory;
    this.#owner = owner;
    this.#carrier = {
      carry: (message) => this.#carry(message),
      stop: (id) => sender.stop(id),
    };
    this.#hasStreams = share(Capability.STREAMS, local, remote);
    const requestCarrier: RequestCarrier = {
      send: (request) => void sender.send(request),
      giveUp: (id) => this.#giveUp(id),
      settled: () => owner.progressed(),
    };
    this.#requests = new PendingRequests(clock, limits, requestCarrier);
    this.#streams = new InboundStreams(clock, {
      ...requestCarrier,
      creditDue: () => sender.flushSoon(),
      stored: (bytes) => this.#checkAssemblies(bytes),
    });
    this.#inbox = new Inbox(clock, limits, types, share(Capability.DEFLATE, local, remote), {
      isAwaited: (id) => this.#isAwaited(id),
      handleMessage: (arrival) => this.#responder.handleMessage(arrival),
      handleResponse: (info, response, now) => this.#handleResponse(info, response, now),
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
      hasStreams: this.#hasStreams,
      callHandler: (message, task) => owner.callHandler(message, task),
      sendResponse: (response) => void sender.send(response),
      sendEnd: (id, info) => sender.sendEnd(id, info),
      // What is urgent need not wait for what is not.
      hasRoom: (info) => sender.isBelowHighWater || sender.responsePriority(info) === Priority.HIGH,
      sendError: (id, code, message, info) => sender.sendError(id, code, message, info),
      acknowledge: (id, answer) => owner.acknowledge(id, answer),
      handlerStarted: (arrival) => this.#inbox.handlerStarted(arrival),
      release: (arrival) => this.#inbox.release(arrival),
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
    this.#streams.stop(reason);
    this.#responder.stop();
    this.#memory.outbox.disconnected(this.#carrier, unsent);
  }

  /** The connection is to close: streams, which need not end, are ended. */
  close(): void {
    this.#responder.close();
    this.#streams.close('the connection is closing');
  }

  get receiveWindow(): ReceiveWindow {
    return this.#inbox.window;
  }

  /** The Credits of streams that are due. */
  streamCredits(): readonly Frame[] {
    return this.#streams.takeDue();
  }

  /** The queue to the peer has room again. */
  drained(): void {
    this.#responder.drained();
  }

  /** Nothing is awaited from the peer, and nothing of it is in a handler. */
  get isIdle(): boolean {
    const requests = this.#requests.size + this.#streams.size;
    return requests === 0 && this.#responder.size === 0 && this.#memory.outbox.size === 0;
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

  /** Rejects with RequestError or PeerError. */
  request(request: Frame, options: RequestOptions): Promise<InboundMessage> {
    let info: TypeInfo;
    try {
      info = this.#checkRequest(request, false);
    } catch (error) {
      if (error instanceof PeerError) return Promise.reject(error);
      throw error;
    }
    return this.#requests.request(request, info, options);
  }

  stream(request: Frame, options: RequestOptions): InboundStream {
    const info = this.#checkRequest(request, true);
    if (!this.#hasStreams) throw new PeerError('UNSUPPORTED', `${info.name}: not both sides offer streams`);
    return this.#streams.open(request, info, options);
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
    const type = this.#infoOf(id)?.type ?? outbox.typeOf(id);
    if (code === ErrorCode.UNKNOWN_TYPE) this.#sender.handleUnknownType(id, type);
    this.#heartbeat.heardAnswer();
    this.#inbox.abandon(id, true);
    const progress = this.#sender.drop(id, false);
    const isKnown =
      this.#requests.fail(id, code, message) ||
      this.#streams.fail(id, code, message) ||
      outbox.settle(id, 'failed');
    if (!isKnown && progress === 'left') this.#late++;
    this.#owner.progressed();
  }

  handleCredit({ id, payload }: WireFrame): void {
    this.#heartbeat.heardAnswer();
    const grant = decodeOwn(Credit, payload);
    if (id === 0) {
      this.#sender.handleCredit(grant);
      return;
    }
    if (!this.#hasStreams) throw outOfPlace('Credit for a stream without streams');
    if (!this.#responder.grant(id, grant.bytes)) this.#late++;
  }

  handleEnd({ id, payload }: WireFrame): void {
    if (!this.#hasStreams) throw outOfPlace('End without streams');
    decodeOwn(End, payload);
    this.#heartbeat.heardAnswer();
    // A stream ends between its items.
    if (this.#inbox.abandon(id, true)) {
      this.#handleBadResponse(id, 'BAD_RESPONSE', 'End in the middle of an item', false);
    } else if (this.#requests.infoOf(id) !== undefined) {
      this.#handleBadResponse(id, 'BAD_RESPONSE', 'End, though the response is no stream', false);
    } else if (!this.#streams.handleEnd(id)) this.#late++;
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
      openStreams: this.#streams.size,
      unacknowledged: this.#memory.outbox.size,
      runningHandlers: this.#responder.size,
      assemblyBytes: this.#inbox.storedBytes + this.#streams.storedBytes,
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

  #checkRequest(request: Frame, isStream: boolean): TypeInfo {
    const info = checkRequest(request, this.#services.types, isStream);
    if (this.#infoOf(request.id) !== undefined) {
      throw new PeerError('MISUSE', `request ${request.id} is already in progress`);
    }
    const { requestsInProgress } = this.#services.limits;
    if (this.#requests.size + this.#streams.size >= requestsInProgress) {
      throw new PeerError('FULL', `${requestsInProgress} requests are in progress`);
    }
    return info;
  }

  /** The type of our request `id`. */
  #infoOf(id: number): TypeInfo | undefined {
    return this.#requests.infoOf(id) ?? this.#streams.infoOf(id);
  }

  #isAwaited(id: number): boolean {
    this.#streams.checkCredit(id);
    if (this.#infoOf(id) !== undefined) return true;
    this.#late++;
    return false;
  }

  #handleResponse(info: TypeInfo, response: InboundMessage, now: number): void {
    this.#heartbeat.heardAnswer();
    const isStream = this.#streams.infoOf(response.id) !== undefined;
    if (!(isStream ? this.#streams : this.#requests).handleResponse(info, response, now)) {
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
    this.#streams.giveUp(id, code, problem);
  }

  #checkAssemblies(bytes: number): void {
    if (bytes === 0 || this.#owner.assembliesGrew(bytes)) return;
    throw new ProtocolError(GoodbyeCode.OVERLOADED, 'too many bytes of unfinished messages');
  }

  #sayTimeout(reason: string): void {
    this.#owner.sayGoodbye({ code: GoodbyeCode.TIMEOUT, reason });
  }
}
