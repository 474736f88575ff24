import {
  GetPendingTransactions,
  PendingTransactionsResponse,
  TransactionBroadcast,
} from '../../../generated/timecoin/transactions.js';
import type { Transaction } from '../../../generated/timecoin/types.js';
import type { GossipOutcome } from '../../node/handler.js';
import type { Node } from '../../node/node.js';
import { ResponseError } from '../../peer/errors.js';
import type { PeerId } from '../../peer/peer.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/log.js';
import { ErrorCode } from '../../wire/codes.js';
import type { BlockLink, CheckedBlock } from '../chain/block.js';
import type { Chain } from '../chain/chain.js';
import { StoreError, TransactionError, type TransactionFault } from '../errors.js';
import { reasonOf } from '../../platform/reason.js';
import type { Mempool } from './mempool.js';
import { rivalOf } from './rivals.js';
import { checkTransaction, ownCopy, txid, type CheckedTransaction } from './transaction.js';
import type { Part } from '../part.js';

// What depends on this node's state or clock: no fault of the sender's. What passes is worth asking about again.
const LASTING_REASONS: ReadonlySet<TransactionFault> = new Set([
  'CONFLICT',
  'IN_CHAIN',
  'EXPIRED',
  'REJECTED',
]);
const PASSING_REASONS: ReadonlySet<TransactionFault> = new Set(['FULL', 'TOO_NEW']);

const EXPIRY_MS = 60_000;

/** A transaction spends what a pending one spends. True has it sent on all the same. */
export type RivalListener = (rival: CheckedTransaction, pending: CheckedTransaction) => boolean;

// An answer holds at most as many bytes, whatever larger message its requester takes: it cannot be continued anyway.
const PENDING_BYTES = 4 * 1024 * 1024;

/** Brings transactions from peers and users into the mempool, and those that are new there on to the other peers. */
export class TransactionRelay implements Part {
  readonly #node: Node;
  readonly #chain: Chain;
  readonly #mempool: Mempool;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #rivalListener: RivalListener | undefined;
  #timer: Timer | undefined;
  #returning: Promise<void> = Promise.resolve();

