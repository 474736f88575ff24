import { createHash } from 'node:crypto';
import { sha256 } from '../hash.js';

/** Bytes of an LtHash sum: 1,024 numbers of 16 bits, little-endian. */
export const LT_HASH_BYTES = 2048;

/**
 * A hash of a set that needs neither order nor the whole set: LtHash (Lewi, Kim, Maykov, Weis: Securing Update Propagation
 * with Homomorphic Hashing, 2019). Each element is expanded by SHAKE128 to 1,024 numbers, and the set's are their sums
 * modulo 2^16: adding an element and taking it away again are the same work in any order.
 */
export class LtHash {
  /** The sums. */
  readonly bytes: Uint8Array;
  readonly #sums: DataView;

  /** Goes on from the sums of a set; without them from the empty set. Copies them. */
  constructor(sums: Uint8Array = new Uint8Array(LT_HASH_BYTES)) {
    if (sums.length !== LT_HASH_BYTES) throw new RangeError(`${sums.length} bytes are no LtHash`);
    this.bytes = Uint8Array.from(sums);
    this.#sums = new DataView(this.bytes.buffer);
  }

  add(element: Uint8Array): void {
    const numbers = expanded(element);
    for (let i = 0; i < LT_HASH_BYTES; i += 2) {
      // setUint16 keeps the low 16 bits.
      this.#sums.setUint16(i, this.#sums.getUint16(i, true) + numbers.getUint16(i, true), true);
    }
  }

  /** Takes an element away that was added. */
  subtract(element: Uint8Array): void {
    const numbers = expanded(element);
    for (let i = 0; i < LT_HASH_BYTES; i += 2) {
      this.#sums.setUint16(i, this.#sums.getUint16(i, true) - numbers.getUint16(i, true), true);
    }
  }

  /** SHA-256 of the sums: 32 bytes that name the set. */
  digest(): Uint8Array {
    return sha256(this.bytes);
  }
}

function expanded(element: Uint8Array): DataView {
  const digest = createHash('shake128', { outputLength: LT_HASH_BYTES }).update(element).digest();
  return new DataView(digest.buffer, digest.byteOffset, LT_HASH_BYTES);
}
