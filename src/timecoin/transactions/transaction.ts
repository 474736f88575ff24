import { type OutPoint, Transaction, type TxInput } from '../../../generated/timecoin/types.js';
import { TransactionError } from '../errors.js';
import { doubleSha256, hex, ZERO_HASH } from '../hash.js';
import { sameBytes } from '../../wire/bytes.js';

/** Leaves room for what TransactionBroadcast puts around it (max_bytes 1,048,576). */
export const MAX_TRANSACTION_BYTES = 1_000_000;

/** How far ahead of this node's clock a transaction's or a block's time may lie. */
export const MAX_AHEAD_SECONDS = 2 * 60 * 60;

const MAX_AMOUNT = 2n ** 64n - 1n;

/** A transaction that was checked, with what the check computed. */
export interface CheckedTransaction {
  readonly transaction: Transaction;
  /** `hex(txid(transaction))`, the key everywhere in this process. */
  readonly key: string;
  readonly txid: Uint8Array;
  /** The canonical encoding. */
  readonly bytes: Uint8Array;
  /** Keys of the outputs that it spends. */
  readonly spends: readonly string[];
}

/**
 * The hash that names a transaction: double SHA-256 of its canonical encoding, that is protobuf with the fields in
 * ascending order, without default values and without fields that the schema does not know.
 */
export function txid(transaction: Transaction): Uint8Array {
  return doubleSha256(Transaction.encode(transaction));
}

/** The txid as 64 hexadecimal digits, ":" and the output's index: the key of an output everywhere in this process. */
export function outputKey({ txid, vout }: OutPoint): string {
  return `${hex(txid)}:${vout}`;
}

/** Checks everything that needs no other transaction. Throws TransactionError. */
export function checkTransaction(transaction: Transaction): CheckedTransaction {
  return checkEncodedTransaction(transaction, Transaction.encode(transaction));
}

/** The same where the canonical encoding is known. */
export function checkEncodedTransaction(transaction: Transaction, bytes: Uint8Array): CheckedTransaction {
  if (transaction.outputs.length === 0) throw new TransactionError('NO_OUTPUTS', 'it pays nothing to anyone');
  const spends = spendsOf(transaction.inputs);
  let sum = 0n;
  for (const output of transaction.outputs) sum += output.value;
  if (sum > MAX_AMOUNT) throw new TransactionError('TOO_MUCH', 'its outputs exceed 2^64 - 1 in sum');
  if (bytes.length > MAX_TRANSACTION_BYTES) {
    throw new TransactionError(
      'TOO_LARGE',
      `it has ${bytes.length} bytes, the limit is ${MAX_TRANSACTION_BYTES}`,
    );
  }
  const hash = doubleSha256(bytes);
  return { transaction, key: hex(hash), txid: hash, bytes, spends };
}

function spendsOf(inputs: readonly TxInput[]): string[] {
  const spends: string[] = [];
  // Most transactions have one input, which needs no set.
  const earlier = inputs.length > 1 ? new Set<string>() : undefined;
  for (const [index, { previousOutput }] of inputs.entries()) {
    if (previousOutput === undefined || sameBytes(previousOutput.txid, ZERO_HASH)) {
      throw new TransactionError('INCOMPLETE', `inputs[${index}] names no output`);
    }
    const key = outputKey(previousOutput);
    if (earlier?.has(key)) throw new TransactionError('SPENDS_TWICE', `inputs[${index}] spends ${key} again`);
    earlier?.add(key);
    spends.push(key);
  }
  return spends;
}

/** The same in bytes of its own: a decoded message may be views into the chunk it came in, which is not to be kept for long. */
export function ownCopy(checked: CheckedTransaction): CheckedTransaction {
  const bytes = checked.bytes.slice();
  return { ...checked, bytes, transaction: Transaction.decode(bytes) };
}
