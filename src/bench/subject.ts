import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Codec, FromJsonOptions } from '../codec/codec.js';
import type { Extension } from '../codec/extension.js';
import type { MessageModel, SchemaModel } from '../compiler/model.js';
import { messageModels, toNative, type Message, type MessageModels } from './dialect.js';

/** What is measured: a message of a schema. Plain data, for it goes to other processes. */
export interface SubjectData {
  readonly schema: {
    readonly protoPaths: readonly string[];
    /** As imports name them. */
    readonly files: readonly string[];
    readonly model: SchemaModel;
  };
  /** Where the generated JavaScript of the schema lies. */
  readonly generated: string;
  /** The message's full name. */
  readonly message: string;
  /** The sample, encoded. */
  readonly sample: Uint8Array;
  /** The sample is what protobuf contenders are to decode as it is. */
  readonly isCanonical?: true;
}

/** A subject with its code loaded. */
export interface Subject extends SubjectData {
  readonly models: MessageModels;
  readonly codec: Codec<Message>;
  /** The sample as framewright's message. Its bytes fields are its own. */
  readonly value: Message;
  /** protobufjs's reading of the sample, which all are compared with; undefined if protobufjs cannot read the schema. */
  readonly reference?: unknown;
  /** The message as protobuf bytes in canonical order: what protobuf contenders decode. */
  readonly bytes: Uint8Array;
  /** Whether the sample has extensions, which are no fields of the message: most formats have nothing like them. */
  readonly hasExtensions: boolean;
}

export async function loadSubject(data: SubjectData): Promise<Subject> {
  const models = messageModels(data.schema.model);
  const model = models.get(data.message);
  if (model === undefined) throw new Error(`the schema has no message ${data.message}`);
  const codec = await loadCodec(data.generated, model);
  const value = codec.decode(data.sample, { copyBytes: true });
  const bytes = data.isCanonical === true ? data.sample : codec.encode(value).slice();
  const fields = codec.encode(toNative(value, data.message, models, {}) as Message);
  return { ...data, models, codec, value, bytes, hasExtensions: fields.length < bytes.length };
}

/** What JSON of a schema may need besides the message's codec: its extensions, and its messages in an Any. */
export async function jsonOptionsOf(generated: string, model: SchemaModel): Promise<FromJsonOptions> {
  const codecs = new Map<string, Codec<unknown>>();
  const extensions = new Set<Extension<unknown, unknown>>();
  for (const file of model.files) {
    const path = codePath(generated, file.path);
    if (!existsSync(path)) continue;
    const exports = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    for (const each of Object.values(exports)) {
      if (isCodec(each)) codecs.set(each.name, each);
      else if (isExtension(each)) extensions.add(each);
    }
  }
  return { extensions: [...extensions], resolve: (name) => codecs.get(name) };
}

function codePath(generated: string, protoFile: string): string {
  return join(generated, protoFile.replace(/\.proto$/, '.js'));
}

function isExtension(value: unknown): value is Extension<unknown, unknown> {
  return typeof value === 'object' && value !== null && 'extendee' in value && 'clear' in value;
}

/** The codec of a message in generated JavaScript. */
export async function loadCodec(generated: string, model: MessageModel): Promise<Codec<Message>> {
  const file = codePath(generated, model.file);
  const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  // By its own name, as the name of the export gives way to others of the file.
  const codec = Object.values(exports).find((each) => isCodec(each) && each.name === model.fullName);
  if (codec === undefined) throw new Error(`${file} exports no codec of ${model.fullName}`);
  return codec as Codec<Message>;
}

function isCodec(value: unknown): value is Codec<unknown> {
  return typeof value === 'object' && value !== null && 'encode' in value && 'decode' in value;
}
