import type { FileModel, SchemaModel, WireModel } from '../model.js';
import { checkDeclarations } from './check-declarations.js';
import { checkExtensions } from './check-extensions.js';
import { checkOptions } from './check-options.js';
import type { ReadOptions } from './check-options.js';
import { checkTypeScriptNames } from './check-typescript.js';
import { buildFile } from './model-builder.js';
import { OptionReader } from './option-reader.js';
import { pairMessages } from './pairing.js';
import type { WireMessage } from './pairing.js';
import { References } from './references.js';
import { reflect } from './reflection.js';
import { Problems } from './schema-error.js';
import { readFromDisk, Sources } from './sources.js';
import type { ReadFile, SourceFile } from './sources.js';
import { SymbolTable } from './symbols.js';
import type { FieldSyntax, FileSyntax } from './syntax.js';
import { descriptorPath } from './well-known.js';
import { fieldLimits, wireOptions } from './wire-options.js';
import type { FieldLimits } from './wire-options.js';

export interface LoadOptions {
  /** Where imports are looked for, in this order; the package's own and Google's files are found by themselves. */
  readonly protoPaths: readonly string[];
  /** As an import would name them: relative to a proto path. */
  readonly files: readonly string[];
  /** Default: from the disk. */
  readonly readFile?: ReadFile;
}

const optionsPath = 'framewright/options.proto';

/** Reads and checks .proto files with all they import. Throws SchemaError with everything that is wrong. */
export function loadSchema({ protoPaths, files, readFile = readFromDisk }: LoadOptions): SchemaModel {
  const problems = new Problems();
  const sources = new Sources(protoPaths, readFile, problems);
  // Known even where nobody imports them: the first says what an option is, the second lets hints name its options
  for (const path of [descriptorPath, optionsPath, ...files]) sources.addRequested(path);
  if (files.includes(descriptorPath)) {
    problems.add(
      descriptorPath,
      0,
      'only proto3 so far, this file is proto2',
      'import it, for options of your own',
    );
  }
  problems.throwIfAny();

  const all = [...sources.files.values()].map(({ syntax }) => syntax);
  const own = all.filter(({ path }) => path !== descriptorPath);
  for (const file of own) checkDeclarations(file, problems);
  const symbols = new SymbolTable(new Map(all.map((file) => [file.path, file])), problems);
  problems.throwIfAny();

  const references = new References(all, symbols, problems);
  const options = checkOptions(own, new OptionReader(symbols, references, problems), references, problems);
  checkExtensions(symbols, references, problems);
  for (const file of own) checkTypeScriptNames(file, problems);
  const limits = allFieldLimits(symbols, options, problems);
  const reachable = reachableFiles(sources.files, files);
  const reachableSyntax = reachable.map(({ syntax }) => syntax);
  const wire = wireModels(symbols, reachableSyntax, options, references, problems);
  problems.throwIfAny();

  const root = reflect(reachable, references, problems);
  const inModel = new Set(reachableSyntax.map(({ path }) => path).filter((path) => path !== descriptorPath));
  const models: FileModel[] = [];
  for (const file of reachableSyntax) {
    if (!inModel.has(file.path)) continue;
    const imports = file.imports.map(({ path }) => path).filter((path) => inModel.has(path));
    models.push(buildFile(file, root, { options, limits, wire }, imports, files.includes(file.path)));
  }
  return { files: models };
}

/** What was asked for and all it imports, in dependency order. */
function reachableFiles(all: ReadonlyMap<string, SourceFile>, requested: readonly string[]): SourceFile[] {
  const reached = new Set<string>();
  const open = [...requested];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const imported of all.get(path)?.syntax.imports ?? []) open.push(imported.path);
  }
  return [...all].filter(([path]) => reached.has(path)).map(([, file]) => file);
}

function allFieldLimits(
  symbols: SymbolTable,
  options: ReadOptions,
  problems: Problems,
): Map<FieldSyntax, FieldLimits> {
  const limits = new Map<FieldSyntax, FieldLimits>();
  for (const { kind, node, file } of symbols.all()) {
    if (kind !== 'field' || file.path === descriptorPath) continue;
    const add = (line: number, message: string, hint: string): void =>
      problems.add(file.shownPath, line, message, hint);
    limits.set(node, fieldLimits(node, options, add));
  }
  return limits;
}

function wireModels(
  symbols: SymbolTable,
  files: readonly FileSyntax[],
  options: ReadOptions,
  references: References,
  problems: Problems,
): Map<string, WireModel> {
  const messages = new Map<string, WireMessage>();
  for (const symbol of symbols.all()) {
    if (symbol.kind !== 'message') continue;
    const wire = wireOptions(symbol, options, problems);
    if (wire !== undefined) {
      messages.set(symbol.fullName, { fullName: symbol.fullName, file: symbol.file, wire });
    }
  }
  return pairMessages(messages, files, references, problems);
}
