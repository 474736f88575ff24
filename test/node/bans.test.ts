import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GetBlockHeight } from '../../generated/timecoin/chain.js';
import { Guard, GUARD_DEFAULTS } from '../../src/node/guard.js';
import type { Node } from '../../src/node/node.js';
import { memoryStore } from '../../src/node/text-store.js';
import { ErrorCode, GoodbyeCode } from '../../src/wire/codes.js';
import { encodeFrame } from '../../src/wire/frame.js';
import { ids } from '../../src/wire/ids.js';
import { VirtualNetwork } from './virtual-network.js';

const MINUTE = 60_000;
const garbage = () => encodeFrame(GetBlockHeight.type, 0, ids.next(), Uint8Array.of(0xff, 0xff, 0xff));

describe('bans', () => {
  let network: VirtualNetwork;
  let server: Node;
  let client: Node;
  const errors: unknown[] = [];
  beforeEach(async () => {
    errors.length = 0;
    network = new VirtualNetwork();
    server = await network.start('server', { wantedConnections: 0 });
    server.handle(GetBlockHeight, () => ({ height: 1 }));
    client = await network.start('client', { listen: [], peers: ['memory:server'], wantedConnections: 0 });
    await network.clock.runUntil(client.connected(server.id));
    await network.clock.runUntil(server.connected(client.id));
  });
  afterEach(() => network.stop());

  async function misbehave(times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      client.registry.request(server.id, garbage()).catch((error: unknown) => errors.push(error));
      await network.clock.advance(100);
    }
  }

  test('the third violation closes the connection with BANNED and keeps the offender out for five minutes', async () => {
    const bans: unknown[] = [];
    server.on('ban', (ban) => bans.push(ban));
    await misbehave(2);
    expect(server.connections).toHaveLength(1);
    expect(errors).toMatchObject([{ code: ErrorCode.MALFORMED }, { code: ErrorCode.MALFORMED }]);
    await misbehave(1);
    await network.clock.advance(10_000);
    expect(server.connections).toEqual([]);
    expect(bans).toContainEqual({
      offender: client.id,
      violations: 3,
      forMs: 5 * MINUTE,
      reason: 'protocol',
    });
    const last = network.events.findLast(({ node }) => node === 'client');
    expect(last?.disconnect).toMatchObject({ code: GoodbyeCode.BANNED, by: 'remote' });

    await network.clock.advance(MINUTE);
    const dials = network.memory.dials.length;
    client.dial('memory:server');
    await network.clock.advance(MINUTE);
    expect(network.memory.dials).toHaveLength(dials + 1);
    expect(client.connections).toEqual([]);

    await network.clock.advance(4 * MINUTE);
    client.dial('memory:server');
    await network.clock.runUntil(client.connected(server.id));
    expect(await network.clock.runUntil(client.request(server.id, GetBlockHeight, {}))).toEqual({
      height: 1,
    });
  });

  test('a banned peer is not dialled either', async () => {
    await misbehave(3);
    await network.clock.advance(1_000);
    expect(server.guard.bannedForMs('memory:elsewhere', client.id)).toBeGreaterThan(0);
    const other = await network.start('other', { key: new Uint8Array(32).fill(1) });
    server.addressBook.add('memory:other', 'gossip');
    server.guard.ban('other');
    server.dial('memory:other');
    await network.clock.advance(10 * MINUTE);
    expect(other.connections).toEqual([]);
  });

  test('unban lets it in at once', async () => {
    await misbehave(3);
    await network.clock.advance(1_000);
    await server.unban(client.id);
    expect(server.bans()).toEqual([]);
    client.dial('memory:server');
    await network.clock.runUntil(client.connected(server.id));
  });

  test('a ban by hand closes what is open and keeps it out, for as long as it says', async () => {
    expect(await server.ban(client.id, { forMs: 10 * MINUTE })).toMatchObject({ reason: 'manual' });
    await network.clock.advance(1_000);
    expect(client.connections).toEqual([]);
    const last = network.events.findLast(({ node }) => node === 'client');
    expect(last?.disconnect).toMatchObject({ code: GoodbyeCode.BANNED, retryAfterMs: 10 * MINUTE });
    client.dial('memory:server');
    await network.clock.advance(9 * MINUTE);
    expect(client.connections).toEqual([]);
    await network.clock.advance(2 * MINUTE);
    client.dial('memory:server');
    await network.clock.runUntil(client.connected(server.id));
    await expect(server.ban('no body')).rejects.toThrow(TypeError);
  });

  test('the application reports violations too', async () => {
    const connection = server.connections[0];
    for (let time = 0; time < 3; time++) server.report(connection!, 'a block whose hash is not its own');
    await network.clock.advance(10_000);
    expect(client.connections).toEqual([]);
  });
});

test('a node that is full refuses with FULL, but not a peer that it has', async () => {
  const network = new VirtualNetwork();
  const server = await network.start('server', { maxConnections: 2, wantedConnections: 0 });
  for (const name of ['one', 'two', 'three']) {
    await network.start(name, { listen: [], peers: ['memory:server'], wantedConnections: 0 });
    await network.clock.advance(1_000);
  }
  expect(server.connections).toHaveLength(2);
  expect(network.count('connect', 'three')).toBe(0);
  await network.clock.advance(3 * MINUTE);
  expect(network.memory.timesOf('memory:server')).toHaveLength(2 + 4);
  await network.stop();
});

