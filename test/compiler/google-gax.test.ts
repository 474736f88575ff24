import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { loadSchema, SchemaError } from '../../src/compiler/schema/index.js';
import { writeGenerated } from '../codec/compiled.js';
import { typeErrors } from './type-errors.js';

/** Google's own schemas, a hundred and forty files of them: proto2, proto3 and editions. */
const folder = join(import.meta.dirname, '../../node_modules/google-gax/build/protos');
const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.proto'))
  .sort();

/** Files that are broken as they are published, or of a language that this compiler does not read, and what is said of them. */
const refused: Readonly<Record<string, string>> = {
  // They import files that the package leaves out
  'google/protobuf/compiler/ruby/ruby_generated_code.proto':
    '12: "ruby_generated_code_proto2_import.proto" is not found',
  'google/protobuf/compiler/ruby/ruby_generated_code_proto2.proto':
    '12: "ruby_generated_code_proto2_import.proto" is not found',
  'google/protobuf/util/json_format_proto3.proto': '18: "google/protobuf/unittest.proto" is not found',
  // Message sets, which came before extensions and are deprecated since
  'google/protobuf/bridge/message_set.proto': '60: option message_set_wire_format is not allowed',
  // The edition after the last that is read
  'google/protobuf/internal_options.proto': '8: edition 2024 is not supported',
  'google/protobuf/late_loaded_option.proto': '1: edition 2024 is not supported',
  'google/protobuf/late_loaded_option_user.proto': '1: edition 2024 is not supported',
  'google/protobuf/sample_messages_edition.proto': '10: edition 2024 is not supported',
};

/** Declares what another file declares as well: protoc does not take both at once either. */
const apart = 'google/protobuf/compiler/ruby/ruby_generated_pkg_explicit.proto';

const good = all.filter((path) => !Object.hasOwn(refused, path));

vi.setConfig({ testTimeout: 240_000 });

describe('the schemas of google-gax', () => {
  it('are as many as ever', () => {
    expect(all.length).toBeGreaterThan(130);
    expect(Object.keys(refused).filter((path) => !all.includes(path))).toEqual([]);
  });

  it.each(Object.entries(refused))('%s is refused', (path, message) => {
    let said = '';
    try {
      loadSchema({ protoPaths: [folder], files: [path] });
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      said = error.message;
    }
    expect(said.split('\n')[0]).toBe(`${join(folder, path)}:${message}`);
  });

  it.each([
    ['together', good.filter((path) => path !== apart)],
    ['apart', [apart]],
  ])('are generated %s, type-checked and work', async (name, files) => {
    const model = loadSchema({ protoPaths: [folder], files });
    const generated = writeGenerated(`google-gax-${name}`, model);
    const modules = files.map((path) => join(generated, path.replace(/\.proto$/, '.ts')));
    expect(typeErrors(modules)).toEqual([]);

    const codecs = new Map<string, Codec<unknown>>();
    for (const path of modules) {
      const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
      for (const value of Object.values(module)) if (isCodec(value)) codecs.set(value.name, value);
    }
    const messages = model.files.filter(({ path }) => files.includes(path)).flatMap((file) => file.messages);
    expect(messages.length).toBeGreaterThan(0);
    for (const { fullName, fields } of messages) {
      const codec = codecs.get(fullName);
      if (codec === undefined) throw new Error(`no codec of ${fullName}`);
      if (fields.some(({ label }) => label === 'required')) {
        expect(() => codec.decode(new Uint8Array())).toThrow('required, but not there');
        continue;
      }
      const empty = codec.create();
      expect(codec.encode(empty)).toHaveLength(0);
      expect(codec.decode(new Uint8Array())).toEqual(empty);
      // An empty Value is no JSON at all
      if (fullName === 'google.protobuf.Value') continue;
      expect(codec.fromJson(codec.toJson(empty))).toEqual(empty);
    }
  });
});

function isCodec(value: unknown): value is Codec<unknown> {
  return typeof value === 'object' && value !== null && 'encode' in value && 'create' in value;
}
