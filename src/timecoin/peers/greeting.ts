import { createRequire } from 'node:module';
import { GetGenesisHash } from '../../../generated/timecoin/chain.js';
import { Version } from '../../../generated/timecoin/connection.js';
import type { Node } from '../../node/node.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { reasonOf } from '../../platform/reason.js';
import { GoodbyeCode } from '../../wire/codes.js';
import { shortHex } from '../hash.js';
import { sameBytes } from '../../wire/bytes.js';
import { PROTOCOL_VERSION, type TimeNetwork } from '../networks.js';
import { endpointOf } from './peer-exchange.js';
import type { Part } from '../part.js';

/** This package's version; what Version messages and the user agent say. */
export const packageVersion = (
  createRequire(import.meta.url)('framewright/package.json') as { version: string }
).version;

/** Tells every peer what this node is, and parts from peers whose chain or protocol is another one. */
export class Greeting implements Part {
  readonly #node: Node;
  readonly #network: TimeNetwork;
  readonly #genesisHash: Uint8Array;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Where each peer said it listens. */
  readonly #greeted = new Map<PeerId, string>();

  constructor(node: Node, network: TimeNetwork, genesisHash: Uint8Array, clock: Clock, log: Log) {
    this.#node = node;
    this.#network = network;
    this.#genesisHash = genesisHash;
    this.#clock = clock;
    this.#log = log;
    node.handle(Version, (version, { peer }) => {
      this.#received(peer, version);
    });
  }

  /** A peer has connected. */
  opened(peer: PeerId): void {
    this.#node.send(peer, Version, this.#own());
  }

  closed(peer: PeerId): void {
    this.#greeted.delete(peer);
  }

  /** Where a peer said it listens, `ip:port`; empty if it did not. */
  listenAddress(peer: PeerId): string {
    return this.#greeted.get(peer) ?? '';
  }

  #own(): Version {
    const [address] = this.#node.addresses;
    return Version.create({
      version: packageVersion,
      protocolVersion: PROTOCOL_VERSION,
      network: this.#network.name,
      listenAddr: (address === undefined ? undefined : endpointOf(address)) ?? '',
      timestamp: Math.floor(this.#clock.wallTime() / 1000),
      capabilities: ['blocks', 'transactions'],
      genesisHash: this.#genesisHash,
    });
  }

  #received(peer: PeerId, version: Version): void {
    const { protocolVersion, genesisHash, listenAddr } = version;
    if (protocolVersion !== PROTOCOL_VERSION) {
      this.#part(peer, GoodbyeCode.VERSION, `TIME protocol ${protocolVersion}, here ${PROTOCOL_VERSION}`);
      return;
    }
    if (genesisHash !== undefined && !this.#isFitting(peer, genesisHash)) return;
    const isNew = !this.#greeted.has(peer);
    this.#greeted.set(peer, listenAddr);
    if (genesisHash === undefined && isNew) void this.#askGenesis(peer);
  }

  async #askGenesis(peer: PeerId): Promise<void> {
    try {
      const { hash } = await this.#node.request(peer, GetGenesisHash, GetGenesisHash.create());
      this.#isFitting(peer, hash);
    } catch (error) {
      // Its blocks will not connect; that is found out when there is need of them.
      this.#log.debug('no genesis hash', { peer, reason: reasonOf(error) });
    }
  }

  /** Parts from the peer if its chain starts otherwise. */
  #isFitting(peer: PeerId, genesisHash: Uint8Array): boolean {
    if (sameBytes(genesisHash, this.#genesisHash)) return true;
    const reason = `genesis block ${shortHex(genesisHash)}, here ${shortHex(this.#genesisHash)}`;
    this.#part(peer, GoodbyeCode.NETWORK, reason);
    return false;
  }

  #part(peer: PeerId, code: GoodbyeCode, reason: string): void {
    this.#log.warn('peer does not fit', { peer, reason });
    void this.#node.disconnect(peer, code, reason);
  }
}
