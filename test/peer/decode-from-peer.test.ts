import { describe, expect, it } from 'vitest';
import { BlockAnnouncement } from '../../generated/timecoin/chain.js';
import { PeersResponse } from '../../generated/timecoin/peers.js';
import { DecodeError } from '../../src/codec/errors.js';
import { decodeFromPeer, elementBudget } from '../../src/peer/decode-from-peer.js';

const EMPTY_INPUT = [0x12, 0];
/** A field of length-delimited content. */
function field(tag: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = content.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Uint8Array.from([tag, ...length, rest, ...content]);
}

function refusal(decode: () => unknown): DecodeError | undefined {
  try {
    decode();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  return undefined;
}

describe('a payload from a peer', () => {
  it.each([
    [0, 4_096],
    [15, 4_096],
    [16, 4_097],
    [1_048_576, 69_632],
  ])('of %d bytes may hold %d elements', (bytes, elements) => {
    expect(elementBudget(bytes)).toBe(elements);
  });

  it('of 1 MiB of empty elements is refused at the first element too many', () => {
    // Each transaction has 1,000 empty inputs, which its limit of 32,768 allows: half a million in all.
    const inputs = Uint8Array.from(Array.from({ length: 1_000 }, () => EMPTY_INPUT).flat());
    const transactions = Array.from({ length: 524 }, () => [...field(0x12, inputs)]).flat();
    const payload = field(0x0a, Uint8Array.from(transactions));
    expect(payload.length).toBeGreaterThan(1_048_576);
    const error = refusal(() => decodeFromPeer(BlockAnnouncement, payload));
    expect(error?.problem).toMatch(/elements/);
    // The block itself, then 1,001 elements a transaction.
    const left = elementBudget(payload.length) - 1;
    const [transaction, input] = [Math.floor(left / 1_001), (left % 1_001) - 1];
    expect(error?.path).toBe(`block.transactions[${transaction}].inputs[${input}]`);
    expect(refusal(() => BlockAnnouncement.decode(payload))).toBeUndefined();
  });

  it('may be full of short texts up to its budget', () => {
    const payload = (count: number) =>
      Uint8Array.from(Array.from({ length: count }, () => [0x0a, 1, 65]).flat());
    const limit = 1_000;
    expect(decodeFromPeer(PeersResponse, payload(limit)).peers).toHaveLength(limit);
  });
});
