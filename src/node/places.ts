import type { PeerConnection } from '../peer/connection.js';
import type { PeerId, RemotePeer } from '../peer/peer.js';
import { advertisedAddress, hostOf, siteOf, tryCanonical } from './address.js';
import type { AddressBook } from './address-book.js';
import type { DialVerdict } from './dialer.js';
import type { Seat } from './eviction.js';
import { worstOf } from './eviction.js';

/** How much better a known address must be than a connection that it replaces. Without a margin two would take turns. */
const CLEARLY_BETTER = 0.2;
const MAX_ADDRESSES = 1_000;
/** One place in so many, and at most half of the wanted ones, is for connections that this node dials. */
const OUTBOUND_PART = 8;

/** What Places reads of the node around it. */
export interface PlacesView {
  /** Open connections. */
  connections(): readonly PeerConnection[];
  isConnected(peer: PeerId): boolean;
  /** Whether a connection to the address may be expected: it is not given up, banned or this node's own. */
  isHopeful(address: string): boolean;
  /** Since when a connection is open, in milliseconds. */
  openMs(connection: PeerConnection): number;
}

export interface PlacesOptions {
  readonly maxConnections: number;
  readonly wantedConnections: number;
  /** Addresses that the configuration names. */
  readonly peers: readonly string[];
}

/** A place that a connection may take, and who must go for it. */
export interface Place {
  readonly instead: PeerConnection | undefined;
}

const FREE: Place = { instead: undefined };

/** 40 % of the connections, 20 to 30; of fewer than 40 at most half, so that no node is closed to everyone else. */
export function preferredShare(maxConnections: number): number {
  const share = Math.min(30, Math.max(20, Math.floor(maxConnections * 0.4)));
  return Math.min(share, Math.floor(maxConnections / 2));
}

/** Who may have one of the node's connections: a share is the preferred addresses', the others are for whoever comes. */
export class Places {
  readonly #book: AddressBook;
  readonly #view: PlacesView;
  readonly #max: number;
  readonly #wanted: number;
  readonly #share: number;
  /** Places that nobody takes by dialling this node: what answers where it dials itself is harder to surround it with. */
  readonly #outbound: number;
  /** Connections let in that are not open yet. */
  readonly #admitted = new Set<PeerConnection>();
  readonly #kept: Set<string>;
  #preferred: ReadonlySet<string> = new Set();
  /** An address that is dialled to replace a worse connection. */
  #challenger: string | undefined;
  /** Whether it has been: once, and it is an address like others. */
  #isChallenging = false;

  constructor(book: AddressBook, view: PlacesView, options: PlacesOptions) {
    this.#book = book;
    this.#view = view;
    this.#max = options.maxConnections;
    this.#wanted = Math.min(options.wantedConnections, options.maxConnections);
    this.#share = preferredShare(options.maxConnections);
    this.#outbound = Math.min(Math.ceil(this.#wanted / 2), Math.floor(this.#max / OUTBOUND_PART));
    this.#kept = new Set(options.peers);
  }

