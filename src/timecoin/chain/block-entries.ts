import { BlockHashResponse, BlockHeightResponse, BlockResponse } from '../../../generated/timecoin/chain.js';
import { type Block, BlockHeader } from '../../../generated/timecoin/types.js';
import { bytesOf, viewOf } from '../../codec/view.js';
import { sameBytes } from '../../wire/bytes.js';
import { HASH_BYTES, hex, sha256 } from '../hash.js';
import { corrupt, decoded } from './database.js';

// How blocks are stored: `block/<height>` a SHA-256, then what it is of: the payload of a CheckedBlock · `hash/<height>`
// the block's hash · `height/<hash>` and `transaction/<txid>` a BlockHeightResponse · `tip` a BlockHashResponse.

/** The newest stored block. */
export interface StoreTip {
  readonly height: number;
  readonly hash: Uint8Array;
}

export const TIP_KEY = 'tip';
export const blockKeyOf = (height: number): string => `block/${padded(height)}`;
export const hashKeyOf = (height: number): string => `hash/${padded(height)}`;
/** Where the hashes of all blocks lie, in order of height. */
export const HASH_RANGE = { gt: 'hash/', lt: 'hash0' } as const;
export const heightKeyOf = (hash: Uint8Array): string => `height/${hex(hash)}`;
export const transactionKeyOf = (key: string): string => `transaction/${key}`;

// Twelve digits sort as numbers do for the next million years of blocks.
function padded(height: number): string {
  return String(height).padStart(12, '0');
}

export function encodePayload(payload: Uint8Array): Uint8Array {
  const value = new Uint8Array(HASH_BYTES + payload.length);
  value.set(sha256(payload), 0);
  value.set(payload, HASH_BYTES);
  return value;
}

export function decodePayload(key: string, value: Uint8Array): Uint8Array {
  const payload = value.subarray(HASH_BYTES);
  if (!sameBytes(sha256(payload), value.subarray(0, HASH_BYTES))) {
    throw corrupt(key, 'does not match its checksum');
  }
  return payload;
}

export function decodeBlock(key: string, payload: Uint8Array): Block {
  const { block } = decoded(key, () => BlockResponse.decode(payload));
  if (block === undefined) throw corrupt(key, 'holds no block');
  return block;
}

/** The header alone. A payload that matches its checksum is what was written: its transactions need not be read for it. */
export function decodeHeader(key: string, payload: Uint8Array): BlockHeader | undefined {
  return decoded(key, () => {
    const header = viewOf(BlockResponse, payload).block?.header;
    return header === undefined ? undefined : BlockHeader.decode(bytesOf(header));
  });
}

export function encodeHeight(height: number): Uint8Array {
  return BlockHeightResponse.encode({ height });
}

export function decodeHeight(key: string, value: Uint8Array): number {
  return decoded(key, () => BlockHeightResponse.decode(value)).height;
}

export function encodeTip(tip: StoreTip): Uint8Array {
  return BlockHashResponse.encode(tip);
}

export function decodeTip(value: Uint8Array): StoreTip {
  const { height, hash } = decoded(TIP_KEY, () => BlockHashResponse.decode(value, { copyBytes: true }));
  if (hash === undefined) throw corrupt(TIP_KEY, 'names no block');
  return { height, hash };
}
