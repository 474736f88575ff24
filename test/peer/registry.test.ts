import { afterEach, describe, expect, test } from 'vitest';
import { sameBytes } from '../../src/wire/bytes.js';
import { resolveLimits } from '../../src/peer/limits.js';
import { payloadCodec } from '../../src/peer/payload-codec.js';
import { systemRuntime } from '../../src/platform/system.js';
import { MemoryNetwork, virtualRuntime, type VirtualRuntime } from '../../src/testing/index.js';
import { tcp } from '../../src/transport/tcp.js';
import { websocket } from '../../src/transport/websocket.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { encodeFrame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { frame, TestNode, testTypes, Type } from './peer-rig.js';
import { handshakeOf, RawPeer } from './raw-peer.js';
import { openRaw } from './raw-rig.js';

/** A node that others have dialled. */
async function hubOf(count: number): Promise<{ runtime: VirtualRuntime; hub: TestNode; others: TestNode[] }> {
  const runtime = virtualRuntime();
  const network = new MemoryNetwork();
  const hub = new TestNode(runtime, 100);
  const address = await hub.listen(network);
  const others = Array.from({ length: count }, (_, index) => new TestNode(runtime, index + 1));
  for (const other of others) await runtime.clock.runUntil(other.dial(network, address));
  await runtime.clock.settle();
  return { runtime, hub, others };
}

describe('a broadcast', () => {
  const relayed = payloadCodec(testTypes.get(Type.PLAIN)!);

  test('goes to every open connection but those left out', async () => {
    const { runtime, hub, others } = await hubOf(5);
    expect(hub.registry.broadcast(frame(Type.PLAIN))).toBe(5);
    expect(hub.registry.broadcast(frame(Type.URGENT), { except: others[0]!.id })).toBe(4);
    const except = new Set([others[1]!.id, others[2]!.id]);
    expect(hub.registry.broadcastBatch([frame(Type.BULK), frame(Type.SHORT)], { except })).toBe(3);
    await runtime.clock.settle();
    expect(others.map(({ receivedTypes }) => receivedTypes.toSorted((a, b) => a - b))).toEqual([
      [Type.PLAIN, Type.BULK, Type.SHORT],
      [Type.PLAIN, Type.URGENT],
      [Type.PLAIN, Type.URGENT],
      [Type.PLAIN, Type.URGENT, Type.BULK, Type.SHORT],
      [Type.PLAIN, Type.URGENT, Type.BULK, Type.SHORT],
    ]);
    expect(hub.registry.stats()).toMatchObject({ open: 5, broadcastQueued: 15, broadcastSkipped: 0 });
  });

  test.each([0, 1, 300, 16_372, 16_373, 65_523, 65_536, 65_537, 200_000])(
    'of received payloads of %i bytes is in order and unchanged, whatever becomes of them',
    async (size) => {
      const { runtime, hub, others } = await hubOf(4);
      const [a, b] = others.map(({ id }) => id) as [string, string];
      const received = new Uint8Array(size);
      // Turn by turn, so that the room for what is broadcast is used again.
      for (let turn = 0; turn < 3; turn++) {
        const relay = (fill: number, except: string, expected: number): void => {
          received.fill(fill);
          expect(hub.registry.broadcastMessage(relayed, received, { except })).toBe(expected);
          received.fill(0xff);
        };
        relay(1, a, 3);
        relay(2, b, 3);
        expect(hub.registry.broadcast(frame(Type.PLAIN, new Uint8Array(size).fill(3)))).toBe(4);
        relay(4, b, 3);
        await runtime.clock.settle();
      }
      const fills = ({ received }: TestNode): string =>
        received.map(({ payload }) => payload[0] ?? '-').join('');
      const inOrder = ['234', '13', '1234', '1234'].map((turn) => turn.repeat(3));
      expect(others.map(fills)).toEqual(
        size === 0 ? inOrder.map(({ length }) => '-'.repeat(length)) : inOrder,
      );
      const payloads = others.flatMap(({ received }) => received.map(({ payload }) => payload));
      expect(
        payloads.every((payload) => payload.length === size && payload.every((byte) => byte === payload[0])),
      ).toBe(true);
    },
  );

  test.each([
    ['that is acknowledged', Type.NOTE, 1, Flag.ACK, true],
    ['in parts', Type.PLAIN, 65_537, 0, true],
    ['that is short', Type.PLAIN, 1, 0, false],
  ])(
    'of a received payload %s has an id of its own if it needs one',
    async (_, type, size, flags, needsId) => {
      const { node, raw, runtime } = await openRaw();
      const codec = payloadCodec(testTypes.get(type)!);
      for (let turn = 0; turn < 2; turn++) node.registry.broadcastMessage(codec, new Uint8Array(size));
      await runtime.clock.settle();
      const headers = raw.of(type);
      expect(headers.every((header) => (header.flags & ~Flag.MORE) === flags)).toBe(true);
      const ids = new Set(headers.map(({ id }) => id));
      expect(ids.size).toBe(needsId ? 2 : 1);
      expect(ids.has(0)).toBe(!needsId);
    },
  );

  test('leaves out a peer that cannot take it, and says so in its figures', async () => {
    const { node } = await openRaw({ rawLimits: { largestMessageBytes: 65_536 } });
    expect(node.registry.broadcast(frame(Type.BULK, 65_537))).toBe(0);
    expect(node.registry.stats()).toMatchObject({ broadcastQueued: 0, broadcastSkipped: 1 });
  });
});

