import type { Codec, FromJsonOptions, JsonValue, ToJsonOptions } from './codec.js';
import { failRead, failWrite, fieldAt, type Place } from './json-place.js';
import { listFromJson, mapFromJson, messageFromJson } from './json-read.js';
import { fieldToJson, messageToJson } from './json-write.js';
import { shapeOf, type FieldShape } from './shape.js';

// google/protobuf/struct.proto: any JSON as messages.

type Message = Readonly<Record<string, unknown>>;

const MALFORMED = 'not the message of google/protobuf/struct.proto';

export function structToJson(
  codec: Codec<unknown>,
  message: Message,
  options: ToJsonOptions,
  place: Place,
): JsonValue {
  return fieldToJson(onlyField(codec), message.fields, options, fieldAt(place, 'fields'));
}

export function structFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  return { ...shapeOf(codec).create(), fields: mapFromJson(onlyField(codec), json, options, deeper(place)) };
}

export function listToJson(
  codec: Codec<unknown>,
  message: Message,
  options: ToJsonOptions,
  place: Place,
): JsonValue {
  return fieldToJson(onlyField(codec), message.values, options, fieldAt(place, 'values'));
}

export function listValueFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  return { ...shapeOf(codec).create(), values: listFromJson(onlyField(codec), json, options, deeper(place)) };
}

export function valueToJson(
  codec: Codec<unknown>,
  message: Message,
  options: ToJsonOptions,
  place: Place,
): JsonValue {
  const kind = message.kind as { readonly case: string; readonly value: unknown } | undefined;
  const at = fieldAt(place, 'kind');
  switch (kind?.case) {
    case 'nullValue':
      return null;
    case 'boolValue':
    case 'stringValue':
      return kind.value as boolean | string;
    case 'numberValue': {
      const number = kind.value as number;
      return Number.isFinite(number) ? number : failWrite(at, `${number} has no form in a JSON Value`);
    }
    case 'structValue':
    case 'listValue':
      return messageToJson(codecOf(codec, kind.case), kind.value, options, at);
    case undefined:
    default:
      return failWrite(at, 'a Value must have one');
  }
}

export function valueFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  return { ...shapeOf(codec).create(), kind: kindFromJson(codec, json, options, place) };
}

function kindFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): { readonly case: string; readonly value: unknown } {
  if (json === null) return { case: 'nullValue', value: 0 };
  if (typeof json === 'boolean') return { case: 'boolValue', value: json };
  if (typeof json === 'string') return { case: 'stringValue', value: json };
  if (typeof json === 'number') {
    if (!Number.isFinite(json)) return failRead(place, `${json} has no form in JSON`);
    return { case: 'numberValue', value: json };
  }
  const kind = Array.isArray(json) ? 'listValue' : 'structValue';
  return { case: kind, value: messageFromJson(codecOf(codec, kind), json, options, deeper(place)) };
}

/** The same place in the JSON, one message further in. */
function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

function onlyField(codec: Codec<unknown>): FieldShape {
  const field = shapeOf(codec).byNumber.get(1);
  if (field === undefined) throw new TypeError(`${codec.name}: ${MALFORMED}`);
  return field;
}

function codecOf(codec: Codec<unknown>, property: string): Codec<unknown> {
  const type = shapeOf(codec).fields.find((field) => field.property === property)?.type;
  if (type?.kind !== 'message') throw new TypeError(`${codec.name}: ${MALFORMED}`);
  return type.codec;
}