  /** Replaces the preferred addresses; returns those that were not preferred before. */
  prefer(addresses: Iterable<string>): string[] {
    const before = this.#preferred;
    const preferred = new Set<string>();
    for (const address of addresses) {
      const canonical = tryCanonical(address);
      if (canonical !== undefined && !this.#book.isOwn(canonical)) preferred.add(canonical);
      if (preferred.size >= MAX_ADDRESSES) break;
    }
    this.#preferred = preferred;
    return [...preferred].filter((address) => !before.has(address));
  }

  get preferred(): ReadonlySet<string> {
    return this.#preferred;
  }

  /** A connection to this address is kept, whatever it is worth. */
  keep(address: string): void {
    if (this.#kept.size < MAX_ADDRESSES) this.#kept.add(address);
  }

  letGo(address: string): void {
    this.#kept.delete(address);
  }

  isKept(address: string): boolean {
    return this.#kept.has(address);
  }

  isPreferred(address: string): boolean {
    return this.#preferred.has(address);
  }

  /** Preferred peers that are connected. */
  get preferredCount(): number {
    return this.#at(this.#preferred).length;
  }

  /** Preferred connections that are missing. */
  get preferredMissing(): number {
    return Math.max(0, this.#share - this.preferredCount);
  }

  /** Ordinary connections that are missing, as far as there is a place for them. */
  get ordinaryMissing(): number {
    const ordinary = this.#taken().length - Math.min(this.preferredCount, this.#share);
    const outbound = this.#view.connections().filter(isOutbound).length;
    // Who only lets others in leaves it to them whom it hears.
    const missing = Math.max(this.#wanted - ordinary, Math.ceil(this.#wanted / 2) - outbound);
    return Math.min(missing, this.freePlaces);
  }

  /** Places that ordinary peers may take. */
  get freePlaces(): number {
    return Math.max(0, this.#max - this.#taken().length - this.#reserved());
  }

  verdict(address: string): DialVerdict {
    if (address === this.#challenger && !this.#isChallenging) {
      this.#isChallenging = true;
      return 'dial';
    }
    if (this.isPreferred(address) && this.preferredMissing > 0) {
      return this.#taken().length < this.#max || this.#worst() !== undefined ? 'dial' : 'wait';
    }
    if (this.isKept(address)) return this.freePlaces > 0 ? 'dial' : 'wait';
    return this.ordinaryMissing > 0 ? 'dial' : 'drop';
  }

  /** The place of a connection whose peer has said who it is; undefined if there is none for it. */
  placeFor(connection: PeerConnection, peer: RemotePeer): Place | undefined {
    // A second connection of a peer takes no place of its own: it will replace the first or go.
    const kept = isOutbound(connection) ? 0 : this.#outboundMissing;
    if (this.#view.isConnected(peer.id) || this.freePlaces > kept) return FREE;
    if (this.preferredMissing > 0 && this.#isAt(this.#preferred, connection, peer)) {
      return this.#taken().length < this.#max ? FREE : instead(this.#worst());
    }
    if (connection.direction === 'outbound' && connection.address === this.#challenger) {
      return instead(this.#worseThan(connection.address));
    }
    return undefined;
  }

  /** Let in, and not open yet. */
  admitted(connection: PeerConnection): void {
    this.#admitted.add(connection);
  }

  /** It has opened or ended. */
  settled(connection: PeerConnection): void {
    this.#admitted.delete(connection);
    if (connection.direction === 'outbound' && connection.address === this.#challenger) {
      this.#challenger = undefined;
    }
  }

  /** Connections let in that are not open yet. */
  get opening(): ReadonlySet<PeerConnection> {
    return this.#admitted;
  }

  /**
   * Of a full house, an address that would be clearly better than the worst connection that this node dialled: it may be
   * dialled beyond the cap now, and takes that one's place if it answers.
   */
  challenge(mayTry: (address: string) => boolean): string | undefined {
    this.#challenger = undefined;
    if (this.freePlaces > 0) return undefined;
    const [best] = this.#book.best(1, (known) => known.successes > 0 && mayTry(known.address));
    if (best === undefined || this.#worseThan(best.address) === undefined) return undefined;
    this.#challenger = best.address;
    this.#isChallenging = false;
    return best.address;
  }

  #worseThan(address: string): PeerConnection | undefined {
    const most = this.#book.score(address) - CLEARLY_BETTER;
    const worst = worstOf(this.#seats().filter(({ connection }) => connection.direction === 'outbound'));
    return worst !== undefined && worst.score <= most ? worst.connection : undefined;
  }

  #worst(): PeerConnection | undefined {
    return worstOf(this.#seats())?.connection;
  }

  /** Of ordinary connections: nothing takes the place of preferred and of configured ones. */
  #seats(): Seat<PeerConnection>[] {
    const safe = new Set([...this.#at(this.#preferred), ...this.#at(this.#kept)]);
    return this.#view
      .connections()
      .filter((connection) => !safe.has(connection))
      .map((connection) => {
        const { rttMs, violations } = connection.stats();
        return {
          connection,
          site: siteOf(hostOf(connection.address)),
          openMs: this.#view.openMs(connection),
          rttMs,
          violations,
          score: this.#book.score(addressOf(connection, connection.peer, this.#book) ?? ''),
        };
      });
  }

  #taken(): PeerConnection[] {
    return [...this.#view.connections(), ...this.#admitted];
  }

  /** Places that stay free for preferred peers that are missing and may be expected. */
  #reserved(): number {
    if (this.#preferred.size === 0) return 0;
    const hopeful = [...this.#preferred].filter((address) => this.#view.isHopeful(address)).length;
    return Math.max(0, Math.min(this.#share, hopeful) - this.preferredCount);
  }

  get #outboundMissing(): number {
    return Math.max(0, this.#outbound - this.#taken().filter(isOutbound).length);
  }

  #at(addresses: ReadonlySet<string>): PeerConnection[] {
    if (addresses.size === 0) return [];
    const peers = this.#peersAt(addresses);
    return this.#taken().filter(
      (connection) =>
        addresses.has(connection.address) ||
        (connection.peer !== undefined &&
          (peers.has(connection.peer.id) || addresses.has(claimedAddress(connection, connection.peer)))),
    );
  }

  #isAt(addresses: ReadonlySet<string>, connection: PeerConnection, peer: RemotePeer): boolean {
    return (
      addresses.has(connection.address) ||
      addresses.has(claimedAddress(connection, peer)) ||
      this.#peersAt(addresses).has(peer.id)
    );
  }

  /**
   * Who answered at these addresses. Without TLS a node id is a claim: who makes it from elsewhere gains no more than one
   * of the preferred places, as long as the true one does not come (WIRE.md §7.3).
   */
  #peersAt(addresses: ReadonlySet<string>): Set<PeerId> {
    const peers = new Set<PeerId>();
    for (const address of addresses) {
      const peer = this.#book.get(address)?.peer;
      if (peer !== undefined) peers.add(peer);
    }
    return peers;
  }
}

/** The address under which the book knows the peer of a connection. */
export function addressOf(
  connection: PeerConnection,
  peer: RemotePeer | undefined,
  book: AddressBook,
): string | undefined {
  if (connection.direction === 'outbound') return connection.address;
  if (peer === undefined) return undefined;
  const claimed = claimedAddress(connection, peer);
  return claimed === '' ? book.addressesOf(peer.id)[0] : claimed;
}

/** Of an inbound connection: its host, which is certain, and the port that the peer says it listens on. */
function claimedAddress({ direction, address }: PeerConnection, peer: RemotePeer): string {
  return direction === 'inbound' ? (advertisedAddress(address, peer.listenPort) ?? '') : '';
}

function isOutbound({ direction }: PeerConnection): boolean {
  return direction === 'outbound';
}

function instead(connection: PeerConnection | undefined): Place | undefined {
  return connection && { instead: connection };
}
