import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Packages } from '../../src/bench/packages.js';

/** What a contender needs beyond what everybody has: who needs something may be left out, with the reason. */
export interface Needs {
  /** npm packages, of `bench/contenders`. */
  readonly packages?: readonly string[];
  /** A program in the PATH. */
  readonly program?: string;
}

export function isOptional({ packages, program }: Needs): boolean {
  return packages !== undefined || program !== undefined;
}

/** The first that is not installed. */
export function missingFor({ packages = [], program }: Needs, installed: Packages): string | undefined {
  const missing = packages.find((name) => installed.version(name) === undefined);
  if (missing !== undefined) return missing;
  return program === undefined || programPath(program) !== undefined ? undefined : program;
}

/** Where a program is; system programs are not always in a user's PATH. */
export function programPath(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
