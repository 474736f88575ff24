import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Packages } from '../../src/bench/packages.js';
import type { NotMeasured } from '../../src/bench/result.js';

/** What a contender needs beyond what everybody has: who needs something may be left out, with the reason. */
export interface Needs {
  /** npm packages, of `bench/contenders`. */
  readonly packages?: readonly string[];
  /** A program in the PATH. */
  readonly program?: string;
}

function isOptional({ packages, program }: Needs): boolean {
  return packages !== undefined || program !== undefined;
}

/** The first that is not installed. */
export function missingFor({ packages = [], program }: Needs, installed: Packages): string | undefined {
  const missing = packages.find((name) => installed.version(name) === undefined);
  if (missing !== undefined) return missing;
  return program === undefined || programPath(program) !== undefined ? undefined : program;
}

/** Calls `start` for those that are installed, and says of who is not, or needs something and cannot start, why it is not run. */
export async function startInstalled<C extends Needs & { readonly name: string }>(
  contenders: readonly C[],
  installed: Packages,
  start: (contender: C) => Promise<void>,
): Promise<NotMeasured[]> {
  const refused: NotMeasured[] = [];
  for (const contender of contenders) {
    const { name } = contender;
    const missing = missingFor(contender, installed);
    if (missing !== undefined) {
      refused.push({ name, status: 'not run', reason: `${missing} is not installed` });
      continue;
    }
    try {
      await start(contender);
    } catch (error) {
      if (!isOptional(contender)) throw error;
      refused.push({ name, status: 'not run', reason: (error as Error).message });
    }
  }
  return refused;
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
