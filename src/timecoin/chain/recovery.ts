import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { Block } from '../../../generated/timecoin/types.js';
import { MemoryLevel } from 'memory-level';
import type { Clock, Runtime } from '../../platform/clock.js';
import { type Log, silentLog } from '../../platform/log.js';
import { systemRuntime } from '../../platform/system.js';
import { reasonOf } from '../../platform/reason.js';
import { BlockError, StoreError } from '../errors.js';
import type { TimeNetwork } from '../networks.js';
import { blockKeyOf } from './block-entries.js';
import { BlockStore } from './block-store.js';
import { Chain } from './chain.js';
import { type BlockDatabase, corrupt, DATABASE_ENCODING } from './database.js';

/** A chain and the store that it is in. */
export interface StoredChain {
  readonly store: BlockStore;
  readonly chain: Chain;
  /** What happened if the stored blocks had to be built again. */
  readonly rebuilt?: RebuiltStore | undefined;
}

export interface RebuiltStore {
  /** What was wrong. */
  readonly problem: string;
  /** Blocks up to this height were good and kept; peers have the others. */
  readonly height: number;
  /** The folder with what was there before. */
  readonly kept: string;
}

/** Where a chain is kept. */
export interface StoragePlace {
  /** Instead of `dataDir`. What is wrong in it is the caller's to mend. */
  readonly database?: BlockDatabase | undefined;
  /** Blocks are in its folder `blocks`; without either in memory. */
  readonly dataDir?: string | undefined;
  readonly runtime?: Runtime | undefined;
  readonly log?: Log | undefined;
}

/** Opens the chain where the options say. Throws StoreError. */
export function openStored(place: StoragePlace, network: TimeNetwork): Promise<StoredChain> {
  const { database, dataDir, runtime: { clock } = systemRuntime, log = silentLog } = place;
  if (database === undefined && dataDir !== undefined) {
    return openStoredChain(join(dataDir, 'blocks'), network, clock, log);
  }
  return openChain(database ?? new MemoryLevel<string, Uint8Array>(DATABASE_ENCODING), network, clock);
}

// How often a long rebuilding says how far it is.
const PROGRESS_BLOCKS = 10_000;

/**
 * Opens the chain in a folder. Where its database is not what was written, the blocks up to the first bad one are written
 * into a new one, and the old folder is kept as `<folder>.corrupt`; one from an earlier time goes. Throws StoreError, with
 * the folder's name, for what is not mended by that.
 */
export async function openStoredChain(
  folder: string,
  network: TimeNetwork,
  clock: Clock,
  log: Log,
): Promise<StoredChain> {
  const fresh = `${folder}.rebuilt`;
  const kept = `${folder}.corrupt`;
  try {
    // Killed between the two renames below: what was rebuilt is whole.
    if (!existsSync(folder) && existsSync(fresh)) await rename(fresh, folder);
    // Killed before: LevelDB's own repair may have mended the folder so that it opens, without what it could not read.
    if (existsSync(fresh)) throw new StoreError('CORRUPT', 'rebuilding the stored blocks was cut off');
    return await openFolder(folder, network, clock);
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'CORRUPT')) throw inFolder(folder, error);
    const problem = error.message;
    log.error('stored blocks are corrupt', { folder, problem, next: 'keeping those that are good' });
    try {
      await rm(fresh, { recursive: true, force: true });
      const { height, isWhole } = await salvage(folder, fresh, network, clock, log);
      await rm(kept, { recursive: true, force: true });
      await rename(folder, kept);
      await rename(fresh, folder);
      const outcome = isWhole ? 'all blocks were good' : 'what follows is fetched from peers';
      log.warn('stored blocks rebuilt', { height, outcome, kept, next: `you may delete ${kept}` });
      return { ...(await openFolder(folder, network, clock)), rebuilt: { problem, height, kept } };
    } catch (cause) {
      throw inFolder(folder, cause);
    }
  }
}

async function openFolder(folder: string, network: TimeNetwork, clock: Clock): Promise<StoredChain> {
  await refuseHeadless(folder);
  return openChain(databaseIn(folder), network, clock);
}

