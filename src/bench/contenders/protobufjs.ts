import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type protobuf from 'protobufjs';
import type { FieldModel } from '../../compiler/model.js';
import { packageFolder } from '../../compiler/schema/package-folder.js';
import { fromNative, messageModels, type Dialect, type MessageModels } from '../dialect.js';
import type { Packages } from '../packages.js';
import type { Subject, SubjectData } from '../subject.js';
import { Unsupported, type Family, type Way } from '../way.js';

/** How protobufjs holds messages. Its own copies of Google's files name their fields otherwise than the files do. */
function dialectOf(root: protobuf.Root, models: MessageModels): Dialect {
  const names = new Map<FieldModel, string>();
  for (const { fullName, fields } of models.values()) {
    const type = root.lookupType(fullName);
    for (const field of fields) names.set(field, type.fieldsById[field.number]!.name);
  }
  const name = (field: FieldModel): string => names.get(field)!;
  return {
    name,
    oneof: 'flat',
    map: 'object',
    // What a prototype says is a default.
    has: (native, field) =>
      field.label === 'implicit' && field.type.kind !== 'message' ? true : Object.hasOwn(native, name(field)),
  };
}

/** protobufjs by reflection, and the three ways its writer finishes. */
export const protobufjs: Family = {
  name: 'protobufjs',
  packages: ['protobufjs'],
  async prepare(subject, packages) {
    const root = await loadRoot(subject.schema, packages);
    return protobufjsWays('protobufjs', subject, root, root.lookupType(subject.message));
  },
};

/** What protobufjs's types have, by reflection and static. */
export type ProtobufjsType = Pick<protobuf.Type, 'encode' | 'decode'>;

export function protobufjsWays(
  name: string,
  { bytes, message, models }: Subject,
  root: protobuf.Root,
  type: ProtobufjsType,
): Way[] {
  const dialect = dialectOf(root, models);
  const value = type.decode(bytes);
  const slab = new Uint8Array(bytes.length + 64);
  let length = 0;
  const finished = (made: unknown): Uint8Array => made as Uint8Array;
  return [
    {
      direction: 'encode',
      name: `${name}, finish`,
      run: () => type.encode(value).finish(),
      payload: finished,
    },
    {
      direction: 'encode',
      name: `${name}, finish(true)`,
      run: () => type.encode(value).finish(true),
      payload: finished,
    },
    {
      direction: 'encode',
      name: `${name}, finishInto`,
      run() {
        const writer = type.encode(value);
        length = writer.pos;
        return writer.finishInto(slab, 0);
      },
      payload: (made) => (made as Uint8Array).subarray(0, length),
    },
    {
      direction: 'decode',
      name,
      input: bytes,
      run: () => type.decode(bytes),
      read: (made) => fromNative(made, message, models, dialect),
    },
  ];
}

export async function loadRoot(schema: SubjectData['schema'], packages: Packages): Promise<protobuf.Root> {
  const { default: library } = await packages.load<{ default: typeof protobuf }>('protobufjs');
  const root = new library.Root();
  // Google's own files lie in its package.
  const folders = [...schema.protoPaths, join(packageFolder(), 'proto'), packages.folder('protobufjs')!];
  root.resolvePath = (_origin, target) =>
    folders.map((folder) => join(folder, target)).find((path) => existsSync(path)) ?? target;
  try {
    await root.load([...schema.files], { keepCase: true });
    root.resolveAll();
  } catch (error) {
    throw new Unsupported(`protobufjs cannot read the schema: ${(error as Error).message}`);
  }
  return root;
}

/** What protobufjs makes of bytes, and the bytes it makes of that: the reference that all are compared with. */
export async function oracle(
  data: SubjectData,
  packages: Packages,
): Promise<{ readonly value: unknown; readonly bytes: Uint8Array }> {
  const root = await loadRoot(data.schema, packages);
  const models = messageModels(data.schema.model);
  const type = root.lookupType(data.message);
  const decoded = type.decode(data.sample);
  return {
    value: fromNative(decoded, data.message, models, dialectOf(root, models)),
    bytes: type.encode(decoded).finish(),
  };
}
