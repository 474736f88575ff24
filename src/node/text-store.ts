import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf } from '../platform/reason.js';

/** Where one small text survives a restart. Tests keep it in memory. */
export interface TextStore {
  /** The file, for errors that name it; undefined where there is none. */
  readonly path?: string | undefined;
  /** What was saved last; undefined if nothing was. */
  load(): Promise<string | undefined>;
  /** Either all of it is there afterwards or what was before. */
  save(text: string): Promise<void>;
  /**
   * Puts what was saved out of the way of the next save, and says where it is now. Without this a damaged text stops the
   * start instead.
   */
  setAside?(): Promise<string>;
}

/** A file, replaced as a whole: a crash while saving leaves the old text. */
export function fileStore(path: string, mode = 0o644): TextStore {
  return {
    path,
    async load() {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        // Not every error of a read names its file.
        throw new Error(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
      }
    },
    async save(text) {
      await mkdir(dirname(path), { recursive: true });
      const draft = `${path}.new`;
      try {
        const file = await open(draft, 'w', mode);
        try {
          await file.writeFile(text);
          // Renamed before it is on the disk, the file could be empty after a power cut.
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async setAside() {
      const kept = `${path}.damaged`;
      await rename(path, kept);
      return kept;
    },
  };
}

export function memoryStore(text?: string): TextStore {
  let kept = text;
  return {
    load: () => Promise.resolve(kept),
    save(next) {
      kept = next;
      return Promise.resolve();
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
