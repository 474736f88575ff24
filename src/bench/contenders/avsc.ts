import type { FieldModel } from '../../compiler/model.js';
import { fromNative, toNative, type Dialect, type MessageModels } from '../dialect.js';
import { NO_EXTENSIONS, Unsupported, type Family } from '../way.js';

interface AvroType {
  toBuffer(value: unknown): Buffer;
  fromBuffer(bytes: Buffer): unknown;
}

const dialect: Dialect = {
  name: ({ name }) => name,
  oneof: 'flat',
  map: 'object',
  int64: Number,
  bytes: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
  absent: null,
};

/** avsc with a record type made from the schema. Its integers have 53 bits. */
export const avsc: Family = {
  name: 'avsc',
  packages: ['avsc'],
  async prepare({ models, message, value, hasExtensions }, packages) {
    if (hasExtensions) throw new Unsupported(NO_EXTENSIONS);
    const { default: library } = await packages.load<{
      default: { Type: { forSchema(schema: unknown): AvroType } };
    }>('avsc');
    const type = library.Type.forSchema(recordOf(message, models, new Set()));
    const native = toNative(value, message, models, dialect);
    const encoded = type.toBuffer(native);
    const read = (made: unknown): unknown => fromNative(made, message, models, dialect);
    return [
      {
        direction: 'encode',
        name: 'avsc (53-bit)',
        run: () => type.toBuffer(native),
        payload: (made) => made as Buffer,
        read: (bytes) => read(type.fromBuffer(bytes as Buffer)),
      },
      {
        direction: 'decode',
        name: 'avsc (53-bit)',
        input: encoded,
        run: () => type.fromBuffer(encoded),
        read,
      },
    ];
  },
};

/** A record the first time, its name from then on. */
function recordOf(fullName: string, models: MessageModels, named: Set<string>): unknown {
  if (named.has(fullName)) return fullName;
  named.add(fullName);
  return {
    type: 'record',
    name: fullName,
    fields: models.get(fullName)!.fields.map((field) => ({
      name: field.name,
      type: typeOf(field, models, named),
    })),
  };
}

function typeOf(field: FieldModel, models: MessageModels, named: Set<string>): unknown {
  const value = valueType(field, models, named);
  if (field.label === 'repeated') return { type: 'array', items: value };
  if (field.label === 'map') return { type: 'map', values: value };
  const isAlwaysThere = field.label === 'implicit' && field.type.kind !== 'message';
  return isAlwaysThere || field.label === 'required' ? value : ['null', value];
}

function valueType({ type }: FieldModel, models: MessageModels, named: Set<string>): unknown {
  if (type.kind === 'message') return recordOf(type.name, models, named);
  if (type.kind === 'enum') return 'int';
  switch (type.scalar) {
    case 'int32':
    case 'sint32':
    case 'sfixed32':
      return 'int';
    case 'bool':
      return 'boolean';
    case 'double':
    case 'float':
    case 'string':
    case 'bytes':
      return type.scalar;
    case 'int64':
    case 'sint64':
    case 'sfixed64':
    case 'uint32':
    case 'uint64':
    case 'fixed32':
    case 'fixed64':
      return 'long';
  }
}
