import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the installed package, or of its sources: where `proto/framewright/options.proto` is. */
export function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('framewright/package.json'));
  } catch {
    let folder = dirname(fileURLToPath(import.meta.url));
    while (!existsSync(join(folder, 'proto', 'framewright', 'options.proto'))) {
      const parent = dirname(folder);
      if (parent === folder) throw new Error('cannot find the folder of the package framewright');
      folder = parent;
    }
    return folder;
  }
}
