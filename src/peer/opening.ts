import { Ack } from '../../generated/framewright/control.js';
import type { Timer } from '../platform/clock.js';
import type { Frame } from '../wire/frame.js';
import type { WireFrame } from '../wire/frame-reader.js';
import { checkHandshake, readHandshake } from './handshake.js';
import type { Services } from './connection-owner.js';
import { decodeOwn, HANDSHAKE_ID, handshakeAckFrame, outOfPlace } from './own-messages.js';
import { OwnType } from './own-type.js';
import type { Direction, LocalPeer, RemotePeer } from './peer.js';

/** What an opening needs of its connection. */
export interface OpeningOwner {
  sendControl(frame: Frame): void;
  /** A valid Handshake for us: the pair's rule decides when sendAck() follows. */
  handshakeRead(remote: RemotePeer): void;
  /** Whether we still know which messages with ACK of this process of the peer we have had. */
  remembers(remote: RemotePeer): boolean;
  ackRead(remote: RemotePeer): void;
  /** Both Acks: anything may be sent. */
  opened(remote: RemotePeer): void;
  timedOut(): void;
}

/** From the transport's connection to the second Ack (WIRE.md §6). The dialler speaks first. */
export class Opening {
  readonly #direction: Direction;
  readonly #local: LocalPeer;
  readonly #ownHandshake: Frame;
  readonly #owner: OpeningOwner;
  readonly #timer: Timer;
  #remote: RemotePeer | undefined;
  #hasSentAck = false;
  #hasReadAck = false;
  #isResumed = false;
  #isStopped = false;

  constructor(direction: Direction, services: Services, owner: OpeningOwner) {
    const { local, handshake, clock, limits } = services;
    this.#direction = direction;
    this.#local = local;
    this.#ownHandshake = handshake;
    this.#owner = owner;
    this.#timer = clock.schedule(limits.handshakeTimeoutMs, () => owner.timedOut());
  }

  start(): void {
    if (this.#direction === 'outbound') this.#owner.sendControl(this.#ownHandshake);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer.cancel();
  }

  /** Undefined until its Handshake was read and found to be for us. */
  get remote(): RemotePeer | undefined {
    return this.#remote;
  }

  /** The peer still knows which of our messages it has had (WIRE.md §12.4). */
  get isResumed(): boolean {
    return this.#isResumed;
  }

  /** Any frame but Goodbye. Throws ProtocolError. */
  handleFrame(frame: WireFrame): void {
    if (frame.type === OwnType.HANDSHAKE) this.#handleHandshake(frame);
    else if (frame.type === OwnType.ACK) this.#handleAck(frame);
    else throw outOfPlace(`a frame of type ${frame.type} before the connection is open`);
  }

  /** The peer may be ours. Its Handshake has been read. */
  sendAck(): void {
    if (this.#remote === undefined) return;
    this.#hasSentAck = true;
    this.#owner.sendControl(handshakeAckFrame(this.#owner.remembers(this.#remote)));
    this.#openIfComplete(this.#remote);
  }

  #handleHandshake(frame: WireFrame): void {
    if (this.#remote !== undefined) throw outOfPlace('a second Handshake');
    const theirs = readHandshake(frame.payload);
    // A listener shows itself to every valid Handshake, refused or not.
    if (this.#direction === 'inbound') this.#owner.sendControl(this.#ownHandshake);
    this.#remote = checkHandshake(theirs, this.#local);
    this.#owner.handshakeRead(this.#remote);
  }

  #handleAck(frame: WireFrame): void {
    const ack = decodeOwn(Ack, frame.payload);
    if (this.#remote === undefined) throw outOfPlace('an Ack before the Handshake');
    if (ack.ids.some((id) => id !== HANDSHAKE_ID) || ack.ids.length === 0) {
      throw outOfPlace('an Ack of another message than the Handshake before the connection is open');
    }
    if (this.#hasReadAck) return;
    this.#hasReadAck = true;
    this.#isResumed = ack.resumed;
    this.#owner.ackRead(this.#remote);
    this.#openIfComplete(this.#remote);
  }

  #openIfComplete(remote: RemotePeer): void {
    if (!this.#hasSentAck || !this.#hasReadAck || this.#isStopped) return;
    this.#timer.cancel();
    this.#owner.opened(remote);
  }
}
