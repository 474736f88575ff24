import { describe, expect, test } from 'vitest';
import { errorFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { frame, Type } from './peer-rig.js';
import { rawBytes, type RawFrame } from './raw-peer.js';
import { openRaw } from './raw-rig.js';
import { CREDIT, end, granted, item, openStreaming, PEER, read, readAll } from './stream-rig.js';
import type { Frame } from '../../src/wire/frame.js';

function bytesOf(frames: readonly (Frame | RawFrame)[]): Uint8Array {
  return Buffer.concat(frames.map((each) => ('bytes' in each ? each.bytes : rawBytes(each))));
}

async function watching(options: Parameters<typeof openStreaming>[0] = {}) {
  const rig = await openStreaming(options);
  const ask = frame(Type.WATCH);
  const items = rig.node.registry.stream(PEER, ask);
  await rig.runtime.clock.settle();
  return { ...rig, id: ask.id, items };
}

describe('a stream that we read', () => {
  test('brings its items in order, then its end', async () => {
    const { runtime, raw, items, id } = await watching();
    expect(raw.types).toEqual([Type.WATCH]);
    raw.send(item(id, 3), item(id, 70_000), item(id, 0), end(id));
    expect(await runtime.clock.runUntil(readAll(items))).toEqual([3, 70_000, 0, 'end']);
    expect(await read(items)).toBe('end');
  });

  test('comes whole wherever its bytes are cut', async () => {
    const { runtime, node, connection, raw } = await openStreaming();
    for (let cut = 1; cut < 80; cut++) {
      const ask = frame(Type.WATCH);
      const outcome = readAll(node.registry.stream(PEER, ask));
      const bytes = bytesOf([item(ask.id, 20), item(ask.id, 30), end(ask.id)]);
      raw.send(bytes.subarray(0, cut));
      await runtime.clock.settle();
      raw.send(bytes.subarray(cut));
      expect(await runtime.clock.runUntil(outcome)).toEqual([20, 30, 'end']);
    }
    expect(connection.stats()).toMatchObject({ openStreams: 0, late: 0, violations: 0 });
  });

  test('serves reads in the order in which they were asked for', async () => {
    const { runtime, raw, items, id } = await watching();
    const reads = Promise.all([read(items), read(items), read(items), read(items)]);
    raw.send(item(id, 1), item(id, 2), end(id));
    expect(await runtime.clock.runUntil(reads)).toEqual([1, 2, 'end', 'end']);
  });

  test('is granted what the reader has taken, no sooner, by 32 KiB', async () => {
    const { runtime, raw, items, id } = await watching();
    for (let sent = 0; sent < 6; sent++) raw.send(item(id, 20_000));
    await runtime.clock.settle();
    expect(granted(raw, id)).toBe(0);
    await read(items);
    await runtime.clock.settle();
    expect(granted(raw, id)).toBe(0);
    await read(items);
    await runtime.clock.settle();
    expect(granted(raw, id)).toBe(2 * 20_012);
    // The connection's credit does not wait for the reader.
    expect(raw.of(OwnType.CREDIT).filter((each) => each.id === 0).length).toBeGreaterThan(0);
  });

  test.each<[what: string, sizes: number[], isFlow: boolean]>([
    ['an item that begins at the last byte and takes the credit below 0', [CREDIT - 49, 100_000], false],
    ['items that use it up to the last byte', [CREDIT - 48], false],
    ['the same, and one more', [CREDIT - 48, 0], true],
    ['an item after one that took it below 0', [CREDIT - 49, 100_000, 0], true],
    ['more small ones than fit', Array.from({ length: 28 }, () => 10_000), true],
  ])('%s', async (_what, sizes, isFlow) => {
    const { runtime, raw, items, id, node } = await watching();
    for (const size of sizes) raw.send(item(id, size));
    await runtime.clock.settle();
    expect(raw.goodbye?.code).toBe(isFlow ? GoodbyeCode.FLOW : undefined);
    expect(node.violations.length).toBe(isFlow ? 1 : 0);
    if (!isFlow) expect(await read(items)).toBe(sizes[0]);
  });

  test('may be as long as it likes while it is read', async () => {
    const { runtime, raw, items, id } = await watching();
    for (let sent = 0; sent < 100; sent++) {
      raw.send(item(id, 65_000));
      expect(await runtime.clock.runUntil(read(items))).toBe(65_000);
    }
    await runtime.clock.settle();
    expect(raw.goodbye).toBeUndefined();
    expect(granted(raw, id)).toBe(100 * 65_012);
  });

  test.each<
    [what: string, code: unknown, giveUp: (rig: Awaited<ReturnType<typeof watching>>) => Promise<unknown>]
  >([
    ['return', 'end', async ({ items }) => (await items.return(), read(items))],
    [
      'break',
      'end',
      async ({ items, raw, id }) => {
        raw.send(item(id, 1));
        for await (const one of items) if (one.payload.length === 1) break;
        return read(items);
      },
    ],
    [
      'throw',
      'enough',
      async ({ items, raw, id }) => {
        raw.send(item(id, 1));
        try {
          for await (const one of items) if (one.payload.length === 1) throw new Error('enough');
          return 'end';
        } catch (error) {
          return (error as Error).message;
        }
      },
    ],
  ])('ends with a Cancel by %s', async (_what, code, giveUp) => {
    const rig = await watching();
    expect(await rig.runtime.clock.runUntil(giveUp(rig))).toBe(code);
    await rig.runtime.clock.settle();
    expect(rig.raw.of(OwnType.CANCEL)).toMatchObject([{ id: rig.id, flags: 0 }]);
    expect(rig.connection.stats()).toMatchObject({ openStreams: 0, assemblyBytes: 0 });
  });

  test('ends with ABORTED and a Cancel by its signal, what waits dropped', async () => {
    const { runtime, node, raw, connection } = await openStreaming();
    const abort = new AbortController();
    const ask = frame(Type.WATCH);
    const items = node.registry.stream(PEER, ask, { signal: abort.signal });
    raw.send(item(ask.id, 5), item(ask.id, 5));
    await runtime.clock.settle();
    abort.abort();
    expect(await readAll(items)).toEqual(['ABORTED']);
    expect(await read(items)).toBe('end');
    await runtime.clock.settle();
    expect(raw.of(OwnType.CANCEL)).toMatchObject([{ id: ask.id }]);
    expect(connection.stats()).toMatchObject({ openStreams: 0, assemblyBytes: 0 });
    const never = frame(Type.WATCH);
    expect(await readAll(node.registry.stream(PEER, never, { signal: abort.signal }))).toEqual(['ABORTED']);
    await runtime.clock.settle();
    expect(raw.of(Type.WATCH).length).toBe(1);
  });

  test('is aborted after its end too, as long as items wait', async () => {
    const { runtime, node, raw } = await openStreaming();
    const abort = new AbortController();
    const ask = frame(Type.WATCH);
    const items = node.registry.stream(PEER, ask, { signal: abort.signal });
    raw.send(item(ask.id, 5), end(ask.id));
    await runtime.clock.settle();
    abort.abort();
    expect(await readAll(items)).toEqual(['ABORTED']);
    expect(raw.of(OwnType.CANCEL)).toEqual([]);
  });

  test('ends with TIMEOUT if a reader waits too long for one item, however long all take', async () => {
    const { runtime, node, raw } = await openStreaming();
    const ask = frame(Type.WATCH);
    const items = node.registry.stream(PEER, ask, { timeoutMs: 500 });
    await runtime.clock.advance(5_000);
    for (let sent = 0; sent < 5; sent++) {
      const one = read(items);
      await runtime.clock.advance(400);
      raw.send(item(ask.id, sent));
      expect(await runtime.clock.runUntil(one)).toBe(sent);
    }
    const one = read(items);
    await runtime.clock.advance(500);
    expect(await one).toBe('TIMEOUT');
    await runtime.clock.settle();
    expect(raw.of(OwnType.CANCEL)).toMatchObject([{ id: ask.id }]);
  });

  test('can be given up at every moment', async () => {
    const { runtime, node, raw, connection } = await openStreaming();
    let late = 0;
    for (let moment = 0; moment < 6; moment++) {
      const ask = frame(Type.WATCH);
      const items = node.registry.stream(PEER, ask);
      await runtime.clock.settle();
      const large = item(ask.id, 150_000).bytes;
      const frames = [
        item(ask.id, 1).bytes,
        large.subarray(0, 65_548),
        large.subarray(65_548, 131_096),
        large.subarray(131_096),
        rawBytes(end(ask.id)),
      ];
      raw.send(...frames.slice(0, moment));
      await runtime.clock.settle();
      await items.return();
      raw.send(...frames.slice(moment));
      await runtime.clock.settle();
      expect(connection.state).toBe('open');
      expect(connection.stats()).toMatchObject({ openStreams: 0, assemblyBytes: 0, violations: 0 });
      expect(raw.of(OwnType.CANCEL).length).toBe(Math.min(moment + 1, 5));
      expect(connection.stats().late).toBeGreaterThanOrEqual(late);
      late = connection.stats().late;
    }
    expect(late).toBeGreaterThan(0);
  });

  test.each<[what: string, lose: (rig: Awaited<ReturnType<typeof watching>>) => unknown]>([
    ['its loss', ({ raw }) => raw.destroy()],
    ['our destroying it', ({ connection }) => connection.destroy()],
    ['a Goodbye', ({ raw }) => raw.send({ type: OwnType.GOODBYE, payload: Uint8Array.of(8, 1) })],
    ['our closing it', ({ connection }) => connection.close()],
  ])('fails with CLOSED at the end of the connection by %s, after what had come', async (_what, lose) => {
    const rig = await watching();
    rig.raw.send(item(rig.id, 4));
    await rig.runtime.clock.settle();
    void lose(rig);
    await rig.runtime.clock.settle();
    expect(await readAll(rig.items)).toEqual([4, 'CLOSED']);
    expect(rig.node.registry.stats().assemblyBytes).toBe(0);
  });

  test.each<
    [
      what: string,
      wrong: (id: number) => Frame | RawFrame,
      code: unknown,
      violations: number,
      cancels: number,
    ]
  >([
    ['an ErrorResponse', (id) => errorFrame(id, 1_234, ''), '1234', 0, 0],
    ['an item of another type', (id) => item(id, 1, 7, Type.ANSWER), 'BAD_RESPONSE', 1, 1],
    ['a message that is no response', (id) => item(id, 1, 7, Type.PLAIN), 'BAD_RESPONSE', 1, 1],
    ['a type nobody knows', (id) => item(id, 1, 7, Type.UNKNOWN), 'UNKNOWN_RESPONSE', 0, 1],
  ])('fails by %s, after the items before it', async (_what, wrong, code, violations, cancels) => {
    const { runtime, raw, items, id, node, connection } = await watching();
    raw.send(item(id, 2), wrong(id), item(id, 3));
    await runtime.clock.settle();
    expect(await readAll(items)).toEqual([2, code]);
    expect(await read(items)).toBe('end');
    await runtime.clock.settle();
    expect(node.violations.length).toBe(violations);
    expect(raw.of(OwnType.CANCEL).length).toBe(cancels);
    expect(raw.errors).toEqual([]);
    expect(connection.state).toBe('open');
  });

  test('fails if it ends in the middle of an item', async () => {
    const { runtime, raw, items, id, node } = await watching();
    raw.send(item(id, 100_000).bytes.subarray(0, 65_548), rawBytes(end(id)));
    await runtime.clock.settle();
    expect(await readAll(items)).toEqual(['BAD_RESPONSE']);
    expect(node.violations.length).toBe(1);
    expect(node.registry.stats().assemblyBytes).toBe(0);
  });

  test('is not what answers a request for one response', async () => {
    const { runtime, raw, node } = await openStreaming();
    const ask = frame(Type.ASK);
    const outcome = node.registry.request(PEER, ask).catch((error: { code: string }) => error.code);
    await runtime.clock.settle();
    raw.send(end(ask.id));
    expect(await runtime.clock.runUntil(outcome)).toBe('BAD_RESPONSE');
    expect(node.violations.length).toBe(1);
  });

  test('takes one of the places that requests have', async () => {
    const { runtime, node } = await openStreaming({ limits: { requestsInProgress: 2 } });
    const items = node.registry.stream(PEER, frame(Type.WATCH));
    void node.registry.request(PEER, frame(Type.ASK)).catch(() => undefined);
    expect(() => node.registry.stream(PEER, frame(Type.WATCH))).toThrow(
      expect.objectContaining({ code: 'FULL' }) as Error,
    );
    await items.return();
    expect(() => node.registry.stream(PEER, frame(Type.WATCH))).not.toThrow();
    await runtime.clock.settle();
  });

  test('is refused here for a type without one, and the other way round', async () => {
    const { node } = await openStreaming();
    const misuse = expect.objectContaining({ code: 'MISUSE' }) as Error;
    expect(() => node.registry.stream(PEER, frame(Type.ASK))).toThrow(misuse);
    expect(() => node.registry.stream(PEER, frame(Type.PLAIN))).toThrow(misuse);
    await expect(node.registry.request(PEER, frame(Type.WATCH))).rejects.toEqual(misuse);
    const ask = frame(Type.WATCH);
    const items = node.registry.stream(PEER, ask);
    expect(() => node.registry.stream(PEER, ask)).toThrow(misuse);
    await items.return();
  });

  test('that nobody reads counts in the memory of unfinished messages, which has a cap', async () => {
    const { runtime, raw, id, node, connection } = await watching({ limits: { assemblyBytes: 100_000 } });
    for (let sent = 0; sent < 20; sent++) raw.send(item(id, 1_000));
    await runtime.clock.settle();
    expect(connection.stats().assemblyBytes).toBe(20 * 1_256);
    for (let sent = 0; sent < 100; sent++) raw.send(item(id, 1_000));
    await runtime.clock.settle();
    expect(raw.goodbye?.code).toBe(GoodbyeCode.OVERLOADED);
    expect(node.registry.stats().assemblyBytes).toBe(0);
  });

  test('keeps no more memory than its items need, whatever they came with', async () => {
    const { runtime, raw, items, id } = await watching();
    raw.send(bytesOf([item(id, 10), { type: Type.PLAIN, payload: new Uint8Array(60_000) }]));
    await runtime.clock.settle();
    const { value } = await items.next();
    expect(value?.payload.buffer.byteLength).toBe(10);
  });
});

describe('without the capability', () => {
  test.each([
    ['of the peer', ['streams'], []],
    ['of our own', [], ['streams']],
  ])('%s a stream is refused here, and one that is asked for is unknown', async (_whose, ours, theirs) => {
    const { runtime, raw, node } = await openRaw({
      local: { capabilities: ours },
      rawLocal: { capabilities: theirs },
    });
    expect(() => node.registry.stream(PEER, frame(Type.WATCH))).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED' }) as Error,
    );
    raw.send({ type: Type.WATCH, id: 9 });
    await runtime.clock.settle();
    expect(raw.errors).toMatchObject([{ id: 9, code: 1 }]);
    expect(node.received).toEqual([]);
  });

  test.each<[what: string, frame: RawFrame]>([
    ['End', end(5)],
    ['Credit for a stream', { type: OwnType.CREDIT, id: 5 }],
  ])('%s is out of place', async (_what, wrong) => {
    const { runtime, raw } = await openRaw();
    raw.send(wrong);
    await runtime.clock.settle();
    expect(raw.goodbye?.code).toBe(GoodbyeCode.PROTOCOL);
  });
});

test('what crossed the end of a stream is counted and no more', async () => {
  const { runtime, raw, connection } = await openStreaming();
  raw.send(end(77), { type: OwnType.CREDIT, id: 78 }, item(79, 3));
  await runtime.clock.settle();
  expect(connection.stats()).toMatchObject({ late: 3, violations: 0 });
  expect(connection.state).toBe('open');
});
