import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { safeText } from '../../observe/safe-text.js';
import { formatBytes } from '../quantities.js';
import { NodeChild } from './child.js';
import type { BlockSeen, FromNode } from './protocol.js';
import { BACKLOG_BLOCKS } from './transactions.js';

export interface DemoNetworkOptions {
  readonly transport: 'tcp' | 'ws';
  readonly intervalMs: number;
  /** The last height that the first node makes. Default: no end. */
  readonly untilHeight: number | undefined;
}

export interface DemoNetworkEvents {
  /** Something that is worth a line. */
  onLine(text: string): void;
  /** Every node has met every other, and all hold the block of that height as their tip. */
  onAgreement(height: number): void;
  onFailure(reason: string): void;
}

// A network of its own: its genesis block differs from every other's.
const NETWORK = 'demo';

// Blocks of which is remembered who has them; a node that falls further behind is no longer told apart.
const WATCHED_BLOCKS = 1_000;

/** Three nodes as processes on this machine, each told only of the one before it. */
export class DemoNetwork {
  readonly nodes: readonly NodeChild[];
  readonly #options: DemoNetworkOptions;
  #events: DemoNetworkEvents | undefined;
  readonly #seen = new Map<number, Map<NodeChild, BlockSeen>>();
  readonly #linked = new Set<string>();
  #folder: string | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: DemoNetworkOptions) {
    this.#options = options;
    const childEvents = {
      onMessage: (node: NodeChild, message: FromNode) => {
        this.#received(node, message);
      },
      onDeath: (node: NodeChild, reason: string) => {
        if (this.#stopped === undefined) this.#events?.onFailure(`${node.name}: ${reason}`);
      },
    };
    this.nodes = ['node1', 'node2', 'node3'].map((name) => new NodeChild(name, childEvents));
  }

  async start(events: DemoNetworkEvents): Promise<void> {
    this.#events = events;
    this.#folder = await mkdtemp(join(tmpdir(), 'framewright-demo-'));
    this.#startNode(0);
  }

  /** Brings the nodes' reports up to date. */
  async refresh(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.refresh()));
  }

  /** Ends all nodes in order and removes their data. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  /** Ends the processes at once. */
  kill(): void {
    for (const node of this.nodes) node.kill();
  }

  /** The height and tip that all nodes hold, or undefined while they differ. */
  agreement(): { readonly height: number; readonly tip: string } | undefined {
    const [first, ...others] = this.nodes;
    if (first === undefined || first.tip === '') return undefined;
    const { height, tip } = first;
    return others.every((node) => node.tip === tip) ? { height, tip } : undefined;
  }

  #startNode(index: number): void {
    const node = this.nodes[index];
    if (node === undefined || this.#folder === undefined || this.#stopped !== undefined) return;
    const before = this.nodes[index - 1];
    const { transport, intervalMs, untilHeight } = this.#options;
    node.start({
      network: NETWORK,
      listen: `${transport}://127.0.0.1:0`,
      peers: before === undefined ? [] : [before.address],
      dataDir: join(this.#folder, node.name),
      produce: before === undefined ? { intervalMs, untilHeight } : undefined,
    });
  }

  async #stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  #received(node: NodeChild, message: FromNode): void {
    switch (message.type) {
      case 'ready':
        this.#ready(node);
        break;
      case 'connected':
        this.#connected(node, message.peer, message.direction);
        break;
      case 'disconnected':
        if (this.#stopped === undefined) {
          this.#events?.onLine(
            `${node.name} lost ${this.#nameOf(message.peer)}: ${safeText(message.reason) || 'no reason given'}`,
          );
        }
        break;
      case 'synced':
        this.#events?.onLine(`${node.name} fetched ${message.blocks} blocks in ${message.seconds} s`);
        break;
      case 'block':
        this.#block(node, message);
        break;
      case 'usedUp':
        this.#events?.onLine(
          `block ${message.height} holds the last real transaction; the next ones are empty`,
        );
        break;
      case 'warning':
        if (this.#stopped === undefined) this.#events?.onLine(`${node.name} warns: ${message.text}`);
        break;
      case 'report':
        this.#agree();
        break;
      case 'failed':
        this.#events?.onFailure(`${node.name}: ${message.reason}`);
        break;
    }
  }

  #ready(node: NodeChild): void {
    const index = this.nodes.indexOf(node);
    const before = this.nodes[index - 1];
    const told =
      before === undefined ? `${node.height} blocks of real transactions` : `knows only ${before.name}`;
    this.#events?.onLine(`${node.name} listens on ${node.address}: ${told}`);
    this.#startNode(index + 1);
  }

  #connected(node: NodeChild, peer: string, direction: string): void {
    const other = this.#nameOf(peer);
    const pair = [node.name, other].sort().join(' ');
    // Both ends tell; one line is enough.
    if (direction !== 'outbound' || this.#linked.has(pair)) return;
    this.#linked.add(pair);
    const before = this.nodes[this.nodes.indexOf(node) - 1];
    const how = before?.id === peer ? '' : ', whose address a peer told it';
    this.#events?.onLine(`${node.name} connected to ${other}${how}`);
    this.#agree();
  }

  #block(node: NodeChild, block: BlockSeen): void {
    let seen = this.#seen.get(block.height);
    if (seen === undefined) {
      this.#seen.set(block.height, (seen = new Map<NodeChild, BlockSeen>()));
      this.#seen.delete(block.height - WATCHED_BLOCKS);
    }
    seen.set(node, block);
    const maker = this.nodes[0];
    const made = maker && seen.get(maker);
    // Blocks of the back-log are fetched, which `synced` tells.
    if (block.height > BACKLOG_BLOCKS && made !== undefined && seen.size === this.nodes.length) {
      const last = Math.max(...[...seen.values()].map(({ at }) => at));
      const holds = `${made.transactions} transaction${made.transactions === 1 ? '' : 's'}, ${formatBytes(made.bytes)}`;
      this.#events?.onLine(
        `block ${made.height} ${made.hash.slice(0, 8)}… (${holds}): all three in ${last - made.at} ms`,
      );
      this.#seen.delete(block.height);
    }
    this.#agree();
  }

  #agree(): void {
    const agreement = this.agreement();
    const allLinked = this.#linked.size === (this.nodes.length * (this.nodes.length - 1)) / 2;
    if (agreement !== undefined && allLinked) this.#events?.onAgreement(agreement.height);
  }

  #nameOf(id: string): string {
    return this.nodes.find((node) => node.id === id)?.name ?? id.slice(0, 12);
  }
}
