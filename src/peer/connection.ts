import { Ack, Credit, ErrorResponse, Goodbye, Ping, Pong } from '../../generated/framewright/control.js';
import type { Transport } from '../transport/transport.js';
import { ErrorCode, GoodbyeCode, ProtocolError } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import type { WireFrame } from '../wire/frame-reader.js';
import { Flag } from '../wire/header.js';
import { Priority, type TypeInfo } from '../wire/type-table.js';
import type { ConnectionLink, ConnectionOwner, PeerMemory, Services } from './connection-owner.js';
import type { ConnectionStats } from './connection-stats.js';
import { DueFrames } from './due-frames.js';
import { PeerError, RequestError, type PeerErrorCode } from './errors.js';
import { Farewell } from './farewell.js';
import { goodbyeCodeOf, goodbyeOfCloseStatus, isViolation } from './goodbye-code.js';
import { Heartbeat } from './heartbeat.js';
import { Inbox } from './inbox.js';
import { Intake } from './intake.js';
import type { Answer } from './known-messages.js';
import type { Unsent } from './lane-queue.js';
import { Opening } from './opening.js';
import type { OutboxCarrier } from './outbox.js';
import * as own from './own-messages.js';
import { FIRST_SCHEMA_TYPE, OwnType } from './own-type.js';
import type {
  ConnectionState,
  Delivery,
  Direction,
  Disconnect,
  InboundMessage,
  Refusal,
  RemotePeer,
  RequestOptions,
} from './peer.js';
import { PendingRequests } from './pending-requests.js';
import { Responder, type ResponderOwner } from './responder.js';
import { SendQueue, type SendProgress } from './send-queue.js';

/** Pongs that may be unwritten (WIRE.md §11.7). */
const MOST_UNWRITTEN_PONGS = 4;

/** What a connection has from both Acks on. */
interface Session {
  readonly remote: RemotePeer;
  readonly memory: PeerMemory;
  readonly responder: Responder;
}

/**
 * One link to one peer, whoever dialled. It moves frames and never decodes what a schema declares. Made by
 * `PeerConnectionRegistry.attach`.
 */
export class PeerConnection {
  readonly direction: Direction;
  /** Address of the other end, e.g. `tcp://127.0.0.1:24000`. */
  readonly address: string;
  /** Monotonic milliseconds. */
  readonly openedAt: number;

  readonly #services: Services;
  readonly #owner: ConnectionOwner;
  readonly #link: ConnectionLink;
  readonly #carrier: OutboxCarrier;
  readonly #intake: Intake;
  readonly #opening: Opening;
  readonly #queue: SendQueue;
  readonly #due = new DueFrames();
  readonly #inbox: Inbox;
  readonly #requests: PendingRequests;
  readonly #heartbeat: Heartbeat;
  readonly #farewell: Farewell;
  readonly #unknownTypes = new Set<number>();
  readonly #counts = { framesIn: 0, bytesIn: 0, late: 0, discarded: 0, violations: 0 };
  #state: ConnectionState = 'opening';
  #session: Session | undefined;
  /** When the bytes being read came. */
  #chunkAt = 0;
  #unwrittenPongs = 0;
  #isBelowHighWater = true;
  /** The arbiter waits for the missing Ack. */
  #onHandshakeAck: (() => void) | undefined;

