import { GetPeers } from '../../../generated/timecoin/peers.js';
import type { Node } from '../../node/node.js';
import type { Runtime } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import type { TimeNetwork } from '../networks.js';
import { Parts } from '../part.js';
import type { PeerRequests } from '../peer-requests.js';
import { Greeting } from './greeting.js';
import { NodeAddresses } from './node-addresses.js';
import { PeerExchange } from './peer-exchange.js';

/** What every peer is told and asked first: who we are, and whom else it knows. */
export class PeersPart extends Parts {
  readonly addresses: NodeAddresses;

  /** `scheme` is how this node's network is dialled. */
  constructor(
    node: Node,
    links: PeerRequests,
    network: TimeNetwork,
    genesisHash: Uint8Array,
    scheme: string,
    runtime: Runtime,
    log: Log,
  ) {
    const greeting = new Greeting(node, network, genesisHash, runtime.clock, log);
    const addresses = new NodeAddresses(node, greeting, scheme);
    const exchange = new PeerExchange(links, addresses, scheme, runtime, log);
    super(greeting, exchange);
    this.addresses = addresses;
    node.handle(GetPeers, (_, { peer }) => exchange.answer(peer));
  }
}
