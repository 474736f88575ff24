import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Node } from '../../src/node/node.js';
import type { NodeOptions } from '../../src/node/options.js';
import { preferredShare } from '../../src/node/places.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { VirtualNetwork } from './virtual-network.js';

const MINUTE = 60_000;
const EXACT: Partial<NodeOptions> = { reconnect: { jitter: 0 }, wantedConnections: 0 };

test.each([
  [1, 0],
  [8, 4],
  [39, 19],
  [40, 20],
  [50, 20],
  [60, 24],
  [75, 30],
  [10_000, 30],
])('of %d connections %d are for preferred addresses', (most, share) => {
  expect(preferredShare(most)).toBe(share);
});

describe('preferred addresses', () => {
  let network: VirtualNetwork;
  beforeEach(() => {
    network = new VirtualNetwork({ latencyMs: 0 });
  });
  afterEach(() => network.stop());

  const secondsOf = (address: string) => network.memory.timesOf(address).map((at) => Math.round(at / 1_000));
  const start = (name: string, options: Partial<NodeOptions> = {}) =>
    network.start(name, { ...EXACT, ...options });
  const dialler = (name: string, to: string) => start(name, { listen: [], peers: [`memory:${to}`] });

  async function startAll(names: readonly string[]): Promise<Node[]> {
    return Promise.all(names.map((name) => start(name)));
  }

  test('are dialled beyond the wanted connections, up to their share', async () => {
    await startAll(['a', 'b', 'c', 'one', 'two']);
    const node = await start('node', { listen: [], maxConnections: 4, wantedConnections: 1 });
    node.learn(['memory:one', 'memory:two']);
    node.prefer(['memory:a', 'memory:b', 'memory:c', 'no address']);
    await network.clock.advance(MINUTE);
    expect(network.memory.dials.map(({ address }) => address)).toEqual([
      'memory:one',
      'memory:a',
      'memory:b',
    ]);
    expect(node.stats().preferredConnections).toBe(2);
    expect(node.connections).toHaveLength(3);
  });

  test('are given up after twenty failures, others after ten', async () => {
    const node = await start('node', { listen: [], wantedConnections: 1 });
    node.prefer(['memory:gone']);
    node.dial('memory:other');
    await network.clock.advance(90 * MINUTE);
    // Between the tenth and the eleventh lies, for others, the rest of a node that knows nobody else.
    expect(secondsOf('memory:gone').slice(8, 20)).toEqual(
      Array.from({ length: 12 }, (_, index) => 915 + index * 300),
    );
    expect(secondsOf('memory:other').slice(8, 12)).toEqual([915, 1215, 1530, 1535]);
  });

  test('have places kept for them, as long as they may come', async () => {
    const node = await start('node', { maxConnections: 4 });
    node.prefer(['memory:a', 'memory:b']);
    for (const name of ['one', 'two', 'three']) await dialler(name, 'node');
    await network.clock.advance(2 * MINUTE);
    expect(node.connections).toHaveLength(2);
    // Given up, their places are everyone's.
    await network.clock.advance(120 * MINUTE);
    await dialler('four', 'node');
    await network.clock.advance(MINUTE);
    expect(node.connections.length).toBeGreaterThan(2);
  });

  test('one that arrives at a full house takes the place of the worst of the others', async () => {
    const node = await start('node', { maxConnections: 4 });
    const names = ['one', 'two', 'three', 'four'];
    const others = await Promise.all(names.map((name) => dialler(name, 'node')));
    await network.clock.advance(11 * MINUTE);
    expect(node.connections).toHaveLength(4);
    const preferred = await start('a');
    node.prefer(['memory:a']);
    await network.clock.runUntil(node.connected(preferred.id));
    expect(node.connections).toHaveLength(4);
    await network.clock.advance(1_000);
    const ended = network.events.filter(({ event, node: of }) => event === 'disconnect' && of !== 'node');
    expect(ended.map(({ disconnect }) => disconnect)).toMatchObject([
      { code: GoodbyeCode.FULL, by: 'remote', retryAfterMs: 10 * MINUTE },
    ]);
    // It is told to come later, and does not push anybody out.
    await network.clock.advance(60 * MINUTE);
    expect(node.connections.some(({ peer }) => peer?.id === preferred.id)).toBe(true);
    expect(others.reduce((sum, { connections }) => sum + connections.length, 0)).toBe(3);
  });

  test('nobody makes room who has just come or is configured', async () => {
    await startAll(['one', 'two']);
    const node = await start('node', { maxConnections: 2, peers: ['memory:one', 'memory:two'] });
    const preferred = await start('a');
    await network.clock.advance(30 * MINUTE);
    node.prefer(['memory:a']);
    await network.clock.advance(30 * MINUTE);
    expect(preferred.connections).toEqual([]);
    expect(network.count('disconnect')).toBe(0);
  });

  test('no longer preferred, they are peers like others', async () => {
    await startAll(['a']);
    const node = await start('node', { listen: [] });
    node.prefer(['memory:a']);
    await network.clock.advance(MINUTE);
    expect(node.stats().preferredConnections).toBe(1);
    node.prefer([]);
    expect(node.stats().preferredConnections).toBe(0);
    expect(node.connections).toHaveLength(1);
  });
});