test('a peer that we dialled and banned is dialled again when the ban ends', async () => {
  const network = new VirtualNetwork();
  const server = await network.start('server', { wantedConnections: 0 });
  const client = await network.start('client', {
    listen: [],
    peers: ['memory:server'],
    wantedConnections: 0,
  });
  const connection = await network.clock.runUntil(client.connected(server.id));
  for (let time = 0; time < 3; time++) client.report(connection, 'a lie');
  await network.clock.advance(4 * MINUTE);
  expect(network.memory.dials).toHaveLength(1);
  await network.clock.advance(2 * MINUTE);
  expect(network.memory.dials).toHaveLength(2);
  expect(client.connections).toHaveLength(1);
  await network.stop();
});

test('who is banned for good is not even listened to', async () => {
  const network = new VirtualNetwork();
  const server = await network.start('server', { wantedConnections: 0 });
  // The name of the first dialler in a memory network.
  server.guard.ban('dialler-1');
  const client = await network.start('client', {
    listen: [],
    peers: ['memory:server'],
    wantedConnections: 0,
  });
  await network.clock.advance(1_000);
  expect(server.stats().droppedLinks).toBe(1);
  // It dials again as another.
  await network.clock.runUntil(client.connected(server.id));
  await network.stop();
});

describe('unban', () => {
  const BOTH = ['by node id', 'by host'] as const;

  test.each(BOTH)('%s lets this node dial again what it was kept from, at once and for good', async (by) => {
    const network = new VirtualNetwork();
    const store = memoryStore();
    const server = await network.start('server', { wantedConnections: 0 });
    const options = { listen: [], peers: ['memory:server'], wantedConnections: 0, banStore: store };
    const client = await network.start('client', options);
    const connection = await network.clock.runUntil(client.connected(server.id));
    for (let time = 0; time < 10; time++) client.report(connection, 'a lie');
    await network.clock.advance(60 * MINUTE);
    expect(client.connections).toEqual([]);
    const lifted = await client.unban(by === 'by host' ? 'server' : server.id);
    expect(lifted.toSorted()).toEqual([server.id, 'server'].toSorted());
    await network.clock.runUntil(client.connected(server.id), 1_000);
    await network.clock.runUntil(client.stop());
    const next = await network.start('client', options);
    expect(next.bans()).toEqual([]);
    await network.clock.runUntil(next.connected(server.id), 1_000);
    await network.stop();
  });

  test.each(BOTH)('%s while a dial goes on, after a ban that ran out, starts no second one', async (by) => {
    const network = new VirtualNetwork({ latencyMs: 1_000 });
    const server = await network.start('server', { wantedConnections: 0 });
    const client = await network.start('client', {
      listen: [],
      peers: ['memory:server'],
      wantedConnections: 0,
    });
    const connection = await network.clock.runUntil(client.connected(server.id));
    for (let time = 0; time < 3; time++) client.report(connection, 'a lie');
    const dials = () => network.memory.timesOf('memory:server').length;
    while (dials() < 2) await network.clock.advance(100);
    await client.unban(by === 'by host' ? 'server' : server.id);
    await network.clock.advance(60_000);
    expect(dials()).toBe(2);
    expect(client.connections).toHaveLength(1);
    await network.stop();
  });

  test.each(BOTH)('%s lets in again who was not even listened to', async (by) => {
    const network = new VirtualNetwork();
    const server = await network.start('server', { wantedConnections: 0 });
    const options = { listen: [], peers: ['memory:server'], wantedConnections: 0 };
    const client = await network.start('client', options);
    const connection = await network.clock.runUntil(server.connected(client.id));
    for (let time = 0; time < 10; time++) server.report(connection, 'a lie');
    await network.clock.advance(1_000);
    expect(server.bans().map(({ forMs }) => forMs)).toEqual([Infinity, Infinity]);
    await server.unban(by === 'by host' ? 'dialler-1' : client.id);
    expect(server.bans()).toEqual([]);
    expect(server.guard.bannedForMs('memory:dialler-1', client.id)).toBe(0);
    client.dial('memory:server');
    await network.clock.runUntil(client.connected(server.id), 1_000);
    await network.stop();
  });
});

test('a ban is there at once after a crash, and a lifted one is gone', async () => {
  const network = new VirtualNetwork();
  const banStore = memoryStore();
  const server = await network.start('server', { wantedConnections: 0, banStore });
  const client = await network.start('client', {
    listen: [],
    peers: ['memory:server'],
    wantedConnections: 0,
  });
  const connection = await network.clock.runUntil(server.connected(client.id));
  for (let time = 0; time < 3; time++) server.report(connection, 'a lie', 'lie');
  // Nothing of the first is stopped: what is saved by now is what a crash leaves.
  await network.clock.settle();
  const saved = async () => {
    const guard = new Guard(network.clock, GUARD_DEFAULTS, memoryStore(await banStore.load()));
    await guard.load();
    return guard.bans().map(({ offender, reason }) => `${offender} ${reason}`);
  };
  expect(await saved()).toEqual(['dialler-1 lie', `${client.id} lie`]);
  await server.unban(client.id);
  expect(await saved()).toEqual([]);
  await network.stop();
});
