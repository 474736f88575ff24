import type { ScalarType } from '../codec/shape.js';
import type { Priority, Rate } from '../wire/type-table.js';

export type { ScalarType };

/** A checked schema as plain data: what schema/ builds from .proto text and emit/ turns into TypeScript and JSON. */
export interface SchemaModel {
  /** In dependency order; imported files come before those that import them. */
  readonly files: readonly FileModel[];
}

export interface FileModel {
  /** As imported, e.g. `timecoin/chain.proto`. */
  readonly path: string;
  readonly package: string;
  /** True for files named on the command line; others are only imported. */
  readonly requested: boolean;
  readonly imports: readonly string[];
  readonly comment: string;
  /** All messages of the file, outer before nested, in source order; map entries are not among them. */
  readonly messages: readonly MessageModel[];
  readonly enums: readonly EnumModel[];
  /** Those of the file and of its messages' scopes, in source order. */
  readonly extensions: readonly ExtensionModel[];
  readonly services: readonly ServiceModel[];
}

/** A field that one file adds to a message of another (proto2 and editions). */
export interface ExtensionModel {
  /** `package.Scope.field_name`, as it stands in JSON between brackets. */
  readonly fullName: string;
  /** `Scope_fieldName` */
  readonly typeName: string;
  /** Full name of the message that is extended. */
  readonly extendee: string;
  /** `optional`, `repeated` or `required`. */
  readonly field: FieldModel;
}

export interface MessageModel {
  /** `timecoin.Outer.Inner` */
  readonly fullName: string;
  /** `Outer_Inner` */
  readonly typeName: string;
  readonly file: string;
  readonly line: number;
  readonly comment: string;
  readonly deprecated: boolean;
  /** In order of field number. */
  readonly fields: readonly FieldModel[];
  readonly oneofs: readonly OneofModel[];
  /** Field numbers left to extensions, both ends included: what arrives in them is always kept. */
  readonly extensionRanges: readonly { readonly first: number; readonly last: number }[];
  /** Undefined for a message without `(framewright.message)`: it only occurs inside others. */
  readonly wire: WireModel | undefined;
}

/** `(framewright.message)`, checked, and the pairing by services. */
export interface WireModel {
  readonly type: number;
  readonly priority: Priority;
  readonly requiresAck: boolean;
  readonly maxBytes: number | undefined;
  readonly rate: Rate | undefined;
  readonly gossip: boolean;
  readonly compress: boolean;
  readonly isResponse: boolean;
  /** Full name of the response an rpc pairs with this message; of each item, where the rpc returns a stream. */
  readonly response: string | undefined;
  readonly responseStream: boolean;
}

export type FieldType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'message'; readonly name: string }
  | { readonly kind: 'enum'; readonly name: string };

export interface FieldModel {
  /** As in the .proto. */
  readonly name: string;
  /** The TypeScript property, lowerCamelCase. */
  readonly property: string;
  /** The key of the protobuf JSON mapping (`json_name`). */
  readonly jsonName: string;
  readonly number: number;
  readonly line: number;
  readonly comment: string;
  readonly deprecated: boolean;
  readonly type: FieldType;
  /** For `map` the type above is the value's. */
  readonly label: 'implicit' | 'optional' | 'required' | 'repeated' | 'map' | 'oneof';
  readonly mapKey: ScalarType | undefined;
  readonly packed: boolean;
  /** A message between a start and an end tag: a proto2 group, or `features.message_encoding = DELIMITED`. */
  readonly delimited: boolean;
  /** `[default = …]`: what a field that is left out stands for. Of an enum, its number. */
  readonly default: string | number | bigint | boolean | Uint8Array | undefined;
  /** Name of the oneof this field belongs to (not for proto3 `optional`). */
  readonly oneof: string | undefined;
  /** 64-bit integers as number instead of bigint: `[jstype = JS_NUMBER]`. */
  readonly asNumber: boolean;
  /** `(framewright.field)` */
  readonly maxItems: number | undefined;
  readonly maxBytes: number | undefined;
  readonly exactBytes: number | undefined;
}

export interface OneofModel {
  readonly name: string;
  readonly property: string;
  readonly comment: string;
  /** Names of its fields. */
  readonly fields: readonly string[];
}

export interface EnumModel {
  readonly fullName: string;
  readonly typeName: string;
  readonly file: string;
  readonly line: number;
  readonly comment: string;
  readonly values: readonly { readonly name: string; readonly number: number; readonly comment: string }[];
  /** proto2, or `features.enum_type = CLOSED`: a number it does not name counts as an unknown field. */
  readonly closed: boolean;
}

export interface ServiceModel {
  readonly fullName: string;
  readonly typeName: string;
  readonly line: number;
  readonly comment: string;
  readonly methods: readonly MethodModel[];
}

export interface MethodModel {
  readonly name: string;
  /** lowerCamelCase, the client's method. */
  readonly property: string;
  readonly line: number;
  readonly comment: string;
  /** Full names. */
  readonly request: string;
  readonly response: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}
