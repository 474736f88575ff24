/** The host of `scheme://host:port`, without brackets; the whole text when it is no such address. */
export function hostOf(address: string): string {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(address);
  if (match?.[1] === undefined) return address;
  const host = match[1].replace(/^\[|\]$/g, '').toLowerCase();
  // The same machine, whether the socket was opened for IPv4 alone or for both.
  return host.startsWith('::ffff:') && host.includes('.') ? host.slice(7) : host;
}

/** The scheme in front of `://`, lower case; empty when there is none. */
export function schemeOf(address: string): string {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase() ?? '';
}

/** The port of `scheme://host:port`, or 0. */
export function portOf(address: string): number {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:\[[^\]]*\]|[^/:?#]*):(\d{1,5})(?:[/?#]|$)/i.exec(address);
  const port = Number(match?.[1] ?? 0);
  return port <= 65_535 ? port : 0;
}

/** Where a peer that connected from `remoteAddress` says it listens; undefined if it does not. */
export function advertisedAddress(remoteAddress: string, listenPort: number): string | undefined {
  if (!Number.isInteger(listenPort) || listenPort < 1 || listenPort > 65_535) return undefined;
  const host = hostOf(remoteAddress);
  if (host === remoteAddress || host === '') return undefined;
  // The announced port is one of TCP whatever carried this link (WIRE.md, "Handshake"); only tests have other networks.
  const scheme = schemeOf(remoteAddress) === 'memory' ? 'memory' : 'tcp';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${listenPort}`;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** What counts as one party's: an IPv4 host, or the first 64 bits of an IPv6 one, of which a single line has all others. */
export function siteOf(host: string): string {
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(host)) return host;
  const [head = '', tail] = host.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  while (groups.length < 4) groups.push(groups.length + last.length < 8 ? '0' : (last.shift() ?? '0'));
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
