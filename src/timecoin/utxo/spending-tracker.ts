import type { OutPoint, UTXO } from '../../../generated/timecoin/types.js';
import type { Clock } from '../../platform/clock.js';
import type { CheckedBlock } from '../chain/block.js';
import type { ChainChange } from '../chain/chain-change.js';
import type { Chain } from '../chain/chain.js';
import type { Mempool, MempoolChange } from '../transactions/mempool.js';
import { type CheckedTransaction, outputKey } from '../transactions/transaction.js';
import { checkTransition, type SpendingState, type StateOfUtxo } from './utxo-states.js';

/** An output whose state has changed, or that a block has made. */
export interface UtxoStateChange {
  /** The output's key. */
  readonly output: string;
  readonly outpoint: OutPoint;
  /** The state from now on. */
  readonly state: StateOfUtxo;
  /** Unix seconds. */
  readonly timestamp: number;
  /** The script that it pays to, where the change came with it. */
  readonly script: Uint8Array | undefined;
}

/** A pending transaction, and how far it is. */
interface Spending {
  readonly transaction: CheckedTransaction;
  state: SpendingState;
  /** Outputs that a block has spent in the meantime, by this transaction or another. */
  readonly taken: Set<string>;
}

type Outputs = ReadonlyMap<string, UTXO>;

const NO_OUTPUTS: Outputs = new Map();
const NONE: ReadonlySet<string> = new Set();
const UNSPENT: StateOfUtxo = { case: 'unspent', value: {} };

/**
 * How far the spending of outputs is. One entry for each pending transaction: all that it spends shares a state. Which other
 * outputs are unspent, and which a block has spent, is what the chain's set says.
 */
export class SpendingTracker {
  readonly #mempool: Mempool;
  readonly #clock: Clock;
  /** By key of the transaction. */
  readonly #spendings = new Map<string, Spending>();
  readonly #listeners = new Set<(change: UtxoStateChange) => void>();
  #refused = 0;

  /** Has to hear of the chain's changes before whatever takes transactions out of the mempool because of them. */
  constructor(mempool: Mempool, chain: Pick<Chain, 'onChange'>, clock: Clock) {
    this.#mempool = mempool;
    this.#clock = clock;
    chain.onChange(
      (change) => {
        this.#chainChanged(change);
      },
      () => this.#listeners.size > 0,
    );
    mempool.onChange((change) => {
      this.#mempoolChanged(change);
    });
  }

  /** How many transactions are followed. */
  get size(): number {
    return this.#spendings.size;
  }

  /** How many illegal transitions were refused. */
  get refused(): number {
    return this.#refused;
  }

  /** Undefined for an output that no pending transaction spends. */
  stateOf(output: string): SpendingState | undefined {
    const spender = this.#mempool.spenderOf(output);
    const spending = spender && this.#spendings.get(spender.key);
    return spending?.taken.has(output) === false ? spending.state : undefined;
  }

  /** Calls `listener` after every change. Returns what ends that. */
  onChange(listener: (change: UtxoStateChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Verified votes for a pending transaction so far, by the transaction's key. False where that changes nothing: it is not
   * pending, it is decided, or the numbers are known.
   */
  votesCounted(transaction: string, votes: number, totalNodes: number): boolean {
    const spending = this.#spendings.get(transaction);
    if (spending === undefined || spending.state.case === 'spentFinalized') return false;
    const { state } = spending;
    const before = state.case === 'spentPending' ? state.value : undefined;
    if (before?.votes === votes && before.totalNodes === totalNodes) return false;
    const { txid } = spending.transaction;
    const spentAt = before?.spentAt ?? this.#now();
    this.#advance(spending, { case: 'spentPending', value: { txid, votes, totalNodes, spentAt } });
    return true;
  }

  /**
   * The masternodes have decided for a transaction, by its key, with so many votes. False if it is not pending. Throws UtxoError
   * ILLEGAL_TRANSITION if no vote was counted before, or it is decided already.
   */
  finalized(transaction: string, votes: number): boolean {
    const spending = this.#spendings.get(transaction);
    if (spending === undefined) return false;
    const { txid } = spending.transaction;
    this.#advance(spending, { case: 'spentFinalized', value: { txid, finalizedAt: this.#now(), votes } });
    return true;
  }

  #mempoolChanged({ kind, transaction }: MempoolChange): void {
    if (kind === 'added') this.#lock(transaction);
    else this.#release(transaction);
  }

  #lock(transaction: CheckedTransaction): void {
    const { key, txid } = transaction;
    const state: SpendingState = { case: 'locked', value: { txid, lockedAt: this.#now() } };
    checkTransition(key, 'unspent', state.case);
    this.#spendings.set(key, { transaction, state, taken: new Set() });
    this.#tellAll(transaction, state);
  }

  #release({ key }: CheckedTransaction): void {
    const spending = this.#spendings.get(key);
    if (spending === undefined) return;
    this.#spendings.delete(key);
    checkTransition(key, spending.state.case, UNSPENT.case);
    this.#tellAll(spending.transaction, UNSPENT, spending.taken);
  }

  #advance(spending: Spending, next: SpendingState): void {
    const { transaction, state, taken } = spending;
    try {
      checkTransition(transaction.key, state.case, next.case);
    } catch (error) {
      this.#refused++;
      throw error;
    }
    spending.state = next;
    this.#tellAll(transaction, next, taken);
  }

