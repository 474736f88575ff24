import { parseAddress } from './address.js';
import { TransportError } from './errors.js';
import { tcp } from './tcp.js';
import type { TransportKind } from './transport.js';
import { websocket } from './websocket.js';

/** The transports a node knows, by the scheme of their addresses. */
export type TransportTable = ReadonlyMap<string, TransportKind>;

/** A table of `kinds`; a later one replaces an earlier one of the same scheme. */
export function transportTable(kinds: readonly TransportKind[]): TransportTable {
  return new Map(kinds.flatMap((kind) => kind.schemes.map((scheme) => [scheme, kind] as const)));
}

/** tcp:, unix: and ws: addresses. */
export const systemTransports: TransportTable = transportTable([tcp, websocket]);

/** The transport that serves an address. An address without a scheme is one of `tcp`. */
export function transportFor(address: string, table: TransportTable = systemTransports): TransportKind {
  const { scheme } = parseAddress(address);
  const kind = table.get(scheme);
  if (kind !== undefined) return kind;
  throw new TransportError(
    'BAD_ADDRESS',
    `${address}: no transport serves ${scheme}:, only ${[...table.keys()].map((known) => `${known}:`).join(' ')}`,
  );
}

export { formatAddress, parseAddress } from './address.js';
export type { Address, AddressDefaults } from './address.js';
export { TransportError } from './errors.js';
export type { TransportErrorCode } from './errors.js';
export { MemoryNetwork } from './memory.js';
export type { MemoryLink, MemoryLinkOptions } from './memory.js';
export { tcp } from './tcp.js';
export { websocket } from './websocket.js';
export { WRITE_HIGH_WATER_BYTES } from './transport.js';
export type {
  DialOptions,
  Listener,
  ListenOptions,
  Transport,
  TransportKind,
  TransportSink,
} from './transport.js';
