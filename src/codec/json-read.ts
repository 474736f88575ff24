import type { Codec, FromJsonOptions, JsonValue } from './codec.js';
import { encodeProblem } from './encode-problem.js';
import { DecodeError, EncodeError } from './errors.js';
import { fieldOf, type Extension } from './extension.js';
import {
  elementAt,
  entryAt,
  failRead,
  fieldAt,
  kindOf,
  pathOf,
  ROOT,
  tooDeep,
  type Place,
} from './json-place.js';
import { keyFromJson, scalarFromJson } from './json-scalar.js';
import { wellKnownFromJson } from './json-well-known.js';
import { isNamed, shapeOf, type EnumShape, type FieldShape, type MessageShape } from './shape.js';

/** An enum name that the schema does not know, where those are to be skipped. */
const SKIPPED = Symbol('skipped');

/** A message from the protobuf JSON mapping. Ranges and limits are checked at the end, by the rules of encoding. */
export function fromJson(codec: Codec<unknown>, json: JsonValue, options: FromJsonOptions = {}): unknown {
  const message = messageFromJson(codec, json, options, ROOT);
  checkRead(codec, message, ROOT);
  return message;
}

/** Throws DecodeError if what was read is no message that could be encoded. */
export function checkRead(codec: Codec<unknown>, message: unknown, place: Place): void {
  const found = encodeProblem(shapeOf(codec), message);
  if (found !== undefined) throw new DecodeError(pathOf(place, found.path), found.problem);
}

export function messageFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  const problem = tooDeep(place);
  if (problem !== undefined) return failRead(place, problem);
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
  const object = objectFromJson(json, place);
  const shape = shapeOf(codec);
  const message = shape.create();
  const seen = new Set<string>();
  for (const key of Object.keys(object)) {
    const value = object[key]!;
    const at = fieldAt(place, key);
    const field = shape.byKey.get(key);
    if (field !== undefined) {
      if (seen.has(field.name)) return failRead(at, 'given twice, by its name and by its JSON name');
      seen.add(field.name);
      if (value !== null || takesNull(field)) setField(message, field, value, options, at);
      continue;
    }
    const extension = extensionOfKey(shape, key, options);
    if (extension !== undefined) setExtension(message, extension, value, options, at);
    else if (options.ignoreUnknownFields !== true) return failRead(at, `${shape.name} has no such field`);
  }
  return message;
}

export function objectFromJson(json: JsonValue, place: Place): { [key: string]: JsonValue } {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  return failRead(place, `${kindOf(json)} instead of an object`);
}

function extensionOfKey(
  { name }: MessageShape,
  key: string,
  { extensions }: FromJsonOptions,
): Extension<unknown, unknown> | undefined {
  if (!key.startsWith('[')) return undefined;
  return extensions?.find((known) => `[${known.name}]` === key && known.extendee.name === name);
}

function setExtension(
  message: Record<string, unknown>,
  extension: Extension<unknown, unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): void {
  const field = fieldOf(extension);
  if (json === null && !takesNull(field)) return;
  const value =
    field.label === 'repeated'
      ? listFromJson(field, json, options, place)
      : valueFromJson(field, json, options, place);
  if (value === SKIPPED) return;
  try {
    extension.set(message, value);
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    throw new DecodeError(pathOf(place.outer ?? ROOT, error.path), error.problem);
  }
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
      if (message[field.oneof] !== undefined)
        failRead(place, `another field of ${field.oneof} is set as well`);
      message[field.oneof] = { case: field.property, value };
    }
  }
}

export function listFromJson(
  field: FieldShape,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown[] {
  if (!Array.isArray(json)) return failRead(place, `${kindOf(json)} instead of an array`);
  return json
    .map((item, index) => valueFromJson(field, item, options, elementAt(place, index)))
    .filter((item) => item !== SKIPPED);
}

export function mapFromJson(
  field: FieldShape,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): Map<unknown, unknown> {
  const object = objectFromJson(json, place);
  const map = new Map<unknown, unknown>();
  for (const key of Object.keys(object)) {
    const at = entryAt(place, key);
    const mapKey = keyFromJson(field.key ?? 'string', key, at);
    const value = valueFromJson(field, object[key]!, options, at);
    if (value === SKIPPED) continue;
    if (map.has(mapKey)) failRead(at, 'a key given twice');
    map.set(mapKey, value);
  }
  return map;
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
  const ignores = options.ignoreUnknownFields === true;
  if (typeof json === 'number') {
    const isUnknown = shape.closed === true && !isNamed(shape, json);
    return isUnknown && ignores && Number.isInteger(json) ? SKIPPED : json + 0;
  }
  if (typeof json !== 'string') return failRead(place, `${kindOf(json)} instead of an enum's name`);
  if (Object.hasOwn(shape.values, json)) return shape.values[json];
  if (ignores) return SKIPPED;
  return failRead(place, `${shape.name} has no ${JSON.stringify(json.slice(0, 40))}`);
}
