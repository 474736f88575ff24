import { util } from 'protobufjs';
import type { ScalarType } from '../codec/shape.js';
import type { FieldModel, MessageModel, SchemaModel } from '../compiler/model.js';

/** A message as framewright's codecs hold it. */
export type Message = Record<string, unknown>;

/** How another library holds the same message. What is left out is as framewright has it. */
export interface Dialect {
  /** The property of a field. */
  readonly name?: (field: FieldModel) => string;
  /** A 64-bit integer. */
  readonly int64?: (value: bigint, scalar: ScalarType) => unknown;
  readonly bytes?: (value: Uint8Array) => unknown;
  /** `flat`: each field of a oneof is a property of its own. */
  readonly oneof?: 'case' | 'flat';
  /** `object`: maps are plain objects. */
  readonly map?: 'Map' | 'object';
  /** The key of a map, where maps are objects. */
  readonly mapKey?: (key: unknown, scalar: ScalarType) => string;
  /** What stands for an absent field; left out: the property is not there. */
  readonly absent?: null;
  /** Whether a field is set; left out: it is unless it is undefined or null. */
  readonly has?: (native: Message, field: FieldModel) => boolean;
}

/** The messages of a schema by their full names. */
export type MessageModels = ReadonlyMap<string, MessageModel>;

export function messageModels(model: SchemaModel): MessageModels {
  return new Map(model.files.flatMap(({ messages }) => messages).map((each) => [each.fullName, each]));
}

/** A message and all messages within it. */
export function messagesOf(type: string, models: MessageModels): readonly MessageModel[] {
  const found = new Set<MessageModel>();
  const visit = (name: string): void => {
    const model = models.get(name);
    if (model === undefined || found.has(model)) return;
    found.add(model);
    for (const field of model.fields) if (field.type.kind === 'message') visit(field.type.name);
  };
  visit(type);
  return [...found];
}

const SCALARS_64: ReadonlySet<ScalarType> = new Set(['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64']);

export function is64Bit(scalar: ScalarType): boolean {
  return SCALARS_64.has(scalar);
}

/** A oneof's property in framewright's messages. */
export function oneofPropertyOf(model: MessageModel, field: FieldModel): string {
  return model.oneofs.find(({ name }) => name === field.oneof)?.property ?? field.oneof!;
}

/** The value of a field in framewright's message; of a oneof only where this field is the one. */
export function valueIn(message: Message, model: MessageModel, field: FieldModel): unknown {
  if (field.label !== 'oneof') return message[field.property];
  const set = message[oneofPropertyOf(model, field)] as { case: string; value: unknown } | undefined;
  return set?.case === field.property ? set.value : undefined;
}

/** The message in another library's form. */
export function toNative(message: Message, type: string, models: MessageModels, dialect: Dialect): unknown {
  const model = models.get(type)!;
  const native: Message = {};
  const nameOf = dialect.name ?? ((field: FieldModel) => field.property);
  for (const field of model.fields) {
    const value = valueIn(message, model, field);
    if (field.label === 'oneof' && dialect.oneof !== 'flat') {
      if (value === undefined) continue;
      native[oneofPropertyOf(model, field)] = {
        case: nameOf(field),
        value: one(value, field, models, dialect),
      };
    } else if (value === undefined || value === null) {
      if (dialect.absent === null) native[nameOf(field)] = null;
    } else {
      native[nameOf(field)] = all(value, field, models, dialect);
    }
  }
  return native;
}

function all(value: unknown, field: FieldModel, models: MessageModels, dialect: Dialect): unknown {
  if (field.label === 'repeated') {
    return (value as unknown[]).map((each) => one(each, field, models, dialect));
  }
  if (field.label !== 'map') return one(value, field, models, dialect);
  const entries = [...(value as Map<unknown, unknown>)].map(
    ([key, each]) => [key, one(each, field, models, dialect)] as const,
  );
  if (dialect.map !== 'object') return new Map(entries);
  const keyOf = dialect.mapKey ?? ((key: unknown) => String(key));
  // A null prototype: a key may be `__proto__`.
  const object = Object.create(null) as Message;
  for (const [key, each] of entries) object[keyOf(key, field.mapKey!)] = each;
  return object;
}

