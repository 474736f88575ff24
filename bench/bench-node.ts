import type { Block } from '../generated/timecoin/types.js';
import { BlockAnnouncement } from '../generated/timecoin/chain.js';
import type { Chain } from '../src/timecoin/chain/chain.js';
import { createTimeNode } from '../src/timecoin/time-node.js';
import { JsonLineNode } from './json-line-node.js';
import { BENCH_NETWORK } from './unique-blocks.js';

export type NodeKind = 'json' | 'framewright';

/** What the benches need of a node, whichever wire it speaks. */
export interface BenchNode {
  readonly chain: Chain;
  readonly port: number;
  connectionCount(): number;
  connect(port: number): void;
  /** Tells every peer of a block that it has. */
  announce(block: Block): void;
  stop(): Promise<void>;
}

/** A node with an empty chain in memory; `syncFrom` is the port of a peer to fetch blocks from at once. */
export async function startBenchNode(kind: NodeKind, syncFrom?: number): Promise<BenchNode> {
  return kind === 'json' ? jsonNode(syncFrom) : timeNode(syncFrom);
}

async function jsonNode(syncFrom?: number): Promise<BenchNode> {
  const node = await JsonLineNode.start(BENCH_NETWORK);
  if (syncFrom !== undefined) node.connect(syncFrom, { sync: true });
  return {
    chain: node.chain,
    port: node.port,
    connectionCount: () => node.connectionCount,
    connect: (port) => node.connect(port),
    announce: (block) => node.announce(block),
    stop() {
      node.stop();
      return Promise.resolve();
    },
  };
}

async function timeNode(syncFrom?: number): Promise<BenchNode> {
  const timeNode = await createTimeNode({
    network: BENCH_NETWORK.name,
    listen: ['tcp://127.0.0.1:0'],
    peers: syncFrom === undefined ? [] : [`tcp://127.0.0.1:${syncFrom}`],
    // The topology is the bench's.
    wantedConnections: 0,
    opening: { maxOpeningPerSite: 1_000, maxOpening: 1_000 },
  });
  const { node, chain } = timeNode;
  return {
    chain,
    port: Number(new URL(node.addresses[0] ?? '').port),
    connectionCount: () => node.connections.length,
    connect: (port) => void node.dial(`tcp://127.0.0.1:${port}`),
    announce: (block) => void node.broadcast(BlockAnnouncement, { block }),
    stop: () => timeNode.stop(),
  };
}
