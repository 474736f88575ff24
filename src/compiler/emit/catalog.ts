import { createHash } from 'node:crypto';
import type { FieldModel, FileModel, MessageModel, SchemaModel } from '../model.js';
import { headline, type Output } from './file.js';
import { Scope, type Names } from './scope.js';
import { printed, typed } from './source.js';

/** Types below and above belong to framewright, and every connection or node knows those that it needs. */
const FIRST_SCHEMA_TYPE = 32;
const LAST_SCHEMA_TYPE = 65_279;

/** The messages that travel as frames of the schema's own, by type. */
export function catalogued(files: readonly FileModel[]): MessageModel[] {
  return files
    .flatMap((file) => file.messages)
    .filter(({ wire }) => wire !== undefined && isOfSchema(wire.type))
    .sort((a, b) => (a.wire?.type ?? 0) - (b.wire?.type ?? 0));
}

function isOfSchema(type: number): boolean {
  return type >= FIRST_SCHEMA_TYPE && type <= LAST_SCHEMA_TYPE;
}

/** `catalog.ts`: every codec of the schema, and its fingerprint. */
export function emitCatalog(
  model: SchemaModel,
  files: readonly FileModel[],
  names: Names,
  output: Output,
  command: string,
): string {
  const scope = new Scope(CATALOG_FILE, names);
  const type = typed(`: ${scope.type('Catalog')}`);
  if (output === 'd.ts') {
    const lines = [
      "import type { Catalog } from 'framewright/codec';",
      '',
      'export declare const catalog: Catalog;',
      '',
    ];
    return [...headline('all files', command), ...lines].join('\n');
  }
  const create = scope.value('createCatalog');
  const codecs = catalogued(files).map((message) => `    ${scope.ref(message.fullName, 'type')},`);
  const extensions = files
    .flatMap((file) => file.extensions)
    .map(({ fullName }) => `    ${scope.ref(fullName, 'type')},`);
  const body = [
    '',
    '/** Every message of the schema that travels as frames, by its type. */',
    `export const catalog${type} = /* @__PURE__ */ ${create}(`,
    '  [',
    ...codecs,
    '  ],',
    `  '${fingerprint(model, files)}',`,
    ...(extensions.length > 0 ? ['  [', ...extensions, '  ],'] : []),
    ');',
    '',
  ];
  return printed(
    [...headline('all files', command), ...scope.imports(output === 'ts'), ...body],
    output === 'js' ? 'js' : 'ts',
  );
}

/** SHA-256, in hex, of what two peers must agree on: types, pairs, limits, and the numbers and types of fields. */
export function fingerprint(model: SchemaModel, files: readonly FileModel[]): string {
  const messages = new Map(
    model.files.flatMap((file) => file.messages).map((message) => [message.fullName, message]),
  );
  const extensions = files.flatMap((file) => file.extensions);
  const extensionsOf = ({ fullName, extensionRanges }: MessageModel) =>
    extensionRanges.length === 0
      ? []
      : extensions
          .filter(({ extendee }) => extendee === fullName)
          .sort((a, b) => a.field.number - b.field.number);
  const reached = new Map<string, MessageModel>();
  const waiting = catalogued(files);
  for (let message = waiting.pop(); message !== undefined; message = waiting.pop()) {
    if (reached.has(message.fullName)) continue;
    reached.set(message.fullName, message);
    for (const field of [...message.fields, ...extensionsOf(message).map(({ field }) => field)]) {
      const inner = field.type.kind === 'message' ? messages.get(field.type.name) : undefined;
      if (inner !== undefined) waiting.push(inner);
    }
  }
  const closed = closedEnums(model);
  const facts = [...reached.values()]
    .sort((a, b) => (a.fullName < b.fullName ? -1 : 1))
    .map((message) => [
      message.fullName,
      wireFacts(message),
      message.fields.map((field) => fieldFacts(field, closed)),
      // Only where there are some, so that without them nothing changes.
      ...(message.extensionRanges.length > 0
        ? [
            message.extensionRanges.map(({ first, last }) => [first, last]),
            extensionsOf(message).map(({ fullName, field }) => [fullName, ...fieldFacts(field, closed)]),
          ]
        : []),
    ]);
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

function wireFacts({ wire }: MessageModel): unknown {
  if (wire === undefined) return null;
  const rate = wire.rate === undefined ? null : [wire.rate.count, wire.rate.perMs];
  return [
    wire.type,
    wire.requiresAck,
    wire.isResponse,
    wire.response ?? null,
    wire.maxBytes ?? null,
    rate,
    wire.gossip,
    // Only where they are true, so that without them nothing changes.
    ...(wire.responseStream ? ['stream'] : []),
    ...(wire.compress ? ['compress'] : []),
  ];
}

/** The numbers of every closed enum: what it does not name is no value of the field. */
function closedEnums(model: SchemaModel): ReadonlyMap<string, string> {
  const closed = model.files.flatMap((file) => file.enums).filter((model) => model.closed);
  return new Map(
    closed.map(({ fullName, values }) => {
      const numbers = [...new Set(values.map(({ number }) => number))].sort((a, b) => a - b);
      return [fullName, `closed enum ${numbers.join(' ')}`];
    }),
  );
}

function fieldFacts(field: FieldModel, closed: ReadonlyMap<string, string>): unknown[] {
  const type = typeFact(field, closed);
  // JS_NUMBER is a limit too: of the range.
  const limits = [field.maxItems ?? null, field.maxBytes ?? null, field.exactBytes ?? null, field.asNumber];
  return [field.number, type, field.label, field.mapKey ?? null, field.oneof ?? null, limits];
}

function typeFact({ type, delimited }: FieldModel, closed: ReadonlyMap<string, string>): string {
  if (type.kind === 'scalar') return type.scalar;
  // An open enum is an int32 on the wire, whatever its values are called.
  if (type.kind === 'enum') return closed.get(type.name) ?? 'enum';
  return delimited ? `group .${type.name}` : `.${type.name}`;
}

const CATALOG_FILE: FileModel = {
  path: 'catalog.proto',
  package: '',
  requested: true,
  imports: [],
  comment: '',
  messages: [],
  enums: [],
  extensions: [],
  services: [],
};
