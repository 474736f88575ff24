import { Goodbye } from '../../generated/framewright/control.js';
import type { Transport } from '../transport/transport.js';
import { ErrorCode, GoodbyeCode, ProtocolError } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import type { WireFrame } from '../wire/frame-reader.js';
import { Flag } from '../wire/header.js';
import { Capability, share } from './capability.js';
import { checkSendable } from './check-sendable.js';
import type { ConnectionLink, ConnectionOwner, Services } from './connection-owner.js';
import { NO_SESSION_STATS, type ConnectionStats } from './connection-stats.js';
import { PeerError, RequestError, type PeerErrorCode } from './errors.js';
import { Farewell } from './farewell.js';
import { goodbyeCodeOf, goodbyeOfCloseStatus, isViolation } from './goodbye-code.js';
import type { InboundStream } from './inbound-stream.js';
import { Intake } from './intake.js';
import type { KnownMessages } from './known-messages.js';
import { Opening } from './opening.js';
import { checkOwnHeader, decodeOwn, goodbyeFrame, outOfPlace } from './own-messages.js';
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
  ViolationKind,
} from './peer.js';
import { Sender } from './sender.js';
import { Session } from './session.js';

/**
 * One link to one peer, whoever dialled. It moves frames and never decodes what a schema declares. Made by
 * `PeerConnectionRegistry.attach`.
 *
 * Its life: `Opening` until both Acks, then a `Session`, and a `Farewell`. Bytes come in through `Intake`, frames go out
 * through `Sender`.
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
  readonly #intake: Intake;
  readonly #sender: Sender;
  /** Until both Acks. */
  #opening: Opening | undefined;
  readonly #farewell: Farewell;
  #session: Session | undefined;
  /** Once open. */
  #remote: RemotePeer | undefined;
  /** What our Ack said that we remember of the peer. */
  #promised: KnownMessages | undefined;
  #state: ConnectionState = 'opening';
  /** When the bytes being read came. */
  #chunkAt = 0;
  #bytesIn = 0;
  #framesIn = 0;
  #discarded = 0;
  #violations = 0;
  /** Waits for the peer's Ack of our Handshake. */
  #onHandshakeAck: (() => void) | undefined;

  /** Starts the opening. `onLink` gets what only the registry may use. */
  constructor(
    services: Services,
    owner: ConnectionOwner,
    transport: Transport,
    direction: Direction,
    generation: number,
    onLink: (link: ConnectionLink) => void,
  ) {
    const { clock, limits } = services;
    this.direction = direction;
    this.address = transport.remoteAddress;
    this.openedAt = clock.now();
    this.#services = services;
    this.#owner = owner;
    this.#link = this.#makeLink(generation);
    onLink(this.#link);
    this.#intake = new Intake(clock, limits, transport, {
      handleFrame: (frame) => this.#handleFrame(frame),
      handleProtocolError: (error) => this.#handleProtocolError(error),
      handleCutFrame: () => this.destroy(GoodbyeCode.LOST, 'a frame was not completed in time'),
    });
    this.#sender = new Sender(services, transport, {
      receiveWindow: () => this.#session?.receiveWindow,
      streamCredits: () => this.#session?.streamCredits() ?? [],
      drained: () => this.#handleDrained(),
      emptied: () => this.#farewell.check(),
      sayGoodbye: (goodbye) => this.#sayGoodbye(goodbye),
    });
    this.#opening = new Opening(direction, services, {
      sendControl: (frame) => this.#sender.sendControl(frame),
      handshakeRead: (remote) => this.#handleRemote(remote),
      remembers: (remote) => {
        this.#promised = owner.remembered(remote);
        return this.#promised !== undefined;
      },
      ackRead: (remote) => this.#handleHandshakeAck(remote),
      opened: (remote) => this.#open(remote),
      timedOut: () => this.#giveUpOpening({ code: GoodbyeCode.TIMEOUT, reason: 'the opening took too long' }),
    });
    this.#farewell = new Farewell(clock, limits, transport, {
      isIdle: () => this.#sender.isEmpty && this.#session?.isIdle !== false,
      sayGoodbye: (goodbye) => this.#sayGoodbye(goodbye),
      released: () => {
        this.#intake.stop();
        owner.released(this.#link);
      },
    });
    transport.start({
      onData: (chunk) => this.#handleChunk(chunk),
      onDrain: () => this.#sender.transportDrained(),
      onEnd: () => this.#intake.whenRead(() => this.#handleEnd()),
      onClose: (error, status) => this.#intake.whenRead(() => this.#handleClose(error, status)),
      onViolation: (problem) => this.#handleProtocolError(new ProtocolError(GoodbyeCode.FRAMING, problem)),
    });
    this.#opening.start();
  }

  /** The other side, as soon as its Handshake was read. */
  get peer(): RemotePeer | undefined {
    return this.#remote ?? this.#opening?.remote;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Queues a frame. False above the high-water mark, though it was taken: `onDrain` follows. Throws PeerError. */
  send(frame: Frame): boolean {
    checkSendable(frame, this.#services.types);
    return this.#openSession(frame).send(frame);
  }

  /** Queues frames in order; throws PeerError before the first if one cannot be sent. */
  sendBatch(frames: readonly Frame[]): boolean {
    for (const frame of frames) checkSendable(frame, this.#services.types);
    for (const frame of frames) this.#openSession(frame);
    if (this.#session?.hasRoomFor(frames) === false) {
      throw new PeerError('FULL', 'too many messages await their acknowledgement');
    }
    for (const frame of frames) this.#session?.send(frame);
    return this.#sender.isBelowHighWater;
  }

  /** Sends a request and resolves with its response, not decoded. Rejects with RequestError or PeerError. */
  request(frame: Frame, options: RequestOptions = {}): Promise<InboundMessage> {
    const refusal = this.#refusalOf(frame);
    const session = this.#session;
    if (refusal === undefined && session !== undefined) return session.request(frame, options);
    const isUnknown = refusal === 'UNKNOWN_TYPE';
    const problem = `${this.address} does not know type ${frame.type}`;
    return Promise.reject(
      isUnknown ? new RequestError(ErrorCode.UNKNOWN_TYPE, problem) : this.#refused(frame, refusal),
    );
  }

  /** Asks for a stream: its items, not decoded, until its end or an error. As request, but throws PeerError at once. */
  stream(frame: Frame, options: RequestOptions = {}): InboundStream {
    return this.#openSession(frame).stream(frame, options);
  }

  /** Sends a message with ACK and resolves with how it ended. Rejects with PeerError if it cannot be sent. */
  async deliver(frame: Frame): Promise<Delivery> {
    if ((frame.flags & Flag.ACK) === 0) {
      throw new PeerError('MISUSE', 'only a type that declares requires_ack can be delivered: use send()');
    }
    checkSendable(frame, this.#services.types);
    return this.#openSession(frame).deliver(frame);
  }

  /** Refuses new sends, finishes what is begun for at most 5 s, says Goodbye. Resolves when the link is gone. */
  close(code: GoodbyeCode = GoodbyeCode.NORMAL, reason = '', retryAfterMs = 0): Promise<void> {
    const goodbye: Refusal = { code, reason, retryAfterMs };
    if (this.#state === 'opening') {
      this.#giveUpOpening(goodbye);
    } else if (this.#state === 'open') {
      this.#state = 'closing';
      this.#sender.leaveBroadcasts();
      this.#session?.close();
      this.#farewell.plan(goodbye);
    }
    return this.#farewell.released;
  }

  /** Drops the link now, without a Goodbye. */
  destroy(code: GoodbyeCode = GoodbyeCode.LOST, reason = ''): void {
    this.#intake.stop();
    this.#end({ code, reason, by: 'local', retryAfterMs: 0 }, () => this.#sender.destroy());
    this.#farewell.drop();
  }

  stats(): ConnectionStats {
    const { framesOut, bytesOut, messagesOut, queuedBytes, queuedFrames } = this.#sender.stats();
    const session = this.#session?.stats() ?? NO_SESSION_STATS;
    return {
      ...session,
      framesIn: this.#framesIn,
      framesOut,
      messagesOut,
      bytesIn: this.#bytesIn,
      bytesOut,
      queuedBytes,
      queuedFrames,
      discarded: session.discarded + this.#discarded,
      dropped: this.#sender.dropped,
      violations: this.#violations,
    };
  }

  #openSession(frame: Frame): Session {
    const code = this.#refusalOf(frame);
    if (code === undefined && this.#session !== undefined) return this.#session;
    throw this.#refused(frame, code);
  }

  #refusalOf(frame: Frame): PeerErrorCode | undefined {
    return this.#state === 'open' ? this.#sender.refusalOf(frame) : 'NOT_OPEN';
  }

  #refused(frame: Frame, code: PeerErrorCode = 'NOT_OPEN'): PeerError {
    return new PeerError(code, `${this.address} takes no frame of type ${frame.type} now`);
  }

  #makeLink(generation: number): ConnectionLink {
    return {
      connection: this,
      generation,
      forEachWaiting: (visit) => this.#sender.forEachWaiting(visit),
      acknowledge: (id, answer) => this.#sender.acknowledge(id, answer),
      accept: () => this.#opening?.sendAck(),
      refuse: (refusal) => this.#sayGoodbye(refusal),
      replace: () => this.destroy(GoodbyeCode.DUPLICATE, 'another connection is the pair’s now'),
      askForLife: (alive) => this.#askForLife(alive),
    };
  }

  #offer(frame: Frame): boolean {
    const session = this.#session;
    if (session === undefined || this.#refusalOf(frame) !== undefined) return false;
    if ((frame.flags & Flag.ACK) !== 0 && !session.hasRoomFor([frame])) return false;
    session.send(frame);
    return true;
  }

  #askForLife(alive: () => void): void {
    if (this.#session === undefined) this.#onHandshakeAck = alive;
    else this.#session.probe(alive);
  }

  #handleChunk(chunk: Uint8Array): void {
    const isFirst = this.#bytesIn === 0;
    this.#bytesIn += chunk.length;
    this.#chunkAt = this.#services.clock.now();
    // Another protocol's client: a listener that has said nothing ends in silence (WIRE.md §6.1).
    if (isFirst && this.direction === 'inbound' && chunk[0] !== 0)
      this.destroy(GoodbyeCode.LOST, 'another protocol');
    else this.#intake.push(chunk);
  }

  #handleFrame(frame: WireFrame): void {
    this.#framesIn++;
    if (frame.type < FIRST_SCHEMA_TYPE) checkOwnHeader(frame);
    if (this.#state === 'closed') this.#handleParting(frame);
    else if (this.#session === undefined) this.#handleOpening(frame);
    else this.#handleOpen(frame, this.#session);
  }

  #handleOpen(frame: WireFrame, session: Session): void {
    if (frame.type !== OwnType.PONG) session.heard(this.#chunkAt);
    switch (frame.type) {
      case OwnType.HANDSHAKE:
        throw outOfPlace('a second Handshake');
      case OwnType.ACK:
        return session.handleAck(frame);
      case OwnType.PING:
        return session.handlePing(frame);
      case OwnType.PONG:
        return session.handlePong(frame, this.#chunkAt);
      case OwnType.GOODBYE:
        return this.#handleGoodbye(frame);
      case OwnType.ERROR_RESPONSE:
        return session.handleErrorResponse(frame);
      case OwnType.CREDIT:
        return session.handleCredit(frame);
      case OwnType.CANCEL:
        return session.handleCancel(frame);
      case OwnType.END:
        return session.handleEnd(frame);
      default:
        return frame.type < FIRST_SCHEMA_TYPE
          ? this.#discard()
          : session.handleSchemaFrame(frame, this.#chunkAt);
    }
  }

  #handleOpening(frame: WireFrame): void {
    switch (frame.type) {
      case OwnType.HANDSHAKE:
        return this.#opening?.handleHandshake(frame);
      case OwnType.ACK:
        return this.#opening?.handleAck(frame);
      case OwnType.GOODBYE:
        return this.#handleGoodbye(frame);
      default:
        throw outOfPlace(`a frame of type ${frame.type} before the connection is open`);
    }
  }

  /** After our Goodbye only Acks still count. */
  #handleParting(frame: WireFrame): void {
    if (frame.type === OwnType.ACK) this.#session?.handleAck(frame);
    else if (frame.type === OwnType.GOODBYE) this.#farewell.drop();
    else this.#discard();
  }

  #handleGoodbye({ payload }: WireFrame): void {
    const { code, reason, retryAfterMs } = decodeOwn(Goodbye, payload);
    this.#intake.stop();
    // Who hears Goodbye writes nothing more (WIRE.md §8.2).
    this.#end({ code: goodbyeCodeOf(code), reason, by: 'remote', retryAfterMs }, () =>
      this.#sender.destroy(),
    );
    this.#farewell.part(goodbyeCodeOf(code), '');
  }

  // Nothing is read after it: what such a peer sends cannot be trusted, and after FRAMING not be told apart.
  #handleProtocolError({ goodbye, message }: ProtocolError): void {
    this.#intake.stop();
    if (this.#state === 'closed') return;
    if (isViolation(goodbye)) this.#violation(message, 'protocol');
    this.#sayGoodbye({ code: goodbye, reason: message });
  }

  #handleDrained(): void {
    this.#session?.drained();
    if (this.#state === 'open') this.#owner.drained(this);
  }

  #discard(): void {
    this.#discarded++;
  }

  #violation(problem: string, kind: ViolationKind): void {
    this.#violations++;
    this.#owner.violation(this, problem, kind);
  }

  #handleRemote(remote: RemotePeer): void {
    const refusal = this.#owner.admit(this.#link, remote);
    if (refusal !== undefined) this.#sayGoodbye(refusal);
    // Whoever was asked may have ended the connection.
    else if (this.#state !== 'closed') this.#owner.contend(this.#link, remote);
  }

  #handleHandshakeAck(remote: RemotePeer): void {
    this.#owner.ackRead(this.#link, remote);
    this.#onHandshakeAck?.();
  }

  // A listener that has read nothing does not know whom it would speak to (WIRE.md §6.1).
  #giveUpOpening(goodbye: Refusal): void {
    if (this.direction === 'inbound' && this.#bytesIn === 0) this.destroy(goodbye.code, goodbye.reason);
    else this.#sayGoodbye(goodbye);
  }

  #open(remote: RemotePeer): void {
    this.#state = 'open';
    const memory = this.#owner.recall(this.#link, remote, this.#promised);
    this.#session = new Session(remote, this.#services, this.#sender, memory, {
      isClosing: () => this.#state !== 'open',
      callHandler: (message, task) => this.#owner.callHandler(this, message, task),
      acknowledge: (id, answer) => this.#owner.acknowledge(remote, id, answer),
      violation: (problem, kind = 'protocol') => this.#violation(problem, kind),
      sayGoodbye: (goodbye) => this.#sayGoodbye(goodbye),
      progressed: () => this.#farewell.check(),
      assembliesGrew: (bytes) => this.#owner.assembliesGrew(bytes),
    });
    this.#sender.open(remote, (frame) => this.#offer(frame));
    if (share(Capability.DEFLATE, this.#services.local, remote)) this.#intake.allowCompressed();
    const isResumed = this.#opening?.isResumed === true;
    this.#remote = remote;
    this.#opening = this.#promised = this.#onHandshakeAck = undefined;
    this.#session.start(isResumed);
    // What is sent again may have been too much for the queue.
    if (this.state === 'open') this.#owner.opened(this.#link, remote);
  }

  #sayGoodbye({ code, reason, retryAfterMs = 0 }: Refusal): void {
    if (this.#state === 'closed') return;
    const goodbye = goodbyeFrame(code, reason, retryAfterMs);
    this.#end({ code, reason, by: 'local', retryAfterMs }, () => this.#sender.finish(goodbye));
    this.#farewell.part(code, reason);
  }

  #handleEnd(): void {
    if (this.#state === 'closed') this.#farewell.drop();
    else this.destroy(GoodbyeCode.LOST, 'the other side ended without a Goodbye');
  }

  #handleClose(error: Error | undefined, status: number | undefined): void {
    const code = goodbyeOfCloseStatus(status) ?? GoodbyeCode.LOST;
    const reason =
      error?.message ?? (status === undefined ? 'the link is gone' : `WebSocket status ${status}`);
    this.#end({ code, reason, by: 'remote', retryAfterMs: 0 }, () => this.#sender.destroy());
    this.#farewell.transportClosed();
  }

  /** Once: from now on nothing is sent, dispatched or awaited. `stopSending` returns the ids of what did not leave. */
  #end(disconnect: Disconnect, stopSending: () => ReadonlySet<number>): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    const unsent = stopSending();
    this.#opening?.stop();
    this.#session?.stop(disconnect.reason, unsent);
    this.#owner.ended(this.#link, disconnect);
  }
}
