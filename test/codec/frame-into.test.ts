import { describe, expect, it } from 'vitest';
import { ErrorResponse, Handshake, Ping } from '../../generated/framewright/control.js';
import {
  BlocksResponse,
  createGetBlocks,
  GetBlocks,
  readGetBlocks,
  writeGetBlocks,
} from '../../generated/timecoin/chain.js';
import { PeersResponse } from '../../generated/timecoin/peers.js';
import { TransactionBroadcast } from '../../generated/timecoin/transactions.js';
import { Transaction } from '../../generated/timecoin/types.js';
import { UTXOSetResponse } from '../../generated/timecoin/utxo.js';
import type { Codec } from '../../src/codec/codec.js';
import { defineCodec } from '../../src/codec/define-codec.js';
import { EncodeError } from '../../src/codec/errors.js';
import { Frame, payloadOf } from '../../src/wire/frame.js';
import { HEADER_BYTES, MAX_PAYLOAD_BYTES } from '../../src/wire/header.js';

const UNTOUCHED = 0xee;
const hash = new Uint8Array(32).fill(7);
const large = UTXOSetResponse.create({
  blockHash: hash,
  utxos: Array.from({ length: 3 }, (_, vout) => ({
    outpoint: { txid: hash, vout },
    value: 5n,
    scriptPubkey: new Uint8Array(MAX_PAYLOAD_BYTES - 100).fill(vout),
    address: '',
  })),
});

function sample<T>(name: string, codec: Codec<T>, message: T): [string, Codec<unknown>, unknown] {
  return [name, codec, message];
}

/** As code made by hand, or by an earlier version, declares it. */
const withoutOwnFrames = defineCodec({
  name: GetBlocks.name,
  type: GetBlocks.type,
  fields: () => [
    { number: 1, name: 'start', type: 'uint64', asNumber: true },
    { number: 2, name: 'end', type: 'uint64', asNumber: true },
  ],
  create: createGetBlocks,
  write: writeGetBlocks,
  read: readGetBlocks,
});

const samples = [
  sample('one frame', Ping, { nonce: 1n, timestamp: 300 }),
  sample('an empty payload', GetBlocks, { start: 0, end: 0 }),
  sample('a codec without a frameInto of its own', withoutOwnFrames, { start: 300, end: 9 }),
  sample('text that is not ASCII', ErrorResponse, ErrorResponse.create({ message: 'ä'.repeat(60) })),
  sample('parts', UTXOSetResponse, large),
  sample('many short strings', PeersResponse, {
    peers: Array.from({ length: 150 }, (_, index) => `10.0.0.${index}:24000`),
  }),
];

describe('frameInto', () => {
  it.each(samples)('writes what frame makes, wherever it is to stand: %s', (_, codec, message) => {
    const frame = codec.frame(message, 9);
    for (const at of [0, 1, 500]) {
      const bytes = new Uint8Array(at + frame.wireBytes + 7).fill(UNTOUCHED);
      const end = codec.frameInto(message, bytes, at, 9);
      expect(end).toBe(at + frame.wireBytes);
      expect(Buffer.compare(bytes.subarray(at, end), frame.bytes)).toBe(0);
      expect(bytes.subarray(0, at).every((byte) => byte === UNTOUCHED)).toBe(true);
    }
  });

  it.each(samples)(
    'says how much room it needs, at every size that is too small: %s',
    (_, codec, message) => {
      const { wireBytes, bytes: whole } = codec.frame(message, 9);
      const step = Math.max(1, Math.floor(wireBytes / 50));
      for (let room = 0; room < wireBytes; room += step) {
        const bytes = new Uint8Array(5 + room).fill(UNTOUCHED);
        expect(codec.frameInto(message, bytes, 5, 9)).toBeGreaterThan(bytes.length);
      }
      const fits = new Uint8Array(wireBytes);
      expect(codec.frameInto(message, fits, 0, 9)).toBe(wireBytes);
      expect(Buffer.compare(fits, whole)).toBe(0);
    },
  );

  it('leaves nothing out where a nested message before took a longer length', () => {
    const [long, short] = [200, 20].map((size) => ({
      transaction: Transaction.create({
        outputs: [{ value: 5n, scriptPubkey: new Uint8Array(size).fill(9) }],
        timestamp: 1_432_109_098,
      }),
    }));
    const { wireBytes, bytes: whole } = TransactionBroadcast.frame(short!, 9);
    for (let room = 0; room < wireBytes + 200; room++) {
      TransactionBroadcast.frame(long!, 9);
      const bytes = new Uint8Array(room).fill(UNTOUCHED);
      expect(TransactionBroadcast.frameInto(short!, bytes, 0, 9)).toBe(wireBytes);
      if (room >= wireBytes) expect(Buffer.compare(bytes.subarray(0, wireBytes), whole)).toBe(0);
    }
  });

  it('puts frames one after another, each with an id of its own where it needs one', () => {
    const bytes = new Uint8Array(100);
    let at = 0;
    const frames: Frame[] = [];
    for (let start = 1; start <= 3; start++) {
      const end = GetBlocks.frameInto({ start, end: 9 }, bytes, at);
      frames.push(new Frame(bytes, at, end));
      at = end;
    }
    expect(frames.map((frame) => GetBlocks.decode(payloadOf(frame)).start)).toEqual([1, 2, 3]);
    const [first] = frames;
    expect(frames.map(({ id }) => id - first!.id)).toEqual([0, 1, 2]);
    expect(first!.payloadBytes).toBe(first!.wireBytes - HEADER_BYTES);
  });

  it.each<[string, () => unknown, string]>([
    ['a response without an id', () => BlocksResponse.frameInto({ blocks: [] }, new Uint8Array(99), 0), 'id'],
    [
      'a message without a type',
      () => Transaction.frameInto(Transaction.create(), new Uint8Array(99), 0),
      'no message type',
    ],
    [
      'a value that is none of its field',
      () => Ping.frameInto({ nonce: 1n, timestamp: 0.5 }, new Uint8Array(99), 0),
      'timestamp: 0.5 is not an integer',
    ],
    [
      'more than the type may hold',
      () =>
        Handshake.frameInto(
          Handshake.create({ magic: new Uint8Array(4), nodeId: hash, network: 'x'.repeat(5000) }),
          new Uint8Array(9999),
          0,
          1,
        ),
      'allowed are',
    ],
  ])('refuses as frame does: %s', (_, attempt, problem) => {
    expect(attempt).toThrow(EncodeError);
    expect(attempt).toThrow(problem);
  });
});
