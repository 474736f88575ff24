import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import type { TimeNode } from '../../src/timecoin/time-node.js';
import { expectAgreement, grow, HOUR, MINUTE, SECOND, Users } from './many-nodes.js';
import { World } from './world.js';

let world: World;
afterEach(() => world.stop(...world.nodes));

/** What a node holds, counted. None of it may follow the time that has passed. */
function held(): Record<string, number> {
  const most = (of: (node: TimeNode) => number): number => Math.max(...world.nodes.map(of));
  const stats = (of: (stats: ReturnType<TimeNode['node']['stats']>) => number): number =>
    most(({ node }) => of(node.stats()));
  return {
    timers: world.runtime.clock.pendingTimers,
    links: world.network.links.length,
    gossipRemembered: stats(({ gossip }) => gossip.remembered),
    knownAddresses: stats(({ knownAddresses }) => knownAddresses),
    dialTargets: stats(({ dialling }) => dialling.length),
    rememberedPeers: stats(({ registry }) => registry.rememberedPeers),
    pendingResponses: stats(({ registry }) => registry.pendingResponses),
    unacknowledged: stats(({ registry }) => registry.unacknowledged),
    queuedBytes: stats(({ registry }) => registry.queuedBytes),
    assemblyBytes: stats(({ registry }) => registry.assemblyBytes),
    pendingTransactions: most(({ mempool }) => mempool.size),
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** What a transaction in a block costs a database in memory, with its outputs: 1,780 bytes, measured on a chain alone. */
const HEAP_BYTES_A_TRANSACTION = 1_800;

/** Each node was given each message of the others once: as many were accepted as there are, and none refused. */
function expectHandledOnce(): void {
  const stats = world.nodes.map(({ node }) => node.stats().gossip);
  const messages = stats.reduce((sum, { published }) => sum + published, 0);
  expect(messages).toBeGreaterThan(0);
  for (const { accepted, refused, postponed, published } of stats) {
    expect({ accepted, refused, postponed }).toEqual({
      accepted: messages - published,
      refused: 0,
      postponed: 0,
    });
  }
}

/** Every ping had its pong. Where a response or an acknowledgement came in every interval, none was needed (WIRE.md §14). */
function expectPongs(): void {
  let matched = 0;
  for (const { node } of world.nodes) {
    expect(node.connections.length).toBeGreaterThan(0);
    for (const connection of node.connections) {
      const { pingsSent, pongsMatched, pongsUnmatched } = connection.stats();
      expect(pongsUnmatched).toBe(0);
      expect(pingsSent - pongsMatched).toBeLessThanOrEqual(1);
      matched += pongsMatched;
    }
  }
  expect(matched).toBeGreaterThan(world.nodes.length * 100);
}

test(
  'fifty nodes for a day: everything everywhere, nothing twice, and nothing grows',
  { timeout: 20 * MINUTE },
  async () => {
    world = new World({ links: { latencyMs: 40 } });
    // Three producers, half an hour each, ten minutes apart.
    const producers = [0, 17, 34];
    await grow(world, 50, (10 * MINUTE) / 17, (index) => ({
      // Fewer links than by default: they are most of what a day costs here.
      wantedConnections: 4,
      ...(producers.includes(index) ? { produce: { intervalMs: 30 * MINUTE } } : {}),
    }));
    const users = new Users(world, 7);
    const opened = world.turns.length;
    const marks = new Map<number, { held: Record<string, number>; heap: number; stored: number }>();
    for (const hour of [1, 6, 12, 18, 24]) {
      await users.until(hour * HOUR);
      await world.advance(5 * SECOND);
      await expectAgreement(world, users);
      marks.set(hour, { held: held(), heap: heapBytes(), stored: users.keys.length * world.nodes.length });
    }
    expect(world.nodes[0]?.chain.height).toBeGreaterThanOrEqual(24 * 6 - 3);
    expect(users.keys.length).toBeGreaterThan(1_200);
    expectHandledOnce();
    expectPongs();
    expect(world.turns.slice(opened)).toEqual([]);
    expect(world.failures).toEqual([]);
    const [early, late] = [marks.get(6)!, marks.get(24)!];
    for (const [name, count] of Object.entries(early.held)) {
      // What is pending or remembered rises and falls with the minute.
      expect({ [name]: (late.held[name] ?? 0) <= count * 2 + 50 }).toEqual({ [name]: true });
    }
    // Nothing but the blocks, in 50 databases in memory.
    expect(late.heap - early.heap).toBeLessThan((late.stored - early.stored) * HEAP_BYTES_A_TRANSACTION);
  },
);
