import type { PeerConnection } from '../peer/connection.js';
import { goodbyeName } from '../peer/goodbye-code.js';
import { peerIdOf } from '../peer/handshake.js';
import type { Disconnect, PeerId, Refusal, RemotePeer } from '../peer/peer.js';
import type { RegistryEvents } from '../peer/registry.js';
import { PeerConnectionRegistry } from '../peer/registry.js';
import { GoodbyeCode } from '../wire/codes.js';
import { advertisedAddress, canonicalAddress, listenPortOf } from './address.js';
import { AddressBook, AddressSource } from './address-book.js';
import { ANNOUNCE_CAPABILITY, withAnnounceTypes } from './announce-types.js';
import { Bans } from './bans.js';
import { DialLog } from './dial-log.js';
import { dialOptions } from './dial-timeout.js';
import type { DialTarget } from './dialer.js';
import { Dialer } from './dialer.js';
import type { EventHub } from './events.js';
import { Guard } from './guard.js';
import { loadSeed, nodeIdOf, nodeKeyOf } from './identity.js';
import { ListenerSet } from './listener.js';
import type { NodeEvents } from './node-events.js';
import type { NodeSettings } from './options.js';
import { addressOf, Places } from './places.js';
import { QualityMeter } from './quality-meter.js';
import { TransportSet } from './transport-set.js';
import { Upkeep } from './upkeep.js';
import type { WaitOptions } from './wait.js';
import { nextConnection } from './wait.js';

export interface LinkStats {
  readonly dialling: readonly DialTarget[];
  readonly knownAddresses: number;
  /** Preferred peers that are connected. */
  readonly preferredConnections: number;
  /** Inbound links before the end of their handshake. */
  readonly opening: number;
  /** Inbound links dropped above the caps. */
  readonly droppedLinks: number;
}

const FULL: Refusal = { code: GoodbyeCode.FULL, reason: 'no free place', retryAfterMs: 60_000 };
const DIALS_AT_ONCE = 8;
const MAX_DIAL_TARGETS = 1_000;
/** How long a peer that had to make room is asked to stay away. */
const REPLACED_RETRY_MS = 10 * 60_000;

