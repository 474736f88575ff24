import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startBenchNode, type BenchNode, type NodeKind } from './bench-node.js';
import { uniqueBlocks } from './unique-blocks.js';

/** What a process of nodes is told, each answered by one Answer. */
export type Order =
  /** Starts nodes. */
  | { readonly start: number; readonly kind: NodeKind }
  /** Prepares blocks; with `append`, the first node has them. */
  | { readonly blocks: number; readonly bytes: number; readonly append: boolean }
  /** Dials ports, each from the node of that index; then waits until each node has so many connections. */
  | { readonly dial: readonly (readonly [node: number, port: number])[]; readonly connections: number }
  /** The first node takes the block of a height, and tells nobody. */
  | { readonly append: number }
  /** Waits until all nodes have a height; with `announce`, the first, which has that block, announces it. */
  | { readonly height: number; readonly announce: boolean }
  /** Waits until all nodes have written what they have. */
  | { readonly settle: true }
  /** Measures what the process holds after a collection. */
  | { readonly memory: true };

export interface Answer {
  readonly failed?: string;
  readonly ports?: readonly number[];
  readonly bytes?: number;
}

type Blocks = Awaited<ReturnType<typeof uniqueBlocks>>;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;

const nodes: BenchNode[] = [];
let blocks: Blocks = [];

async function obey(order: Order): Promise<Answer> {
  if ('start' in order) {
    for (let count = 0; count < order.start; count++) nodes.push(await startBenchNode(order.kind));
    return { ports: nodes.map(({ port }) => port) };
  }
  if ('blocks' in order) {
    blocks = await uniqueBlocks(order.blocks, order.bytes);
    if (order.append) for (const block of blocks) await nodes[0]?.append(block);
    return {};
  }
  if ('dial' in order) {
    for (const [node, port] of order.dial) nodes[node]?.connect(port);
    await until(() => nodes.every((node) => node.connectionCount() === order.connections));
    return {};
  }
  if ('height' in order) {
    const reached = Promise.all(nodes.map((node) => node.reaches(order.height)));
    if (order.announce) nodes[0]?.announce(blockAt(order.height));
    await reached;
    return {};
  }
  if ('append' in order) {
    await nodes[0]?.append(blockAt(order.append));
    collectYoung();
    return {};
  }
  if ('settle' in order) {
    await Promise.all(nodes.map((node) => node.settled()));
    collectYoung();
    return {};
  }
  collect();
  // What the first collection let go is finalized, and its buffers are freed, a little later.
  await new Promise((resolve) => setTimeout(resolve, 200));
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return { bytes: heapUsed + external };
}

/** What making and writing a block has left is not to be collected while the next one spreads, minutes later. */
function collectYoung(): void {
  // The first time moves what is alive, the second puts it among the old.
  for (let time = 0; time < 2; time++) collect({ type: 'minor' });
}

function blockAt(height: number): Blocks[number] {
  const block = blocks[height - 1];
  if (block === undefined) throw new Error(`no block of height ${height}`);
  return block;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

process.on('message', (order: Order) => {
  void obey(order)
    .catch((error: unknown): Answer => ({ failed: String(error) }))
    // Whoever asked may have ended.
    .then((answer) => process.connected && process.send?.(answer));
});
process.on('disconnect', () => process.exit());
