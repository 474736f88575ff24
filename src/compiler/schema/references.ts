import { isScalar } from './scalars.js';
import type { Problems } from './schema-error.js';
import { join, withArticle } from './symbols.js';
import type { Lookup, SchemaSymbol, SymbolTable } from './symbols.js';
import type { FieldSyntax, FileSyntax, MessageSyntax, MethodSyntax, ServiceSyntax } from './syntax.js';

export type MessageSymbol = Extract<SchemaSymbol, { kind: 'message' }>;
export type TypeSymbol = Extract<SchemaSymbol, { kind: 'message' | 'enum' }>;

/** What the names of types in all files mean. */
export class References {
  readonly #types = new Map<FieldSyntax, TypeSymbol>();
  readonly #extendees = new Map<FieldSyntax, MessageSymbol>();
  readonly #requests = new Map<MethodSyntax, MessageSymbol>();
  readonly #responses = new Map<MethodSyntax, MessageSymbol>();
  readonly #symbols: SymbolTable;
  readonly #problems: Problems;

  constructor(files: Iterable<FileSyntax>, symbols: SymbolTable, problems: Problems) {
    this.#symbols = symbols;
    this.#problems = problems;
    for (const file of files) {
      for (const message of file.messages) this.#resolveMessage(message, file.package, file);
      for (const extension of file.extensions) this.#resolveField(extension, file.package, file);
      for (const service of file.services) this.#resolveService(service, file);
    }
  }

  /** The message or enum of a field; undefined for a scalar. */
  typeOf(field: FieldSyntax): TypeSymbol | undefined {
    return this.#types.get(field);
  }

  extendeeOf(field: FieldSyntax): MessageSymbol | undefined {
    return this.#extendees.get(field);
  }

  requestOf(method: MethodSyntax): MessageSymbol | undefined {
    return this.#requests.get(method);
  }

  responseOf(method: MethodSyntax): MessageSymbol | undefined {
    return this.#responses.get(method);
  }

  #resolveMessage(message: MessageSyntax, scope: string, file: FileSyntax): void {
    const fullName = join(scope, message.name);
    for (const field of message.fields) this.#resolveField(field, fullName, file);
    for (const extension of message.extensions) this.#resolveField(extension, fullName, file);
    for (const nested of message.messages) this.#resolveMessage(nested, fullName, file);
  }

  #resolveField(field: FieldSyntax, scope: string, file: FileSyntax): void {
    if (field.extendee !== undefined) {
      const extendee = this.#message(field.extendee, scope, field.line, file);
      if (extendee !== undefined) this.#extendees.set(field, extendee);
    }
    if (isScalar(field.type)) return;
    const lookup = this.#symbols.lookup(field.type, scope, file, true);
    if (this.#isUndefined(lookup, field.line, file)) return;
    const { found } = lookup;
    if (found.kind !== 'message' && found.kind !== 'enum') {
      this.#problems.add(
        file.shownPath,
        field.line,
        `"${field.type}" is no type but ${withArticle(found.kind)}`,
        'fields have a scalar type, a message or an enum',
      );
    } else {
      this.#types.set(field, found);
    }
  }

  #resolveService(service: ServiceSyntax, file: FileSyntax): void {
    const scope = join(file.package, service.name);
    for (const method of service.methods) {
      const request = this.#message(method.request, scope, method.line, file);
      const response = this.#message(method.response, scope, method.line, file);
      if (request !== undefined) this.#requests.set(method, request);
      if (response !== undefined) this.#responses.set(method, response);
    }
  }

  #message(name: string, scope: string, line: number, file: FileSyntax): MessageSymbol | undefined {
    const lookup = this.#symbols.lookup(name, scope, file, false);
    if (this.#isUndefined(lookup, line, file)) return undefined;
    const { found } = lookup;
    if (found.kind === 'message') return found;
    const hint =
      found.kind === 'rpc'
        ? `names are looked up inside the service first: write ${join(file.package, name)}`
        : 'write the name of a message';
    this.#problems.add(file.shownPath, line, `"${name}" is no message but ${withArticle(found.kind)}`, hint);
    return undefined;
  }

  #isUndefined(
    lookup: Lookup,
    line: number,
    file: FileSyntax,
  ): lookup is Extract<Lookup, { found: undefined }> {
    if (lookup.found !== undefined) return false;
    this.#problems.add(file.shownPath, line, lookup.reason, lookup.hint);
    return true;
  }
}
