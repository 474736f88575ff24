import type { Random } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Frame } from '../wire/frame.js';
import type { TypeTable } from '../wire/type-table.js';
import type { Compressor } from './compressor.js';
import type { PeerConnection } from './connection.js';
import type { FlushRound } from './flush-round.js';
import type { HeartbeatRound } from './heartbeat-round.js';
import type { Answer, KnownMessages } from './known-messages.js';
import type { ConnectionLimits } from './limits.js';
import type { Outbox } from './outbox.js';
import type { Contender } from './pair.js';
import type {
  Disconnect,
  HandlerTask,
  InboundMessage,
  LocalPeer,
  Refusal,
  RemotePeer,
  ViolationKind,
} from './peer.js';
import type { HandlerResult } from './responder.js';
import type { SteadyClock } from './steady-clock.js';

/** What all connections of a registry share. */
export interface Services {
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly log: Log;
  readonly types: TypeTable;
  readonly local: LocalPeer;
  readonly limits: ConnectionLimits;
  readonly round: FlushRound;
  readonly heartbeats: HeartbeatRound;
  readonly compressor: Compressor;
  /** Our Handshake, encoded once. */
  readonly handshake: Frame;
}

/** A connection as its registry sees it: what users of the connection must not call. */
export interface ConnectionLink extends Contender {
  readonly connection: PeerConnection;
  /** Every message that waits to be sent. */
  forEachWaiting(visit: (message: Frame) => void): void;
  /** Answers a message with ACK that came on this connection or an older one. */
  acknowledge(id: number, answer: Answer): void;
}

/** What outlives the connections to one peer. */
export interface PeerMemory {
  readonly outbox: Outbox;
  readonly known: KnownMessages;
}

/** What a connection asks of its registry, in the order of its life. */
export interface ConnectionOwner {
  /** The peer's Handshake is valid and for us. What is returned is said instead of our Ack. */
  admit(link: ConnectionLink, remote: RemotePeer): Refusal | undefined;
  /** Enters the rule of one connection per pair, which calls accept() when our Ack may go. */
  contend(link: ConnectionLink, remote: RemotePeer): void;
  /** What we remember of this process of the peer, as our Ack goes out. */
  remembered(remote: RemotePeer): KnownMessages | undefined;
  ackRead(link: ConnectionLink, remote: RemotePeer): void;
  /** The connection is open: what lasts longer than it, with what our Ack said that we remember … */
  recall(link: ConnectionLink, remote: RemotePeer, promised: KnownMessages | undefined): PeerMemory;
  /** … and that it may be used. */
  opened(link: ConnectionLink, remote: RemotePeer): void;
  callHandler(
    connection: PeerConnection,
    message: InboundMessage,
    task: HandlerTask,
  ): HandlerResult | Promise<HandlerResult>;
  /** Answers a message with ACK of this peer on the connection that is now the pair's. */
  acknowledge(remote: RemotePeer, id: number, answer: Answer): void;
  violation(connection: PeerConnection, problem: string, kind: ViolationKind): void;
  drained(connection: PeerConnection): void;
  /** Bytes of unfinished messages, over all peers. False above their cap. */
  assembliesGrew(bytes: number): boolean;
  /** Goodbye was said or heard, or the link is gone. Once. */
  ended(link: ConnectionLink, disconnect: Disconnect): void;
  /** The transport is gone too. Once, after ended. */
  released(link: ConnectionLink): void;
}
