import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { systemRuntime } from '../../src/platform/system.js';
import { tcp, websocket } from '../../src/transport/index.js';
import type { Transport, TransportKind } from '../../src/transport/transport.js';
import { frame, TestNode, Type } from './peer-rig.js';

const MB = 1_000_000;
const CAP_BYTES = 16 * MB;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A node, and real links to it whose readers have stopped. */
async function stoppedReaders(kind: TransportKind, address: string, count: number): Promise<TestNode> {
  const node = new TestNode(systemRuntime, 1, { limits: { queueCapBytes: CAP_BYTES } });
  closers.push(() => node.registry.close());
  const listener = await kind.listen(address, {
    runtime: systemRuntime,
    onTransport: (transport) => node.registry.attach(transport, 'inbound'),
    onError: (error) => expect.fail(error.message),
  });
  closers.push(() => listener.close());
  const links: Transport[] = [];
  for (let index = 0; index < count; index++) {
    const reader = new TestNode(systemRuntime, 2 + index);
    const transport = await kind.dial(listener.address, { runtime: systemRuntime, timeoutMs: 10_000 });
    links.push(transport);
    reader.registry.attach(transport, 'outbound');
    await reader.firstConnect;
    closers.push(() => {
      transport.destroy();
      return Promise.resolve();
    });
  }
  while (node.registry.connectedPeers().length < count) await turn();
  for (const link of links) link.pause();
  return node;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function memory(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await turn();
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it.each([
  ['tcp', tcp, 'tcp://127.0.0.1:0', 1_000],
  ['ws', websocket, 'ws://127.0.0.1:0/', 60_000],
] as const)(
  '250 MB offered over %s to readers that have stopped cost no more than what waits for one',
  async (_name, kind, address, payloadBytes) => {
    const node = await stoppedReaders(kind, address, 3);
    const payload = new Uint8Array(payloadBytes);
    const before = await memory();
    let offered = 0;
    const offer = async (isEnough: () => boolean): Promise<void> => {
      for (let count = 1; offered < 250 * MB && !isEnough(); count++) {
        node.registry.broadcast(frame(Type.PLAIN, payload));
        offered += payloadBytes;
        if (count % Math.ceil(60_000 / payloadBytes) === 0) await turn();
      }
    };
    const queued = (): number => node.registry.connectedPeers()[0]?.stats().queuedBytes ?? 0;
    await offer(() => queued() >= CAP_BYTES);
    const { queuedBytes, heldBytes } = node.registry.stats();
    expect(queuedBytes).toBeGreaterThan(2.8 * CAP_BYTES);
    expect(heldBytes).toBeLessThan(CAP_BYTES + 2 * MB);
    expect(heldBytes).toBeGreaterThanOrEqual(CAP_BYTES);
    expect((await memory()) - before).toBeLessThan(CAP_BYTES + 10 * MB);
    await offer(() => false);
    expect(offered).toBeGreaterThanOrEqual(250 * MB);
    // Most of it was refused.
    expect(node.registry.stats().broadcastSkipped).toBeGreaterThan((200 * MB) / payloadBytes);
    expect(node.registry.stats().heldBytes).toBeLessThan(CAP_BYTES + 2 * MB);
    expect((await memory()) - before).toBeLessThan(CAP_BYTES + 10 * MB);
    await node.registry.close();
    expect(node.registry.stats()).toMatchObject({ queuedBytes: 0, heldBytes: 0 });
    expect((await memory()) - before).toBeLessThan(10 * MB);
  },
);
