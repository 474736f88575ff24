import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import protobuf from 'protobufjs';
import { emit } from '../../src/compiler/emit/index.js';
import type { FieldModel, SchemaModel } from '../../src/compiler/model.js';
import { loadSchema } from '../../src/compiler/schema/index.js';
import type { Codec } from '../../src/codec/codec.js';

/** .proto texts by their import paths. */
export type ProtoFiles = Readonly<Record<string, string>>;

const root = join(import.meta.dirname, '../..');

/** Inside the package, so that `framewright/codec` resolves there; git does not keep it. */
export function generatedFolder(name: string): string {
  return join(root, 'test/.generated', name);
}

export function modelOf(files: ProtoFiles, requested: readonly string[] = Object.keys(files)): SchemaModel {
  // A proto path that does not exist: everything but the package's own files comes from `files`.
  const paths = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [join('/memory', path), text]),
  );
  return loadSchema({
    protoPaths: ['/memory'],
    files: requested,
    readFile: (path) => paths[path],
  });
}

/** Writes what `emit` makes below test/.generated and returns the folder. */
export function writeGenerated(name: string, model: SchemaModel, target: 'ts' | 'js' = 'ts'): string {
  const folder = generatedFolder(name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of emit(model, { target, command: 'framewright generate' })) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

/** Compiles a model and imports one of the generated modules. */
export async function importGenerated(
  name: string,
  model: SchemaModel,
  module: string,
): Promise<Readonly<Record<string, unknown>>> {
  const folder = writeGenerated(name, model);
  return (await import(pathToFileURL(join(folder, `${module}.ts`)).href)) as Record<string, unknown>;
}

/** One codec of a generated module. */
export function codecIn(
  module: Readonly<Record<string, unknown>>,
  name: string,
): Codec<Record<string, unknown>> {
  return module[name] as Codec<Record<string, unknown>>;
}

/** The same schema without limits and number fields: then only protobuf's own rules decide what is valid. */
export function withoutLimits(model: SchemaModel): SchemaModel {
  const unlimited = (field: FieldModel): FieldModel => ({
    ...field,
    asNumber: false,
    maxItems: undefined,
    maxBytes: undefined,
    exactBytes: undefined,
  });
  return {
    files: model.files.map((file) => ({
      ...file,
      messages: file.messages.map((message) => ({
        ...message,
        fields: message.fields.map(unlimited),
        wire: message.wire === undefined ? undefined : { ...message.wire, maxBytes: undefined },
      })),
    })),
  };
}

/** The oracle: protobufjs's reflection of the same texts. */
export function oracleOf(files: ProtoFiles): protobuf.Root {
  const oracle = new protobuf.Root();
  for (const text of Object.values(files)) protobuf.parse(text, oracle, { keepCase: true });
  oracle.resolveAll();
  giveFields(oracle);
  return oracle;
}

/**
 * Where a message has no fields, protobufjs 8.8 takes whole tags for field numbers: it refuses every group there and lets
 * field number 0 pass. With a field, of a number that nobody may use, it reads such messages like all others.
 */
function giveFields(within: protobuf.NamespaceBase): void {
  for (const nested of within.nestedArray) {
    if (nested instanceof protobuf.Type && nested.fieldsArray.length === 0) {
      nested.add(new protobuf.Field('never', 19_999, 'bytes'));
    }
    if (nested instanceof protobuf.Namespace) giveFields(nested);
  }
}

/**
 * proto2 leaves it open whether text must be UTF-8, and protobufjs takes it as it comes there; ours is as strict as in
 * proto3. To be called before the oracle's first decoding.
 */
export function verifyText(within: protobuf.Root): protobuf.Root {
  const visit = (space: protobuf.NamespaceBase) => {
    for (const nested of space.nestedArray) {
      if (nested instanceof protobuf.Type) {
        for (const field of nested.fieldsArray) {
          const own = field as unknown as { _features: object };
          own._features = { ...own._features, utf8_validation: 'VERIFY' };
        }
      }
      if (nested instanceof protobuf.Namespace) visit(nested);
    }
  };
  visit(within);
  return within;
}
