import { afterEach, describe, expect, test } from 'vitest';
import { Announce, Fetch, Missing } from '../../generated/framewright/gossip.js';
import { GossipNetwork, FIFTY } from '../../bench/gossip.js';
import type { GossipLimits } from '../../src/node/gossip-limits.js';
import type { GossipStats } from '../../src/node/gossip-stats.js';
import type { Node } from '../../src/node/node.js';

const LINKS = { ...FIFTY, bytesPerSecond: Infinity };
let network: GossipNetwork;
afterEach(() => network.stop());

function total(name: keyof GossipStats): number {
  return network.nodes.reduce((sum, node) => sum + node.stats().gossip[name], 0);
}

/** How often each block came to each node that is to have it. */
function counts(): number[] {
  return [...network.heard.values()].flatMap((all) => [...all.values()].map((times) => times.length));
}

describe('fifty nodes', () => {
  test.each<[string, number, Partial<GossipLimits> | ((index: number) => Partial<GossipLimits>)]>([
    ['large messages', 30_000, {}],
    ['large messages that only announcements spread', 30_000, { directPeers: 0 }],
    ['messages in parts', 200_000, {}],
    ['small messages', 300, {}],
    ['small messages to three peers each', 300, { fanout: 3 }],
    ['small messages to one peer each', 300, { fanout: 1 }],
    [
      'with half of the nodes not knowing announcements, large ones',
      30_000,
      (index) => ({ announce: index % 2 === 0 }),
    ],
    ['and small ones', 300, (index) => ({ announce: index % 2 === 0, fanout: 3 })],
  ])('every node has each message exactly once: %s', { timeout: 60_000 }, async (_what, bytes, limits) => {
    network = new GossipNetwork(LINKS);
    await network.start(limits);
    const { clock } = network.runtime;
    for (let height = 1; height <= 5; height++) {
      network.publish(network.nodes[height * 9]!, height, bytes);
      // Overlapping ones, too.
      await clock.advance(height % 2 === 0 ? 30 : 2_000);
    }
    await clock.advance(5_000);
    expect(counts()).toEqual(new Array(5 * 49).fill(1));
    expect(total('awaited')).toBe(0);
    expect(total('unanswered')).toBe(0);
  });

  test(
    'a peer that has a large message is not sent it: one copy for each node',
    { timeout: 60_000 },
    async () => {
      network = new GossipNetwork(LINKS);
      await network.start({});
      const before = network.bytesSent();
      network.publish(network.nodes[7]!, 1, 100_000);
      await network.runtime.clock.advance(5_000);
      expect(counts()).toEqual(new Array(49).fill(1));
      expect(total('duplicates')).toBe(0);
      expect(network.bytesSent() - before).toBeLessThan(49 * 102_000);
      // 12 links each; flooding sends over all of them but the one that it came over.
      expect(total('savedBytes')).toBeGreaterThan(49 * 5 * 100_000);
    },
  );

  test(
    'a message that comes the same way as others is sent ahead of its fetch: faster, and hardly more than one copy each',
    { timeout: 60_000 },
    async () => {
      network = new GossipNetwork(FIFTY);
      await network.start({});
      const { clock } = network.runtime;
      const spread = async (height: number) => {
        const [before, start] = [network.bytesSent(), clock.now()];
        network.publish(network.nodes[7]!, height, 65_536);
        await clock.advance(5_000);
        const times = [...(network.heard.get(height)?.values() ?? [])].flat().map(({ at }) => at - start);
        const copies = (network.bytesSent() - before) / (49 * 65_536);
        return { ms: times.reduce((sum, each) => sum + each) / 49, copies };
      };
      const all = [];
      for (let height = 1; height <= 13; height++) all.push(await spread(height));
      const copies = all.map((each) => each.copies);
      expect(Math.max(...copies.slice(0, 3))).toBeLessThan(1.02);
      expect(copies.reduce((sum, each) => sum + each) / 13).toBeLessThan(1.1);
      // A fetch and what it brings take 80 ms a hop; where it comes ahead, half of that.
      expect(all[0]!.ms - all[12]!.ms).toBeGreaterThan(40);
      expect(counts()).toEqual(new Array(13 * 49).fill(1));
    },
  );

  test('nodes that are lost on the way keep no other from it', { timeout: 120_000 }, async () => {
    network = new GossipNetwork(LINKS);
    await network.start({ fetchTimeoutMs: 500 });
    const { clock, random } = network.runtime;
    const alive = [...network.nodes];
    let height = 0;
    for (let round = 0; round < 8; round++) {
      const origins = new Map<number, Node>();
      for (const bytes of [300, 30_000, 100_000]) {
        const origin = alive[random.integer(0, alive.length - 1)]!;
        origins.set(++height, origin);
        network.publish(origin, height, bytes);
      }
      // Some after the first hop, some after the last; half of them without a word, which dial again.
      await clock.advance(50 + round * 20);
      const reached = alive.filter((node) =>
        [...origins.keys()].some((each) => network.heard.get(each)?.has(node)),
      );
      for (const [index, node] of reached.slice(0, 2).entries()) {
        alive.splice(alive.indexOf(node), 1);
        if (index === 0) void node.stop();
        else for (const connection of node.connections) connection.destroy();
      }
      await clock.advance(10_000);
      for (const [each, origin] of origins) {
        const missed = alive.filter((node) => node !== origin && network.heard.get(each)?.has(node) !== true);
        expect({ each, missed: missed.length }).toEqual({ each, missed: 0 });
      }
    }
    expect(counts().every((count) => count === 1)).toBe(true);
    expect(total('awaited')).toBe(0);
  });
});

