import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../src/testing/index.js';
import { hex } from '../../src/timecoin/hash.js';
import type { TimeNodeOptions } from '../../src/timecoin/options.js';
import type { TimeNode } from '../../src/timecoin/time-node.js';
import { txid } from '../../src/timecoin/transactions/transaction.js';
import { sampleTransaction } from './samples.js';
import { keyOf } from '../node/virtual-network.js';
import { World } from './world.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let world: World;
afterEach(() => world.stop(...world.nodes));

/** Nodes that come one after another, each knowing three that were there before. */
async function grow(
  count: number,
  everyMs: number,
  optionsOf: (index: number) => Partial<TimeNodeOptions>,
): Promise<void> {
  const random = new SeededRandom(count);
  for (let index = 0; index < count; index++) {
    const known = index === 0 ? [] : [index - 1, random.integer(0, index - 1), random.integer(0, index - 1)];
    const peers = [...new Set(known)].map((each) => `n${each}`);
    await world.add(`n${index}`, peers, optionsOf(index));
    await world.advance(everyMs);
  }
}

/** Submits a transaction at a random node every minute or so, and remembers which. */
class Users {
  readonly keys: string[] = [];
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  async until(time: number): Promise<void> {
    const { clock } = world.runtime;
    for (;;) {
      // Exponentially distributed, as calls of people are.
      const pause = -Math.log(1 - this.#random.next()) * MINUTE;
      if (clock.now() + pause > time) break;
      await world.advance(pause);
      await this.submit();
    }
    await clock.advanceTo(time);
  }

  async submit(): Promise<void> {
    const { nodes } = world;
    const transaction = sampleTransaction(this.keys.length);
    await nodes[this.#random.integer(0, nodes.length - 1)]?.submit(transaction);
    this.keys.push(hex(txid(transaction)));
  }
}

/** Where a transaction is: in a block, or pending. */
async function has(node: TimeNode, key: string): Promise<boolean> {
  return node.mempool.has(key) || (await node.chain.holdsTransaction(key));
}

async function missing(node: TimeNode, keys: readonly string[]): Promise<string[]> {
  const found = await Promise.all(keys.map((key) => has(node, key)));
  return keys.filter((_, index) => found[index] !== true);
}

const oneOf = <T>(values: readonly T[]): T[] => [...new Set(values)];

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

/** Everybody has the same chain and the same outputs, and every transaction that anyone submitted. */
async function expectAgreement(users: Users): Promise<void> {
  expect(oneOf(world.nodes.map(({ chain }) => hex(chain.tip.hash)))).toHaveLength(1);
  const sets = await Promise.all(world.nodes.map(({ chain }) => chain.utxos.summary()));
  expect(oneOf(sets.map(({ hash, count }) => `${hex(hash)} ${count}`))).toHaveLength(1);
  for (const node of world.nodes) expect(await missing(node, users.keys)).toEqual([]);
}

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

describe('fifty nodes', () => {
  test(
    'for a day: everything everywhere, nothing twice, and nothing grows',
    { timeout: 20 * MINUTE },
    async () => {
      world = new World({ links: { latencyMs: 40 } });
      // Three producers, half an hour each, ten minutes apart.
      const producers = [0, 17, 34];
      await grow(50, (10 * MINUTE) / 17, (index) => ({
        // Fewer links than by default: they are most of what a day costs here.
        wantedConnections: 4,
        ...(producers.includes(index) ? { produce: { intervalMs: 30 * MINUTE } } : {}),
      }));
      const users = new Users(7);
      const opened = world.turns.length;
      const marks = new Map<number, { held: Record<string, number>; heap: number; stored: number }>();
      for (const hour of [1, 6, 12, 18, 24]) {
        await users.until(hour * HOUR);
        await world.advance(5 * SECOND);
        await expectAgreement(users);
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

  test(
    'with five masternodes for half an hour: their votes finalize every transaction everywhere',
    { timeout: 10 * MINUTE },
    async () => {
      world = new World({ links: { latencyMs: 40 } });
      // Heartbeats and their attestations are 25 messages a minute, each to be sent over every link and verified by
      // every node: a day of it would take half an hour.
      await grow(50, SECOND, (index) => ({
        wantedConnections: 4,
        ...(index === 0 ? { produce: { intervalMs: 10 * MINUTE } } : {}),
        ...(index % 10 === 3
          ? { masternode: { rewardAddress: `reward-${index}`, key: keyOf(`masternode ${index}`) } }
          : {}),
      }));
      await world.advance(2 * MINUTE);
      const finalized = world.nodes.map((node) => {
        const outputs = new Set<string>();
        node.spendings.onChange(({ output, state }) => {
          if (state.case === 'spentFinalized') outputs.add(output);
        });
        return outputs;
      });
      const users = new Users(11);
      await users.until(30 * MINUTE);
      await world.advance(5 * SECOND);
      await expectAgreement(users);
      expect(users.keys.length).toBeGreaterThan(15);
      expect(finalized.map(({ size }) => size)).toEqual(world.nodes.map(() => users.keys.length));
      for (const node of world.nodes) expect(node.status().masternodes).toEqual({ known: 5, active: 5 });
      for (const { node } of world.nodes) expect(node.stats().gossip.refused).toBe(0);
      expect(world.failures).toEqual([]);
    },
  );
});

describe('nodes that fail', () => {
  test(
    'thirty that lose their power now and then, some their disks too, end on one chain with every transaction',
    { timeout: 10 * MINUTE },
    async () => {
      world = new World({ seed: 3, links: { latencyMs: 40 } });
      await grow(30, 5 * SECOND, (index) =>
        index % 10 === 0 ? { produce: { intervalMs: 10 * MINUTE } } : {},
      );
      const random = new SeededRandom(5);
      const users = new Users(13);
      const dead = new Map<string, { back: number; emptied: boolean }>();
      const { clock } = world.runtime;
      let kills = 0;
      while (clock.now() < 3 * HOUR) {
        await users.until(clock.now() + random.integer(1, 4 * MINUTE));
        for (const [name, { back, emptied }] of dead) {
          if (back > clock.now()) continue;
          dead.delete(name);
          await world.restart(name, { emptied });
        }
        if (dead.size >= 10) continue;
        const { names } = world;
        const name = names[random.integer(0, names.length - 1)]!;
        world.kill(name);
        kills++;
        dead.set(name, {
          back: clock.now() + random.integer(SECOND, 20 * MINUTE),
          emptied: random.next() < 0.3,
        });
      }
      for (const [name, { emptied }] of dead) await world.restart(name, { emptied });
      await world.advance(15 * MINUTE);
      expect(kills).toBeGreaterThan(50);
      expect(world.nodes).toHaveLength(30);
      await expectAgreement(users);
      expect(world.failures).toEqual([]);
    },
  );

  test(
    'two halves that lose each other for an hour, both making blocks, end on one chain with every transaction',
    { timeout: 10 * MINUTE },
    async () => {
      world = new World({ seed: 4, links: { latencyMs: 40 } });
      await grow(20, 5 * SECOND, (index) =>
        index < 2 ? { produce: { intervalMs: (10 + 3 * index) * MINUTE } } : {},
      );
      const users = new Users(17);
      await users.until(35 * MINUTE);
      await expectAgreement(users);
      world.split((name) => Number(name.slice(1)) % 2);
      await users.until(95 * MINUTE);
      const tips = oneOf(world.nodes.map((node) => node.status().tip));
      expect(tips).toHaveLength(2);
      world.join();
      // Whoever was given up after ten failures is dialled again an hour later.
      await users.until(125 * MINUTE);
      await expectAgreement(users);
      expect(world.failures).toEqual([]);
    },
  );
});
