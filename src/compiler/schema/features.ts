import type { FieldModel } from '../model.js';
import type { Add } from './check-names.js';
import { nearestName } from './names.js';
import { describeValue } from './option-values.js';
import { targetNames } from './option-targets.js';
import type { OptionTarget } from './option-targets.js';
import type { Problems } from './schema-error.js';
import type {
  EnumSyntax,
  FieldSyntax,
  FileSyntax,
  MessageSyntax,
  OptionSyntax,
  OptionValueSyntax,
  Syntax,
} from './syntax.js';

/** What editions let a file choose, by the names of descriptor.proto; older files have one choice made for them. */
export interface Features {
  readonly field_presence: 'EXPLICIT' | 'IMPLICIT' | 'LEGACY_REQUIRED';
  readonly enum_type: 'OPEN' | 'CLOSED';
  readonly repeated_field_encoding: 'PACKED' | 'EXPANDED';
  readonly utf8_validation: 'VERIFY' | 'NONE';
  readonly message_encoding: 'LENGTH_PREFIXED' | 'DELIMITED';
  readonly json_format: 'ALLOW' | 'LEGACY_BEST_EFFORT';
}

export type FeatureName = keyof Features;

/** The features that a declaration sets itself. */
export type OwnFeatures = Partial<Features>;

const modern: Features = {
  field_presence: 'EXPLICIT',
  enum_type: 'OPEN',
  repeated_field_encoding: 'PACKED',
  utf8_validation: 'VERIFY',
  message_encoding: 'LENGTH_PREFIXED',
  json_format: 'ALLOW',
};

const ofSyntax: Readonly<Record<Syntax, Features>> = {
  proto2: {
    field_presence: 'EXPLICIT',
    enum_type: 'CLOSED',
    repeated_field_encoding: 'EXPANDED',
    utf8_validation: 'NONE',
    message_encoding: 'LENGTH_PREFIXED',
    json_format: 'LEGACY_BEST_EFFORT',
  },
  proto3: { ...modern, field_presence: 'IMPLICIT' },
  'edition 2023': modern,
};

interface Choice {
  readonly values: readonly string[];
  readonly targets: readonly OptionTarget[];
}

const choices: ReadonlyMap<string, Choice> = new Map<FeatureName, Choice>([
  ['field_presence', { values: ['EXPLICIT', 'IMPLICIT', 'LEGACY_REQUIRED'], targets: ['Field', 'File'] }],
  ['enum_type', { values: ['OPEN', 'CLOSED'], targets: ['Enum', 'File'] }],
  ['repeated_field_encoding', { values: ['PACKED', 'EXPANDED'], targets: ['Field', 'File'] }],
  ['utf8_validation', { values: ['VERIFY', 'NONE'], targets: ['Field', 'File'] }],
  ['message_encoding', { values: ['LENGTH_PREFIXED', 'DELIMITED'], targets: ['Field', 'File'] }],
  ['json_format', { values: ['ALLOW', 'LEGACY_BEST_EFFORT'], targets: ['Message', 'Enum', 'File'] }],
]);
const ofLaterEditions = new Set([
  'enforce_naming_style',
  'default_symbol_visibility',
  'enforce_proto_limits',
]);

/** The features of every message, enum and field of all files: their own, or those of what is around them. */
export class FeatureTable {
  readonly #resolved = new Map<object, Features>();
  readonly #own = new Map<object, OwnFeatures>();
  readonly #problems: Problems;

  constructor(files: Iterable<FileSyntax>, problems: Problems) {
    this.#problems = problems;
    for (const file of files) this.#addFile(file);
  }

  of(node: FileSyntax | MessageSyntax | EnumSyntax | FieldSyntax): Features {
    return this.#resolved.get(node) ?? modern;
  }

  /** Those that the field itself sets. */
  ownOf(field: FieldSyntax): OwnFeatures {
    return this.#own.get(field) ?? {};
  }

