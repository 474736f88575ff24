import type { Block, UTXO } from '../../../generated/timecoin/types.js';
import { sameBytes } from '../../wire/bytes.js';
import { HASH_BYTES } from '../hash.js';
import { UtxoSet } from '../utxo/utxo-set.js';
import type { CheckedBlock } from './block.js';
import {
  blockKeyOf,
  decodeBlock,
  decodeHeight,
  decodePayload,
  decodeTip,
  hashKeyOf,
  heightKeyOf,
  type StoreTip,
  TIP_KEY,
  transactionKeyOf,
} from './block-entries.js';
import { type BlockDatabase, corrupt, Entries } from './database.js';
import { Draft } from './draft.js';
import { StoreChange } from './store-change.js';

/** The outputs that a change of the chain brought into the set of unspent ones, and took from it. */
export interface OutputChange {
  readonly gained: readonly UTXO[];
  readonly lost: readonly UTXO[];
}

/**
 * Blocks in a database, by height, with the set of unspent outputs after the newest. What a change of the chain writes is
 * one batch: after a crash it is there with all its entries or not at all.
 */
export class BlockStore {
  /** The unspent outputs after the newest block. */
  readonly utxos: UtxoSet;
  readonly #entries: Entries;
  #tip: StoreTip | undefined;

  constructor(database: BlockDatabase) {
    this.#entries = new Entries(database);
    this.utxos = new UtxoSet(this.#entries);
  }

  /** Opens the database and finds the newest block. Throws StoreError. */
  async open(): Promise<void> {
    await this.#entries.open();
    const value = await this.#entries.get(TIP_KEY);
    if (value === undefined) return;
    const tip = decodeTip(value);
    const { height, hash } = tip;
    const stored = await this.hashAt(height);
    if (!sameBytes(stored, hash)) throw corrupt(TIP_KEY, `names another block ${height} than is stored`);
    await this.payloadAt(height);
    const { blockHash } = await this.utxos.summary();
    if (!sameBytes(blockHash, hash)) throw corrupt('utxos', 'is of another block than the tip');
    this.#tip = tip;
  }

  async close(): Promise<void> {
    await this.#entries.close();
  }

  /** Undefined as long as nothing was stored. */
  get tip(): StoreTip | undefined {
    return this.#tip;
  }

  /** Stores the block after the tip, whole or not at all. The caller has checked that it fits. Throws BlockError. */
  append(block: CheckedBlock): Promise<OutputChange> {
    return this.replace(async (change) => change.add(block));
  }

  /** Writes what `work` does to the end of the chain, all of it or, if it throws, nothing. One at a time. */
  async replace(work: (change: StoreChange) => Promise<void>): Promise<OutputChange> {
    const change = new StoreChange(new Draft(this.#entries), this.utxos, this.#tip);
    await work(change);
    await change.commit();
    this.#tip = change.tip;
    return { gained: [...change.gained.values()], lost: [...change.lost.values()] };
  }

  /** The payload of the CheckedBlock at a height up to the tip. Throws StoreError CORRUPT if it is not what was written. */
  async payloadAt(height: number): Promise<Uint8Array> {
    const key = blockKeyOf(height);
    return decodePayload(key, await this.#mustRead(key));
  }

  /** Calls `visit` with the payloads from `start` to `last`, as they are at this moment, until it returns false. */
  async visitPayloads(
    start: number,
    last: number,
    visit: (payload: Uint8Array, height: number) => boolean,
  ): Promise<void> {
    await this.#entries.atOnce(async (entries) => {
      for (let height = start; height <= last; height++) {
        const key = blockKeyOf(height);
        const value = await entries.get(key);
        if (value === undefined) throw corrupt(key, 'is missing');
        if (!visit(decodePayload(key, value), height)) return;
      }
    });
  }

  async blockAt(height: number): Promise<Block> {
    return decodeBlock(blockKeyOf(height), await this.payloadAt(height));
  }

  async hashAt(height: number): Promise<Uint8Array> {
    const key = hashKeyOf(height);
    const hash = await this.#mustRead(key);
    if (hash.length !== HASH_BYTES) throw corrupt(key, 'is no hash');
    return hash;
  }

  /** Undefined for a hash that no stored block has. */
  async heightOf(hash: Uint8Array): Promise<number | undefined> {
    const key = heightKeyOf(hash);
    const value = await this.#entries.get(key);
    return value === undefined ? undefined : decodeHeight(key, value);
  }

  /** For each key of a transaction the height of its block, or undefined. */
  async heightsOfTransactions(keys: readonly string[]): Promise<(number | undefined)[]> {
    const names = keys.map(transactionKeyOf);
    const values = await this.#entries.getMany(names);
    return values.map((value, index) =>
      value === undefined ? undefined : decodeHeight(names[index] ?? '', value),
    );
  }

  async #mustRead(key: string): Promise<Uint8Array> {
    const value = await this.#entries.get(key);
    if (value === undefined) throw corrupt(key, 'is missing');
    return value;
  }
}
