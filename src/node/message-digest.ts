import { createHash } from 'node:crypto';

/** SHA-256 over type (two bytes, big-endian) and payload, in base64 (WIRE.md §13). */
export type MessageDigest = string;

export function digestOf(type: number, payload: Uint8Array): MessageDigest {
  return createHash('sha256')
    .update(Uint8Array.of(type >>> 8, type))
    .update(payload)
    .digest('base64');
}

/** As it travels: 32 bytes. */
export function digestBytes(digest: MessageDigest): Uint8Array {
  return new Uint8Array(Buffer.from(digest, 'base64'));
}

export function digestText(bytes: Uint8Array): MessageDigest {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
