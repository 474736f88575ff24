import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { doubleSha256, hex, sha256 } from '../../src/timecoin/hash.js';

const oracle = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

describe('hashes', () => {
  // Around the blocks of SHA-256 and its padding, and enough of them that every byte occurs in a digest.
  it.each([0, 1, 31, 32, 55, 56, 63, 64, 65, 400, 100_000])(
    'are those of OpenSSL, for %i bytes',
    (length) => {
      for (let time = 0; time < 20; time++) {
        const bytes = randomBytes(length);
        const before = hex(bytes);
        expect(hex(sha256(bytes))).toBe(oracle(bytes).toString('hex'));
        expect(hex(doubleSha256(bytes))).toBe(oracle(oracle(bytes)).toString('hex'));
        expect(hex(bytes)).toBe(before);
      }
    },
  );

  it('do not change when others are computed, and are their caller’s', () => {
    const one = sha256(Uint8Array.of(1));
    const two = doubleSha256(Uint8Array.of(2));
    const kept = [hex(one), hex(two)];
    doubleSha256(doubleSha256(sha256(Uint8Array.of(3))));
    expect([hex(one), hex(two)]).toEqual(kept);
    one.fill(0);
    expect(hex(sha256(Uint8Array.of(1)))).toBe(kept[0]);
  });

  it('hash a view of some bytes as those bytes', () => {
    const bytes = randomBytes(100);
    expect(sha256(new Uint8Array(bytes.buffer, bytes.byteOffset + 10, 20))).toEqual(
      sha256(Uint8Array.from(bytes.subarray(10, 30))),
    );
  });
});
