import { afterEach, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../src/testing/index.js';
import { keyOf } from '../node/virtual-network.js';
import { expectAgreement, grow, HOUR, MINUTE, oneOf, SECOND, Users } from './many-nodes.js';
import { World } from './world.js';

let world: World;
afterEach(() => world.stop(...world.nodes));

test(
  'fifty nodes with five masternodes for half an hour: their votes finalize every transaction everywhere',
  { timeout: 10 * MINUTE },
  async () => {
    world = new World({ links: { latencyMs: 40 } });
    // Heartbeats and their attestations are 25 messages a minute, each to be sent over every link and verified by
    // every node: a day of it would take half an hour.
    await grow(world, 50, SECOND, (index) => ({
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
    const users = new Users(world, 11);
    await users.until(30 * MINUTE);
    await world.advance(5 * SECOND);
    await expectAgreement(world, users);
    expect(users.keys.length).toBeGreaterThan(15);
    expect(finalized.map(({ size }) => size)).toEqual(world.nodes.map(() => users.keys.length));
    for (const node of world.nodes) expect(node.status().masternodes).toEqual({ known: 5, active: 5 });
    for (const { node } of world.nodes) expect(node.stats().gossip.refused).toBe(0);
    expect(world.failures).toEqual([]);
  },
);

describe('nodes that fail', () => {
  test(
    'thirty that lose their power now and then, some their disks too, end on one chain with every transaction',
    { timeout: 10 * MINUTE },
    async () => {
      world = new World({ seed: 3, links: { latencyMs: 40 } });
      await grow(world, 30, 5 * SECOND, (index) =>
        index % 10 === 0 ? { produce: { intervalMs: 10 * MINUTE } } : {},
      );
      const random = new SeededRandom(5);
      const users = new Users(world, 13);
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
      await expectAgreement(world, users);
      expect(world.failures).toEqual([]);
    },
  );

  test(
    'two halves that lose each other for an hour, both making blocks, end on one chain with every transaction',
    { timeout: 10 * MINUTE },
    async () => {
      world = new World({ seed: 4, links: { latencyMs: 40 } });
      await grow(world, 20, 5 * SECOND, (index) =>
        index < 2 ? { produce: { intervalMs: (10 + 3 * index) * MINUTE } } : {},
      );
      const users = new Users(world, 17);
      await users.until(35 * MINUTE);
      await expectAgreement(world, users);
      world.split((name) => Number(name.slice(1)) % 2);
      await users.until(95 * MINUTE);
      const tips = oneOf(world.nodes.map((node) => node.status().tip));
      expect(tips).toHaveLength(2);
      world.join();
      // Whoever was given up after ten failures is dialled again an hour later.
      await users.until(125 * MINUTE);
      await expectAgreement(world, users);
      expect(world.failures).toEqual([]);
    },
  );
});
