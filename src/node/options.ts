import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Catalog } from '../codec/catalog.js';
import { Capability } from '../peer/capability.js';
import type { ConnectionLimits } from '../peer/limits.js';
import { resolveLimits } from '../peer/limits.js';
import type { PeerConnection } from '../peer/connection.js';
import type { Refusal, RemotePeer } from '../peer/peer.js';
import type { Runtime } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { silentLog } from '../platform/log.js';
import { systemRuntime } from '../platform/system.js';
import type { TransportKind } from '../transport/transport.js';
import { TransportError } from '../transport/errors.js';
import { canonicalAddress, schemeOf } from './address.js';
import type { ReconnectOptions } from './backoff.js';
import { RECONNECT_DEFAULTS } from './backoff.js';
import type { GossipLimits } from './gossip-limits.js';
import { resolveGossip } from './gossip-limits.js';
import type { GuardOptions } from './guard.js';
import { GUARD_DEFAULTS } from './guard.js';
import type { OpeningCaps } from './listener.js';
import { nearestName } from './nearest-name.js';
import type { TextStore } from './text-store.js';
import { fileStore } from './text-store.js';

/** What a node is made of. Only `network` and `catalog` are required. */
export interface NodeOptions {
  /** Nodes of another network are refused. At most 64 bytes. */
  readonly network: string;
  /** The schema's codecs: a generated `catalog`. */
  readonly catalog: Catalog;
  /** Addresses such as `tcp://0.0.0.0:24000` or `ws://127.0.0.1:0`. Default none: the node only dials. */
  readonly listen?: readonly string[] | undefined;
  /** Addresses to keep connections to. */
  readonly peers?: readonly string[] | undefined;
  /** 32 bytes, the seed of the Ed25519 node key that the node id comes from. Default: kept in `dataDir`, else random. */
  readonly key?: Uint8Array | undefined;
  /** 4 bytes that mark the network. Default: the first 4 of SHA-256(network). */
  readonly magic?: Uint8Array | undefined;
  /** A folder for the node key, the address book and the bans. Default: nothing is kept. */
  readonly dataDir?: string | undefined;
  /** Where the address book is kept instead of in `dataDir`. */
  readonly addressStore?: TextStore | undefined;
  /** Where violations and bans are kept instead of in `dataDir`. */
  readonly banStore?: TextStore | undefined;
  /** Connections in all. Default 50. */
  readonly maxConnections?: number | undefined;
  /** Below this many connections, or with less than half as many dialled by this node, known addresses are dialled. Default 8. */
  readonly wantedConnections?: number | undefined;
  readonly reconnect?: Partial<ReconnectOptions> | undefined;
  readonly limits?: Partial<ConnectionLimits> | undefined;
  readonly gossip?: Partial<GossipLimits> | undefined;
  readonly guard?: Partial<GuardOptions> | undefined;
  readonly opening?: Partial<OpeningCaps> | undefined;
  /** Refuses a peer, after the node's own checks. */
  readonly admit?: ((peer: RemotePeer, connection: PeerConnection) => Refusal | undefined) | undefined;
  /** ASCII tokens of what this node can do beyond the wire rules. */
  readonly capabilities?: readonly string[] | undefined;
  /** Whether it asks for streams and serves them, which both sides must. Default true. */
  readonly streams?: boolean | undefined;
  /**
   * Deflate messages of types that declare `compress`, for peers that can inflate them, with a quarter of the processor's
   * time at most. Default true.
   */
  readonly compress?: boolean | undefined;
  readonly userAgent?: string | undefined;
  /** Default: TCP and WebSocket. */
  readonly transports?: readonly TransportKind[] | undefined;
  readonly log?: Log | undefined;
  /** The clock and randomness. Default: the system's. */
  readonly runtime?: Runtime | undefined;
}

/** NodeOptions, checked, with every default filled in. */
export interface NodeSettings {
  readonly network: string;
  readonly catalog: Catalog;
  readonly listen: readonly string[];
  readonly peers: readonly string[];
  readonly key: Uint8Array | undefined;
  readonly keyStore: TextStore | undefined;
  readonly magic: Uint8Array;
  readonly addressStore: TextStore | undefined;
  readonly banStore: TextStore | undefined;
  readonly maxConnections: number;
  readonly wantedConnections: number;
  readonly reconnect: ReconnectOptions;
  readonly limits: Partial<ConnectionLimits>;
  readonly gossip: GossipLimits;
  readonly guard: GuardOptions;
  readonly opening: OpeningCaps;
  readonly admit: NonNullable<NodeOptions['admit']>;
  readonly capabilities: readonly string[];
  readonly userAgent: string;
  readonly transports: readonly TransportKind[];
  readonly log: Log;
  readonly runtime: Runtime;
}

