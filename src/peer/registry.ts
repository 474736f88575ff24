import type { Runtime } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Transport } from '../transport/transport.js';
import { GoodbyeCode } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import type { TypeTable } from '../wire/type-table.js';
import { Broadcast, type BroadcastOptions, type MessageCodec } from './broadcast.js';
import { Compressor } from './compressor.js';
import { PeerConnection } from './connection.js';
import type { ConnectionLink, ConnectionOwner, Services } from './connection-owner.js';
import { PeerError } from './errors.js';
import { FlushRound } from './flush-round.js';
import { HeartbeatRound } from './heartbeat-round.js';
import { HeldBytes } from './held-bytes.js';
import { goodbyeName } from './goodbye-code.js';
import { buildHandshake, peerIdOf } from './handshake.js';
import type { InboundStream } from './inbound-stream.js';
import { sameBytes } from '../wire/bytes.js';
import { KnownPeers, type Answer } from './known-messages.js';
import { resolveLimits, type ConnectionLimits } from './limits.js';
import { Outbox } from './outbox.js';
import { Pair } from './pair.js';
import type {
  Delivery,
  Direction,
  Disconnect,
  HandlerTask,
  InboundMessage,
  LocalPeer,
  PeerId,
  Refusal,
  RemotePeer,
  RequestOptions,
  ViolationKind,
} from './peer.js';
import type { HandlerResult } from './responder.js';
import { SteadyClock } from './steady-clock.js';

/** What a registry tells its user. Calls come in the order of a connection's life. */
export interface RegistryEvents {
  /** After the peer's Handshake, before our Ack: a code refuses (BANNED, FULL, …). */
  admit?(peer: RemotePeer, connection: PeerConnection): Refusal | undefined;
  onConnect?(connection: PeerConnection): void;
  /** Also for links that never opened. */
  onDisconnect?(connection: PeerConnection, disconnect: Disconnect): void;
  /**
   * Every whole message of the schema that is no response, once. The returned frame is the response, or returned
   * items are the stream. A throw becomes
   * ErrorResponse FAILED; throw ResponseError for another code.
   */
  onMessage(
    connection: PeerConnection,
    message: InboundMessage,
    task: HandlerTask,
  ): HandlerResult | Promise<HandlerResult>;
  onViolation?(connection: PeerConnection, problem: string, kind: ViolationKind): void;
  onDrain?(connection: PeerConnection): void;
}

export interface RegistryOptions {
  readonly runtime: Runtime;
  readonly log: Log;
  readonly types: TypeTable;
  readonly local: LocalPeer;
  readonly events: RegistryEvents;
  readonly limits?: Partial<ConnectionLimits> | undefined;
}

export interface RegistryStats {
  /** Links whose transport is not gone. */
  readonly links: number;
  readonly open: number;
  readonly pendingResponses: number;
  /** Bytes that wait, over all peers. */
  readonly queuedBytes: number;
  /**
   * Bytes of memory that these are: a message that waits for many peers is counted once. An upper bound while more than
   * 100,000 frames wait.
   */
  readonly heldBytes: number;
  readonly unacknowledged: number;
  /** Payload bytes of unfinished messages, over all peers. */
  readonly assemblyBytes: number;
  /** (node id, epoch) pairs whose messages with ACK are remembered. */
  readonly rememberedPeers: number;
  /** Frames that a broadcast queued, and those a peer could not take. */
  readonly broadcastQueued: number;
  readonly broadcastSkipped: number;
}

/** What is kept of a peer as long as it has a connection, or messages of ours that are not settled. */
interface PeerRecord {
  readonly pair: Pair;
  readonly outbox: Outbox;
  /** The pair's connection while it is open. */
  open: ConnectionLink | undefined;
}

/** All connections of this node: at most one to each peer, once it is open. */
export class PeerConnectionRegistry {
  readonly #services: Services;
  readonly #events: RegistryEvents;
  readonly #localId: PeerId;
  readonly #owner: ConnectionOwner;
  readonly #broadcast: Broadcast;
  readonly #known: KnownPeers;
  readonly #links = new Set<ConnectionLink>();
  readonly #records = new Map<PeerId, PeerRecord>();
  #generation = 0;
  #assemblyBytes = 0;
  #closing: Refusal | undefined;

