import { BlockHashResponse, BlockHeightResponse, BlockResponse } from '../../../generated/timecoin/chain.js';
import type { Block } from '../../../generated/timecoin/types.js';
import type { CheckedBlock } from './block.js';
import { StoreError } from '../errors.js';
import { HASH_BYTES, hex, sha256 } from '../hash.js';
import { sameBytes } from '../../wire/bytes.js';

/** What the store needs of a database: `ClassicLevel` and `MemoryLevel` with string keys and `view` values have it. */
export interface BlockDatabase {
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  getMany(keys: string[]): Promise<(Uint8Array | undefined)[]>;
  batch(operations: { type: 'put'; key: string; value: Uint8Array }[]): Promise<void>;
}

/** How a database has to be opened for the store. */
export const DATABASE_ENCODING = { keyEncoding: 'utf8', valueEncoding: 'view' } as const;

/** The newest stored block. */
export interface StoreTip {
  readonly height: number;
  readonly hash: Uint8Array;
}

const TIP = 'tip';

/**
 * Blocks in a database, by height. Keys and values:
 * `block/<height>` a SHA-256, then what it is of: the payload of a CheckedBlock · `hash/<height>` the block's
 * hash · `height/<hash>` and `transaction/<txid>` a BlockHeightResponse · `tip` a BlockHashResponse.
 * A block is written in one batch: after a crash it is there with all its entries or not at all.
 */
export class BlockStore {
  readonly #database: BlockDatabase;
  #tip: StoreTip | undefined;

  constructor(database: BlockDatabase) {
    this.#database = database;
  }

  /** Opens the database and finds the newest block. Throws StoreError. */
  async open(): Promise<void> {
    try {
      await this.#database.open();
    } catch (error) {
      throw unavailable(error);
    }
    const tip = await this.#read(TIP);
    if (tip === undefined) return;
    const { height, hash } = decoded(TIP, () => BlockHashResponse.decode(tip));
    if (hash === undefined) throw corrupt(TIP, 'names no block');
    this.#tip = { height, hash: hash.slice() };
    const stored = await this.hashAt(height);
    if (!sameBytes(stored, hash)) throw corrupt(TIP, `names another block ${height} than is stored`);
    await this.payloadAt(height);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  /** Undefined as long as nothing was stored. */
  get tip(): StoreTip | undefined {
    return this.#tip;
  }

  /** Stores the block after the tip, whole or not at all. The caller has checked that it fits. */
  async append(block: CheckedBlock): Promise<void> {
    const { height, hash, payload, transactions } = block;
    const expected = this.#tip === undefined ? 0 : this.#tip.height + 1;
    if (height !== expected) throw new RangeError(`block ${height} stored where block ${expected} belongs`);
    const entry = new Uint8Array(HASH_BYTES + payload.length);
    entry.set(sha256(payload), 0);
    entry.set(payload, HASH_BYTES);
    const place = BlockHeightResponse.encode({ height });
    const values: [string, Uint8Array][] = [
      [blockKeyOf(height), entry],
      [hashKeyOf(height), hash],
      [heightKeyOf(hash), place],
      ...transactions.map((each): [string, Uint8Array] => [transactionKeyOf(each.key), place]),
      [TIP, BlockHashResponse.encode({ height, hash })],
    ];
    try {
      await this.#database.batch(values.map(([key, value]) => ({ type: 'put', key, value })));
    } catch (error) {
      throw unavailable(error);
    }
    this.#tip = { height, hash };
  }

  /** The payload of the CheckedBlock at a height up to the tip. Throws StoreError CORRUPT if it is not what was written. */
  async payloadAt(height: number): Promise<Uint8Array> {
    const key = blockKeyOf(height);
    const entry = await this.#mustRead(key);
    const payload = entry.subarray(HASH_BYTES);
    if (!sameBytes(sha256(payload), entry.subarray(0, HASH_BYTES)))
      throw corrupt(key, 'does not match its checksum');
    return payload;
  }

  async blockAt(height: number): Promise<Block> {
    const payload = await this.payloadAt(height);
    const key = blockKeyOf(height);
    const { block } = decoded(key, () => BlockResponse.decode(payload));
    if (block === undefined) throw corrupt(key, 'holds no block');
    return block;
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
    const value = await this.#read(key);
    return value === undefined ? undefined : decoded(key, () => BlockHeightResponse.decode(value)).height;
  }

  /** For each key of a transaction the height of its block, or undefined. */
  async heightsOfTransactions(keys: readonly string[]): Promise<(number | undefined)[]> {
    const names = keys.map(transactionKeyOf);
    const values = await this.#attempt(() => this.#database.getMany(names));
    return values.map((value, index) =>
      value === undefined
        ? undefined
        : decoded(names[index] ?? '', () => BlockHeightResponse.decode(value)).height,
    );
  }

  #read(key: string): Promise<Uint8Array | undefined> {
    return this.#attempt(() => this.#database.get(key));
  }

  async #mustRead(key: string): Promise<Uint8Array> {
    const value = await this.#read(key);
    if (value === undefined) throw corrupt(key, 'is missing');
    return value;
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw unavailable(error);
    }
  }
}

// Twelve digits sort as numbers do for the next million years of blocks.
function padded(height: number): string {
  return String(height).padStart(12, '0');
}

const blockKeyOf = (height: number): string => `block/${padded(height)}`;
const hashKeyOf = (height: number): string => `hash/${padded(height)}`;
const heightKeyOf = (hash: Uint8Array): string => `height/${hex(hash)}`;
const transactionKeyOf = (key: string): string => `transaction/${key}`;

function decoded<T>(key: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw corrupt(key, 'does not decode', error);
  }
}

function corrupt(key: string, problem: string, cause?: unknown): StoreError {
  const hint = 'remove the data directory and let the node fetch the blocks again';
  return new StoreError('CORRUPT', `stored entry ${key} ${problem}: ${hint}`, { cause });
}

// What LevelDB itself says: the reason stands in the error's cause where opening failed.
function unavailable(error: unknown): StoreError {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = reason instanceof Error && 'code' in reason ? reason.code : undefined;
  const text = reason instanceof Error ? reason.message : String(reason);
  if (code === 'LEVEL_CORRUPTION')
    return new StoreError('CORRUPT', `stored blocks: ${text}`, { cause: error });
  const hint = code === 'LEVEL_LOCKED' ? ' (another process has them open)' : '';
  return new StoreError('UNAVAILABLE', `stored blocks cannot be used${hint}: ${text}`, { cause: error });
}
