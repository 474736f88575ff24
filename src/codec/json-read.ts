import { bytesOfBase64 } from './base64.js';
import type { Codec, FromJsonOptions, JsonValue } from './codec.js';
import { encodeProblem } from './encode-problem.js';
import { DecodeError } from './errors.js';
import { wellKnownFromJson } from './json-well-known.js';
import { shapeOf, type EnumShape, type FieldShape, type MessageShape, type ScalarType } from './shape.js';

const MAX_DEPTH = 100;

/** Where a value stands, for errors and against endless nesting. */
export interface Place {
  readonly path: string;
  readonly depth: number;
}

/** An enum name that the schema does not know, where those are to be skipped. */
const SKIPPED = Symbol('skipped');

/** A message from the protobuf JSON mapping. Ranges and limits are checked at the end, by the rules of encoding. */
export function fromJson(codec: Codec<unknown>, json: JsonValue, options: FromJsonOptions = {}): unknown {
  const message = messageFromJson(codec, json, options, { path: '', depth: 0 });
  const found = encodeProblem(shapeOf(codec), message);
  if (found !== undefined) throw new DecodeError(found.path, found.problem);
  return message;
}

export function messageFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  if (place.depth > MAX_DEPTH) throw new DecodeError(place.path, `nested deeper than ${MAX_DEPTH} levels`);
  const special = wellKnownFromJson(codec.name);
  return special === undefined
    ? fieldsFromJson(codec, json, options, place)
    : special(codec, json, options, place);
}

/** A message from an object of its fields, whatever the mapping makes of its type. */
export function fieldsFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new DecodeError(place.path, `${kindOf(json)} instead of an object`);
  }
  const shape = shapeOf(codec);
  const message = shape.create();
  const seen = new Set<string>();
  for (const key of Object.keys(json)) {
    const value = json[key]!;
    const path = place.path === '' ? key : `${place.path}.${key}`;
    const field = fieldOfKey(shape, key);
    if (field === undefined) {
      if (options.ignoreUnknownFields === true) continue;
      throw new DecodeError(path, `${shape.name} has no such field`);
    }
    if (seen.has(field.name)) throw new DecodeError(path, 'given twice, by its name and by its JSON name');
    seen.add(field.name);
    if (value === null && !takesNull(field)) continue;
    setField(message, field, value, options, { path, depth: place.depth + 1 });
  }
  return message;
}

function fieldOfKey(shape: MessageShape, key: string): FieldShape | undefined {
  return shape.fields.find((field) => field.json === key) ?? shape.fields.find((field) => field.name === key);
}

/** For these null is a value and not an absent field. */
function takesNull({ type, label }: FieldShape): boolean {
  if (label === 'repeated' || label === 'map') return false;
  if (type.kind === 'message') return type.codec.name === 'google.protobuf.Value';
  return type.kind === 'enum' && type.shape.name === 'google.protobuf.NullValue';
}

function setField(
  message: Record<string, unknown>,
  field: FieldShape,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): void {
  if (field.label === 'repeated') {
    message[field.property] = listFromJson(field, json, options, place);
  } else if (field.label === 'map') {
    message[field.property] = mapFromJson(field, json, options, place);
  } else {
    const value = valueFromJson(field, json, options, place);
    if (value === SKIPPED) return;
    if (field.oneof === undefined) {
      message[field.property] = value;
    } else {
      if (message[field.oneof] !== undefined) {
        throw new DecodeError(place.path, `another field of ${field.oneof} is set as well`);
      }
      message[field.oneof] = { case: field.property, value };
    }
  }
}

function listFromJson(field: FieldShape, json: JsonValue, options: FromJsonOptions, place: Place): unknown[] {
  if (!Array.isArray(json)) throw new DecodeError(place.path, `${kindOf(json)} instead of an array`);
  return json
    .map((item, index) => valueFromJson(field, item, options, { ...place, path: `${place.path}[${index}]` }))
    .filter((item) => item !== SKIPPED);
}