  #addFile(file: FileSyntax): void {
    const features = this.#resolve(file, file, 'File', ofSyntax[file.syntax]);
    for (const message of file.messages) this.#addMessage(message, file, features);
    for (const declared of file.enums) this.#addEnum(declared, file, features);
    for (const extension of file.extensions) this.#resolve(extension, file, 'Field', features);
    for (const service of file.services) {
      const around = this.#resolve(service, file, 'Service', features);
      for (const method of service.methods) this.#resolve(method, file, 'Method', around);
    }
  }

  #addMessage(message: MessageSyntax, file: FileSyntax, around: Features): void {
    const features = this.#resolve(message, file, 'Message', around);
    const ofOneof = new Map<string, Features>();
    for (const oneof of message.oneofs) {
      ofOneof.set(oneof.name, this.#resolve(oneof, file, 'Oneof', features));
    }
    for (const field of message.fields) {
      this.#resolve(field, file, 'Field', ofOneof.get(field.oneof ?? '') ?? features);
    }
    for (const extension of message.extensions) this.#resolve(extension, file, 'Field', features);
    for (const ranges of message.extensionRanges) this.#resolve(ranges, file, 'ExtensionRange', features);
    for (const nested of message.messages) this.#addMessage(nested, file, features);
    for (const nested of message.enums) this.#addEnum(nested, file, features);
  }

  #addEnum(declared: EnumSyntax, file: FileSyntax, around: Features): void {
    const features = this.#resolve(declared, file, 'Enum', around);
    for (const value of declared.values) this.#resolve(value, file, 'EnumValue', features);
  }

  #resolve(
    node: { readonly options: readonly OptionSyntax[] },
    file: FileSyntax,
    target: OptionTarget,
    around: Features,
  ): Features {
    const add: Add = (line, message, hint) => this.#problems.add(file.shownPath, line, message, hint);
    const own = ownFeatures(node.options, file.syntax, target, add);
    const resolved = own === undefined ? around : { ...around, ...own };
    if (own !== undefined) this.#own.set(node, own);
    this.#resolved.set(node, resolved);
    return resolved;
  }
}

function ownFeatures(
  options: readonly OptionSyntax[],
  syntax: Syntax,
  target: OptionTarget,
  add: Add,
): OwnFeatures | undefined {
  let own: Record<string, string> | undefined;
  let hasWhole = false;
  for (const { name, value, line } of options) {
    const [first, second] = name;
    if (first?.name !== 'features' || first.isExtension) continue;
    if (syntax !== 'edition 2023') {
      add(line, `features are not part of ${syntax}`, 'remove the option');
      continue;
    }
    own ??= {};
    if (second === undefined) {
      if (hasWhole || Object.keys(own).length > 0) {
        add(line, 'option features is set twice', 'put the whole before its parts, or write one alone');
        continue;
      }
      hasWhole = true;
      if (value.kind !== 'message') {
        add(line, `option features is ${describeValue(value)}`, 'it takes a message: { field: value … }');
        continue;
      }
      for (const part of value.fields) if (!part.isExtension) set(own, part.name, part.value, part.line);
    } else if (!second.isExtension) {
      if (name.length > 2) {
        const hint = `set features.${second.name} itself`;
        add(line, `features.${second.name} has no parts`, hint);
      } else set(own, second.name, value, line);
    }
  }
  return own;

  function set(into: Record<string, string>, name: string, value: OptionValueSyntax, line: number): void {
    const shown = `features.${name}`;
    const choice = choices.get(name);
    if (choice === undefined) {
      if (ofLaterEditions.has(name)) {
        add(line, `${shown} is of edition 2024`, 'remove the option: this file is of edition 2023');
        return;
      }
      const nearest = nearestName(name, choices.keys());
      const hint =
        nearest === undefined ? `there are ${[...choices.keys()].join(', ')}` : `did you mean ${nearest}?`;
      add(line, `unknown option ${shown}`, hint);
    } else if (!choice.targets.includes(target)) {
      const places = choice.targets.map((known) => targetNames[known]).join(' and ');
      add(line, `option ${shown} is not for ${targetNames[target]}`, `it is for ${places}`);
    } else if (value.kind !== 'identifier' || !choice.values.includes(value.text)) {
      const nearest = value.kind === 'identifier' ? nearestName(value.text, choice.values) : undefined;
      const hint =
        nearest === undefined ? `it takes ${choice.values.join(', ')}` : `did you mean ${nearest}?`;
      add(line, `option ${shown} is ${describeValue(value)}`, hint);
    } else if (Object.hasOwn(into, name)) {
      add(line, `option ${shown} is set twice`, 'remove one');
    } else {
      into[name] = value.text;
    }
  }
}

/** How a field is present, whatever the language calls it. */
export function labelOf(field: FieldSyntax, { field_presence }: Features): FieldModel['label'] {
  if (field.mapKey !== undefined) return 'map';
  if (field.label !== undefined) return field.label;
  if (field.oneof !== undefined) return 'oneof';
  if (field.extendee !== undefined || field_presence === 'EXPLICIT') return 'optional';
  return field_presence === 'IMPLICIT' ? 'implicit' : 'required';
}
