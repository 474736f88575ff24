import { describe, expect, test } from 'vitest';
import { TransactionBroadcast } from '../../generated/timecoin/transactions.js';
import { Transaction, TxOutput } from '../../generated/timecoin/types.js';
import { Subscribe, UTXOStateQuery } from '../../generated/timecoin/utxo.js';
import type { Node } from '../../src/node/node.js';
import { magicOf } from '../../src/node/options.js';
import { memoryStore } from '../../src/node/text-store.js';
import { PeerError } from '../../src/peer/errors.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import type { Frame } from '../../src/wire/frame.js';
import { ids } from '../../src/wire/ids.js';
import { handshakeOf, RawPeer } from '../peer/raw-peer.js';
import { handshakeAckFrame } from '../../src/peer/own-messages.js';
import { VirtualNetwork } from './virtual-network.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Case {
  readonly name: string;
  readonly frame: () => Frame;
  /** What a hostile peer sends at once. */
  readonly hostile: () => Frame[];
  /** As many a second as an eager program asks for. */
  readonly eager: number;
  readonly kind: 'rate' | 'protocol';
}

const LARGE = Transaction.create({
  outputs: [TxOutput.create({ value: 1n, scriptPubkey: new Uint8Array(1_000) })],
});
const queryFrame = () => UTXOStateQuery.frame({ outpoints: [] }, ids.next());
const subscribeFrame = () => Subscribe.frame({ id: 'a', addresses: [], outpoints: [] }, ids.next());

const CASES: readonly Case[] = [
  {
    name: 'UTXOStateQuery, 100/s',
    frame: queryFrame,
    // Twice the rate over 60 s, and one; the same below.
    hostile: () => Array.from({ length: 12_001 }, queryFrame),
    eager: 120,
    kind: 'rate',
  },
  {
    name: 'Subscribe, 10/min',
    frame: subscribeFrame,
    hostile: () => Array.from({ length: 21 }, subscribeFrame),
    eager: 1,
    kind: 'rate',
  },
  {
    name: 'TransactionBroadcast, 1000/s',
    frame: () => TransactionBroadcast.frame(TransactionBroadcast.create({}), ids.next()),
    // Above the rate no credit comes, so that only who sends without credit gets farther.
    hostile: () =>
      Array.from({ length: 3_000 }, () => TransactionBroadcast.frame({ transaction: LARGE }, ids.next())),
    eager: 1_200,
    kind: 'protocol',
  },
];

async function startServer(network: VirtualNetwork, options: object = {}): Promise<Node> {
  const server = await network.start('server', { wantedConnections: 0, ...options });
  server.handle(UTXOStateQuery, () => ({ states: [] }));
  server.handle(Subscribe, () => undefined);
  server.gossip(TransactionBroadcast, () => true);
  return server;
}

describe.each(CASES)('$name', ({ frame, hostile, eager, kind }) => {
  test('an honest sender never violates it, however much it has to say', async () => {
    const network = new VirtualNetwork();
    const server = await startServer(network);
    const client = await network.start('client', {
      listen: [],
      peers: ['memory:server'],
      wantedConnections: 0,
    });
    await network.clock.runUntil(client.connected(server.id));
    for (let second = 0; second < 100; second++) {
      for (let count = 0; count < eager; count++) {
        try {
          client.registry.send(server.id, frame());
        } catch (error) {
          expect(error).toBeInstanceOf(PeerError);
          break;
        }
      }
      await network.clock.advance(SECOND);
    }
    expect(server.connections[0]?.stats().violations).toBe(0);
    expect(client.connections).toHaveLength(1);
    await network.stop();
  });

  test('a hostile one is banned for 5 min, for an hour, and for good, also by the next process', async () => {
    const network = new VirtualNetwork();
    const banStore = memoryStore();
    const server = await startServer(network, { banStore });
    const burst = hostile();
    const bans: number[] = [];
    server.on('ban', ({ offender, forMs, reason }) => {
      expect(reason).toBe(kind);
      if (offender.length === 64) bans.push(forMs);
    });

    async function attack(): Promise<RawPeer> {
      const transport = await network.clock.runUntil(
        network.memory.dial('memory:server', { runtime: network.runtime, timeoutMs: SECOND }),
      );
      const peer = new RawPeer(transport);
      peer.send(handshakeOf(7, { magic: magicOf('test'), network: 'test' }), handshakeAckFrame(false));
      await network.clock.advance(SECOND);
      if (peer.goodbye === undefined) peer.send(...burst);
      await network.clock.advance(SECOND);
      peer.destroy();
      await network.clock.advance(SECOND);
      return peer;
    }

    for (let time = 0; time < 3; time++) await attack();
    expect(bans).toEqual([5 * MINUTE]);
    expect((await attack()).goodbye).toMatchObject({ code: GoodbyeCode.BANNED });
    await network.clock.advance(5 * MINUTE);
    for (let time = 0; time < 2; time++) await attack();
    expect(bans).toEqual([5 * MINUTE, 60 * MINUTE]);
    await network.clock.advance(59 * MINUTE);
    expect((await attack()).goodbye).toMatchObject({ code: GoodbyeCode.BANNED });
    await network.clock.advance(MINUTE);
    for (let time = 0; time < 5; time++) await attack();
    expect(bans).toEqual([5 * MINUTE, 60 * MINUTE, Infinity]);
    await network.clock.runUntil(server.stop());
    await network.clock.advance(1_000 * MINUTE);
    await startServer(network, { banStore });
    expect((await attack()).goodbye).toMatchObject({ code: GoodbyeCode.BANNED, retryAfterMs: 0 });
    await network.stop();
  });
});
