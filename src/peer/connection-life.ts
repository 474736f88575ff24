import { Goodbye } from '../../generated/framewright/control.js';
import type { Transport } from '../transport/transport.js';
import { GoodbyeCode, ProtocolError } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import type { WireFrame } from '../wire/frame-reader.js';
import { Flag } from '../wire/header.js';
import { Capability, share } from './capability.js';
import type { PeerConnection } from './connection.js';
import type { ConnectionLink, ConnectionOwner, Services } from './connection-owner.js';
import { NO_SESSION_STATS, type ConnectionStats } from './connection-stats.js';
import { PeerError, type PeerErrorCode } from './errors.js';
import { Farewell } from './farewell.js';
import { goodbyeCodeOf, goodbyeOfCloseStatus, isViolation } from './goodbye-code.js';
import { Intake } from './intake.js';
import type { KnownMessages } from './known-messages.js';
import { Opening } from './opening.js';
import { checkOwnHeader, decodeOwn, goodbyeFrame } from './own-messages.js';
import { FIRST_SCHEMA_TYPE, OwnType } from './own-type.js';
import type { ConnectionState, Direction, Disconnect, Refusal, RemotePeer, ViolationKind } from './peer.js';
import { Sender } from './sender.js';
import { Session } from './session.js';
import { takeFrame } from './take-frame.js';

/**
 * What happens on one connection: `Opening` until both Acks, then a `Session`, and a `Farewell`. Bytes come in through
 * `Intake`, frames go out through `Sender`.
 */
export class ConnectionLife {
  readonly link: ConnectionLink;
  readonly sender: Sender;
  readonly #connection: PeerConnection;
  readonly #direction: Direction;
  readonly #services: Services;
  readonly #owner: ConnectionOwner;
  readonly #transport: Transport;
  readonly #intake: Intake;
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

