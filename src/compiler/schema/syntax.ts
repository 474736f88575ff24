/** The language of a file; only these are read. */
export type Syntax = 'proto2' | 'proto3' | 'edition 2023';

/** What a .proto text says, with lines: everything that is checked and reported is checked on this. */
export interface FileSyntax {
  /** As imported. */
  readonly path: string;
  /** As shown in messages: where the file was found. */
  readonly shownPath: string;
  /** `proto2` when the file does not say. */
  readonly syntax: Syntax;
  readonly package: string;
  readonly packageLine: number;
  readonly comment: string;
  readonly imports: readonly ImportSyntax[];
  readonly options: readonly OptionSyntax[];
  readonly messages: readonly MessageSyntax[];
  readonly enums: readonly EnumSyntax[];
  readonly services: readonly ServiceSyntax[];
  readonly extensions: readonly FieldSyntax[];
}

export interface ImportSyntax {
  readonly path: string;
  readonly line: number;
  readonly modifier: 'public' | 'weak' | undefined;
}

interface Declaration {
  readonly name: string;
  readonly line: number;
  readonly comment: string;
  readonly options: readonly OptionSyntax[];
}

export interface MessageSyntax extends Declaration {
  readonly fields: readonly FieldSyntax[];
  readonly oneofs: readonly OneofSyntax[];
  readonly messages: readonly MessageSyntax[];
  readonly enums: readonly EnumSyntax[];
  readonly extensions: readonly FieldSyntax[];
  readonly extensionRanges: readonly ExtensionRangesSyntax[];
  readonly reserved: ReservedSyntax;
}

/** One statement `extensions`. */
export interface ExtensionRangesSyntax {
  readonly line: number;
  readonly ranges: readonly RangeSyntax[];
  readonly options: readonly OptionSyntax[];
}

/** Numbers are what fits into an int32; the reader refuses others. */
export interface FieldSyntax extends Declaration {
  readonly label: 'optional' | 'required' | 'repeated' | undefined;
  readonly type: string;
  /** Declares the message of its type too, which stands beside it. */
  readonly isGroup: boolean;
  /** The key's type of a map; `type` is then the value's. */
  readonly mapKey: string | undefined;
  readonly number: number;
  readonly oneof: string | undefined;
  /** What an `extend` block extends; undefined for a field of a message. */
  readonly extendee: string | undefined;
}

export interface OneofSyntax extends Declaration {
  readonly fields: readonly FieldSyntax[];
}

export interface EnumSyntax extends Declaration {
  readonly values: readonly EnumValueSyntax[];
  readonly reserved: ReservedSyntax;
}

export interface EnumValueSyntax extends Declaration {
  readonly number: number;
}

export interface ServiceSyntax extends Declaration {
  readonly methods: readonly MethodSyntax[];
}

export interface MethodSyntax extends Declaration {
  readonly request: string;
  readonly requestStream: boolean;
  readonly response: string;
  readonly responseStream: boolean;
}

export interface ReservedSyntax {
  readonly ranges: readonly RangeSyntax[];
  readonly names: readonly ReservedName[];
  /** Statements that reserve names and numbers at once, which protoc refuses but Google's own file at hand contains. */
  readonly mixedLines: readonly number[];
}

export interface ReservedName {
  readonly name: string;
  readonly line: number;
  readonly isQuoted: boolean;
}

/** Both ends included. */
export interface RangeSyntax {
  readonly line: number;
  readonly first: number;
  readonly last: number;
}

export interface OptionSyntax {
  readonly line: number;
  readonly name: readonly OptionNamePart[];
  readonly value: OptionValueSyntax;
}

/** `deprecated`, or `framewright.message` of `(framewright.message)`. */
export interface OptionNamePart {
  readonly name: string;
  readonly isExtension: boolean;
}

export type OptionValueSyntax =
  | { readonly kind: 'identifier'; readonly line: number; readonly text: string }
  | { readonly kind: 'integer'; readonly line: number; readonly value: bigint }
  | { readonly kind: 'float'; readonly line: number; readonly value: number }
  | { readonly kind: 'string'; readonly line: number; readonly text: string; readonly bytes: Uint8Array }
  | { readonly kind: 'message'; readonly line: number; readonly fields: readonly OptionFieldSyntax[] }
  | { readonly kind: 'list'; readonly line: number; readonly values: readonly OptionValueSyntax[] };

export interface OptionFieldSyntax extends OptionNamePart {
  readonly line: number;
  readonly value: OptionValueSyntax;
}

/** `(framewright.message).type` */
export function optionName(parts: readonly OptionNamePart[]): string {
  return parts.map((part) => (part.isExtension ? `(${part.name})` : part.name)).join('.');
}

/** The option of that plain name, as `packed`. */
export function findOption(options: readonly OptionSyntax[], name: string): OptionSyntax | undefined {
  return options.find(
    (option) => option.name.length === 1 && option.name[0]?.name === name && !option.name[0].isExtension,
  );
}
