import { LINE_WIDTH } from './source.js';
import type { EnumModel, FileModel, MessageModel, SchemaModel } from '../model.js';

/** What generated code has for one message. */
export interface MessageNames {
  readonly type: string;
  readonly write: string;
  readonly read: string;
  readonly merge: string;
  readonly create: string;
}

export interface EnumNames {
  readonly type: string;
  readonly shape: string;
}

interface Definition {
  readonly file: string;
  readonly names: MessageNames & EnumNames;
  /** Undefined for an extension. */
  readonly model: MessageModel | EnumModel | undefined;
}

/** The names every generated file exports, chosen so that none collides with another of its file. */
export class Names {
  readonly #definitions = new Map<string, Definition>();
  readonly #taken = new Map<string, Set<string>>();

  constructor(model: SchemaModel) {
    for (const file of model.files) {
      const taken = new Set<string>();
      this.#taken.set(file.path, taken);
      const types = [...file.messages, ...file.enums, ...file.extensions];
      const chosen = types.map((type) => unique(type.typeName, taken));
      types.forEach((type, index) => {
        const name = chosen[index] ?? type.typeName;
        const model = 'extendee' in type ? undefined : type;
        const names = {
          type: name,
          write: unique(`write${name}`, taken),
          read: unique(`read${name}`, taken),
          merge: unique(`merge${name}`, taken),
          create: unique(`create${name}`, taken),
          shape: unique(`${name}Shape`, taken),
        };
        this.#definitions.set(type.fullName, { file: file.path, names, model });
      });
    }
  }

  of(fullName: string): Definition {
    const found = this.#definitions.get(fullName);
    if (found === undefined) throw new Error(`the model has no ${fullName}`);
    return found;
  }

  /** Another export of a file, such as a service's client. */
  claim(file: string, name: string): string {
    return unique(name, this.#taken.get(file) ?? new Set());
  }

  /** What a file exports: imports must not take these names. */
  exportsOf(file: string): Iterable<string> {
    return this.#taken.get(file) ?? [];
  }
}

interface Import {
  readonly name: string;
  readonly alias: string;
  isValue: boolean;
  /** Whether the alias names a constant of the file, which holds what is imported. */
  isHeld: boolean;
}

/** What one generated file imports, collected while its text is made. */
export class Scope {
  readonly #file: FileModel;
  readonly #names: Names;
  readonly #taken: Set<string>;
  readonly #imports = new Map<string, Map<string, Import>>();
  readonly #locals = new Map<string, string>();

  constructor(file: FileModel, names: Names) {
    this.#file = file;
    this.#names = names;
    this.#taken = new Set([...names.exportsOf(file.path), ...LOCALS]);
  }

  /** A function or constant of `framewright/codec`. */
  value(name: string): string {
    return this.#import('framewright/codec', name, true);
  }

  /** The same for what functions call at every message: a constant of this file that holds it. */
  held(name: string): string {
    return this.#import('framewright/codec', name, true, true);
  }

  /** A type of `framewright/codec`. */
  type(name: string): string {
    return this.#import('framewright/codec', name, false);
  }

  message(fullName: string): MessageModel | undefined {
    const { model } = this.#names.of(fullName);
    return model !== undefined && 'fields' in model ? model : undefined;
  }

  /** The enum, wherever it is defined. */
  enum(fullName: string): EnumModel | undefined {
    const { model } = this.#names.of(fullName);
    return model !== undefined && 'values' in model ? model : undefined;
  }