  /** `connection` is whom the owner hears of. */
  constructor(
    connection: PeerConnection,
    services: Services,
    owner: ConnectionOwner,
    transport: Transport,
    generation: number,
  ) {
    const { clock, limits } = services;
    const { direction } = connection;
    this.#connection = connection;
    this.#direction = direction;
    this.#services = services;
    this.#owner = owner;
    this.#transport = transport;
    this.link = this.#makeLink(generation);
    this.#intake = new Intake(clock, limits, transport, {
      handleFrame: (frame) => this.#handleFrame(frame),
      handleProtocolError: (error) => this.#handleProtocolError(error),
      handleCutFrame: () => this.destroy(GoodbyeCode.LOST, 'a frame was not completed in time'),
    });
    this.sender = new Sender(services, transport, {
      receiveWindow: () => this.#session?.receiveWindow,
      streamCredits: () => this.#session?.streamCredits() ?? [],
      drained: () => this.#handleDrained(),
      emptied: () => this.#farewell.check(),
      sayGoodbye: (goodbye) => this.#sayGoodbye(goodbye),
    });
    this.#opening = new Opening(direction, services, {
      sendControl: (frame) => this.sender.sendControl(frame),
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
      isIdle: () => this.sender.isEmpty && this.#session?.isIdle !== false,
      sayGoodbye: (goodbye) => this.#sayGoodbye(goodbye),
      released: () => {
        this.#intake.stop();
        owner.released(this.link);
      },
    });
  }

  /** Listens to the transport and begins the opening. */
  start(): void {
    this.#transport.start({
      onData: (chunk) => this.#handleChunk(chunk),
      onDrain: () => this.sender.transportDrained(),
      onEnd: () => this.#intake.whenRead(() => this.#handleEnd()),
      onClose: (error, status) => this.#intake.whenRead(() => this.#handleClose(error, status)),
      onViolation: (problem) => this.#handleProtocolError(new ProtocolError(GoodbyeCode.FRAMING, problem)),
    });
    this.#opening?.start();
  }

  /** The other side, as soon as its Handshake was read. */
  get peer(): RemotePeer | undefined {
    return this.#remote ?? this.#opening?.remote;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The session, if the peer takes such a frame now. Throws PeerError. */
  sessionFor(frame: Frame): Session {
    const code = this.refusalOf(frame);
    if (code === undefined && this.#session !== undefined) return this.#session;
    throw this.refused(frame, code);
  }

  refused(frame: Frame, code: PeerErrorCode = 'NOT_OPEN'): PeerError {
    const { address } = this.#connection;
    return new PeerError(code, `${address} takes no frame of type ${frame.type} now`);
  }

  /** Undefined before the opening is over. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** Why the peer would not take this frame now; undefined if it does. */
  refusalOf(frame: Frame): PeerErrorCode | undefined {
    return this.#state === 'open' ? this.sender.refusalOf(frame) : 'NOT_OPEN';
  }

  /** Refuses new sends, finishes what is begun for at most 5 s, says Goodbye. Resolves when the link is gone. */
  close(goodbye: Refusal): Promise<void> {
    if (this.#state === 'opening') {
      this.#giveUpOpening(goodbye);
    } else if (this.#state === 'open') {
      this.#state = 'closing';
      this.sender.leaveBroadcasts();
      this.#session?.close();
      this.#farewell.plan(goodbye);
    }
    return this.#farewell.released;
  }

  /** Drops the link now, without a Goodbye. */
  destroy(code: GoodbyeCode = GoodbyeCode.LOST, reason = ''): void {
    this.#intake.stop();
    this.#end({ code, reason, by: 'local', retryAfterMs: 0 }, () => this.sender.destroy());
    this.#farewell.drop();
  }

  stats(): ConnectionStats {
    const { framesOut, bytesOut, messagesOut, queuedBytes, queuedFrames } = this.sender.stats();
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
      dropped: this.sender.dropped,
      violations: this.#violations,
    };
  }

  #makeLink(generation: number): ConnectionLink {
    return {
      connection: this.#connection,
      generation,
      forEachWaiting: (visit) => this.sender.forEachWaiting(visit),
      acknowledge: (id, answer) => this.sender.acknowledge(id, answer),
      accept: () => this.#opening?.sendAck(),
      refuse: (refusal) => this.#sayGoodbye(refusal),
      replace: () => this.destroy(GoodbyeCode.DUPLICATE, 'another connection is the pair’s now'),
      askForLife: (alive) => this.#askForLife(alive),
    };
  }

  #offer(frame: Frame): boolean {
    const session = this.#session;
    if (session === undefined || this.refusalOf(frame) !== undefined) return false;
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
    if (isFirst && this.#direction === 'inbound' && chunk[0] !== 0)
      this.destroy(GoodbyeCode.LOST, 'another protocol');
    else this.#intake.push(chunk);
  }

  #handleFrame(frame: WireFrame): void {
    this.#framesIn++;
    if (frame.type < FIRST_SCHEMA_TYPE) checkOwnHeader(frame);
    if (this.#state === 'closed') this.#handleParting(frame);
    else if (frame.type === OwnType.GOODBYE) this.#handleGoodbye(frame);
    else if (this.#session === undefined) this.#opening?.handleFrame(frame);
    else if (!takeFrame(this.#session, frame, this.#chunkAt)) this.#discard();
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
    this.#end({ code: goodbyeCodeOf(code), reason, by: 'remote', retryAfterMs }, () => this.sender.destroy());
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
    if (this.#state === 'open') this.#owner.drained(this.#connection);
  }

  #discard(): void {
    this.#discarded++;
  }

  #violation(problem: string, kind: ViolationKind): void {
    this.#violations++;
    this.#owner.violation(this.#connection, problem, kind);
  }

  #handleRemote(remote: RemotePeer): void {
    const refusal = this.#owner.admit(this.link, remote);
    if (refusal !== undefined) this.#sayGoodbye(refusal);
    // Whoever was asked may have ended the connection.
    else if (this.#state !== 'closed') this.#owner.contend(this.link, remote);
  }

  #handleHandshakeAck(remote: RemotePeer): void {
    this.#owner.ackRead(this.link, remote);
    this.#onHandshakeAck?.();
  }

  // A listener that has read nothing does not know whom it would speak to (WIRE.md §6.1).
  #giveUpOpening(goodbye: Refusal): void {
    if (this.#direction === 'inbound' && this.#bytesIn === 0) this.destroy(goodbye.code, goodbye.reason);
    else this.#sayGoodbye(goodbye);
  }

  #open(remote: RemotePeer): void {
    this.#state = 'open';
    const memory = this.#owner.recall(this.link, remote, this.#promised);
    this.#session = new Session(remote, this.#services, this.sender, memory, {
      isClosing: () => this.#state !== 'open',
      callHandler: (message, task) => this.#owner.callHandler(this.#connection, message, task),
      acknowledge: (id, answer) => this.#owner.acknowledge(remote, id, answer),
      violation: (problem, kind = 'protocol') => this.#violation(problem, kind),
      sayGoodbye: (goodbye) => this.#sayGoodbye(goodbye),
      progressed: () => this.#farewell.check(),
      assembliesGrew: (bytes) => this.#owner.assembliesGrew(bytes),
    });
    this.sender.open(remote, (frame) => this.#offer(frame));
    if (share(Capability.DEFLATE, this.#services.local, remote)) this.#intake.allowCompressed();
    const isResumed = this.#opening?.isResumed === true;
    this.#remote = remote;
    this.#opening = this.#promised = this.#onHandshakeAck = undefined;
    this.#session.start(isResumed);
    // What is sent again may have been too much for the queue.
    if (this.state === 'open') this.#owner.opened(this.link, remote);
  }

  #sayGoodbye({ code, reason, retryAfterMs = 0 }: Refusal): void {
    if (this.#state === 'closed') return;
    const goodbye = goodbyeFrame(code, reason, retryAfterMs);
    this.#end({ code, reason, by: 'local', retryAfterMs }, () => this.sender.finish(goodbye));
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
    this.#end({ code, reason, by: 'remote', retryAfterMs: 0 }, () => this.sender.destroy());
    this.#farewell.transportClosed();
  }

  /** Once: from now on nothing is sent, dispatched or awaited. `stopSending` returns the ids of what did not leave. */
  #end(disconnect: Disconnect, stopSending: () => ReadonlySet<number>): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    const unsent = stopSending();
    this.#opening?.stop();
    this.#session?.stop(disconnect.reason, unsent);
    this.#owner.ended(this.link, disconnect);
  }
}
