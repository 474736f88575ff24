import { expect, test } from 'vitest';
import { Transaction } from '../../generated/timecoin/types.js';
import { parseTransaction } from '../../src/cli/transaction-input.js';

const transaction = Transaction.create({
  version: 1,
  outputs: [{ value: 2n ** 63n, scriptPubkey: new TextEncoder().encode('TIME1abc') }],
  timestamp: 1_700_000_000,
});
const bytes = Transaction.encode(transaction);
const hex = Buffer.from(bytes).toString('hex');
const text = (value: string) => new TextEncoder().encode(value);

test.each<[string, Uint8Array]>([
  ['its bytes', bytes],
  ['its bytes without the version, which begin with a line feed or more', bytes.subarray(2)],
  ['hexadecimal digits', text(hex)],
  ['hexadecimal digits in capitals, with space around them', text(`\n ${hex.toUpperCase()}\r\n`)],
  ['JSON', text(JSON.stringify(Transaction.toJson(transaction)))],
  ['JSON over lines', text(`\ufeff${JSON.stringify(Transaction.toJson(transaction), undefined, 2)}\n`)],
])('a transaction is read from %s', (_what, given) => {
  expect(parseTransaction(given, 'here').outputs).toEqual(transaction.outputs);
});

test.each<[string, Uint8Array, RegExp]>([
  ['nothing', text(' \n'), /^here: it is empty$/],
  ['half a digit pair', text(hex.slice(1)), /not made of pairs/],
  ['bytes that are none', Uint8Array.of(0xff, 0xff), /no transaction/],
  ['bytes cut off', bytes.subarray(0, -1), /no transaction/],
  ['hexadecimal digits cut off', text(hex.slice(0, -2)), /no transaction/],
  ['broken JSON', text('{"version":'), /begins as JSON does/],
  ['another JSON', text('{"versoin":1}'), /no transaction: .*versoin/],
])('%s is refused in words', (_what, given, expected) => {
  expect(() => parseTransaction(given, 'here')).toThrow(expected);
});
