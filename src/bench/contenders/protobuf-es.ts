import type { EnumModel, FieldModel, MessageModel, SchemaModel } from '../../compiler/model.js';
import { Unsupported, type Family } from '../way.js';

interface Runtime {
  create(type: unknown, init: object): unknown;
  createFileRegistry(set: unknown): { getMessage(name: string): object | undefined };
  fromBinary(type: unknown, bytes: Uint8Array): unknown;
  toBinary(type: unknown, message: unknown): Uint8Array;
}

/** protobuf-es from descriptors of the schema. Its messages are compared by the bytes it makes of them. */
export const protobufEs: Family = {
  name: '@bufbuild/protobuf',
  packages: ['@bufbuild/protobuf'],
  async prepare({ schema, codec, message, bytes }, packages) {
    const es = await packages.load<Runtime>('@bufbuild/protobuf');
    const { FileDescriptorSetSchema } = await packages.load<{ FileDescriptorSetSchema: unknown }>(
      '@bufbuild/protobuf/wkt',
    );
    const set = es.create(FileDescriptorSetSchema, { file: [descriptorOf(schema.model)] });
    const type = es.createFileRegistry(set).getMessage(flatName(message));
    if (type === undefined) throw new Unsupported('no descriptor of the message');
    const value = es.fromBinary(type, bytes);
    return [
      {
        direction: 'encode',
        name: '@bufbuild/protobuf',
        run: () => es.toBinary(type, value),
        payload: (made) => made as Uint8Array,
      },
      {
        direction: 'decode',
        name: '@bufbuild/protobuf',
        input: bytes,
        run: () => es.fromBinary(type, bytes),
        read: (made) => codec.decode(es.toBinary(type, made)),
      },
    ];
  },
};

// Numbers of google/protobuf/descriptor.proto.
const EDITION_2023 = 1000;
const OPTIONAL = 1;
const REPEATED = 3;
const MESSAGE = 11;
const ENUM = 14;
const SCALAR_TYPES = {
  ...{ double: 1, float: 2, int64: 3, uint64: 4, int32: 5, fixed64: 6, fixed32: 7, bool: 8, string: 9 },
  ...{ bytes: 12, uint32: 13, sfixed32: 15, sfixed64: 16, sint32: 17, sint64: 18 },
} as const;

function flatName(fullName: string): string {
  return fullName.replaceAll('.', '_');
}

/** All messages and enums of a schema in one file of edition 2023, which can say what proto2 and proto3 mean. */
function descriptorOf(model: SchemaModel): object {
  return {
    name: 'bench.proto',
    syntax: 'editions',
    edition: EDITION_2023,
    messageType: model.files.flatMap(({ messages }) => messages).map(messageOf),
    enumType: model.files.flatMap(({ enums }) => enums).map(enumOf),
  };
}

function messageOf({ fullName, fields, oneofs }: MessageModel): object {
  const oneofNames = oneofs.map(({ name }) => name);
  return {
    name: flatName(fullName),
    field: fields.map((field) => fieldOf(field, fullName, oneofNames)),
    oneofDecl: oneofNames.map((name) => ({ name })),
    nestedType: fields.filter(({ label }) => label === 'map').map(entryOf),
  };
}

function fieldOf(field: FieldModel, message: string, oneofs: readonly string[]): object {
  const isMap = field.label === 'map';
  const presence = { required: 3, implicit: 2 } as const;
  return {
    name: field.name,
    number: field.number,
    label: field.label === 'repeated' || isMap ? REPEATED : OPTIONAL,
    ...(isMap ? { type: MESSAGE, typeName: `.${flatName(message)}.${entryName(field)}` } : typeOf(field)),
    ...(field.label === 'oneof' && { oneofIndex: oneofs.indexOf(field.oneof!) }),
    options: {
      features: {
        ...(field.label === 'required' && { fieldPresence: presence.required }),
        ...(field.label === 'implicit' &&
          field.type.kind !== 'message' && { fieldPresence: presence.implicit }),
        ...(field.label === 'repeated' &&
          isPackable(field) && { repeatedFieldEncoding: field.packed ? 1 : 2 }),
        ...(field.delimited && { messageEncoding: 2 }),
      },
    },
  };
}

function typeOf({ type }: FieldModel): object {
  if (type.kind === 'scalar') return { type: SCALAR_TYPES[type.scalar] };
  return { type: type.kind === 'message' ? MESSAGE : ENUM, typeName: `.${flatName(type.name)}` };
}

function isPackable({ type }: FieldModel): boolean {
  return (
    type.kind === 'enum' || (type.kind === 'scalar' && type.scalar !== 'string' && type.scalar !== 'bytes')
  );
}

/** The name that descriptors demand of a map's entry. */
function entryName({ name }: FieldModel): string {
  return `${name.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())}Entry`;
}

function entryOf(field: FieldModel): object {
  return {
    name: entryName(field),
    options: { mapEntry: true },
    field: [
      {
        name: 'key',
        number: 1,
        label: OPTIONAL,
        type: SCALAR_TYPES[field.mapKey as keyof typeof SCALAR_TYPES],
      },
      { name: 'value', number: 2, label: OPTIONAL, ...typeOf(field) },
    ],
  };
}

function enumOf({ fullName, values, closed }: EnumModel): object {
  return {
    name: flatName(fullName),
    value: values.map(({ name, number }) => ({ name: `${flatName(fullName)}_${name}`, number })),
    options: {
      allowAlias: new Set(values.map(({ number }) => number)).size < values.length,
      features: { enumType: closed ? 2 : 1 },
    },
  };
}