describe('a peer that does not keep to it', () => {
  const SMALL = { ...LINKS, nodes: 3, links: 4 };

  async function start(limits: Partial<GossipLimits> = {}) {
    network = new GossipNetwork(SMALL);
    await network.start(limits);
    const [one, other] = network.nodes;
    return { one: one!, other: other!, clock: network.runtime.clock };
  }
  const digests = Array.from({ length: 128 }, (_, index) => new Uint8Array(32).fill(index));

  test('gets nothing that it was not told of', async () => {
    const { one, other, clock } = await start();
    network.publish(one, 1, 30_000);
    await clock.advance(1_000);
    const before = one.stats().gossip.served;
    for (let round = 0; round < 5; round++) other.send(one.id, Fetch, { digests });
    await clock.advance(1_000);
    expect(one.stats().gossip).toMatchObject({ served: before, notServed: 5 * 128 });
    expect(one.connections.length).toBe(2);
  });

  test('wastes a bounded number of fetches by announcing what it has not, and is banned in the end', async () => {
    const { one, other, clock } = await start();
    for (let round = 0; round < 100; round++) {
      if (one.registry.connection(other.id) === undefined) break;
      const announcements = digests.map((digest, index) => ({
        digest: digest.map((byte) => byte ^ round ^ (index << 1)),
        type: 0x010e,
        size: 100,
      }));
      other.send(one.id, Announce, { announcements });
      await clock.advance(200);
    }
    await clock.advance(60_000);
    expect(one.stats().gossip.awaited).toBe(0);
    expect(one.bans().map(({ reason }) => reason)).toContain('announce');
    expect(one.registry.connection(other.id)).toBeUndefined();
  });

  test.each([
    ['of a type that is not gossiped here', 0x0104, 100],
    ['of an unknown type', 0xfe00, 100],
    ['of a type that requires an acknowledgement', 0x0203, 100],
    ['above the largest size of its type', 0x010e, 4_194_305],
  ])('announcements %s are ignored', async (_what, type, size) => {
    const { one, other, clock } = await start();
    other.send(one.id, Announce, { announcements: [{ digest: digests[1]!, type, size }] });
    await clock.advance(1_000);
    expect(one.stats().gossip).toMatchObject({ idleAnnouncements: 1, wanted: 0, asked: 0 });
  });

  test.each([
    ['Announce', Announce, { announcements: [] }],
    ['Fetch', Fetch, { digests: [] }],
    ['Missing', Missing, { digests: [] }],
  ] as const)(
    '%s from one that has not offered the capability is a violation',
    async (_name, codec, message) => {
      network = new GossipNetwork(SMALL);
      await network.start((index) => ({ announce: index !== 1 }));
      const [one, other] = network.nodes;
      const frame = (codec as typeof Announce).frame(message as { announcements: [] });
      other!.registry.send(one!.id, frame);
      await network.runtime.clock.advance(1_000);
      expect(one!.registry.connection(other!.id)?.stats().violations).toBe(1);
      // And one that does not know the type discards it.
      one!.registry.send(other!.id, frame);
      await network.runtime.clock.advance(1_000);
      expect(other!.registry.connection(one!.id)?.stats()).toMatchObject({ violations: 0, discarded: 1 });
    },
  );
});
