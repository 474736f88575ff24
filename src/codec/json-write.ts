import { base64 } from './base64.js';
import type { Codec, JsonValue, ToJsonOptions } from './codec.js';
import { encodeProblem } from './encode-problem.js';
import { EncodeError } from './errors.js';
import { wellKnownToJson } from './json-well-known.js';
import { shapeOf, type FieldShape, type ScalarType } from './shape.js';

type JsonObject = { [key: string]: JsonValue };

/** A message by the protobuf JSON mapping. Plain fields with their default are left out, as the mapping has it. */
export function toJson(codec: Codec<unknown>, message: unknown, options: ToJsonOptions = {}): JsonValue {
  const found = encodeProblem(shapeOf(codec), message);
  if (found !== undefined) throw new EncodeError(found.path, found.problem);
  return messageToJson(codec, message, options);
}

/** The same for a message that is known to be sound. */
export function messageToJson(codec: Codec<unknown>, message: unknown, options: ToJsonOptions): JsonValue {
  const special = wellKnownToJson(codec.name);
  const values = message as Readonly<Record<string, unknown>>;
  return special === undefined ? fieldsToJson(codec, values, options) : special(codec, values, options);
}

/** A message as an object of its fields, whatever the mapping makes of its type. */
export function fieldsToJson(
  codec: Codec<unknown>,
  message: Readonly<Record<string, unknown>>,
  options: ToJsonOptions,
): JsonObject {
  const json: JsonObject = {};
  for (const field of shapeOf(codec).fields) {
    const value = fieldValue(field, message);
    if (value === undefined || isDefault(field, value)) continue;
    setOwn(json, field.json, fieldToJson(field, value, options));
  }
  return json;
}

function fieldValue(field: FieldShape, message: Readonly<Record<string, unknown>>): unknown {
  const property = field.oneof ?? field.property;
  const value = message[property];
  if (field.oneof === undefined || value === undefined) return value;
  const choice = value as { case: string; value: unknown };
  return choice.case === field.property ? choice.value : undefined;
}

function isDefault(field: FieldShape, value: unknown): boolean {
  if (field.label === 'repeated') return (value as unknown[]).length === 0;
  if (field.label === 'map') return (value as Map<unknown, unknown>).size === 0;
  if (field.label !== 'implicit' || field.type.kind === 'message') return false;
  if (value instanceof Uint8Array) return value.length === 0;
  return Object.is(value, 0) || value === 0n || value === '' || value === false;
}

function fieldToJson(field: FieldShape, value: unknown, options: ToJsonOptions): JsonValue {
  switch (field.label) {
    case 'repeated':
      return (value as unknown[]).map((item) => valueToJson(field, item, options));
    case 'map': {
      const json: JsonObject = {};
      for (const [key, item] of value as Map<string | number | bigint | boolean, unknown>) {
        setOwn(json, String(key), valueToJson(field, item, options));
      }
      return json;
    }
    case 'implicit':
    case 'optional':
    case 'required':
    case 'oneof':
      return valueToJson(field, value, options);
  }
}

function valueToJson(field: FieldShape, value: unknown, options: ToJsonOptions): JsonValue {
  switch (field.type.kind) {
    case 'message':
      return messageToJson(field.type.codec, value, options);
    case 'enum':
      return enumToJson(field.type.shape.name, field.type.shape.values, value as number);
    case 'scalar':
      return scalarToJson(field.type.scalar, value);
  }
}

function enumToJson(name: string, values: Readonly<Record<string, number>>, value: number): JsonValue {
  if (name === 'google.protobuf.NullValue') return null;
  return Object.entries(values).find(([, number]) => number === value)?.[0] ?? value;
}

export function scalarToJson(type: ScalarType, value: unknown): JsonValue {
  switch (type) {
    case 'bytes':
      return base64(value as Uint8Array);
    case 'float':
    case 'double': {
      const number = value as number;
      if (!Number.isFinite(number)) return String(number);
      // JSON.stringify writes -0 as 0.
      if (Object.is(number, -0)) return '-0';
      return type === 'float' ? shortestFloat(number) : number;
    }
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return String(value);
    case 'int32':
    case 'uint32':
    case 'sint32':
    case 'fixed32':
    case 'sfixed32':
    case 'bool':
    case 'string':
      return value as number | string | boolean;
  }
}

/** The fewest digits that read back as the same float: 0.1 and not 0.10000000149011612. */
function shortestFloat(value: number): number {
  const float = Math.fround(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return float;
}

/** Sets an own property whatever its name: assigning to `__proto__` would set the prototype. */
export function setOwn(json: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(json, key, { value, enumerable: true, configurable: true, writable: true });
}
