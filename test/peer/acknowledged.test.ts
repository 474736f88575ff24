import { describe, expect, test } from 'vitest';
import { ackFrame, errorFrame, handshakeAckFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import type { Delivery } from '../../src/peer/peer.js';
import { ErrorCode, GoodbyeCode } from '../../src/wire/codes.js';
import { encodeFrame, type Frame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { frame, Type } from './peer-rig.js';
import { handshakeOf, RawPeer } from './raw-peer.js';
import { openRaw, type RawRig } from './raw-rig.js';

const PEER = '01'.repeat(32);

/** The raw peer of node id 1 comes back; by default the process it was before. */
async function reconnect(
  rig: RawRig,
  changes: { epoch?: bigint; resumed?: boolean; id?: number } = {},
): Promise<RawPeer> {
  const { runtime, network, node } = rig;
  const dialled = network.dial(`memory:${node.name}`, { runtime, timeoutMs: 1_000 });
  const raw = new RawPeer(await runtime.clock.runUntil(dialled));
  const handshake = handshakeOf(changes.id ?? 1, changes.epoch === undefined ? {} : { epoch: changes.epoch });
  raw.send(handshake, handshakeAckFrame(changes.resumed ?? true));
  await runtime.clock.settle();
  return raw;
}

/** Whether the node's Ack of the Handshake said that it remembers. */
function saysResumed(raw: RawPeer): boolean {
  return raw.of(OwnType.ACK)[0]!.payload.length > 3;
}

const note = (id: number, payload = 1): Frame =>
  encodeFrame(Type.NOTE, Flag.ACK, id, new Uint8Array(payload));

describe('our messages with ACK', () => {
  test.each<[what: string, answer: (id: number) => Frame, delivery: Delivery]>([
    ['an Ack', (id) => ackFrame([id]), 'delivered'],
    ['an Ack of several', (id) => ackFrame([99_999, id]), 'delivered'],
    ['an ErrorResponse', (id) => errorFrame(id, ErrorCode.FAILED, ''), 'failed'],
    ['UNKNOWN_TYPE', (id) => errorFrame(id, ErrorCode.UNKNOWN_TYPE, ''), 'failed'],
  ])('are settled by %s', async (_what, answer, delivery) => {
    const { runtime, node, raw } = await openRaw();
    const sent = frame(Type.NOTE, 10);
    const outcome = node.registry.deliver(PEER, sent);
    await runtime.clock.settle();
    raw.send(answer(sent.id));
    expect(await runtime.clock.runUntil(outcome)).toBe(delivery);
    expect(node.connected[0]!.stats().unacknowledged).toBe(0);
  });

  test('that nobody acknowledged are sent again to a peer that remembers, before new ones', async () => {
    const rig = await openRaw();
    const { runtime, node, raw } = rig;
    const first = frame(Type.NOTE, 10);
    const outcome = node.registry.deliver(PEER, first);
    await runtime.clock.settle();
    raw.destroy();
    await runtime.clock.settle();
    const second = frame(Type.NOTE, 20);
    const later = node.registry.deliver(PEER, second);
    const again = await reconnect(rig);
    expect(again.of(Type.NOTE).map(({ id }) => id)).toEqual([first.id, second.id]);
    again.send(ackFrame([first.id, second.id]));
    expect(await runtime.clock.runUntil(Promise.all([outcome, later]))).toEqual(['delivered', 'delivered']);
  });

  test('that overflow the queue of the next connection end it before anyone hears that it opened', async () => {
    const limits = { lowWaterBytes: 500, highWaterBytes: 1_000, queueCapBytes: 1_000, rememberedPeers: 1 };
    const rig = await openRaw({ limits });
    const { runtime, node, raw } = rig;
    void node.registry.deliver(PEER, frame(Type.NOTE));
    await runtime.clock.settle();
    raw.destroy();
    await runtime.clock.settle();
    void node.registry.deliver(PEER, frame(Type.NOTE, 3_000));
    const again = await reconnect(rig);
    expect(again.goodbye?.code).toBe(GoodbyeCode.SLOW_PEER);
    expect(node.connected.length).toBe(1);
    expect(node.codes).toEqual([GoodbyeCode.LOST, GoodbyeCode.SLOW_PEER]);
    // Nor is the peer taken for connected ever after.
    (await reconnect(rig, { id: 3 })).destroy();
    await runtime.clock.settle();
    expect(node.registry.stats().rememberedPeers).toBe(1);
  });

  test('are unknown after a reconnect to a peer that does not remember, if they had left; else sent', async () => {
    const rig = await openRaw({ rawLimits: { windowBytes: 262_144 } });
    const { runtime, node, raw } = rig;
    const left = node.registry.deliver(PEER, frame(Type.NOTE, 10));
    await runtime.clock.settle();
    // Too much for the window: three of its parts leave, the fourth does not.
    const large = frame(Type.NOTE, 262_144);
    const begun = node.registry.deliver(PEER, large);
    await runtime.clock.settle();
    expect(raw.of(Type.NOTE).length).toBe(4);
    raw.destroy();
    await runtime.clock.settle();
    const again = await reconnect(rig, { resumed: false, epoch: 77n });
    expect(await runtime.clock.runUntil(left)).toBe('unknown');
    expect(again.of(Type.NOTE).map(({ part }) => part)).toEqual([0, 1, 2, 3]);
    again.send(ackFrame([large.id]));
    expect(await runtime.clock.runUntil(begun)).toBe('delivered');
  });

  test('end by a deadline: unknown if they had left, failed if not', async () => {
    const rig = await openRaw({ limits: { deliveryTimeoutMs: 60_000 } });
    const { runtime, node, raw } = rig;
    const left = node.registry.deliver(PEER, frame(Type.NOTE, 10));
    await runtime.clock.settle();
    raw.destroy();
    await runtime.clock.settle();
    const unsent = node.registry.deliver(PEER, frame(Type.NOTE, 10));
    await runtime.clock.advance(60_000);
    expect(await Promise.all([left, unsent])).toEqual(['unknown', 'failed']);
    await expect(node.registry.deliver(PEER, frame(Type.NOTE))).rejects.toMatchObject({
      code: 'NOT_CONNECTED',
    });
  });

  test('leave 1,024 at a time, from the oldest that is not settled on', async () => {
    const { runtime, node, raw } = await openRaw();
    const notes = Array.from({ length: 1_030 }, () => frame(Type.NOTE, 1));
    node.connected[0]!.sendBatch(notes);
    await runtime.clock.settle();
    expect(raw.of(Type.NOTE).length).toBe(1_024);
    raw.send(ackFrame([notes[1]!.id]));
    await runtime.clock.settle();
    expect(raw.of(Type.NOTE).length).toBe(1_024);
    raw.send(ackFrame([notes[0]!.id]));
    await runtime.clock.settle();
    expect(raw.of(Type.NOTE).map(({ id }) => id)).toEqual(notes.slice(0, 1_026).map(({ id }) => id));
  });

  test('fill an outbox that has an end, and a second send of one is no second message', async () => {
    const { runtime, node, raw } = await openRaw({ limits: { outboxMessages: 3 } });
    const first = frame(Type.NOTE, 1);
    for (const sent of [first, first, frame(Type.NOTE), frame(Type.NOTE)]) node.registry.send(PEER, sent);
    expect(() => node.registry.send(PEER, frame(Type.NOTE))).toThrow(
      expect.objectContaining({ code: 'FULL' }),
    );
    expect(node.registry.broadcast(frame(Type.NOTE))).toBe(0);
    expect(node.registry.stats()).toMatchObject({ broadcastSkipped: 1, unacknowledged: 3 });
    await runtime.clock.settle();
    expect(raw.of(Type.NOTE).length).toBe(3);
  });

  test('acknowledged twice are counted, not punished', async () => {
    const { runtime, node, raw } = await openRaw();
    raw.send(ackFrame([12_345]), errorFrame(12_345, ErrorCode.FAILED, ''));
    await runtime.clock.settle();
    expect(node.connected[0]!.stats()).toMatchObject({ late: 2, violations: 0 });
  });
});

describe('their messages with ACK', () => {
  test('are acknowledged when their handler has settled, not when they arrive', async () => {
    const { runtime, node, raw } = await openRaw();
    let finish: () => void = () => {};
    node.handle = () => new Promise((resolve) => (finish = () => resolve(undefined)));
    raw.send(note(50));
    await runtime.clock.advance(1_000);
    expect(raw.acked).toEqual([]);
    finish();
    await runtime.clock.settle();
    expect(raw.acked).toEqual([50]);
  });

  test('are acknowledged many at a time', async () => {
    const { runtime, raw } = await openRaw();
    for (let id = 2; id < 702; id++) raw.send(note(id));
    await runtime.clock.settle();
    expect(raw.acked).toEqual(Array.from({ length: 700 }, (_, index) => index + 2));
    expect(raw.of(OwnType.ACK).length).toBeLessThan(20);
  });

  test('by a flag that the schema does not ask for are acknowledged too', async () => {
    const { runtime, raw } = await openRaw();
    raw.send(encodeFrame(Type.PLAIN, Flag.ACK, 50, new Uint8Array(1)));
    await runtime.clock.settle();
    expect(raw.acked).toEqual([50]);
  });

  test('that come again are answered as the first time and not dispatched again', async () => {
    const rig = await openRaw();
    const { runtime, node, raw } = rig;
    node.handle = (_connection, { id }) => {
      if (id === 51) throw new Error('no');
    };
    raw.send(note(50), note(51));
    await runtime.clock.settle();
    raw.send(note(50), note(51));
    await runtime.clock.settle();
    expect(raw.acked).toEqual([50, 50]);
    const failed = { id: 51, code: ErrorCode.FAILED, message: 'the handler failed' };
    expect(raw.errors).toEqual([failed, failed]);
    raw.destroy();
    await runtime.clock.advance(599_000);
    const again = await reconnect(rig);
    expect(saysResumed(again)).toBe(true);
    again.send(note(50), note(51));
    await runtime.clock.settle();
    expect(again.acked).toEqual([50]);
    expect(again.errors).toEqual([failed]);
    expect(node.received.length).toBe(2);
    expect(node.connected[1]!.stats().repeated).toBe(2);
  });

  test('whose handler outlives the connection are acknowledged on the next one', async () => {
    const rig = await openRaw();
    const { runtime, node, raw } = rig;
    let finish: () => void = () => {};
    node.handle = (_connection, _message, { signal }) => {
      signal.addEventListener('abort', () => expect.unreachable('the message is still wanted'));
      return new Promise((resolve) => (finish = () => resolve(undefined)));
    };
    raw.send(note(50));
    await runtime.clock.settle();
    raw.destroy();
    await runtime.clock.settle();
    const again = await reconnect(rig);
    again.send(note(50));
    await runtime.clock.settle();
    expect(again.acked).toEqual([]);
    finish();
    await runtime.clock.settle();
    expect(again.acked).toEqual([50]);
    expect(node.received.length).toBe(1);
  });

  test.each<[what: string, waitMs: number, epoch: bigint | undefined]>([
    ['ten minutes after the disconnect', 600_000, undefined],
    ['from another process of the peer', 0, 77n],
  ])('are forgotten %s', async (_what, waitMs, epoch) => {
    const rig = await openRaw();
    const { runtime, node, raw } = rig;
    raw.send(note(50));
    await runtime.clock.settle();
    raw.destroy();
    await runtime.clock.advance(waitMs);
    const again = await reconnect(rig, epoch === undefined ? {} : { epoch });
    expect(saysResumed(again)).toBe(false);
    again.send(note(50));
    await runtime.clock.settle();
    expect(node.received.length).toBe(2);
  });

  test('are remembered on a connection whose Ack said so, however long the other Ack takes', async () => {
    const rig = await openRaw();
    const { runtime, network, node, raw } = rig;
    raw.send(note(50));
    await runtime.clock.settle();
    raw.destroy();
    await runtime.clock.advance(595_000);
    const dialled = network.dial(`memory:${node.name}`, { runtime, timeoutMs: 1_000 });
    const again = new RawPeer(await runtime.clock.runUntil(dialled));
    again.send(handshakeOf(1));
    await runtime.clock.advance(9_000);
    expect(saysResumed(again)).toBe(true);
    // What is old is forgotten when another process comes.
    await reconnect(rig, { epoch: 77n, id: 3 });
    again.send(handshakeAckFrame(true), note(50));
    await runtime.clock.settle();
    expect(again.acked).toEqual([50]);
    expect(node.received.length).toBe(1);
  });

  test('are remembered as long as a sender may send one again, whatever order its lanes give them', async () => {
    const { runtime, node, raw } = await openRaw();
    const urgent = encodeFrame(Type.URGENT, Flag.ACK, 2_000, new Uint8Array(1));
    const rest = (first: number): Frame[] => Array.from({ length: 1_023 }, (_, index) => note(first + index));
    // It was sent last of the first 1,024 and overtook the others; then they are settled and 1,023 more may follow.
    raw.send(urgent, ...rest(2), ...rest(3_000));
    await runtime.clock.settle();
    raw.send(urgent);
    await runtime.clock.settle();
    expect(node.received.length).toBe(1 + 2 * 1_023);
    expect(node.connected[0]!.stats().repeated).toBe(1);
  });

  test('are remembered 2,048 at a time, for so many peers', async () => {
    const rig = await openRaw({ limits: { rememberedPeers: 2 } });
    const { runtime, node, raw } = rig;
    for (let id = 2; id < 2 + 2_049; id++) raw.send(note(id));
    await runtime.clock.settle();
    raw.send(note(2), note(3));
    await runtime.clock.settle();
    // 2 was the oldest of 2,049 and so forgotten; making it known again cost 3 its place.
    expect(node.received.slice(2_049).map(({ id }) => id)).toEqual([2, 3]);
    raw.destroy();
    for (const epoch of [5n, 6n, 7n]) {
      (await reconnect(rig, { epoch })).destroy();
      await runtime.clock.settle();
    }
    expect(node.registry.stats().rememberedPeers).toBe(2);
    expect(node.codes.every((code) => code === GoodbyeCode.LOST)).toBe(true);
  });
});
