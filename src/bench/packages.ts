import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the packages of the contenders export. They are not dependencies, so no types are at hand. */
export type Exports = Readonly<Record<string, never>>;

/** Finds installed packages: from the first folder that has them, the user's project before framewright's own. */
export class Packages {
  readonly #folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** The version of an installed package; undefined if it is not installed. */
  version(name: string): string | undefined {
    return this.#find(name)?.version;
  }

  /** The folder of an installed package. */
  folder(name: string): string | undefined {
    return this.#find(name)?.folder;
  }

  /** Imports `package` or `package/entry`. */
  async load<T = Exports>(specifier: string): Promise<T> {
    const name = packageName(specifier);
    const from = this.#find(name)?.from;
    if (from === undefined) throw new Error(`${name} is not installed`);
    const url = pathToFileURL(requireFrom(from).resolve(specifier)).href;
    return (await import(url)) as T;
  }

  #find(name: string): { from: string; folder: string; version: string } | undefined {
    for (const from of this.#folders) {
      for (const modules of requireFrom(from).resolve.paths(name) ?? []) {
        const folder = join(modules, name);
        const file = join(folder, 'package.json');
        if (!existsSync(file)) continue;
        const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: string };
        return { from, folder, version: version ?? '?' };
      }
    }
    return undefined;
  }
}

function requireFrom(folder: string): NodeJS.Require {
  return createRequire(join(folder, 'package.json'));
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
