import type { PeerConnection } from '../peer/connection.js';
import { PeerError } from '../peer/errors.js';
import { goodbyeName } from '../peer/goodbye-code.js';
import { peerIdOf } from '../peer/handshake.js';
import type { Disconnect, PeerId, Refusal, RemotePeer } from '../peer/peer.js';
import type { RegistryEvents } from '../peer/registry.js';
import { PeerConnectionRegistry } from '../peer/registry.js';
import { GoodbyeCode } from '../wire/codes.js';
import { advertisedAddress, canonicalAddress, hostOf, portOf, schemeOf, siteOf } from './address.js';
import { AddressBook, AddressSource } from './address-book.js';
import type { DialTarget } from './dialer.js';
import { Dialer } from './dialer.js';
import type { EventHub } from './events.js';
import type { Ban } from './guard.js';
import { Guard } from './guard.js';
import { loadSeed, nodeIdOf, nodeKeyOf } from './identity.js';
import { ListenerSet } from './listener.js';
import type { NodeEvents } from './node-events.js';
import type { NodeSettings } from './options.js';
import { TransportSet } from './transport-set.js';
import { Upkeep } from './upkeep.js';

export interface WaitOptions {
  /** Default 30,000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface LinkStats {
  readonly dialling: readonly DialTarget[];
  readonly knownAddresses: number;
  /** Inbound links before the end of their handshake. */
  readonly opening: number;
  /** Inbound links dropped above the caps. */
  readonly droppedLinks: number;
}

const FULL: Refusal = { code: GoodbyeCode.FULL, reason: 'no free place', retryAfterMs: 60_000 };
const DIAL_TIMEOUT_MS = 10_000;
const DIALS_AT_ONCE = 8;
const MAX_DIAL_TARGETS = 1_000;

/** Which connections a node has: it listens, dials, lets in and bans. What travels over them is not its matter. */
export class Links {
  readonly book: AddressBook;
  readonly guard: Guard;
  readonly #settings: NodeSettings;
  readonly #events: EventHub<NodeEvents>;
  readonly #listeners: ListenerSet;
  readonly #dialer: Dialer;
  readonly #stopping = new AbortController();
  /** Connections let in that are not open yet. */
  readonly #admitted = new Set<PeerConnection>();
  /** Connections that opened and have not ended. */
  readonly #open = new Set<PeerConnection>();
  #id: PeerId | undefined;
  #registry: PeerConnectionRegistry | undefined;
  #addresses: readonly string[] = [];
  #upkeep: Upkeep | undefined;
  #stopped: Promise<void> | undefined;