/** Which connections a node has: it listens, dials, lets in and bans. What travels over them is not its matter. */
export class Links {
  readonly book: AddressBook;
  readonly guard: Guard;
  readonly bans: Bans;
  readonly #settings: NodeSettings;
  readonly #events: EventHub<NodeEvents>;
  readonly #listeners: ListenerSet;
  readonly #dialer: Dialer;
  readonly #dialLog: DialLog;
  readonly #places: Places;
  readonly #meter: QualityMeter;
  readonly #stopping = new AbortController();
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
    this.guard = new Guard(runtime.clock, settings.guard, settings.banStore, {
      onBan: (ban) => this.bans.enforce(ban),
      onLift: (offenders) => this.bans.lift(offenders),
    });
    this.bans = new Bans(this.guard, log, {
      connections: () => [...this.connections, ...this.#places.opening],
      release: (isLifted) => this.#dialer.release(isLifted),
      onBan: (ban) => events.emit('ban', ban),
    });
    this.#dialLog = new DialLog(log);
    this.#meter = new QualityMeter(runtime.clock, this.book);
    this.#places = new Places(
      this.book,
      {
        connections: () => this.connections,
        isConnected: (peer) => this.isConnected(peer),
        isHopeful: (address) => this.#upkeep?.isHopeful(address) === true,
        openMs: (connection) => this.#meter.openMs(connection),
      },
      settings,
    );
    this.#listeners = new ListenerSet(runtime, transports, settings.opening, {
      // For a time one is told so; for good, a handshake is too much.
      isUnwanted: (address) => this.guard.bannedForMs(address) === Infinity,
      onError: (error) => log.error('listener failed', { error: error.message }),
    });
    this.#dialer = new Dialer(
      runtime,
      {
        dial: (address, signal) =>
          transports.dial(address, dialOptions(runtime, signal, this.book.get(address)?.rttMs)),
        attach: (transport) => this.registry.attach(transport, 'outbound'),
        isConnected: (peer) => this.isConnected(peer),
        verdict: (address) => this.#places.verdict(address),
        isPreferred: (address) => this.#places.isPreferred(address),
        onSuccess: (address, peer) => {
          this.book.succeeded(address, peer);
          this.#dialLog.connected(address);
        },
        onFailure: (address) => this.book.failed(address),
        // Addresses heard of often lead nowhere; of one that the operator named he should hear.
        onUnreachable: (address, reason) =>
          this.#dialLog.failed(address, reason, {}, this.#places.isKept(address) ? 'info' : 'debug'),
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
    await this.book.load(log);
    await this.guard.load(log);
    await this.#listeners.listen(this.#settings.listen);
    if (this.#stopping.signal.aborted) {
      await this.#listeners.close();
      throw new Error('the node was stopped while it started');
    }
    this.#addresses = this.#listeners.addresses;
    for (const address of this.#addresses) this.book.markOwn(address, true);
    this.#registry = this.#newRegistry(nodeId, onMessage);
    this.#listeners.accept((transport) => this.registry.attach(transport, 'inbound'));
    log.info('node started', { id: this.#id, network, listening: this.#addresses.join(' ') || 'nowhere' });
    for (const address of this.#settings.peers) {
      this.book.add(address, AddressSource.CONFIG);
      this.dial(address);
    }
    this.#upkeep = this.#newUpkeep(this.#id);
    this.#upkeep.start();
    this.#upkeep.dialMore();
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  learn(addresses: readonly string[]): void {
    for (const address of addresses) {
      this.book.add(address, AddressSource.GOSSIP);
      this.#dialer.offerAgain(address);
    }
    this.#upkeep?.dialMore();
  }

  prefer(addresses: Iterable<string>): void {
    for (const address of this.#places.prefer(addresses)) {
      this.book.add(address, AddressSource.GOSSIP);
      this.#dialer.offerAgain(address);
    }
    this.#upkeep?.dialMore();
  }

  dial(address: string): boolean {
    const canonical = canonicalAddress(address);
    if (this.book.isOwn(canonical)) return false;
    this.book.add(canonical, AddressSource.DIALLED);
    this.#places.keep(canonical);
    return this.#offer(canonical);
  }

  async disconnect(peer: PeerId, code: GoodbyeCode, reason: string): Promise<void> {
    const dialled = this.#dialer.targets().filter((target) => target.peer === peer);
    for (const address of new Set([
      ...dialled.map((target) => target.address),
      ...this.book.addressesOf(peer),
    ])) {
      this.#places.letGo(address);
      this.#dialer.dismiss(address, peer);
    }
    await this.#registry?.connection(peer)?.close(code, reason);
  }

  connected(peer: PeerId, options: WaitOptions): Promise<PeerConnection> {
    const open = this.connections.find((connection) => connection.peer?.id === peer);
    if (open !== undefined) return Promise.resolve(open);
    return nextConnection(peer, this.#events, this.#settings.runtime.clock, this.#stopping.signal, options);
  }

  stats(): LinkStats {
    return {
      dialling: this.#dialer.targets(),
      knownAddresses: this.book.size,
      preferredConnections: this.#places.preferredCount,
      opening: this.#listeners.opening,
      droppedLinks: this.#listeners.dropped,
    };
  }

  #newRegistry(nodeId: Uint8Array, onMessage: RegistryEvents['onMessage']): PeerConnectionRegistry {
    const { runtime, log, catalog, network, magic, capabilities, userAgent, limits, gossip } = this.#settings;
    return new PeerConnectionRegistry({
      runtime,
      log,
      types: gossip.announce ? withAnnounceTypes(catalog) : catalog,
      local: {
        network,
        magic,
        nodeId,
        epoch: epochOf(runtime.random.bytes(8)),
        capabilities: gossip.announce ? [...capabilities, ANNOUNCE_CAPABILITY] : capabilities,
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
        onViolation: (connection, problem, kind) => this.bans.report(connection, problem, kind),
        onDrain: (connection) => this.#events.emit('drain', connection),
      },
    });
  }

  #newUpkeep(self: PeerId): Upkeep {
    const { runtime, log } = this.#settings;
    const { book, guard } = this;
    return new Upkeep(
      runtime,
      log,
      { dialer: this.#dialer, book, guard, places: this.#places, meter: this.#meter },
      {
        self,
        connectionCount: () => this.connections.length,
        isConnected: (peer) => this.isConnected(peer),
        dial: (address) => this.#offer(address),
      },
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
    await Promise.all([this.book.flush(), this.guard.flush()]);
    if (this.#id !== undefined) this.#settings.log.info('node stopped', { id: this.#id });
  }

  async #seed(): Promise<Uint8Array> {
    const { key, keyStore, runtime } = this.#settings;
    if (key !== undefined) return key;
    return keyStore === undefined ? runtime.random.bytes(32) : await loadSeed(keyStore, runtime.random);
  }

  #offer(address: string): boolean {
    return this.#dialer.offer(address, this.book.get(address)?.peer);
  }

  #onConnect(connection: PeerConnection): void {
    const { peer, direction, address } = connection;
    if (peer === undefined) return;
    this.#places.settled(connection);
    this.#listeners.settled(connection);
    if (direction === 'inbound') {
      const advertised = advertisedAddress(address, peer.listenPort);
      if (advertised !== undefined) {
        this.book.add(advertised, AddressSource.INBOUND, peer.id);
        this.#dialer.offerAgain(advertised);
      }
    }
    this.#dialer.opened(connection, peer.id);
    this.#meter.opened(connection, addressOf(connection, peer, this.book));
    this.#open.add(connection);
    this.#events.emit('connect', connection);
  }

  #onDisconnect(connection: PeerConnection, disconnect: Disconnect): void {
    const { direction, address } = connection;
    const peer = connection.peer?.id;
    this.#places.settled(connection);
    this.#listeners.settled(connection);
    this.#meter.ended(connection);
    const wasOpen = this.#open.delete(connection);
    if (!wasOpen && direction === 'outbound' && disconnect.code !== GoodbyeCode.DUPLICATE) {
      const { code, reason, by } = disconnect;
      this.#dialLog.failed(address, reason, { peer, code: goodbyeName(code), by }, 'info');
    }
    this.#dialer.ended(connection, disconnect, peer);
    if (wasOpen) this.#events.emit('disconnect', connection, disconnect);
  }

  #admit(peer: RemotePeer, connection: PeerConnection): Refusal | undefined {
    const place = this.#places.placeFor(connection, peer);
    const refusal =
      this.guard.admit(connection.address, peer.id) ??
      (place === undefined ? FULL : this.#settings.admit(peer, connection));
    if (refusal !== undefined || place === undefined) return refusal;
    if (place.instead !== undefined) this.#replace(place.instead, connection);
    this.#places.admitted(connection);
    return undefined;
  }

  #replace(worst: PeerConnection, better: PeerConnection): void {
    const { address, direction, peer } = worst;
    this.#settings.log.info('connection replaced', { peer: peer?.id, address, by: better.address });
    if (direction === 'outbound') this.#dialer.forget(address);
    void worst.close(GoodbyeCode.FULL, 'a better peer needs the place', REPLACED_RETRY_MS);
  }
}

function epochOf(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
}

function notStarted(): never {
  throw new Error('the node has not started');
}
