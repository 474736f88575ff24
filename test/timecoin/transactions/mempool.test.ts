import { describe, expect, it } from 'vitest';
import { Transaction } from '../../../generated/timecoin/types.js';
import { Mempool } from '../../../src/timecoin/transactions/mempool.js';
import { checkTransaction } from '../../../src/timecoin/transactions/transaction.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { clockAt, sampleTransaction } from '../samples.js';

const clock = clockAt(Date.UTC(2026, 0, 1));
const HOUR_MS = 60 * 60_000;
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

  it('forgets after 72 h what no block took, for good, but not what is finalized', async () => {
    const clock = new VirtualClock();
    const mempool = new Mempool(clock);
    const removed: string[] = [];
    mempool.onChange((change) => change.kind === 'removed' && removed.push(change.reason));
    const [old, final, young] = [1, 2, 3].map((n) => checkTransaction(sampleTransaction(n)));
    mempool.add(old!);
    mempool.add(final!);
    mempool.finalize(final!.key);
    await clock.advance(71 * HOUR_MS);
    mempool.add(young!);
    mempool.expire();
    expect(mempool.size).toBe(3);
    await clock.advance(HOUR_MS);
    mempool.expire();
    expect([old!, final!, young!].map(({ key }) => mempool.has(key))).toEqual([false, true, true]);
    expect(removed).toEqual(['expired']);
    expect(() => mempool.add(old!)).toThrowError(expect.objectContaining({ code: 'EXPIRED' }));
    // Nor is what spends the same refused for its sake.
    expect(mempool.add(checkTransaction(sampleTransaction(1, { lockTime: 1 })))).toBe(true);
  });

  it('refuses what the masternodes rejected, pending before or not', () => {
    const mempool = new Mempool(clock);
    const [pending, unseen] = [1, 2].map((n) => checkTransaction(sampleTransaction(n)));
    mempool.add(pending!);
    for (const { key } of [pending!, unseen!]) mempool.reject(key);
    expect(mempool.size).toBe(0);
    for (const each of [pending!, unseen!])
      expect(() => mempool.add(each)).toThrowError(expect.objectContaining({ code: 'REJECTED' }));
  });

  it('gives a block what is finalized first', () => {
    const mempool = new Mempool(clock);
    for (const n of [1, 2, 3, 4]) mempool.add(checkTransaction(sampleTransaction(n)));
    for (const n of [4, 2]) mempool.finalize(checkTransaction(sampleTransaction(n)).key);
    expect(mempool.forBlock(10, 1e6)).toEqual([4, 2, 1, 3].map((n) => sampleTransaction(n)));
    expect(mempool.forBlock(3, 1e6)).toEqual([4, 2, 1].map((n) => sampleTransaction(n)));
    expect(mempool.oldest(10, 1e6)).toEqual([1, 2, 3, 4].map((n) => sampleTransaction(n)));
    expect(mempool.finalize(checkTransaction(sampleTransaction(9)).key)).toBe(false);
  });

  it('keeps what is finalized out of blocks while one holds a rival, and lets it expire then', async () => {
    const clock = new VirtualClock();
    const mempool = new Mempool(clock);
    const final = checkTransaction(sampleTransaction(1));
    const rival = checkTransaction(sampleTransaction(1, { lockTime: 1 }));
    mempool.add(final);
    mempool.finalize(final.key);
    mempool.removeIncluded([rival]);
    expect([mempool.has(final.key), mempool.forBlock(9, 1e6)]).toEqual([true, []]);
    mempool.makePossible([rival]);
    expect(mempool.forBlock(9, 1e6)).toHaveLength(1);
    mempool.removeIncluded([rival]);
    await clock.advance(72 * HOUR_MS);
    mempool.expire();
    expect(mempool.size).toBe(0);
  });

  it('keeps what is finalized out of blocks until none holds a rival of it', () => {
    const mempool = new Mempool(clock);
    const inputs = [1, 2].flatMap((n) => sampleTransaction(n).inputs);
    const final = checkTransaction(sampleTransaction(0, { inputs }));
    const [first, second] = [1, 2].map((n) => checkTransaction(sampleTransaction(n)));
    mempool.add(final);
    mempool.finalize(final.key);
    mempool.removeIncluded([first!]);
    mempool.removeIncluded([second!]);
    mempool.makePossible([second!]);
    expect(mempool.forBlock(9, 1e6)).toEqual([]);
    mempool.makePossible([first!]);
    expect(mempool.forBlock(9, 1e6)).toHaveLength(1);
  });
});
