import type { Block } from '../generated/timecoin/types.js';
import { BlockAnnouncement } from '../generated/timecoin/chain.js';
import type { Chain } from '../src/timecoin/chain/chain.js';
import { createTimeNode } from '../src/timecoin/time-node.js';
import { FloorNode } from './floor-node.js';
import { JsonLineNode } from './json-line-node.js';
import { BENCH_NETWORK } from './unique-blocks.js';

export type ChainNodeKind = 'json' | 'framewright';
export type NodeKind = ChainNodeKind | 'floor';

/** What the benches need of a node, whichever wire it speaks. */
export interface BenchNode {
  readonly port: number;
  connectionCount(): number;
  connect(port: number): void;
  /** Takes a block, and tells nobody. */
  append(block: Block): Promise<void>;
  /** Tells every peer of a block that it has. */
  announce(block: Block): void;
  /** Settles when it has appended the block of a height. */
  reaches(height: number): Promise<void>;
  /** Settles when everything that it has is written. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** One that keeps a chain, in memory. */
export interface ChainNode extends BenchNode {
  readonly chain: Chain;
}

/** A node with an empty chain. */
export function startBenchNode(kind: NodeKind): Promise<BenchNode> {
  return kind === 'floor' ? floorNode() : startChainNode(kind);
}

/** The same; `syncFrom` is the port of a peer to fetch blocks from at once. */
export function startChainNode(kind: ChainNodeKind, syncFrom?: number): Promise<ChainNode> {
  return kind === 'json' ? jsonNode(syncFrom) : timeNode(syncFrom);
}

async function jsonNode(syncFrom?: number): Promise<ChainNode> {
  const node = await JsonLineNode.start(BENCH_NETWORK);
  if (syncFrom !== undefined) node.connect(syncFrom, { sync: true });
  return {
    ...ofChain(node.chain),
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

async function timeNode(syncFrom?: number): Promise<ChainNode> {
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
    ...ofChain(chain),
    port: Number(new URL(node.addresses[0] ?? '').port),
    connectionCount: () => node.connections.length,
    connect: (port) => void node.dial(`tcp://127.0.0.1:${port}`),
    announce: (block) => void node.broadcast(BlockAnnouncement, { block }),
    stop: () => timeNode.stop(),
  };
}

async function floorNode(): Promise<BenchNode> {
  const node = await FloorNode.start(BENCH_NETWORK);
  return {
    port: node.port,
    connectionCount: () => node.connectionCount,
    connect: (port) => node.connect(port),
    append(block) {
      node.append(block);
      return Promise.resolve();
    },
    announce: () => node.announce(),
    reaches: (height) => node.reaches(height),
    settled: () => Promise.resolve(),
    stop() {
      node.stop();
      return Promise.resolve();
    },
  };
}

function ofChain(chain: Chain): Pick<ChainNode, 'chain' | 'append' | 'reaches' | 'settled'> {
  return {
    chain,
    async append(block) {
      await chain.append(block);
    },
    reaches: (height) =>
      new Promise((resolve) => {
        if (chain.height >= height) {
          resolve();
          return;
        }
        const off = chain.onChange(
          () => {
            if (chain.height < height) return;
            off();
            resolve();
          },
          () => false,
        );
      }),
    settled: () => chain.settled(),
  };
}
