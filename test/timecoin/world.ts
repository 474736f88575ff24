import { BlockAnnouncement } from '../../generated/timecoin/chain.js';
import type { Transaction } from '../../generated/timecoin/types.js';
import { memoryStore } from '../../src/node/text-store.js';
import { goodbyeName } from '../../src/peer/goodbye-code.js';
import type { MemoryLinkOptions } from '../../src/testing/index.js';
import { MemoryNetwork, virtualRuntime, type VirtualRuntime } from '../../src/testing/index.js';
import { makeBlock } from '../../src/timecoin/chain/block.js';
import type { TimeNodeOptions } from '../../src/timecoin/options.js';
import { createTimeNode, type TimeNode } from '../../src/timecoin/time-node.js';
import { keyOf } from '../node/virtual-network.js';
import { Host } from './host.js';
import { memoryDatabase } from './samples.js';

/** A connection that opened or ended, as a node told of it. */
export interface Turn {
  readonly at: number;
  readonly node: string;
  readonly event: 'connect' | 'disconnect';
  readonly peer: string;
  /** How it ended, as in "NORMAL by remote: reason". */
  readonly how: string;
}

/** What outlives a node's process: its disk, and how it is started. */
interface Machine {
  readonly name: string;
  readonly options: TimeNodeOptions;
  readonly host: Host;
  readonly node: TimeNode;
}

export interface WorldOptions {
  readonly seed?: number;
  readonly links?: MemoryLinkOptions;
}

/** Nodes on one network in memory and one virtual clock, each on a machine that can fail. */
export class World {
  readonly runtime: VirtualRuntime;
  readonly network: MemoryNetwork;
  /** Connections that opened or ended, on nodes that ran. */
  readonly turns: Turn[] = [];
  /** What nodes said they cannot go on after. */
  readonly failures: unknown[] = [];
  readonly #machines = new Map<string, Machine>();
  readonly #stopped = new Set<TimeNode>();
  readonly #hosts: ConstructorParameters<typeof Host>[3] = new WeakMap();
  #areApart: (one: string, other: string) => boolean = () => false;

  constructor({ seed = 1, links = { latencyMs: 5 } }: WorldOptions = {}) {
    this.runtime = virtualRuntime(seed);
    this.network = new MemoryNetwork(links);
  }

  /** Those that run. */
  get nodes(): TimeNode[] {
    return this.#running.map(({ node }) => node);
  }

  get names(): string[] {
    return this.#running.map(({ name }) => name);
  }

  /** Starts a node that listens on `memory:<name>`. One that was stopped may come again under its name. */
  async add(
    name: string,
    peers: readonly string[],
    options: Partial<TimeNodeOptions> = {},
  ): Promise<TimeNode> {
    const disk = { database: memoryDatabase(), addressStore: memoryStore(), key: keyOf(name) };
    return this.#start(name, {
      network: 'test',
      listen: [`memory:${name}`],
      peers: peers.map((peer) => `memory:${peer}`),
      ...(options.dataDir === undefined ? disk : {}),
      onFailure: (error) => this.failures.push(error),
      ...options,
    });
  }

  /** Takes a node's power: it ends without a word, its disk as it is at that moment. */
  kill(name: string): void {
    this.#machine(name).host.cutPower();
  }

  /** Starts a killed node again, on its old disk or an empty one. */
  async restart(name: string, { emptied = false } = {}): Promise<TimeNode> {
    const { options } = this.#machine(name);
    return this.#start(name, emptied ? { ...options, database: memoryDatabase() } : options);
  }

  /** From now on only nodes of one side reach each other; links between the sides go dead without a word. */
  split(sideOf: (name: string) => number): void {
    this.#areApart = (one, other) => sideOf(one) !== sideOf(other);
    for (const link of this.network.links) {
      const [one, other] = link.ends.map((end) => this.#hosts.get(end)?.name);
      if (one !== undefined && other !== undefined && this.#areApart(one, other)) link.cut();
    }
  }

  /** Ends the split. */
  join(): void {
    this.#areApart = () => false;
  }

  node(name: string): TimeNode {
    return this.#machine(name).node;
  }

  nameOf(node: TimeNode): string {
    return [...this.#machines.values()].find((each) => each.node === node)?.name ?? '';
  }

  advance(ms: number): Promise<void> {
    return this.runtime.clock.advance(ms);
  }

  async stop(...nodes: TimeNode[]): Promise<void> {
    for (const node of nodes) this.#stopped.add(node);
    let isOver = false;
    const over = (): void => void (isOver = true);
    const ended = Promise.all(nodes.map((node) => node.stop()));
    ended.then(over, over);
    // However long in virtual time: a real disk takes real time to close, in which virtual hours may pass.
    while (!isOver) await this.advance(50);
    await ended;
  }

  /** Makes the next block on a node and announces it. */
  async make(node: TimeNode, transactions: Transaction[] = []): Promise<void> {
    const block = makeBlock(node.chain.tip, node.chain.tip.timestamp + 1, transactions);
    await node.chain.append(block);
    node.node.broadcast(BlockAnnouncement, { block });
  }

  get #running(): Machine[] {
    return [...this.#machines.values()].filter(({ host, node }) => host.hasPower && !this.#stopped.has(node));
  }

  #machine(name: string): Machine {
    const machine = this.#machines.get(name);
    if (machine === undefined) throw new Error(`there is no node ${name}`);
    return machine;
  }

  async #start(name: string, options: TimeNodeOptions): Promise<TimeNode> {
    const { runtime, network } = this;
    const host = new Host(name, runtime, network, this.#hosts, (other) => !this.#areApart(name, other));
    const node = await createTimeNode({ ...options, runtime: host.runtime, transports: [host] });
    const note = (event: Turn['event'], peer = '', how = ''): void => {
      if (host.hasPower) this.turns.push({ at: runtime.clock.now(), node: name, event, peer, how });
    };
    node.node.on('connect', ({ peer }) => note('connect', peer?.id));
    node.node.on('disconnect', ({ peer }, { code, by, reason }) =>
      note('disconnect', peer?.id, `${goodbyeName(code)} by ${by}: ${reason}`),
    );
    this.#machines.set(name, { name, options, host, node });
    return node;
  }
}
