import { expect, test } from 'vitest';
import { MemoryNetwork, virtualRuntime, type VirtualRuntime } from '../../src/testing/index.js';
import type { PeerConnection } from '../../src/peer/connection.js';
import { frame, TestNode, Type } from './peer-rig.js';

interface Two {
  readonly runtime: VirtualRuntime;
  readonly network: MemoryNetwork;
  readonly dialler: TestNode;
  readonly listener: TestNode;
  readonly out: PeerConnection;
  readonly in: PeerConnection;
}

async function connectTwo(): Promise<Two> {
  const runtime = virtualRuntime();
  const network = new MemoryNetwork({ latencyMs: 10 });
  const dialler = new TestNode(runtime, 1);
  const listener = new TestNode(runtime, 2);
  const address = await listener.listen(network);
  const out = await runtime.clock.runUntil(dialler.dial(network, address));
  await runtime.clock.advance(100);
  return { runtime, network, dialler, listener, out, in: listener.connected[0]! };
}

test('a dialler and a listener open, and each sees the other', async () => {
  const { dialler, listener, out, in: inbound } = await connectTwo();
  expect(out.state).toBe('open');
  expect(inbound.state).toBe('open');
  expect(out.peer?.id).toBe(listener.id);
  expect(inbound.peer?.id).toBe(dialler.id);
  expect([out.direction, inbound.direction]).toEqual(['outbound', 'inbound']);
  expect(dialler.registry.connectedPeers()).toEqual([out]);
});

test('messages, requests and broadcasts go both ways', async () => {
  const { runtime, dialler, listener } = await connectTwo();
  dialler.registry.send(listener.id, frame(Type.PLAIN, 3));
  expect(listener.registry.broadcast(frame(Type.URGENT, 5))).toBe(1);
  const asked = dialler.registry.request(listener.id, frame(Type.ASK, Uint8Array.of(1, 2, 3)));
  const askedBack = listener.registry.request(dialler.id, frame(Type.ASK, 200_000));
  expect((await runtime.clock.runUntil(asked)).payload).toEqual(Uint8Array.of(1, 2, 3));
  expect((await runtime.clock.runUntil(askedBack)).payload.length).toBe(200_000);
  expect(listener.receivedTypes).toEqual([Type.PLAIN, Type.ASK]);
  expect(dialler.receivedTypes).toEqual([Type.URGENT, Type.ASK]);
});

test('Pings of both directions find their Pongs, and nobody closes', async () => {
  const { runtime, out, in: inbound } = await connectTwo();
  await runtime.clock.advance(10 * 60_000);
  for (const connection of [out, inbound]) {
    expect(connection.state).toBe('open');
    expect(connection.stats()).toMatchObject({
      pongsMatched: connection.stats().pingsSent,
      pongsUnmatched: 0,
    });
    expect(connection.stats().pongsMatched).toBeGreaterThanOrEqual(9);
    expect(connection.stats().rttMs).toBeCloseTo(20);
  }
});

test('a message with ACK is delivered once and acknowledged', async () => {
  const { runtime, dialler, listener } = await connectTwo();
  const delivery = dialler.registry.deliver(listener.id, frame(Type.NOTE, 10));
  expect(await runtime.clock.runUntil(delivery)).toBe('delivered');
  expect(listener.receivedTypes).toEqual([Type.NOTE]);
});

test('close says Goodbye, and both ends are gone soon', async () => {
  const { runtime, dialler, listener, out } = await connectTwo();
  await runtime.clock.runUntil(out.close());
  await runtime.clock.advance(1000);
  expect(dialler.disconnects.map(({ disconnect }) => disconnect)).toMatchObject([{ code: 1, by: 'local' }]);
  expect(listener.disconnects.map(({ disconnect }) => disconnect)).toMatchObject([{ code: 1, by: 'remote' }]);
  expect(dialler.registry.stats().links).toBe(0);
  expect(listener.registry.stats().links).toBe(0);
});