  constructor({ runtime, log, types, local, events, limits: changes }: RegistryOptions) {
    const clock = new SteadyClock(runtime.clock);
    const limits = resolveLimits(changes);
    this.#services = {
      clock,
      random: runtime.random,
      log,
      types,
      local,
      limits,
      round: new FlushRound(runtime.clock),
      heartbeats: new HeartbeatRound(clock),
      compressor: new Compressor(runtime.clock, types),
      handshake: buildHandshake(local, limits),
    };
    this.#broadcast = new Broadcast(types, this.#services.round.unison);
    this.#events = events;
    this.#localId = peerIdOf(local.nodeId);
    this.#known = new KnownPeers(clock, limits);
    this.#owner = {
      admit: (link, remote) => this.#closing ?? events.admit?.(remote, link.connection),
      contend: (link, remote) => this.#recordOf(remote.id).pair.handshakeRead(link),
      remembered: (remote) => this.#known.get(remote.id, remote.epoch),
      ackRead: (link, remote) => this.#recordOf(remote.id).pair.ackRead(link),
      recall: (link, remote, promised) => {
        const record = this.#recordOf(remote.id);
        record.open = link;
        return { outbox: record.outbox, known: this.#known.connected(remote.id, remote.epoch, promised) };
      },
      opened: (link, remote) => this.#opened(link, remote),
      callHandler: (connection, message, task) => events.onMessage(connection, message, task),
      acknowledge: (remote, id, answer) => this.#acknowledge(remote, id, answer),
      violation: (connection, problem, kind) => events.onViolation?.(connection, problem, kind),
      drained: (connection) => events.onDrain?.(connection),
      assembliesGrew: (bytes) => this.#assembliesGrew(bytes),
      ended: (link, disconnect) => this.#ended(link, disconnect),
      released: (link) => this.#released(link),
    };
  }

  /** Takes over a link and starts the Handshake; how it goes is told by the events. */
  attach(transport: Transport, direction: Direction): PeerConnection {
    this.#services.clock.start();
    const generation = ++this.#generation;
    return new PeerConnection(this.#services, this.#owner, transport, direction, generation, (link) =>
      this.#links.add(link),
    );
  }

  /** The open connection to a peer. */
  connection(peer: PeerId): PeerConnection | undefined {
    return this.#openLink(peer)?.connection;
  }

  /** As PeerConnection.send; throws PeerError NOT_CONNECTED without an open connection. */
  send(peer: PeerId, frame: Frame): boolean {
    return this.#connected(peer).send(frame);
  }

  sendBatch(peer: PeerId, frames: readonly Frame[]): boolean {
    return this.#connected(peer).sendBatch(frames);
  }

  /** Queues one frame for every open connection. Returns for how many; a peer that cannot take it is left out. */
  broadcast(frame: Frame, options: BroadcastOptions = {}): number {
    return this.#broadcast.send(frame, options.except);
  }

  /** As broadcast() of the message's frame, at less cost; payloadCodec() is for what was received. Throws EncodeError too. */
  broadcastMessage<T>(codec: MessageCodec<T>, message: T, options: BroadcastOptions = {}): number {
    return this.#broadcast.sendMessage(codec, message, options.except);
  }

  /** Queues frames in order for every open connection. Returns for how many peers all of them were. */
  broadcastBatch(frames: readonly Frame[], options: BroadcastOptions = {}): number {
    return this.#broadcast.sendAll(frames, options.except);
  }

  /** As PeerConnection.request. */
  async request(peer: PeerId, frame: Frame, options?: RequestOptions): Promise<InboundMessage> {
    return this.#connected(peer).request(frame, options);
  }

  /** As PeerConnection.stream; throws PeerError NOT_CONNECTED too. */
  stream(peer: PeerId, frame: Frame, options?: RequestOptions): InboundStream {
    return this.#connected(peer).stream(frame, options);
  }

  /**
   * As PeerConnection.deliver. While a connection to the peer opens or closes, or earlier messages wait for it, the message
   * waits too; else NOT_CONNECTED.
   */
  async deliver(peer: PeerId, frame: Frame): Promise<Delivery> {
    const link = this.#openLink(peer);
    if (link !== undefined) return link.connection.deliver(frame);
    const record = this.#records.get(peer);
    if (record === undefined || this.#closing !== undefined) throw notConnected(peer);
    return record.outbox.add(frame);
  }

  /** The open connections. */
  connectedPeers(): readonly PeerConnection[] {
    return this.#openConnections();
  }

  /** Requests of ours to all peers that await their response. */
  pendingResponseCount(): number {
    return this.stats().pendingResponses;
  }

  stats(): RegistryStats {
    const held = new HeldBytes();
    const all = [...this.#links].map((link) => {
      const stats = link.connection.stats();
      held.add({ ...stats, forEachWaiting: (visit) => link.forEachWaiting(visit) });
      return stats;
    });
    const sum = (key: 'pendingResponses' | 'queuedBytes'): number =>
      all.reduce((total, stats) => total + stats[key], 0);
    return {
      links: this.#links.size,
      open: this.#openConnections().length,
      pendingResponses: sum('pendingResponses'),
      queuedBytes: sum('queuedBytes'),
      heldBytes: held.bytes,
      unacknowledged: [...this.#records.values()].reduce((total, { outbox }) => total + outbox.size, 0),
      assemblyBytes: this.#assemblyBytes,
      rememberedPeers: this.#known.size,
      broadcastQueued: this.#broadcast.queued,
      broadcastSkipped: this.#broadcast.skipped,
    };
  }

  /** Closes every connection, refuses new ones, and settles what is left. Resolves when all links are gone. */
  async close(code: GoodbyeCode = GoodbyeCode.CLOSING, reason = ''): Promise<void> {
    this.#closing = { code, reason };
    await Promise.all([...this.#links].map(({ connection }) => connection.close(code, reason)));
    for (const { outbox } of [...this.#records.values()]) outbox.close();
  }

  #openLink(peer: PeerId): ConnectionLink | undefined {
    const link = this.#records.get(peer)?.open;
    return link?.connection.state === 'open' ? link : undefined;
  }

  #openConnections(): PeerConnection[] {
    return [...this.#records.keys()].flatMap((id) => this.#openLink(id)?.connection ?? []);
  }

  #connected(peer: PeerId): PeerConnection {
    const connection = this.connection(peer);
    if (connection === undefined) throw notConnected(peer);
    return connection;
  }

  #recordOf(id: PeerId): PeerRecord {
    let record = this.#records.get(id);
    if (record === undefined) {
      const { clock, limits } = this.#services;
      record = {
        pair: new Pair(this.#localId > id, clock, limits.arbiterWaitMs, limits.waitingConnections),
        outbox: new Outbox(clock, limits, () => this.#forget(id)),
        open: undefined,
      };
      this.#records.set(id, record);
    }
    return record;
  }

  #opened(link: ConnectionLink, remote: RemotePeer): void {
    const { log, local } = this.#services;
    const { address, direction } = link.connection;
    log.info('peer connected', { peer: remote.id, address, direction, agent: remote.userAgent });
    if (!sameBytes(remote.schemaFingerprint, local.schemaFingerprint)) {
      log.info('peer has another schema', { peer: remote.id });
    }
    this.#events.onConnect?.(link.connection);
  }

  #acknowledge({ id: peer, epoch }: RemotePeer, id: number, answer: Answer): void {
    const link = this.#records.get(peer)?.open;
    if (link?.connection.peer?.epoch === epoch) link.acknowledge(id, answer);
  }

  #assembliesGrew(bytes: number): boolean {
    this.#assemblyBytes += bytes;
    return bytes <= 0 || this.#assemblyBytes <= this.#services.limits.assemblyBytes;
  }

  // The user hears of the end before another connection may take the place.
  #ended(link: ConnectionLink, disconnect: Disconnect): void {
    const { connection } = link;
    const { peer, address } = connection;
    const record = peer && this.#records.get(peer.id);
    const wasOpen = record?.open === link;
    if (wasOpen) {
      record.open = undefined;
      this.#known.disconnected(peer!.id, peer!.epoch);
    }
    const { reason, by } = disconnect;
    // Anyone can open a link and drop it: only the end of a peer's connection is worth a line.
    this.#services.log[wasOpen ? 'info' : 'debug'](wasOpen ? 'peer disconnected' : 'link ended', {
      peer: peer?.id,
      address,
      code: goodbyeName(disconnect.code),
      reason,
      by,
    });
    this.#events.onDisconnect?.(connection, disconnect);
    record?.pair.ended(link);
    if (peer !== undefined) this.#forget(peer.id);
  }

  #released(link: ConnectionLink): void {
    this.#links.delete(link);
    if (this.#links.size === 0) this.#services.clock.stop();
  }

  #forget(id: PeerId): void {
    const record = this.#records.get(id);
    if (record?.pair.isEmpty !== true) return;
    this.#records.delete(id);
    if (record.outbox.size === 0) return;
    // Messages wait for the peer's return. Last in the order of disconnects; the longest gone makes room.
    this.#records.set(id, record);
    if (this.#records.size <= this.#services.limits.rememberedPeers) return;
    for (const [gone, { pair, outbox }] of this.#records) {
      if (!pair.isEmpty) continue;
      this.#records.delete(gone);
      outbox.close();
      return;
    }
  }
}

function notConnected(peer: PeerId): PeerError {
  return new PeerError('NOT_CONNECTED', `no open connection to ${peer}`);
}