test('what is sent must fit its call', async () => {
  const { node, connection } = await openRaw({ rawLimits: { largestMessageBytes: 65_536 } });
  const response = encodeFrame(Type.ANSWER, Flag.RESPONSE, 5, new Uint8Array(1));
  const code = (code: string): unknown => expect.objectContaining({ name: 'PeerError', code });
  expect(() => connection.send(response)).toThrow(code('MISUSE'));
  expect(() => connection.send(frame(Type.ASK))).toThrow(code('MISUSE'));
  expect(() => connection.send(frame(Type.PLAIN, 65_537))).toThrow(code('TOO_LARGE'));
  expect(() => connection.sendBatch([frame(Type.PLAIN), frame(Type.ASK)])).toThrow(code('MISUSE'));
  expect(connection.stats().queuedFrames).toBe(0);
  await expect(connection.deliver(frame(Type.PLAIN))).rejects.toMatchObject({ code: 'MISUSE' });
  expect(() => node.registry.send('00'.repeat(32), frame(Type.PLAIN))).toThrow(code('NOT_CONNECTED'));
  await expect(node.registry.deliver('00'.repeat(32), frame(Type.NOTE))).rejects.toMatchObject({
    code: 'NOT_CONNECTED',
  });
});

describe('of two connections to one peer', () => {
  // The node's id is 2: the arbiter of 1, while 3 is the arbiter of the node.
  async function second(
    rawId: number,
  ): Promise<{ rig: Awaited<ReturnType<typeof openRaw>>; later: RawPeer }> {
    const rig = await openRaw({ rawId });
    const { runtime, network, node } = rig;
    const dialled = network.dial(`memory:${node.name}`, { runtime, timeoutMs: 1_000 });
    const later = new RawPeer(await runtime.clock.runUntil(dialled));
    return { rig, later };
  }

  test('the arbiter keeps the first if that answers a Ping', async () => {
    const { rig, later } = await second(1);
    later.sayHello(1);
    await rig.runtime.clock.advance(500);
    expect(later.types).toEqual([1]);
    const [ping] = rig.raw.of(3);
    rig.raw.send(encodeFrame(4, 0, 0, ping!.payload));
    await rig.runtime.clock.settle();
    expect(later.goodbye?.code).toBe(GoodbyeCode.DUPLICATE);
    expect(rig.connection.state).toBe('open');
    expect(rig.node.violations).toEqual([]);
  });

  test('the arbiter takes the second if the first does not within a second', async () => {
    const { rig, later } = await second(1);
    later.sayHello(1);
    await rig.runtime.clock.advance(999);
    expect(rig.connection.state).toBe('open');
    await rig.runtime.clock.advance(1);
    expect(rig.raw.isClosed).toBe(true);
    expect(rig.raw.goodbye).toBeUndefined();
    expect(later.types).toEqual([1, 2]);
    expect(rig.node.codes).toEqual([GoodbyeCode.DUPLICATE]);
    expect(rig.node.registry.connectedPeers()).toEqual([rig.node.connected[1]]);
  });

  test('the other side acks at once and follows the arbiter’s Ack', async () => {
    const { rig, later } = await second(3);
    later.send(handshakeOf(3));
    await rig.runtime.clock.settle();
    expect(later.types).toEqual([1, 2]);
    expect(rig.connection.state).toBe('open');
    later.send(encodeFrame(2, 0, 0, Uint8Array.of(10, 1, 1)));
    await rig.runtime.clock.settle();
    expect(rig.connection.state).toBe('closed');
    expect(rig.node.registry.connectedPeers()).toEqual([rig.node.connected[1]]);
    // The late end of the old one cannot touch the new one.
    rig.raw.destroy();
    await rig.runtime.clock.advance(5_000);
    expect(rig.node.registry.connection('03'.repeat(32))?.state).toBe('open');
  });

  test('the other side acks no more than so many at once, and never says DUPLICATE', async () => {
    const runtime = virtualRuntime();
    const network = new MemoryNetwork();
    const node = new TestNode(runtime, 2, { limits: { waitingConnections: 3 } });
    const address = await node.listen(network);
    const all: RawPeer[] = [];
    for (let count = 0; count < 4; count++) {
      all.push(
        new RawPeer(await runtime.clock.runUntil(network.dial(address, { runtime, timeoutMs: 1_000 }))),
      );
    }
    for (const raw of all) raw.send(handshakeOf(3));
    await runtime.clock.settle();
    expect(all.map((raw) => raw.types.at(-1))).toEqual([2, 2, 2, 5]);
    expect(all[3]!.goodbye?.code).toBe(GoodbyeCode.FULL);
    // The arbiter takes the second: the older first goes, the newer third stays until the arbiter decides.
    all[1]!.send(encodeFrame(2, 0, 0, Uint8Array.of(10, 1, 1)));
    await runtime.clock.settle();
    expect(all.map(({ isClosed }) => isClosed)).toEqual([true, false, false, false]);
    expect(node.registry.connectedPeers()).toEqual(node.connected);
  });

  test('the arbiter decides about one at a time, and about so many', async () => {
    const { rig, later } = await second(1);
    const { runtime, network, node } = rig;
    const all = [later];
    for (let count = 1; count < 10; count++) {
      const dialled = network.dial(`memory:${node.name}`, { runtime, timeoutMs: 1_000 });
      all.push(new RawPeer(await runtime.clock.runUntil(dialled)));
    }
    for (const raw of all) raw.sayHello(1);
    await runtime.clock.advance(999);
    expect(all.map((raw) => raw.goodbye?.code ?? 0)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 2, 2]);
    await runtime.clock.advance(1);
    expect(node.registry.connectedPeers().length).toBe(1);
    await runtime.clock.advance(10_000);
    // Nobody answered a Ping, so each gave way to the next, until the opening of the rest took too long.
    expect(node.registry.connectedPeers().length).toBe(1);
    expect(node.registry.stats().links).toBe(1);
  });
});

