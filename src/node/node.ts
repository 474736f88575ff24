import type { Codec, RequestCodec, StreamCodec } from '../codec/codec.js';
import { DecodeError } from '../codec/errors.js';
import type { Requester } from '../codec/service.js';
import type { PeerConnection } from '../peer/connection.js';
import { RequestError } from '../peer/errors.js';
import type { Delivery, PeerId, RequestOptions } from '../peer/peer.js';
import type { PeerConnectionRegistry, RegistryStats } from '../peer/registry.js';
import { tcp } from '../transport/tcp.js';
import { websocket } from '../transport/websocket.js';
import { GoodbyeCode } from '../wire/codes.js';
import type { AddressBook } from './address-book.js';
import { Dispatcher } from './dispatcher.js';
import { EventHub } from './events.js';
import type { GossipOptions } from './gossip.js';
import type { GossipStats } from './gossip-stats.js';
import { Gossip } from './gossip.js';
import { handleAnnouncements } from './announce-handlers.js';
import { gossipLinks } from './gossip-links.js';
import type { Ban, Guard } from './guard.js';
import type { Context, GossipHandler, Handler, MessageOf, Service, ServiceHandlers } from './handler.js';
import { DecodedItems } from './items.js';
import type { LinkStats } from './links.js';
import { Links } from './links.js';
import type { NodeEvents } from './node-events.js';
import type { NodeOptions } from './options.js';
import { resolveOptions } from './options.js';
import type { WaitOptions } from './wait.js';
import { decodeFromPeer } from '../peer/decode-from-peer.js';

export interface BroadcastOptions {
  /** Peers that do not get it. */
  readonly except?: PeerId | ReadonlySet<PeerId> | undefined;
}

export interface BanOptions {
  /** Default Infinity. */
  readonly forMs?: number | undefined;
  /** Kept with the ban and told to the peer, at most 100 characters. Default `manual`. */
  readonly reason?: string | undefined;
}

export interface NodeStats extends LinkStats {
  readonly registry: RegistryStats;
  readonly gossip: GossipStats;
  /** Messages dropped because nothing handles their type. */
  readonly unhandledMessages: number;
}

/** A started node. Use `new Node(options)` and `start()` where handlers must be there before the first message. */
export async function createNode(options: NodeOptions): Promise<Node> {
  const node = new Node(options);
  await node.start();
  return node;
}

/** One member of a peer-to-peer network: listens, dials, keeps its connections, and gives messages to handlers. */
export class Node {
  readonly #links: Links;
  readonly #dispatcher: Dispatcher;
  readonly #gossip: Gossip;
  readonly #events = new EventHub<NodeEvents>();

