import type { FieldModel, FileModel, SchemaModel, WireModel } from '../model.js';
import { checkDeclarations } from './check-declarations.js';
import { checkExtensions } from './check-extensions.js';
import { checkFeatures } from './check-features.js';
import type { Add } from './check-names.js';
import { checkOptions } from './check-options.js';
import type { ReadOptions } from './check-options.js';
import { defaultOf } from './default-value.js';
import { FeatureTable } from './features.js';
import { buildFile } from './model-builder.js';
import { OptionReader } from './option-reader.js';
import { pairMessages } from './pairing.js';
import type { WireMessage } from './pairing.js';
import { References } from './references.js';
import { Problems } from './schema-error.js';
import { readFromDisk, Sources } from './sources.js';
import type { ReadFile } from './sources.js';
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
  problems.throwIfAny();

  const all = [...sources.files.values()];
  const own = all.filter(({ path }) => path !== descriptorPath);
  const features = new FeatureTable(all, problems);
  for (const file of own) checkDeclarations(file, features, problems);
  const symbols = new SymbolTable(sources.files, problems);
  problems.throwIfAny();

  const references = new References(all, symbols, problems);
  const options = checkOptions(own, new OptionReader(symbols, references, problems), references, problems);
  checkExtensions(symbols, references, options, problems);
  checkFeatures(own, symbols, references, features, problems);
  const limits = allFieldLimits(symbols, options, problems);
  const defaults = allDefaults(symbols, options, references, problems);
  const reachable = reachableFiles(sources.files, files);
  const wire = wireModels(symbols, reachable, options, references, problems);
  problems.throwIfAny();

  const requested = new Set(files);
  const inModel = new Set(reachable.map(({ path }) => path));
  if (!requested.has(descriptorPath) && !isUsed(descriptorPath, symbols, references, inModel))
    inModel.delete(descriptorPath);
  const isInModel = (path: string): boolean => inModel.has(path);
  const facts = { references, features, options, limits, defaults, wire };
  const models: FileModel[] = [];
  for (const file of reachable) {
    if (!isInModel(file.path)) continue;
    const imports = file.imports.map(({ path }) => path).filter(isInModel);
    models.push(buildFile(file, facts, imports, requested.has(file.path), isInModel));
  }
  return { files: models };
}

/** What was asked for and all it imports, in dependency order. */
function reachableFiles(all: ReadonlyMap<string, FileSyntax>, requested: readonly string[]): FileSyntax[] {
  const reached = new Set<string>();
  const open = [...requested];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const imported of all.get(path)?.imports ?? []) open.push(imported.path);
  }
  return [...all].filter(([path]) => reached.has(path)).map(([, file]) => file);
}

/** Whether messages of other files have fields of the types of this one. */
function isUsed(
  path: string,
  symbols: SymbolTable,
  references: References,
  by: ReadonlySet<string>,
): boolean {
  for (const { kind, node, file } of symbols.all()) {
    if (kind !== 'field' || file.path === path || !by.has(file.path)) continue;
    if (references.typeOf(node)?.file.path === path) return true;
  }
  return false;
}

function allDefaults(
  symbols: SymbolTable,
  options: ReadOptions,
  references: References,
  problems: Problems,
): Map<FieldSyntax, FieldModel['default']> {
  const defaults = new Map<FieldSyntax, FieldModel['default']>();
  for (const { kind, node, file } of symbols.all()) {
    if ((kind !== 'field' && kind !== 'extension') || file.syntax === 'proto3') continue;
    const add: Add = (line, message, hint) => problems.add(file.shownPath, line, message, hint);
    const asNumber = options.get(node)?.get('jstype')?.value === 'JS_NUMBER';
    const value = defaultOf(node, references.typeOf(node), asNumber, add);
    if (value !== undefined) defaults.set(node, value);
  }
  return defaults;
}

function allFieldLimits(
  symbols: SymbolTable,
  options: ReadOptions,
  problems: Problems,
): Map<FieldSyntax, FieldLimits> {
  const limits = new Map<FieldSyntax, FieldLimits>();
  for (const { kind, node, file } of symbols.all()) {
    if ((kind !== 'field' && kind !== 'extension') || file.path === descriptorPath) continue;
    if (options.get(node)?.has('(framewright.field)') !== true) continue;
    const add: Add = (line, message, hint) => problems.add(file.shownPath, line, message, hint);
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
