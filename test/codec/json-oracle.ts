import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFileRegistry, fromBinary, fromJson, toJson } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Codec, FromJsonOptions, JsonValue, ToJsonOptions } from '../../src/codec/codec.js';
import { DecodeError } from '../../src/codec/errors.js';
import type { Extension } from '../../src/codec/extension.js';
import { descriptorsByBuf } from '../compiler/descriptors.js';
import { modelOf, writeGenerated, type ProtoFiles } from './compiled.js';

export const REFUSED: unique symbol = Symbol('refused');
/** It reads back as the same JSON. */
export const SAME: unique symbol = Symbol('same');

export type Outcome = JsonValue | typeof REFUSED | typeof SAME;

/** One message by our codec and by @bufbuild/protobuf. */
export interface Compared {
  readonly codec: Codec<Record<string, unknown>>;
  readonly resolve: (name: string) => Codec<unknown> | undefined;
  readonly extensions: readonly Extension<unknown, unknown>[];
  /** What is written of what was read; a refusal must be a DecodeError. */
  ours(json: JsonValue, options?: FromJsonOptions & ToJsonOptions): Outcome;
  theirs(json: JsonValue, options?: FromJsonOptions & ToJsonOptions): Outcome;
}

/** Compiles .proto texts for both; `message` is a full name. */
export async function compared(name: string, files: ProtoFiles, message: string): Promise<Compared> {
  const model = modelOf(files);
  const folder = writeGenerated(name, model);
  const codecs = new Map<string, Codec<unknown>>();
  const extensions: Extension<unknown, unknown>[] = [];
  for (const { path, requested, messages } of model.files) {
    if (!requested && messages.length === 0) continue;
    const file = join(folder, path.replace('.proto', '.ts'));
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    for (const value of Object.values(module)) {
      if (has<Codec<unknown>>(value, 'fromJson')) codecs.set(value.name, value);
      if (has<Extension<unknown, unknown>>(value, 'extendee')) extensions.push(value);
    }
  }
  const codec = codecs.get(message) as Codec<Record<string, unknown>>;
  const resolve = (wanted: string) => codecs.get(wanted);
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorsByBuf(files)));
  const descriptor = registry.getMessage(message);
  if (descriptor === undefined) throw new Error(`buf lost ${message}`);
  return {
    codec,
    resolve,
    extensions,
    ours(json, options) {
      try {
        const read = codec.fromJson(json, { resolve, extensions, ...options });
        return codec.toJson(read, { resolve, extensions, ...options });
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        return REFUSED;
      }
    },
    theirs(json, options) {
      try {
        const { ignoreUnknownFields = false } = options ?? {};
        const read = fromJson(descriptor, json, { registry, ignoreUnknownFields });
        return toJson(descriptor, read, { registry, ...options });
      } catch {
        // Read or not, it is nothing that can be written.
        return REFUSED;
      }
    },
  };
}

function has<T>(value: unknown, property: string): value is T {
  return typeof value === 'object' && value !== null && property in value;
}
