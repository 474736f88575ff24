import type { FileModel, SchemaModel } from '../model.js';
import { catalogued, emitCatalog } from './catalog.js';
import { emitFile, type Output } from './file.js';
import { emitSchemaJson } from './schema-json.js';
import { Names, stemOf } from './scope.js';

export interface EmitOptions {
  /** `js` makes `.js` with `.d.ts` beside it. */
  readonly target: 'ts' | 'js';
  /** What the first line of every file says made it. */
  readonly command: string;
}

/** Only the compiler reads these; no generated code needs them. */
const OPTION_FILES = new Set(['framewright/options.proto', 'google/protobuf/descriptor.proto']);

/** Generated text by path below the output folder: a file for each .proto, `catalog` and `schema.json`. */
export function emit(model: SchemaModel, options: EmitOptions): ReadonlyMap<string, string> {
  const names = new Names(model);
  const outputs: readonly Output[] = options.target === 'ts' ? ['ts'] : ['js', 'd.ts'];
  const files = model.files.filter((file) => isEmitted(file, model));
  const texts = new Map<string, string>();
  for (const file of files) {
    for (const output of outputs) {
      // Names anew for each, as a service claims its own.
      texts.set(
        `${stemOf(file.path)}.${output}`,
        emitFile(model, file, new Names(model), output, options.command),
      );
    }
  }
  if (catalogued(files).length > 0) {
    for (const output of outputs) {
      texts.set(`catalog.${output}`, emitCatalog(model, files, names, output, options.command));
    }
  }
  texts.set('schema.json', emitSchemaJson(model, files));
  return texts;
}

/** Requested files, and those that messages of them need. */
function isEmitted(file: FileModel, model: SchemaModel): boolean {
  if (OPTION_FILES.has(file.path)) return false;
  if (file.requested) return true;
  const own = new Set([...file.messages, ...file.enums].map(({ fullName }) => fullName));
  return model.files.some(
    (other) =>
      other !== file &&
      other.messages.some((message) =>
        message.fields.some(({ type }) => type.kind !== 'scalar' && own.has(type.name)),
      ) &&
      isEmitted(other, model),
  );
}
