import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emit } from '../compiler/emit/index.js';
import type { SchemaModel } from '../compiler/model.js';
import { packageFolder } from '../compiler/schema/package-folder.js';

/** Generated JavaScript in a temporary folder. */
export interface GeneratedCode {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Writes what `framewright generate --target js` would, where it can be imported from. */
export async function writeGeneratedCode(model: SchemaModel): Promise<GeneratedCode> {
  const folder = await mkdtemp(join(tmpdir(), 'framewright-bench-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    // Generated code imports `framewright/codec`: this very package, through a link.
    await mkdir(join(folder, 'node_modules'));
    await symlink(packageFolder(), join(folder, 'node_modules/framewright'), 'junction');
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
    for (const [path, text] of emit(model, { target: 'js', command: 'framewright bench' })) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}
