import { describe, expect, it } from 'vitest';
import { Cancel, ErrorResponse, Handshake, Ping } from '../../generated/framewright/control.js';
import { BlocksResponse, GetBlocks } from '../../generated/timecoin/chain.js';
import { TransactionFinalized } from '../../generated/timecoin/transactions.js';
import { Transaction } from '../../generated/timecoin/types.js';
import { GetUTXOSet, UTXOSetResponse, Unsubscribe } from '../../generated/timecoin/utxo.js';
import { EncodeError } from '../../src/codec/errors.js';
import { Flag, HEADER_BYTES, MAX_PAYLOAD_BYTES, readHeader } from '../../src/wire/header.js';
import { partsOf, payloadOf } from '../../src/wire/frame.js';

const hash = new Uint8Array(32).fill(7);
const utxo = (scriptBytes: number) => ({
  outpoint: { txid: hash, vout: 1 },
  value: 5n,
  scriptPubkey: new Uint8Array(scriptBytes).fill(1),
  address: '',
});

/** A UTXOSetResponse of exactly this many payload bytes. */
function responseOf(payloadBytes: number): UTXOSetResponse {
  const utxos = Array.from({ length: Math.floor(payloadBytes / 60_100) }, () => utxo(60_000));
  const rest =
    payloadBytes - UTXOSetResponse.encode(UTXOSetResponse.create({ utxos, blockHash: hash })).length;
  for (let script = Math.max(0, rest - 60); script <= rest; script++) {
    const message = UTXOSetResponse.create({ utxos: [...utxos, utxo(script)], blockHash: hash });
    if (UTXOSetResponse.encode(message).length === payloadBytes) return message;
  }
  throw new RangeError(`no message of ${payloadBytes} bytes`);
}

describe('a frame', () => {
  it('is header and payload', () => {
    const frame = Ping.frame({ nonce: 0x0102030405060708n, timestamp: 300 });
    expect(Buffer.from(frame.bytes).toString('hex')).toBe('0000000c000300000000000009080706050403020110ac02');
    expect(frame).toMatchObject({ type: 3, flags: 0, id: 0, payloadBytes: 12 });
  });

  it.each([
    ['a plain message has none', () => Unsubscribe.frame({ id: 'x' }), 0, false],
    ['a request takes one', () => GetBlocks.frame({ start: 1, end: 2 }), 0, true],
    ['an empty request takes one', () => GetUTXOSet.frame({}), 0, true],
    [
      'an acknowledged message takes one',
      () => TransactionFinalized.frame({ txid: hash, votes: 1 }),
      Flag.ACK,
      true,
    ],
  ])('ids: %s', (_, make, flags, takesId) => {
    const first = make();
    const second = make();
    expect(readHeader(first.bytes)).toMatchObject({ flags, id: first.id, part: 0 });
    expect(first.id >= 2).toBe(takesId);
    expect(second.id).toBe(takesId ? first.id + 1 : 0);
  });

  it('has the id that its caller gives it', () => {
    expect(Handshake.frame(Handshake.create({ magic: new Uint8Array(4), nodeId: hash }), 1)).toMatchObject({
      id: 1,
      flags: Flag.ACK,
    });
    expect(Cancel.frame({}, 77).id).toBe(77);
    expect(ErrorResponse.frame({ code: 1, message: '' }, 78)).toMatchObject({ id: 78 });
  });

  it('of a response needs the id of its request', () => {
    const response = BlocksResponse.create();
    expect(() => BlocksResponse.frame(response)).toThrow(/needs the id of its request/);
    expect(() => BlocksResponse.frame(response, 0)).toThrow(EncodeError);
    expect(readHeader(BlocksResponse.frame(response, 9).bytes)).toMatchObject({
      flags: Flag.RESPONSE,
      id: 9,
    });
  });

  it('is not made of a message that only occurs inside others', () => {
    expect(() => Transaction.frame(Transaction.create())).toThrow(/has no message type/);
  });

  it.each([
    [MAX_PAYLOAD_BYTES - 1, 1],
    [MAX_PAYLOAD_BYTES, 1],
    [MAX_PAYLOAD_BYTES + 1, 2],
    [2 * MAX_PAYLOAD_BYTES, 2],
    [2 * MAX_PAYLOAD_BYTES + 1, 3],
    [1_000_000, 16],
    [16_777_216, 256],
  ])('of %i payload bytes has %i parts', (payloadBytes, parts) => {
    const message = responseOf(payloadBytes);
    const frame = UTXOSetResponse.frame(message, 5);
    const headers = partsOf(frame).map((part) => readHeader(part));
    expect(headers.length).toBe(parts);
    headers.forEach((header, part) => {
      const isLast = part === parts - 1;
      expect(header).toEqual({
        length: isLast ? payloadBytes - part * MAX_PAYLOAD_BYTES : MAX_PAYLOAD_BYTES,
        type: UTXOSetResponse.type,
        flags: isLast ? Flag.RESPONSE : Flag.RESPONSE | Flag.MORE,
        part,
        id: 5,
      });
    });
    expect(Buffer.compare(payloadOf(frame), UTXOSetResponse.encode(message))).toBe(0);
    expect(frame.bytes.length).toBe(payloadBytes + parts * HEADER_BYTES);
  });

  it('above 256 parts is none', () => {
    const message = responseOf(16_777_216);
    message.utxos.push(utxo(1));
    expect(() => UTXOSetResponse.frame(message, 5)).toThrow(/allowed are 16777216/);
  });
});
