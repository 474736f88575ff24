import type { Codec, JsonValue, ToJsonOptions } from './codec.js';
import { encodeProblem } from './encode-problem.js';
import { DecodeError, EncodeError } from './errors.js';
import { fieldOf } from './extension.js';
import { numbersIn } from './extension-read.js';
import { elementAt, entryAt, failWrite, fieldAt, pathOf, ROOT, tooDeep, type Place } from './json-place.js';
import { scalarToJson } from './json-scalar.js';
import { wellKnownToJson } from './json-well-known.js';
import { shapeOf, type EnumShape, type FieldShape } from './shape.js';
import { unknownOf } from './unknown-fields.js';

export type JsonObject = { [key: string]: JsonValue };
type Message = Readonly<Record<string, unknown>>;

/** A message by the protobuf JSON mapping. Plain fields with their default are left out, as the mapping has it. */
export function toJson(codec: Codec<unknown>, message: unknown, options: ToJsonOptions = {}): JsonValue {
  checkWritten(codec, message, ROOT);
  return messageToJson(codec, message, options, ROOT);
}

/** Throws EncodeError if a message could not be encoded. */
export function checkWritten(codec: Codec<unknown>, message: unknown, place: Place): void {
  const found = encodeProblem(shapeOf(codec), message);
  if (found !== undefined) throw new EncodeError(pathOf(place, found.path), found.problem);
}

/** The same for a message that is known to be sound. */
export function messageToJson(
  codec: Codec<unknown>,
  message: unknown,
  options: ToJsonOptions,
  place: Place,
): JsonValue {
  const problem = tooDeep(place);
  if (problem !== undefined) return failWrite(place, problem);
  const special = wellKnownToJson(codec.name);
  return special === undefined
    ? fieldsToJson(codec, message as Message, options, place)
    : special(codec, message as Message, options, place);
}

/** A message as an object of its fields, whatever the mapping makes of its type. */
function fieldsToJson(
  codec: Codec<unknown>,
  message: Message,
  options: ToJsonOptions,
  place: Place,
): JsonObject {
  const json: JsonObject = {};
  for (const field of shapeOf(codec).fields) {
    const value = fieldValue(field, message);
    if (value === undefined) continue;
    if (options.alwaysEmitImplicit !== true && isDefault(field, value)) continue;
    const key = options.useProtoFieldName === true ? field.name : field.json;
    setOwn(json, key, fieldToJson(field, value, options, fieldAt(place, field.property)));
  }
  if (options.extensions !== undefined) extensionsToJson(codec, message, options, place, json);
  return json;
}

function extensionsToJson(
  codec: Codec<unknown>,
  message: Message,
  options: ToJsonOptions,
  place: Place,
  json: JsonObject,
): void {
  const kept = unknownOf(message);
  if (kept.length === 0) return;
  const numbers = numbersIn(kept);
  for (const extension of options.extensions ?? []) {
    if (!numbers.has(extension.number) || extension.extendee.name !== codec.name) continue;
    const at = fieldAt(place, `[${extension.name}]`);
    const value = unlessMalformed(() => extension.get(message), place);
    const isNone = value === undefined || (Array.isArray(value) && value.length === 0);
    if (!isNone) setOwn(json, at.step, fieldToJson(fieldOf(extension), value, options, at));
  }
}

/** What bytes within a message hold; if they are malformed, the message has no JSON. */
export function unlessMalformed<T>(read: () => T, place: Place): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new EncodeError(pathOf(place, error.path), error.problem);
  }
}

function fieldValue(field: FieldShape, message: Message): unknown {
  const property = field.oneof ?? field.property;
  const value = message[property];
  if (field.oneof === undefined || value === undefined) return value;
  const choice = value as { case: string; value: unknown };
  return choice.case === field.property ? choice.value : undefined;
}

function isDefault(field: FieldShape, value: unknown): boolean {
  if (field.label === 'repeated') return (value as unknown[]).length === 0;
  if (field.label === 'map') return (value as ReadonlyMap<unknown, unknown>).size === 0;
  if (field.label !== 'implicit' || field.type.kind === 'message') return false;
  // By its tag: bytes of another realm are no instances of this one's class.
  if (ArrayBuffer.isView(value)) return value.byteLength === 0;
  // -0 of a float is a value; of an integer there is none.
  const isFloat = field.type.kind === 'scalar' && /^(?:float|double)$/.test(field.type.scalar);
  if (value === 0) return !isFloat || Object.is(value, 0);
  return value === 0n || value === '' || value === false;
}

export function fieldToJson(
  field: FieldShape,
  value: unknown,
  options: ToJsonOptions,
  place: Place,
): JsonValue {
  if (field.label === 'repeated') {
    const list = value as readonly unknown[];
    return list.map((item, index) => valueToJson(field, item, options, elementAt(place, index)));
  }
  if (field.label === 'map') {
    const json: JsonObject = {};
    for (const [mapKey, item] of value as ReadonlyMap<string | number | bigint | boolean, unknown>) {
      const key = String(mapKey);
      setOwn(json, key, valueToJson(field, item, options, entryAt(place, key)));
    }
    return json;
  }
  return valueToJson(field, value, options, place);
}

function valueToJson(field: FieldShape, value: unknown, options: ToJsonOptions, place: Place): JsonValue {
  switch (field.type.kind) {
    case 'message':
      return messageToJson(field.type.codec, value, options, place);
    case 'enum':
      return enumToJson(field.type.shape, value as number, options);
    case 'scalar':
      return scalarToJson(field.type.scalar, value);
  }
}

function enumToJson(shape: EnumShape, value: number, options: ToJsonOptions): JsonValue {
  if (shape.name === 'google.protobuf.NullValue') return null;
  const number = value + 0;
  if (options.enumAsInteger === true) return number;
  return namesOf(shape).get(number) ?? number;
}

const names = new WeakMap<EnumShape, ReadonlyMap<number, string>>();

/** The first name of every number. */
function namesOf(shape: EnumShape): ReadonlyMap<number, string> {
  let known = names.get(shape);
  if (known === undefined) {
    const entries = Object.entries(shape.values).map(([name, number]) => [number, name] as const);
    known = new Map(entries.reverse());
    names.set(shape, known);
  }
  return known;
}

/** Sets an own property whatever its name: assigning to `__proto__` would set the prototype. */
export function setOwn(json: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(json, key, { value, enumerable: true, configurable: true, writable: true });
}
