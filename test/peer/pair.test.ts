import { expect, test } from 'vitest';
import { OwnType } from '../../src/peer/own-type.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { RawPeer } from './raw-peer.js';
import { openRaw, type RawRig } from './raw-rig.js';

/** Another link of the raw peer, whose Handshake and Ack are said. */
async function dialAgain({ runtime, network, node }: RawRig): Promise<RawPeer> {
  const dialled = network.dial(`memory:${node.name}`, { runtime, timeoutMs: 1_000 });
  const raw = new RawPeer(await runtime.clock.runUntil(dialled));
  raw.sayHello(1);
  await runtime.clock.settle();
  return raw;
}

test('the arbiter decides on one connection at a time, and the next rival is whoever is left', async () => {
  const rig = await openRaw();
  const { runtime, node, raw } = rig;
  const second = await dialAgain(rig);
  const third = await dialAgain(rig);
  expect(raw.of(OwnType.PING).length).toBe(1);
  await runtime.clock.advance(500);
  expect([second, third].map(({ types }) => types)).toEqual([[OwnType.HANDSHAKE], [OwnType.HANDSHAKE]]);
  // The first dies while it is asked for life: the second is the pair's, and asked in turn.
  raw.destroy();
  await runtime.clock.settle();
  expect(second.types).toEqual([OwnType.HANDSHAKE, OwnType.ACK, OwnType.PING]);
  await runtime.clock.advance(999);
  expect(third.types).toEqual([OwnType.HANDSHAKE]);
  const [ping] = second.of(OwnType.PING);
  second.send({ type: OwnType.PONG, payload: ping!.payload });
  await runtime.clock.settle();
  expect(third.goodbye?.code).toBe(GoodbyeCode.DUPLICATE);
  expect(node.registry.connection('01'.repeat(32))).toBe(node.connected[1]);
  expect(node.violations).toEqual([]);
});

test('the arbiter gives the pair to the next one when the one before shows no life', async () => {
  const rig = await openRaw();
  const { runtime, node, raw } = rig;
  const second = await dialAgain(rig);
  const third = await dialAgain(rig);
  await runtime.clock.advance(1_000);
  expect([raw.isClosed, second.isClosed, third.isClosed]).toEqual([true, false, false]);
  await runtime.clock.advance(1_000);
  expect([second.isClosed, third.isClosed]).toEqual([true, false]);
  expect(node.connected.map(({ state }) => state)).toEqual(['closed', 'closed', 'open']);
});
