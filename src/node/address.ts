import type { Address } from '../transport/address.js';
import { formatAddress, parseAddress } from '../transport/address.js';
import { TransportError } from '../transport/errors.js';

const BUILT_IN_SCHEMES = ['tcp', 'ws', 'unix', 'memory'];

/** The scheme of an address; `tcp` where it names none. */
export function schemeOf(address: string): string {
  return /^([a-z][a-z0-9+.-]*):(?!\d+$)/i.exec(address)?.[1]?.toLowerCase() ?? 'tcp';
}

/** An address as a person wrote it in the one form that all tables use. Throws TransportError for one that is none. */
export function canonicalAddress(address: string): string {
  // Of the schemes of other transports only they know the form.
  return BUILT_IN_SCHEMES.includes(schemeOf(address)) ? formatAddress(parseAddress(address)) : address;
}

/** An address that others named, in the one form that all tables use; undefined for what is none. */
export function tryCanonical(address: string): string | undefined {
  try {
    return canonicalAddress(address);
  } catch (error) {
    if (error instanceof TransportError) return undefined;
    throw error;
  }
}

/** Who stands behind an address: its host without brackets, or the whole of one without host. */
export function hostOf(address: string): string {
  const parsed = tryParse(address);
  switch (parsed?.scheme) {
    case 'tcp':
    case 'ws': {
      const host = parsed.host.toLowerCase();
      // The same machine, whether the socket was opened for IPv4 alone or for both.
      return host.startsWith('::ffff:') && host.includes('.') ? host.slice(7) : host;
    }
    case 'unix':
      return 'localhost';
    case 'memory':
      return parsed.name;
    case undefined:
      return address;
  }
}

/** The port of an address, 0 if it has none. */
export function portOf(address: string): number {
  const parsed = tryParse(address);
  return parsed !== undefined && 'port' in parsed ? parsed.port : 0;
}

/** The TCP port that others can dial, for the Handshake; 0 if there is none. */
export function listenPortOf(addresses: readonly string[]): number {
  return portOf(addresses.find((address) => schemeOf(address) === 'tcp') ?? '');
}

/** Where a peer that connected from `remoteAddress` says it listens; undefined if it does not. */
export function advertisedAddress(remoteAddress: string, listenPort: number): string | undefined {
  const parsed = tryParse(remoteAddress);
  if (parsed === undefined || !('host' in parsed)) return undefined;
  if (!Number.isInteger(listenPort) || listenPort < 1 || listenPort > 65_535) return undefined;
  // The announced port is one of TCP, whatever carried this link (WIRE.md, "Handshake").
  return formatAddress({ scheme: 'tcp', host: hostOf(remoteAddress), port: listenPort });
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** What counts as one party's: an IPv4 host, or the first 64 bits of an IPv6 one, of which a single line has all others. */
export function siteOf(host: string): string {
  const [, ipv6] = /^([0-9a-f:.]*:[0-9a-f:.]*)(?:%.*)?$/i.exec(host) ?? [];
  if (ipv6 === undefined) return host.toLowerCase();
  const mapped = mappedIpv4(ipv6);
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = ipv6.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  while (groups.length < 4) groups.push(groups.length + last.length < 8 ? '0' : (last.shift() ?? '0'));
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** The IPv4 address in `::ffff:203.0.113.7` or `::ffff:cb00:7107`. */
function mappedIpv4(host: string): string | undefined {
  const [, dotted, high, low] =
    /^(?:0*:)+ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(host) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === undefined || low === undefined) return undefined;
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 0xff])
    .join('.');
}

function tryParse(address: string): Address | undefined {
  try {
    return parseAddress(address);
  } catch (error) {
    if (error instanceof TransportError) return undefined;
    throw error;
  }
}
