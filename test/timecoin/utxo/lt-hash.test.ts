import { describe, expect, it } from 'vitest';
import { UTXO } from '../../../generated/timecoin/types.js';
import { hex } from '../../../src/timecoin/hash.js';
import { LtHash } from '../../../src/timecoin/utxo/lt-hash.js';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function hashOf(...elements: Uint8Array[]): string {
  const hash = new LtHash();
  for (const element of elements) hash.add(element);
  return hex(hash.digest());
}

const output = UTXO.encode({
  outpoint: { txid: new Uint8Array(32).fill(7), vout: 3 },
  value: 5n,
  scriptPubkey: ascii('addr'),
  address: 'addr',
});

// Computed with hashlib.shake_128 and sha256 of Python.
describe('LtHash', () => {
  it.each<[string, Uint8Array[], string]>([
    ['nothing', [], 'e5a00aa9991ac8a5ee3109844d84a55583bd20572ad3ffcd42792f3c36b183ad'],
    ['an empty element', [ascii('')], '0bd943d1d73b37c85b2c8b8fdeffade77fd383242e61e0c5df52f132a738b429'],
    ['one element', [ascii('a')], 'd6115fe626edb1b7eb11a52a5ad7d2bd8c213c71247ca1a082df39dacb20af17'],
    [
      'an element twice',
      [ascii('a'), ascii('a')],
      '9b882a2ea7c8cfb07f74cd1b258d0536bc1a5f2372357b4141174deaf145572c',
    ],
    [
      'three elements',
      [ascii('a'), ascii('b'), new Uint8Array(100).fill(255)],
      '50f732419f183f2b9b486bea811d818c36ffcb42b565365318a5767e670cddb6',
    ],
    ['an output', [output], '70e6904b0f1f9163e613933e0561995cf652c297ed2cdf17a8176709a535b8e0'],
  ])('of %s', (_, elements, expected) => {
    expect(hashOf(...elements)).toBe(expected);
    expect(hashOf(...elements.toReversed())).toBe(expected);
  });

  it('forgets what is taken away again, and goes on from stored sums', () => {
    const hash = new LtHash();
    hash.add(ascii('a'));
    hash.add(ascii('c'));
    const later = new LtHash(hash.bytes);
    later.add(ascii('b'));
    later.subtract(ascii('c'));
    expect(hex(later.digest())).toBe(hashOf(ascii('a'), ascii('b')));
    expect(hex(hash.digest())).toBe(hashOf(ascii('a'), ascii('c')));
    expect(() => new LtHash(new Uint8Array(2047))).toThrow(RangeError);
  });
});
