import { describe, expect, test } from 'vitest';
import { ResponseError } from '../../src/peer/errors.js';
import { OwnType } from '../../src/peer/own-type.js';
import type { HandlerTask } from '../../src/peer/peer.js';
import type { HandlerResult } from '../../src/peer/responder.js';
import { ErrorCode, GoodbyeCode } from '../../src/wire/codes.js';
import type { Frame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { frame, Type } from './peer-rig.js';
import type { RawRigOptions } from './raw-rig.js';
import { credit, CREDIT, item, openStreaming } from './stream-rig.js';

const ID = 9;
const never = new Promise<never>(() => {});

/** A handler that makes items of such sizes and notes how far it came. */
class Watched {
  made = 0;
  /** How it ended: by itself, by a return from outside, not yet. */
  ended: 'itself' | 'returned' | undefined;
  task: HandlerTask | undefined;
  readonly #sizes: Iterable<number>;

  constructor(sizes: Iterable<number>) {
    this.#sizes = sizes;
  }

  async *items(task?: HandlerTask): AsyncGenerator<Frame> {
    await Promise.resolve();
    this.task = task;
    try {
      for (const size of this.#sizes) {
        this.made++;
        yield item(ID, size);
      }
      this.ended = 'itself';
    } finally {
      this.ended ??= 'returned';
    }
  }
}

function* endless(size: number): Generator<number> {
  for (;;) yield size;
}

/** A node whose handler of WATCH does this, asked by a raw peer. */
async function asked(
  handle: (task: HandlerTask) => HandlerResult | Promise<HandlerResult>,
  options: RawRigOptions = {},
) {
  const rig = await openStreaming(options);
  rig.node.handle = (_connection, _message, task) => handle(task);
  rig.raw.send({ type: Type.WATCH, id: ID });
  await rig.runtime.clock.settle();
  return rig;
}

describe('a stream that we serve', () => {
  test('sends items in order, then End', async () => {
    const watched = new Watched([1, 70_000, 0]);
    const { raw, connection } = await asked(() => watched.items());
    expect(raw.types).toEqual([Type.ITEM, Type.ITEM, Type.ITEM, Type.ITEM, OwnType.END]);
    expect(raw.frames.every(({ id, flags }) => id === ID && (flags & Flag.RESPONSE) !== 0)).toBe(true);
    expect(watched.ended).toBe('itself');
    expect(connection.stats().runningHandlers).toBe(0);
  });

  test('may be promised', async () => {
    const { raw } = await asked(() => Promise.resolve(new Watched([1]).items()));
    expect(raw.types).toEqual([Type.ITEM, OwnType.END]);
  });

  test('gives items of another id its own', async () => {
    const { raw } = await asked(async function* () {
      await Promise.resolve();
      yield item(ID + 1, 3);
    });
    expect(raw.of(Type.ITEM)).toMatchObject([{ id: ID }]);
  });

  test.each<[size: number, atOnce: number]>([
    // Each takes 12 bytes more, and one may begin on the last byte of credit.
    [10_000, 27],
    [CREDIT - 48, 1],
    [CREDIT - 49, 2],
    [500_000, 1],
  ])('never asks its handler for an item of %i bytes beyond its credit', async (size, atOnce) => {
    const watched = new Watched(endless(size));
    const { runtime, raw, connection } = await asked(() => watched.items());
    expect(watched.made).toBe(atOnce);
    const wire = size + 12 * Math.max(1, Math.ceil(size / 65_536));
    raw.send(credit(0, 2_000_000), credit(ID, wire - 1));
    await runtime.clock.settle();
    raw.send(credit(ID, 1));
    await runtime.clock.settle();
    expect(watched.made).toBe(atOnce + 1);
    expect(connection.stats()).toMatchObject({ late: 0, runningHandlers: 1 });
  });

  test('waits while more is queued than should be, whatever its credit', async () => {
    const watched = new Watched(endless(10_000));
    const { runtime, raw, node, connection } = await openStreaming({
      link: { pipeBytes: 1_000 },
      limits: { highWaterBytes: 50_000, lowWaterBytes: 10_000 },
    });
    node.handle = () => watched.items();
    raw.pause();
    raw.send({ type: Type.WATCH, id: ID });
    await runtime.clock.settle();
    expect(watched.made).toBeLessThan(20);
    expect(connection.stats().queuedBytes).toBeLessThan(50_000 + 10_012);
    raw.resume();
    await runtime.clock.settle();
    expect(watched.made).toBe(27);
  });

  test('is urgent, if its items are, behind a queue that is not', async () => {
    const { runtime, raw, node, connection } = await openStreaming({
      rawLimits: { windowBytes: 262_144 },
      limits: { highWaterBytes: 50_000, lowWaterBytes: 10_000 },
    });
    node.handle = () =>
      (async function* () {
        await Promise.resolve();
        yield item(ID, 5, 7, Type.URGENT_ITEM);
      })();
    for (let sent = 0; sent < 10; sent++) connection.send(frame(Type.BULK, 60_000));
    raw.send({ type: Type.WATCH_URGENTLY, id: ID });
    await runtime.clock.settle();
    expect(connection.stats().queuedBytes).toBeGreaterThan(50_000);
    expect(raw.of(Type.URGENT_ITEM).length).toBe(1);
  });

  test('ends with FLOW for a credit above 16 MiB', async () => {
    const watched = new Watched(endless(10_000));
    const { runtime, raw } = await asked(() => watched.items());
    raw.send(credit(ID, 16 * 1024 * 1024 + 10_000));
    await runtime.clock.settle();
    expect(raw.goodbye?.code).toBe(GoodbyeCode.FLOW);
    expect(watched.ended).toBe('returned');
  });

  test('has no deadline, but what leads to it has', async () => {
    const watched = new Watched(endless(10_000));
    const { runtime, raw, node } = await asked(() => watched.items());
    await runtime.clock.advance(60_000);
    expect([raw.errors, raw.of(OwnType.END)]).toEqual([[], []]);
    let begin: (result: HandlerResult) => void = () => {};
    node.handle = () => new Promise<HandlerResult>((resolve) => (begin = resolve));
    raw.send({ type: Type.WATCH, id: 11 });
    await runtime.clock.advance(30_000);
    expect(raw.errors).toMatchObject([{ id: 11, code: ErrorCode.TIMEOUT }]);
    const late = new Watched([1]);
    begin(late.items());
    await runtime.clock.settle();
    expect(late.made).toBe(0);
    expect(raw.frames.filter(({ id, type }) => id === 11 && type === Type.ITEM)).toEqual([]);
  });

  test('frees the credit of its request as it begins', async () => {
    const { runtime, raw, node, connection } = await openStreaming({ limits: { windowBytes: 262_144 } });
    node.handle = () => new Watched(endless(10_000)).items();
    for (let id = 2; id < 12; id++) {
      raw.send({ type: Type.WATCH, id, payload: new Uint8Array(60_000) });
      await runtime.clock.settle();
    }
    expect(raw.goodbye).toBeUndefined();
    expect(connection.stats().runningHandlers).toBe(10);
  });
});

describe('Cancel', () => {
  test('ends the handler and drops what is queued', async () => {
    const watched = new Watched(endless(10_000));
    const { runtime, raw, connection } = await asked((task) => watched.items(task));
    const sent = raw.of(Type.ITEM).length;
    expect(watched.ended).toBeUndefined();
    raw.send({ type: OwnType.CANCEL, id: ID });
    await runtime.clock.settle();
    expect(watched.ended).toBe('returned');
    expect(watched.task?.signal.aborted).toBe(true);
    expect(raw.of(Type.ITEM).length).toBe(sent);
    expect([raw.errors, raw.of(OwnType.END)]).toEqual([[], []]);
    expect(connection.stats()).toMatchObject({ runningHandlers: 0, late: 0, queuedBytes: 0 });
  });

  test('reaches a handler that waits, by its signal, and one that does not heed it loses its place at its deadline', async () => {
    const { runtime, raw, connection, node } = await openStreaming();
    node.handle = (_connection, { id }, task) =>
      (async function* () {
        yield item(id, 1);
        if (id === 2)
          await new Promise((_, reject) =>
            task.signal.addEventListener('abort', () => reject(new Error('gone'))),
          );
        else await never;
      })();
    raw.send({ type: Type.WATCH, id: 2 }, { type: Type.WATCH, id: 3 });
    await runtime.clock.settle();
    raw.send({ type: OwnType.CANCEL, id: 2 }, { type: OwnType.CANCEL, id: 3 });
    await runtime.clock.settle();
    expect(connection.stats().runningHandlers).toBe(1);
    await runtime.clock.advance(30_000);
    expect(connection.stats().runningHandlers).toBe(0);
    expect(raw.errors).toEqual([]);
  });

  test('at every moment leaves nothing behind', async () => {
    for (let moment = 0; moment < 12; moment++) {
      const watched = new Watched([1, 70_000, 2]);
      const { runtime, raw, node, connection } = await openStreaming();
      node.handle = () => watched.items();
      raw.send({ type: Type.WATCH, id: ID });
      for (let step = 0; step < moment; step++) await Promise.resolve();
      raw.send({ type: OwnType.CANCEL, id: ID });
      await runtime.clock.settle();
      expect(connection.state).toBe('open');
      expect(connection.stats()).toMatchObject({ runningHandlers: 0, queuedBytes: 0, violations: 0 });
      expect(raw.errors).toEqual([]);
    }
  });

  test('frees the id at once and the place when the handler has ended', async () => {
    let release: () => void = () => {};
    let calls = 0;
    const { runtime, raw } = await asked(
      () =>
        (async function* () {
          if (++calls === 1) await new Promise<void>((resolve) => (release = resolve));
          yield item(ID, 1);
        })(),
      { limits: { requestsInProgress: 1 } },
    );
    raw.send({ type: OwnType.CANCEL, id: ID }, { type: Type.WATCH, id: ID });
    await runtime.clock.settle();
    expect(raw.errors).toMatchObject([{ id: ID, code: ErrorCode.BUSY }]);
    release();
    await runtime.clock.settle();
    raw.send({ type: Type.WATCH, id: ID });
    await runtime.clock.settle();
    expect(raw.types.slice(-2)).toEqual([Type.ITEM, OwnType.END]);
    expect(raw.of(Type.ITEM).length).toBe(1);
  });
});

describe('a handler of a stream that fails', () => {
  test.each<
    [what: string, handle: () => HandlerResult | Promise<HandlerResult>, items: number, code: number]
  >([
    [
      'by a throw after items',
      async function* () {
        await Promise.resolve();
        yield item(ID, 1);
        yield item(ID, 2);
        throw new Error('secret');
      },
      2,
      ErrorCode.FAILED,
    ],
    [
      'by a code of its own',
      async function* () {
        await Promise.resolve();
        yield item(ID, 1);
        throw new ResponseError(1_234, 'why');
      },
      1,
      1_234,
    ],
    [
      'before it begins',
      () => {
        throw new ResponseError(ErrorCode.REFUSED, 'no');
      },
      0,
      ErrorCode.REFUSED,
    ],
    ['by a promise', () => Promise.reject(new Error('no')), 0, ErrorCode.FAILED],
    ['by a single frame', () => item(ID, 1), 0, ErrorCode.FAILED],
    ['by nothing', () => undefined, 0, ErrorCode.FAILED],
    [
      'by an item of another type',
      async function* () {
        await Promise.resolve();
        yield item(ID, 1);
        yield item(ID, 1, 7, Type.ANSWER);
      },
      1,
      ErrorCode.FAILED,
    ],
    [
      'by an item that the peer does not take',
      async function* () {
        await Promise.resolve();
        yield item(ID, 1);
        yield item(ID, 65_537);
      },
      1,
      ErrorCode.TOO_LARGE,
    ],
  ])('%s', async (_what, handle, items, code) => {
    const { raw, connection } = await asked(handle, { rawLimits: { largestMessageBytes: 65_536 } });
    expect(raw.types).toEqual([...Array.from({ length: items }, () => Type.ITEM), OwnType.ERROR_RESPONSE]);
    expect(raw.errors).toMatchObject([{ id: ID, code }]);
    expect(raw.errors[0]?.message).not.toContain('secret');
    expect(connection.stats()).toMatchObject({ runningHandlers: 0 });
  });

  test('is ended, if it goes on after a wrong item', async () => {
    const ended: string[] = [];
    await asked(async function* () {
      await Promise.resolve();
      try {
        yield item(ID, 1, 7, Type.ANSWER);
      } finally {
        ended.push('returned');
      }
    });
    expect(ended).toEqual(['returned']);
  });
});

describe('the end of the connection', () => {
  test.each(['loss', 'close'])('by %s ends the handler', async (how) => {
    const watched = new Watched(endless(10_000));
    const { runtime, raw, connection } = await asked((task) => watched.items(task));
    if (how === 'loss') raw.destroy();
    else void connection.close();
    await runtime.clock.settle();
    expect(watched.ended).toBe('returned');
    expect(watched.task?.signal.aborted).toBe(true);
    if (how === 'loss') return;
    expect(raw.errors).toMatchObject([{ id: ID, code: ErrorCode.CLOSING }]);
    expect(raw.goodbye?.code).toBe(GoodbyeCode.NORMAL);
  });
});
