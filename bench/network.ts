import { strict as assert } from 'node:assert';
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Block } from '../generated/timecoin/types.js';
import { startChainNode, type ChainNodeKind, type NodeKind } from './bench-node.js';
import type { Contender } from '../src/bench/harness.js';
import type { Cell } from './cell.js';
import { blockFromJson, blockToJson, type JsonBlock } from './json-line-node.js';
import type { Answer, Order } from './node-process.js';
import { OURS, PROPAGATION_FLOOR } from './send/names.js';
import { uniqueBlocks } from './unique-blocks.js';

const KINDS: readonly (readonly [ChainNodeKind, string])[] = [
  ['json', 'JSON line a message'],
  ['framewright', OURS],
];
const WITH_FLOOR: readonly (readonly [NodeKind, string])[] = [...KINDS, ['floor', PROPAGATION_FLOOR]];
/** More than the real block has. */
const WHOLE_BLOCK = 1_000_000;
const ORDER_TIMEOUT_MS = 120_000;
/** Until code is compiled, and peers have fetched often enough to be sent blocks ahead. */
const WARM_UP_BLOCKS = 4;

/** Whole nodes over real sockets between processes: sync, the way of a block through a network, memory. */
export function networkCells(isQuick: boolean): Cell[] {
  return [
    syncCell(isQuick ? 20 : 200),
    propagationCell(10, isQuick ? 10 : 100),
    // In the short form ten nodes show that it runs.
    ...(isQuick ? [] : [propagationCell(50, 100)]),
    memoryCell(isQuick ? [12, 24] : [20, 60]),
  ];
}

/** A process of nodes of one kind. */
class NodeProcess {
  readonly #process: ChildProcess = fork(join(import.meta.dirname, 'node-process.js'));

