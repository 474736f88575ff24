import { describe, expect, it } from 'vitest';
import { GetBlocks } from '../../generated/timecoin/chain.js';
import { Subscribe, Unsubscribe, UTXOSetResponse } from '../../generated/timecoin/utxo.js';
import { pick, seeded } from './random.js';

const text = (length: number) => 'abcdefghijklmnopqrstuvwxyz'.repeat(3).slice(0, length);

describe('what is encoded', () => {
  it('is never written to again, whatever is encoded after it, short or long', () => {
    const random = seeded(11);
    const made: { bytes: Uint8Array; copy: Uint8Array }[] = [];
    for (let round = 0; round < 3000; round++) {
      const count = pick([0, 1, 3, 200, 900], random);
      const message = {
        id: text(round % 60),
        addresses: Array.from({ length: count }, () => text(60)),
        outpoints: [],
      };
      const bytes = random() < 0.5 ? Subscribe.encode(message) : Subscribe.frame(message).bytes;
      if (round % 7 === 0) expect(() => Unsubscribe.encode({ id: 5 as never })).toThrow();
      if (count < 900 || made.length < 500) made.push({ bytes, copy: bytes.slice() });
    }
    for (const { bytes, copy } of made) expect(Buffer.compare(bytes, copy)).toBe(0);
  });

  it('holds its own bytes alone, though the slab around it holds others', () => {
    for (let length = 0; length < 60; length++) {
      expect(Unsubscribe.decode(Unsubscribe.encode({ id: text(length) }))).toEqual({ id: text(length) });
    }
  });

  it('lies one after another as frames, so that a batch is one slice', () => {
    let adjacent = 0;
    let before = GetBlocks.frame({ start: 1, end: 2 });
    for (let round = 0; round < 100; round++) {
      const next = GetBlocks.frame({ start: round, end: round + 1 });
      if (before.slab === next.slab && before.end === next.start) adjacent++;
      before = next;
    }
    expect(adjacent).toBeGreaterThanOrEqual(99);
  });

  it('does not pin a slab when it is long', () => {
    const long = UTXOSetResponse.create({
      utxos: [{ value: 1n, scriptPubkey: new Uint8Array(40_000), address: '' }],
      blockHash: new Uint8Array(32),
    });
    for (let round = 0; round < 3; round++) {
      const bytes = UTXOSetResponse.encode(long);
      expect(bytes.buffer.byteLength).toBe(bytes.length);
      const frame = UTXOSetResponse.frame(long, 5);
      expect(frame.bytes.buffer.byteLength).toBe(frame.wireBytes);
    }
  });

  it('stays whole when a getter of the message encodes as well', () => {
    const inner: Uint8Array[] = [];
    const message = {
      id: 'outer',
      get addresses() {
        inner.push(Unsubscribe.encode({ id: `inner ${inner.length}` }));
        return [text(50)];
      },
      outpoints: [],
    };
    const bytes = Subscribe.encode(message);
    const after = Unsubscribe.encode({ id: 'after' });
    expect(Subscribe.decode(bytes)).toMatchObject({ id: 'outer', addresses: [text(50)] });
    expect(inner.length).toBeGreaterThan(0);
    inner.forEach((each, index) => expect(Unsubscribe.decode(each).id).toBe(`inner ${index}`));
    expect(Unsubscribe.decode(after).id).toBe('after');
  });
});
