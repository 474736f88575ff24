import type { PeerConnection } from '../../src/peer/connection.js';
import type { ConnectionLimits } from '../../src/peer/limits.js';
import type { LocalPeer } from '../../src/peer/peer.js';
import { MemoryNetwork, virtualRuntime, type VirtualRuntime } from '../../src/testing/index.js';
import type { MemoryLinkOptions } from '../../src/transport/memory.js';
import type { TypeTable } from '../../src/wire/type-table.js';
import { TestNode } from './peer-rig.js';
import { RawPeer } from './raw-peer.js';

export interface RawRig {
  readonly runtime: VirtualRuntime;
  readonly network: MemoryNetwork;
  readonly node: TestNode;
  readonly raw: RawPeer;
}

export interface RawRigOptions {
  readonly limits?: Partial<ConnectionLimits>;
  readonly local?: Partial<LocalPeer>;
  readonly types?: TypeTable;
  readonly link?: MemoryLinkOptions;
  /** Who dials. Default: the raw peer. */
  readonly nodeDials?: boolean;
  /** The raw peer's node id; the node's is 2 and so the arbiter of 1. */
  readonly rawId?: number;
  /** What the raw peer says of itself. */
  readonly rawLocal?: Partial<LocalPeer>;
  /** What the raw peer says it takes. */
  readonly rawLimits?: Partial<ConnectionLimits>;
  /** What both sides offer. */
  readonly capabilities?: readonly string[];
}

/** A node and a raw peer on a memory link, before the first byte. */
export async function linkRaw(options: RawRigOptions = {}): Promise<RawRig> {
  const runtime = virtualRuntime();
  const network = new MemoryNetwork(options.link);
  const { capabilities = [] } = options;
  const node = new TestNode(runtime, 2, { ...options, local: { capabilities, ...options.local } });
  const dial = { runtime, timeoutMs: 1_000 };
  let raw: RawPeer | undefined;
  if (options.nodeDials === true) {
    await network.listen('memory:raw', {
      runtime,
      onTransport: (transport) => (raw = new RawPeer(transport)),
      onError: () => {},
    });
    await runtime.clock.runUntil(node.dial(network, 'memory:raw'));
  } else {
    const address = await node.listen(network);
    raw = new RawPeer(await runtime.clock.runUntil(network.dial(address, dial)));
  }
  await runtime.clock.settle();
  return { runtime, network, node, raw: raw! };
}

/** A node and a raw peer whose connection is open; what the opening said is forgotten. */
export async function openRaw(options: RawRigOptions = {}): Promise<RawRig & { connection: PeerConnection }> {
  const rig = await linkRaw(options);
  const { rawId = 1, rawLimits = {}, rawLocal = {}, capabilities = [] } = options;
  rig.raw.sayHello(rawId, { limits: rawLimits, local: { capabilities, ...rawLocal } });
  await rig.runtime.clock.advance(options.link?.latencyMs === undefined ? 0 : 4 * options.link.latencyMs);
  rig.raw.frames.length = 0;
  return { ...rig, connection: rig.node.connected[0]! };
}
