import type { Node } from '../../node/node.js';
import type { PeerId } from '../../peer/peer.js';
import type { Runtime } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import type { Part } from '../part.js';
import { endpointOf } from '../peers/peer-exchange.js';
import { type AddressRule } from './announcement.js';
import { MasternodeAnnouncements } from './announcements.js';
import { MasternodeDirectory } from './directory.js';
import type { Masternode } from './masternode.js';

/** Where a connected peer can be reached. */
export interface PeerAddresses {
  of(peer: PeerId): string | undefined;
}

/** What a node knows of masternodes. */
export class Masternodes implements Part {
  readonly directory: MasternodeDirectory;
  readonly #node: Node;
  readonly #addresses: PeerAddresses;
  /** In the order in which they start; they stop the other way round. */
  readonly #parts: readonly Part[];

  constructor(node: Node, addresses: PeerAddresses, rule: AddressRule, runtime: Runtime, log: Log) {
    this.#node = node;
    this.#addresses = addresses;
    this.directory = new MasternodeDirectory(runtime.clock);
    const announcements = new MasternodeAnnouncements(node, this.directory, rule, runtime, log);
    this.#parts = [this.directory, announcements];
  }

  start(): void {
    for (const part of this.#parts) part.start?.();
  }

  opened(peer: PeerId): void {
    for (const part of this.#parts) part.opened?.(peer);
  }

  closed(peer: PeerId): void {
    for (const part of this.#parts) part.closed?.(peer);
  }

  async stop(): Promise<void> {
    for (const part of this.#parts.toReversed()) await part.stop?.();
  }

  /** The masternode that a connected peer is, by the address it is dialled at. */
  ofPeer(peer: PeerId): Masternode | undefined {
    const address = this.#addresses.of(peer);
    const endpoint = address === undefined ? undefined : endpointOf(address);
    return endpoint === undefined ? undefined : this.directory.get(endpoint);
  }

  /** Whether a connected peer is a masternode that is active. */
  isMasternodePeer(peer: PeerId): boolean {
    return this.ofPeer(peer)?.isActive ?? false;
  }

  /** The connected peers that are active masternodes. */
  peers(): PeerId[] {
    return this.#node.connections
      .flatMap((connection) => connection.peer?.id ?? [])
      .filter((peer) => this.isMasternodePeer(peer));
  }
}
