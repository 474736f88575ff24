import type { Codec, RequestCodec } from '../codec/codec.js';
import { DecodeError } from '../codec/errors.js';
import type { PeerConnection } from '../peer/connection.js';
import { PeerError, RequestError } from '../peer/errors.js';
import type { Delivery, Disconnect, InboundMessage, PeerId, Refusal, RequestOptions } from '../peer/peer.js';
import type { RegistryStats } from '../peer/registry.js';
import { PeerConnectionRegistry } from '../peer/registry.js';
import type { Timer } from '../platform/clock.js';
import { tcp } from '../transport/tcp.js';
import { websocket } from '../transport/websocket.js';
import { GoodbyeCode } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import { advertisedAddress, canonicalAddress, hostOf, portOf, schemeOf, siteOf } from './address.js';
import { AddressBook, AddressSource } from './address-book.js';
import type { DialTarget } from './dialer.js';
import { Dialer } from './dialer.js';
import { Dispatcher } from './dispatcher.js';
import { EventHub } from './events.js';
import type { GossipOptions, GossipStats } from './gossip.js';
import { Gossip } from './gossip.js';
import type { Ban } from './guard.js';
import { Guard } from './guard.js';
import type { GossipHandler, Handler, MessageOf } from './handler.js';
import { loadSeed, nodeIdOf, nodeKeyOf } from './identity.js';
import { ListenerSet } from './listener.js';
import type { NodeOptions, NodeSettings } from './options.js';
import { resolveOptions } from './options.js';
import { TransportSet } from './transport-set.js';

export type NodeEvents = {
  /** A connection opened; `connection.peer` is who. */
  connect: [connection: PeerConnection];
  /** An open connection ended. */
  disconnect: [connection: PeerConnection, disconnect: Disconnect];
  /** A connection's queue fell below its low-water mark. */
  drain: [connection: PeerConnection];
  /** An offender was banned. */
  ban: [ban: Ban];
};

export interface NodeStats {
  readonly registry: RegistryStats;
  readonly gossip: GossipStats;
  readonly dialling: readonly DialTarget[];
  readonly knownAddresses: number;
  /** Inbound links before the end of their handshake. */
  readonly opening: number;
  /** Inbound links dropped above the caps. */
  readonly droppedLinks: number;
  readonly unhandledMessages: number;
}

export interface WaitOptions {
  /** Default 30,000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BroadcastOptions {
  /** Peers that do not get it. */
  readonly except?: PeerId | ReadonlySet<PeerId> | undefined;
}

/** How often what should be is compared with what is. */
const UPKEEP_MS = 30_000;
/** What a peer is asked to wait when there is no place. */
const FULL_RETRY_MS = 60_000;
const DIAL_TIMEOUT_MS = 10_000;
const DIALS_AT_ONCE = 8;
const MAX_DIAL_TARGETS = 1_000;
/** After this long a known address that could not be reached may be tried again. */
const REST_MS = 60 * 60_000;

/** A started node. Use `new Node(options)` and `start()` where handlers must be there before the first message. */
export async function createNode(options: NodeOptions): Promise<Node> {
  const node = new Node(options);
  await node.start();
  return node;
}

/** One member of a peer-to-peer network: listens, dials, keeps its connections, and gives messages to handlers. */
export class Node {
  /** What it knows of other nodes' addresses. */
  readonly addressBook: AddressBook;
  /** Violations and bans. */
  readonly guard: Guard;
  readonly #settings: NodeSettings;
  readonly #transports: TransportSet;
  readonly #listeners: ListenerSet;
  readonly #dialer: Dialer;
  readonly #dispatcher: Dispatcher;
  readonly #gossip: Gossip;
  readonly #events = new EventHub<NodeEvents>();
  readonly #stopping = new AbortController();
  #id: PeerId | undefined;
  #registry: PeerConnectionRegistry | undefined;
  #addresses: readonly string[] = [];
  #upkeep: Timer | undefined;
  /** Connections that opened and have not ended. */
  readonly #open = new Set<PeerConnection>();
  #stopped: Promise<void> | undefined;

