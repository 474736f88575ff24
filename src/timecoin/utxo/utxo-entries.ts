import { UTXO } from '../../../generated/timecoin/types.js';
import type { CheckedBlock } from '../chain/block.js';
import { corrupt, decoded, sealed, unsealed } from '../chain/database.js';
import { HASH_BYTES } from '../hash.js';
import { LT_HASH_BYTES } from './lt-hash.js';
import { scriptAddress } from './script-address.js';

// How the set of unspent outputs is stored; every value is sealed:
// `utxo/<txid>/<vout>` a canonical UTXO · `spent/<txid>/<vout>` a Spent · `utxos` a SetState.
// Hexadecimal digits of fixed width sort as the bytes and numbers do.

/** Where the unspent outputs lie, in order of txid and vout. */
export const UTXO_RANGE = { gt: 'utxo/', lt: 'utxo0' } as const;

/** The entry of what the set is as a whole. */
export const SET_KEY = 'utxos';

export const utxoKeyOf = (output: string): string => `utxo/${placeOf(output)}`;
export const spentKeyOf = (output: string): string => `spent/${placeOf(output)}`;

function placeOf(output: string): string {
  const colon = output.indexOf(':');
  const vout = Number(output.slice(colon + 1));
  return `${output.slice(0, colon)}/${vout.toString(16).padStart(8, '0')}`;
}

/** The transaction of the chain that spends an output. */
export interface Spender {
  readonly txid: Uint8Array;
  /** Of its block. */
  readonly height: number;
  /** Of its block, in Unix seconds. */
  readonly timestamp: number;
}

/** A spender, and the output it took out of the set, encoded: what undoing it brings back. Empty if it was in no set. */
export interface Spent extends Spender {
  readonly utxo: Uint8Array;
}

/** The set as a whole, after a block. */
export interface SetState {
  readonly height: number;
  readonly blockHash: Uint8Array;
  readonly count: number;
  /** The sums of an LtHash. */
  readonly sums: Uint8Array;
}

/** The outputs that a block makes, by key, in order. */
export function outputsOf(block: CheckedBlock): Map<string, UTXO> {
  const outputs = new Map<string, UTXO>();
  for (const { key, txid, transaction } of block.transactions) {
    for (const [vout, { value, scriptPubkey }] of transaction.outputs.entries()) {
      const address = scriptAddress(scriptPubkey);
      outputs.set(`${key}:${vout}`, { outpoint: { txid, vout }, value, scriptPubkey, address });
    }
  }
  return outputs;
}

export function decodeUtxo(key: string, value: Uint8Array): UTXO {
  const data = unsealed(key, value);
  return decoded(key, () => UTXO.decode(data, { copyBytes: true }));
}

export function encodeSpent(key: string, { txid, height, timestamp, utxo }: Spent): Uint8Array {
  const data = new Uint8Array(SPENT_BYTES + utxo.length);
  data.set(txid, 0);
  setNumber(data, HASH_BYTES, height);
  setNumber(data, HASH_BYTES + 8, timestamp);
  data.set(utxo, SPENT_BYTES);
  return sealed(key, data);
}

export function decodeSpent(key: string, value: Uint8Array): Spent {
  const data = unsealed(key, value);
  if (data.length < SPENT_BYTES) throw corrupt(key, 'is too short');
  return {
    txid: data.slice(0, HASH_BYTES),
    height: numberAt(data, HASH_BYTES),
    timestamp: numberAt(data, HASH_BYTES + 8),
    utxo: data.subarray(SPENT_BYTES),
  };
}

export function encodeState({ height, blockHash, count, sums }: SetState): Uint8Array {
  const data = new Uint8Array(STATE_BYTES);
  setNumber(data, 0, height);
  setNumber(data, 8, count);
  data.set(blockHash, 16);
  data.set(sums, 16 + HASH_BYTES);
  return sealed(SET_KEY, data);
}

export function decodeState(value: Uint8Array | undefined): SetState {
  if (value === undefined) throw corrupt(SET_KEY, 'is missing');
  const data = unsealed(SET_KEY, value);
  if (data.length !== STATE_BYTES) throw corrupt(SET_KEY, 'has another length');
  return {
    height: numberAt(data, 0),
    count: numberAt(data, 8),
    blockHash: data.slice(16, 16 + HASH_BYTES),
    sums: data.subarray(16 + HASH_BYTES),
  };
}

const SPENT_BYTES = HASH_BYTES + 8 + 8;
const STATE_BYTES = 8 + 8 + HASH_BYTES + LT_HASH_BYTES;

function setNumber(data: Uint8Array, offset: number, value: number): void {
  new DataView(data.buffer, data.byteOffset).setBigInt64(offset, BigInt(value));
}

function numberAt(data: Uint8Array, offset: number): number {
  return Number(new DataView(data.buffer, data.byteOffset).getBigInt64(offset));
}