  constructor(node: Node, chain: Chain, mempool: Mempool, clock: Clock, log: Log) {
    this.#node = node;
    this.#chain = chain;
    this.#mempool = mempool;
    this.#clock = clock;
    this.#log = log;
    node.gossip(TransactionBroadcast, ({ transaction }) => this.#received(transaction), {
      key: ({ transaction }) => (transaction === undefined ? '' : txid(transaction)),
    });
    node.handle(GetPendingTransactions, (_, { connection }) => {
      const { maxItems, maxBytes } = pendingLimits(connection.peer?.largestMessage);
      return PendingTransactionsResponse.create({ transactions: mempool.oldest(maxItems, maxBytes) });
    });
    chain.onChange(
      ({ removed, added }) => {
        for (const block of removed) mempool.makePossible(block.transactions);
        for (const block of added) mempool.removeIncluded(block.transactions);
        if (removed.length > 0) this.#returning = this.#returning.then(() => this.#takeBack(removed));
      },
      () => false,
    );
  }

  start(): void {
    this.#timer = this.#clock.schedule(EXPIRY_MS, () => {
      this.#mempool.expire();
      this.start();
    });
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#stop.abort();
    await this.#returning;
  }

  /** Who hears of double spends. */
  onRival(listener: RivalListener): void {
    this.#rivalListener = listener;
  }

  /** Takes a transaction of this node's user and spreads it. False if it is pending already. Throws TransactionError. */
  async submit(transaction: Transaction): Promise<boolean> {
    return this.#offer(transaction);
  }

  /** A peer has connected: asks it for what is pending there. */
  opened(peer: PeerId): void {
    void this.fetchPending(peer);
  }

  async #received(transaction: Transaction | undefined): Promise<GossipOutcome> {
    if (transaction === undefined)
      throw new ResponseError(ErrorCode.MALFORMED, 'a broadcast without a transaction');
    try {
      return await this.#accept(checkTransaction(transaction));
    } catch (error) {
      if (!(error instanceof TransactionError)) throw error;
      if (PASSING_REASONS.has(error.code)) return 'later';
      if (error.code === 'CONFLICT') return this.#isCarriedRival(transaction);
      if (LASTING_REASONS.has(error.code)) return false;
      throw new ResponseError(ErrorCode.MALFORMED, error.message, { cause: error });
    }
  }

  /** Takes what is pending at a peer, and spreads what is new of it. */
  async fetchPending(peer: PeerId): Promise<void> {
    let transactions: Transaction[];
    const { signal } = this.#stop;
    try {
      ({ transactions } = await this.#node.request(peer, GetPendingTransactions, {}, { signal }));
    } catch (error) {
      // What is pending there is announced or in a block sooner or later.
      this.#log.debug('no pending transactions', { peer, reason: reasonOf(error) });
      return;
    }
    let added = 0;
    for (const transaction of transactions) {
      if (signal.aborted) return;
      try {
        if (await this.#offer(transaction, peer)) added++;
      } catch (error) {
        if (!(error instanceof TransactionError)) throw error;
        this.#log.debug('pending transaction left out', { peer, reason: error.message });
        if (error.code === 'CONFLICT' && this.#isCarriedRival(transaction)) this.#spread(transaction, peer);
      }
    }
    if (added > 0) this.#log.info('pending transactions', { peer, added });
  }

  /** The transactions of blocks that are no longer in the chain wait for a block again, unless the new chain holds them. */
  async #takeBack(removed: readonly CheckedBlock[]): Promise<void> {
    let pending = 0;
    for (const transaction of removed.toReversed().flatMap(({ transactions }) => transactions)) {
      if (this.#stop.signal.aborted) return;
      try {
        if (await this.#accept(transaction)) pending++;
      } catch (error) {
        // A store that fails is the chain's to tell: the next block meets it too.
        if (!(error instanceof TransactionError || error instanceof StoreError)) throw error;
        this.#log.debug('transaction not pending again', { reason: error.message });
      }
    }
    this.#log.info('transactions pending again', { blocks: removed.length, transactions: pending });
  }

  async #offer(transaction: Transaction, except?: PeerId): Promise<boolean> {
    const isNew = await this.#accept(checkTransaction(transaction));
    if (isNew) this.#spread(transaction, except);
    return isNew;
  }

  #spread(transaction: Transaction, except?: PeerId): void {
    this.#node.broadcast(TransactionBroadcast, { transaction }, { except });
  }

  #isCarriedRival(transaction: Transaction): boolean {
    const rival = ownCopy(checkTransaction(transaction));
    const pending = rivalOf(this.#mempool, rival);
    return pending !== undefined && (this.#rivalListener?.(rival, pending) ?? false);
  }

  async #accept(checked: CheckedTransaction): Promise<boolean> {
    if (this.#mempool.has(checked.key)) return false;
    let tip: BlockLink;
    do {
      ({ tip } = this.#chain);
      if (await this.#chain.holdsTransaction(checked.key)) {
        throw new TransactionError('IN_CHAIN', `transaction ${checked.key} is in a block already`);
      }
      const index = (await this.#chain.utxos.areSpent(checked.spends)).indexOf(true);
      if (index !== -1) {
        const problem = `transaction ${checked.key} spends ${checked.spends[index]}, as a block does`;
        throw new TransactionError('CONFLICT', problem);
      }
      // A block that came in the meantime may hold it, or what spends the same.
    } while (tip !== this.#chain.tip);
    return this.#mempool.add(checked);
  }
}

function pendingLimits(largestMessage = PENDING_BYTES): { maxItems: number; maxBytes: number } {
  // Tag and length around each transaction take up to 5 bytes more; an eighth covers that for the smallest.
  return { maxItems: 65_536, maxBytes: Math.floor((Math.min(largestMessage, PENDING_BYTES) * 7) / 8) };
}
