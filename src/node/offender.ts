import { TransportError } from '../transport/errors.js';
import { parseAddress } from '../transport/address.js';
import { hostOf, isLoopback, siteOf } from './address.js';

const NODE_ID = /^[0-9a-f]{64}$/;

export function isNodeId(text: string): boolean {
  return NODE_ID.test(text);
}

/** Under which names a peer is known to the guard: the site it comes from, and the node id that it claims. */
export function offenderNames(address: string, peer: string | undefined): string[] {
  const site = siteOf(hostOf(address));
  return peer === undefined ? [site] : [site, peer];
}

/** The names on which a violation counts. Many nodes share a loopback address, so there only the id counts. */
export function countedNames(address: string, peer: string | undefined): string[] {
  return offenderNames(address, peer).filter((name) => !isLoopback(name) && !isLoopbackSite(name));
}

/**
 * What a person wrote, as the guard names it: a node id, a host, an address with port, or an IPv6 network of 64 bits.
 * Throws TypeError for anything else.
 */
export function offenderNamed(text: string): string {
  const name = text.trim().toLowerCase();
  if (NODE_ID.test(name)) return name;
  const [, network] = /^([0-9a-f:.]+)\/64$/.exec(name) ?? [];
  const host = network ?? hostIn(name);
  if (host !== undefined && /^[^\s/]{1,253}$/.test(host)) return siteOf(hostOf(host));
  throw new TypeError(
    `${JSON.stringify(text)} names nobody: give a node id (64 hex digits), a host, or an IPv6 network such as 2001:db8:0:1::/64`,
  );
}

function hostIn(name: string): string | undefined {
  const bare = /^\[(.*)\]$/.exec(name)?.[1] ?? name;
  // An IPv6 host without brackets could be read as host and port.
  if (/^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(%.*)?$/.test(bare)) return bare;
  try {
    parseAddress(name);
    return hostOf(name);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return bare.includes(':') ? undefined : bare;
  }
}

function isLoopbackSite(name: string): boolean {
  return name === siteOf('::1');
}
