import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { Ping } from '../../generated/framewright/control.js';
import { OutPoint } from '../../generated/timecoin/types.js';
import {
  BlockAnnouncement,
  BlockHeightResponse,
  chainClient,
  type chainService,
  GetBlockHash,
  GetBlockHeight,
} from '../../generated/timecoin/chain.js';
import { peersClient, peersService } from '../../generated/timecoin/peers.js';
import { TransactionFinalized, TransactionVoteRequest } from '../../generated/timecoin/transactions.js';
import type { Handler, ResponseOf } from '../../src/node/handler.js';
import type { Node } from '../../src/node/node.js';
import { PeerError, RequestError, ResponseError } from '../../src/peer/errors.js';
import { ErrorCode } from '../../src/wire/codes.js';
import { VirtualNetwork } from './virtual-network.js';

const HASH = new Uint8Array(32).fill(5);

describe('messages between two nodes', () => {
  let network: VirtualNetwork;
  let alice: Node;
  let bob: Node;
  beforeEach(async () => {
    network = new VirtualNetwork();
    alice = await network.start('alice');
    bob = await network.start('bob', { peers: ['memory:alice'] });
    await network.clock.runUntil(bob.connected(alice.id));
    await network.clock.runUntil(alice.connected(bob.id));
  });
  afterEach(() => network.stop());

  /** The error a promise is rejected with. */
  async function errorOf(promise: Promise<unknown>): Promise<unknown> {
    return network.clock.runUntil(
      promise.then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
  }

  test.each<[string, Handler<typeof GetBlockHeight>]>([
    ['an object', () => ({ height: 12 })],
    ['a promise of one', () => Promise.resolve({ height: 12 })],
    ['a finished frame', () => BlockHeightResponse.frame({ height: 12 }, 77)],
    ['a promise of a frame', () => Promise.resolve(BlockHeightResponse.frame({ height: 12 }, 78))],
  ])('a handler may answer with %s', async (_what, handler) => {
    alice.handle(GetBlockHeight, handler);
    expect(await network.clock.runUntil(bob.request(alice.id, GetBlockHeight, {}))).toEqual({ height: 12 });
  });

  test('a handler knows who asks, over which connection', async () => {
    alice.handle(GetBlockHash, ({ height }, { peer, connection, signal }) => {
      expect(peer).toBe(bob.id);
      expect(connection.direction).toBe('inbound');
      expect(signal.aborted).toBe(false);
      return { height, hash: HASH };
    });
    const response = await network.clock.runUntil(bob.request(alice.id, GetBlockHash, { height: 9 }));
    expect(response).toEqual({ height: 9, hash: HASH });
  });

  test('a service as a whole, asked by its client', async () => {
    alice.handleService(peersService, { getPeers: () => ({ peers: ['192.0.2.1:24000'] }) });
    const response = peersClient(bob.peer(alice.id)).getPeers({});
    expect(await network.clock.runUntil(response)).toEqual({ peers: ['192.0.2.1:24000'] });
  });

  test('a service whose handlers are not its methods is refused', () => {
    const handle = (handlers: object) => () =>
      alice.handleService(
        peersService,
        handlers as Parameters<typeof alice.handleService<typeof peersService>>[1],
      );
    expect(handle({})).toThrow('the service needs a handler for getPeers');
    expect(handle({ getPeers: () => ({ peers: [] }), getPers: () => ({}) })).toThrow(
      'the service has no method getPers',
    );
  });

  test('requests and responses are not broadcast', () => {
    expect(() => alice.broadcast(GetBlockHeight, {})).toThrow('it goes by request()');
    expect(() => alice.handle(undefined as unknown as typeof GetBlockHeight, () => ({ height: 1 }))).toThrow(
      'must be a generated codec, not undefined',
    );
  });

  test.each<[string, Handler<typeof GetBlockHeight> | undefined, number, string]>([
    ['throws', () => raise(new Error('secret')), ErrorCode.FAILED, 'the handler failed'],
    ['rejects', () => Promise.reject(new Error('secret')), ErrorCode.FAILED, 'the handler failed'],
    ['throws a ResponseError', () => raise(new ResponseError(1_234, 'too early')), 1_234, 'too early'],
    ['answers what cannot be encoded', () => ({ height: -1 }), ErrorCode.FAILED, 'the handler failed'],
    ['does not exist', undefined, ErrorCode.REFUSED, 'nothing handles'],
  ])('a request whose handler %s fails with a code', async (_what, handler, code, text) => {
    if (handler !== undefined) alice.handle(GetBlockHeight, handler);
    const error = await errorOf(bob.request(alice.id, GetBlockHeight, {}));
    expect(error).toBeInstanceOf(RequestError);
    expect((error as RequestError).code).toBe(code);
    expect((error as RequestError).message).toContain(text);
    expect((error as RequestError).message).not.toContain('secret');
  });

  test('a handler registered late serves the next request', async () => {
    await errorOf(bob.request(alice.id, GetBlockHeight, {}));
    expect(alice.stats().unhandledMessages).toBe(1);
    alice.handle(GetBlockHeight, () => ({ height: 1 }));
    expect(await network.clock.runUntil(bob.request(alice.id, GetBlockHeight, {}))).toEqual({ height: 1 });
  });

  test('a message without response is handled once; nothing comes back', async () => {
    const txids: Uint8Array[] = [];
    alice.handle(TransactionVoteRequest, ({ txid }) => void txids.push(txid));
    expect(bob.send(alice.id, TransactionVoteRequest, { txid: HASH })).toBe(true);
    await network.clock.advance(1_000);
    expect(txids).toEqual([HASH]);
    expect(bob.connections[0]?.stats().messagesIn).toBe(0);
  });

  test('a message that requires an ack is delivered, or failed by a refusal', async () => {
    let accept = true;
    alice.gossip(TransactionFinalized, () => accept);
    const message = { txid: HASH, votes: 1 };
    expect(await network.clock.runUntil(bob.deliver(alice.id, TransactionFinalized, message))).toBe(
      'delivered',
    );
    accept = false;
    const other = { txid: HASH, votes: 2 };
    expect(await network.clock.runUntil(bob.deliver(alice.id, TransactionFinalized, other))).toBe('failed');
  });

  test('nobody is asked who is not connected', async () => {
    const error = await errorOf(bob.request('00'.repeat(32), GetBlockHeight, {}));
    expect(error).toBeInstanceOf(PeerError);
    expect((error as PeerError).code).toBe('NOT_CONNECTED');
  });

  test('waiting for a peer ends with its time, its signal, or the node', async () => {
    const nobody = '00'.repeat(32);
    const abort = new AbortController();
    const waits = [
      alice.connected(nobody, { timeoutMs: 1_000 }),
      alice.connected(nobody, { signal: abort.signal }),
      alice.connected(nobody, { signal: AbortSignal.abort() }),
      alice.connected(nobody, { timeoutMs: 1e9 }),
    ].map((wait) =>
      wait.then(
        () => 'connected',
        (error: unknown) => (error as PeerError).code,
      ),
    );
    abort.abort();
    await network.clock.advance(2_000);
    await network.clock.runUntil(alice.stop());
    expect(await Promise.all(waits)).toEqual(Array(4).fill('NOT_CONNECTED'));
  });

  test('registering what cannot work is an error at once', () => {
    expect(() => alice.handle(BlockAnnouncement, () => {})).toThrow('timecoin.BlockAnnouncement is gossip');
    expect(() => alice.handle(BlockHeightResponse, () => {})).toThrow('is a response');
    expect(() => alice.handle(OutPoint, () => {})).toThrow('has no wire type');
    expect(() => alice.handle(Ping, () => {})).toThrow("is not in this node's catalog");
    expect(() => alice.gossip(GetBlockHeight, () => true)).toThrow('does not declare gossip');
    alice.handle(GetBlockHeight, () => ({ height: 1 }));
    expect(() => alice.handle(GetBlockHeight, () => ({ height: 1 }))).toThrow('already has a handler');
  });
});

test('types follow the codec', () => {
  expectTypeOf<Parameters<Handler<typeof GetBlockHash>>[0]>().toEqualTypeOf<GetBlockHash>();
  expectTypeOf<ResponseOf<typeof GetBlockHeight>>().toEqualTypeOf<BlockHeightResponse>();
  expectTypeOf<ResponseOf<typeof TransactionVoteRequest>>().toEqualTypeOf<void>();
  expectTypeOf(chainClient).returns.toHaveProperty('getBlocks');
  expectTypeOf<keyof typeof chainService>().toEqualTypeOf<
    | 'getGenesisHash'
    | 'getBlockHeight'
    | 'getBlocks'
    | 'getBlockRange'
    | 'streamBlocks'
    | 'getBlockHash'
    | 'blockRequest'
    | 'consensusQuery'
  >();
});

function raise(error: Error): never {
  throw error;
}
