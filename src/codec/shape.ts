import type { Codec } from './codec.js';
import { noBytes } from './no-bytes.js';

export type ScalarType =
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

/** An enum as fields and JSON need it. */
export interface EnumShape {
  readonly name: string;
  /** Numbers by the names of the .proto; the first name of a number is the one that JSON is written with. */
  readonly values: Readonly<Record<string, number>>;
  /** A number it does not name counts as an unknown field. */
  readonly closed?: true;
}

const named = new WeakMap<EnumShape, ReadonlySet<number>>();

/** Whether an enum has a name for a number. */
export function isNamed(shape: EnumShape, number: number): boolean {
  let numbers = named.get(shape);
  if (numbers === undefined) {
    numbers = new Set(Object.values(shape.values));
    named.set(shape, numbers);
  }
  return numbers.has(number);
}

/** One field as generated code declares it. What is left out has its usual value. */
export interface FieldDeclaration {
  readonly number: number;
  /** As in the .proto. */
  readonly name: string;
  /** The property, if it is not the name in lowerCamelCase. */
  readonly property?: string;
  /** The JSON key, if it is not the name in lowerCamelCase. */
  readonly json?: string;
  /** Of a map: the value's. */
  readonly type: ScalarType | Codec<unknown> | EnumShape;
  /** Left out: a plain field, which always has a value. */
  readonly label?: 'optional' | 'required' | 'repeated';
  /** A message between a start and an end tag. */
  readonly delimited?: true;
  /** What the field stands for when it is left out. */
  readonly default?: string | number | bigint | boolean | Uint8Array;
  /** A map with keys of this type. */
  readonly key?: ScalarType;
  /** The property of the oneof that the field belongs to. */
  readonly oneof?: string;
  /** 64-bit integers as number. */
  readonly asNumber?: true;
  readonly maxItems?: number;
  readonly maxBytes?: number;
  readonly exactBytes?: number;
}

export type FieldKind =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'message'; readonly codec: Codec<unknown> }
  | { readonly kind: 'enum'; readonly shape: EnumShape };

/** One field, resolved: what the JSON mapping and the search for a wrong value go by. */
export interface FieldShape {
  readonly number: number;
  readonly name: string;
  readonly property: string;
  readonly json: string;
  readonly type: FieldKind;
  readonly label: 'implicit' | 'optional' | 'required' | 'repeated' | 'map' | 'oneof';
  readonly delimited: boolean;
  readonly default: string | number | bigint | boolean | Uint8Array | undefined;
  readonly key: ScalarType | undefined;
  readonly oneof: string | undefined;
  readonly asNumber: boolean;
  readonly maxItems: number | undefined;
  readonly maxBytes: number | undefined;
  readonly exactBytes: number | undefined;
}

/** Field numbers that a message leaves to extensions, both ends included. */
export type ExtensionRanges = readonly (readonly [first: number, last: number])[];

/** The fields of one message; made from its declarations at the first need. */
export interface MessageShape {
  readonly name: string;
  readonly extensionRanges: ExtensionRanges;
  readonly fields: readonly FieldShape[];
  readonly byNumber: ReadonlyMap<number, FieldShape>;
  /** By their JSON keys and, where those leave it free, by their names. */
  readonly byKey: ReadonlyMap<string, FieldShape>;
  /** A message with every default. */
  create(): Record<string, unknown>;
}

const shapeKey: unique symbol = Symbol('framewright.shape');

interface Shaped {
  readonly [shapeKey]: () => MessageShape;
}

/** What defineCodec puts into a codec, under a symbol: the table of its fields. */
export function shaped(shape: () => MessageShape): object {
  let made: MessageShape | undefined;
  return { [shapeKey]: () => (made ??= shape()) };
}

export function shapeOf(codec: Codec<unknown>): MessageShape {
  return (codec as unknown as Shaped)[shapeKey]();
}

export function messageShape(
  name: string,
  declarations: readonly FieldDeclaration[],
  create: () => unknown,
  extensionRanges: ExtensionRanges = [],
): MessageShape {
  const fields = withOwnKeys(declarations.map(fieldShape));
  const byKey = new Map(fields.map((field) => [field.name, field]));
  for (const field of fields) byKey.set(field.json, field);
  return {
    name,
    extensionRanges,
    fields,
    byNumber: new Map(fields.map((field) => [field.number, field])),
    byKey,
    create: create as () => Record<string, unknown>,
  };
}

/** proto2 lets fields share a JSON key: it belongs to the one of that name, else to the first, and the others go by their names. */
function withOwnKeys(fields: readonly FieldShape[]): readonly FieldShape[] {
  const owners = new Map<string, FieldShape>();
  for (const field of fields) {
    if (!owners.has(field.json) || field.name === field.json) owners.set(field.json, field);
  }
  return fields.map((field) => (owners.get(field.json) === field ? field : { ...field, json: field.name }));
}

export function fieldShape(declared: FieldDeclaration): FieldShape {
  const camel = lowerCamelCase(declared.name);
  return {
    number: declared.number,
    name: declared.name,
    property: declared.property ?? camel,
    json: declared.json ?? camel,
    type: fieldKind(declared.type),
    label:
      declared.key !== undefined
        ? 'map'
        : declared.oneof !== undefined
          ? 'oneof'
          : (declared.label ?? 'implicit'),
    delimited: declared.delimited ?? false,
    default: declared.default,
    key: declared.key,
    oneof: declared.oneof,
    asNumber: declared.asNumber ?? false,
    maxItems: declared.maxItems,
    maxBytes: declared.maxBytes,
    exactBytes: declared.exactBytes,
  };
}

function fieldKind(type: FieldDeclaration['type']): FieldKind {
  if (typeof type === 'string') return { kind: 'scalar', scalar: type };
  return isCodec(type) ? { kind: 'message', codec: type } : { kind: 'enum', shape: type };
}

function isCodec(type: Codec<unknown> | EnumShape): type is Codec<unknown> {
  return 'encode' in type;
}

/** What a field that is left out stands for; undefined for messages, lists and maps. */
export function defaultOf(field: FieldShape): FieldShape['default'] {
  if (field.label === 'repeated' || field.label === 'map' || field.type.kind === 'message') return undefined;
  if (field.default !== undefined) return field.default;
  // A closed enum may have no 0: the first value stands for nothing then.
  if (field.type.kind === 'enum') return Object.values(field.type.shape.values)[0] ?? 0;
  return zeroOf(field.type.scalar, field.asNumber);
}

export function zeroOf(
  scalar: ScalarType,
  asNumber: boolean,
): string | number | bigint | boolean | Uint8Array {
  switch (scalar) {
    case 'string':
      return '';
    case 'bytes':
      return noBytes;
    case 'bool':
      return false;
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return asNumber ? 0 : 0n;
    case 'double':
    case 'float':
    case 'int32':
    case 'uint32':
    case 'sint32':
    case 'fixed32':
    case 'sfixed32':
      return 0;
  }
}

/** The same for all plain, optional and required fields of a message, by their properties. */
export function defaultsOf(shape: MessageShape): Readonly<Record<string, unknown>> {
  const entries = shape.fields
    .filter((field) => field.oneof === undefined)
    .map((field) => [field.property, defaultOf(field)] as const)
    .filter(([, value]) => value !== undefined);
  // Own properties whatever their names, as fromEntries makes them.
  return Object.freeze(Object.fromEntries(entries));
}

/** protobuf's own rule: an underscore goes and the letter after it becomes upper case. */
export function lowerCamelCase(name: string): string {
  return name.replace(/_+([a-zA-Z0-9])?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? '');
}
