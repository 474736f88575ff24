import { BlockAnnouncement } from '../../generated/timecoin/chain.js';
import type { Transaction } from '../../generated/timecoin/types.js';
import { MemoryNetwork, virtualRuntime, type VirtualRuntime } from '../../src/testing/index.js';
import { makeBlock } from '../../src/timecoin/chain/block.js';
import { createTimeNode, type TimeNode, type TimeNodeOptions } from '../../src/timecoin/time-node.js';

/** Nodes on one network in memory and one virtual clock. */
export class World {
  readonly runtime: VirtualRuntime = virtualRuntime();
  readonly network = new MemoryNetwork({ latencyMs: 5 });
  readonly nodes: TimeNode[] = [];

  async add(
    name: string,
    peers: readonly string[],
    options: Partial<TimeNodeOptions> = {},
  ): Promise<TimeNode> {
    const node = await createTimeNode({
      network: 'test',
      listen: [`memory:${name}`],
      peers: peers.map((peer) => `memory:${peer}`),
      transports: [this.network],
      runtime: this.runtime,
      ...options,
    });
    this.nodes.push(node);
    return node;
  }

  advance(ms: number): Promise<void> {
    return this.runtime.clock.advance(ms);
  }

  async stop(...nodes: TimeNode[]): Promise<void> {
    const ended = Promise.all(nodes.map((node) => node.stop()));
    await this.runtime.clock.runUntil(ended);
  }

  /** Makes the next block on a node and announces it. */
  async make(node: TimeNode, transactions: Transaction[] = []): Promise<void> {
    const block = makeBlock(node.chain.tip, node.chain.tip.timestamp + 1, transactions);
    await node.chain.append(block);
    node.node.broadcast(BlockAnnouncement, { block });
  }
}