  ask(order: Order): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no answer to ${JSON.stringify(order)}`)),
        ORDER_TIMEOUT_MS,
      );
      this.#process.once('message', (answer: Answer) => {
        clearTimeout(timer);
        if (answer.failed === undefined) resolve(answer);
        else reject(new Error(answer.failed));
      });
      this.#process.send(order);
    });
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await exited;
  }
}

/** A fresh node fetches everything from one peer in another process. */
function syncCell(count: number): Cell {
  const running = new Map<ChainNodeKind, { process: NodeProcess; port: number }>();
  let megabytes = 0;
  const sync = async (kind: ChainNodeKind): Promise<{ seconds: number; tip: Uint8Array }> => {
    const { port } = running.get(kind)!;
    const start = performance.now();
    const node = await startChainNode(kind, port);
    await node.reaches(count);
    const seconds = (performance.now() - start) / 1000;
    const tip = node.chain.tip.hash;
    await node.stop();
    return { seconds, tip };
  };
  return {
    name: `sync of ${count} blocks of 100 kB, real transactions`,
    unit: 'blocks/s',
    get megabytes() {
      return megabytes;
    },
    contenders: KINDS.map(([kind, name]): Contender => ({
      name,
      rate: async () => count / (await sync(kind)).seconds,
    })),
    async check() {
      const blocks = await uniqueBlocks(count, 100_000);
      const [first] = blocks;
      const line = JSON.stringify(blockToJson(first!));
      assert.deepEqual(Block.encode(blockFromJson(JSON.parse(line) as JsonBlock)), Block.encode(first!));
      for (const [kind] of KINDS) {
        const process = new NodeProcess();
        const { ports } = await process.ask({ start: 1, kind });
        await process.ask({ blocks: count, bytes: 100_000, append: true });
        running.set(kind, { process, port: ports![0]! });
      }
      const node = await startChainNode('framewright');
      await node.chain.append(blocks[0]!);
      megabytes = (await node.chain.payloadAt(1))!.length / 1e6;
      await node.stop();
      const tips = [];
      for (const [kind] of KINDS) tips.push((await sync(kind)).tip);
      assert.deepEqual(tips[0], tips[1]);
    },
    async dispose() {
      await Promise.all([...running.values()].map(({ process }) => process.stop()));
    },
  };
}

/** Nodes in two processes, each with four peers: a ring, and chords over a third of it. */
async function connectedProcesses(kind: NodeKind, count: number): Promise<[NodeProcess, NodeProcess]> {
  const processes: [NodeProcess, NodeProcess] = [new NodeProcess(), new NodeProcess()];
  // Node i is in process i % 2, so that every step along the ring leads to the other process.
  const ports: number[] = [];
  for (const [which, process] of processes.entries()) {
    const answer = await process.ask({ start: Math.ceil((count - which) / 2), kind });
    answer.ports!.forEach((port, index) => (ports[2 * index + which] = port));
  }
  const chord = Math.round(count / 3);
  await Promise.all(
    processes.map((process, which) => {
      const own = ports.map((_, index) => index).filter((index) => index % 2 === which);
      const dial = own.flatMap((index) =>
        [1, chord].map((step) => [index >> 1, ports[(index + step) % count]!] as const),
      );
      return process.ask({ dial, connections: 4 });
    }),
  );
  return processes;
}

/** From the announcement of a block at one node to the moment at which the last has appended it. */
function propagationCell(count: number, blocks: number): Cell {
  const running = new Map<NodeKind, { processes: [NodeProcess, NodeProcess]; height: number }>();
  const propagate = async (kind: NodeKind): Promise<number> => {
    const network = running.get(kind)!;
    const height = ++network.height;
    const [first, second] = network.processes;
    await first.ask({ append: height });
    const start = performance.now();
    await Promise.all([first.ask({ height, announce: true }), second.ask({ height, announce: false })]);
    const seconds = (performance.now() - start) / 1000;
    // Blocks come minutes apart: what a node still has to write is written when the next one comes.
    await Promise.all(network.processes.map((process) => process.ask({ settle: true })));
    return seconds;
  };
  return {
    name: `block 357238, 168 kB, announced at one node until the last of ${count} has appended it`,
    unit: 'ms',
    contenders: WITH_FLOOR.map(([kind, name]): Contender => ({
      name,
      ...(kind === 'floor' && { isFloor: true }),
      async rate() {
        // The mean of some: one takes milliseconds.
        const times = [];
        while (times.length < 3) times.push(await propagate(kind));
        return times.length / times.reduce((sum, each) => sum + each);
      },
    })),
    async check() {
      for (const [kind] of WITH_FLOOR) {
        const processes = await connectedProcesses(kind, count);
        await processes[0].ask({ blocks, bytes: WHOLE_BLOCK, append: false });
        running.set(kind, { processes, height: 0 });
        for (let time = 0; time < WARM_UP_BLOCKS; time++) await propagate(kind);
      }
    },
    async dispose() {
      for (const { processes } of running.values()) await Promise.all(processes.map((each) => each.stop()));
    },
  };
}

/** What one more idle node with eight connections costs: the difference between two numbers of nodes in one process. */
function memoryCell([few, many]: readonly [number, number]): Cell {
  const held = async (kind: NodeKind, count: number): Promise<number> => {
    const process = new NodeProcess();
    const { ports } = await process.ask({ start: count, kind });
    const dial = ports!.flatMap((_, index) =>
      [1, 2, 3, 4].map((step) => [index, ports![(index + step) % count]!] as const),
    );
    await process.ask({ dial, connections: 8 });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { bytes } = await process.ask({ memory: true });
    await process.stop();
    return bytes!;
  };
  return {
    name: 'memory of an idle node with 8 connections',
    unit: 'KiB',
    contenders: KINDS.map(([kind, name]): Contender => ({
      name,
      // Nodes a KiB: more is better here as everywhere in these tables.
      rate: async () => ((many - few) * 1024) / ((await held(kind, many)) - (await held(kind, few))),
    })),
    check: () => {},
  };
}
