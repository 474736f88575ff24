import { isIP } from 'node:net';
import { GetPeers, PeersResponse } from '../../../generated/timecoin/peers.js';
import { hostOf, isLoopback } from '../../node/address.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock, Random, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { type Address, formatAddress, parseAddress } from '../../transport/address.js';
import { TransportError } from '../../transport/errors.js';
import { reasonOf } from '../../platform/reason.js';
import type { PeerRequests } from '../peer-requests.js';
import type { Part } from '../part.js';

/** How often peers are asked for addresses, and how many of them a round. */
const ROUND_MS = 120_000;
const ROUND_PEERS = 4;

/** Addresses given to a peer, and taken from one, at once. */
const MAX_GIVEN = 256;
const MAX_TAKEN = 256;

/** The addresses of a node. */
export interface Addresses {
  /** Addresses at which other nodes can be reached, the best first. */
  known(count: number): readonly string[];
  /** Something to dial when there is room. Own addresses and known ones are for the taker to leave out. */
  offer(addresses: readonly string[]): void;
  /** The address that a peer is connected from or dialled at. */
  of(peer: PeerId): string | undefined;
}

/** Asks peers for the addresses of further peers, on connecting and every 120 s, and answers when they ask. */
export class PeerExchange implements Part {
  readonly #links: PeerRequests;
  readonly #addresses: Addresses;
  readonly #scheme: string;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #timer: Timer | undefined;

  /** `scheme` is how "ip:port" is dialled here: tcp or ws. */
  constructor(
    links: PeerRequests,
    addresses: Addresses,
    scheme: string,
    runtime: { readonly clock: Clock; readonly random: Random },
    log: Log,
  ) {
    this.#links = links;
    this.#addresses = addresses;
    this.#scheme = scheme;
    this.#clock = runtime.clock;
    this.#random = runtime.random;
    this.#log = log;
  }

  start(): void {
    this.#timer = this.#clock.schedule(ROUND_MS, () => {
      for (const peer of this.#some()) void this.#ask(peer);
      this.start();
    });
  }

  stop(): void {
    this.#stop.abort();
    this.#timer?.cancel();
  }

  /** A peer has connected. */
  opened(peer: PeerId): void {
    void this.#ask(peer);
  }

  /** What this node knows, without the asker's own address. */
  answer(asker: PeerId): PeersResponse {
    const own = this.#addresses.of(asker);
    const peers: string[] = [];
    for (const address of this.#addresses.known(MAX_GIVEN)) {
      const endpoint = endpointOf(address);
      // A host name, or a path behind the port, does not fit into `ip:port`.
      const fits = endpoint !== undefined && addressOf(endpoint, this.#scheme, true) === address;
      if (fits && address !== own) peers.push(endpoint);
    }
    return PeersResponse.create({ peers });
  }

  async #ask(peer: PeerId): Promise<void> {
    let peers: readonly string[];
    try {
      ({ peers } = await this.#links.request(peer, GetPeers, GetPeers.create(), {
        signal: this.#stop.signal,
      }));
    } catch (error) {
      // The next round asks again.
      this.#log.debug('no addresses', { peer, reason: reasonOf(error) });
      return;
    }
    const fromLoopback = isLoopback(hostOf(this.#addresses.of(peer) ?? ''));
    const usable = peers
      .slice(0, MAX_TAKEN)
      .map((endpoint) => addressOf(endpoint, this.#scheme, fromLoopback))
      .filter((address) => address !== undefined);
    if (usable.length < peers.length) {
      this.#log.debug('addresses left out', { peer, sent: peers.length, usable: usable.length });
    }
    if (usable.length > 0) this.#addresses.offer(usable);
  }

  #some(): PeerId[] {
    const peers = [...this.#links.connectedIds()];
    while (peers.length > ROUND_PEERS) peers.splice(Math.floor(this.#random.next() * peers.length), 1);
    return peers;
  }
}

/** How PeersResponse and Version name an address: `ip:port`. Undefined where it has none. */
export function endpointOf(address: string): string | undefined {
  const parsed = parsedAddress(address);
  if (parsed?.scheme === 'memory') return parsed.name;
  if (parsed === undefined || !('host' in parsed)) return undefined;
  return formatAddress({ scheme: 'tcp', host: parsed.host, port: parsed.port }).slice('tcp://'.length);
}

/**
 * The address to dial for an endpoint that a peer named; undefined for what is no such thing or leads nowhere. A loopback
 * address means something only to a peer on the same machine.
 */
export function addressOf(endpoint: string, scheme: string, allowLoopback: boolean): string | undefined {
  if (scheme === 'memory') return `memory:${endpoint}`;
  const address = `${scheme}://${endpoint}`;
  const parsed = parsedAddress(address);
  if (parsed === undefined || !('host' in parsed) || parsed.port === 0) return undefined;
  // Rebuilt and compared: nothing but host and port may stand in it, in the one form that all tables use.
  if (formatAddress(parsed) !== address) return undefined;
  if (isIP(parsed.host) === 0 || isNowhere(parsed.host)) return undefined;
  return isLoopback(parsed.host) && !allowLoopback ? undefined : address;
}

function parsedAddress(address: string): Address | undefined {
  try {
    return parseAddress(address);
  } catch (error) {
    if (error instanceof TransportError) return undefined;
    throw error;
  }
}

// Unspecified, link-local, multicast, reserved and broadcast addresses.
function isNowhere(host: string): boolean {
  if (isIP(host) === 6) return /^(::$|fe[89ab]|ff)/.test(host);
  const [first = 0, second = 0] = host.split('.').map(Number);
  return first === 0 || first >= 224 || (first === 169 && second === 254);
}
