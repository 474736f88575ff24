import type { Codec, FromJsonOptions, JsonValue, ToJsonOptions } from './codec.js';
import { anyFromJson, anyToJson } from './json-any.js';
import { failRead, failWrite, kindOf, type Place } from './json-place.js';
import { scalarFromJson, scalarToJson } from './json-scalar.js';
import {
  listToJson,
  listValueFromJson,
  structFromJson,
  structToJson,
  valueFromJson,
  valueToJson,
} from './json-struct.js';
import { durationFromJson, durationToJson, timestampFromJson, timestampToJson } from './json-time.js';
import { lowerCamelCase, shapeOf, type FieldKind } from './shape.js';

type Message = Readonly<Record<string, unknown>>;
type Write = (codec: Codec<unknown>, message: Message, options: ToJsonOptions, place: Place) => JsonValue;
type Read = (codec: Codec<unknown>, json: JsonValue, options: FromJsonOptions, place: Place) => unknown;

/** How the JSON mapping writes a type of google/protobuf/*.proto that it treats on its own. */
export function wellKnownToJson(name: string): Write | undefined {
  return SPECIAL.get(name)?.write;
}

export function wellKnownFromJson(name: string): Read | undefined {
  return SPECIAL.get(name)?.read;
}

/** Whether a type has a JSON form of its own. */
export function isWellKnown(name: string): boolean {
  return SPECIAL.has(name);
}

const WRAPPERS = ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'];

const SPECIAL: ReadonlyMap<string, { readonly write: Write; readonly read: Read }> = new Map([
  ['google.protobuf.Timestamp', timeLike(timestampToJson, timestampFromJson)],
  ['google.protobuf.Duration', timeLike(durationToJson, durationFromJson)],
  ['google.protobuf.FieldMask', { write: fieldMaskToJson, read: fieldMaskFromJson }],
  // Called through functions, as these modules and this one need each other.
  [
    'google.protobuf.Struct',
    { write: (...all) => structToJson(...all), read: (...all) => structFromJson(...all) },
  ],
  [
    'google.protobuf.Value',
    { write: (...all) => valueToJson(...all), read: (...all) => valueFromJson(...all) },
  ],
  [
    'google.protobuf.ListValue',
    { write: (...all) => listToJson(...all), read: (...all) => listValueFromJson(...all) },
  ],
  ['google.protobuf.Any', { write: (...all) => anyToJson(...all), read: (...all) => anyFromJson(...all) }],
  ...WRAPPERS.map(
    (kind) => [`google.protobuf.${kind}Value`, { write: wrapperToJson, read: wrapperFromJson }] as const,
  ),
]);

function createWith(codec: Codec<unknown>, values: Readonly<Record<string, unknown>>): unknown {
  return { ...shapeOf(codec).create(), ...values };
}

function timeLike(
  write: typeof timestampToJson,
  read: typeof timestampFromJson,
): { readonly write: Write; readonly read: Read } {
  return {
    write: (_codec, message, _options, place) =>
      write(BigInt(message.seconds as bigint), message.nanos as number, place),
    read(codec, json, _options, place) {
      const { seconds, nanos } = read(json, place);
      const isNumber = shapeOf(codec).byNumber.get(1)?.asNumber === true;
      return createWith(codec, { seconds: isNumber ? Number(seconds) : seconds, nanos });
    },
  };
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

function fieldMaskToJson(
  _codec: Codec<unknown>,
  message: Message,
  _options: ToJsonOptions,
  place: Place,
): JsonValue {
  const paths = (message.paths as readonly string[]).map((path) => {
    const camel = lowerCamelCase(path);
    // What would read back as another mask: foo__bar, foo_3, fooBar, two paths in one.
    if (path === '' || path.includes(',') || snakeCase(camel) !== path) {
      return failWrite(place, `the path ${JSON.stringify(path)} has no form in JSON`);
    }
    return camel;
  });
  return paths.join(',');
}

function fieldMaskFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  _options: FromJsonOptions,
  place: Place,
): unknown {
  const names = json === '' ? [] : typeof json === 'string' ? json.split(',') : [''];
  if (names.some((name) => name === '' || name.includes('_'))) {
    return failRead(place, `${kindOf(json)} instead of field paths`);
  }
  return createWith(codec, { paths: names.map(snakeCase) });
}

function snakeCase(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
