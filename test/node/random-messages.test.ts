import { expect, test } from 'vitest';
import { catalog } from '../../generated/catalog.js';
import { GetBlockHeight } from '../../generated/timecoin/chain.js';
import type { Node } from '../../src/node/node.js';
import { PeerError } from '../../src/peer/errors.js';
import { SeededRandom } from '../../src/testing/index.js';
import { encodeFrame, Flag } from '../../src/wire/index.js';
import { VirtualNetwork } from './virtual-network.js';

const random = new SeededRandom(7);
const codecs = [...catalog.values()];

/** A field 1 of 32 bytes, which many of the messages begin with: some of what follows decodes. */
const hashField = () => Uint8Array.of(10, 32, ...random.bytes(32));

/** What may be a message or not, with some of its bytes changed. */
function somePayload(): Uint8Array {
  const kind = random.next();
  const bytes =
    kind < 0.4 ? random.bytes(random.integer(0, 200)) : kind < 0.9 ? hashField() : new Uint8Array(0);
  for (let change = random.integer(0, 2); change > 0 && bytes.length > 0; change--) {
    bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
  }
  return bytes;
}

/** A frame that this library would not make, but the wire can carry. */
function sendOne(attacker: Node, to: string): void {
  const codec = codecs[random.integer(0, codecs.length - 1)]!;
  const flags = [0, 0, Flag.ACK, Flag.RESPONSE, Flag.ACK | Flag.RESPONSE][random.integer(0, 4)] ?? 0;
  const frame = encodeFrame(codec.type, flags, random.integer(2, 9), somePayload());
  try {
    if (codec.response === undefined) attacker.registry.send(to, frame);
    else attacker.registry.request(to, frame).catch(() => {});
  } catch (error) {
    // Its own side refuses, or it has been thrown out.
    if (!(error instanceof PeerError)) throw error;
  }
}

test('peers that send anything at all are answered or thrown out, and harm nobody else', async () => {
  const network = new VirtualNetwork();
  const server = await network.start('server', { wantedConnections: 0 });
  for (const codec of codecs) {
    if (codec.isResponse) continue;
    if (codec.gossip) server.gossip(codec, () => random.next() < 0.5);
    else server.handle(codec, () => codec.response?.create() as never);
  }
  const friend = await network.start('friend', { peers: ['memory:server'], wantedConnections: 0 });
  await network.clock.runUntil(friend.connected(server.id));
  let bans = 0;
  server.on('ban', () => bans++);

  for (let index = 0; index < 40; index++) {
    const attacker = await network.start(`attacker-${index}`, {
      listen: [],
      peers: ['memory:server'],
      wantedConnections: 0,
      reconnect: { attempts: 1 },
    });
    await network.clock.runUntil(attacker.connected(server.id));
    for (let count = 0; count < 25; count++) {
      sendOne(attacker, server.id);
      await network.clock.advance(random.integer(0, 20));
    }
    await network.clock.runUntil(attacker.stop());
  }
  expect(bans).toBeGreaterThan(0);
  expect(await network.clock.runUntil(friend.request(server.id, GetBlockHeight, {}))).toEqual({ height: 0 });
  expect(network.count('disconnect', 'friend')).toBe(0);
  expect(server.connections).toHaveLength(1);
  expect(server.connections[0]?.stats().runningHandlers).toBe(0);
  await network.stop();
});