/** Opens the chain in a database, which is closed if that fails. Throws StoreError. */
export async function openChain(
  database: BlockDatabase,
  network: TimeNetwork,
  clock: Clock,
): Promise<StoredChain> {
  const store = new BlockStore(database);
  try {
    await store.open();
    const chain = await Chain.open(store, network, clock);
    await store.check();
    return { store, chain };
  } catch (error) {
    await store.close();
    throw error;
  }
}

// LevelDB takes a folder without CURRENT for a new database, and deletes what lies there.
async function refuseHeadless(folder: string): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  const hasData = names.some((name) => /\.(ldb|sst|log)$/.test(name));
  if (hasData && !names.includes('CURRENT')) throw corrupt('CURRENT', 'is missing');
}

interface Salvaged {
  /** Of the last good block. */
  readonly height: number;
  /** Whether it was the last of all: only something else was corrupt. */
  readonly isWhole: boolean;
}

/** Writes the blocks from the genesis block to the first bad one into a new database. */
async function salvage(
  from: string,
  to: string,
  network: TimeNetwork,
  clock: Clock,
  log: Log,
): Promise<Salvaged> {
  const fresh = new BlockStore(databaseIn(to));
  await fresh.open();
  const { database, mended } = await openDamaged(from, log);
  try {
    const chain = await Chain.open(fresh, network, clock);
    if (database === undefined) return { height: chain.height, isWhole: false };
    const old = new BlockStore(database);
    for (;;) {
      const block = await nextOf(old, chain);
      if (block instanceof StoreError) {
        const isWhole = !mended && (await isLast(database, chain.height));
        if (!isWhole) log.info('good blocks end', { height: chain.height, reason: block.message });
        return { height: chain.height, isWhole };
      }
      if (!(await appended(chain, block, log))) return { height: chain.height, isWhole: false };
      if (chain.height % PROGRESS_BLOCKS === 0)
        log.info('rebuilding stored blocks', { height: chain.height });
    }
  } finally {
    await database?.close();
    await fresh.close();
  }
}

async function nextOf(old: BlockStore, { height }: Chain): Promise<Block | StoreError> {
  try {
    return await old.blockAt(height + 1);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return error;
  }
}

/** Whether nothing is stored of a block above that height, as far as that can be read. */
async function isLast(database: Database, height: number): Promise<boolean> {
  try {
    const above = database.keys({ gt: blockKeyOf(height), lt: 'block0', limit: 1 });
    return (await above.all()).length === 0;
  } catch {
    return false;
  }
}

async function appended(chain: Chain, block: Block, log: Log): Promise<boolean> {
  try {
    return (await chain.append(block)) === 'appended';
  } catch (error) {
    if (!(error instanceof BlockError)) throw error;
    log.info('good blocks end', { height: chain.height, reason: error.message });
    return false;
  }
}

/** The database of a folder, mended by LevelDB, which may lose some, if it does not open otherwise; undefined if not even that helps. */
async function openDamaged(
  folder: string,
  log: Log,
): Promise<{ readonly database: Database | undefined; readonly mended: boolean }> {
  for (const mend of [false, true]) {
    const database = databaseIn(folder);
    try {
      if (mend) await ClassicLevel.repair(folder);
      if (!mend) await refuseHeadless(folder);
      await database.open();
      return { database, mended: mend };
    } catch (error) {
      await database.close();
      const reason = error instanceof Error ? (error.cause ?? error) : error;
      log.warn('stored blocks do not open', { folder, mended: mend, reason: reasonOf(reason) });
    }
  }
  return { database: undefined, mended: true };
}

type Database = ClassicLevel<string, Uint8Array>;

function databaseIn(folder: string): Database {
  return new ClassicLevel<string, Uint8Array>(folder, DATABASE_ENCODING);
}

function inFolder(folder: string, error: unknown): unknown {
  if (error instanceof StoreError) {
    return new StoreError(error.code, `${error.message} (in ${folder})`, { cause: error });
  }
  if (error instanceof Error && 'code' in error) {
    return new StoreError('UNAVAILABLE', `stored blocks cannot be used: ${error.message} (in ${folder})`, {
      cause: error,
    });
  }
  return error;
}
