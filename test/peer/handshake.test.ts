import { describe, expect, test } from 'vitest';
import type { Handshake } from '../../generated/framewright/control.js';
import { checkHandshake, peerIdOf, readHandshake } from '../../src/peer/handshake.js';
import { handshakeAckFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { linkRaw } from './raw-rig.js';
import { handshakeOf, type RawFrame } from './raw-peer.js';
import { localPeer } from './peer-rig.js';

const { HANDSHAKE, ACK, GOODBYE, PING } = OwnType;

const refusals: [what: string, changes: Partial<Handshake>, code: GoodbyeCode][] = [
  ['another magic', { magic: Uint8Array.of(1, 2, 3, 4) }, GoodbyeCode.NETWORK],
  ['another network', { network: 'mainnet' }, GoodbyeCode.NETWORK],
  ['only later versions', { versionLow: 2, versionHigh: 3 }, GoodbyeCode.VERSION],
  ['our own node id', { nodeId: new Uint8Array(32).fill(2) }, GoodbyeCode.SELF],
  ['the network before the version', { network: 'x', versionLow: 2, versionHigh: 2 }, GoodbyeCode.NETWORK],
  ['version 0', { versionLow: 0, versionHigh: 1 }, GoodbyeCode.PROTOCOL],
  ['versions upside down', { versionLow: 2, versionHigh: 1 }, GoodbyeCode.PROTOCOL],
  ['a small largest message', { largestMessage: 65_535 }, GoodbyeCode.PROTOCOL],
  ['a huge largest message', { largestMessage: 16_777_217 }, GoodbyeCode.PROTOCOL],
  ['a small window', { window: 262_143 }, GoodbyeCode.PROTOCOL],
  ['a huge window', { window: 16_777_217 }, GoodbyeCode.PROTOCOL],
  ['a port that is none', { listenPort: 65_536 }, GoodbyeCode.PROTOCOL],
];

describe.each([
  ['a listener', false],
  ['a dialler', true],
])('%s', (_who, nodeDials) => {
  test.each(refusals)('refuses %s', async (_what, changes, code) => {
    const { runtime, node, raw } = await linkRaw({ nodeDials });
    raw.send(handshakeOf(1, changes));
    await runtime.clock.advance(1);
    expect(raw.goodbye?.code).toBe(code);
    // A listener shows itself to every valid Handshake, and answers others with Goodbye alone (WIRE.md §6.1).
    const shows = nodeDials || code !== GoodbyeCode.PROTOCOL;
    expect(raw.types).toEqual(shows ? [HANDSHAKE, GOODBYE] : [GOODBYE]);
    expect(node.codes).toEqual([code]);
    expect(node.violations.length).toBe(code === GoodbyeCode.PROTOCOL ? 1 : 0);
    await runtime.clock.advance(2_000);
    expect(node.registry.stats().links).toBe(0);
  });

  test.each<[what: string, said: RawFrame]>([
    ['a Ping', { type: PING, payload: new Uint8Array(0) }],
    ['an Ack', { type: ACK, payload: Uint8Array.of(0x0a, 1, 1) }],
    ['a message', { type: 0x50 }],
    ['a Handshake without ACK', { type: HANDSHAKE, id: 1 }],
    ['a Handshake under another id', { type: HANDSHAKE, flags: 2, id: 2 }],
    ['a Handshake that does not decode', { type: HANDSHAKE, flags: 2, id: 1, payload: Uint8Array.of(0xff) }],
    ['a Handshake above 4,096 bytes', { type: HANDSHAKE, flags: 2, id: 1, payload: new Uint8Array(4_097) }],
  ])('answers %s in place of a Handshake with PROTOCOL', async (_what, said) => {
    const { runtime, node, raw } = await linkRaw({ nodeDials });
    raw.send(said);
    await runtime.clock.advance(1);
    expect(raw.goodbye?.code).toBe(GoodbyeCode.PROTOCOL);
    expect(node.codes).toEqual([GoodbyeCode.PROTOCOL]);
  });

  test.each<[what: string, said: RawFrame]>([
    ['a second Handshake', { type: HANDSHAKE, flags: 2, id: 1, payload: handshakeOf(1).bytes.slice(12) }],
    ['a message', { type: 0x50 }],
    ['an Ack of another id', { type: ACK, payload: Uint8Array.of(0x0a, 1, 2) }],
    ['an Ack of nothing', { type: ACK }],
  ])('answers %s between Handshake and Ack with PROTOCOL', async (_what, said) => {
    const { runtime, raw } = await linkRaw({ nodeDials });
    raw.send(handshakeOf(1), said);
    await runtime.clock.advance(1);
    expect(raw.goodbye?.code).toBe(GoodbyeCode.PROTOCOL);
  });

  test('waits ten seconds for the whole opening', async () => {
    const { runtime, node, raw } = await linkRaw({ nodeDials });
    raw.send(handshakeOf(1));
    await runtime.clock.advance(9_999);
    expect(raw.goodbye).toBeUndefined();
    await runtime.clock.advance(1);
    expect(raw.goodbye?.code).toBe(GoodbyeCode.TIMEOUT);
    expect(node.codes).toEqual([GoodbyeCode.TIMEOUT]);
  });

  test('opens by Handshake and Ack in any pieces', async () => {
    const bytes = [...handshakeOf(1).bytes, ...handshakeAckFrame(false).bytes];
    for (let at = 0; at <= bytes.length; at++) {
      const { runtime, node, raw } = await linkRaw({ nodeDials });
      raw.send(Uint8Array.from(bytes.slice(0, at)));
      await runtime.clock.advance(100);
      raw.send(Uint8Array.from(bytes.slice(at)));
      await runtime.clock.advance(100);
      expect(raw.types, `cut at ${at}`).toEqual([HANDSHAKE, ACK]);
      expect(node.connected.length, `cut at ${at}`).toBe(1);
    }
  });

  test('lets admit refuse with a code of its own, before its Ack', async () => {
    const { runtime, node, raw } = await linkRaw({ nodeDials });
    node.admit = (peer) => {
      expect(peer.id).toBe('01'.repeat(32));
      return { code: GoodbyeCode.FULL, reason: 'no room', retryAfterMs: 700 };
    };
    raw.send(handshakeOf(1));
    await runtime.clock.advance(1);
    expect(raw.types).toEqual([HANDSHAKE, GOODBYE]);
    expect(raw.goodbye).toMatchObject({ code: GoodbyeCode.FULL, reason: 'no room', retryAfterMs: 700 });
    expect(node.connected).toEqual([]);
  });

  test('takes a Goodbye in place of any step', async () => {
    const { runtime, node, raw } = await linkRaw({ nodeDials });
    raw.send({ type: GOODBYE, payload: Uint8Array.of(8, 14, 0x18, 100) });
    await runtime.clock.advance(1);
    expect(node.disconnects[0]?.disconnect).toEqual({
      code: GoodbyeCode.BANNED,
      reason: '',
      by: 'remote',
      retryAfterMs: 100,
    });
    expect(raw.hasHeardEnd).toBe(true);
  });
});

test('a listener is silent until a Handshake came, and ends in silence if no byte does', async () => {
  const { runtime, node, raw } = await linkRaw();
  await runtime.clock.advance(9_999);
  expect(raw.isClosed).toBe(false);
  await runtime.clock.advance(1);
  expect(raw.frames).toEqual([]);
  expect(raw.isClosed).toBe(true);
  expect(node.codes).toEqual([GoodbyeCode.TIMEOUT]);
});

test('a dialler speaks first', async () => {
  const { raw } = await linkRaw({ nodeDials: true });
  expect(raw.types).toEqual([HANDSHAKE]);
  expect(raw.frames[0]).toMatchObject({ flags: 2, part: 0, id: 1 });
});

test('a Handshake tells what the peer takes, with the defaults for what it leaves open', () => {
  const payload = handshakeOf(1, {
    largestMessage: 0,
    window: 0,
    versionHigh: 9,
    capabilities: ['streams', 'not a token', 'naïve', ''],
  }).bytes.slice(12);
  expect(checkHandshake(readHandshake(payload), localPeer(2))).toMatchObject({
    id: '01'.repeat(32),
    epoch: 1n,
    version: 1,
    largestMessage: 8_388_608,
    window: 1_048_576,
    capabilities: new Set(['streams']),
    userAgent: 'test/1',
  });
});

test('peer ids compare as node ids do', () => {
  const small = Uint8Array.of(0x0f, 0xff);
  const large = Uint8Array.of(0x10, 0x00);
  expect(peerIdOf(small) < peerIdOf(large)).toBe(true);
});
