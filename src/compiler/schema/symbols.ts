import { constantCase, nearestName } from './names.js';
import { scalarTypes } from './scalars.js';
import type { Problems } from './schema-error.js';
import type {
  EnumSyntax,
  EnumValueSyntax,
  FieldSyntax,
  FileSyntax,
  MessageSyntax,
  MethodSyntax,
  OneofSyntax,
  ServiceSyntax,
} from './syntax.js';
import { descriptorPath, wellKnownFileOf } from './well-known.js';

/** A name that a schema declares. All kinds share one name space, as in protoc. */
export type SchemaSymbol = { readonly fullName: string; readonly file: FileSyntax } & (
  | { readonly kind: 'message'; readonly node: MessageSyntax }
  | { readonly kind: 'enum'; readonly node: EnumSyntax }
  | { readonly kind: 'enum value'; readonly node: EnumValueSyntax }
  | { readonly kind: 'field'; readonly node: FieldSyntax }
  | { readonly kind: 'extension'; readonly node: FieldSyntax }
  | { readonly kind: 'oneof'; readonly node: OneofSyntax }
  | { readonly kind: 'service'; readonly node: ServiceSyntax }
  | { readonly kind: 'rpc'; readonly node: MethodSyntax }
);

export type Lookup =
  | { readonly found: SchemaSymbol }
  | { readonly found: undefined; readonly reason: string; readonly hint: string };

const maxSearches = 100;

export class SymbolTable {
  readonly #symbols = new Map<string, SchemaSymbol>();
  /** Every package and those around it. */
  readonly #packages = new Set<string>();
  /** By the path of a file: the packages of the files it sees. */
  readonly #visiblePackages = new Map<string, ReadonlySet<string>>();
  /** By the last part of their names, for hints. */
  readonly #types = new Map<string, string[]>();
  #searches = 0;
  readonly #visible = new Map<string, ReadonlySet<string>>();
  readonly #files: ReadonlyMap<string, FileSyntax>;

  constructor(files: ReadonlyMap<string, FileSyntax>, problems: Problems) {
    this.#files = files;
    for (const file of files.values()) addPackages(file.package, this.#packages);
    for (const file of files.values()) this.#addFile(file, problems);
  }

  get(fullName: string): SchemaSymbol | undefined {
    return this.#symbols.get(fullName);
  }

  all(): IterableIterator<SchemaSymbol> {
    return this.#symbols.values();
  }

  /**
   * Finds what a name means at a place, by protoc's rules: innermost scope first; the first part decides where the rest
   * is looked for. `typesOnly` passes over what is no message or enum.
   */
  lookup(name: string, scope: string, file: FileSyntax, typesOnly: boolean): Lookup {
    if (name.startsWith('.'))
      return this.#visibleSymbol(name.slice(1), file) ?? this.#undefinedName(name, file);
    const dot = name.indexOf('.');
    const first = dot < 0 ? name : name.slice(0, dot);
    for (let prefix = scope; ; prefix = parentOf(prefix)) {
      const candidate = join(prefix, first);
      const symbol = this.#visibleSymbol(candidate, file);
      if (dot < 0) {
        if (symbol !== undefined && (!typesOnly || isType(symbol.found))) return symbol;
      } else if (symbol === undefined ? this.#isPackage(candidate, file) : isScope(symbol.found)) {
        const whole = join(prefix, name);
        const result = this.#visibleSymbol(whole, file);
        if (result !== undefined) return result;
        const outer = this.#visibleSymbol(name, file);
        if (outer === undefined || whole === name) return this.#undefinedName(name, file, whole);
        return {
          found: undefined,
          reason: `"${name}" means "${whole}" here, which is not declared`,
          hint: `write .${name} for the outer one`,
        };
      }
      if (prefix === '') return this.#undefinedName(name, file);
    }
  }

  /** Itself, its imports, and what these import publicly. */
  visibleFiles(file: FileSyntax): ReadonlySet<string> {
    let visible = this.#visible.get(file.path);
    if (visible === undefined) {
      const paths = new Set([file.path]);
      const addPublic = (path: string): void => {
        if (paths.has(path)) return;
        paths.add(path);
        for (const { path: next, modifier } of this.#files.get(path)?.imports ?? []) {
          if (modifier === 'public') addPublic(next);
        }
      };
      for (const { path } of file.imports) addPublic(path);
      visible = paths;
      this.#visible.set(file.path, visible);
    }
    return visible;
  }

  #visibleSymbol(fullName: string, file: FileSyntax): { found: SchemaSymbol } | undefined {
    const symbol = this.#symbols.get(fullName);
    if (symbol === undefined || !this.visibleFiles(file).has(symbol.file.path)) return undefined;
    return { found: symbol };
  }

  #isPackage(name: string, file: FileSyntax): boolean {
    let packages = this.#visiblePackages.get(file.path);
    if (packages === undefined) {
      const names = new Set<string>();
      for (const path of this.visibleFiles(file)) addPackages(this.#files.get(path)?.package ?? '', names);
      packages = names;
      this.#visiblePackages.set(file.path, packages);
    }
    return packages.has(name);
  }

