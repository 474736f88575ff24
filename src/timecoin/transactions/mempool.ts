import { Transaction } from '../../../generated/timecoin/types.js';
import type { Clock } from '../../platform/clock.js';
import { TransactionError } from '../errors.js';
import { MAX_AHEAD_SECONDS, type CheckedTransaction } from './transaction.js';

/** How much may wait for a block; beyond either further transactions are refused with FULL. */
export interface MempoolLimits {
  readonly maxTransactions: number;
  /** Encoded bytes. */
  readonly maxBytes: number;
}

/** Why a transaction is no longer pending: a block holds it, or what spends the same output; or it was `dropped`. */
export type RemovalReason = 'included' | 'conflict' | 'dropped';

/** One transaction that became pending, or no longer is. */
export type MempoolChange =
  | { readonly kind: 'added'; readonly transaction: CheckedTransaction }
  | { readonly kind: 'removed'; readonly transaction: CheckedTransaction; readonly reason: RemovalReason };

const defaultMempoolLimits: MempoolLimits = { maxTransactions: 20_000, maxBytes: 32 * 1024 * 1024 };

/** Checked transactions that no block holds yet, in the order they came. */
export class Mempool {
  readonly #clock: Clock;
  readonly #limits: MempoolLimits;
  readonly #pending = new Map<string, CheckedTransaction>();
  /** Output → key of the pending transaction that spends it. */
  readonly #spent = new Map<string, string>();
  readonly #listeners = new Set<(change: MempoolChange) => void>();
  #bytes = 0;
  #refused = 0;

  constructor(clock: Clock, limits: MempoolLimits = defaultMempoolLimits) {
    this.#clock = clock;
    this.#limits = limits;
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
    return this.#pending.get(key);
  }

  /** The pending transaction that spends an output, by the output's key. */
  spenderOf(output: string): CheckedTransaction | undefined {
    return this.#pending.get(this.#spent.get(output) ?? '');
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
    // A decoded message may be views into the chunk it came in; what stays here for long gets bytes of its own.
    const bytes = checked.bytes.slice();
    const held = { ...checked, bytes, transaction: Transaction.decode(bytes) };
    this.#pending.set(checked.key, held);
    for (const output of checked.spends) this.#spent.set(output, checked.key);
    this.#bytes += bytes.length;
    this.#tell({ kind: 'added', transaction: held });
    return true;
  }

  /** The oldest, as long as both limits allow. */
  oldest(maxTransactions: number, maxBytes: number): Transaction[] {
    const transactions: Transaction[] = [];
    let bytes = 0;
    for (const each of this.#pending.values()) {
      bytes += each.bytes.length;
      if (transactions.length === maxTransactions || bytes > maxBytes) break;
      transactions.push(each.transaction);
    }
    return transactions;
  }

  /** Forgets what a new block holds, and what spends the same outputs and so can never be in a later one. */
  removeIncluded(included: readonly CheckedTransaction[]): void {
    for (const { key, spends } of included) {
      this.#remove(key, 'included');
      for (const output of spends) {
        const rival = this.#spent.get(output);
        if (rival !== undefined) this.#remove(rival, 'conflict');
      }
    }
  }

  /** Forgets a transaction. False if it is not pending. */
  drop(key: string): boolean {
    return this.#remove(key, 'dropped');
  }

  #checkFit({ key, spends, transaction, bytes }: CheckedTransaction): void {
    const ahead = transaction.timestamp - this.#clock.wallTime() / 1000;
    if (ahead > MAX_AHEAD_SECONDS) {
      throw new TransactionError(
        'TOO_NEW',
        `transaction ${key} is ${Math.round(ahead)} s ahead of the clock`,
      );
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
    const held = this.#pending.get(key);
    if (held === undefined) return false;
    this.#pending.delete(key);
    for (const each of held.spends) this.#spent.delete(each);
    this.#bytes -= held.bytes.length;
    this.#tell({ kind: 'removed', transaction: held, reason });
    return true;
  }

  #tell(change: MempoolChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
