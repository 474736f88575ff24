import type { FileModel, SchemaModel } from '../model.js';

/** Only the compiler reads these options. */
const OPTIONS_FILE = 'framewright/options.proto';
/** What custom options extend: extensions of it are of use only where it is asked for itself. */
const DESCRIPTOR_FILE = 'google/protobuf/descriptor.proto';

/** Requested files, and those that fields, services and extensions of them need, in the model's order. */
export function emittedFiles(model: SchemaModel): FileModel[] {
  const fileOf = new Map<string, FileModel>();
  for (const file of model.files) {
    for (const { fullName } of [...file.messages, ...file.enums]) fileOf.set(fullName, file);
  }
  const emitted = new Set<FileModel>();
  const add = (file: FileModel | undefined) => {
    if (file === undefined || file.path === OPTIONS_FILE || emitted.has(file)) return;
    emitted.add(file);
    for (const name of namesNeeded(file)) add(fileOf.get(name));
  };
  for (const file of model.files) if (file.requested) add(file);

  const isOfUse = (extendee: string) => {
    const file = fileOf.get(extendee);
    return file !== undefined && (file.path !== DESCRIPTOR_FILE || emitted.has(file));
  };
  // What an extension needs may bring files with extensions of their own.
  for (let before = -1; before !== emitted.size;) {
    before = emitted.size;
    for (const { extensions } of [...emitted]) {
      for (const { extendee, field } of extensions) {
        if (!isOfUse(extendee)) continue;
        add(fileOf.get(extendee));
        if (field.type.kind !== 'scalar') add(fileOf.get(field.type.name));
      }
    }
  }
  return model.files
    .filter((file) => emitted.has(file))
    .map((file) => ({ ...file, extensions: file.extensions.filter(({ extendee }) => isOfUse(extendee)) }));
}

function namesNeeded({ messages, services }: FileModel): string[] {
  const fields = messages.flatMap((message) => message.fields);
  return [
    ...fields.flatMap(({ type }) => (type.kind === 'scalar' ? [] : [type.name])),
    ...services.flatMap(({ methods }) => methods.flatMap(({ request, response }) => [request, response])),
  ];
}
