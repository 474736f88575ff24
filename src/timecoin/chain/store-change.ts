import type { UTXO } from '../../../generated/timecoin/types.js';
import { sameBytes } from '../../wire/bytes.js';
import { BlockError } from '../errors.js';
import type { UtxoSet } from '../utxo/utxo-set.js';
import type { CheckedBlock } from './block.js';
import {
  blockKeyOf,
  decodeHeight,
  encodeHeight,
  encodePayload,
  encodeTip,
  hashKeyOf,
  heightKeyOf,
  type StoreTip,
  TIP_KEY,
  transactionKeyOf,
} from './block-entries.js';
import type { Draft } from './draft.js';

/** The outputs that a change of the chain brought into the set of unspent ones, and took from it. */
export interface OutputChange {
  readonly gained: readonly UTXO[];
  readonly lost: readonly UTXO[];
}

/**
 * Blocks taken from the end of the stored chain and put there, with all that follows from them; written at once. Until then
 * it only reads.
 */
export class StoreChange {
  /** Unspent outputs that the set gains and loses by all of it. */
  readonly gained = new Map<string, UTXO>();
  readonly lost = new Map<string, UTXO>();
  readonly #draft: Draft;
  readonly #utxos: UtxoSet;
  #tip: StoreTip | undefined;
  /** A block whose outputs are still to be found. */
  #unfinished: CheckedBlock | undefined;

  constructor(draft: Draft, utxos: UtxoSet, tip: StoreTip | undefined) {
    this.#draft = draft;
    this.#utxos = utxos;
    this.#tip = tip;
  }

  /** The newest block as it will be. */
  get tip(): StoreTip | undefined {
    return this.#tip;
  }

  /** What it does to the set of unspent outputs; of the block of addLast() once it is finished. */
  get outputs(): OutputChange {
    return { gained: [...this.gained.values()], lost: [...this.lost.values()] };
  }

  /**
   * Puts a block after the tip. Throws BlockError if an earlier block holds one of its transactions or spends one of its
   * outputs: this change is of no use then. The caller has checked everything else.
   */
  async add(block: CheckedBlock): Promise<void> {
    await this.#check(block);
    await this.#connect(block);
  }

  /** The same for the last block of all, without what it does to the set of outputs: nothing depends on it, and finish() adds it. */
  async addLast(block: CheckedBlock): Promise<void> {
    await this.#check(block);
    this.#unfinished = block;
    this.#tip = { height: block.height, hash: block.hash };
  }

  /** Completes the block of addLast(). */
  async finish(): Promise<void> {
    const block = this.#unfinished;
    this.#unfinished = undefined;
    if (block !== undefined) await this.#connect(block);
  }

  async #check(block: CheckedBlock): Promise<void> {
    const { height, header } = block;
    const expected = this.#tip === undefined ? 0 : this.#tip.height + 1;
    if (height !== expected) throw new RangeError(`block ${height} stored where block ${expected} belongs`);
    if (this.#tip !== undefined && !sameBytes(header.previousHash, this.#tip.hash)) {
      throw new RangeError(`block ${height} does not follow the one stored before it`);
    }
    await this.#refuseRepeated(block);
    await this.#utxos.refuseSpent(this.#draft, block);
  }

  async #connect(block: CheckedBlock): Promise<void> {
    const { height, hash, payload, transactions } = block;
    await this.#utxos.connect(this.#draft, block, this);
    const place = encodeHeight(height);
    this.#draft.put(blockKeyOf(height), () => encodePayload(payload));
    this.#draft.put(hashKeyOf(height), hash);
    this.#draft.put(heightKeyOf(hash), place);
    for (const { key } of transactions) this.#draft.put(transactionKeyOf(key), place);
    this.#moveTip({ height, hash });
  }

  /** Takes the newest block away; not the genesis block. */
  async remove(block: CheckedBlock): Promise<void> {
    const { height, hash, header, transactions } = block;
    if (this.#tip === undefined || height === 0 || !sameBytes(this.#tip.hash, hash)) {
      throw new RangeError(`block ${height} is not the newest`);
    }
    await this.#utxos.disconnect(this.#draft, block, this);
    this.#draft.delete(blockKeyOf(height));
    this.#draft.delete(hashKeyOf(height));
    this.#draft.delete(heightKeyOf(hash));
    for (const { key } of transactions) this.#draft.delete(transactionKeyOf(key));
    this.#moveTip({ height: height - 1, hash: header.previousHash });
  }

  /** Writes all of it, or nothing. */
  async commit(): Promise<void> {
    await this.finish();
    await this.#draft.commit();
  }

  #moveTip(tip: StoreTip): void {
    this.#draft.put(TIP_KEY, encodeTip(tip));
    this.#tip = tip;
  }

  async #refuseRepeated({ height, transactions: all }: CheckedBlock): Promise<void> {
    // What a repeated transaction spends is spent: refuseSpent() finds those that spend anything.
    const transactions = all.filter(({ spends }) => spends.length === 0);
    if (transactions.length === 0) return;
    const keys = transactions.map(({ key }) => transactionKeyOf(key));
    const places = await this.#draft.getMany(keys);
    const index = places.findIndex((place) => place !== undefined);
    const place = places[index];
    if (place === undefined) return;
    throw new BlockError(
      'DUPLICATE_TRANSACTION',
      `block ${height} holds ${transactions[index]?.key} of block ${decodeHeight(keys[index] ?? '', place)} again`,
    );
  }
}
