import { TransactionFinalized, TransactionRejected } from '../../../generated/timecoin/transactions.js';
import type { Node } from '../../node/node.js';
import { SeenSet } from '../../node/seen-set.js';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { TransactionError } from '../errors.js';
import { shortHex } from '../hash.js';
import type { SpendingTracker } from '../utxo/spending-tracker.js';
import type { Mempool, MempoolChange } from './mempool.js';
import { rivalOf, Rivals } from './rivals.js';
import type { CheckedTransaction } from './transaction.js';
import type { TransactionRelay } from './transaction-relay.js';
import type { Decision, VoteTally } from './vote-tally.js';

// Decisions are remembered for as long as their transactions may come again.
const MOST_DECISIONS = 50_000;
const REMEMBERED_MS = 72 * 60 * 60_000;

interface Decided {
  readonly decision: Decision;
  readonly tally: VoteTally;
}

/** What the masternodes decided, and what follows: in the mempool, for the outputs, for double spends, and on the wire. */
export class Decisions {
  readonly #node: Node;
  readonly #mempool: Mempool;
  readonly #spendings: SpendingTracker;
  readonly #relay: TransactionRelay;
  readonly #log: Log;
  readonly #decided: SeenSet<Decided>;
  readonly #rivals = new Rivals();
  #finalized = 0;
  #rejected = 0;

  constructor(
    node: Node,
    mempool: Mempool,
    spendings: SpendingTracker,
    relay: TransactionRelay,
    clock: Clock,
    log: Log,
  ) {
    this.#node = node;
    this.#mempool = mempool;
    this.#spendings = spendings;
    this.#relay = relay;
    this.#log = log;
    this.#decided = new SeenSet(clock, MOST_DECISIONS, REMEMBERED_MS);
    mempool.onChange((change) => {
      this.#mempoolChanged(change);
    });
  }

  /** How many were decided here since the start. */
  get counts(): { readonly finalized: number; readonly rejected: number } {
    return { finalized: this.#finalized, rejected: this.#rejected };
  }

  of(key: string): Decision | undefined {
    return this.#decided.get(key)?.decision;
  }

  /** Keeps what spends the same as a pending transaction; false if it is known, or enough others are. */
  addRival(rival: CheckedTransaction, pending: CheckedTransaction): boolean {
    return this.of(rival.key) === undefined && this.#rivals.add(pending.key, rival);
  }

  /** The first decision on a transaction stands. */
  decide(key: string, txid: Uint8Array, decision: Decision, tally: VoteTally): void {
    if (this.of(key) !== undefined) return;
    this.#decided.set(key, { decision, tally });
    if (decision === 'finalized') {
      this.#finalized++;
      this.#log.debug('transaction finalized', { txid: shortHex(txid), ...tally });
      this.#node.broadcast(TransactionFinalized, { txid, votes: tally.approvals });
      if (!this.#keep(key, tally)) this.#bringInstead(key);
    } else {
      this.#rejected++;
      this.#log.info('transaction rejected', { txid: shortHex(txid), ...tally });
      const reason = `refused by ${tally.refusals} of ${tally.active} masternodes`;
      this.#node.broadcast(TransactionRejected, { txid, reason });
      this.#mempool.reject(key);
      this.#rivals.takeOne(key);
    }
  }

  /** A transaction is pending, or is so again after its block was undone. */
  becamePending(key: string): void {
    const decided = this.#decided.get(key);
    if (decided?.decision === 'finalized') this.#keep(key, decided.tally);
  }

  #keep(key: string, { approvals, active }: VoteTally): boolean {
    if (!this.#mempool.finalize(key)) return false;
    // The states go one by one: an output is never finalized before a vote was counted.
    this.#spendings.votesCounted(key, approvals, active);
    this.#spendings.finalized(key, approvals);
    return true;
  }

  /** What was finalized is not pending here because another transaction spends the same: that one can never be. */
  #bringInstead(key: string): void {
    const found = this.#rivals.takeOne(key);
    if (found === undefined) return;
    const { rival } = found;
    for (
      let other = rivalOf(this.#mempool, rival);
      other !== undefined;
      other = rivalOf(this.#mempool, rival)
    ) {
      if (this.#mempool.isFinalized(other.key)) return;
      this.#mempool.drop(other.key, 'conflict');
    }
    void this.#offer([rival]);
  }

  #mempoolChanged(change: MempoolChange): void {
    if (change.kind === 'added') return;
    const rivals = this.#rivals.take(change.transaction.key);
    const isFree = change.reason !== 'included' && change.reason !== 'conflict';
    if (isFree && rivals.length > 0) void this.#offer(rivals);
  }

  async #offer(rivals: readonly CheckedTransaction[]): Promise<void> {
    for (const { transaction } of rivals) {
      try {
        await this.#relay.submit(transaction);
      } catch (error) {
        if (!(error instanceof TransactionError)) throw error;
        this.#log.debug('double spend left out', { reason: error.message });
      }
    }
  }
}
