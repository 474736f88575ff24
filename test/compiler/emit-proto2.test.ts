import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { Catalog } from '../../src/codec/catalog.js';
import { emit } from '../../src/compiler/emit/index.js';
import { codecIn, importGenerated, modelOf, writeGenerated, type ProtoFiles } from '../codec/compiled.js';
import { typeErrors } from './type-errors.js';

const old: ProtoFiles = {
  'old/host.proto': `syntax = "proto2";
package old;
import "framewright/options.proto";
enum Tier { TIER_GOLD = 5; TIER_FREE = 1; }
message Host {
  option (framewright.message) = { type: 0x30 };
  required int32 must = 1;
  // How often.
  optional int32 may = 2 [default = -5];
  optional string text = 3 [default = "it's */ \`here\`"];
  optional bytes raw = 4 [default = "\\xff\\0"];
  optional uint64 long = 5 [default = 18446744073709551615];
  optional int64 js = 6 [default = 7, jstype = JS_NUMBER];
  optional double inf = 7 [default = -inf];
  optional double nan = 8 [default = nan];
  optional float minus = 9 [default = -0.0];
  optional bool yes = 10 [default = true];
  optional string none = 11;
  optional group Part = 12 { required string a = 1; }
  repeated int32 plain = 13;
  oneof choice { string one = 14 [default = "x"]; bool other = 15; }
  extensions 100 to 199, 1000;
  extensions 2000 to max;
}
message Alone { optional int32 a = 1; }
`,
  'old/guest.proto': `syntax = "proto2";
package old;
import "google/protobuf/descriptor.proto";
import "old/host.proto";
// Said by the guest.
extend Host {
  optional string note = 100 [default = "none"];
  repeated sint64 counts = 101 [packed = true];
  optional Tier tier = 102 [default = TIER_FREE, deprecated = true];
  repeated Alone alones = 103;
}
message Scope { extend Host { optional group Wide = 104 { optional Host deep = 1; } } }
extend google.protobuf.FieldOptions { optional string hint = 50000; }
`,
};

const use = `import { Alone, Host, Tier, TierShape } from './old/host.js';
import { alones, counts, note, tier, Scope_wide } from './old/guest.js';
import { catalog } from './catalog.js';
import type { EnumShape, JsonValue } from 'framewright/codec';

export const host: Host = { must: 1, plain: [] };
note.set(host, 'x');
export const text: string | undefined = note.get(host);
export const many: bigint[] = counts.get(host);
export const rank: Tier | undefined = tier.get(host);
export const list: Alone[] = alones.get(host);
export const deep: Host | undefined = Scope_wide.get(host)?.deep;
export const may: number = host.may ?? Host.defaults.may;
export const long: bigint = Host.defaults.long;
export const raw: Uint8Array = Host.defaults.raw;
export const json: JsonValue = Host.toJson(host, { resolve: catalog.named, extensions: catalog.extensions });
export const gold: Tier = Tier.GOLD;
export const shape: EnumShape = TierShape;
// @ts-expect-error a required field is left out
export const missing: Host = { plain: [] };
// @ts-expect-error the extension holds text
note.set(host, 5);
// @ts-expect-error the extension is none of this message
note.get(Alone.create());
// @ts-expect-error a closed enum has no other numbers
export const other: Tier = 7;
// @ts-expect-error a list has no default
Host.defaults.plain;
// @ts-expect-error a message has no default
Host.defaults.part;
// @ts-expect-error defaults stay what they are
Host.defaults.may = 5;
`;

vi.setConfig({ testTimeout: 120_000 });

const emitted = () => emit(modelOf(old), { target: 'ts', command: 'x' });

