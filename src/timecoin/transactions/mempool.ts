import type { Transaction } from '../../../generated/timecoin/types.js';
import type { Clock } from '../../platform/clock.js';
import { SeenSet } from '../../node/seen-set.js';
import { TransactionError, type TransactionFault } from '../errors.js';
import { MAX_AHEAD_SECONDS, ownCopy, type CheckedTransaction } from './transaction.js';

/** How much may wait for a block; beyond either further transactions are refused with FULL. */
export interface MempoolLimits {
  readonly maxTransactions: number;
  /** Encoded bytes. */
  readonly maxBytes: number;
  /** How long a transaction waits before it expires. */
  readonly maxAgeMs: number;
}

/**
 * Why a transaction is no longer pending: a block holds it, or what spends the same output; no block took it in time; the
 * masternodes decided against it; or it was `dropped`.
 */
export type RemovalReason = 'included' | 'conflict' | 'expired' | 'rejected' | 'dropped';

/** One transaction that became pending, or no longer is. */
export type MempoolChange =
  | { readonly kind: 'added'; readonly transaction: CheckedTransaction }
  | { readonly kind: 'removed'; readonly transaction: CheckedTransaction; readonly reason: RemovalReason };

export const MEMPOOL_DEFAULTS: MempoolLimits = {
  maxTransactions: 20_000,
  maxBytes: 32 * 1024 * 1024,
  maxAgeMs: 72 * 60 * 60_000,
};

// Transactions remembered so that a peer that still has them does not bring them back.
const MOST_REFUSED = 50_000;

interface Held {
  readonly checked: CheckedTransaction;
  /** Monotonic. */
  readonly since: number;
  /** Outputs that a block's transaction spends too. Only what is finalized stays: that block may be undone. */
  readonly blocked: Set<string>;
}

/** Checked transactions that no block holds yet, in the order they came. */
export class Mempool {
  readonly #clock: Clock;
  readonly #limits: MempoolLimits;
  readonly #pending = new Map<string, Held>();
  /** Keys of those that the masternodes have decided for, in the order of the decisions. */
  readonly #finalized = new Set<string>();
  /** Keys of those that may not come back, and why. */
  readonly #refusals: SeenSet<TransactionFault>;
  /** Output → key of the pending transaction that spends it. */
  readonly #spent = new Map<string, string>();
  readonly #listeners = new Set<(change: MempoolChange) => void>();
  #bytes = 0;
  #refused = 0;

