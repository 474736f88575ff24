import { nearestName } from './names.js';
import { isTarget, nameOfTarget, targetNames } from './option-targets.js';
import type { OptionTarget } from './option-targets.js';
import { describeValue, messageValue, scalarOption } from './option-values.js';
import type { OptionValue, OptionValues, SetOption } from './option-values.js';
import { isScalar } from './scalars.js';
import type { MessageSymbol, References } from './references.js';
import type { Problems } from './schema-error.js';
import { parentOf, withArticle } from './symbols.js';
import type { SymbolTable } from './symbols.js';
import { optionName } from './syntax.js';
import type {
  EnumSyntax,
  FieldSyntax,
  FileSyntax,
  OptionNamePart,
  OptionSyntax,
  OptionValueSyntax,
} from './syntax.js';

/**
 * Reads options by their declarations, Google's, Framewright's and anyone's alike: a name that is not declared or a
 * value of another type is a problem, where protobufjs keeps whatever stands there.
 */
export class OptionReader {
  readonly #symbols: SymbolTable;
  readonly #references: References;
  readonly #problems: Problems;

  constructor(symbols: SymbolTable, references: References, problems: Problems) {
    this.#symbols = symbols;
    this.#references = references;
    this.#problems = problems;
  }

  /** `scope` is the full name of what surrounds the declaration that has the options. */
  read(
    options: readonly OptionSyntax[],
    target: OptionTarget,
    scope: string,
    file: FileSyntax,
  ): OptionValues {
    const into: OptionValues = new Map();
    const declared = this.#symbols.get(`google.protobuf.${target}Options`);
    if (declared?.kind !== 'message') return into;
    for (const option of options) {
      const first = option.name[0];
      if (first?.isExtension === false && this.#isSpecial(first.name, option, target, file)) continue;
      this.#readOption(option, declared, into, { scope, file, target });
    }
    return into;
  }

  /** What stands among options without being declared as one, or is declared without being allowed here. */
  #isSpecial(name: string, option: OptionSyntax, target: OptionTarget, file: FileSyntax): boolean {
    const fail = (message: string, hint: string): true => {
      this.#problems.add(file.shownPath, option.line, message, hint);
      return true;
    };
    switch (name) {
      case 'uninterpreted_option':
        return fail('option uninterpreted_option is reserved', 'remove it');
      case 'features':
        // Those that protobuf itself has are read elsewhere; what is left are extensions such as (pb.cpp)
        return file.syntax !== 'edition 2023' || option.name[1]?.isExtension !== true;
      case 'default':
        if (target !== 'Field') return false;
        if (file.syntax !== 'proto3') return true; // read elsewhere
        return fail('proto3 has no default values', 'remove the option "default"');
      case 'json_name':
        if (target !== 'Field') return false;
        if (option.name.length === 1 && option.value.kind === 'string') return true;
        return fail(`json_name is ${describeValue(option.value)}`, 'write a string in quotes');
      default:
        return false;
    }
  }

