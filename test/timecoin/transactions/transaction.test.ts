import { describe, expect, it } from 'vitest';
import { Transaction } from '../../../generated/timecoin/types.js';
import { doubleSha256, hex } from '../../../src/timecoin/hash.js';
import {
  checkTransaction,
  MAX_TRANSACTION_BYTES,
  txid,
} from '../../../src/timecoin/transactions/transaction.js';
import { sampleTransaction } from '../samples.js';

const input = (vout: number, fill = 9): Transaction['inputs'][number] => ({
  previousOutput: { txid: new Uint8Array(32).fill(fill), vout },
  scriptSig: new Uint8Array(),
  sequence: 0,
});
const output = (value: bigint, bytes = 1): Transaction['outputs'][number] => ({
  value,
  scriptPubkey: new Uint8Array(bytes),
});

describe('txid', () => {
  it('is the double SHA-256 of the protobuf bytes', () => {
    const transaction = Transaction.create({ version: 1, outputs: [output(5n)], timestamp: 1000 });
    // version 1 · outputs { value 5, script_pubkey 00 } · timestamp 1000
    const bytes = Buffer.from('0801' + '1a050805120100' + '28e807', 'hex');
    expect(hex(txid(transaction))).toBe(hex(doubleSha256(bytes)));
  });

  it('leaves out fields that the schema does not know, wherever they stand', () => {
    const transaction = sampleTransaction(1);
    const plain = Transaction.encode(transaction);
    const unknown = Buffer.from('a20603616263', 'hex');
    const decoded = Transaction.decode(Buffer.concat([unknown, plain]));
    expect(hex(txid(decoded))).toBe(hex(txid(transaction)));
  });
});

describe('checkTransaction', () => {
  it('gives the id, the size and what is spent', () => {
    const transaction = sampleTransaction(3, { inputs: [input(1), input(2)] });
    const checked = checkTransaction(transaction);
    expect(checked.key).toBe(hex(txid(transaction)));
    expect(hex(checked.bytes)).toBe(hex(Transaction.encode(transaction)));
    expect(checked.spends).toEqual([`${'09'.repeat(32)}:1`, `${'09'.repeat(32)}:2`]);
  });

  it.each([
    ['no inputs: a reward', { inputs: [] }],
    ['outputs of 2^64 - 1 in sum', { outputs: [output(2n ** 64n - 2n), output(1n)] }],
    ['two outputs of one transaction', { inputs: [input(1), input(2)] }],
    ['the same index of two transactions', { inputs: [input(1, 8), input(1, 9)] }],
  ])('accepts %s', (_, change) => {
    expect(checkTransaction(sampleTransaction(1, change)).key).toHaveLength(64);
  });

  it.each([
    ['NO_OUTPUTS', { outputs: [] }],
    ['SPENDS_TWICE', { inputs: [input(1), input(2), input(1)] }],
    ['INCOMPLETE', { inputs: [{ ...input(1), previousOutput: undefined }] }],
    ['INCOMPLETE', { inputs: [input(0xffff_ffff, 0)] }],
    ['TOO_MUCH', { outputs: [output(2n ** 64n - 1n), output(1n)] }],
    ['TOO_LARGE', { outputs: Array.from({ length: 20 }, () => output(1n, MAX_TRANSACTION_BYTES / 20)) }],
  ])('refuses with %s', (code, change) => {
    expect(() => checkTransaction(sampleTransaction(1, change))).toThrowError(
      expect.objectContaining({ name: 'TransactionError', code }),
    );
  });
});