  constructor(settings: NodeSettings, events: EventHub<NodeEvents>) {
    const { runtime, log } = settings;
    const transports = new TransportSet(settings.transports);
    this.#settings = settings;
    this.#events = events;
    this.book = new AddressBook({ clock: runtime.clock, store: settings.addressStore });
    this.guard = new Guard(runtime.clock, settings.guard);
    this.#listeners = new ListenerSet(runtime, transports, settings.opening, {
      // For a time one is told so; for good, a handshake is too much.
      isUnwanted: (address) => this.guard.bannedForMs(address) === Infinity,
      onError: (error) => log.error('listener failed', { error: error.message }),
    });
    this.#dialer = new Dialer(
      runtime,
      {
        dial: (address, signal) => transports.dial(address, { runtime, signal, timeoutMs: DIAL_TIMEOUT_MS }),
        attach: (transport) => this.registry.attach(transport, 'outbound'),
        isConnected: (peer) => this.isConnected(peer),
        hasRoom: () => this.connections.length + this.#admitted.size < settings.maxConnections,
        onSuccess: (address, peer) => this.book.succeeded(address, peer),
        onFailure: (address, reason) => {
          this.book.failed(address);
          log.debug('dial failed', { address, reason });
        },
        onSelf: (address) => this.book.markOwn(address),
      },
      settings.reconnect,
      { concurrency: DIALS_AT_ONCE, maxTargets: MAX_DIAL_TARGETS },
    );
  }

  get id(): PeerId {
    return this.#id ?? notStarted();
  }

  get addresses(): readonly string[] {
    return this.#addresses;
  }

  get registry(): PeerConnectionRegistry {
    return this.#registry ?? notStarted();
  }

  get connections(): readonly PeerConnection[] {
    return this.#registry?.connectedPeers() ?? [];
  }

  isConnected(peer: PeerId): boolean {
    return this.#registry?.connection(peer)?.state === 'open';
  }

  /** Listens, then dials. Rejects, with nothing left open, when an address cannot be listened on. */
  async start(onMessage: RegistryEvents['onMessage']): Promise<void> {
    if (this.#id !== undefined || this.#stopping.signal.aborted) throw new Error('a node starts once');
    const { network, log } = this.#settings;
    const nodeId = nodeIdOf(nodeKeyOf(await this.#seed()));
    this.#id = peerIdOf(nodeId);
    await this.book.load();
    await this.#listeners.listen(this.#settings.listen);
    if (this.#stopping.signal.aborted) {
      await this.#listeners.close();
      throw new Error('the node was stopped while it started');
    }
    this.#addresses = this.#listeners.addresses;
    for (const address of this.#addresses) this.book.markOwn(address);
    this.#registry = this.#newRegistry(nodeId, onMessage);
    this.#listeners.accept((transport) => this.registry.attach(transport, 'inbound'));
    log.info('node started', { id: this.#id, network, listening: this.#addresses.join(' ') });
    for (const address of this.#settings.peers) {
      this.book.add(address, AddressSource.CONFIG);
      this.dial(address);
    }
    this.#upkeep = this.#newUpkeep(this.#id);
    this.#upkeep.start();
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  learn(addresses: readonly string[]): void {
    for (const address of addresses) this.book.add(address, AddressSource.GOSSIP);
    this.#upkeep?.dialMore();
  }

  dial(address: string): boolean {
    const canonical = canonicalAddress(address);
    if (this.book.isOwn(canonical)) return false;
    return this.#dialer.offer(canonical, this.book.get(canonical)?.peer);
  }

  async disconnect(peer: PeerId, code: GoodbyeCode, reason: string): Promise<void> {
    for (const target of this.#dialer.targets())
      if (target.peer === peer) this.#dialer.forget(target.address);
    await this.#registry?.connection(peer)?.close(code, reason);
  }

  connected(peer: PeerId, { timeoutMs = 30_000, signal }: WaitOptions): Promise<PeerConnection> {
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
      const off = this.#events.on('connect', (connection) => {
        if (connection.peer?.id === peer) settle(connection);
      });
      ends.addEventListener('abort', onAbort);
      if (ends.aborted) settle();
    });
  }

  /** Counts a violation and enforces the bans that begin with it. */
  report(connection: PeerConnection, problem: string): void {
    const peer = connection.peer?.id;
    const { log } = this.#settings;
    // Whoever is banned already has had its lines.
    const level = this.guard.bannedForMs(connection.address, peer) > 0 ? 'debug' : 'warn';
    log[level]('violation', { peer, address: connection.address, problem });
    for (const ban of this.guard.violation(connection.address, peer)) this.#enforce(ban);
  }

  stats(): LinkStats {
    return {
      dialling: this.#dialer.targets(),
      knownAddresses: this.book.size,
      opening: this.#listeners.opening,
      droppedLinks: this.#listeners.dropped,
    };
  }

  #newRegistry(nodeId: Uint8Array, onMessage: RegistryEvents['onMessage']): PeerConnectionRegistry {
    const { runtime, log, catalog, network, magic, capabilities, userAgent, limits } = this.#settings;
    return new PeerConnectionRegistry({
      runtime,
      log,
      types: catalog,
      local: {
        network,
        magic,
        nodeId,
        epoch: epochOf(runtime.random.bytes(8)),
        capabilities,
        schemaFingerprint: catalog.fingerprint,
        listenPort: listenPortOf(this.#addresses),
        userAgent,
      },
      limits,
      events: {
        onMessage,
        admit: (peer, connection) => this.#admit(peer, connection),
        onConnect: (connection) => this.#onConnect(connection),
        onDisconnect: (connection, disconnect) => this.#onDisconnect(connection, disconnect),
        onViolation: (connection, problem) => this.report(connection, problem),
        onDrain: (connection) => this.#events.emit('drain', connection),
      },
    });
  }

  #newUpkeep(self: PeerId): Upkeep {
    const { runtime, log, peers, wantedConnections, maxConnections } = this.#settings;
    return new Upkeep(
      runtime,
      log,
      { dialer: this.#dialer, book: this.book, guard: this.guard },
      {
        self,
        connectionCount: () => this.connections.length,
        isConnected: (peer) => this.isConnected(peer),
        dial: (address) => this.dial(address),
      },
      { peers, wantedConnections: Math.min(wantedConnections, maxConnections) },
    );
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    this.#upkeep?.stop();
    this.#dialer.stop();
    await Promise.all([
      this.#listeners.close(),
      this.#registry?.close(GoodbyeCode.CLOSING, 'the node is shutting down'),
    ]);
    await this.book.flush();
    if (this.#id !== undefined) this.#settings.log.info('node stopped', { id: this.#id });
  }

  async #seed(): Promise<Uint8Array> {
    const { key, keyStore, runtime } = this.#settings;
    if (key !== undefined) return key;
    return keyStore === undefined ? runtime.random.bytes(32) : await loadSeed(keyStore, runtime.random);
  }

  #onConnect(connection: PeerConnection): void {
    const { peer, direction, address } = connection;
    if (peer === undefined) return;
    this.#admitted.delete(connection);
    this.#listeners.settled(connection);
    if (direction === 'inbound') {
      const advertised = advertisedAddress(address, peer.listenPort);
      if (advertised !== undefined) this.book.add(advertised, AddressSource.INBOUND, peer.id);
    }
    this.#dialer.opened(connection, peer.id);
    this.#open.add(connection);
    this.#events.emit('connect', connection);
  }

  #onDisconnect(connection: PeerConnection, disconnect: Disconnect): void {
    const { direction, address } = connection;
    const peer = connection.peer?.id;
    this.#admitted.delete(connection);
    this.#listeners.settled(connection);
    this.#dialer.ended(connection, disconnect, peer);
    if (this.#open.delete(connection)) {
      this.#events.emit('disconnect', connection, disconnect);
    } else if (direction === 'outbound' && disconnect.code !== GoodbyeCode.DUPLICATE) {
      const { code, reason, by } = disconnect;
      this.#settings.log.info('not connected', { address, peer, code: goodbyeName(code), reason, by });
    }
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

  #admit(peer: RemotePeer, connection: PeerConnection): Refusal | undefined {
    const refusal =
      this.guard.admit(connection.address, peer.id) ??
      (this.#hasPlaceFor(peer.id) ? this.#settings.admit(peer, connection) : FULL);
    if (refusal === undefined) this.#admitted.add(connection);
    return refusal;
  }

  #hasPlaceFor(peer: PeerId): boolean {
    // A second connection of a peer takes no place of its own: it will replace the first or go.
    const taken = this.connections.length + this.#admitted.size;
    return taken < this.#settings.maxConnections || this.isConnected(peer);
  }
}

/** The TCP port that others can dial, for the Handshake; 0 if there is none. */
function listenPortOf(addresses: readonly string[]): number {
  return portOf(addresses.find((address) => schemeOf(address) === 'tcp') ?? '');
}

function epochOf(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
}

function notStarted(): never {
  throw new Error('the node has not started');
}
