import { expect, test } from 'vitest';
import { MemoryNetwork, virtualRuntime } from '../../src/testing/index.js';
import { encodeFrame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { frame, TestNode, Type } from './peer-rig.js';
import { read } from './stream-rig.js';

const local = { capabilities: ['streams'] };

test('a reader that takes nothing stops its own stream, and no other, nor requests, nor pings', async () => {
  const runtime = virtualRuntime();
  const network = new MemoryNetwork({ latencyMs: 5, bytesPerSecond: 50_000_000 });
  const [source, reader] = [new TestNode(runtime, 2, { local }), new TestNode(runtime, 1, { local })];
  const made = new Map<number, number>();
  source.handle = (_connection, { type, id }) => {
    if (type !== Type.WATCH) return encodeFrame(Type.ANSWER, Flag.RESPONSE, id, new Uint8Array(1));
    return (async function* () {
      for (let n = 0; ; n++) {
        made.set(id, n + 1);
        yield await Promise.resolve(encodeFrame(Type.ITEM, Flag.RESPONSE, id, new Uint8Array(10_000)));
      }
    })();
  };
  const connection = await runtime.clock.runUntil(reader.dial(network, await source.listen(network)));
  await runtime.clock.runUntil(reader.firstConnect);
  const slow = frame(Type.WATCH);
  const stopped = reader.registry.stream(source.id, slow);
  const items = reader.registry.stream(source.id, frame(Type.WATCH));
  const taken = (async () => {
    for (let n = 0; n < 1_000; n++) expect(await read(items)).toBe(10_000);
  })();
  const answers = Promise.all(
    Array.from({ length: 20 }, () => reader.registry.request(source.id, frame(Type.ASK))),
  );
  await runtime.clock.runUntil(Promise.all([taken, answers]));
  // 10 MB went by; of the other stream no more came than its credit.
  expect(made.get(slow.id)).toBe(27);
  await runtime.clock.advance(100_000);
  expect(connection.state).toBe('open');
  expect(connection.stats().pongsMatched).toBeGreaterThan(0);
  expect(await read(stopped)).toBe(10_000);
  await Promise.all([items.return(), stopped.return()]);
  await runtime.clock.advance(1_000);
  expect(source.connected[0]?.stats()).toMatchObject({ runningHandlers: 0, queuedBytes: 0 });
  expect(connection.stats()).toMatchObject({ openStreams: 0, assemblyBytes: 0 });
});
