import { afterEach, expect, it } from 'vitest';
import { systemRuntime } from '../../src/platform/system.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { tcp } from '../../src/transport/tcp.js';
import { websocket } from '../../src/transport/websocket.js';
import { encodeFrame } from '../../src/wire/frame.js';
import { TestNode, Type } from './peer-rig.js';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

/** Payloads that share chunks, fill them, and span them; some are deflated. */
function payloads(count: number): Uint8Array[] {
  const random = new SeededRandom(count);
  return Array.from({ length: count }, (_, index) => {
    const size = random.integer(0, index % 50 === 0 ? 200_000 : 3_000);
    return Uint8Array.from({ length: size }, (_byte, at) => (at % 3 === 0 ? index : 7));
  });
}

it.each([
  ['TCP', tcp, 'tcp://127.0.0.1:0'],
  ['WebSocket', websocket, 'ws://127.0.0.1:0/'],
] as const)('over %s, a payload that a handler keeps stays as it was', async (_, kind, address) => {
  const local = { capabilities: ['deflate'] };
  const [sender, receiver] = [1, 2].map((id) => new TestNode(systemRuntime, id, { local })) as [
    TestNode,
    TestNode,
  ];
  const sent = payloads(1_000);
  const all = new Promise<void>((resolve) => {
    receiver.handle = () => (receiver.received.length === sent.length ? resolve() : undefined);
  });
  const listener = await kind.listen(address, {
    runtime: systemRuntime,
    onTransport: (transport) => receiver.registry.attach(transport, 'inbound'),
    onError: (error) => {
      throw error;
    },
  });
  cleanUp.push(
    () => sender.registry.close(),
    () => receiver.registry.close(),
    () => listener.close(),
  );
  const transport = await kind.dial(listener.address, { runtime: systemRuntime, timeoutMs: 10_000 });
  sender.registry.attach(transport, 'outbound');
  const connection = await sender.firstConnect;
  sent.forEach((payload, index) => {
    const type = index % 2 === 0 ? Type.PACKED : Type.PLAIN;
    connection.send(encodeFrame(type, 0, payload.length > 65_536 ? index + 2 : 0, payload));
  });
  await all;
  // TestNode keeps every payload as its handler got it.
  expect(receiver.received.every(({ payload }, index) => Buffer.from(payload).equals(sent[index]!))).toBe(
    true,
  );
  const bytes = sent.reduce((sum, { length }) => sum + length, 0);
  expect(connection.stats().bytesOut).toBeLessThan(bytes);
});