  constructor(options: NodeOptions) {
    const settings = resolveOptions(options, [tcp, websocket]);
    const { runtime, log } = settings;
    this.#settings = settings;
    this.addressBook = new AddressBook({ clock: runtime.clock, store: settings.addressStore });
    this.guard = new Guard(runtime.clock, settings.guard);
    this.#transports = new TransportSet(settings.transports);
    this.#listeners = new ListenerSet(runtime, this.#transports, settings.opening, (error) =>
      log.error('listener failed', { error: error.message }),
    );
    this.#gossip = new Gossip(
      runtime.clock,
      {
        connectedIds: () => this.connections.flatMap((connection) => connection.peer?.id ?? []),
        broadcast: (frame, except) => this.registry.broadcast(frame, { except }),
      },
      settings.gossip,
    );
    this.#dispatcher = new Dispatcher(this.#gossip);
    this.#dialer = new Dialer(
      runtime,
      {
        dial: (address, signal) =>
          this.#transports.dial(address, { runtime, signal, timeoutMs: DIAL_TIMEOUT_MS }),
        attach: (transport) => this.registry.attach(transport, 'outbound'),
        isConnected: (peer) => this.#isConnected(peer),
        hasRoom: () => this.connections.length < settings.maxConnections,
        onSuccess: (address, peer) => this.addressBook.succeeded(address, peer),
        onFailure: (address, reason) => {
          this.addressBook.failed(address);
          log.debug('dial failed', { address, reason });
        },
        onSelf: (address) => this.addressBook.markOwn(address),
      },
      settings.reconnect,
      { concurrency: DIALS_AT_ONCE, maxTargets: MAX_DIAL_TARGETS },
    );
  }

  /** Node id, 64 hex digits. Known once started. */
  get id(): PeerId {
    return this.#id ?? notStarted();
  }

  /** The addresses it really listens on. */
  get addresses(): readonly string[] {
    return this.#addresses;
  }

  /** For frames that are already encoded. */
  get registry(): PeerConnectionRegistry {
    return this.#registry ?? notStarted();
  }

  /** Open connections. */
  get connections(): readonly PeerConnection[] {
    return this.#registry?.connectedPeers() ?? [];
  }

  /** Listens, then dials. Rejects, with nothing left open, when an address cannot be listened on. */
  async start(): Promise<void> {
    if (this.#id !== undefined || this.#stopping.signal.aborted) throw new Error('a node starts once');
    const { runtime, log, network, magic, catalog } = this.#settings;
    const nodeId = nodeIdOf(nodeKeyOf(await this.#seed()));
    this.#id = Buffer.from(nodeId).toString('hex');
    await this.addressBook.load();
    await this.#listeners.listen(this.#settings.listen);
    this.#addresses = this.#listeners.addresses;
    for (const address of this.#addresses) this.addressBook.markOwn(address);
    this.#registry = new PeerConnectionRegistry({
      runtime,
      log,
      types: catalog,
      local: {
        network,
        magic,
        nodeId,
        epoch: new DataView(runtime.random.bytes(8).buffer).getBigUint64(0),
        capabilities: this.#settings.capabilities,
        schemaFingerprint: catalog.fingerprint,
        listenPort: listenPortOf(this.#addresses),
        userAgent: this.#settings.userAgent,
      },
      limits: this.#settings.limits,
      events: {
        admit: (peer, connection) =>
          this.guard.admit(connection.address, peer.id) ??
          this.#refuseIfFull(peer.id) ??
          this.#settings.admit(peer, connection),
        onConnect: (connection) => this.#onConnect(connection),
        onDisconnect: (connection, disconnect) => this.#onDisconnect(connection, disconnect),
        onMessage: (connection, message, signal) => this.#onMessage(connection, message, signal),
        onViolation: (connection, problem) => this.#onViolation(connection, problem),
        onDrain: (connection) => this.#events.emit('drain', connection),
      },
    });
    this.#listeners.accept((transport) => this.registry.attach(transport, 'inbound'));
    log.info('node started', { id: this.#id, network, listening: this.#addresses.join(' ') });
    for (const address of this.#settings.peers) {
      this.addressBook.add(address, AddressSource.CONFIG);
      this.dial(address);
    }
    this.#scheduleUpkeep();
  }

  /** Stops dialling and listening, says CLOSING to every peer, and saves the address book. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  /** Calls `handler` for every message of a type; for a request, it returns the response. */
  handle<C extends Codec<unknown>>(codec: C, handler: Handler<C>): void {
    this.#dispatcher.handle(codec, handler);
  }

  /** Calls `handler` once for each new message of a gossip type; what it accepts goes on to all who lack it. */
  gossip<C extends Codec<unknown>>(codec: C, handler: GossipHandler<C>, options?: GossipOptions<C>): void {
    this.#dispatcher.gossip(codec, handler, options);
  }

  /** Asks one peer. Rejects with PeerError when it is not connected and with RequestError when no response comes. */
  async request<T, R>(
    peer: PeerId,
    codec: RequestCodec<T, R>,
    message: T,
    options?: RequestOptions,
  ): Promise<R> {
    const connection = this.#registry?.connection(peer);
    const inbound = await this.registry.request(peer, codec.frame(message), options);
    try {
      return codec.response.decode(inbound.payload);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const problem = `${codec.response.name} from ${peer} does not decode: ${error.message}`;
      if (connection !== undefined) this.#onViolation(connection, problem);
      throw new RequestError('BAD_RESPONSE', problem, { cause: error });
    }
  }

  /** False above the high-water mark; `drain` follows. Throws PeerError when the peer is not connected. */
  send<T>(peer: PeerId, codec: Codec<T>, message: T): boolean {
    return this.registry.send(peer, codec.frame(message));
  }

  /** Sends a message that requires an acknowledgement; resolves to how it ended. */
  deliver<T>(peer: PeerId, codec: Codec<T>, message: T): Promise<Delivery> {
    return this.registry.deliver(peer, codec.frame(message));
  }

  /**
   * Encodes once and sends to every peer; returns for how many it was queued. A gossip message goes to those only that are
   * not known to have it.
   */
  broadcast<C extends Codec<unknown>>(
    codec: C,
    message: MessageOf<C>,
    { except }: BroadcastOptions = {},
  ): number {
    const excepted = typeof except === 'string' ? new Set([except]) : except;
    if (codec.gossip) return this.#gossip.publish(codec, message, excepted);
    return this.registry.broadcast(codec.frame(message), excepted === undefined ? {} : { except: excepted });
  }

  /** Keeps a connection to an address from now on. False for this node's own, or when there are too many. */
  dial(address: string): boolean {
    return (
      !this.addressBook.isOwn(address) && this.#dialer.offer(address, this.addressBook.get(address)?.peer)
    );
  }

  /** Closes the connection to a peer and dials it no more. */
  async disconnect(peer: PeerId, code: GoodbyeCode = GoodbyeCode.NORMAL, reason = ''): Promise<void> {
    for (const target of this.#dialer.targets())
      if (target.peer === peer) this.#dialer.forget(target.address);
    await this.#registry?.connection(peer)?.close(code, reason);
  }

  /** The connection to a peer, once it is open. */
  connected(peer: PeerId, { timeoutMs = 30_000, signal }: WaitOptions = {}): Promise<PeerConnection> {
    const open = this.connections.find((connection) => connection.peer?.id === peer);
    if (open !== undefined) return Promise.resolve(open);
    const ends =
      signal === undefined ? this.#stopping.signal : AbortSignal.any([signal, this.#stopping.signal]);
    return new Promise((resolve, reject) => {
      const settle = (connection?: PeerConnection): void => {
        timer.cancel();
        off();
        ends.removeEventListener('abort', onAbort);
        if (connection !== undefined) resolve(connection);
        else reject(new PeerError('NOT_CONNECTED', `no connection to ${peer}`));
      };
      const onAbort = (): void => settle();
      const timer = this.#settings.runtime.clock.schedule(timeoutMs, settle);
      const off = this.on('connect', (connection) => {
        if (connection.peer?.id === peer) settle(connection);
      });
      ends.addEventListener('abort', onAbort);
      if (ends.aborted) settle();
    });
  }

  /** Returns the function that stops listening. */
  on<Name extends keyof NodeEvents>(name: Name, listener: (...args: NodeEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  stats(): NodeStats {
    return {
      registry: this.registry.stats(),
      gossip: this.#gossip.stats(),
      dialling: this.#dialer.targets(),
      knownAddresses: this.addressBook.size,
      opening: this.#listeners.opening,
      droppedLinks: this.#listeners.dropped,
      unhandledMessages: this.#dispatcher.unhandled,
    };
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    this.#upkeep?.cancel();
    this.#dialer.stop();
    await Promise.all([
      this.#listeners.close(),
      this.#registry?.close(GoodbyeCode.CLOSING, 'the node is shutting down'),
    ]);
    await this.addressBook.flush();
    if (this.#id !== undefined) this.#settings.log.info('node stopped', { id: this.#id });
  }

  async #seed(): Promise<Uint8Array> {
    const { key, keyStore, runtime } = this.#settings;
    if (key !== undefined) return key;
    return keyStore === undefined ? runtime.random.bytes(32) : await loadSeed(keyStore, runtime.random);
  }

  #onConnect(connection: PeerConnection): void {
    const peer = connection.peer;
    if (peer === undefined) return;
    this.#listeners.settled(connection);
    if (connection.direction === 'inbound') {
      const address = advertisedAddress(connection.address, peer.listenPort);
      if (address !== undefined) this.addressBook.add(address, AddressSource.INBOUND, peer.id);
    }
    this.#dialer.opened(connection, peer.id);
    const { direction, address } = connection;
    this.#settings.log.info('connected', { peer: peer.id, direction, address, agent: peer.userAgent });
    this.#open.add(connection);
    this.#events.emit('connect', connection);
  }

  #onDisconnect(connection: PeerConnection, disconnect: Disconnect): void {
    this.#listeners.settled(connection);
    const peer = connection.peer?.id;
    this.#dialer.ended(connection, disconnect, peer);
    if (!this.#open.delete(connection)) return;
    const { code, reason, by } = disconnect;
    this.#settings.log.info('disconnected', { peer, code, reason, by });
    this.#events.emit('disconnect', connection, disconnect);
  }

  #onMessage(
    connection: PeerConnection,
    message: InboundMessage,
    signal: AbortSignal,
  ): Frame | void | Promise<Frame | void> {
    const peer = connection.peer?.id;
    if (peer === undefined) return;
    return this.#dispatcher.dispatch(message, { peer, connection, signal });
  }

  #onViolation(connection: PeerConnection, problem: string): void {
    const peer = connection.peer?.id;
    this.#settings.log.warn('violation', { peer, address: connection.address, problem });
    for (const ban of this.guard.violation(connection.address, peer)) this.#enforce(ban);
  }

  #enforce(ban: Ban): void {
    this.#settings.log.warn('banned', { ...ban });
    const retryAfterMs = Number.isFinite(ban.forMs) ? ban.forMs : 0;
    for (const connection of this.connections) {
      if (ban.offender !== connection.peer?.id && ban.offender !== siteOf(hostOf(connection.address)))
        continue;
      void connection.close(GoodbyeCode.BANNED, 'banned for violations of the protocol', retryAfterMs);
    }
    this.#events.emit('ban', ban);
  }

  #refuseIfFull(peer: PeerId): Refusal | undefined {
    // A second connection of a peer takes no place of its own: it will replace the first or go.
    if (this.connections.length < this.#settings.maxConnections || this.#isConnected(peer)) return undefined;
    return { code: GoodbyeCode.FULL, reason: 'no free place', retryAfterMs: FULL_RETRY_MS };
  }

  #isConnected(peer: PeerId): boolean {
    return this.#registry?.connection(peer)?.state === 'open';
  }

  #scheduleUpkeep(): void {
    this.#upkeep = this.#settings.runtime.clock.schedule(UPKEEP_MS, () => {
      this.#scheduleUpkeep();
      this.#dialer.review();
      this.#dialMore();
      this.addressBook
        .flush()
        .catch((error: unknown) =>
          this.#settings.log.error('address book not saved', { error: String(error) }),
        );
    });
  }

  /** A node with too few connections tries the addresses it knows; one with none also those it has given up. */
  #dialMore(): void {
    const { runtime, wantedConnections, maxConnections, peers } = this.#settings;
    const targets = this.#dialer.targets();
    const trying = targets.filter(
      (target) => target.state === 'waiting' || target.state === 'dialling',
    ).length;
    const missing = Math.min(wantedConnections, maxConnections) - this.connections.length - trying;
    if (missing <= 0) return;
    const now = runtime.clock.now();
    const candidates = this.addressBook.best(missing, ({ address, peer }) => {
      if (peer !== undefined && (peer === this.#id || this.#isConnected(peer))) return false;
      if (this.guard.bannedForMs(address, peer) > 0) return false;
      const target = this.#dialer.target(address);
      if (target === undefined) return true;
      if (target.state !== 'resting' || target.unwelcome) return false;
      return (
        now - target.restingSince >= REST_MS || (this.connections.length === 0 && peers.includes(address))
      );
    });
    for (const { address } of candidates) this.dial(address);
  }
}

/** The TCP port that others can dial, for the Handshake; 0 if there is none. */
function listenPortOf(addresses: readonly string[]): number {
  return portOf(addresses.find((address) => ['tcp', 'memory'].includes(schemeOf(address))) ?? '');
}

function notStarted(): never {
  throw new Error('the node has not started');
}