  constructor(clock: Clock, limits: Partial<MempoolLimits> = {}) {
    this.#clock = clock;
    this.#limits = { ...MEMPOOL_DEFAULTS, ...limits };
    this.#refusals = new SeenSet(clock, MOST_REFUSED, this.#limits.maxAgeMs);
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Encoded bytes of all pending transactions. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many transactions were not accepted. */
  get refused(): number {
    return this.#refused;
  }

  has(key: string): boolean {
    return this.#pending.has(key);
  }

  /** The pending transaction of that key. */
  get(key: string): CheckedTransaction | undefined {
    return this.#pending.get(key)?.checked;
  }

  /** The pending transaction that spends an output, by the output's key. */
  spenderOf(output: string): CheckedTransaction | undefined {
    return this.get(this.#spent.get(output) ?? '');
  }

  /** Whether the masternodes have decided for a pending transaction. */
  isFinalized(key: string): boolean {
    return this.#finalized.has(key);
  }

  /** Calls `listener` after every change. Returns what ends that. */
  onChange(listener: (change: MempoolChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** False if it is pending already. Throws TransactionError. */
  add(checked: CheckedTransaction): boolean {
    if (this.#pending.has(checked.key)) return false;
    try {
      this.#checkFit(checked);
    } catch (error) {
      this.#refused++;
      throw error;
    }
    const held = ownCopy(checked);
    this.#pending.set(checked.key, { checked: held, since: this.#clock.now(), blocked: new Set() });
    for (const output of checked.spends) this.#spent.set(output, checked.key);
    this.#bytes += held.bytes.length;
    this.#tell({ kind: 'added', transaction: held });
    return true;
  }

  /** The oldest, as long as both limits allow. */
  oldest(maxTransactions: number, maxBytes: number): Transaction[] {
    return taken(this.#pending.values(), maxTransactions, maxBytes);
  }

  /** What the next block takes, as long as both limits allow: what is finalized first, then the oldest. */
  forBlock(maxTransactions: number, maxBytes: number): Transaction[] {
    return taken(this.#inOrderForBlock(), maxTransactions, maxBytes);
  }

  /** Keeps a transaction from expiring, and from being dropped for another. False if it is not pending, or was kept before. */
  finalize(key: string): boolean {
    if (!this.#pending.has(key) || this.#finalized.has(key)) return false;
    this.#finalized.add(key);
    return true;
  }

  /** Forgets a transaction that the masternodes decided against, and refuses it from now on. */
  reject(key: string): void {
    this.#refusals.set(key, 'REJECTED');
    this.#remove(key, 'rejected');
  }

  /** Forgets what has waited for too long for a block; what is finalized waits on, unless a block has made it impossible. */
  expire(): void {
    const now = this.#clock.now();
    for (const [key, { since, blocked }] of this.#pending) {
      if (now - since < this.#limits.maxAgeMs) break;
      if (this.#finalized.has(key) && blocked.size === 0) continue;
      this.#refusals.set(key, 'EXPIRED');
      this.#remove(key, 'expired');
    }
  }

  /**
   * Forgets what a new block holds, and what spends the same outputs and so can be in no later one. What is finalized is
   * only kept out of blocks: see makePossible().
   */
  removeIncluded(included: readonly CheckedTransaction[]): void {
    for (const { key, spends } of included) {
      this.#remove(key, 'included');
      for (const output of spends) {
        const rival = this.#spent.get(output);
        if (rival === undefined) continue;
        const held = this.#pending.get(rival);
        if (held !== undefined && this.#finalized.has(rival)) held.blocked.add(output);
        else this.#remove(rival, 'conflict');
      }
    }
  }

  /** A block that held these is undone: what they kept out of blocks may be in one again. */
  makePossible(undone: readonly CheckedTransaction[]): void {
    for (const { spends } of undone) {
      for (const output of spends) {
        this.#pending.get(this.#spent.get(output) ?? '')?.blocked.delete(output);
      }
    }
  }

  /** Forgets a transaction. False if it is not pending. */
  drop(key: string, reason: RemovalReason = 'dropped'): boolean {
    return this.#remove(key, reason);
  }

  *#inOrderForBlock(): Iterable<Held> {
    for (const key of this.#finalized) {
      const held = this.#pending.get(key);
      if (held?.blocked.size === 0) yield held;
    }
    for (const held of this.#pending.values()) {
      if (!this.#finalized.has(held.checked.key)) yield held;
    }
  }

  #checkFit({ key, spends, transaction, bytes }: CheckedTransaction): void {
    const ahead = transaction.timestamp - this.#clock.wallTime() / 1000;
    if (ahead > MAX_AHEAD_SECONDS) {
      throw new TransactionError(
        'TOO_NEW',
        `transaction ${key} is ${Math.round(ahead)} s ahead of the clock`,
      );
    }
    const refusal = this.#refusals.get(key);
    if (refusal !== undefined) {
      const why = refusal === 'EXPIRED' ? 'waited too long for a block' : 'was refused by the masternodes';
      throw new TransactionError(refusal, `transaction ${key} ${why}`);
    }
    const output = spends.find((each) => this.#spent.has(each));
    if (output !== undefined) {
      const rival = this.#spent.get(output);
      throw new TransactionError('CONFLICT', `transaction ${key} spends ${output}, as pending ${rival} does`);
    }
    const { maxTransactions, maxBytes } = this.#limits;
    if (this.#pending.size >= maxTransactions || this.#bytes + bytes.length > maxBytes) {
      throw new TransactionError('FULL', `no room for transaction ${key}: ${this.#pending.size} are pending`);
    }
  }

  #remove(key: string, reason: RemovalReason): boolean {
    const transaction = this.get(key);
    if (transaction === undefined) return false;
    this.#pending.delete(key);
    this.#finalized.delete(key);
    for (const each of transaction.spends) this.#spent.delete(each);
    this.#bytes -= transaction.bytes.length;
    this.#tell({ kind: 'removed', transaction, reason });
    return true;
  }

  #tell(change: MempoolChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function taken(held: Iterable<Held>, maxTransactions: number, maxBytes: number): Transaction[] {
  const transactions: Transaction[] = [];
  let bytes = 0;
  for (const { checked } of held) {
    bytes += checked.bytes.length;
    if (transactions.length === maxTransactions || bytes > maxBytes) break;
    transactions.push(checked.transaction);
  }
  return transactions;
}