  #undefinedName(name: string, file: FileSyntax, meant?: string): Lookup {
    const bare = name.startsWith('.') ? name.slice(1) : name;
    const candidates = [meant, join(file.package, bare), bare].filter((text) => text !== undefined);
    for (const candidate of candidates) {
      const hidden = this.#symbols.get(candidate);
      if (hidden === undefined) continue;
      return {
        found: undefined,
        reason: `"${name}" is declared in ${hidden.file.path}, which this file does not import`,
        hint: `add: import "${hidden.file.path}";`,
      };
    }
    return { found: undefined, reason: `"${name}" is not declared`, hint: this.#missingHint(bare, file) };
  }

  #missingHint(name: string, file: FileSyntax): string {
    const wellKnown = wellKnownFileOf(name);
    if (wellKnown !== undefined) return `add: import "${wellKnown}";`;
    const nearest = this.#nearestType(name, file);
    return nearest === undefined ? 'declare it, or import the file that does' : `did you mean ${nearest}?`;
  }

  /** The type of that last name in another scope, or one that is spelt alike. */
  #nearestType(name: string, file: FileSyntax): string | undefined {
    const known = [...scalarTypes];
    // Each search compares with every name: in a schema of thousands of files with thousands of mistakes that takes too long
    if (this.#searches++ < maxSearches) {
      for (const fullName of [...this.#types.values()].flat()) {
        known.push(fullName);
        const symbol = this.#symbols.get(fullName);
        if (symbol?.file.package === file.package) known.push(fullName.slice(file.package.length + 1));
      }
    }
    const elsewhere = this.#types.get(name.slice(name.lastIndexOf('.') + 1));
    return nearestName(name, known) ?? elsewhere?.find((fullName) => fullName.endsWith(`.${name}`));
  }

  #addFile(file: FileSyntax, problems: Problems): void {
    const add = (symbol: SchemaSymbol, hint = 'rename one of them'): void => {
      const { line, name } = symbol.node;
      if (this.#packages.has(symbol.fullName)) {
        const which = `rename the ${symbol.kind} or the package`;
        problems.add(file.shownPath, line, `"${symbol.fullName}" is also the name of a package`, which);
        return;
      }
      const other = this.#symbols.get(symbol.fullName);
      if (other !== undefined) {
        const place = `${other.file.shownPath}:${other.node.line}`;
        problems.add(
          file.shownPath,
          line,
          `${symbol.kind} ${name} is already declared as ${withArticle(other.kind)} at ${place}`,
          hint,
        );
        return;
      }
      this.#symbols.set(symbol.fullName, symbol);
      if (!isType(symbol) || file.path === descriptorPath) return;
      const sameName = this.#types.get(name);
      if (sameName === undefined) this.#types.set(name, [symbol.fullName]);
      else sameName.push(symbol.fullName);
    };
    const addEnum = (node: EnumSyntax, scope: string): void => {
      add({ kind: 'enum', fullName: join(scope, node.name), file, node });
      // Values are siblings of their enum, as in C++
      for (const value of node.values) {
        const hint = `values share the scope around their enum: call it ${constantCase(node.name)}_${value.name}`;
        add({ kind: 'enum value', fullName: join(scope, value.name), file, node: value }, hint);
      }
    };
    const addExtension = (node: FieldSyntax, scope: string): void =>
      add({ kind: 'extension', fullName: join(scope, node.name), file, node });
    const addMessage = (node: MessageSyntax, scope: string): void => {
      const fullName = join(scope, node.name);
      add({ kind: 'message', fullName, file, node });
      for (const oneof of node.oneofs) {
        add({ kind: 'oneof', fullName: join(fullName, oneof.name), file, node: oneof });
      }
      for (const field of node.fields) {
        add({ kind: 'field', fullName: join(fullName, field.name), file, node: field });
      }
      for (const nested of node.messages) addMessage(nested, fullName);
      for (const nested of node.enums) addEnum(nested, fullName);
      for (const extension of node.extensions) addExtension(extension, fullName);
    };
    for (const message of file.messages) addMessage(message, file.package);
    for (const declared of file.enums) addEnum(declared, file.package);
    for (const extension of file.extensions) addExtension(extension, file.package);
    for (const service of file.services) {
      const fullName = join(file.package, service.name);
      add({ kind: 'service', fullName, file, node: service });
      for (const method of service.methods) {
        add({ kind: 'rpc', fullName: join(fullName, method.name), file, node: method });
      }
    }
  }
}

/** A package with those around it. */
function addPackages(innermost: string, into: Set<string>): void {
  for (let name = innermost; name !== '' && !into.has(name); name = parentOf(name)) into.add(name);
}

export function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

export function parentOf(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.lastIndexOf('.')));
}

function isType(symbol: SchemaSymbol): boolean {
  return symbol.kind === 'message' || symbol.kind === 'enum';
}

function isScope({ kind }: SchemaSymbol): boolean {
  return kind === 'message' || kind === 'enum' || kind === 'service';
}

/** `an enum`, `a field`: for messages. */
export function withArticle(kind: SchemaSymbol['kind']): string {
  return `${/^[er]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
