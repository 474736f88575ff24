import type {
  EnumModel,
  ExtensionModel,
  FieldModel,
  FileModel,
  MessageModel,
  SchemaModel,
} from '../model.js';
import { fingerprint } from './catalog.js';
import { defaultJson } from './default-value.js';

const COMMENT =
  'The schema for other languages: what the .proto options say, resolved. `messages` holds the types that travel as ' +
  'frames, in order of type; `parts` what only occurs inside them. Limits bind encoder and decoder alike; a limit that ' +
  'is not there is none. `jsNumber` limits a 64-bit integer to ±(2^53 - 1). WIRE.md says what each means.';

/** `schema.json`: types, names, pairs and limits, in a stable order. */
export function emitSchemaJson(model: SchemaModel, files: readonly FileModel[]): string {
  const all = files.flatMap((file) => file.messages);
  const travelling = all.filter((message) => message.wire !== undefined);
  travelling.sort((a, b) => (a.wire?.type ?? 0) - (b.wire?.type ?? 0));
  const parts = all.filter((message) => message.wire === undefined);
  parts.sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
  const enums = files.flatMap((file) => file.enums);
  const extensions = files.flatMap((file) => file.extensions);
  const document = {
    $comment: COMMENT,
    version: 1,
    fingerprint: fingerprint(model, files),
    messages: travelling.map((message) => ({ ...wireJson(message), ...fieldsJson(message) })),
    parts: parts.map((message) => ({ name: message.fullName, ...fieldsJson(message) })),
    closedEnums: someOf(enums.filter((model) => model.closed).map(enumJson)),
    extensions: someOf(extensions.map(extensionJson)),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function fieldsJson(message: MessageModel): object {
  return {
    extensionRanges: someOf(message.extensionRanges.map(({ first, last }) => [first, last])),
    fields: message.fields.map(fieldJson),
  };
}

function enumJson({ fullName, values }: EnumModel): object {
  return {
    name: fullName,
    values: Object.fromEntries(values.map(({ name, number }) => [name, number])),
  };
}

function extensionJson({ fullName, extendee, field }: ExtensionModel): object {
  return { extendee, ...fieldJson(field), name: fullName };
}

/** A list, unless it is empty: JSON.stringify leaves it out then. */
function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function wireJson({ fullName, wire }: MessageModel): object {
  return {
    type: wire?.type,
    name: fullName,
    priority: wire?.priority,
    requiresAck: wire?.requiresAck,
    isResponse: wire?.isResponse,
    response: wire?.response,
    responseStream: wire?.responseStream === true ? true : undefined,
    gossip: wire?.gossip,
    compress: wire?.compress,
    maxBytes: wire?.maxBytes,
    rate: wire?.rate,
  };
}

function fieldJson(field: FieldModel): object {
  return {
    number: field.number,
    name: field.name,
    type: field.type.kind === 'scalar' ? field.type.scalar : field.type.name,
    label: field.label === 'implicit' ? undefined : field.label,
    delimited: field.delimited ? true : undefined,
    default: field.default === undefined ? undefined : defaultJson(field.default),
    mapKey: field.mapKey,
    oneof: field.oneof,
    jsNumber: field.asNumber ? true : undefined,
    maxItems: field.maxItems,
    maxBytes: field.maxBytes,
    exactBytes: field.exactBytes,
  };
}
