import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { catalog } from '../../generated/catalog.js';
import { Handshake } from '../../generated/framewright/control.js';
import { GetBlockHeight } from '../../generated/timecoin/chain.js';
import type { Node } from '../../src/node/node.js';
import { createNode } from '../../src/node/node.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { encodeFrame, MAX_PAYLOAD_BYTES, Flag } from '../../src/wire/index.js';

const random = new SeededRandom(20_261_122);

/** A Handshake that would be taken, changed. */
function handshake(change: Partial<Handshake> = {}): Uint8Array {
  return Handshake.frame(
    Handshake.create({
      magic: magic(),
      versionLow: 1,
      versionHigh: 1,
      network: 'hostile',
      nodeId: random.bytes(32),
      epoch: 1n,
      schemaFingerprint: new Uint8Array(32),
      ...change,
    }),
    1,
  ).bytes;
}

let node: Node;
function magic(): Uint8Array {
  return Uint8Array.of(1, 2, 3, 4);
}

function join(...chunks: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks));
}

/** Bytes that a peer of bad will might begin with. */
const OPENINGS: [string, () => Uint8Array][] = [
  ['nothing', () => new Uint8Array(0)],
  ['HTTP', () => new TextEncoder().encode('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['TLS', () => Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3)],
  ['the legacy JSON lines', () => new TextEncoder().encode('{"Handshake":{"magic":[192,29,126,77]}}\n')],
  ['noise', () => random.bytes(10_000)],
  ['noise that begins with 0', () => join(Uint8Array.of(0), random.bytes(10_000))],
  ['a header that claims 4 GiB', () => new Uint8Array(12).fill(0xff)],
  ['a frame of type 0', () => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['half a header', () => new Uint8Array(6)],
  ['half a handshake', () => handshake().subarray(0, 40)],
  ['a handshake of another network', () => handshake({ network: 'other' })],
  ['a handshake of another magic', () => handshake({ magic: new Uint8Array(4) })],
  ['a handshake of a version to come', () => handshake({ versionLow: 9, versionHigh: 9 })],
  ['our own id', () => handshake({ nodeId: new Uint8Array(Buffer.from(node.id, 'hex')) })],
  ['a handshake that is too long', () => encodeFrame(1, Flag.ACK, 1, new Uint8Array(5_000)).bytes],
  ['a request before the handshake', () => GetBlockHeight.frame({}).bytes],
  ['a handshake twice', () => join(handshake(), handshake())],
  ['a handshake, then noise', () => join(handshake(), random.bytes(5_000))],
  [
    'a handshake, then a request without waiting for the Ack',
    () => join(handshake(), GetBlockHeight.frame({}).bytes),
  ],
  ['a handshake, then many pings', () => join(handshake(), ...Array.from({ length: 50 }, () => pingFrame()))],
  [
    'a handshake, then full parts without end',
    () => join(handshake(), ...Array.from({ length: 8 }, (_, n) => part(n))),
  ],
];

function pingFrame(): Uint8Array {
  return encodeFrame(3, 0, 0, random.bytes(9)).bytes;
}

function part(index: number): Uint8Array {
  const frame = encodeFrame(0x0101, 0, 0, new Uint8Array(MAX_PAYLOAD_BYTES)).bytes.slice();
  frame[6] = Flag.MORE;
  frame[7] = index;
  frame[11] = 9;
  return frame;
}

describe.each(['tcp', 'ws'] as const)('hostile peers over %s', (scheme) => {
  let friend: Node;
  beforeEach(async () => {
    const options = { network: 'hostile', magic: magic(), catalog, limits: { handshakeTimeoutMs: 300 } };
    node = await createNode({ ...options, listen: [`${scheme}://127.0.0.1:0`] });
    node.handle(GetBlockHeight, () => ({ height: 42 }));
    friend = await createNode({ ...options, peers: node.addresses });
    await friend.connected(node.id);
  });
  afterEach(async () => {
    await Promise.all([node.stop(), friend.stop()]);
  });

  test.each(OPENINGS)('%s closes that link alone', async (_what, opening) => {
    await closedAfter(scheme, node.addresses[0] ?? '', opening());
    expect(node.connections.map((connection) => connection.peer?.id)).toEqual([friend.id]);
    expect(await friend.request(node.id, GetBlockHeight, {})).toEqual({ height: 42 });
    expect(node.stats().opening).toBe(0);
  });

  test('a hundred silent links at once leave room for a friend', async () => {
    const address = node.addresses[0] ?? '';
    const silent = Array.from({ length: 100 }, () => closedAfter(scheme, address, new Uint8Array(0)));
    expect(await friend.request(node.id, GetBlockHeight, {})).toEqual({ height: 42 });
    await Promise.all(silent);
    expect(node.stats().droppedLinks).toBeGreaterThan(0);
    const late = await createNode({ network: 'hostile', magic: magic(), catalog, peers: [address] });
    await late.connected(node.id);
    await late.stop();
  });
});

/** Sends the bytes on a link of its own; resolves once the other side has closed it. */
function closedAfter(scheme: 'tcp' | 'ws', address: string, bytes: Uint8Array): Promise<void> {
  const url = new URL(address);
  if (scheme === 'tcp') {
    return new Promise((resolve) => {
      const socket = connect(Number(url.port), url.hostname, () => socket.write(bytes));
      // Reading, so that the end is seen.
      socket.resume();
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
  }
  return new Promise((resolve) => {
    const socket = new WebSocket(address, 'framewright.1');
    socket.on('open', () => {
      if (bytes.length > 0) socket.send(bytes);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
  });
}
