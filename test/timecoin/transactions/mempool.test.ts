import { describe, expect, it } from 'vitest';
import { Transaction } from '../../../generated/timecoin/types.js';
import { Mempool } from '../../../src/timecoin/transactions/mempool.js';
import { checkTransaction } from '../../../src/timecoin/transactions/transaction.js';
import { clockAt, sampleTransaction } from '../samples.js';

const clock = clockAt(Date.UTC(2026, 0, 1));
const sizeOf = (transaction: Transaction): number => Transaction.encode(transaction).length;

describe('Mempool', () => {
  it('holds each transaction once, the oldest first', () => {
    const mempool = new Mempool(clock);
    expect([3, 1, 3, 2, 1].map((n) => mempool.add(checkTransaction(sampleTransaction(n))))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(mempool.size).toBe(3);
    expect(mempool.bytes).toBe([1, 2, 3].reduce((sum, n) => sum + sizeOf(sampleTransaction(n)), 0));
    expect(mempool.oldest(10, 1e6)).toEqual([3, 1, 2].map((n) => sampleTransaction(n)));
    expect(mempool.oldest(2, 1e6)).toEqual([3, 1].map((n) => sampleTransaction(n)));
    expect(mempool.oldest(10, sizeOf(sampleTransaction(3)) + 1)).toEqual([sampleTransaction(3)]);
    expect(mempool.oldest(10, 0)).toEqual([]);
  });

  it.each([
    ['CONFLICT', sampleTransaction(1, { lockTime: 1 })],
    ['TOO_NEW', sampleTransaction(2, { timestamp: clock.wallTime() / 1000 + 7201 })],
  ])('refuses with %s', (code, transaction) => {
    const mempool = new Mempool(clock);
    mempool.add(checkTransaction(sampleTransaction(1)));
    expect(() => mempool.add(checkTransaction(transaction))).toThrowError(expect.objectContaining({ code }));
    expect([mempool.size, mempool.refused]).toEqual([1, 1]);
  });

  it.each([
    ['transactions', { maxTransactions: 2, maxBytes: 1e6 }],
    ['bytes', { maxTransactions: 100, maxBytes: 2 * sizeOf(sampleTransaction(1)) }],
  ])('is full at its limit of %s, and has room again after a block', (_, limits) => {
    const mempool = new Mempool(clock, limits);
    mempool.add(checkTransaction(sampleTransaction(1)));
    mempool.add(checkTransaction(sampleTransaction(2)));
    expect(() => mempool.add(checkTransaction(sampleTransaction(3)))).toThrowError(
      expect.objectContaining({ code: 'FULL' }),
    );
    // What is pending already needs no room.
    expect(mempool.add(checkTransaction(sampleTransaction(2)))).toBe(false);
    mempool.removeIncluded([checkTransaction(sampleTransaction(1))]);
    expect(mempool.add(checkTransaction(sampleTransaction(3)))).toBe(true);
  });

  it('forgets what a block holds and what a block makes impossible', () => {
    const mempool = new Mempool(clock);
    for (const n of [1, 2, 3]) mempool.add(checkTransaction(sampleTransaction(n)));
    mempool.removeIncluded([
      checkTransaction(sampleTransaction(2, { lockTime: 5 })),
      checkTransaction(sampleTransaction(9)),
    ]);
    expect(mempool.oldest(10, 1e6)).toEqual([1, 3].map((n) => sampleTransaction(n)));
    mempool.removeIncluded([1, 3].map((n) => checkTransaction(sampleTransaction(n))));
    expect([mempool.size, mempool.bytes]).toEqual([0, 0]);
    expect(mempool.add(checkTransaction(sampleTransaction(2)))).toBe(true);
  });

  it('keeps bytes of its own', () => {
    const mempool = new Mempool(clock);
    const bytes = Transaction.encode(sampleTransaction(1)).slice();
    mempool.add(checkTransaction(Transaction.decode(bytes)));
    bytes.fill(0);
    expect(mempool.oldest(1, 1e6)).toEqual([sampleTransaction(1)]);
  });
});
