import { TransportError } from './errors.js';

/** Where to dial or listen, taken apart. */
export type Address =
  | { readonly scheme: 'tcp'; readonly host: string; readonly port: number }
  | { readonly scheme: 'ws'; readonly host: string; readonly port: number; readonly path: string }
  | { readonly scheme: 'unix'; readonly path: string }
  | { readonly scheme: 'memory'; readonly name: string };

export interface AddressDefaults {
  /** For `127.0.0.1:24000` without a scheme. Default `tcp`. */
  readonly scheme?: 'tcp' | 'ws' | undefined;
  /** For `tcp://127.0.0.1` without a port. Without it a port is required. */
  readonly port?: number | undefined;
}

const EXAMPLES = 'tcp://127.0.0.1:24000, [::1]:24000, ws://host:port/path, unix:/path or memory:name';
const HOST = /^[\p{L}\p{N}._-]+$/u;
const IPV6 = /^[0-9a-f:.]*:[0-9a-f:.]*(%[\w.-]+)?$/i;

/**
 * Reads an address as a person writes it. Throws TransportError (BAD_ADDRESS) that says what is wrong. Port 0 is for
 * listening: the system chooses.
 */
export function parseAddress(text: string, defaults: AddressDefaults = {}): Address {
  const fail = (problem: string): never => {
    throw new TransportError('BAD_ADDRESS', `${JSON.stringify(text)}: ${problem}`);
  };
  const named = /^(unix|memory):(.*)$/is.exec(text);
  if (named !== null) {
    const [, scheme, rest = ''] = named;
    if (scheme?.toLowerCase() === 'unix') {
      return rest === '' ? fail('a path must follow unix:') : { scheme: 'unix', path: rest };
    }
    return rest === '' ? fail('a name must follow memory:') : { scheme: 'memory', name: rest };
  }
  const [, given, afterScheme] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  const scheme = given?.toLowerCase() ?? defaults.scheme ?? 'tcp';
  if (scheme !== 'tcp' && scheme !== 'ws') {
    return fail(`unknown scheme ${scheme}; an address looks like ${EXAMPLES}`);
  }
  const rest = afterScheme ?? text;
  const slash = rest.indexOf('/');
  const path = slash === -1 ? '/' : rest.slice(slash);
  if (scheme === 'tcp' && path !== '/') return fail('a tcp address has no path');
  const authority = slash === -1 ? rest : rest.slice(0, slash);
  const { host, port } = parseAuthority(authority, defaults.port, fail);
  return scheme === 'tcp' ? { scheme, host, port } : { scheme, host, port, path };
}

/** The address as parseAddress reads it. */
export function formatAddress(address: Address): string {
  switch (address.scheme) {
    case 'tcp':
      return `tcp://${formatHost(address.host)}:${address.port}`;
    case 'ws':
      return `ws://${formatHost(address.host)}:${address.port}${address.path === '/' ? '' : address.path}`;
    case 'unix':
      return `unix:${address.path}`;
    case 'memory':
      return `memory:${address.name}`;
  }
}

function parseAuthority(
  authority: string,
  defaultPort: number | undefined,
  fail: (problem: string) => never,
): { host: string; port: number } {
  const [, bracketed, bare, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::([^:]*))?$/.exec(authority) ?? [];
  const host = bracketed ?? bare;
  if (host === undefined) {
    return fail(IPV6.test(authority) ? `write IPv6 in brackets: [${authority}]:port` : `not a host and port`);
  }
  if (host === '') return fail(`the host is missing; an address looks like ${EXAMPLES}`);
  if (!(bracketed === undefined ? HOST : IPV6).test(host)) return fail(`${JSON.stringify(host)} is no host`);
  if (digits === undefined) {
    return defaultPort === undefined ? fail('the port is missing') : { host, port: defaultPort };
  }
  if (!/^\d{1,5}$/.test(digits) || Number(digits) > 65_535) return fail('a port is a number from 0 to 65535');
  return { host, port: Number(digits) };
}

function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
