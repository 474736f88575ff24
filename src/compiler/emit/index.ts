import type { SchemaModel } from '../model.js';
import { catalogued, emitCatalog } from './catalog.js';
import { emittedFiles } from './emitted-files.js';
import { emitFile, type Output } from './file.js';
import { emitSchemaJson } from './schema-json.js';
import { Names, stemOf } from './scope.js';

export interface EmitOptions {
  /** `js` makes `.js` with `.d.ts` beside it. */
  readonly target: 'ts' | 'js';
  /** What the first line of every file says made it. */
  readonly command: string;
}

/** Generated text by path below the output folder: a file for each .proto, `catalog` and `schema.json`. */
export function emit(model: SchemaModel, options: EmitOptions): ReadonlyMap<string, string> {
  const names = new Names(model);
  const outputs: readonly Output[] = options.target === 'ts' ? ['ts'] : ['js', 'd.ts'];
  const files = emittedFiles(model);
  const texts = new Map<string, string>();
  for (const file of files) {
    const made = emitFile(file, names, outputs, options.command);
    outputs.forEach((output, index) => texts.set(`${stemOf(file.path)}.${output}`, made[index] ?? ''));
  }
  if (catalogued(files).length > 0) {
    for (const output of outputs) {
      texts.set(`catalog.${output}`, emitCatalog(model, files, names, output, options.command));
    }
  }
  texts.set('schema.json', emitSchemaJson(model, files));
  return texts;
}
