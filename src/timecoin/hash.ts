import { hash } from 'node:crypto';

/** Bytes of every hash of the chain: of blocks, of transactions and in Merkle trees. */
export const HASH_BYTES = 32;

/** What stands where there is no hash: before the genesis block, and for a block without transactions. */
export const ZERO_HASH: Uint8Array = new Uint8Array(HASH_BYTES);

export function sha256(bytes: Uint8Array): Uint8Array {
  const digest = hash('sha256', bytes, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}

/** SHA-256, applied twice: the hash of everything on the chain. */
export function doubleSha256(bytes: Uint8Array): Uint8Array {
  return sha256(sha256(bytes));
}

/** Lower-case hexadecimal digits in the bytes' own order; what keys and log lines show. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/** The first digits, for people. */
export function shortHex(bytes: Uint8Array): string {
  return hex(bytes).slice(0, 12);
}
