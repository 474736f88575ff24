import { describe, expect, it } from 'vitest';
import type { Transaction, UTXO } from '../../../generated/timecoin/types.js';
import { virtualRuntime } from '../../../src/testing/index.js';
import { checkBlock, makeBlock, type CheckedBlock } from '../../../src/timecoin/chain/block.js';
import type { ChainChange } from '../../../src/timecoin/chain/chain-change.js';
import { hex } from '../../../src/timecoin/hash.js';
import { Mempool } from '../../../src/timecoin/transactions/mempool.js';
import { checkTransaction } from '../../../src/timecoin/transactions/transaction.js';
import { SpendingTracker } from '../../../src/timecoin/utxo/spending-tracker.js';
import { sampleTransaction } from '../samples.js';

const NOW = 1_767_225_600;
const link = { height: 4, hash: new Uint8Array(32), timestamp: 0 };
const block = (...transactions: Transaction[]): CheckedBlock =>
  checkBlock(makeBlock(link, NOW - 5, transactions));

/** Spends outputs `vouts` of the made-up transaction. */
function spending(vouts: readonly number[], change: Partial<Transaction> = {}): Transaction {
  const inputs = vouts.flatMap((vout) => sampleTransaction(vout).inputs);
  return sampleTransaction(0, { inputs, ...change });
}

const outputsOf = ({ transactions }: CheckedBlock): UTXO[] =>
  transactions.flatMap(({ txid, transaction }) =>
    transaction.outputs.map((output, vout) => ({ ...output, outpoint: { txid, vout }, address: '' })),
  );

const keyOf = (transaction: Transaction): string => checkTransaction(transaction).key;
const output = (vout: number): string => `${'07'.repeat(32)}:${vout}`;

class Bench {
  readonly runtime = virtualRuntime();
  readonly mempool = new Mempool(this.runtime.clock);
  readonly tracker: SpendingTracker;
  readonly told: string[] = [];
  #chainListener: (change: ChainChange) => void = () => {};

  constructor() {
    const onChange = (listener: (change: ChainChange) => void): (() => void) => {
      this.#chainListener = listener;
      return () => {};
    };
    this.tracker = new SpendingTracker(this.mempool, { onChange }, this.runtime.clock);
    this.tracker.onChange(({ output, outpoint, state }) => {
      expect(output).toBe(`${hex(outpoint.txid)}:${outpoint.vout}`);
      if (output.startsWith('0707')) this.told.push(`${outpoint.vout} ${state.case}`);
    });
  }

  pend(transaction: Transaction): string {
    this.mempool.add(checkTransaction(transaction));
    return keyOf(transaction);
  }

  /** As the chain and the relay do when blocks come. */
  change(removed: readonly CheckedBlock[], added: readonly CheckedBlock[]): void {
    this.#chainListener({ removed, added, gained: added.flatMap(outputsOf), lost: [] });
    for (const each of removed) this.mempool.makePossible(each.transactions);
    for (const each of added) this.mempool.removeIncluded(each.transactions);
    for (const each of removed.flatMap(({ transactions }) => transactions)) {
      if (!added.some(({ transactions }) => transactions.some(({ key }) => key === each.key)))
        this.mempool.add(each);
    }
  }

  /** As the chain does where nothing of the block can be pending again. */
  undo(removed: CheckedBlock): void {
    this.#chainListener({ removed: [removed], added: [], gained: [], lost: [] });
    this.mempool.makePossible(removed.transactions);
  }

  take(): string[] {
    return this.told.splice(0);
  }
}

