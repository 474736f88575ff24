import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Node } from '../../src/node/node.js';
import type { NodeOptions } from '../../src/node/options.js';
import { memoryStore } from '../../src/node/text-store.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { VirtualNetwork } from './virtual-network.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Without chance and without other reasons to dial. */
const EXACT: Partial<NodeOptions> = { reconnect: { jitter: 0 }, wantedConnections: 0 };
const DIALLER: Partial<NodeOptions> = { ...EXACT, listen: [], peers: ['memory:server'] };

describe('reconnecting', () => {
  let network: VirtualNetwork;
  beforeEach(() => {
    network = new VirtualNetwork({ latencyMs: 0 });
  });
  afterEach(() => network.stop());

  const seconds = () => network.memory.timesOf('memory:server').map((at) => Math.round(at / SECOND));

  test('nobody there: 5 s doubling to 300 s, ten times in all, until offered again', async () => {
    const node = await network.start('client', DIALLER);
    await network.clock.advance(60 * MINUTE);
    expect(seconds()).toEqual([0, 5, 15, 35, 75, 155, 315, 615, 915, 1215]);
    node.dial('memory:server');
    await network.clock.advance(6 * SECOND);
    expect(seconds().slice(10)).toEqual([3600, 3605]);
  });

  test('whom the configuration names is tried again after an hour, however many others are connected', async () => {
    await network.start('other', EXACT);
    const client = await network.start('client', { ...DIALLER, peers: ['memory:other', 'memory:server'] });
    await network.clock.advance(60 * MINUTE);
    expect(seconds().at(-1)).toBe(1215);
    const server = await network.start('server', EXACT);
    await network.clock.advance(30 * MINUTE);
    expect(server.connections).toHaveLength(1);
    expect(client.connections).toHaveLength(2);
  });

  test('jitter spreads the waits without lengthening them', async () => {
    await network.start('client', { ...DIALLER, reconnect: {} });
    await network.clock.advance(60 * MINUTE);
    const times = network.memory.timesOf('memory:server');
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    [5, 10, 20, 40, 80, 160, 300, 300, 300].forEach((most, index) => {
      expect(waits[index]).toBeLessThanOrEqual(most * SECOND);
      expect(waits[index]).toBeGreaterThanOrEqual(most * SECOND * 0.8);
    });
    expect(new Set(waits.map((wait) => wait % SECOND)).size).toBeGreaterThan(5);
  });

  test('success starts the count afresh', async () => {
    await network.start('client', DIALLER);
    await network.clock.advance(40 * SECOND);
    expect(seconds()).toEqual([0, 5, 15, 35]);
    const server = await network.start('server', EXACT);
    await network.clock.advance(40 * SECOND);
    expect(server.connections).toHaveLength(1);
    network.memory.links[0]?.reset();
    await network.clock.advance(10 * SECOND);
    expect(seconds()).toEqual([0, 5, 15, 35, 75, 85]);
    expect(server.connections).toHaveLength(1);
  });

  // WIRE.md, "Goodbye codes": what a dialler does. The server refuses every time.
  test.each<[keyof typeof GoodbyeCode, number, number[]]>([
    ['NETWORK', 0, [0]],
    ['VERSION', 0, [0]],
    ['SELF', 0, [0]],
    ['IDENTITY', 0, [0]],
    ['BANNED', 60_000, [0]],
    ['CLOSING', 0, [0, 5, 15, 35, 75, 155]],
    ['FULL', 60_000, [0, 60, 120, 180, 240]],
    ['SLOW_PEER', 30_000, [0, 30, 60, 90, 130, 210]],
    ['FLOOD', 0, [0, 5, 15, 35, 75, 155]],
    ['OVERLOADED', 0, [0, 5, 15, 35, 75, 155]],
    ['NORMAL', 60_000, [0, 5, 15, 35, 75, 155]],
    ['PROTOCOL', 60_000, [0, 5, 15, 35, 75, 155]],
  ])('refused with %s, retry after %d ms', async (name, retryAfterMs, expected) => {
    const refusal = { code: GoodbyeCode[name], reason: 'no', retryAfterMs };
    await network.start('server', { ...EXACT, admit: () => refusal });
    await network.start('client', DIALLER);
    await network.clock.advance(250 * SECOND);
    expect(seconds()).toEqual(expected);
  });

  test('FULL is asked again for an hour at most, however long the peer says', async () => {
    const refusal = { code: GoodbyeCode.FULL, reason: 'no', retryAfterMs: 0xffff_ffff };
    await network.start('server', { ...EXACT, admit: () => refusal });
    await network.start('client', DIALLER);
    await network.clock.advance(61 * MINUTE);
    expect(seconds()).toEqual([0, 3600]);
  });

  test('a node that stops says CLOSING, and is found again when it restarts under the same id', async () => {
    const first = await network.start('server', EXACT);
    const client = await network.start('client', DIALLER);
    await network.clock.runUntil(client.connected(first.id));
    const epoch = client.connections[0]?.peer?.epoch;
    await network.clock.runUntil(first.stop());
    expect(
      network.events.find(({ node, event }) => node === 'client' && event === 'disconnect')?.disconnect,
    ).toMatchObject({ code: GoodbyeCode.CLOSING, by: 'remote' });
    const second = await network.start('server', EXACT);
    expect(second.id).toBe(first.id);
    await network.clock.runUntil(client.connected(second.id));
    expect(client.connections[0]?.peer?.epoch).not.toBe(epoch);
  });

  test('both dial at once: one connection, and quiet afterwards', async () => {
    const names = ['left', 'right'];
    const [left, right] = await Promise.all(
      names.map((name) =>
        network.start(name, { ...EXACT, peers: names.filter((n) => n !== name).map((n) => `memory:${n}`) }),
      ),
    );
    await network.clock.advance(10 * SECOND);
    expect([left?.connections.length, right?.connections.length]).toEqual([1, 1]);
    const dials = network.memory.dials.length;
    const opened = network.count('connect');
    await network.clock.advance(20 * MINUTE);
    expect(network.memory.dials).toHaveLength(dials);
    expect(network.count('connect')).toBe(opened);
    // The pair's connection lost, whoever dialled it: one again, and only one.
    for (const link of network.memory.links) link.reset();
    await network.clock.advance(20 * SECOND);
    expect([left?.connections.length, right?.connections.length]).toEqual([1, 1]);
  });

  test('a node that is told to keep a connection to itself does not', async () => {
    const node = await network.start('server', { ...EXACT, peers: ['memory:server'] });
    expect(node.dial('memory:server')).toBe(false);
    await network.clock.advance(MINUTE);
    expect(network.memory.dials).toEqual([]);
  });

  test('at most eight dials at once', async () => {
    const slow = new VirtualNetwork({ latencyMs: 4_000 });
    await slow.start('client', {
      ...EXACT,
      peers: Array.from({ length: 30 }, (_, index) => `memory:peer-${index}`),
    });
    await slow.clock.advance(7_000);
    expect(slow.memory.dials).toHaveLength(8);
    await slow.clock.advance(2_000);
    expect(slow.memory.dials).toHaveLength(16);
    await slow.stop();
  });

  test('a known address is dialled when there are too few connections, an unwelcome one is not', async () => {
    await network.start('one', EXACT);
    await network.start('two', { ...EXACT, admit: () => ({ code: GoodbyeCode.NETWORK, reason: 'no' }) });
    const node = await network.start('client', { ...EXACT, wantedConnections: 5 });
    node.addressBook.add('memory:one', 'gossip');
    node.addressBook.add('memory:two', 'gossip');
    await network.clock.advance(10 * MINUTE);
    expect(node.connections).toHaveLength(1);
    expect(network.memory.timesOf('memory:one')).toHaveLength(1);
    expect(network.memory.timesOf('memory:two')).toHaveLength(1);
  });

  test('a node cut off from all its peers tries them again before the hour', async () => {
    await network.start('client', { ...DIALLER, wantedConnections: 1 });
    await network.clock.advance(30 * MINUTE);
    const server = await network.start('server', EXACT);
    await network.clock.advance(6 * MINUTE);
    expect(server.connections).toHaveLength(1);
  });

  test('what one run learned, the next one dials', async () => {
    const addressStore = memoryStore();
    const server = await network.start('server', EXACT);
    const first = await network.start('client', { ...DIALLER, addressStore });
    await network.clock.runUntil(first.connected(server.id));
    await network.clock.runUntil(first.stop());
    const second = await network.start('client', {
      ...EXACT,
      listen: [],
      wantedConnections: 1,
      addressStore,
    });
    await network.clock.runUntil(second.connected(server.id, { timeoutMs: 60_000 }));
  });

  test('addresses heard of are dialled as far as connections are missing', async () => {
    const node = await network.start('client', { ...EXACT, listen: [], wantedConnections: 2 });
    node.learn(['memory:server', 'memory:other', 'memory:third', 'not an address']);
    await network.clock.advance(SECOND);
    expect(network.memory.dials).toHaveLength(2);
  });

  describe('an address that was given up', () => {
    // In the first 1215 s ten dials; then it rests for the 300 s of the longest wait at least.
    let other: Node;
    const givenUp = [0, 5, 15, 35, 75, 155, 315, 615, 915, 1215];
    async function connectedNode(): Promise<Node> {
      other = await network.start('other', EXACT);
      const node = await network.start('client', {
        ...EXACT,
        listen: [],
        peers: ['memory:other'],
        wantedConnections: 2,
      });
      node.learn(['memory:server']);
      await network.clock.advance(1220 * SECOND);
      expect(seconds()).toEqual(givenUp);
      return node;
    }

    test('does not come back by itself', async () => {
      await connectedNode();
      await network.clock.advance(24 * 60 * MINUTE);
      expect(seconds()).toEqual(givenUp);
    });

    test('comes back when discovery offers it again, and after its rest', async () => {
      const node = await connectedNode();
      node.learn(['memory:server']);
      await network.clock.advance(10 * MINUTE);
      expect(seconds().slice(10)).toEqual([1530, 1535, 1545, 1565, 1605, 1685]);
    });

    test('comes back by itself to a node that is connected to nobody', async () => {
      await connectedNode();
      await network.clock.runUntil(other.stop());
      await network.clock.advance(10 * MINUTE);
      expect(seconds().length).toBeGreaterThan(10);
    });

    test('comes back after an hour if it is configured', async () => {
      await network.start('other', EXACT);
      const peers = ['memory:server', 'memory:other'];
      await network.start('client', { ...EXACT, listen: [], peers, wantedConnections: 2 });
      await network.clock.advance(1215 * SECOND + 61 * MINUTE);
      expect(seconds()[10]).toBe(4830);
    });
  });

  test('nothing lasts: an unwelcome address is tried again after a day, and so is one that was this node itself', async () => {
    const refusal = { code: GoodbyeCode.NETWORK, reason: 'no' };
    await network.start('server', { ...EXACT, admit: () => refusal });
    const node = await network.start('client', { ...EXACT, wantedConnections: 2 });
    node.learn(['memory:server']);
    await network.clock.advance(23 * 60 * MINUTE);
    node.learn(['memory:server']);
    expect(seconds()).toEqual([0]);
    await network.clock.advance(2 * 60 * MINUTE);
    expect(seconds()).toEqual([0, 24 * 60 * 60]);
    node.addressBook.markOwn('memory:alias');
    expect(node.dial('memory:alias')).toBe(false);
    await network.clock.advance(24 * 60 * MINUTE);
    expect(node.dial('memory:alias')).toBe(true);
    expect(node.dial('memory:client')).toBe(false);
  });

  test('whom it disconnected it does not dial for a day, whoever offers it', async () => {
    const server = await network.start('server', EXACT);
    const node = await network.start('client', { ...EXACT, listen: [], wantedConnections: 2 });
    node.learn(['memory:server']);
    await network.clock.runUntil(node.connected(server.id));
    await network.clock.runUntil(node.disconnect(server.id));
    node.learn(['memory:server']);
    await network.clock.advance(60 * MINUTE);
    expect(seconds()).toEqual([0]);
    node.dial('memory:server');
    await network.clock.runUntil(node.connected(server.id));
  });

  test('a node that has stopped leaves no timer behind', async () => {
    await network.start('server', EXACT);
    await network.start('client', DIALLER);
    await network.start('lonely', { ...EXACT, peers: ['memory:nobody'] });
    await network.clock.advance(7 * SECOND);
    await network.stop();
    await network.clock.settle();
    expect(network.clock.pendingTimers).toBe(0);
  });
});
