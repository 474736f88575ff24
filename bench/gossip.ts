import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalog } from '../generated/catalog.js';
import { BlockAnnouncement } from '../generated/timecoin/chain.js';
import type { GossipLimits } from '../src/node/gossip-limits.js';
import type { Node } from '../src/node/node.js';
import { createNode } from '../src/node/node.js';
import { packageFolder } from '../src/compiler/schema/package-folder.js';
import { MemoryNetwork, type VirtualRuntime, virtualRuntime } from '../src/testing/index.js';

/** Nodes on virtual time, each linked to others at random. */
export interface Setting {
  readonly nodes: number;
  /** Links on average. */
  readonly links: number;
  readonly latencyMs: number;
  /** Of each link, each way; Infinity: no limit. */
  readonly bytesPerSecond: number;
  readonly seed: number;
}

export const FIFTY: Setting = { nodes: 50, links: 12, latencyMs: 40, bytesPerSecond: 2_500_000, seed: 1 };

/** How the messages of one run spread. */
export interface Spread {
  readonly deliveries: number;
  /** Wire bytes of everything that the network sent, for each delivery. */
  readonly bytesADelivery: number;
  readonly medianMs: number;
  readonly maxMs: number;
  readonly medianHops: number;
  readonly maxHops: number;
  /** What the nodes say that they saved, for each delivery. */
  readonly savedADelivery: number;
  readonly duplicates: number;
}

/** A network of nodes that gossip blocks; `heard` says what each has had, when and over how many nodes. */
export class GossipNetwork {
  readonly runtime: VirtualRuntime;
  readonly memory: MemoryNetwork;
  readonly nodes: Node[] = [];
  /** By height, then by node: the time and the hops of every delivery. */
  readonly heard = new Map<number, Map<Node, { at: number; hops: number }[]>>();
  readonly #setting: Setting;
  readonly #sentAt = new Map<number, number>();

  constructor(setting: Setting = FIFTY) {
    this.#setting = setting;
    this.runtime = virtualRuntime(setting.seed);
    const { latencyMs, bytesPerSecond } = setting;
    this.memory = new MemoryNetwork({
      latencyMs,
      ...(bytesPerSecond < Infinity && { bytesPerSecond, pipeBytes: 262_144 }),
    });
  }

  /** Starts all nodes with these limits, or with those of each. */
  async start(limits: Partial<GossipLimits> | ((index: number) => Partial<GossipLimits>)): Promise<void> {
    const { nodes, links } = this.#setting;
    const { clock, random } = this.runtime;
    for (let index = 0; index < nodes; index++) {
      // In a ring, so that it is one network, and the rest at random.
      const peers = new Set<number>(index === 0 ? [] : [index - 1]);
      while (peers.size < Math.min(index, links / 2)) peers.add(Math.floor(random.next() * index));
      const node = await createNode({
        network: 'gossip',
        catalog,
        listen: [`memory:node-${index}`],
        peers: [...peers].map((peer) => `memory:node-${peer}`),
        wantedConnections: 0,
        maxConnections: nodes,
        transports: [this.memory],
        runtime: this.runtime,
        key: new Uint8Array(32).fill(index + 1),
        gossip: typeof limits === 'function' ? limits(index) : limits,
      });
      this.nodes.push(node);
      node.gossip(
        BlockAnnouncement,
        ({ block }, { peer }) => {
          const height = block?.header?.height ?? 0;
          const all = this.heard.get(height);
          const from = this.nodes.find(({ id }) => id === peer);
          const hops = (from && all?.get(from)?.[0]?.hops) ?? 0;
          const times = all?.get(node) ?? [];
          times.push({ at: clock.now(), hops: hops + 1 });
          all?.set(node, times);
          return true;
        },
        { key: ({ block }) => String(block?.header?.height) },
      );
    }
    await clock.advance(10_000);
  }

