import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** Bytes of an Ed25519 seed and of a public key (RFC 8032, section 5.1.5). */
export const KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

// What stands before the 32 bytes in the DER forms of RFC 8410.
const PRIVATE_PREFIX = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);
const PUBLIC_PREFIX = Uint8Array.from([48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0]);

/** A key that signs. */
export class SigningKey {
  readonly #key: KeyObject;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;

  /** `seed` is 32 bytes. */
  constructor(seed: Uint8Array) {
    if (seed.length !== KEY_BYTES) throw new RangeError(`a seed has ${KEY_BYTES} bytes, not ${seed.length}`);
    const der = Buffer.concat([PRIVATE_PREFIX, seed]);
    this.#key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.publicKey = new Uint8Array(spki.subarray(PUBLIC_PREFIX.length));
  }

  /** 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array {
    return new Uint8Array(sign(null, bytes, this.#key));
  }
}

/** Whether `signature` is that of the key's owner over `bytes`. False, too, for what is no key or no signature. */
export function isSigned(publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  const der = Buffer.concat([PUBLIC_PREFIX, publicKey]);
  return verify(null, bytes, { key: der, format: 'der', type: 'spki' }, signature);
}