  /** Throws TypeError or RangeError naming the option that cannot be used. */
  constructor(options: NodeOptions) {
    const settings = resolveOptions(options, [tcp, websocket]);
    this.#links = new Links(settings, this.#events);
    this.#gossip = new Gossip(settings.runtime, gossipLinks(this.#links), settings.gossip);
    this.#dispatcher = new Dispatcher(settings.catalog, this.#gossip);
    if (settings.gossip.announce) handleAnnouncements(this.#dispatcher, this.#gossip);
    this.#events.on('disconnect', ({ peer }) => {
      if (peer !== undefined) this.#gossip.peerGone(peer.id);
    });
  }

  /** Node id, 64 hex digits. Known once started. */
  get id(): PeerId {
    return this.#links.id;
  }

  /** The addresses it really listens on. */
  get addresses(): readonly string[] {
    return this.#links.addresses;
  }

  /** For frames that are already encoded. */
  get registry(): PeerConnectionRegistry {
    return this.#links.registry;
  }

  /** Open connections. */
  get connections(): readonly PeerConnection[] {
    return this.#links.connections;
  }

  /** What it knows of other nodes' addresses. */
  get addressBook(): AddressBook {
    return this.#links.book;
  }

  /** Violations and bans. */
  get guard(): Guard {
    return this.#links.guard;
  }

  /** Listens, then dials. Rejects, with nothing left open, when an address cannot be listened on. */
  start(): Promise<void> {
    return this.#links.start((connection, message, task) => {
      const peer = connection.peer?.id;
      if (peer === undefined) return undefined;
      const context: Context = {
        peer,
        connection,
        // Made only where a handler asks for it, and most never do.
        get signal() {
          return task.signal;
        },
      };
      return this.#dispatcher.dispatch(message, context);
    });
  }

  /** Stops dialling and listening, says CLOSING to every peer, and saves the address book. */
  async stop(): Promise<void> {
    await this.#links.stop();
    this.#gossip.stop();
  }

  /** Calls `handler` for every message of a type; for a request, it returns the response. */
  handle<C extends Codec<unknown>>(codec: C, handler: Handler<C>): void {
    this.#dispatcher.handle(codec, handler);
  }

  /** Handles every method of a service: `node.handleService(chainService, { getBlocks, … })`. */
  handleService<S extends Service>(service: S, handlers: ServiceHandlers<S>): void {
    this.#dispatcher.handleService(service, handlers);
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
    const connection = this.registry.connection(peer);
    const inbound = await this.registry.request(peer, codec.frame(message), options);
    try {
      return decodeFromPeer(codec.response, inbound.payload);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const problem = `${codec.response.name} from ${peer} does not decode: ${error.message}`;
      if (connection !== undefined) this.report(connection, problem, 'protocol');
      throw new RequestError('BAD_RESPONSE', problem, { cause: error });
    }
  }

  /**
   * Asks one peer for a stream, to be read by one `for await`; ending that early tells the peer. The peer sends no more than
   * 256 KiB ahead of the reader. Throws PeerError, UNSUPPORTED where not both sides offer streams; the iterator rejects with
   * RequestError when the stream fails, after the items that came before.
   */
  stream<T, R>(
    peer: PeerId,
    codec: StreamCodec<T, R>,
    message: T,
    options?: RequestOptions,
  ): AsyncIterableIterator<R> {
    const connection = this.registry.connection(peer);
    const inbound = this.registry.stream(peer, codec.frame(message), options);
    return new DecodedItems(codec.response, inbound, (problem) => {
      if (connection !== undefined) this.report(connection, problem, 'protocol');
    });
  }

  /** What a generated client asks through: `chainClient(node.peer(id)).getBlocks({ start: 1, end: 9 })`. */
  peer(peer: PeerId): Requester {
    return {
      request: (codec, message, options) => this.request(peer, codec, message, options),
      stream: (codec, message, options) => this.stream(peer, codec, message, options),
    };
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
   * Encodes once and sends to every peer; returns for how many it was queued. A gossip message goes only to those that
   * are not known to have it.
   */
  broadcast<C extends Codec<unknown>>(
    codec: C,
    message: MessageOf<C>,
    { except }: BroadcastOptions = {},
  ): number {
    if (!codec.gossip) return this.registry.broadcastMessage(codec, message, { except });
    return this.#gossip.publish(codec, message, typeof except === 'string' ? new Set([except]) : except);
  }

  /** Keeps a connection to an address from now on. False for this node's own, or when there are too many. */
  dial(address: string): boolean {
    return this.#links.dial(address);
  }

  /** Takes note of addresses heard of, and dials some while connections are missing. Unlike dial(), it insists on none. */
  learn(addresses: readonly string[]): void {
    this.#links.learn(addresses);
  }

  /**
   * From now on these addresses, and no others, are preferred: dialled first, and 40 % of the connections (20 to 30; of fewer
   * than 40 half) are theirs, so that in a full house others make room for them. What is no address is left out.
   */
  prefer(addresses: Iterable<string>): void {
    this.#links.prefer(addresses);
  }

  /** Closes the connection to a peer and dials it no more for a day, or until dial() is called. */
  disconnect(peer: PeerId, code: GoodbyeCode = GoodbyeCode.NORMAL, reason = ''): Promise<void> {
    return this.#links.disconnect(peer, code, reason);
  }

  /** The connection to a peer, once it is open. Rejects with PeerError when that takes too long or the node stops. */
  connected(peer: PeerId, options: WaitOptions = {}): Promise<PeerConnection> {
    return this.#links.connected(peer, options);
  }

  /** Counts a violation that the application found, of a kind of its own; enough of them ban the peer. */
  report(connection: PeerConnection, problem: string, kind = 'content'): void {
    this.#links.bans.report(connection, problem, kind);
  }

  /**
   * Bans a node id, a host, or an IPv6 network of 64 bits, by default for good; its connections are closed. Resolves when
   * the ban is saved. Rejects with TypeError for what is none of them.
   */
  ban(offender: string, { forMs, reason }: BanOptions = {}): Promise<Ban> {
    return this.#links.bans.ban(offender, forMs, reason);
  }

  /**
   * Lifts bans and forgets violations: of a node id also those of the hosts it offended from, of a host those of its node ids.
   * Resolves to the offenders forgiven, when that is saved; what this node wanted to dial is dialled at once.
   */
  unban(offender: string): Promise<string[]> {
    return this.#links.bans.unban(offender);
  }

  /** Everyone banned now. */
  bans(): Ban[] {
    return this.guard.bans();
  }

  /** Returns the function that stops listening. */
  on<Name extends keyof NodeEvents>(name: Name, listener: (...args: NodeEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  stats(): NodeStats {
    return {
      ...this.#links.stats(),
      registry: this.registry.stats(),
      gossip: this.#gossip.stats(),
      unhandledMessages: this.#dispatcher.unhandled,
    };
  }
}
