import type { Node } from '../../node/node.js';
import type { PeerId } from '../../peer/peer.js';
import type { Runtime } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import type { Part } from '../part.js';
import { endpointOf } from '../peers/peer-exchange.js';
import type { AddressRule } from './announcement.js';
import { MasternodeAnnouncements } from './announcements.js';
import { Attestations } from './attestations.js';
import { MasternodeDirectory } from './directory.js';
import { Heartbeats } from './heartbeats.js';
import type { Masternode } from './masternode.js';
import { PreferredMasternodes } from './preferred-masternodes.js';
import { type MasternodeOptions, OwnMasternode } from './own-masternode.js';

/** Where a connected peer can be reached. */
export interface PeerAddresses {
  of(peer: PeerId): string | undefined;
}

export interface MasternodesOptions {
  readonly rule: AddressRule;
  /** Where the node is going to listen. */
  readonly listen: readonly string[];
  /** What makes this node a masternode itself. */
  readonly own: MasternodeOptions | undefined;
}

/** What a node knows of masternodes, and the one that it may be itself. */
export class Masternodes implements Part {
  readonly directory: MasternodeDirectory;
  /** The masternode that this node is. */
  readonly own: OwnMasternode | undefined;
  readonly #node: Node;
  readonly #addresses: PeerAddresses;
  /** In the order in which they start; they stop the other way round. */
  readonly #parts: readonly Part[];

  /** Throws TypeError naming the option that cannot be used. */
  constructor(
    node: Node,
    addresses: PeerAddresses,
    { rule, listen, own }: MasternodesOptions,
    runtime: Runtime,
    log: Log,
  ) {
    const { clock } = runtime;
    this.#node = node;
    this.#addresses = addresses;
    this.directory = new MasternodeDirectory(clock);
    this.own = own && new OwnMasternode(node, this.directory, own, listen, rule, runtime, log);
    const announcements = new MasternodeAnnouncements(node, this.directory, rule, runtime, log);
    const attestations = new Attestations(node, this.directory, clock);
    new Heartbeats(node, this.directory, clock, {
      onHeard: (masternode) => {
        if (this.own !== undefined) attestations.attest(this.own, masternode);
      },
      onUnknown: (peer) => announcements.ask(peer),
    });
    const preferred = new PreferredMasternodes(node, this.directory, rule, clock);
    this.#parts = [this.directory, preferred, announcements, ...(this.own === undefined ? [] : [this.own])];
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
