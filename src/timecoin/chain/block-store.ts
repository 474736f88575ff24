import type { Block } from '../../../generated/timecoin/types.js';
import type { Clock } from '../../platform/clock.js';
import { sameBytes } from '../../wire/bytes.js';
import { StoreError } from '../errors.js';
import { HASH_BYTES } from '../hash.js';
import { UtxoSet } from '../utxo/utxo-set.js';
import { blockHash, type CheckedBlock } from './block.js';
import {
  blockKeyOf,
  decodeBlock,
  decodeHeader,
  decodeHeight,
  decodePayload,
  decodeTip,
  encodePayload,
  HASH_RANGE,
  hashKeyOf,
  heightKeyOf,
  type StoreTip,
  TIP_KEY,
  transactionKeyOf,
} from './block-entries.js';
import { type BlockDatabase, corrupt, Entries } from './database.js';
import { Draft } from './draft.js';
import { PendingWrite } from './pending-write.js';
import { type OutputChange, StoreChange } from './store-change.js';

// What `check` reads of the newest blocks.
const CHECKED_BLOCKS = 100;
const CHECKED_BYTES = 32 * 1024 * 1024;

const DAMAGE_KEY = 'damage';

/**
 * Blocks in a database, by height, with the set of unspent outputs after the newest. What a change of the chain writes is
 * one batch: after a crash it is there with all its entries or not at all.
 */
export class BlockStore {
  /** The unspent outputs after the newest block. */
  readonly utxos: UtxoSet;
  readonly #entries: Entries;
  /** The same, without waiting for what is to be written: for those who write. */
  readonly #written: Entries;
  #tip: StoreTip | undefined;

  constructor(database: BlockDatabase) {
    this.#entries = new Entries(database);
    this.#written = new Entries(database);
    this.utxos = new UtxoSet(this.#entries);
  }

  /** Opens the database and finds the newest block. Throws StoreError. */
  async open(): Promise<void> {
    await this.#entries.open();
    const value = await this.#entries.get(TIP_KEY);
    if (value === undefined) {
      let isEmpty = true;
      await this.#entries.scan(HASH_RANGE, () => (isEmpty = false));
      if (!isEmpty) throw corrupt(TIP_KEY, 'is missing');
      return;
    }
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
    const change = await this.prepare(work);
    await this.write(change);
    return change.outputs;
  }

  /** Finds out what `work` does to the end of the chain; `write` or `writeLater` is to follow before the next. */
  async prepare(work: (change: StoreChange) => Promise<void>): Promise<StoreChange> {
    const change = new StoreChange(new Draft(this.#written), this.utxos, this.#tip);
    await work(change);
    return change;
  }

  async write(change: StoreChange): Promise<void> {
    await change.commit();
    this.#tip = change.tip;
  }

  /**
   * The same some time from now, or as soon as anything is read: what is read is the chain after the change. `undo` is called
   * if it cannot be written, before anything is read.
   */
  writeLater(change: StoreChange, clock: Clock, delayMs: number, undo: () => void): Promise<void> {
    const write = async (): Promise<void> => {
      try {
        await this.write(change);
      } catch (error) {
        undo();
        throw error;
      }
    };
    return this.#entries.writeLater(new PendingWrite(clock, delayMs, write));
  }

  /** Settles when what was to be written later is written, now, or could not be. */
  upToDate(): Promise<void> {
    return this.#entries.upToDate();
  }

  /** The payload of the CheckedBlock at a height up to the tip. Throws StoreError CORRUPT if it is not what was written. */
  async payloadAt(height: number): Promise<Uint8Array> {
    return readPayload(this.#entries, height);
  }

  /** Calls `visit` with the payloads from `start` to `last`, as they are at this moment, until it returns false. */
  async visitPayloads(
    start: number,
    last: number,
    visit: (payload: Uint8Array, height: number) => boolean,
  ): Promise<void> {
    await this.#entries.atOnce(async (entries) => {
      for (let height = start; height <= last; height++) {
        if (!visit(await readPayload(entries, height), height)) return;
      }
    });
  }

  async blockAt(height: number): Promise<Block> {
    return decodeBlock(blockKeyOf(height), await this.payloadAt(height));
  }

  /** Writes a block that is stored once more, where its entry was damaged. */
  async rewrite({ height, payload }: CheckedBlock): Promise<void> {
    await this.#entries.write([{ type: 'put', key: blockKeyOf(height), value: encodePayload(payload) }]);
  }

  /** Has the next check fail: something other than a block is not what was written. */
  async noteDamage(problem: string): Promise<void> {
    await this.#entries.write([{ type: 'put', key: DAMAGE_KEY, value: new TextEncoder().encode(problem) }]);
  }

  /**
   * Looks at what is likely to be wrong after the machine or its disk failed: that every height has a block's hash, and the
   * newest 100 blocks, or 32 MiB of them, with their links. Throws StoreError CORRUPT.
   */
  async check(): Promise<void> {
    if (this.#tip === undefined) return;
    const noted = await this.#entries.get(DAMAGE_KEY);
    if (noted !== undefined) throw corrupt(DAMAGE_KEY, `was noted: ${new TextDecoder().decode(noted)}`);
    let next = 0;
    await this.#entries.scan(HASH_RANGE, (key) => {
      const place = hashKeyOf(next++);
      if (key !== place) throw corrupt(place, 'is missing');
      return true;
    });
    if (next !== this.#tip.height + 1) throw corrupt(TIP_KEY, `is not the last of ${next} blocks`);
    let expected = this.#tip.hash;
    let bytes = 0;
    const last = Math.max(0, this.#tip.height - CHECKED_BLOCKS);
    for (let { height } = this.#tip; height >= last && bytes < CHECKED_BYTES; height--) {
      const payload = await this.payloadAt(height);
      bytes += payload.length;
      const header = decodeHeader(blockKeyOf(height), payload);
      if (header === undefined || !sameBytes(blockHash(header), expected)) {
        throw corrupt(blockKeyOf(height), 'is not the block that the next one follows');
      }
      if (!sameBytes(await this.hashAt(height), expected) || (await this.heightOf(expected)) !== height) {
        throw corrupt(hashKeyOf(height), 'is not that of the block there');
      }
      expected = header.previousHash;
    }
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

async function readPayload(entries: Entries, height: number): Promise<Uint8Array> {
  const key = blockKeyOf(height);
  try {
    const value = await entries.get(key);
    if (value === undefined) throw corrupt(key, 'is missing');
    return decodePayload(key, value);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'CORRUPT')) throw error;
    throw new StoreError('CORRUPT', error.message, { cause: error, height });
  }
}