/** Throws TypeError or RangeError whose text begins with the option's name. */
export function resolveOptions(
  options: NodeOptions,
  defaultTransports: readonly TransportKind[],
): NodeSettings {
  check(isObject(options), 'options', 'must be an object');
  checkNames(options);
  const { network, dataDir } = options;
  check(typeof network === 'string' && network !== '', 'network', 'must be a name');
  check(Buffer.byteLength(network) <= 64, 'network', 'must be at most 64 bytes');
  check(
    isObject(options.catalog) && 'fingerprint' in options.catalog,
    'catalog',
    'must be a generated catalog',
  );
  check(options.key === undefined || options.key.length === 32, 'key', 'must be 32 bytes');
  check(options.magic === undefined || options.magic.length === 4, 'magic', 'must be 4 bytes');
  for (const token of options.capabilities ?? []) {
    check(
      /^[\x21-\x7e]{1,32}$/.test(token),
      'capabilities',
      `${JSON.stringify(token)} must be 1 to 32 ASCII characters`,
    );
  }
  check(Buffer.byteLength(options.userAgent ?? '') <= 256, 'userAgent', 'must be at most 256 bytes');
  resolveLimits(options.limits);
  const transports = options.transports ?? defaultTransports;
  const schemes = transports.flatMap((kind) => kind.schemes);
  return {
    network,
    catalog: options.catalog,
    listen: addresses('listen', options.listen, schemes),
    peers: addresses('peers', options.peers, schemes),
    key: options.key,
    keyStore: dataDir === undefined ? undefined : fileStore(join(dataDir, 'node.key'), 0o600),
    magic: options.magic ?? magicOf(network),
    addressStore:
      options.addressStore ??
      (dataDir === undefined ? undefined : fileStore(join(dataDir, 'addresses.json'))),
    banStore: options.banStore ?? (dataDir === undefined ? undefined : fileStore(join(dataDir, 'bans.json'))),
    maxConnections: count(options.maxConnections ?? 50, 'maxConnections', 1),
    wantedConnections: count(options.wantedConnections ?? 8, 'wantedConnections', 0),
    reconnect: resolveReconnect(options.reconnect),
    limits: options.limits ?? {},
    gossip: resolveGossip(options.gossip),
    guard: { ...GUARD_DEFAULTS, ...options.guard },
    opening: { maxOpening: 256, maxOpeningPerSite: 32, ...options.opening },
    admit: options.admit ?? (() => undefined),
    capabilities: capabilitiesOf(options),
    userAgent: options.userAgent ?? 'framewright',
    transports,
    log: options.log ?? silentLog,
    runtime: options.runtime ?? systemRuntime,
  };
}

/** The default magic: any two networks differ in it, so that a node of another one is refused at once. */
export function magicOf(network: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(network).digest().subarray(0, 4));
}

function capabilitiesOf(options: NodeOptions): readonly string[] {
  const { capabilities = [], streams = true, compress = true } = options;
  const own: readonly string[] = Object.values(Capability);
  return [
    ...(streams ? [Capability.STREAMS] : []),
    ...(compress ? [Capability.DEFLATE] : []),
    ...capabilities.filter((token) => !own.includes(token)),
  ];
}

function resolveReconnect(changes: Partial<ReconnectOptions> = {}): ReconnectOptions {
  const reconnect = { ...RECONNECT_DEFAULTS, ...changes };
  check(reconnect.firstMs > 0, 'reconnect.firstMs', 'must be above 0');
  check(reconnect.maxMs >= reconnect.firstMs, 'reconnect.maxMs', 'must not be below firstMs');
  check(reconnect.attempts >= 1, 'reconnect.attempts', 'must be at least 1');
  check(reconnect.preferredAttempts >= 1, 'reconnect.preferredAttempts', 'must be at least 1');
  check(reconnect.jitter >= 0 && reconnect.jitter <= 1, 'reconnect.jitter', 'must be from 0 to 1');
  return reconnect;
}

function addresses(
  name: string,
  given: readonly string[] = [],
  schemes: readonly string[],
): readonly string[] {
  check(isList(given), name, 'must be a list of addresses');
  return given.map((address) => {
    const expected = schemes.map((scheme) => `${scheme}:`).join(' or ');
    check(
      schemes.includes(schemeOf(address)),
      name,
      `${JSON.stringify(address)} must begin with ${expected}`,
    );
    try {
      return canonicalAddress(address);
    } catch (cause) {
      if (!(cause instanceof TransportError)) throw cause;
      throw new TypeError(`${name} ${cause.message}`, { cause });
    }
  });
}

function count(value: number, name: string, least: number): number {
  check(Number.isSafeInteger(value) && value >= least, name, `must be a whole number from ${least}`);
  return value;
}

/** For callers in JavaScript: a misspelt option would be ignored. */
function checkNames(options: NodeOptions): void {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(OPTION_NAMES, name)) continue;
    const near = nearestName(name, Object.keys(OPTION_NAMES));
    throw new TypeError(`${name} is no option${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
}

const OPTION_NAMES: Readonly<Record<keyof NodeOptions, true>> = {
  network: true,
  catalog: true,
  listen: true,
  peers: true,
  key: true,
  magic: true,
  dataDir: true,
  addressStore: true,
  banStore: true,
  maxConnections: true,
  wantedConnections: true,
  reconnect: true,
  limits: true,
  gossip: true,
  guard: true,
  opening: true,
  admit: true,
  capabilities: true,
  streams: true,
  compress: true,
  userAgent: true,
  transports: true,
  log: true,
  runtime: true,
};

function isList(value: unknown): boolean {
  return Array.isArray(value);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function check(condition: boolean, name: string, problem: string): asserts condition {
  if (!condition) throw new TypeError(`${name} ${problem}`);
}
