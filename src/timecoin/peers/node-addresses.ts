import { isIP } from 'node:net';
import { hostOf, portOf, schemeOf } from '../../node/address.js';
import type { Node } from '../../node/node.js';
import type { PeerConnection } from '../../peer/connection.js';
import type { PeerId } from '../../peer/peer.js';
import type { Greeting } from './greeting.js';
import type { Addresses } from './peer-exchange.js';

/** The addresses of a node's peers and of its address book, for peer exchange. */
export class NodeAddresses implements Addresses {
  readonly #node: Node;
  readonly #greeting: Greeting;
  readonly #scheme: string;

  /** `scheme` is how this node's network is dialled. */
  constructor(node: Node, greeting: Greeting, scheme: string) {
    this.#node = node;
    this.#greeting = greeting;
    this.#scheme = scheme;
  }

  known(count: number): string[] {
    const connected = this.#node.connections.map((connection) => this.#addressOf(connection));
    const met = this.#node.addressBook
      .best(count, ({ lastSuccess }) => lastSuccess > 0)
      .map((each) => each.address);
    const all = [...connected, ...met].filter(
      (address) =>
        address !== undefined && schemeOf(address) === this.#scheme && !this.#node.addressBook.isOwn(address),
    );
    return [...new Set(all as string[])].slice(0, count);
  }

  offer(addresses: readonly string[]): void {
    this.#node.learn(addresses);
  }

  of(peer: PeerId): string | undefined {
    const connection = this.#node.connections.find((each) => each.peer?.id === peer);
    return connection && (this.#addressOf(connection) ?? connection.address);
  }

  // Whom we dialled is reached where we dialled; others at the port they name, on the host they come from.
  #addressOf({ direction, address, peer }: PeerConnection): string | undefined {
    if (direction === 'outbound') return address;
    if (peer === undefined) return undefined;
    const told = this.#greeting.listenAddress(peer.id);
    // Links in memory come from nowhere: there the name alone counts.
    if (this.#scheme === 'memory') return told === '' ? undefined : `memory:${told}`;
    const port = peer.listenPort === 0 ? portOf(told) : peer.listenPort;
    if (port === 0) return undefined;
    return `${this.#scheme}://${isIP(hostOf(address)) === 6 ? `[${hostOf(address)}]` : hostOf(address)}:${port}`;
  }
}