  /** Starts the opening, and gives the registry what only it may use. */
  constructor(
    services: Services,
    owner: ConnectionOwner,
    transport: Transport,
    direction: Direction,
    generation: number,
    onLink: (link: ConnectionLink) => void,
  ) {
    const { clock, limits, types, local, round } = services;
    this.direction = direction;
    this.address = transport.remoteAddress;
    this.openedAt = clock.now();
    this.#services = services;
    this.#owner = owner;
    this.#link = {
      connection: this,
      generation,
      offer: (frame) => this.#offer(frame),
      acknowledge: (id, answer) => this.#acknowledge(id, answer),
      accept: () => this.#opening.sendAck(owner.remembers(this.#opening.remote!)),
      refuse: (refusal) => this.#sayGoodbye(refusal),
      replace: () => this.destroy(GoodbyeCode.DUPLICATE, 'another connection is the pair’s now'),
      askForLife: (alive) => this.#askForLife(alive),
    };
    onLink(this.#link);
    this.#carrier = {
      carry: (frame) => this.#carry(frame),
      stop: (id) => this.#stopSending(id),
    };
    this.#intake = new Intake(clock, limits, transport, {
      handleFrame: (frame) => this.#handleFrame(frame),
      handleProtocolError: (error) => this.#handleProtocolError(error),
      handleCutFrame: () => this.destroy(GoodbyeCode.LOST, 'a frame was not completed in time'),
    });
    this.#queue = new SendQueue(
      transport,
      types,
      round,
      clock,
      {
        takeDue: () => this.#takeDue(),
        onDrain: () => this.#handleDrained(),
        onEmpty: () => this.#farewell.check(),
        onOverflow: (code, reason) => this.#sayGoodbye({ code, reason }),
      },
      limits,
    );
    this.#opening = new Opening(direction, local, services.handshake, clock, limits, {
      sendControl: (frame) => this.#queue.enqueueControl(frame),
      handshakeRead: (remote) => this.#handleRemote(remote),
      ackRead: () => this.#handleHandshakeAck(),
      opened: () => this.#open(),
      timedOut: () => this.#handleOpeningTimeout(),
    });
    this.#inbox = new Inbox(clock, limits, types, {
      isAwaited: (id) => this.#isAwaited(id),
      handleMessage: (arrival) => this.#session!.responder.handleMessage(arrival),
      handleResponse: (info, response) => this.#handleResponse(info, response),
      handleBadResponse: (id, code, problem, hasMore) => this.#handleBadResponse(id, code, problem, hasMore),
      sendError: (id, code, message, info) => this.#sendError(id, code, message, info),
      violation: (problem) => this.#violation(problem),
      creditDue: () => this.#queue.flushSoon(),
      assembliesGrew: (bytes) => this.#checkAssemblies(bytes),
      assemblyStalled: () => this.#sayGoodbye(timeout('an unfinished message got no part in time')),
    });
    this.#requests = new PendingRequests(clock, limits, {
      send: (request) => this.#enqueue(request),
      giveUp: (id) => this.#giveUp(id),
      settled: () => this.#farewell.check(),
    });
    this.#heartbeat = new Heartbeat(services, limits, {
      sendPing: (nonce) => this.#queue.enqueueControl(own.pingFrame(nonce, clock.wallTime())),
      lifeEnded: (problem) => this.#sayGoodbye(timeout(problem)),
    });
    this.#farewell = new Farewell(clock, limits, transport, {
      isIdle: () => this.#isIdle,
      sayGoodbye: (goodbye) => this.#sayGoodbye(goodbye),
      released: () => owner.released(this.#link),
    });
    transport.start({
      onData: (chunk) => this.#handleChunk(chunk),
      onDrain: () => this.#queue.transportDrained(),
      onEnd: () => this.#handleEnd(),
      onClose: (error, status) => this.#handleClose(error, status),
      onViolation: (problem) => this.#handleProtocolError(new ProtocolError(GoodbyeCode.FRAMING, problem)),
    });
    this.#opening.start();
  }

  /** The other side, as soon as its Handshake was read. */
  get peer(): RemotePeer | undefined {
    return this.#opening.remote;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Queues a frame. False above the high-water mark, though it was taken: `onDrain` follows. Throws PeerError. */
  send(frame: Frame): boolean {
    this.#checkSendable(frame);
    return this.#post(frame);
  }

  /** Queues frames in order; throws PeerError before the first if one cannot be sent. */
  sendBatch(frames: readonly Frame[]): boolean {
    for (const frame of frames) this.#checkSendable(frame);
    for (const frame of frames) this.#post(frame);
    return this.#isBelowHighWater;
  }

  /** Sends a request and resolves with its response, not decoded. Rejects with RequestError or PeerError. */
  async request(frame: Frame, options: RequestOptions = {}): Promise<InboundMessage> {
    const info = this.#services.types.get(frame.type);
    if (info?.response === undefined || frame.id === 0)
      throw misuse('a request has a response type and an id');
    if (this.#unknownTypes.has(frame.type)) {
      throw new RequestError(ErrorCode.UNKNOWN_TYPE, `${info.name}: the peer does not know the type`);
    }
    this.#checkTaken(frame);
    return this.#requests.request(frame, info, options);
  }

  /** Sends a message with ACK and resolves with how it ended. Rejects with PeerError if it cannot be sent. */
  async deliver(frame: Frame): Promise<Delivery> {
    if ((frame.flags & Flag.ACK) === 0) throw misuse('only a message with ACK can be delivered');
    this.#checkSendable(frame);
    return this.#session!.memory.outbox.add(frame);
  }

  /** Refuses new sends, finishes what is begun for at most 5 s, says Goodbye. Resolves when the link is gone. */
  close(code: GoodbyeCode = GoodbyeCode.NORMAL, reason = '', retryAfterMs = 0): Promise<void> {
    const goodbye: Refusal = { code, reason, retryAfterMs };
    if (this.#state === 'opening') {
      this.#sayGoodbye(goodbye);
    } else if (this.#state === 'open') {
      this.#state = 'closing';
      this.#farewell.plan(goodbye);
    }
    return this.#farewell.released;
  }

  /** Drops the link now, without a Goodbye. */
  destroy(code: GoodbyeCode = GoodbyeCode.LOST, reason = ''): void {
    this.#end({ code, reason, by: 'local', retryAfterMs: 0 }, () => this.#queue.destroy());
    this.#farewell.drop();
  }

  stats(): ConnectionStats {
    const { framesOut, bytesOut, messagesOut, queuedBytes, queuedFrames } = this.#queue.stats();
    const { framesIn, bytesIn, late, violations } = this.#counts;
    const { responder, memory } = this.#session ?? {};
    return {
      ...this.#heartbeat.stats(),
      framesIn,
      framesOut,
      messagesIn: this.#inbox.messages,
      messagesOut,
      bytesIn,
      bytesOut,
      queuedBytes,
      queuedFrames,
      pendingResponses: this.#requests.size,
      unacknowledged: memory?.outbox.size ?? 0,
      runningHandlers: responder?.size ?? 0,
      assemblyBytes: this.#inbox.storedBytes,
      discarded: this.#counts.discarded + this.#inbox.discarded,
      late,
      repeated: responder?.repeated ?? 0,
      violations,
    };
  }

  #checkSendable(frame: Frame): void {
    if ((frame.flags & Flag.RESPONSE) !== 0) throw misuse('a response is what a handler returns');
    if (this.#services.types.get(frame.type)?.response !== undefined)
      throw misuse('a request goes by request()');
    this.#checkTaken(frame);
  }

  #checkTaken(frame: Frame): void {
    const code = this.#refusalOf(frame);
    if (code !== undefined)
      throw new PeerError(code, `${this.address} takes no frame of type ${frame.type} now`);
  }

  #refusalOf(frame: Frame): PeerErrorCode | undefined {
    if (this.#state !== 'open') return 'NOT_OPEN';
    if (frame.payloadBytes > this.#session!.remote.largestMessage) return 'TOO_LARGE';
    return this.#unknownTypes.has(frame.type) ? 'UNKNOWN_TYPE' : undefined;
  }

  #post(frame: Frame): boolean {
    if ((frame.flags & Flag.ACK) === 0) return this.#enqueue(frame);
    void this.#session!.memory.outbox.add(frame);
    return this.#isBelowHighWater;
  }

  #offer(frame: Frame): boolean {
    if (this.#refusalOf(frame) !== undefined) return false;
    if ((frame.flags & Flag.ACK) !== 0 && !this.#session!.memory.outbox.hasRoom(frame)) return false;
    this.#post(frame);
    return true;
  }

  #enqueue(frame: Frame): boolean {
    this.#isBelowHighWater = this.#queue.enqueue(frame);
    return this.#isBelowHighWater;
  }

  #carry(frame: Frame): boolean {
    const { largestMessage } = this.#session!.remote;
    if (frame.payloadBytes > largestMessage || this.#unknownTypes.has(frame.type)) return false;
    this.#enqueue(frame);
    return true;
  }

  /** Stops one of our messages; if a part of it has left, the peer hears it at once (WIRE.md §9.4). */
  #stopSending(id: number): SendProgress {
    const progress = this.#queue.cancel(id, false);
    if (progress === 'begun') this.#queue.enqueueControl(own.cancelFrame(id));
    return progress;
  }

  #giveUp(id: number): void {
    if (this.#stopSending(id) === 'left') this.#queue.enqueueControl(own.cancelFrame(id));
    this.#inbox.abandon(id, true);
  }

  #sendError(id: number, code: number, message: string, info: TypeInfo | undefined): void {
    const response = info?.response && this.#services.types.get(info.response.type);
    this.#queue.enqueue(own.errorFrame(id, code, message), response?.priority ?? Priority.NORMAL);
  }

  #acknowledge(id: number, answer: Answer): void {
    if (answer !== 'ack') {
      this.#sendError(id, answer.code, answer.message, undefined);
      return;
    }
    if (this.#due.addAck(id)) this.#queue.flushSoon();
    else this.#sayGoodbye({ code: GoodbyeCode.FLOOD, reason: 'too many acknowledgements wait' });
  }

  #takeDue(): readonly Frame[] {
    this.#unwrittenPongs = 0;
    return this.#due.take(this.#inbox.window);
  }

  #handleDrained(): void {
    this.#isBelowHighWater = true;
    if (this.#state === 'open') this.#owner.drained(this);
  }

  #handleChunk(chunk: Uint8Array): void {
    const isFirst = this.#counts.bytesIn === 0;
    this.#counts.bytesIn += chunk.length;
    this.#chunkAt = this.#services.clock.now();
    // Another protocol's client: a listener that has said nothing ends in silence (WIRE.md §6.1).
    if (isFirst && this.direction === 'inbound' && chunk[0] !== 0)
      this.destroy(GoodbyeCode.LOST, 'another protocol');
    else this.#intake.push(chunk);
  }

  #handleFrame(frame: WireFrame): void {
    this.#counts.framesIn++;
    if (frame.type < FIRST_SCHEMA_TYPE) own.checkOwnHeader(frame);
    if (this.#state === 'closed') return this.#handleParting(frame);
    if (this.#state === 'opening') return this.#handleOpening(frame);
    if (frame.type !== OwnType.PONG) this.#heartbeat.heard(this.#chunkAt);
    switch (frame.type) {
      case OwnType.HANDSHAKE:
        return this.#opening.handleHandshake(frame);
      case OwnType.ACK:
        return this.#handleAck(frame);
      case OwnType.PING:
        return this.#handlePing(frame);
      case OwnType.PONG:
        return this.#handlePong(frame);
      case OwnType.GOODBYE:
        return this.#handleGoodbye(frame);
      case OwnType.ERROR_RESPONSE:
        return this.#handleErrorResponse(frame);
      case OwnType.CREDIT:
        return this.#handleCredit(frame);
      case OwnType.CANCEL:
        return this.#handleCancel(frame);
      case OwnType.END:
        throw own.outOfPlace('End without streams');
      default:
        return this.#handleOther(frame);
    }
  }

  #handleOpening(frame: WireFrame): void {
    switch (frame.type) {
      case OwnType.HANDSHAKE:
        return this.#opening.handleHandshake(frame);
      case OwnType.ACK:
        return this.#opening.handleAck(frame);
      case OwnType.GOODBYE:
        return this.#handleGoodbye(frame);
      default:
        throw own.outOfPlace(`a frame of type ${frame.type} before the connection is open`);
    }
  }

  /** After our Goodbye: only Acks still count. */
  #handleParting(frame: WireFrame): void {
    if (frame.type === OwnType.ACK) this.#handleAck(frame);
    else if (frame.type === OwnType.GOODBYE) this.#farewell.drop();
    else this.#counts.discarded++;
  }

  #handleAck({ payload }: WireFrame): void {
    this.#heartbeat.heardAnswer();
    for (const id of own.decodeOwn(Ack, payload).ids) {
      if (this.#session?.memory.outbox.settle(id, 'delivered') !== true) this.#counts.late++;
    }
    this.#farewell.check();
  }

  #handlePing({ payload }: WireFrame): void {
    const { nonce } = own.decodeOwn(Ping, payload);
    if (++this.#unwrittenPongs > MOST_UNWRITTEN_PONGS) {
      throw new ProtocolError(GoodbyeCode.FLOOD, `a Ping while ${MOST_UNWRITTEN_PONGS} Pongs are unwritten`);
    }
    this.#queue.enqueueControl(own.pongFrame(nonce, this.#services.clock.wallTime()));
  }

  #handlePong({ payload }: WireFrame): void {
    const { nonce } = own.decodeOwn(Pong, payload);
    if (this.#heartbeat.handlePong(nonce)) this.#heartbeat.heard(this.#chunkAt);
  }

  #handleGoodbye({ payload }: WireFrame): void {
    const { code, reason, retryAfterMs } = own.decodeOwn(Goodbye, payload);
    this.#handleRemoteEnd({ code: goodbyeCodeOf(code), reason, by: 'remote', retryAfterMs });
  }

  #handleErrorResponse({ id, payload }: WireFrame): void {
    const { code, message } = own.decodeOwn(ErrorResponse, payload);
    const { outbox } = this.#session!.memory;
    const type = this.#requests.infoOf(id)?.type ?? outbox.typeOf(id);
    if (code === ErrorCode.UNKNOWN_TYPE && type !== undefined) this.#unknownTypes.add(type);
    this.#heartbeat.heardAnswer();
    this.#inbox.abandon(id, true);
    const progress = this.#queue.cancel(id, false);
    const isKnown = this.#requests.fail(id, code, message) || outbox.settle(id, 'failed');
    if (!isKnown && progress === 'left') this.#counts.late++;
    this.#farewell.check();
  }

  #handleCredit({ payload }: WireFrame): void {
    this.#heartbeat.heardAnswer();
    this.#queue.credit(own.decodeOwn(Credit, payload));
  }

  #handleCancel({ id }: WireFrame): void {
    const wasRunning = this.#session!.responder.cancel(id);
    const wasUnfinished = this.#inbox.abandon(id, false);
    const wasBeingSent = this.#queue.cancel(id, true) !== 'left';
    if (!wasRunning && !wasUnfinished && !wasBeingSent) this.#counts.late++;
  }

  #handleOther(frame: WireFrame): void {
    if (frame.type < FIRST_SCHEMA_TYPE) this.#counts.discarded++;
    else this.#inbox.handleFrame(frame);
  }

  #isAwaited(id: number): boolean {
    if (this.#requests.infoOf(id) !== undefined) return true;
    this.#counts.late++;
    return false;
  }

  #handleResponse(info: TypeInfo, response: InboundMessage): void {
    this.#heartbeat.heardAnswer();
    if (!this.#requests.handleResponse(info, response))
      this.#violation(`${info.name} answers another request`);
  }

  #handleBadResponse(
    id: number,
    code: 'BAD_RESPONSE' | 'UNKNOWN_RESPONSE',
    problem: string,
    hasMore: boolean,
  ): void {
    if (code === 'BAD_RESPONSE') this.#violation(problem);
    this.#requests.handleBadResponse(id, code, problem, hasMore);
  }

  #checkAssemblies(bytes: number): void {
    if (bytes === 0 || this.#owner.assembliesGrew(bytes)) return;
    throw new ProtocolError(GoodbyeCode.OVERLOADED, 'too many bytes of unfinished messages');
  }

  #violation(problem: string): void {
    this.#counts.violations++;
    this.#owner.violation(this, problem);
  }

  // Nothing is read after it: what such a peer sends cannot be trusted, and after FRAMING not be told apart.
  #handleProtocolError({ goodbye, message }: ProtocolError): void {
    this.#intake.stop();
    if (this.#state === 'closed') return;
    if (isViolation(goodbye)) this.#violation(message);
    this.#sayGoodbye({ code: goodbye, reason: message });
  }

  #handleRemote(remote: RemotePeer): void {
    const refusal = this.#owner.admit(this.#link, remote);
    if (refusal !== undefined) this.#sayGoodbye(refusal);
    else this.#owner.contend(this.#link, remote);
  }

  #handleHandshakeAck(): void {
    this.#owner.ackRead(this.#link, this.#opening.remote!);
    this.#onHandshakeAck?.();
  }

  #handleOpeningTimeout(): void {
    const isSilent = this.direction === 'inbound' && this.#counts.bytesIn === 0;
    if (isSilent) this.destroy(GoodbyeCode.TIMEOUT, 'no byte came');
    else this.#sayGoodbye(timeout('the opening took too long'));
  }

  #open(): void {
    const { clock, limits, log } = this.#services;
    const remote = this.#opening.remote!;
    const memory = this.#owner.recall(remote);
    const responder = new Responder(clock, limits, log, memory.known, this.#responderOwner(remote));
    this.#session = { remote, memory, responder };
    this.#state = 'open';
    this.#queue.open(remote.window);
    this.#heartbeat.start();
    memory.outbox.connected(this.#carrier, this.#opening.isResumed);
    this.#owner.opened(this.#link, remote);
  }

  #responderOwner(remote: RemotePeer): ResponderOwner {
    return {
      isClosing: () => this.#state !== 'open',
      largestMessage: remote.largestMessage,
      callHandler: (message, signal) => this.#owner.callHandler(this, message, signal),
      sendResponse: (response) => void this.#enqueue(response),
      sendError: (id, code, message, info) => this.#sendError(id, code, message, info),
      acknowledge: (id, answer) => this.#owner.acknowledge(remote, id, answer),
      handlerStarted: (arrival) => this.#inbox.handlerStarted(arrival),
      handlerSettled: (arrival) => {
        this.#inbox.handlerSettled(arrival);
        this.#farewell.check();
      },
      discarded: (arrival) => this.#inbox.discard(arrival),
      violation: (problem) => this.#violation(problem),
    };
  }

  #askForLife(alive: () => void): void {
    if (this.#opening.hasReadAck) this.#heartbeat.probe(alive);
    else this.#onHandshakeAck = alive;
  }

  get #isIdle(): boolean {
    const { responder, memory } = this.#session!;
    return (
      this.#queue.isEmpty &&
      this.#due.isEmpty &&
      this.#requests.size === 0 &&
      responder.size === 0 &&
      memory.outbox.size === 0
    );
  }

  #sayGoodbye({ code, reason, retryAfterMs = 0 }: Refusal): void {
    if (this.#state === 'closed') return;
    const goodbye = own.goodbyeFrame(code, reason, retryAfterMs);
    this.#end({ code, reason, by: 'local', retryAfterMs }, () => this.#queue.finish(goodbye));
    this.#farewell.part(code, reason);
  }

  /** The other side said Goodbye: we write nothing more (WIRE.md §8.2). */
  #handleRemoteEnd(disconnect: Disconnect): void {
    this.#intake.stop();
    this.#end(disconnect, () => this.#queue.destroy());
    this.#farewell.part(disconnect.code, '');
  }

  #handleEnd(): void {
    if (this.#state === 'closed') this.#farewell.drop();
    else this.destroy(GoodbyeCode.LOST, 'the other side ended without a Goodbye');
  }

  #handleClose(error: Error | undefined, status: number | undefined): void {
    const goodbye = goodbyeOfCloseStatus(status);
    const reason =
      error?.message ?? (status === undefined ? 'the link is gone' : `WebSocket status ${status}`);
    const code = goodbye ?? GoodbyeCode.LOST;
    this.#end({ code, reason, by: 'remote', retryAfterMs: 0 }, () => this.#queue.destroy());
    this.#farewell.transportClosed();
  }

  /** Once: nothing is sent, dispatched or awaited any more. `stopQueue` gives up what did not leave. */
  #end(disconnect: Disconnect, stopQueue: () => readonly Unsent[]): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    const unsent = new Set(stopQueue().map(({ frame }) => frame.id));
    this.#opening.stop();
    this.#heartbeat.stop();
    this.#inbox.stop();
    this.#requests.failAll(disconnect.reason);
    this.#session?.responder.stop();
    this.#session?.memory.outbox.disconnected(this.#carrier, unsent);
    this.#owner.ended(this.#link, disconnect);
  }
}

function timeout(reason: string): Refusal {
  return { code: GoodbyeCode.TIMEOUT, reason };
}

function misuse(problem: string): PeerError {
  return new PeerError('MISUSE', problem);
}
