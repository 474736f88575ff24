import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AddressBook } from '../../src/node/address-book.js';
import type { Node } from '../../src/node/node.js';
import type { NodeOptions } from '../../src/node/options.js';
import { memoryStore } from '../../src/node/text-store.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { VirtualNetwork } from './virtual-network.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('a full house', () => {
  let network: VirtualNetwork;
  beforeEach(() => {
    network = new VirtualNetwork();
  });
  afterEach(() => network.stop());

  const listener = (name: string, options: Partial<NodeOptions> = {}) =>
    network.start(name, { wantedConnections: 0, ...options });

  /** Connected to two newcomers. */
  async function fullNode(): Promise<Node> {
    await listener('one');
    await listener('two');
    const node = await network.start('node', {
      listen: [],
      maxConnections: 2,
      wantedConnections: 2,
      reconnect: { jitter: 0 },
    });
    node.learn(['memory:one', 'memory:two']);
    await network.clock.advance(35 * MINUTE);
    expect(node.connections).toHaveLength(2);
    return node;
  }

  /** As if it had answered, and stayed connected for days. */
  function remember(node: Node): void {
    node.addressBook.succeeded('memory:good', '0f'.repeat(32));
    node.addressBook.measured('memory:good', 100 * HOUR, 10);
  }
  const peersOf = (node: Node) => node.connections.map(({ address }) => address).toSorted();

  test('swaps its worst connection for a clearly better address, without a gap', async () => {
    const node = await fullNode();
    await listener('good');
    remember(node);
    await network.clock.advance(10 * MINUTE);
    expect(peersOf(node)).toContain('memory:good');
    expect(peersOf(node)).toHaveLength(2);
    expect(
      network.events.filter(({ node: of, event }) => of === 'node' && event === 'disconnect'),
    ).toHaveLength(1);
    const [left] = network.events.filter(({ node: of, event }) => of !== 'node' && event === 'disconnect');
    expect(left?.disconnect).toMatchObject({
      code: GoodbyeCode.FULL,
      by: 'remote',
      retryAfterMs: 10 * MINUTE,
    });
    await network.clock.advance(24 * HOUR);
    expect(network.count('disconnect', 'node')).toBe(1);
  });

  test('loses nobody when the better one does not answer, and tries it at most once an hour', async () => {
    const node = await fullNode();
    remember(node);
    await network.clock.advance(HOUR);
    expect(network.memory.timesOf('memory:good')).toHaveLength(1);
    await network.clock.advance(5 * HOUR);
    expect(network.memory.timesOf('memory:good').length).toBeLessThanOrEqual(6);
    expect(network.count('disconnect')).toBe(0);
    expect(node.connections).toHaveLength(2);
  });

  test.each<[string, (book: AddressBook) => void]>([
    ['was never reached', (book) => book.add('memory:good', 'gossip')],
    ['has failed since', (book) => range(4).forEach(() => book.failed('memory:good'))],
    ['is banned', () => {}],
    ['is no better than those there', (book) => book.remove('memory:good')],
  ])('keeps its connections when the other %s', async (what, change) => {
    const node = await fullNode();
    const { addressBook } = node;
    await listener('good');
    if (what !== 'was never reached') remember(node);
    change(addressBook);
    if (what === 'is banned') await node.ban('good');
    if (what.startsWith('is no better')) addressBook.succeeded('memory:good', '0f'.repeat(32));
    await network.clock.advance(5 * HOUR);
    expect(network.count('disconnect')).toBe(0);
    expect(network.memory.timesOf('memory:good')).toEqual([]);
  });

  test('has places that nobody takes by dialling it', async () => {
    const node = await network.start('node', { maxConnections: 16 });
    for (const n of range(30))
      await network.start(`crowd${n}`, { listen: [], peers: ['memory:node'], maxConnections: 1 });
    await network.clock.advance(MINUTE);
    expect(node.connections).toHaveLength(14);
    for (const name of ['one', 'two', 'three']) await listener(name);
    node.learn(['memory:one', 'memory:two', 'memory:three']);
    await network.clock.advance(5 * MINUTE);
    expect(node.connections.filter(({ direction }) => direction === 'outbound')).toHaveLength(2);
    expect(node.connections).toHaveLength(16);
  });

  test('never lets go of configured peers', async () => {
    await listener('one');
    const node = await network.start('node', {
      listen: [],
      peers: ['memory:one'],
      maxConnections: 1,
    });
    await network.clock.advance(SECOND);
    remember(node);
    await listener('good');
    await network.clock.advance(3 * HOUR);
    expect(peersOf(node)).toEqual(['memory:one']);
  });
});

test('what is measured of peers is remembered: how often they answered, for how long, and how quickly', async () => {
  const network = new VirtualNetwork({ latencyMs: 20 });
  const addressStore = memoryStore();
  const server = await network.start('server', { wantedConnections: 0 });
  const client = await network.start('client', { listen: [], peers: ['memory:server'], addressStore });
  await network.clock.runUntil(client.connected(server.id));
  await network.clock.advance(HOUR);
  expect(client.addressBook.get('memory:server')).toMatchObject({ dials: 1, successes: 1 });
  expect(client.addressBook.get('memory:server')?.connectedMs).toBeGreaterThan(54 * MINUTE);
  expect(client.addressBook.get('memory:server')?.rttMs).toBeCloseTo(40, 0);
  await network.clock.advance(MINUTE);
  await network.clock.runUntil(client.stop());
  const [saved] = (JSON.parse((await addressStore.load()) ?? '') as { addresses: object[] }).addresses;
  expect(saved).toMatchObject({ address: 'memory:server' });
  expect((saved as { connectedMs: number }).connectedMs).toBe(61 * MINUTE);
  await network.stop();
});

const HOURS = process.env['FRAMEWRIGHT_LONG'] === '1' ? 24 : 2;

// Swaps must come to rest, or a network whose houses are all full would never be quiet.
test('sixty nodes with eight connections each settle, and change nothing any more', async () => {
  const network = new VirtualNetwork({ latencyMs: 5 });
  const names = range(60).map((index) => `n${index}`);
  const nodes = await Promise.all(
    names.map((name, index) =>
      network.start(name, {
        maxConnections: 8,
        wantedConnections: 8,
        peers: index === 0 ? [] : [`memory:n${index - 1}`],
        limits: { pingIntervalMs: 5 * MINUTE, pongTimeoutMs: 20 * MINUTE },
      }),
    ),
  );
  // What discovery tells: everyone of everyone, every hour.
  const all = names.map((name) => `memory:${name}`);
  for (let hour = 0; hour < HOURS; hour++) {
    for (const node of nodes) node.learn(all);
    if (hour === 1) network.events.length = 0;
    await network.clock.advance(HOUR);
    for (const node of nodes) expect(node.connections.length).toBeLessThanOrEqual(8);
  }
  const connections = nodes.map((node) => node.connections.length);
  expect(Math.min(...connections)).toBeGreaterThanOrEqual(2);
  expect(connections.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(60 * 6);
  // The first hour is for finding one another; in those that follow hardly anything ends.
  expect(network.count('disconnect')).toBeLessThanOrEqual(60);
  await network.stop();
}, 600_000);