function mapFromJson(
  field: FieldShape,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): Map<unknown, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new DecodeError(place.path, `${kindOf(json)} instead of an object`);
  }
  const map = new Map<unknown, unknown>();
  for (const key of Object.keys(json)) {
    const at = { ...place, path: `${place.path}[${JSON.stringify(key)}]` };
    const value = valueFromJson(field, json[key]!, options, at);
    if (value === SKIPPED) continue;
    const mapKey = keyFromJson(field.key ?? 'string', key, at);
    if (map.has(mapKey)) throw new DecodeError(at.path, 'a key given twice');
    map.set(mapKey, value);
  }
  return map;
}

function keyFromJson(type: ScalarType, key: string, place: Place): unknown {
  if (type !== 'bool') return scalarFromJson(type, key, false, place);
  if (key === 'true' || key === 'false') return key === 'true';
  throw new DecodeError(place.path, 'a key that is neither true nor false');
}

function valueFromJson(field: FieldShape, json: JsonValue, options: FromJsonOptions, place: Place): unknown {
  switch (field.type.kind) {
    case 'message':
      return messageFromJson(field.type.codec, json, options, place);
    case 'enum':
      return enumFromJson(field.type.shape, json, options, place);
    case 'scalar':
      return scalarFromJson(field.type.scalar, json, field.asNumber, place);
  }
}

function enumFromJson(shape: EnumShape, json: JsonValue, options: FromJsonOptions, place: Place): unknown {
  if (json === null && shape.name === 'google.protobuf.NullValue') return 0;
  if (typeof json === 'number') return json;
  if (typeof json !== 'string')
    throw new DecodeError(place.path, `${kindOf(json)} instead of an enum's name`);
  if (Object.hasOwn(shape.values, json)) return shape.values[json];
  if (options.ignoreUnknownFields === true) return SKIPPED;
  throw new DecodeError(place.path, `${shape.name} has no ${JSON.stringify(json)}`);
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;

/** A scalar of the right JavaScript type; its range is checked later. */
export function scalarFromJson(type: ScalarType, json: JsonValue, asNumber: boolean, place: Place): unknown {
  switch (type) {
    case 'bool':
      if (typeof json === 'boolean') return json;
      throw new DecodeError(place.path, `${kindOf(json)} instead of a boolean`);
    case 'string':
      if (typeof json === 'string') return json;
      throw new DecodeError(place.path, `${kindOf(json)} instead of a string`);
    case 'bytes': {
      const bytes = typeof json === 'string' ? bytesOfBase64(json) : undefined;
      if (bytes !== undefined) return bytes;
      throw new DecodeError(place.path, `${kindOf(json)} instead of base64`);
    }
    case 'float':
    case 'double':
      if (json === 'NaN' || json === 'Infinity' || json === '-Infinity') return Number(json);
      return type === 'float' ? floatOf(numberFromJson(json, place), place) : numberFromJson(json, place);
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return asNumber ? numberFromJson(json, place) : bigintFromJson(json, place);
    case 'int32':
    case 'uint32':
    case 'sint32':
    case 'fixed32':
    case 'sfixed32':
      return numberFromJson(json, place);
  }
}

function numberFromJson(json: JsonValue, place: Place): number {
  const value = typeof json === 'string' && NUMBER.test(json) ? Number(json) : json;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new DecodeError(place.path, `${kindOf(json)} instead of a number`);
}

function floatOf(value: number, place: Place): number {
  const float = Math.fround(value);
  if (Number.isFinite(float)) return float;
  throw new DecodeError(place.path, `${value} is beyond the largest float`);
}

function bigintFromJson(json: JsonValue, place: Place): bigint {
  // Longer than any 64-bit integer: not worth the work of reading it.
  if (typeof json === 'string' && json.length <= 20 && INTEGER.test(json)) return BigInt(json);
  const value = numberFromJson(json, place);
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new DecodeError(place.path, `${value} is no exact integer; beyond 2^53 - 1 write it as a string`);
}

export function kindOf(json: JsonValue | undefined): string {
  if (json === null || json === undefined) return 'null';
  if (Array.isArray(json)) return 'an array';
  if (typeof json === 'string') return `the string ${JSON.stringify(json.slice(0, 40))}`;
  return typeof json === 'object' ? 'an object' : `the ${typeof json} ${String(json)}`;
}