  /** The name by which this file knows something of a message or enum, wherever that is defined. */
  ref(fullName: string, part: keyof Definition['names'], isValue = true): string {
    const { file, names } = this.#names.of(fullName);
    if (file === this.#file.path) return names[part];
    return this.#import(relativeModule(this.#file.path, file), names[part], isValue, CALLED.has(part));
  }

  /** The same if this file defines it. */
  ownMessage(fullName: string): MessageModel | undefined {
    return this.#names.of(fullName).file === this.#file.path ? this.message(fullName) : undefined;
  }

  /** A name of this file for a part of one of its definitions, which it does not export. */
  localOf(fullName: string, name: string): string {
    const key = `${fullName} ${name}`;
    const known = this.#locals.get(key) ?? this.local(name);
    this.#locals.set(key, known);
    return known;
  }

  /** A name of this file that it does not export. */
  local(name: string): string {
    const free = unique(name, this.#taken);
    this.#taken.add(free);
    return free;
  }

  /** Import statements; those of types alone only where types are printed. */
  imports(withTypes: boolean): string[] {
    const modules = [...this.#imports].sort(([a], [b]) => rank(a) - rank(b) || compare(a, b));
    return modules.flatMap(([from, imports]) => {
      const named = [...imports.values()].filter((entry) => withTypes || entry.isValue);
      if (named.length === 0) return [];
      named.sort((a, b) => compare(a.name, b.name));
      const texts = named.map(({ name, alias, isValue, isHeld }) => {
        const known = isHeld ? importedName(alias) : alias;
        const text = known === name ? name : `${name} as ${known}`;
        return isValue ? text : `type ${text}`;
      });
      const line = `import { ${texts.join(', ')} } from '${from}';`;
      if (line.length <= LINE_WIDTH) return [line];
      return ['import {', ...texts.map((text) => `  ${text},`), `} from '${from}';`];
    });
  }

  /** The constants that hold imports: V8 knows them when it compiles, and looks an import up at each use. */
  constants(): string[] {
    const held = [...this.#imports.values()].flatMap((imports) =>
      [...imports.values()].filter(({ isHeld }) => isHeld),
    );
    if (held.length === 0) return [];
    const lines = held.map(({ alias }) => `const ${alias} = ${importedName(alias)};`).sort(compare);
    return ['', '// Held by constants, as engines look an import up at each use.', ...lines];
  }

  #import(from: string, name: string, isValue: boolean, isHeld = false): string {
    const imports = this.#imports.get(from) ?? new Map<string, Import>();
    this.#imports.set(from, imports);
    const known = imports.get(name);
    if (known !== undefined) {
      known.isValue ||= isValue;
      known.isHeld ||= isHeld;
      return known.alias;
    }
    const alias = unique(name, this.#taken);
    imports.set(name, { name, alias, isValue, isHeld });
    return alias;
  }
}

/** Functions of other files that a message's own call. */
const CALLED: ReadonlySet<keyof Definition['names']> = new Set(['write', 'read']);

/** What a held import is called where it is imported; no other name of a file begins so. */
function importedName(alias: string): string {
  return `$${alias}`;
}

/** Names of variables in generated functions, and of the catalog: nothing imported may be hidden by them. */
const LOCALS = [
  'bytes',
  'at',
  'message',
  'item',
  'items',
  'index',
  'key',
  'value',
  'hole',
  'tag',
  'pos',
  'end',
  'stop',
  'inner',
  'reader',
  'choice',
  'start',
  'catalog',
  'from',
  'made',
  'nested',
  'first',
  'place',
  'size',
  'rest',
  'id',
  'length',
  'bits',
  'low',
  'high',
];

/** `timecoin/chain.proto` → `timecoin/chain` */
export function stemOf(path: string): string {
  return path.replace(/\.proto$/, '');
}

export function relativeModule(from: string, to: string): string {
  const source = stemOf(from).split('/');
  const target = stemOf(to).split('/');
  source.pop();
  while (source.length > 0 && target.length > 1 && source[0] === target[0]) {
    source.shift();
    target.shift();
  }
  const up = source.map(() => '..');
  return `${[...(up.length > 0 ? up : ['.']), ...target].join('/')}.js`;
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free)) free += '$';
  taken.add(free);
  return free;
}

function rank(module: string): number {
  return module.startsWith('.') ? 1 : 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
