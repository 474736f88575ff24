import type { Mempool } from './mempool.js';
import type { CheckedTransaction } from './transaction.js';

// Rivals heard of for one pending transaction, and what all that are kept amount to.
const RIVALS_OF_ONE = 3;
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Transactions that spend what a pending one spends: double spends. A few of each are kept, for the case that the
 * masternodes decide against the one that came first here.
 */
export class Rivals {
  /** By key of the pending transaction: its rivals by key. */
  readonly #byPending = new Map<string, Map<string, CheckedTransaction>>();
  /** Key of a rival → that of the pending transaction. */
  readonly #pendingOf = new Map<string, string>();
  #bytes = 0;

  get size(): number {
    return this.#pendingOf.size;
  }

  has(key: string): boolean {
    return this.#pendingOf.has(key);
  }

  /** False if it is known, or there are enough of that pending transaction's, or of all. */
  add(pending: string, rival: CheckedTransaction): boolean {
    const rivals = this.#byPending.get(pending) ?? new Map<string, CheckedTransaction>();
    if (this.has(rival.key) || rivals.size >= RIVALS_OF_ONE) return false;
    if (this.#bytes + rival.bytes.length > MOST_BYTES) return false;
    rivals.set(rival.key, rival);
    this.#byPending.set(pending, rivals);
    this.#pendingOf.set(rival.key, pending);
    this.#bytes += rival.bytes.length;
    return true;
  }

  /** Forgets a pending transaction's rivals, and returns them in the order they came. */
  take(pending: string): CheckedTransaction[] {
    const rivals = [...(this.#byPending.get(pending)?.values() ?? [])];
    this.#byPending.delete(pending);
    for (const { key, bytes } of rivals) {
      this.#pendingOf.delete(key);
      this.#bytes -= bytes.length;
    }
    return rivals;
  }

  /** Forgets one rival, and returns it with the key of the pending transaction. */
  takeOne(key: string): { readonly rival: CheckedTransaction; readonly pending: string } | undefined {
    const pending = this.#pendingOf.get(key);
    const rival = this.#byPending.get(pending ?? '')?.get(key);
    if (pending === undefined || rival === undefined) return undefined;
    this.#byPending.get(pending)?.delete(key);
    this.#pendingOf.delete(key);
    this.#bytes -= rival.bytes.length;
    return { rival, pending };
  }
}

/** The pending transaction that spends what this one spends. */
export function rivalOf(
  mempool: Mempool,
  { key, spends }: CheckedTransaction,
): CheckedTransaction | undefined {
  for (const output of spends) {
    const spender = mempool.spenderOf(output);
    if (spender !== undefined && spender.key !== key) return spender;
  }
  return undefined;
}
