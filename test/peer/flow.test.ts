import { describe, expect, test } from 'vitest';
import { Credit } from '../../generated/framewright/control.js';
import { creditFrame, errorFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import { ErrorCode, GoodbyeCode } from '../../src/wire/codes.js';
import { encodeFrame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { ids } from '../../src/wire/ids.js';
import { echo, frame, testTypes, Type } from './peer-rig.js';
import { RawPeer, rawBytes } from './raw-peer.js';
import { openRaw } from './raw-rig.js';

const PART = 65_536;
const WIRE_PART = PART + 12;

/** All that was granted, in both windows, and what the last Credit said to have read. */
function granted(raw: RawPeer): { bytes: number; responseBytes: number; received: number } {
  const credits = raw.of(OwnType.CREDIT).map(({ payload }) => Credit.decode(payload));
  return {
    bytes: credits.reduce((sum, { bytes }) => sum + bytes, 0),
    responseBytes: credits.reduce((sum, { responseBytes }) => sum + responseBytes, 0),
    received: credits.at(-1)?.received ?? 0,
  };
}

describe('parts', () => {
  test('of messages of all lanes alternate, both kinds of ids apart, and arrive whole', async () => {
    const { runtime, node, raw, connection } = await openRaw();
    const ask = frame(Type.ASK);
    const response = connection.request(ask);
    await runtime.clock.settle();
    const part = (type: number, flags: number, id: number, number: number, bytes: number): Uint8Array => {
      const payload = new Uint8Array(bytes).fill(number + id);
      return rawBytes({ type, flags: flags | (bytes === PART ? Flag.MORE : 0), part: number, id, payload });
    };
    // The request's own id, once as ours and once as the peer's.
    raw.send(
      part(Type.BULK, 0, ask.id, 0, PART),
      part(Type.ANSWER, Flag.RESPONSE, ask.id, 0, PART),
      part(Type.URGENT, 0, 8, 0, PART),
      rawBytes({ type: Type.PLAIN }),
      part(Type.ANSWER, Flag.RESPONSE, ask.id, 1, 5),
      part(Type.BULK, 0, ask.id, 1, 7),
      part(Type.URGENT, 0, 8, 1, 9),
    );
    expect((await runtime.clock.runUntil(response)).payload.length).toBe(PART + 5);
    expect(node.received.map(({ type, payload }) => [type, payload.length])).toEqual([
      [Type.PLAIN, 0],
      [Type.BULK, PART + 7],
      [Type.URGENT, PART + 9],
    ]);
    expect(node.received[1]!.payload.subarray(PART - 1, PART + 1)).toEqual(Uint8Array.of(ask.id, ask.id + 1));
    expect(node.registry.stats().assemblyBytes).toBe(0);
  });

  test('of a message that its sender gives up are dropped, and later ones discarded and credited', async () => {
    const { runtime, node, raw } = await openRaw();
    const part = { type: Type.BULK, flags: Flag.MORE, id: 5, payload: new Uint8Array(PART) };
    raw.send(rawBytes(part), rawBytes({ type: OwnType.CANCEL, id: 5 }), rawBytes({ ...part, part: 1 }));
    await runtime.clock.settle();
    expect(node.registry.stats().assemblyBytes).toBe(0);
    expect(granted(raw)).toEqual({ bytes: 2 * WIRE_PART, responseBytes: 0, received: 2 * WIRE_PART });
    expect(node.connected[0]!.stats()).toMatchObject({ discarded: 1, late: 0 });
  });

  test('of a response that its sender gives up are dropped with its request', async () => {
    const { runtime, node, raw, connection } = await openRaw();
    const ask = frame(Type.ASK);
    const response = connection.request(ask).catch((error: unknown) => error);
    await runtime.clock.settle();
    const part = {
      type: Type.ANSWER,
      flags: Flag.RESPONSE | Flag.MORE,
      id: ask.id,
      payload: new Uint8Array(PART),
    };
    raw.send(rawBytes(part), errorFrame(ask.id, ErrorCode.FAILED, 'gone'), rawBytes({ ...part, part: 1 }));
    expect(await runtime.clock.runUntil(response)).toMatchObject({ code: ErrorCode.FAILED });
    await runtime.clock.settle();
    expect(node.registry.stats().assemblyBytes).toBe(0);
    expect(granted(raw)).toMatchObject({ responseBytes: 2 * WIRE_PART });
    expect(raw.of(OwnType.CANCEL)).toEqual([]);
  });

  test('of a message that the peer refuses stop leaving', async () => {
    const { runtime, raw, connection } = await openRaw({ rawLimits: { windowBytes: 262_144 } });
    const bulk = frame(Type.BULK, 10 * PART);
    connection.send(bulk);
    await runtime.clock.settle();
    raw.send(errorFrame(bulk.id, ErrorCode.UNKNOWN_TYPE, ''));
    raw.send(creditFrame({ bytes: 10 * WIRE_PART, responseBytes: 0, received: 0 }));
    await runtime.clock.settle();
    expect(raw.of(Type.BULK).length).toBe(3);
    expect(() => connection.send(frame(Type.BULK))).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TYPE' }),
    );
  });
});

describe('credit', () => {
  test('for a message comes back when its handler has settled, for a response at once', async () => {
    const { runtime, node, raw, connection } = await openRaw();
    let finish: () => void = () => {};
    node.handle = () => new Promise((resolve) => (finish = () => resolve(undefined)));
    const ask = frame(Type.ASK);
    void connection.request(ask);
    await runtime.clock.settle();
    raw.send(rawBytes({ type: Type.PLAIN, payload: new Uint8Array(40_000) }));
    raw.send(encodeFrame(Type.ANSWER, Flag.RESPONSE, ask.id, new Uint8Array(40_000)));
    await runtime.clock.settle();
    expect(granted(raw)).toEqual({ bytes: 0, responseBytes: 40_012, received: 80_024 });
    finish();
    await runtime.clock.settle();
    expect(granted(raw)).toMatchObject({ bytes: 40_012, responseBytes: 40_012 });
  });

  test('comes back for what nobody knows, wants or can read', async () => {
    const { runtime, raw } = await openRaw();
    const payload = new Uint8Array(40_000);
    raw.send(rawBytes({ type: Type.UNKNOWN, payload }));
    raw.send(rawBytes({ type: Type.SHORT, payload }));
    raw.send(rawBytes({ type: Type.ANSWER, flags: Flag.RESPONSE, id: 5, payload }));
    await runtime.clock.settle();
    expect(granted(raw)).toEqual({ bytes: 80_024, responseBytes: 40_012, received: 120_036 });
  });

  test('keeps a peer that handles slowly from piling up, and requests of both sides still pass', async () => {
    const { runtime, node, raw, connection } = await openRaw({ rawLimits: { windowBytes: 262_144 } });
    for (let count = 0; count < 100; count++) connection.send(frame(Type.PLAIN, 60_000));
    await runtime.clock.settle();
    expect(raw.of(Type.PLAIN).length).toBe(4);
    expect(connection.stats().queuedBytes).toBe(96 * 60_012);
    raw.send(rawBytes({ type: Type.ASK, id: 7, payload: new Uint8Array(10) }));
    await runtime.clock.settle();
    expect(raw.of(Type.ANSWER).length).toBe(1);
    for (let count = 0; count < 96; count++) {
      raw.send(creditFrame({ bytes: 60_012, responseBytes: 0, received: (count + 1) * 60_012 }));
      await runtime.clock.settle();
    }
    expect(raw.of(Type.PLAIN).length).toBe(100);
    expect(node.drains).toBe(1);
  });
});

test.each([
  ['that goes on', PART],
  ['that ends', PART - 30],
])(
  'a message %s beyond the credit leaves the account of unfinished messages as it was',
  async (_what, last) => {
    const limits = { windowBytes: 262_144 };
    const { runtime, node, raw } = await openRaw({ limits, link: { pipeBytes: 1_024 } });
    // Who does not read gets no further credit.
    raw.pause();
    node.registry.broadcast(frame(Type.PLAIN, 200_000));
    await runtime.clock.settle();
    // Three parts fit into the window.
    const parts = [PART, PART, PART, last].map((bytes, part) => {
      const flags = bytes === PART ? Flag.MORE : 0;
      return rawBytes({ type: Type.BULK, flags, part, id: 5, payload: new Uint8Array(bytes) });
    });
    raw.send(...parts);
    await runtime.clock.settle();
    expect(node.codes).toEqual([GoodbyeCode.FLOW]);
    expect(node.registry.stats().assemblyBytes).toBe(0);
  },
);

describe('a reader that has stopped', () => {
  test('costs no more than the cap, and is SLOW_PEER when the grace is over', async () => {
    const limits = { queueCapBytes: 4_000_000, slowPeerGraceMs: 10_000 };
    const { runtime, node, raw, connection } = await openRaw({ limits });
    raw.pause();
    const block = frame(Type.PLAIN, 60_000);
    let refused = 0;
    // The first time, some of it still leaves.
    for (let time = 0; time < 2; time++) {
      while (connection.stats().queuedBytes <= limits.queueCapBytes) if (!connection.send(block)) refused++;
      await runtime.clock.settle();
    }
    expect(refused).toBeGreaterThan(40);
    await runtime.clock.advance(9_999);
    expect(connection.state).toBe('open');
    await runtime.clock.advance(1);
    expect(node.codes).toEqual([GoodbyeCode.SLOW_PEER]);
    raw.resume();
    await runtime.clock.settle();
    expect(raw.goodbye?.code).toBe(GoodbyeCode.SLOW_PEER);
  });

  test('is sent nothing more above the cap, until it has read', async () => {
    const { runtime, node, raw, connection } = await openRaw({ limits: { queueCapBytes: 4_000_000 } });
    raw.pause();
    const block = frame(Type.PLAIN, 60_000);
    while (connection.stats().queuedBytes <= 4_000_000) connection.send(block);
    const full = expect.objectContaining({ code: 'FULL' }) as unknown;
    const { queuedBytes } = connection.stats();
    expect(() => connection.send(block)).toThrow(full);
    expect(() => connection.sendBatch([block])).toThrow(full);
    await expect(connection.request(frame(Type.ASK))).rejects.toEqual(full);
    await expect(connection.deliver(frame(Type.NOTE))).rejects.toEqual(full);
    expect(node.registry.broadcast(block)).toBe(0);
    expect(node.registry.stats().broadcastSkipped).toBe(1);
    expect(connection.stats().queuedBytes).toBe(queuedBytes);
    raw.resume();
    await runtime.clock.settle();
    expect(node.registry.broadcast(block)).toBe(1);
    expect(node.codes).toEqual([]);
  });

  test('that makes us answer is a flood', async () => {
    const { runtime, node, raw } = await openRaw({ link: { pipeBytes: 1_024 } });
    raw.pause();
    node.registry.broadcast(frame(Type.PLAIN, 500_000));
    await runtime.clock.settle();
    for (let id = 2; id < 10_000; id++) raw.send(rawBytes({ type: Type.UNKNOWN, id }));
    await runtime.clock.settle();
    expect(node.codes).toEqual([GoodbyeCode.FLOOD]);
  });
});

test('one peer that sends much leaves time to the others', async () => {
  const { runtime, network, node, raw } = await openRaw({ limits: { turnBytes: 65_536 } });
  const dialled = network.dial(`memory:${node.name}`, { runtime, timeoutMs: 1_000 });
  const other = new RawPeer(await runtime.clock.runUntil(dialled));
  other.sayHello(3);
  await runtime.clock.settle();
  const order: number[] = [];
  node.handle = (_connection, { type }) => void order.push(type);
  const small = rawBytes({ type: Type.PLAIN, payload: new Uint8Array(1_000) });
  const many = new Uint8Array(600 * small.length);
  for (let count = 0; count < 600; count++) many.set(small, count * small.length);
  raw.send(many);
  other.send(rawBytes({ type: Type.URGENT }));
  await runtime.clock.settle();
  expect(order.length).toBe(601);
  expect(order.indexOf(Type.URGENT)).toBeLessThan(200);
});

test('everything that came before an end is read before it counts', async () => {
  const { runtime, node, raw } = await openRaw({ limits: { turnBytes: 10_000 } });
  const small = rawBytes({ type: Type.PLAIN, payload: new Uint8Array(1_000) });
  raw.send(...Array.from({ length: 60 }, () => small));
  raw.send(rawBytes({ type: OwnType.GOODBYE, payload: Uint8Array.of(8, 20) }));
  raw.end();
  await runtime.clock.settle();
  expect(node.received.length).toBe(60);
  expect(node.codes).toEqual([GoodbyeCode.CLOSING]);
});

describe('rates', () => {
  test('hold a sender back, in order, and a gossip message is dropped and counted', async () => {
    const gossip = { ...testTypes.get(Type.RATED)!, type: 0x73, name: 'test.Gossip', gossip: true };
    const types = new Map([...testTypes, [0x73, gossip] as const]);
    const { runtime, raw, connection } = await openRaw({ types });
    for (let count = 0; count < 15; count++) {
      connection.send(encodeFrame(Type.RATED, 0, 0, Uint8Array.of(count)));
      connection.send(encodeFrame(0x73, 0, 0, Uint8Array.of(count)));
    }
    await runtime.clock.settle();
    expect(raw.of(Type.RATED).map(({ payload }) => payload[0])).toEqual([...Array(10).keys()]);
    expect(connection.stats().dropped).toBe(5);
    await runtime.clock.advance(1_000);
    expect(raw.of(Type.RATED).map(({ payload }) => payload[0])).toEqual([...Array(15).keys()]);
    expect(raw.of(0x73).length).toBe(10);
  });

  test('drop no gossip message that awaits its acknowledgement', async () => {
    const gossip = { ...testTypes.get(Type.RATED)!, type: 0x73, name: 'test.Gossip', gossip: true };
    const types = new Map([...testTypes, [0x73, { ...gossip, requiresAck: true }] as const]);
    const { runtime, raw, connection } = await openRaw({ types });
    const sent = Array.from({ length: 15 }, () => encodeFrame(0x73, Flag.ACK, ids.next(), new Uint8Array(1)));
    for (const message of sent) void connection.deliver(message);
    await runtime.clock.advance(1_000);
    expect(raw.of(0x73).map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
  });

  test('never hold a response back, whose id may be that of a message of ours', async () => {
    const answer = { ...testTypes.get(Type.ANSWER)!, rate: { count: 1, perMs: 60_000 } };
    const { runtime, raw } = await openRaw({
      types: new Map([...testTypes, [Type.ANSWER, answer] as const]),
    });
    for (const id of [5, 6]) raw.send(rawBytes({ type: Type.ASK, id }));
    await runtime.clock.settle();
    expect(raw.of(Type.ANSWER).map(({ id }) => id)).toEqual([5, 6]);
  });

  test('hold credit back from a receiver’s view, and twice the rate over 60 s is a violation', async () => {
    const { runtime, node, raw } = await openRaw();
    const rated = rawBytes({ type: Type.RATED, payload: new Uint8Array(4_000) });
    for (let count = 0; count < 12; count++) raw.send(rated);
    await runtime.clock.settle();
    expect(granted(raw)).toMatchObject({ bytes: 0, received: 12 * 4_012 });
    await runtime.clock.advance(1_000);
    expect(granted(raw).bytes).toBe(12 * 4_012);
    expect(node.violations).toEqual([]);
    const short = rawBytes({ type: Type.RATED });
    for (let count = 0; count < 1_300; count++) raw.send(short);
    await runtime.clock.settle();
    expect(node.violations).toEqual(['twice the rate of test.Rated over 60 s']);
    expect(node.connected[0]!.state).toBe('open');
  });
});

test('nothing is dispatched once the connection has ended over a violation', async () => {
  const { runtime, node, raw } = await openRaw();
  node.onViolation = (connection) => connection.destroy();
  for (let count = 0; count < 1_201; count++) raw.send(rawBytes({ type: Type.RATED }));
  await runtime.clock.settle();
  expect(node.violations.length).toBe(1);
  expect(node.received.length).toBe(1_200);
  expect(runtime.clock.pendingTimers).toBe(0);
});

test('a response that is cached goes to many under their own ids', async () => {
  const { runtime, node, raw } = await openRaw();
  let cached: ReturnType<typeof echo> | undefined;
  node.handle = (_connection, message) => (cached ??= echo(message));
  for (let id = 20; id < 23; id++) raw.send(rawBytes({ type: Type.ASK, id, payload: Uint8Array.of(9) }));
  await runtime.clock.settle();
  expect(raw.of(Type.ANSWER).map(({ id, payload }) => [id, payload[0]])).toEqual([
    [20, 9],
    [21, 9],
    [22, 9],
  ]);
});