describe('SpendingTracker', () => {
  it('follows what a transaction spends from its coming to its block', async () => {
    const bench = new Bench();
    const { tracker } = bench;
    const transaction = spending([1, 2]);
    const { txid } = checkTransaction(transaction);
    const key = bench.pend(transaction);
    expect(tracker.stateOf(output(1))).toEqual({ case: 'locked', value: { txid, lockedAt: NOW } });
    await bench.runtime.clock.advance(2_000);
    expect(tracker.votesCounted(key, 1, 5)).toBe(true);
    expect(tracker.votesCounted(key, 1, 5)).toBe(false);
    await bench.runtime.clock.advance(2_000);
    expect(tracker.votesCounted(key, 2, 5)).toBe(true);
    expect(tracker.stateOf(output(2))).toEqual({
      case: 'spentPending',
      value: { txid, votes: 2, totalNodes: 5, spentAt: NOW + 2 },
    });
    expect(tracker.finalized(key, 4)).toBe(true);
    expect(tracker.votesCounted(key, 5, 5)).toBe(false);
    expect(tracker.stateOf(output(2))).toEqual({
      case: 'spentFinalized',
      value: { txid, votes: 4, finalizedAt: NOW + 4 },
    });
    bench.change([], [block(transaction)]);
    expect([tracker.stateOf(output(1)), tracker.size, tracker.refused]).toEqual([undefined, 0, 0]);
    const states = ['locked', 'spentPending', 'spentPending', 'spentFinalized', 'confirmed'];
    expect(bench.take()).toEqual(states.flatMap((state) => [`1 ${state}`, `2 ${state}`]));
  });

  const steps = {
    locked: () => {},
    spentPending: (tracker: SpendingTracker, key: string) => tracker.votesCounted(key, 1, 3),
    spentFinalized: (tracker: SpendingTracker, key: string) => {
      tracker.votesCounted(key, 1, 3);
      tracker.finalized(key, 3);
    },
  };

  it.each(Object.entries(steps))('gives outputs back that are %s', (name, step) => {
    const bench = new Bench();
    const key = bench.pend(spending([1, 2]));
    step(bench.tracker, key);
    expect(bench.tracker.stateOf(output(1))?.case).toBe(name);
    bench.take();
    bench.mempool.drop(key);
    expect(bench.take()).toEqual(['1 unspent', '2 unspent']);
    expect([bench.tracker.stateOf(output(1)), bench.tracker.size]).toEqual([undefined, 0]);
    bench.pend(spending([1]));
    expect(bench.take()).toEqual(['1 locked']);
  });

  it.each(Object.entries(steps))('gives back only what the block of a rival left of %s', (_, step) => {
    const bench = new Bench();
    const key = bench.pend(spending([1, 2, 3]));
    step(bench.tracker, key);
    bench.take();
    bench.change([], [block(spending([2, 9], { lockTime: 7 }))]);
    expect(bench.take()).toEqual(['2 confirmed', '9 confirmed', '1 unspent', '3 unspent']);
    expect(bench.tracker.size).toBe(0);
  });

  it('gives what is finalized its outputs again when the block of a rival is undone', () => {
    const bench = new Bench();
    const key = bench.pend(spending([1, 2]));
    bench.tracker.votesCounted(key, 1, 3);
    bench.tracker.finalized(key, 3);
    bench.mempool.finalize(key);
    const states = (): unknown[] => [1, 2, 9].map((n) => bench.tracker.stateOf(output(n))?.case);
    const rival = block(spending([2, 9], { lockTime: 7 }));
    bench.take();
    bench.change([], [rival]);
    expect(bench.take()).toEqual(['2 confirmed', '9 confirmed']);
    expect(states()).toEqual(['spentFinalized', undefined, undefined]);
    bench.undo(rival);
    expect(bench.take()).toEqual(['2 unspent', '9 unspent', '2 spentFinalized']);
    expect(states()).toEqual(['spentFinalized', 'spentFinalized', undefined]);
    bench.change([], [block(spending([1, 2]))]);
    expect(bench.take()).toEqual(['1 confirmed', '2 confirmed']);
    expect([bench.tracker.size, bench.tracker.refused]).toEqual([0, 0]);
  });

  it('tells what an undone block leaves, and locks what is pending again', () => {
    const bench = new Bench();
    const [first, second] = [block(spending([1, 2])), block(spending([3]))];
    bench.change([], [first, second]);
    bench.take();
    bench.change([second, first], [block(spending([1, 2])), block(spending([4]))]);
    expect(bench.take()).toEqual([
      ...['3 unspent', '1 unspent', '2 unspent'],
      ...['1 confirmed', '2 confirmed', '4 confirmed', '3 locked'],
    ]);
    expect(bench.tracker.stateOf(output(3))?.case).toBe('locked');
  });

  it('tells what a block makes, with its script', () => {
    const bench = new Bench();
    const made: unknown[] = [];
    bench.tracker.onChange(({ output, state, script, timestamp }) => {
      if (!output.startsWith('0707')) made.push({ output, state, script, timestamp });
    });
    const outputs = [1, 2].map((n) => ({ value: 5n, scriptPubkey: Uint8Array.of(n) }));
    const transaction = spending([1], { outputs });
    bench.change([], [block(transaction)]);
    const state = { case: 'unspent', value: {} };
    expect(made).toEqual([
      { output: `${keyOf(transaction)}:0`, state, script: Uint8Array.of(1), timestamp: NOW },
      { output: `${keyOf(transaction)}:1`, state, script: Uint8Array.of(2), timestamp: NOW },
    ]);
  });

  it.each([
    ['a decision without a vote', ['final']],
    ['a second decision', ['vote', 'final', 'final']],
  ])('refuses %s', (_, calls) => {
    const bench = new Bench();
    const key = bench.pend(spending([1]));
    const call = (name: string): boolean =>
      name === 'vote' ? bench.tracker.votesCounted(key, 1, 3) : bench.tracker.finalized(key, 3);
    for (const name of calls.slice(0, -1)) expect(call(name)).toBe(true);
    const before = bench.tracker.stateOf(output(1));
    bench.take();
    expect(() => call(calls.at(-1)!)).toThrowError(
      expect.objectContaining({ name: 'UtxoError', code: 'ILLEGAL_TRANSITION' }),
    );
    expect(bench.tracker.stateOf(output(1))).toEqual(before);
    expect([bench.tracker.refused, bench.take()]).toEqual([1, []]);
  });

  it('knows nothing of transactions that are not pending', () => {
    const { tracker } = new Bench();
    const key = keyOf(spending([1]));
    expect([tracker.votesCounted(key, 1, 3), tracker.finalized(key, 3), tracker.refused]).toEqual([
      false,
      false,
      0,
    ]);
  });
});