  /** A node makes a block of about so many bytes. */
  publish(node: Node, height: number, bytes: number): void {
    this.heard.set(height, new Map());
    this.#sentAt.set(height, this.runtime.clock.now());
    node.broadcast(BlockAnnouncement, { block: this.#block(height, bytes) });
  }

  /** Milliseconds and hops of every delivery so far. */
  deliveries(): { ms: number; hops: number }[] {
    return [...this.heard].flatMap(([height, all]) =>
      [...all.values()].flat().map(({ at, hops }) => ({ ms: at - (this.#sentAt.get(height) ?? 0), hops })),
    );
  }

  /** Wire bytes that all connections have sent. */
  bytesSent(): number {
    const connections = this.nodes.flatMap((node) => node.connections);
    return connections.reduce((sum, connection) => sum + connection.stats().bytesOut, 0);
  }

  async stop(): Promise<void> {
    await this.runtime.clock.runUntil(Promise.all(this.nodes.map((node) => node.stop())));
  }

  #block(height: number, bytes: number) {
    const { random } = this.runtime;
    const outputs = [];
    for (let left = bytes - 120; left > 0; left -= 65_536) {
      outputs.push({ value: 1n, scriptPubkey: random.bytes(Math.min(left, 65_536)) });
    }
    return {
      header: {
        version: 2,
        height,
        previousHash: random.bytes(32),
        merkleRoot: random.bytes(32),
        timestamp: 1_766_016_000,
        blockReward: 0n,
      },
      transactions: [{ version: 1, inputs: [], outputs, lockTime: 0, timestamp: 1_766_016_000 }],
      masternodeRewards: [],
    };
  }
}

/** Lets random nodes make blocks, one every five seconds, and measures how they spread. */
export async function measureSpread(
  limits: Partial<GossipLimits>,
  bytes: number,
  messages: number,
  setting: Setting = FIFTY,
): Promise<Spread> {
  const network = new GossipNetwork(setting);
  await network.start(limits);
  const { clock, random } = network.runtime;
  const before = network.bytesSent();
  for (let height = 1; height <= messages; height++) {
    const node = network.nodes[Math.floor(random.next() * network.nodes.length)]!;
    network.publish(node, height, bytes);
    await clock.advance(5_000);
  }
  const sent = network.bytesSent() - before;
  const all = network.deliveries();
  const stats = network.nodes.map((node) => node.stats().gossip);
  await network.stop();
  if (all.length !== messages * (setting.nodes - 1)) {
    throw new Error(`${all.length} deliveries of ${messages} messages to ${setting.nodes} nodes`);
  }
  const ms = sorted(all.map((each) => each.ms));
  const hops = sorted(all.map((each) => each.hops));
  return {
    deliveries: all.length,
    bytesADelivery: sent / all.length,
    medianMs: ms[ms.length >> 1]!,
    maxMs: ms.at(-1)!,
    medianHops: hops[hops.length >> 1]!,
    maxHops: hops.at(-1)!,
    savedADelivery: stats.reduce((sum, { savedBytes }) => sum + savedBytes, 0) / all.length,
    duplicates: stats.reduce((sum, { duplicates }) => sum + duplicates, 0) / all.length,
  };
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other);
}

/** One way to spread messages of one size over one network. */
export interface SpreadRow extends Spread {
  readonly payloadBytes: number;
  readonly links: number;
  readonly way: string;
}

/** A recorded run. It is on virtual time: machine and load change nothing. */
export interface GossipReport {
  readonly date: string;
  readonly setting: Setting;
  readonly rows: readonly SpreadRow[];
}

const FLOOD = ['flood: to every peer', { announce: false }] as const;
const SMALL_WAYS: readonly (readonly [string, Partial<GossipLimits>])[] = [
  FLOOD,
  ['to 8 peers, the others are told (as by default)', {}],
  ['to 4 peers, the others are told', { fanout: 4 }],
];
const LARGE_WAYS: readonly (readonly [string, Partial<GossipLimits>])[] = [
  FLOOD,
  ['announced to all', { directPeers: 0 }],
  ['from its origin to 4 peers, else announced (as by default)', {}],
  ['the same, and from each relay to one', { relayedPeers: 1 }],
];
const SIZES = [
  { bytes: 300, messages: 20, ways: SMALL_WAYS },
  { bytes: 65_536, messages: 5, ways: LARGE_WAYS },
  { bytes: 1_000_000, messages: 2, ways: LARGE_WAYS },
];

/** Measures every size in every way, on networks of few and of many links. */
export async function gossipReport(onRow: (row: SpreadRow) => void): Promise<GossipReport> {
  const rows: SpreadRow[] = [];
  for (const { bytes, messages, ways } of SIZES) {
    for (const links of bytes > 100_000 ? [12] : [12, 30]) {
      for (const [way, limits] of ways) {
        const spread = await measureSpread(limits, bytes, messages, { ...FIFTY, links });
        const row = { payloadBytes: bytes, links, way, ...spread };
        rows.push(row);
        onRow(row);
      }
    }
  }
  return { date: new Date().toISOString(), setting: FIFTY, rows };
}

/** What a row says of itself: size, links, way, bytes and copies a delivery, milliseconds, hops. */
export function spreadCells(row: SpreadRow): string[] {
  const { payloadBytes, links, way, bytesADelivery, medianMs, maxMs, medianHops, maxHops } = row;
  return [
    payloadBytes.toLocaleString('en'),
    String(links),
    way,
    Math.round(bytesADelivery).toLocaleString('en'),
    `${(bytesADelivery / payloadBytes).toFixed(2)}×`,
    `${Math.round(medianMs)} / ${Math.round(maxMs)}`,
    `${medianHops} / ${maxHops}`,
  ];
}

// `node dist/bench/gossip.js` prints it; `--write` records it, too.
if (process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const report = await gossipReport((row) => console.log(spreadCells(row).join('  ')));
  if (process.argv.includes('--write')) {
    const folder = join(packageFolder(), 'bench/results');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'gossip.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  }
}