describe('generated from proto2', () => {
  it.each(['ts', 'js'] as const)('type-checks as %s', (target) => {
    const folder = writeGenerated(`proto2-${target}`, modelOf(old), target);
    writeFileSync(join(folder, 'use.ts'), use);
    expect(typeErrors([join(folder, 'use.ts')])).toEqual([]);
  });

  it('says what differs from the usual in the field table', () => {
    const text = emitted().get('old/host.ts') ?? '';
    expect(text.slice(text.indexOf('  fields: () => ['), text.indexOf('  create: createHost'))).toBe(
      `  fields: () => [
    { number: 1, name: 'must', type: 'int32', label: 'required' },
    { number: 2, name: 'may', type: 'int32', label: 'optional', default: -5 },
    { number: 3, name: 'text', type: 'string', label: 'optional', default: 'it\\'s */ \`here\`' },
    { number: 4, name: 'raw', type: 'bytes', label: 'optional', default: Uint8Array.of(255, 0) },
    { number: 5, name: 'long', type: 'uint64', label: 'optional', default: 18446744073709551615n },
    { number: 6, name: 'js', type: 'int64', label: 'optional', default: 7, asNumber: true },
    { number: 7, name: 'inf', type: 'double', label: 'optional', default: -Infinity },
    { number: 8, name: 'nan', type: 'double', label: 'optional', default: NaN },
    { number: 9, name: 'minus', type: 'float', label: 'optional', default: -0 },
    { number: 10, name: 'yes', type: 'bool', label: 'optional', default: true },
    { number: 11, name: 'none', type: 'string', label: 'optional' },
    { number: 12, name: 'part', type: Host_Part, label: 'optional', delimited: true },
    { number: 13, name: 'plain', type: 'int32', label: 'repeated' },
    { number: 14, name: 'one', type: 'string', default: 'x', oneof: 'choice' },
    { number: 15, name: 'other', type: 'bool', oneof: 'choice' },
  ],
  extensionRanges: [[100, 199], [1_000, 1_000], [2_000, 536_870_911]],
`,
    );
    expect(text).toContain(
      '  must: number;\n  /**\n   * How often.\n   * Left out it stands for `-5`.\n   */\n  may?: ',
    );
  });

  it('leaves custom options to the compiler', () => {
    const texts = emitted();
    expect([...texts.keys()].sort()).toEqual(['catalog.ts', 'old/guest.ts', 'old/host.ts', 'schema.json']);
    expect(texts.get('old/guest.ts')).not.toContain('hint');
  });

  it('makes constants of options where their messages are made', () => {
    const files = {
      ...old,
      'asks.proto':
        'syntax = "proto2"; import "google/protobuf/descriptor.proto"; message Asks { optional google.protobuf.FieldOptions options = 1; }',
    };
    const texts = emit(modelOf(files), { target: 'ts', command: 'x' });
    expect(texts.get('old/guest.ts')).toContain('export const hint: Extension<FieldOptions, string>');
    expect(texts.has('google/protobuf/descriptor.ts')).toBe(true);
  });

  it('brings the file of what only an extension needs', () => {
    const files = {
      'a.proto': 'syntax = "proto2"; message A { extensions 1 to 9; }',
      'b.proto': 'syntax = "proto2"; message B { }',
      'c.proto': 'syntax = "proto2"; import "a.proto"; import "b.proto"; extend A { optional B b = 1; }',
    };
    const texts = emit(modelOf(files, ['c.proto']), { target: 'ts', command: 'x' });
    expect([...texts.keys()].sort()).toEqual(['a.ts', 'b.ts', 'c.ts', 'schema.json']);
  });
});

describe('what a codec says of defaults', () => {
  it('is frozen and has every scalar and enum', async () => {
    const module = await importGenerated('proto2-defaults', modelOf(old), 'old/host');
    const { defaults } = codecIn(module, 'Host');
    expect(defaults).toEqual({
      must: 0,
      may: -5,
      text: "it's */ `here`",
      raw: Uint8Array.of(255, 0),
      long: 18446744073709551615n,
      js: 7,
      inf: -Infinity,
      nan: NaN,
      minus: -0,
      yes: true,
      none: '',
    });
    expect(Object.isFrozen(defaults)).toBe(true);
    expect(codecIn(module, 'Host').defaults).toBe(defaults);
  });

  it('begins a closed enum with its first value', async () => {
    const model = modelOf({
      'first.proto': 'syntax = "proto2"; enum E { SECOND = 2; FIRST = 1; } message M { optional E e = 1; }',
    });
    expect(codecIn(await importGenerated('proto2-first', model, 'first'), 'M').defaults).toEqual({ e: 2 });
  });
});