  #chainChanged({ removed, added, ...change }: ChainChange): void {
    const isHeard = this.#listeners.size > 0;
    const gained = isHeard ? byKey(change.gained) : NO_OUTPUTS;
    const lost = isHeard ? byKey(change.lost) : NO_OUTPUTS;
    for (const block of removed) this.#undo(block, gained);
    for (const block of added) this.#confirm(block, lost, gained);
  }

  #undo({ transactions }: CheckedBlock, gained: Outputs): void {
    for (const transaction of transactions.toReversed()) {
      this.#tellAll(transaction, UNSPENT, NONE, gained);
      this.#giveBack(transaction, gained);
    }
  }

  /** What is finalized stayed pending beside the block, and spends its outputs again. */
  #giveBack({ spends, transaction: { inputs } }: CheckedTransaction, gained: Outputs): void {
    for (const [index, output] of spends.entries()) {
      const spending = this.#spendings.get(this.#mempool.spenderOf(output)?.key ?? '');
      const outpoint = inputs[index]?.previousOutput;
      if (outpoint !== undefined && spending?.taken.delete(output) === true)
        this.#tell(output, outpoint, spending.state, gained.get(output)?.scriptPubkey);
    }
  }

  #confirm({ transactions, height, timestamp }: CheckedBlock, lost: Outputs, gained: Outputs): void {
    for (const transaction of transactions) {
      const { txid, spends } = transaction;
      for (const output of spends) {
        const spender = this.#mempool.spenderOf(output);
        if (spender !== undefined) this.#spendings.get(spender.key)?.taken.add(output);
      }
      const value = { txid, blockHeight: height, confirmedAt: timestamp };
      this.#tellAll(transaction, { case: 'confirmed', value }, NONE, lost);
      this.#tellMade(transaction, gained);
    }
  }

  /** The state from now on of what a transaction spends. */
  #tellAll(
    { transaction, spends }: CheckedTransaction,
    state: StateOfUtxo,
    except: ReadonlySet<string> = NONE,
    known?: Outputs,
  ): void {
    if (this.#listeners.size === 0) return;
    for (const [index, output] of spends.entries()) {
      const outpoint = transaction.inputs[index]?.previousOutput;
      if (outpoint === undefined || except.has(output)) continue;
      this.#tell(output, outpoint, state, known?.get(output)?.scriptPubkey);
    }
  }

  /** What a transaction makes, as far as it is unspent from now on. */
  #tellMade({ key, txid, transaction }: CheckedTransaction, gained: Outputs): void {
    if (this.#listeners.size === 0) return;
    for (const [vout, { scriptPubkey }] of transaction.outputs.entries()) {
      const output = `${key}:${vout}`;
      if (gained.has(output)) this.#tell(output, { txid, vout }, UNSPENT, scriptPubkey);
    }
  }

  #tell(output: string, outpoint: OutPoint, state: StateOfUtxo, script: Uint8Array | undefined): void {
    const change: UtxoStateChange = { output, outpoint, state, timestamp: this.#now(), script };
    for (const listener of this.#listeners) listener(change);
  }

  #now(): number {
    return Math.floor(this.#clock.wallTime() / 1000);
  }
}

function byKey(utxos: readonly UTXO[]): Outputs {
  return new Map(utxos.flatMap((utxo) => (utxo.outpoint ? [[outputKey(utxo.outpoint), utxo]] : [])));
}