function one(value: unknown, { type }: FieldModel, models: MessageModels, dialect: Dialect): unknown {
  if (type.kind === 'message') return toNative(value as Message, type.name, models, dialect);
  if (type.kind === 'enum') return value;
  if (is64Bit(type.scalar) && dialect.int64 !== undefined) {
    return dialect.int64(BigInt(value as bigint), type.scalar);
  }
  if (type.scalar === 'bytes' && dialect.bytes !== undefined) return dialect.bytes(value as Uint8Array);
  return value;
}

/** What another library decoded, as framewright's message. Throws where it is something else altogether. */
export function fromNative(native: unknown, type: string, models: MessageModels, dialect: Dialect): Message {
  const model = models.get(type)!;
  const message: Message = {};
  const nameOf = dialect.name ?? ((field: FieldModel) => field.property);
  const source = native as Message;
  for (const field of model.fields) {
    const name = nameOf(field);
    if (field.label === 'oneof' && dialect.oneof !== 'flat') {
      const property = oneofPropertyOf(model, field);
      const set = source[property] as { case?: string; value: unknown } | undefined;
      if (set?.case === name) {
        message[property] = { case: field.property, value: exactOne(set.value, field, models, dialect) };
      }
      continue;
    }
    const value = dialect.has?.(source, field) === false ? undefined : source[name];
    if (field.label === 'repeated') {
      message[field.property] = Array.from((value ?? []) as unknown[], (each) =>
        exactOne(each, field, models, dialect),
      );
    } else if (field.label === 'map') {
      message[field.property] = exactMap(value ?? {}, field, models, dialect);
    } else if (value === undefined || value === null) {
      if (field.label === 'implicit') message[field.property] = plainDefault(field);
    } else if (field.label === 'oneof') {
      message[oneofPropertyOf(model, field)] = {
        case: field.property,
        value: exactOne(value, field, models, dialect),
      };
    } else {
      message[field.property] = exactOne(value, field, models, dialect);
    }
  }
  return message;
}

function exactMap(value: object, field: FieldModel, models: MessageModels, dialect: Dialect): unknown {
  const entries = value instanceof Map ? [...(value as Map<unknown, unknown>)] : Object.entries(value);
  return new Map(
    entries.map(([key, each]) => [exactKey(key, field.mapKey!), exactOne(each, field, models, dialect)]),
  );
}

function exactKey(key: unknown, scalar: ScalarType): unknown {
  if (scalar === 'string') return key;
  if (scalar === 'bool') return key === true || key === 'true';
  if (!is64Bit(scalar)) return Number(key);
  // protobufjs's key of a Long: its 8 bytes as characters.
  if (typeof key === 'string' && !/^-?\d+$/.test(key)) {
    return exactInteger(util.longFromHash(key, scalar === 'uint64' || scalar === 'fixed64'));
  }
  return exactInteger(key);
}

function exactOne(value: unknown, field: FieldModel, models: MessageModels, dialect: Dialect): unknown {
  if (field.type.kind === 'message') return fromNative(value, field.type.name, models, dialect);
  if (field.type.kind === 'enum') return value;
  const { scalar } = field.type;
  if (is64Bit(scalar)) return field.asNumber ? Number(exactInteger(value)) : exactInteger(value);
  if (scalar === 'bytes') return exactBytes(value);
  return scalar === 'bool' ? Boolean(value) : value;
}

function exactInteger(value: unknown): bigint {
  if (typeof value !== 'object' || value === null) return BigInt(value as bigint | number | string);
  const { low, high, unsigned } = value as { low: number; high: number; unsigned: boolean };
  const bits = (BigInt(high) << 32n) | BigInt(low >>> 0);
  return unsigned ? BigInt.asUintN(64, bits) : BigInt.asIntN(64, bits);
}

function exactBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return Uint8Array.from(value as readonly number[]);
}

function plainDefault({ type, asNumber }: FieldModel): unknown {
  if (type.kind === 'message') return undefined;
  if (type.kind === 'enum') return 0;
  if (is64Bit(type.scalar)) return asNumber ? 0 : 0n;
  if (type.scalar === 'string') return '';
  if (type.scalar === 'bytes') return new Uint8Array(0);
  return type.scalar === 'bool' ? false : 0;
}
