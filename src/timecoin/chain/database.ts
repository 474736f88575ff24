import { StoreError } from '../errors.js';
import { sha256 } from '../hash.js';
import { sameBytes } from '../../wire/bytes.js';
import type { PendingWrite } from './pending-write.js';

/** What the store needs of a database: `ClassicLevel` and `MemoryLevel` with string keys and `view` values have it. */
export interface BlockDatabase {
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string, options?: ReadOptions): Promise<Uint8Array | undefined>;
  getMany(keys: string[], options?: ReadOptions): Promise<(Uint8Array | undefined)[]>;
  /** Does all of it or nothing, whatever happens to the process. */
  batch(operations: Operation[]): Promise<void>;
  /** The entries of a range in the order of their keys, as they were when it was called. */
  iterator(range: EntryRange & ReadOptions): EntryIterator;
  snapshot(): Snapshot;
}

export type Operation =
  { readonly type: 'put'; key: string; value: Uint8Array } | { readonly type: 'del'; key: string };

/** The database as it was at a moment. */
export interface Snapshot {
  close(): Promise<void>;
}

export interface ReadOptions {
  readonly snapshot?: Snapshot | undefined;
}

export interface EntryRange {
  readonly gt: string;
  readonly lt: string;
}

export interface EntryIterator {
  /** The next entries, at most `count`; none at the end. */
  nextv(count: number): Promise<[string, Uint8Array][]>;
  close(): Promise<void>;
}

/** How a database has to be opened for the store. */
export const DATABASE_ENCODING = { keyEncoding: 'utf8', valueEncoding: 'view' } as const;

/** What entries are read from: a database, a moment of it, or changes on top of it. */
export interface EntrySource {
  get(key: string): Promise<Uint8Array | undefined>;
  getMany(keys: string[]): Promise<(Uint8Array | undefined)[]>;
}

/** A database whose failures are StoreErrors. */
export class Entries implements EntrySource {
  readonly #database: BlockDatabase;
  readonly #read: ReadOptions;
  #pending: PendingWrite | undefined;

  constructor(database: BlockDatabase, read: ReadOptions = {}) {
    this.#database = database;
    this.#read = read;
  }

  open(): Promise<void> {
    return attempt(() => this.#database.open());
  }

  async close(): Promise<void> {
    await this.upToDate();
    await this.#database.close();
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    if (this.#pending !== undefined) await this.upToDate();
    return attempt(async () => plain(await this.#database.get(key, this.#read)));
  }

  async getMany(keys: string[]): Promise<(Uint8Array | undefined)[]> {
    if (this.#pending !== undefined) await this.upToDate();
    return attempt(async () => (await this.#database.getMany(keys, this.#read)).map(plain));
  }

  /**
   * Writes all of it or nothing. Not flushed to the disk each time: what the operating system has survives the death of
   * this process, and after a power cut LevelDB goes on from the last whole batch on the disk. A chain that ends some
   * blocks earlier is a good chain, and peers have those blocks.
   */
  write(operations: Operation[]): Promise<void> {
    return attempt(() => this.#database.batch(operations));
  }

  /** Takes a write that is still to be done: whatever is read waits for it. Settles as the write does. */
  async writeLater(pending: PendingWrite): Promise<void> {
    this.#pending = pending;
    try {
      await pending.written;
    } finally {
      if (this.#pending === pending) this.#pending = undefined;
    }
  }

  /** Has what is still to be written written now. */
  async upToDate(): Promise<void> {
    // How it ends is told to whoever has it written. What could not be is as if it had never been.
    await this.#pending?.hurry().catch(() => undefined);
  }

  /** Calls `visit` with the entries of a range until it returns false. */
  async scan(range: EntryRange, visit: (key: string, value: Uint8Array) => boolean): Promise<void> {
    await this.upToDate();
    await attempt(async () => {
      const iterator = this.#database.iterator({ ...range, ...this.#read });
      try {
        for (;;) {
          const entries = await iterator.nextv(256);
          if (entries.length === 0) return;
          for (const [key, value] of entries) if (!visit(key, plain(value))) return;
        }
      } finally {
        await iterator.close();
      }
    });
  }

  /** What `read` finds, all of it as of this moment, whatever is written meanwhile. */
  async atOnce<T>(read: (entries: Entries) => Promise<T>): Promise<T> {
    await this.upToDate();
    const snapshot = this.#database.snapshot();
    try {
      return await read(new Entries(this.#database, { snapshot }));
    } finally {
      await snapshot.close();
    }
  }
}

// Databases may give Buffers, whose slice is no copy.
function plain(value: Uint8Array): Uint8Array;
function plain(value: Uint8Array | undefined): Uint8Array | undefined;
function plain(value: Uint8Array | undefined): Uint8Array | undefined {
  return value && new Uint8Array(value.buffer, value.byteOffset, value.length);
}

const CHECK_BYTES = 4;

/** An entry's value with a check of it in front. Says also that it stands under its own key. */
export function sealed(key: string, data: Uint8Array): Uint8Array {
  // Of the pool, as memory of its own for each of thousands is the collector's work.
  const value = plain(Buffer.allocUnsafe(CHECK_BYTES + data.length));
  value.set(checkOf(key, data), 0);
  value.set(data, CHECK_BYTES);
  return value;
}

/** What was sealed. Throws StoreError CORRUPT. */
export function unsealed(key: string, value: Uint8Array): Uint8Array {
  const data = value.subarray(CHECK_BYTES);
  if (!sameBytes(value.subarray(0, CHECK_BYTES), checkOf(key, data))) {
    throw corrupt(key, 'does not match its checksum');
  }
  return data;
}

function checkOf(key: string, data: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([Buffer.from(key), data])).subarray(0, CHECK_BYTES);
}

/** Decodes an entry's value; one that cannot be decoded is CORRUPT. */
export function decoded<T>(key: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw corrupt(key, 'does not decode', error);
  }
}

export function corrupt(key: string, problem: string, cause?: unknown): StoreError {
  return new StoreError('CORRUPT', `stored entry ${key} ${problem}`, { cause });
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StoreError ? error : unavailable(error);
  }
}

// What LevelDB itself says: the reason stands in the error's cause where opening failed.
function unavailable(error: unknown): StoreError {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = reason instanceof Error && 'code' in reason ? reason.code : undefined;
  const text = reason instanceof Error ? reason.message : String(reason);
  // A file that LevelDB's own lists name is gone, or shorter than they say.
  const isBroken = code === 'LEVEL_IO_ERROR' && /: (No such file or directory|Invalid argument)$/.test(text);
  if (code === 'LEVEL_CORRUPTION' || isBroken)
    return new StoreError('CORRUPT', `stored blocks: ${text}`, { cause: error });
  const problem =
    code === 'LEVEL_LOCKED'
      ? 'another process has the stored blocks open: end that one first, or use another data directory'
      : `stored blocks cannot be used: ${text}`;
  return new StoreError('UNAVAILABLE', problem, { cause: error });
}