  #readOption(option: OptionSyntax, target: MessageSymbol, into: OptionValues, at: Place): void {
    const name = optionName(option.name);
    let message = target;
    let values = into;
    for (const [i, part] of option.name.entries()) {
      const field = this.#field(part, optionName(option.name.slice(0, i + 1)), message, option.line, at);
      if (field === undefined) return;
      const targets = field.field.options.filter((known) => optionName(known.name) === 'targets');
      if (targets.length > 0 && !targets.some(({ value: known }) => isTarget(known, at.target))) {
        this.#fail(option.line, `option ${name} is not for ${targetNames[at.target]}`, 'remove it', at);
        return;
      }
      if (i === option.name.length - 1) {
        this.#set(values, field, option.value, name, false, at, option.line);
        return;
      }
      const type = this.#references.typeOf(field.field);
      if (type?.kind !== 'message' || field.field.label === 'repeated') {
        const hint = `set ${optionName(option.name.slice(0, i + 1))} itself`;
        this.#fail(
          option.line,
          `option ${name} goes into ${field.key}, which is no single message`,
          hint,
          at,
        );
        return;
      }
      const inner = messageValue(values.get(field.key)?.value);
      const next = inner ?? new Map<string, SetOption>();
      if (inner === undefined) values.set(field.key, { line: option.line, value: next });
      values = next;
      message = type;
    }
  }

  #field(
    part: OptionNamePart,
    name: string,
    message: MessageSymbol,
    line: number,
    at: Place,
  ): KeyedField | undefined {
    if (!part.isExtension) {
      const field = message.node.fields.find((declared) => declared.name === part.name);
      if (field !== undefined) return { key: part.name, field };
      const known = message.node.fields.map((declared) => declared.name);
      const nearest = nearestName(part.name, known);
      const all = known.length > 12 ? `see ${message.fullName}` : `there are ${known.join(', ')}`;
      this.#fail(
        line,
        `unknown option ${name}`,
        nearest === undefined ? all : `did you mean ${nearest}?`,
        at,
      );
      return undefined;
    }
    const lookup = this.#symbols.lookup(part.name, at.scope, at.file, false);
    if (lookup.found === undefined) {
      const nearest = nearestName(part.name, this.#extensionsOf(message));
      const hint =
        nearest === undefined || nearest === part.name ? lookup.hint : `did you mean (${nearest})?`;
      this.#fail(line, `unknown option ${name}: ${lookup.reason}`, hint, at);
      return undefined;
    }
    const { found } = lookup;
    if (found.kind !== 'extension') {
      this.#fail(line, `(${part.name}) is no option but ${withArticle(found.kind)}`, 'name an extension', at);
      return undefined;
    }
    const extendee = this.#references.extendeeOf(found.node);
    if (extendee?.fullName !== message.fullName) {
      const sibling = this.#extensionsOf(message).find(
        (other) => parentOf(other) === parentOf(found.fullName),
      );
      const hint = sibling === undefined ? 'remove it' : `here it is (${sibling})`;
      this.#fail(
        line,
        `(${part.name}) is an option of ${nameOfTarget(extendee)}, not of ${nameOfTarget(message)}`,
        hint,
        at,
      );
      return undefined;
    }
    return { key: `(${found.fullName})`, field: found.node };
  }

  #extensionsOf(message: MessageSymbol): string[] {
    const names: string[] = [];
    for (const symbol of this.#symbols.all()) {
      if (symbol.kind !== 'extension') continue;
      if (this.#references.extendeeOf(symbol.node)?.fullName === message.fullName)
        names.push(symbol.fullName);
    }
    return names;
  }

  #set(
    values: OptionValues,
    { key, field }: KeyedField,
    value: OptionValueSyntax,
    name: string,
    isTextFormat: boolean,
    at: Place,
    line: number,
  ): void {
    const previous = values.get(key);
    const { oneof } = field;
    if (field.label !== 'repeated' && field.mapKey === undefined) {
      if (previous !== undefined) {
        const hint = `remove one; the other is in line ${previous.line}`;
        this.#fail(line, `option ${name} is set twice`, hint, at);
        return;
      }
      const sibling =
        oneof === undefined ? undefined : [...values.values()].find((other) => other.oneof === oneof);
      if (sibling !== undefined) {
        const hint = `remove one; the other is in line ${sibling.line}`;
        this.#fail(line, `option ${name} excludes another option of oneof ${oneof}`, hint, at);
        return;
      }
      values.set(key, { line, oneof, value: this.#value(field, value, name, isTextFormat, at) });
      return;
    }
    const list: OptionValue[] = Array.isArray(previous?.value) ? (previous.value as OptionValue[]) : [];
    for (const item of value.kind === 'list' ? value.values : [value]) {
      const read = this.#value(field, item, name, isTextFormat, at);
      if (read !== undefined) list.push(read);
    }
    values.set(key, { line, value: list });
  }

  #value(
    field: FieldSyntax,
    value: OptionValueSyntax,
    name: string,
    isTextFormat: boolean,
    at: Place,
    type = this.#references.typeOf(field),
  ): OptionValue | undefined {
    if (field.mapKey !== undefined) return this.#entry(field, field.mapKey, value, name, at);
    if (isScalar(field.type)) {
      const read = scalarOption(field.type, value, isTextFormat);
      if ('value' in read) return read.value;
      this.#fail(value.line, `option ${name} is ${describeValue(value)}`, `it takes ${read.expected}`, at);
      return undefined;
    }
    if (type?.kind === 'enum') return this.#enumValue(type.node, value, name, isTextFormat, at);
    if (type === undefined) return undefined;
    if (value.kind !== 'message') {
      const hint = 'it takes a message: { field: value … }';
      this.#fail(value.line, `option ${name} is ${describeValue(value)}`, hint, at);
      return undefined;
    }
    const values: OptionValues = new Map();
    for (const inner of value.fields) {
      if (inner.name.includes('/')) continue; // an expanded Any
      const innerName = `${name}.${inner.isExtension ? `[${inner.name}]` : inner.name}`;
      const declared = this.#field(inner, innerName, type, inner.line, at);
      if (declared === undefined) continue;
      this.#set(values, declared, inner.value, innerName, true, at, inner.line);
    }
    return values;
  }

  /** An entry of a map: a message of key and value. */
  #entry(
    field: FieldSyntax,
    mapKey: string,
    value: OptionValueSyntax,
    name: string,
    at: Place,
  ): OptionValue | undefined {
    if (value.kind !== 'message') {
      this.#fail(value.line, `option ${name} is ${describeValue(value)}`, 'write { key: … value: … }', at);
      return undefined;
    }
    const entry: OptionValues = new Map();
    const parts = {
      key: { ...field, type: mapKey, mapKey: undefined },
      value: { ...field, mapKey: undefined },
    };
    for (const inner of value.fields) {
      if (inner.name !== 'key' && inner.name !== 'value') {
        this.#fail(inner.line, `unknown option ${name}.${inner.name}`, 'there are key, value', at);
        continue;
      }
      const part = parts[inner.name];
      const type = inner.name === 'value' ? this.#references.typeOf(field) : undefined;
      const read = this.#value(part, inner.value, `${name}.${inner.name}`, true, at, type);
      entry.set(inner.name, { line: inner.line, value: read });
    }
    return entry;
  }

  #enumValue(
    { values }: EnumSyntax,
    value: OptionValueSyntax,
    name: string,
    isTextFormat: boolean,
    at: Place,
  ): string | number | undefined {
    if (value.kind === 'identifier' && values.some((known) => known.name === value.text)) return value.text;
    if (isTextFormat && value.kind === 'integer') {
      // proto3's enums take numbers without a name too
      return values.find(({ number }) => BigInt(number) === value.value)?.name ?? Number(value.value);
    }
    const known = values.map((declared) => declared.name);
    const nearest = value.kind === 'identifier' ? nearestName(value.text, known) : undefined;
    const hint =
      nearest === undefined ? `it takes ${known.slice(0, 20).join(', ')}` : `did you mean ${nearest}?`;
    this.#fail(value.line, `option ${name} is ${describeValue(value)}`, hint, at);
    return undefined;
  }

  #fail(line: number, message: string, hint: string, at: Place): void {
    this.#problems.add(at.file.shownPath, line, message, hint);
  }
}

interface Place {
  readonly target: OptionTarget;
  readonly scope: string;
  readonly file: FileSyntax;
}

interface KeyedField {
  readonly key: string;
  readonly field: FieldSyntax;
}
