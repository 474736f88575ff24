import { isIP } from 'node:net';
import { hostOf, isLoopback, siteOf } from '../../node/address.js';
import type { PeerConnection } from '../../peer/connection.js';
import type { PeerId } from '../../peer/peer.js';
import { formatAddress, parseAddress } from '../../transport/address.js';
import { TransportError } from '../../transport/errors.js';
import { ControlError, ControlFault } from './api.js';

/** How a person names a peer. */
export type Who =
  | { readonly kind: 'id'; readonly id: PeerId }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'address'; readonly address: string; readonly host: string }
  | { readonly kind: 'host'; readonly host: string };

const SHORTEST_PREFIX = 4;

/** Reads a node id, the beginning of one, an address or an IP. Throws ControlError. */
export function parseWho(text: string): Who {
  if (/^[0-9a-f]{64}$/i.test(text)) return { kind: 'id', id: text.toLowerCase() };
  if (/^[0-9a-f]+$/i.test(text) && text.length < 64) {
    if (text.length >= SHORTEST_PREFIX) return { kind: 'prefix', prefix: text.toLowerCase() };
    return bad(`give at least ${SHORTEST_PREFIX} digits of an id, not ${JSON.stringify(text)}`);
  }
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return { kind: 'host', host: bare.toLowerCase() };
  try {
    const address = formatAddress(parseAddress(text));
    return { kind: 'address', address, host: hostOf(address) };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return bad(`name a peer by its id or the beginning of it, by its address (host:port) or by its IP`, text);
  }
}

/** The one open connection that is meant. Throws ControlError if there is none, or more than one. */
export function findPeer(connections: readonly PeerConnection[], who: Who): PeerConnection {
  const found = connections.filter((connection) => isMeant(connection, who));
  const [first] = found;
  if (first === undefined) {
    throw new ControlError(
      ControlFault.NO_SUCH_PEER,
      `not connected to ${nameOf(who)}; see framewright peers`,
    );
  }
  if (found.length > 1)
    throw ambiguous(
      nameOf(who),
      found.map(({ peer, address }) => `${peer?.id} (${address})`),
    );
  return first;
}

/** Under which name the guard bans who is meant: a node id or siteOf() a host. Throws ControlError. */
export function offenderOf(connections: readonly PeerConnection[], who: Who): string {
  switch (who.kind) {
    case 'id':
      return who.id;
    case 'prefix':
      return idOf(findPeer(connections, who));
    case 'address':
      // Many nodes share a loopback address: there the one at this address is meant.
      if (isLoopback(who.host)) return idOf(findPeer(connections, who));
      if (isIP(who.host) === 0) return bad(`a host is banned by its IP address, and ${who.host} is a name`);
      return siteOf(who.host);
    case 'host':
      return siteOf(who.host);
  }
}

/** The ban that is meant, among the banned. Throws ControlError. */
export function findOffender(banned: readonly string[], who: Who): string {
  const found = banned.filter((offender) => {
    switch (who.kind) {
      case 'id':
        return offender === who.id;
      case 'prefix':
        return /^[0-9a-f]{64}$/.test(offender) && offender.startsWith(who.prefix);
      case 'address':
      case 'host':
        return offender === siteOf(who.host);
    }
  });
  const [first] = found;
  if (first === undefined) {
    throw new ControlError(ControlFault.NOT_BANNED, `${nameOf(who)} is not banned; see framewright bans`);
  }
  if (found.length > 1) throw ambiguous(nameOf(who), found);
  return first;
}

function isMeant({ peer, address }: PeerConnection, who: Who): boolean {
  switch (who.kind) {
    case 'id':
      return peer?.id === who.id;
    case 'prefix':
      return peer?.id.startsWith(who.prefix) === true;
    case 'address':
      return address === who.address;
    case 'host':
      return hostOf(address) === hostOf(formatAddress({ scheme: 'tcp', host: who.host, port: 0 }));
  }
}

function idOf({ peer, address }: PeerConnection): PeerId {
  if (peer !== undefined) return peer.id;
  throw new ControlError(ControlFault.NO_SUCH_PEER, `${address} has not said who it is yet`);
}

function nameOf(who: Who): string {
  switch (who.kind) {
    case 'id':
      return who.id;
    case 'prefix':
      return `an id that begins with ${who.prefix}`;
    case 'address':
      return who.address;
    case 'host':
      return who.host;
  }
}

function ambiguous(name: string, found: readonly string[]): ControlError {
  const shown = found.slice(0, 5).join(', ');
  const more = found.length > 5 ? ` and ${found.length - 5} more` : '';
  return new ControlError(ControlFault.AMBIGUOUS, `${name} may be any of ${shown}${more}: give more of it`);
}

function bad(problem: string, given?: string): never {
  throw new ControlError(
    ControlFault.BAD_REQUEST,
    given === undefined ? problem : `${problem}, not ${JSON.stringify(given)}`,
  );
}
