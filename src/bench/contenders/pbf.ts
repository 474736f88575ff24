import type { FieldModel, MessageModel, SchemaModel } from '../../compiler/model.js';
import { fromNative, messagesOf, toNative, type Dialect } from '../dialect.js';
import { NO_EXTENSIONS, Unsupported, type Family } from '../way.js';

interface Pbf {
  pos: number;
  length: number;
  buf: Uint8Array;
  finish(): Uint8Array;
}
interface PbfModule {
  readonly default?: new (bytes?: Uint8Array) => Pbf;
  readonly PbfReader?: new (bytes?: Uint8Array) => Pbf;
  readonly PbfWriter?: new (bytes?: Uint8Array) => Pbf;
}
type Compiled = Readonly<Record<string, (first: unknown, second?: unknown) => unknown>>;

/** pbf knows no absent scalar: an optional one that is not set reads as its default. */
const dialect: Dialect = {
  name: ({ name }) => name,
  oneof: 'flat',
  map: 'object',
  int64: Number,
  has(native, { name, label, oneof }) {
    if (label === 'oneof') return native[oneof!] === name;
    const value = native[name];
    return value !== undefined && !(label === 'optional' && (value === '' || value === 0 || value === false));
  },
};

/** pbf, compiled from the schema, with a new writer for each message and with one that is used again. */
export const pbf: Family = {
  name: 'pbf',
  packages: ['pbf'],
  async prepare({ schema, models, message, value, bytes, hasExtensions }, packages) {
    if (hasExtensions) throw new Unsupported(NO_EXTENSIONS);
    const library = await packages.load<PbfModule>('pbf');
    const Reader = library.PbfReader ?? library.default!;
    const Writer = library.PbfWriter ?? library.default!;
    const { compile } = await packages.load<{ compile: (proto: object) => Compiled }>('pbf/compile');
    const functions = compile(protoOf(schema.model, messagesOf(message, models)));
    const write = functions[`write${flatName(message)}`]!;
    const read = functions[`read${flatName(message)}`]!;
    const native = toNative(value, message, models, dialect);
    const reused = new Writer();
    return [
      {
        direction: 'encode',
        name: 'pbf, new writer',
        run() {
          const writer = new Writer();
          write(native, writer);
          return writer.finish();
        },
        payload: (made) => made as Uint8Array,
      },
      {
        direction: 'encode',
        name: 'pbf, reused writer',
        run() {
          // Not finish(): it would shorten the buffer, which pbf does not expect of a writer that goes on.
          reused.pos = 0;
          write(native, reused);
          return reused.buf.subarray(0, reused.pos);
        },
        payload: (made) => made as Uint8Array,
      },
      {
        // The bytes stay in the writer until the next message overwrites them.
        direction: 'encode',
        name: 'pbf, reused writer, no view',
        run() {
          reused.pos = 0;
          write(native, reused);
          return reused.pos;
        },
        payload: (made) => reused.buf.subarray(0, made as number),
      },
      {
        direction: 'decode',
        name: 'pbf',
        input: bytes,
        run: () => read(new Reader(bytes), bytes.length),
        read: (made) => fromNative(made, message, models, dialect),
      },
    ];
  },
};

function flatName(fullName: string): string {
  return fullName.replaceAll('.', '_');
}

/** The schema as pbf's compiler takes it: what its own parser makes of a file, here of what the message needs. */
function protoOf(model: SchemaModel, messages: readonly MessageModel[]): object {
  const enums = model.files.flatMap((file) => file.enums);
  return {
    syntax: 3,
    enums: enums.map(({ fullName, values }) => ({
      name: flatName(fullName),
      values: Object.fromEntries(values.map(({ name, number }) => [name, { value: number }])),
    })),
    messages: messages.map(({ fullName, fields }) => ({
      name: flatName(fullName),
      fields: fields.map(fieldOf),
    })),
  };
}

function fieldOf(field: FieldModel): object {
  if (field.delimited) throw new Unsupported(`pbf has no groups (${field.name})`);
  const type = field.type.kind === 'scalar' ? field.type.scalar : flatName(field.type.name);
  const isMap = field.label === 'map';
  return {
    name: field.name,
    tag: field.number,
    type: isMap ? 'map' : type,
    map: isMap ? { from: field.mapKey, to: type } : null,
    oneof: field.label === 'oneof' ? field.oneof : null,
    repeated: field.label === 'repeated',
    options: field.label === 'repeated' ? { packed: String(field.packed) } : {},
  };
}
