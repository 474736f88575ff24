import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Credit } from '../../generated/framewright/control.js';
import { Compressor } from '../../src/peer/compressor.js';
import { creditFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import { MemoryNetwork, virtualRuntime } from '../../src/testing/index.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { encodeFrame, type Frame } from '../../src/wire/frame.js';
import { Flag, HEADER_BYTES } from '../../src/wire/header.js';
import { ManualClock } from './manual-clock.js';
import { TestNode, testTypes, Type } from './peer-rig.js';
import { openRaw } from './raw-rig.js';

const DEFLATE = ['deflate'];
const { COMPRESSED, MORE } = Flag;

/** Bytes that shrink to about `share` of their size. */
function payloadOf(size: number, share = 0.1): Uint8Array {
  const bytes = new Uint8Array(size);
  const random = new SeededRandom(size);
  for (let at = 0; at < size * share; at++) bytes[Math.floor(at / share)] = random.integer(1, 255);
  return bytes;
}

const packed = (payload: Uint8Array): Frame =>
  encodeFrame(Type.PACKED, 0, payload.length > 65_536 ? 9 : 0, payload);

describe('towards a peer that offers deflate', () => {
  it.each<[string, number, Uint8Array, number[]]>([
    ['a long payload that shrinks', Type.PACKED, payloadOf(20_000), [COMPRESSED]],
    [
      'all parts that shrink',
      Type.PACKED,
      payloadOf(150_000),
      [COMPRESSED | MORE, COMPRESSED | MORE, COMPRESSED],
    ],
    ['not a last part that is short', Type.PACKED, payloadOf(65_536 + 900), [COMPRESSED | MORE, 0]],
    ['not what saves less than an eighth', Type.PACKED, payloadOf(20_000, 1), [0]],
    ['not a short payload', Type.PACKED, new Uint8Array(1_023), [0]],
    ['not a type that does not declare it', Type.PLAIN, payloadOf(20_000), [0]],
  ])('deflates %s', async (_, type, payload, flags) => {
    const { raw, connection, runtime } = await openRaw({ capabilities: DEFLATE });
    connection.send(encodeFrame(type, 0, payload.length > 65_536 ? 9 : 0, payload));
    await runtime.clock.settle();
    const frames = raw.of(type);
    expect(frames.map((frame) => frame.flags)).toEqual(flags);
    expect(frames.map(({ part }) => part)).toEqual(flags.map((_flags, part) => part));
    const pieces = frames.map((frame) =>
      (frame.flags & COMPRESSED) === 0 ? frame.payload : inflateRawSync(frame.payload),
    );
    expect(Buffer.concat(pieces).equals(payload)).toBe(true);
  });

  it('counts inflated bytes against its credit, and waits for more', async () => {
    const { raw, connection, runtime } = await openRaw({
      capabilities: DEFLATE,
      rawLimits: { windowBytes: 262_144 },
    });
    connection.send(packed(payloadOf(10 * 65_536)));
    await runtime.clock.settle();
    // Three parts of 65,548 are within the window, however little of them travelled.
    expect(raw.of(Type.PACKED)).toHaveLength(3);
    expect(connection.stats().bytesOut).toBeLessThan(65_536);
    raw.send(creditFrame({ bytes: 65_548, responseBytes: 0, received: 3 * 65_548 }));
    await runtime.clock.settle();
    expect(raw.of(Type.PACKED)).toHaveLength(4);
  });

  it('grants inflated bytes again', async () => {
    const { raw, node, runtime } = await openRaw({ capabilities: DEFLATE });
    const payload = payloadOf(40_000);
    raw.send({ type: Type.PACKED, flags: COMPRESSED, payload: deflateRawSync(payload) });
    await runtime.clock.settle();
    expect(node.received.map((message) => message.payload)).toEqual([payload]);
    const credits = raw.of(OwnType.CREDIT).map((frame) => Credit.decode(frame.payload));
    expect(credits).toEqual([{ bytes: 40_012, responseBytes: 0, received: 40_012 }]);
  });

  it('abandons what it had begun like any other message', async () => {
    const { raw, connection, runtime } = await openRaw({
      capabilities: DEFLATE,
      rawLimits: { windowBytes: 262_144 },
    });
    connection.send(packed(payloadOf(10 * 65_536)));
    connection.send(packed(payloadOf(2_000)));
    await runtime.clock.settle();
    expect(connection.stats().queuedBytes).toBe(7 * 65_548 + 2_012);
    raw.send({ type: OwnType.ERROR_RESPONSE, flags: Flag.RESPONSE, id: 9, payload: Uint8Array.of(8, 8) });
    await runtime.clock.settle();
    expect(raw.of(Type.PACKED).map(({ part }) => part)).toEqual([0, 1, 2, 0]);
    expect(connection.stats().queuedBytes).toBe(0);
  });
});

it.each<[string, readonly string[], readonly string[]]>([
  ['they do not offer it', DEFLATE, []],
  ['we do not offer it', [], DEFLATE],
])('deflates nothing where %s', async (_, ours, theirs) => {
  const { raw, connection, runtime } = await openRaw({
    local: { capabilities: ours },
    capabilities: theirs,
  });
  connection.send(packed(payloadOf(20_000)));
  await runtime.clock.settle();
  expect(raw.of(Type.PACKED).map(({ flags }) => flags)).toEqual([0]);
});

describe('a broadcast', () => {
  it('is deflated once, for those peers that offer it, and reads the same everywhere', async () => {
    const runtime = virtualRuntime();
    const network = new MemoryNetwork();
    const sender = new TestNode(runtime, 1, { local: { capabilities: DEFLATE } });
    const address = await sender.listen(network);
    const peers = Array.from(
      { length: 12 },
      (_, index) =>
        new TestNode(runtime, index + 2, { local: { capabilities: index % 3 === 0 ? [] : DEFLATE } }),
    );
    for (const peer of peers) await runtime.clock.runUntil(peer.dial(network, address));
    await runtime.clock.settle();
    const payload = payloadOf(200_000);
    const before = sender.connected.map((connection) => connection.stats().bytesOut);
    expect(sender.registry.broadcast(packed(payload))).toBe(12);
    await runtime.clock.advance(10);
    for (const peer of peers) {
      expect(peer.received).toHaveLength(1);
      expect(Buffer.from(peer.received[0]!.payload).equals(payload)).toBe(true);
    }
    const sent = sender.connected.map((connection, index) => connection.stats().bytesOut - before[index]!);
    expect(new Set(sent).size).toBe(2);
    expect(sent.filter((bytes) => bytes > 200_000)).toHaveLength(4);
    expect(peers.flatMap(({ violations }) => violations)).toEqual([]);
  });
});

it('is relayed as it was before it was deflated, to a peer that could not inflate it', async () => {
  const runtime = virtualRuntime();
  const network = new MemoryNetwork();
  const [source, relay, last] = [DEFLATE, DEFLATE, []].map(
    (capabilities, index) => new TestNode(runtime, index + 1, { local: { capabilities } }),
  ) as [TestNode, TestNode, TestNode];
  const flags: number[] = [];
  relay.handle = (connection, message) => {
    flags.push(message.flags);
    const frame = encodeFrame(message.type, 0, message.id, message.payload);
    relay.registry.broadcast(frame, { except: connection.peer!.id });
  };
  const address = await relay.listen(network);
  for (const node of [source, last]) await runtime.clock.runUntil(node.dial(network, address));
  await runtime.clock.settle();
  const payload = payloadOf(100_000);
  source.registry.broadcast(packed(payload));
  await runtime.clock.advance(10);
  expect(flags).toEqual([0]);
  expect(last.received.map((message) => Buffer.from(message.payload).equals(payload))).toEqual([true]);
  expect(source.received).toEqual([]);
});

describe('Compressor', () => {
  const clock = new ManualClock();

  it('gives the same bytes again for the same frame', () => {
    const compressor = new Compressor(clock, testTypes);
    const frame = packed(payloadOf(100_000));
    const first = compressor.deflated(frame, 0, 65_548);
    expect(first).toBeDefined();
    expect(compressor.deflated(frame, 0, 65_548)).toBe(first);
    const last = compressor.deflated(frame, 1, 100_000 - 65_536 + HEADER_BYTES);
    expect(last).not.toBe(first);
    expect(compressor.deflated(frame, 1, 100_000 - 65_536 + HEADER_BYTES)).toBe(last);
  });

  it('leaves frames as they are once it has taken 5 ms, until four times that has passed', () => {
    // Every look takes a millisecond, so that each deflating seems to.
    let now = 0;
    const ticking = {
      now: () => now++,
      wallTime: () => 0,
      schedule: () => ({ cancel: () => {} }),
      endOfTurn: () => {},
      endOfCallback: () => {},
    };
    const compressor = new Compressor(ticking, testTypes);
    const payload = payloadOf(5_000);
    const tries = (count: number): number =>
      Array.from({ length: count }, () => compressor.deflated(packed(payload), 0, 5_012)).filter(Boolean)
        .length;
    const share = tries(1_000) / now;
    // A quarter of the time is spent on deflating.
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.27);
    now += 100;
    expect(tries(5)).toBe(5);
  });
});
