import type { Codec, FromJsonOptions, JsonValue, ToJsonOptions } from './codec.js';
import { DecodeError, EncodeError } from './errors.js';
import { durationFromJson, durationToJson, timestampFromJson, timestampToJson } from './json-time.js';
import { fieldsFromJson, kindOf, messageFromJson, scalarFromJson, type Place } from './json-read.js';
import { fieldsToJson, messageToJson, scalarToJson, setOwn } from './json-write.js';
import { lowerCamelCase, shapeOf, type FieldKind } from './shape.js';

type Message = Readonly<Record<string, unknown>>;
type Write = (codec: Codec<unknown>, message: Message, options: ToJsonOptions) => JsonValue;
type Read = (codec: Codec<unknown>, json: JsonValue, options: FromJsonOptions, place: Place) => unknown;

/** How the JSON mapping writes a type of google/protobuf/*.proto that it treats on its own. */
export function wellKnownToJson(name: string): Write | undefined {
  return SPECIAL.get(name)?.write;
}

export function wellKnownFromJson(name: string): Read | undefined {
  return SPECIAL.get(name)?.read;
}

const WRAPPERS = ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'];

const SPECIAL: ReadonlyMap<string, { readonly write: Write; readonly read: Read }> = new Map([
  [
    'google.protobuf.Timestamp',
    {
      write: (_codec, message) => timestampToJson(BigInt(message.seconds as bigint), message.nanos as number),
      read: (codec, json, _options, place) => createWith(codec, timestampFromJson(json, place)),
    },
  ],
  [
    'google.protobuf.Duration',
    {
      write: (_codec, message) => durationToJson(BigInt(message.seconds as bigint), message.nanos as number),
      read: (codec, json, _options, place) => createWith(codec, durationFromJson(json, place)),
    },
  ],
  ['google.protobuf.FieldMask', { write: fieldMaskToJson, read: fieldMaskFromJson }],
  ['google.protobuf.Struct', { write: structToJson, read: structFromJson }],
  ['google.protobuf.Value', { write: valueToJson, read: valueFromJson }],
  ['google.protobuf.ListValue', { write: listToJson, read: listFromJson }],
  ['google.protobuf.Any', { write: anyToJson, read: anyFromJson }],
  ...WRAPPERS.map(
    (kind) => [`google.protobuf.${kind}Value`, { write: wrapperToJson, read: wrapperFromJson }] as const,
  ),
]);

function createWith(codec: Codec<unknown>, values: Record<string, unknown>): unknown {
  return Object.assign(shapeOf(codec).create(), values);
}

function wrapperToJson(codec: Codec<unknown>, message: Message): JsonValue {
  return scalarToJson(scalarOfWrapper(codec).scalar, message.value);
}

function wrapperFromJson(codec: Codec<unknown>, json: JsonValue, _: FromJsonOptions, place: Place): unknown {
  return createWith(codec, { value: scalarFromJson(scalarOfWrapper(codec).scalar, json, false, place) });
}

function scalarOfWrapper(codec: Codec<unknown>): Extract<FieldKind, { kind: 'scalar' }> {
  const type = shapeOf(codec).byNumber.get(1)?.type;
  if (type?.kind !== 'scalar') throw new TypeError(`${codec.name} is no wrapper`);
  return type;
}

function fieldMaskToJson(_codec: Codec<unknown>, message: Message): JsonValue {
  const paths = message.paths as string[];
  return paths
    .map((path) => {
      const camel = lowerCamelCase(path);
      if (snakeCase(camel) !== path) throw new EncodeError('paths', `${path} has no form in JSON`);
      return camel;
    })
    .join(',');
}

function fieldMaskFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  _options: FromJsonOptions,
  place: Place,
): unknown {
  if (typeof json !== 'string' || json.includes('_')) {
    throw new DecodeError(place.path, `${kindOf(json)} instead of field paths`);
  }
  return createWith(codec, { paths: json === '' ? [] : json.split(',').map(snakeCase) });
}

function snakeCase(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function structToJson(codec: Codec<unknown>, message: Message, options: ToJsonOptions): JsonValue {
  return fieldsToJson(codec, message, options).fields ?? {};
}

function structFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  return fieldsFromJson(codec, { fields: objectOf(json, place) }, options, place);
}

function objectOf(json: JsonValue, place: Place): JsonValue {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  throw new DecodeError(place.path, `${kindOf(json)} instead of an object`);
}

function listToJson(codec: Codec<unknown>, message: Message, options: ToJsonOptions): JsonValue {
  return fieldsToJson(codec, message, options).values ?? [];
}

function listFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  if (!Array.isArray(json)) throw new DecodeError(place.path, `${kindOf(json)} instead of an array`);
  return fieldsFromJson(codec, { values: json }, options, place);
}

function valueToJson(codec: Codec<unknown>, message: Message, options: ToJsonOptions): JsonValue {
  const [key, value] = Object.entries(fieldsToJson(codec, message, options))[0] ?? [];
  if (key === undefined || value === undefined) throw new EncodeError('kind', 'a Value must have one');
  if (key === 'numberValue' && typeof value === 'string') {
    throw new EncodeError('kind', `${value} has no form in a JSON Value`);
  }
  return value;
}

function valueFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  return fieldsFromJson(codec, { [kindOfValue(json)]: json }, options, place);
}

function kindOfValue(json: JsonValue): string {
  if (json === null) return 'nullValue';
  if (Array.isArray(json)) return 'listValue';
  return typeof json === 'object'
    ? 'structValue'
    : `${typeof json === 'boolean' ? 'bool' : typeof json}Value`;
}

function anyToJson(_codec: Codec<unknown>, message: Message, options: ToJsonOptions): JsonValue {
  const url = message.typeUrl as string;
  const bytes = message.value as Uint8Array;
  if (url === '' && bytes.length === 0) return {};
  const codec = options.resolve?.(nameInUrl(url));
  if (codec === undefined)
    throw new EncodeError('typeUrl', `no codec for ${url}: give one by the option resolve`);
  const inner = messageToJson(codec, codec.decode(bytes), options);
  const json: { [key: string]: JsonValue } = { '@type': url };
  if (SPECIAL.has(codec.name)) return { ...json, value: inner };
  for (const [key, value] of Object.entries(inner as typeof json)) setOwn(json, key, value);
  return json;
}

function anyFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new DecodeError(place.path, `${kindOf(json)} instead of an object`);
  }
  const { '@type': url, ...rest } = json;
  if (url === undefined && Object.keys(rest).length === 0) return shapeOf(codec).create();
  if (typeof url !== 'string') throw new DecodeError(place.path, 'an Any needs its @type');
  const inner = options.resolve?.(nameInUrl(url));
  if (inner === undefined) {
    throw new DecodeError(place.path, `no codec for ${url}: give one by the option resolve`);
  }
  const content = SPECIAL.has(inner.name) ? (rest.value ?? null) : rest;
  const message = messageFromJson(inner, content, options, { ...place, depth: place.depth + 1 });
  return createWith(codec, { typeUrl: url, value: inner.encode(message) });
}

function nameInUrl(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