describe.each([
  ['TCP', tcp, 'tcp://127.0.0.1:0'],
  ['WebSocket', websocket, 'ws://127.0.0.1:0/'],
] as const)('over real %s', (_name, kind, listenAddress) => {
  const cleanUp: (() => unknown)[] = [];
  afterEach(async () => {
    for (const undo of cleanUp.splice(0)) await undo();
  });

  test('large requests, broadcasts and a close pass both ways', async () => {
    const listening = new TestNode(systemRuntime, 2);
    const dialling = new TestNode(systemRuntime, 1);
    const listener = await kind.listen(listenAddress, {
      runtime: systemRuntime,
      onTransport: (transport) => listening.registry.attach(transport, 'inbound'),
      onError: (error) => {
        throw error;
      },
    });
    cleanUp.push(
      () => dialling.registry.close(),
      () => listening.registry.close(),
      () => listener.close(),
    );
    const transport = await kind.dial(listener.address, { runtime: systemRuntime, timeoutMs: 5_000 });
    const connection = dialling.registry.attach(transport, 'outbound');
    await dialling.firstConnect;
    const payload = new Uint8Array(3_000_000).map((_, index) => index);
    const responses = await Promise.all([
      connection.request(frame(Type.ASK, payload)),
      connection.request(frame(Type.ASK_OTHER, 100)),
    ]);
    expect(sameBytes(responses[0].payload, payload)).toBe(true);
    expect(responses[1].payload.length).toBe(100);
    expect(await connection.deliver(frame(Type.NOTE, 200_000))).toBe('delivered');
    expect(await listening.registry.request(dialling.id, frame(Type.ASK, 10))).toMatchObject({
      type: Type.ANSWER,
    });
    await connection.close(GoodbyeCode.CLOSING, 'done');
    expect((await listening.firstDisconnect).code).toBe(GoodbyeCode.CLOSING);
    expect(dialling.codes).toEqual([GoodbyeCode.CLOSING]);
    expect([...dialling.violations, ...listening.violations]).toEqual([]);
  });
});

test.each<[change: Record<string, number>, problem: RegExp]>([
  [{ windowBytes: 1_000 }, /windowBytes must be a whole number from 262144 to 16777216, not 1000/],
  [{ requestsInProgress: 257 }, /requestsInProgress/],
  [{ pingIntervalMs: Number.NaN }, /pingIntervalMs/],
  [{ lowWaterBytes: 2_000_000 }, /rise in this order/],
])('limits that cannot be are refused: %o', (change, problem) => {
  expect(() => resolveLimits(change)).toThrow(problem);
});
