import { describe, expect, test } from 'vitest';
import { RequestError, ResponseError } from '../../src/peer/errors.js';
import { errorFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import { ErrorCode, GoodbyeCode } from '../../src/wire/codes.js';
import { encodeFrame, type Frame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { echo, frame, Type } from './peer-rig.js';
import { rawBytes } from './raw-peer.js';
import { openRaw } from './raw-rig.js';

const PEER = '01'.repeat(32);

/** How a request ended: its payload, or the code of its error. */
function outcomeOf(request: Promise<{ payload: Uint8Array }>): Promise<unknown> {
  return request.then(
    ({ payload }) => [...payload],
    (error: unknown) => (error instanceof RequestError ? error.code : error),
  );
}

function answer(id: number, payload: Uint8Array = new Uint8Array(0)): Frame {
  return encodeFrame(Type.ANSWER, Flag.RESPONSE, id, payload);
}

describe('our requests', () => {
  test('are matched by id, in whatever order their responses come', async () => {
    const { runtime, node, raw } = await openRaw();
    const asks = [frame(Type.ASK), frame(Type.ASK), frame(Type.ASK)];
    const outcomes = Promise.all(asks.map((ask) => outcomeOf(node.registry.request(PEER, ask))));
    await runtime.clock.settle();
    expect(raw.of(Type.ASK).map(({ id }) => id)).toEqual(asks.map(({ id }) => id));
    for (const index of [2, 0, 1]) raw.send(answer(asks[index]!.id, Uint8Array.of(index)));
    expect(await runtime.clock.runUntil(outcomes)).toEqual([[0], [1], [2]]);
  });

  test('end with TIMEOUT and a Cancel', async () => {
    const { runtime, node, raw } = await openRaw();
    const ask = frame(Type.ASK);
    const outcome = outcomeOf(node.registry.request(PEER, ask, { timeoutMs: 500 }));
    await runtime.clock.advance(499);
    expect(raw.of(OwnType.CANCEL)).toEqual([]);
    await runtime.clock.advance(1);
    expect(await outcome).toBe('TIMEOUT');
    await runtime.clock.settle();
    expect(raw.of(OwnType.CANCEL)).toMatchObject([{ id: ask.id, flags: 0 }]);
    raw.send(answer(ask.id));
    await runtime.clock.settle();
    expect(node.connected[0]!.stats()).toMatchObject({ late: 1, violations: 0, pendingResponses: 0 });
  });

  test('end with ABORTED by their signal, and with no Cancel if nothing had left', async () => {
    const { runtime, node, raw } = await openRaw();
    const abort = new AbortController();
    const left = outcomeOf(node.registry.request(PEER, frame(Type.ASK), { signal: abort.signal }));
    await runtime.clock.settle();
    const waiting = outcomeOf(node.registry.request(PEER, frame(Type.ASK), { signal: abort.signal }));
    abort.abort(new Error('enough'));
    const never = outcomeOf(node.registry.request(PEER, frame(Type.ASK), { signal: abort.signal }));
    expect(await Promise.all([left, waiting, never])).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
    await runtime.clock.settle();
    expect(raw.of(Type.ASK).length).toBe(1);
    expect(raw.of(OwnType.CANCEL).length).toBe(1);
  });

  test('may share one signal, however many they are, without a warning of a leak', async () => {
    const { runtime, node } = await openRaw();
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    const abort = new AbortController();
    const all = Array.from({ length: 30 }, () =>
      outcomeOf(node.registry.request(PEER, frame(Type.ASK), { signal: abort.signal })),
    );
    await runtime.clock.settle();
    abort.abort();
    expect(new Set(await Promise.all(all))).toEqual(new Set(['ABORTED']));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test('given up in the middle of a response drop what came of it', async () => {
    const { runtime, node, raw } = await openRaw();
    const ask = frame(Type.ASK);
    const outcome = outcomeOf(node.registry.request(PEER, ask, { timeoutMs: 500 }));
    await runtime.clock.settle();
    const part = { type: Type.ANSWER, flags: Flag.RESPONSE | Flag.MORE, id: ask.id };
    raw.send(rawBytes({ ...part, payload: new Uint8Array(65_536) }));
    await runtime.clock.settle();
    expect(node.registry.stats().assemblyBytes).toBe(65_536);
    await runtime.clock.advance(500);
    expect(await outcome).toBe('TIMEOUT');
    expect(node.registry.stats().assemblyBytes).toBe(0);
    raw.send(rawBytes({ ...part, part: 1, payload: new Uint8Array(65_536) }));
    await runtime.clock.settle();
    expect(node.connected[0]!.state).toBe('open');
    expect(node.connected[0]!.stats().discarded).toBe(1);
  });

  test.each<[what: string, response: (id: number) => Uint8Array, code: string, violations: number]>([
    [
      'the response of another request',
      (id) => encodeFrame(Type.OTHER_ANSWER, Flag.RESPONSE, id, new Uint8Array(1)).bytes,
      'BAD_RESPONSE',
      1,
    ],
    [
      'a message that is no response',
      (id) => rawBytes({ type: Type.PLAIN, flags: 1, id }),
      'BAD_RESPONSE',
      1,
    ],
    ['a type nobody knows', (id) => rawBytes({ type: Type.UNKNOWN, flags: 1, id }), 'UNKNOWN_RESPONSE', 0],
  ])('fail by %s', async (_what, response, code, violations) => {
    const { runtime, node, raw } = await openRaw();
    const ask = frame(Type.ASK);
    const outcome = outcomeOf(node.registry.request(PEER, ask));
    await runtime.clock.settle();
    raw.send(response(ask.id));
    expect(await runtime.clock.runUntil(outcome)).toBe(code);
    expect(node.violations.length).toBe(violations);
    await runtime.clock.settle();
    expect(raw.errors).toEqual([]);
    expect(raw.of(OwnType.CANCEL)).toEqual([]);
  });

  test('fail with the code of an ErrorResponse', async () => {
    const { runtime, node, raw } = await openRaw();
    const ask = frame(Type.ASK);
    const outcome = outcomeOf(node.registry.request(PEER, ask));
    await runtime.clock.settle();
    raw.send(errorFrame(ask.id, 1_234, 'the schema’s own'));
    expect(await runtime.clock.runUntil(outcome)).toBe(1_234);
  });

  test('of a type that the peer does not know fail here from then on', async () => {
    const { runtime, node, raw } = await openRaw();
    const ask = frame(Type.ASK);
    const outcome = outcomeOf(node.registry.request(PEER, ask));
    await runtime.clock.settle();
    raw.send(errorFrame(ask.id, ErrorCode.UNKNOWN_TYPE, ''));
    expect(await runtime.clock.runUntil(outcome)).toBe(ErrorCode.UNKNOWN_TYPE);
    expect(await outcomeOf(node.registry.request(PEER, frame(Type.ASK)))).toBe(ErrorCode.UNKNOWN_TYPE);
    await runtime.clock.settle();
    expect(raw.of(Type.ASK).length).toBe(1);
    void node.registry.request(PEER, frame(Type.ASK_OTHER)).catch(() => {});
    await runtime.clock.settle();
    expect(raw.of(Type.ASK_OTHER).length).toBe(1);
  });

  test('beyond 256 in progress fail here', async () => {
    const { runtime, node, raw } = await openRaw();
    const asks = Array.from({ length: 256 }, () => frame(Type.ASK));
    const outcomes = asks.map((ask) => outcomeOf(node.registry.request(PEER, ask)));
    await expect(node.registry.request(PEER, frame(Type.ASK))).rejects.toMatchObject({ code: 'FULL' });
    await runtime.clock.settle();
    raw.send(answer(asks[7]!.id));
    await runtime.clock.runUntil(outcomes[7]!);
    void node.registry.request(PEER, frame(Type.ASK)).catch(() => {});
    await runtime.clock.settle();
    expect(raw.of(Type.ASK).length).toBe(257);
    expect(node.registry.pendingResponseCount()).toBe(256);
  });

  test('end with CLOSED when the link does', async () => {
    const { runtime, node, raw } = await openRaw();
    const outcome = outcomeOf(node.registry.request(PEER, frame(Type.ASK)));
    await runtime.clock.settle();
    raw.destroy();
    expect(await runtime.clock.runUntil(outcome)).toBe('CLOSED');
    expect(node.codes).toEqual([GoodbyeCode.LOST]);
  });

  test('need a request of the schema, an id, and room at the peer', async () => {
    const { node } = await openRaw({ rawLimits: { largestMessageBytes: 65_536 } });
    await expect(node.registry.request(PEER, frame(Type.PLAIN))).rejects.toMatchObject({ code: 'MISUSE' });
    const withoutId = encodeFrame(Type.ASK, 0, 0, new Uint8Array(1));
    await expect(node.registry.request(PEER, withoutId)).rejects.toMatchObject({ code: 'MISUSE' });
    await expect(node.registry.request(PEER, frame(Type.ASK, 65_537))).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
    await expect(node.registry.request('ff'.repeat(32), frame(Type.ASK))).rejects.toMatchObject({
      code: 'NOT_CONNECTED',
    });
  });
});

describe('their requests', () => {
  const ask = (id: number, payload = 1): Frame => encodeFrame(Type.ASK, 0, id, new Uint8Array(payload));

  test('are answered under their id, a cached response too', async () => {
    const { runtime, node, raw } = await openRaw();
    const cached = answer(999, Uint8Array.of(5));
    node.handle = () => cached;
    raw.send(ask(7), ask(8));
    await runtime.clock.settle();
    expect(raw.of(Type.ANSWER)).toMatchObject([
      { id: 7, flags: Flag.RESPONSE, payload: Uint8Array.of(5) },
      { id: 8, flags: Flag.RESPONSE, payload: Uint8Array.of(5) },
    ]);
  });

  test.each<[what: string, handle: () => Frame | void, code: number, message: string, violations: number]>([
    [
      'a ResponseError',
      () => {
        throw new ResponseError(1_500, 'no such block');
      },
      1_500,
      'no such block',
      0,
    ],
    [
      'what the dispatcher finds malformed',
      () => {
        throw new ResponseError(ErrorCode.MALFORMED, 'start: not a number');
      },
      ErrorCode.MALFORMED,
      'start: not a number',
      1,
    ],
    [
      'another error, without its text',
      () => {
        throw new Error('password is 1234');
      },
      ErrorCode.FAILED,
      'the handler failed',
      0,
    ],
    ['no response', () => undefined, ErrorCode.FAILED, 'the handler failed', 0],
    [
      'a response of another type',
      () => encodeFrame(Type.OTHER_ANSWER, Flag.RESPONSE, 7, new Uint8Array(1)),
      ErrorCode.FAILED,
      'the handler failed',
      0,
    ],
    [
      'a response above what the requester takes',
      () => answer(7, new Uint8Array(65_537)),
      ErrorCode.TOO_LARGE,
      'the response has 65537 bytes',
      0,
    ],
  ])(
    'are answered with an error by a handler that gives %s',
    async (_what, handle, code, message, violations) => {
      const { runtime, node, raw } = await openRaw({ rawLimits: { largestMessageBytes: 65_536 } });
      for (const asynchronously of [false, true]) {
        // eslint-disable-next-line @typescript-eslint/require-await -- the throw is to become a rejection
        node.handle = asynchronously ? async () => handle() : handle;
        raw.frames.length = 0;
        raw.send(ask(7));
        await runtime.clock.settle();
        expect(raw.errors).toEqual([{ id: 7, code, message }]);
      }
      expect(node.violations.length).toBe(2 * violations);
      expect(node.connected[0]!.stats().runningHandlers).toBe(0);
    },
  );

  test('that outlive their deadline are answered with TIMEOUT, and what the handler yields later is dropped', async () => {
    const { runtime, node, raw } = await openRaw();
    let finish: (response: Frame) => void = () => {};
    let signal: AbortSignal | undefined;
    node.handle = (_connection, _message, task) => {
      signal = task.signal;
      return new Promise((resolve) => (finish = resolve));
    };
    raw.send(ask(7));
    await runtime.clock.advance(29_999);
    expect(raw.errors).toEqual([]);
    await runtime.clock.advance(1);
    expect(raw.errors).toMatchObject([{ id: 7, code: ErrorCode.TIMEOUT }]);
    expect(signal?.aborted).toBe(true);
    finish(answer(7));
    await runtime.clock.settle();
    expect(raw.of(Type.ANSWER)).toEqual([]);
  });

  test('beyond 256 in progress are BUSY; Cancel frees no slot, the end of the handler does', async () => {
    const { runtime, node, raw } = await openRaw();
    const finishers = new Map<number, () => void>();
    const aborted: number[] = [];
    node.handle = (_connection, message, { signal }) => {
      signal.addEventListener('abort', () => aborted.push(message.id));
      return new Promise((resolve) => finishers.set(message.id, () => resolve(echo(message))));
    };
    for (let id = 2; id < 2 + 256; id++) raw.send(ask(id));
    raw.send(ask(1_000), rawBytes({ type: OwnType.CANCEL, id: 9 }), ask(1_001));
    await runtime.clock.settle();
    expect(raw.errors).toEqual([
      { id: 1_000, code: ErrorCode.BUSY, message: '' },
      { id: 1_001, code: ErrorCode.BUSY, message: '' },
    ]);
    expect(aborted).toEqual([9]);
    finishers.get(9)!();
    await runtime.clock.settle();
    raw.send(ask(1_002));
    await runtime.clock.settle();
    expect(finishers.has(1_002)).toBe(true);
    finishers.get(2)!();
    await runtime.clock.settle();
    expect(raw.of(Type.ANSWER).map(({ id }) => id)).toEqual([2]);
  });

  test('under an id that is in progress are a violation, and no answer spoils the first', async () => {
    const { runtime, node, raw } = await openRaw();
    let finish: () => void = () => {};
    node.handle = (_connection, message) => new Promise((resolve) => (finish = () => resolve(echo(message))));
    raw.send(ask(7), ask(7));
    await runtime.clock.settle();
    expect(node.violations.length).toBe(1);
    finish();
    await runtime.clock.settle();
    expect(raw.types).toEqual([Type.ANSWER]);
  });

  test('cancelled while their response is on its way get no more of it', async () => {
    const { runtime, node, raw } = await openRaw({ rawLimits: { windowBytes: 262_144 } });
    node.handle = (_connection, message) => answer(message.id, new Uint8Array(1_000_000));
    raw.send(ask(7));
    await runtime.clock.settle();
    // The window holds three full parts.
    expect(raw.of(Type.ANSWER).map(({ part }) => part)).toEqual([0, 1, 2]);
    raw.send(rawBytes({ type: OwnType.CANCEL, id: 7 }));
    await runtime.clock.settle();
    expect(node.connected[0]!.stats().queuedBytes).toBe(0);
    expect(node.connected[0]!.stats().late).toBe(0);
  });
});
