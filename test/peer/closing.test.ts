import { describe, expect, test } from 'vitest';
import { ackFrame, goodbyeFrame, pingFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import { ErrorCode, GoodbyeCode } from '../../src/wire/codes.js';
import { encodeFrame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { echo, frame, Type } from './peer-rig.js';
import { RawPeer, rawBytes } from './raw-peer.js';
import { linkRaw, openRaw } from './raw-rig.js';

const PEER = '01'.repeat(32);

describe('close', () => {
  test('refuses new sends, writes what is queued, and says Goodbye last', async () => {
    const { runtime, node, raw, connection } = await openRaw();
    connection.send(frame(Type.PLAIN));
    const closed = connection.close(GoodbyeCode.CLOSING, 'restarting', 5_000);
    expect(connection.state).toBe('closing');
    expect(() => connection.send(frame(Type.PLAIN))).toThrow(expect.objectContaining({ code: 'NOT_OPEN' }));
    expect(node.registry.broadcast(frame(Type.PLAIN))).toBe(0);
    expect(node.registry.connection(PEER)).toBeUndefined();
    await runtime.clock.settle();
    expect(raw.types).toEqual([Type.PLAIN, OwnType.GOODBYE]);
    expect(raw.goodbye).toMatchObject({ code: 20, reason: 'restarting', retryAfterMs: 5_000 });
    expect(raw.hasHeardEnd).toBe(true);
    raw.end();
    await runtime.clock.runUntil(closed, 10);
    expect(node.registry.stats().links).toBe(0);
  });

  test('leaves no timer behind, not even that of a frame that came in two pieces', async () => {
    const { runtime, node, raw, connection } = await openRaw();
    const bytes = rawBytes({ type: Type.PLAIN });
    raw.send(bytes.subarray(0, 5));
    await runtime.clock.settle();
    raw.send(bytes.subarray(5));
    await runtime.clock.settle();
    const closed = connection.close();
    await runtime.clock.settle();
    raw.end();
    await runtime.clock.runUntil(closed, 10);
    await runtime.clock.runUntil(node.registry.close(), 10);
    expect(runtime.clock.pendingTimers).toBe(0);
  });

  test('waits for responses, acknowledgements and handlers', async () => {
    const { runtime, node, raw, connection } = await openRaw();
    let finish: () => void = () => {};
    node.handle = (_connection, message) => new Promise((resolve) => (finish = () => resolve(echo(message))));
    const ask = frame(Type.ASK);
    const note = frame(Type.NOTE);
    const response = connection.request(ask);
    const delivery = connection.deliver(note);
    raw.send(rawBytes({ type: Type.ASK, id: 7 }));
    await runtime.clock.settle();
    void connection.close();
    await runtime.clock.advance(1_000);
    expect(raw.goodbye).toBeUndefined();
    raw.send(encodeFrame(Type.ANSWER, Flag.RESPONSE, ask.id, new Uint8Array(1)));
    await runtime.clock.runUntil(response);
    raw.send(ackFrame([note.id]));
    expect(await runtime.clock.runUntil(delivery)).toBe('delivered');
    expect(raw.goodbye).toBeUndefined();
    finish();
    await runtime.clock.settle();
    // The last answer goes out before the Goodbye.
    expect(raw.types.slice(-2)).toEqual([Type.ANSWER, OwnType.GOODBYE]);
  });

  test('waits no longer than five seconds, then settles what is open', async () => {
    const { runtime, node, raw, connection } = await openRaw();
    const response = connection.request(frame(Type.ASK)).catch((error: unknown) => error);
    await runtime.clock.settle();
    void connection.close();
    await runtime.clock.advance(4_999);
    expect(raw.goodbye).toBeUndefined();
    await runtime.clock.advance(1);
    expect(raw.goodbye?.code).toBe(GoodbyeCode.NORMAL);
    expect(await response).toMatchObject({ code: 'CLOSED' });
    expect(node.disconnects[0]?.disconnect).toMatchObject({ code: GoodbyeCode.NORMAL, by: 'local' });
  });

  test('answers requests that still come with CLOSING', async () => {
    const { runtime, raw, connection } = await openRaw();
    void connection.request(frame(Type.ASK)).catch(() => {});
    void connection.close();
    raw.send(rawBytes({ type: Type.ASK, id: 7 }));
    await runtime.clock.settle();
    expect(raw.errors).toMatchObject([{ id: 7, code: ErrorCode.CLOSING }]);
  });

  test('still takes Acks after its Goodbye, and dispatches nothing', async () => {
    const { runtime, node, raw, connection } = await openRaw();
    const note = frame(Type.NOTE);
    const delivery = connection.deliver(note);
    void connection.close();
    await runtime.clock.advance(5_000);
    expect(raw.goodbye).toBeDefined();
    raw.send(rawBytes({ type: Type.PLAIN }), ackFrame([note.id]));
    expect(await runtime.clock.runUntil(delivery, 10)).toBe('delivered');
    expect(node.received).toEqual([]);
    await runtime.clock.advance(1_000);
    expect(node.registry.stats().links).toBe(0);
  });

  test('during the opening says Goodbye at once', async () => {
    const { runtime, node, raw } = await linkRaw({ nodeDials: true });
    await runtime.clock.settle();
    void node.registry.close();
    await runtime.clock.settle();
    expect(raw.types).toEqual([OwnType.HANDSHAKE, OwnType.GOODBYE]);
    expect(raw.goodbye?.code).toBe(GoodbyeCode.CLOSING);
  });

  test('is silent at a listener that has read nothing yet', async () => {
    const { runtime, node, raw } = await linkRaw();
    await runtime.clock.runUntil(node.registry.close(), 10);
    await runtime.clock.settle();
    expect(raw.frames).toEqual([]);
    expect(raw.isClosed).toBe(true);
    expect(node.codes).toEqual([GoodbyeCode.CLOSING]);
  });

  test('of a registry refuses who comes later', async () => {
    const { runtime, network, node } = await linkRaw();
    await runtime.clock.runUntil(node.registry.close(GoodbyeCode.CLOSING, 'restarting'));
    const dialled = network.dial(`memory:${node.name}`, { runtime, timeoutMs: 1_000 });
    const later = new RawPeer(await runtime.clock.runUntil(dialled));
    later.sayHello(1);
    await runtime.clock.settle();
    expect(later.goodbye).toMatchObject({ code: GoodbyeCode.CLOSING, reason: 'restarting' });
    expect(node.connected).toEqual([]);
    await expect(node.registry.deliver(PEER, frame(Type.NOTE))).rejects.toMatchObject({
      code: 'NOT_CONNECTED',
    });
  });

  test('of a registry settles what has no connection', async () => {
    const { runtime, node, raw } = await openRaw();
    const left = node.registry.deliver(PEER, frame(Type.NOTE));
    await runtime.clock.settle();
    raw.destroy();
    await runtime.clock.settle();
    const waiting = node.registry.deliver(PEER, frame(Type.NOTE));
    await runtime.clock.runUntil(node.registry.close());
    expect(await Promise.all([left, waiting])).toEqual(['unknown', 'failed']);
    expect(runtime.clock.pendingTimers).toBe(0);
  });
});

describe('a connection that is ended', () => {
  test('while its peer is let in takes no place in the pair', async () => {
    // The node is not the arbiter: what it acknowledged waits.
    const limits = { waitingConnections: 1 };
    const { runtime, network, node, raw } = await linkRaw({ rawId: 3, limits });
    node.admit = (_peer, connection) => void connection.destroy();
    raw.sayHello(3);
    await runtime.clock.settle();
    node.admit = undefined;
    const dialled = network.dial(`memory:${node.name}`, { runtime, timeoutMs: 1_000 });
    new RawPeer(await runtime.clock.runUntil(dialled)).sayHello(3);
    await runtime.clock.settle();
    expect(node.connected.length).toBe(1);
  });

  test('while the one before it makes room does not open', async () => {
    const { runtime, network, node } = await openRaw();
    let closed: Promise<void> | undefined;
    node.onDisconnect = () => void (closed ??= node.registry.close());
    const dialled = network.dial(`memory:${node.name}`, { runtime, timeoutMs: 1_000 });
    new RawPeer(await runtime.clock.runUntil(dialled)).sayHello(1);
    await runtime.clock.advance(10_000);
    await runtime.clock.runUntil(closed!);
    expect(node.connected.map(({ state }) => state)).toEqual(['closed']);
    expect(node.registry.connection(PEER)).toBeUndefined();
    expect(runtime.clock.pendingTimers).toBe(0);
  });
});

describe('a Goodbye that is heard', () => {
  test.each<[said: number, means: GoodbyeCode]>([
    [0, GoodbyeCode.NORMAL],
    [2, GoodbyeCode.DUPLICATE],
    [9, GoodbyeCode.NORMAL],
    [17, GoodbyeCode.BANNED],
    [21, GoodbyeCode.FULL],
    [29, GoodbyeCode.CLOSING],
    [33, GoodbyeCode.PROTOCOL],
    [1_000, GoodbyeCode.NORMAL],
  ])('with code %i counts as %i', async (said, means) => {
    const { runtime, node, raw } = await openRaw();
    raw.send(
      rawBytes({
        type: OwnType.GOODBYE,
        payload: Uint8Array.of(8, (said & 127) | (said > 127 ? 128 : 0), ...(said > 127 ? [said >> 7] : [])),
      }),
    );
    await runtime.clock.settle();
    expect(node.disconnects[0]?.disconnect).toMatchObject({ code: means, by: 'remote' });
    // Whatever it says of us, it is the other side's word.
    expect(node.violations).toEqual([]);
  });

  test('ends all writing, and what follows it is not read', async () => {
    const { runtime, node, raw, connection } = await openRaw();
    const response = connection.request(frame(Type.ASK)).catch((error: unknown) => error);
    connection.send(frame(Type.PLAIN));
    raw.send(
      goodbyeFrame(GoodbyeCode.CLOSING, 'later', 700),
      pingFrame(1n, 0),
      rawBytes({ type: Type.PLAIN }),
    );
    await runtime.clock.settle();
    expect(await response).toMatchObject({ code: 'CLOSED' });
    expect(raw.of(OwnType.PONG)).toEqual([]);
    expect(raw.goodbye).toBeUndefined();
    expect(raw.hasHeardEnd).toBe(true);
    expect(node.received).toEqual([]);
    expect(node.disconnects[0]?.disconnect).toEqual({
      code: GoodbyeCode.CLOSING,
      reason: 'later',
      by: 'remote',
      retryAfterMs: 700,
    });
    await runtime.clock.advance(1_000);
    expect(node.registry.stats().links).toBe(0);
  });
});

test('destroy drops the link, tells the handlers, and sends nothing more', async () => {
  const { runtime, node, raw, connection } = await openRaw();
  const signals: AbortSignal[] = [];
  node.handle = (_connection, _message, { signal }) => {
    signals.push(signal);
    return new Promise(() => {});
  };
  raw.send(rawBytes({ type: Type.ASK, id: 7 }), rawBytes({ type: Type.PLAIN }));
  await runtime.clock.settle();
  connection.send(frame(Type.PLAIN));
  connection.destroy(GoodbyeCode.LOST, 'enough');
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  expect(node.disconnects[0]?.disconnect).toMatchObject({ code: GoodbyeCode.LOST, reason: 'enough' });
  connection.destroy();
  await runtime.clock.settle();
  expect(raw.frames).toEqual([]);
  expect(node.disconnects.length).toBe(1);
  expect(runtime.clock.pendingTimers).toBe(0);
});