describe('the catalog', () => {
  it('knows extensions, and the messages within messages', async () => {
    const folder = writeGenerated('proto2-catalog', modelOf(old));
    const module = (await import(pathToFileURL(join(folder, 'catalog.ts')).href)) as { catalog: Catalog };
    const { extensions, named } = module.catalog;
    expect(extensions.map(({ name }) => name)).toEqual([
      'old.note',
      'old.counts',
      'old.tier',
      'old.alones',
      'old.Scope.wide',
    ]);
    for (const name of ['old.Host', 'old.Host.Part', 'old.Alone', 'old.Scope.Wide']) {
      expect(named(name)?.name).toBe(name);
    }
    expect(named('old.Nothing')).toBeUndefined();
  });
});

describe('schema.json', () => {
  it('tells other languages the same', () => {
    const document = JSON.parse(emitted().get('schema.json') ?? '') as Record<string, unknown>;
    const [host] = document.messages as Record<string, unknown>[];
    expect(host).toMatchObject({
      name: 'old.Host',
      extensionRanges: [
        [100, 199],
        [1000, 1000],
        [2000, 536870911],
      ],
    });
    expect((host?.fields as object[]).slice(0, 12)).toEqual([
      { number: 1, name: 'must', type: 'int32', label: 'required' },
      { number: 2, name: 'may', type: 'int32', label: 'optional', default: -5 },
      { number: 3, name: 'text', type: 'string', label: 'optional', default: "it's */ `here`" },
      { number: 4, name: 'raw', type: 'bytes', label: 'optional', default: '/wA=' },
      { number: 5, name: 'long', type: 'uint64', label: 'optional', default: '18446744073709551615' },
      { number: 6, name: 'js', type: 'int64', label: 'optional', default: 7, jsNumber: true },
      { number: 7, name: 'inf', type: 'double', label: 'optional', default: '-Infinity' },
      { number: 8, name: 'nan', type: 'double', label: 'optional', default: 'NaN' },
      { number: 9, name: 'minus', type: 'float', label: 'optional', default: '-0' },
      { number: 10, name: 'yes', type: 'bool', label: 'optional', default: true },
      { number: 11, name: 'none', type: 'string', label: 'optional' },
      { number: 12, name: 'part', type: 'old.Host.Part', label: 'optional', delimited: true },
    ]);
    expect(document.closedEnums).toEqual([{ name: 'old.Tier', values: { TIER_GOLD: 5, TIER_FREE: 1 } }]);
    expect((document.extensions as object[])[0]).toEqual({
      extendee: 'old.Host',
      number: 100,
      name: 'old.note',
      type: 'string',
      label: 'optional',
      default: 'none',
    });
  });

  const print = (change: (text: string) => string, path = 'old/host.proto') => {
    const files = { ...old, [path]: change(old[path] ?? '') };
    const text = emit(modelOf(files), { target: 'ts', command: 'x' }).get('schema.json') ?? '';
    return (JSON.parse(text) as { fingerprint: string }).fingerprint;
  };
  const same = (text: string) => text;

  it.each<[what: string, from: string, to: string, path?: string]>([
    ['required', 'required int32 must', 'optional int32 must'],
    [
      'a group',
      'optional group Part = 12 { required string a = 1; }',
      'message Part { required string a = 1; } optional Part part = 12;',
    ],
    ['extension ranges', '1000;', '1001;'],
    ['an extension', 'sint64 counts', 'int64 counts', 'old/guest.proto'],
    ['the numbers of a closed enum', 'TIER_FREE = 1', 'TIER_FREE = 2'],
    ['what an extension holds', 'optional int32 a = 1;', 'optional int64 a = 1;'],
  ])('has another fingerprint for another %s', (_, from, to, path) => {
    const changed = print((text) => text.replace(from, to), path);
    expect(changed).not.toBe(print(same));
  });

  it.each<[what: string, from: string, to: string, path?: string]>([
    ['default', 'default = -5', 'default = -6'],
    ['name of an enum value', 'TIER_FREE', 'TIER_NONE'],
    ['comment', 'How often.', 'How many.'],
  ])('has the same fingerprint for another %s', (_, from, to) => {
    const rename = (text: string) => text.replace(from, to);
    const files = Object.fromEntries(Object.entries(old).map(([path, text]) => [path, rename(text)]));
    const text = emit(modelOf(files), { target: 'ts', command: 'x' }).get('schema.json') ?? '';
    expect((JSON.parse(text) as { fingerprint: string }).fingerprint).toBe(print(same));
  });
});
