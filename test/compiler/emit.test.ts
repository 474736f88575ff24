import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { Codec, RequestCodec } from '../../src/codec/codec.js';
import { emit } from '../../src/compiler/emit/index.js';
import { allFields } from '../codec/all-fields.js';
import { codecIn, importGenerated, modelOf, writeGenerated, type ProtoFiles } from '../codec/compiled.js';
import { bundler, nodeNext, typeErrors } from './type-errors.js';

/** What a schema may do to the code made from it. */
const awkward: ProtoFiles = {
  'awkward/names.proto': `// Awkward */ names.\u2028export const escaped = 1; \ue000
syntax = "proto3";
package awkward;
import "framewright/options.proto";
import "awkward/other.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/any.proto";
import "google/protobuf/wrappers.proto";

/* A comment that says */
message Codec { string defineCodec = 1; }
message Reader { Codec codec = 1; }
message Object { Map map = 1; }
message Map { map<string, Object> objects = 1; }
message default { uint32 class = 1; uint32 function = 2; uint32 message = 3; uint32 bytes = 4; uint32 at = 5; }
message writeB { uint32 x = 1; }
message B { writeB write_b = 1; }
message item { repeated item item = 1; }
message message { option (framewright.message) = { type: 50 }; uint32 message = 1; }
message options { option (framewright.message) = { type: 51 }; uint32 options = 1; }
message requester { option (framewright.message) = { type: 52 }; }
message CallsClient { option (framewright.message) = { type: 53 }; other.CallsHandlers theirs = 1; }
service Calls {
  rpc First(awkward.message) returns (awkward.options);
  rpc constructor(awkward.requester) returns (awkward.CallsClient);
}
// Ends */ export const early = 1; /* and\rbegins anew. With a "quote", a \`tick\` and a \${dollar}.
message Properties {
  string __defineGetter__ = 1;
  string constructor = 2;
  optional string to_string = 3;
  string has_own_property = 4;
  string valueOf = 5;
  uint32 reader = 6;
  uint32 tag = 7 [json_name = "a-tag\\"'\ue000"];
  string then = 8;
  oneof prototype { uint32 case = 9; uint32 value = 10; }
}
message Timestamp { other.Timestamp theirs = 1; google.protobuf.Timestamp googles = 2; Timestamp mine = 3; }
message Uses {
  google.protobuf.Struct struct = 1;
  google.protobuf.Any any = 2;
  google.protobuf.Int64Value wrapped = 3;
  repeated google.protobuf.Value values = 4;
  other.Kind kind = 5;
  other.Outer.Kind nested = 6;
  map<string, other.Outer.Kind> kinds = 7;
  Codec old = 8 [deprecated = true];
}
`,
  'awkward/other.proto': `syntax = "proto3";
package awkward.other;
message Timestamp { int64 seconds = 1; }
message CallsHandlers {}
enum Kind { KIND_NONE = 0; KIND_default = 1; KIND_function = 2; }
message Outer { enum Kind { NOTHING = 0; kind_of_1 = 1; } Kind kind = 1; message Inner { Outer outer = 1; } }
`,
};

const chat: ProtoFiles = {
  'chat/ask.proto': `syntax = "proto3";
package chat;
import "framewright/options.proto";
// Asks.
message Ask { option (framewright.message) = { type: 0x20 priority: HIGH rate: "10/min" }; string text = 1; }
message Told { option (framewright.message) = { type: 0x22 requires_ack: true gossip: true max_bytes: 100 }; }
message Follow { option (framewright.message) = { type: 0x23 }; }
`,
  'chat/answer.proto': `syntax = "proto3";
package chat;
import "framewright/options.proto";
import "chat/ask.proto";
message Answer { option (framewright.message) = { type: 0x21 priority: LOW }; Ask asked = 1; string text = 2; }
`,
  'chat/service.proto': `syntax = "proto3";
package chat;
import "chat/ask.proto";
import "chat/answer.proto";
// Talks.
service Talk {
  // Asks once.
  rpc AskOnce(chat.Ask) returns (chat.Answer);
  rpc Watch(chat.Follow) returns (stream chat.Answer);
}
`,
};

const useOfChat = `import { Ask, Follow } from './chat/ask.js';
import { Answer } from './chat/answer.js';
import { catalog } from './catalog.js';
import { talkClient, talkService, type TalkClient, type TalkHandlers } from './chat/service.js';
import { type Requester, type RequestCodec, type StreamCodec } from 'framewright/codec';

declare const requester: Requester;
const client: TalkClient = talkClient(requester);
export const answer: Promise<Answer> = client.askOnce({ text: 'Who?' }, { timeoutMs: 5 });
export const codec: RequestCodec<Ask, Answer> = talkService.askOnce;
export const handlers: TalkHandlers<string> = {
  askOnce: (message, context) => ({ asked: message, text: message.text + context }),
  watch: async function* (_message, context) {
    yield await Promise.resolve({ asked: undefined, text: context });
  },
};
export const stream: StreamCodec<Follow, Answer> = talkService.watch;
export async function texts(): Promise<string[]> {
  const all: string[] = [];
  for await (const { text } of client.watch({})) all.push(text);
  return all;
}
export const count: number = catalog.size;
export const made: Answer = Answer.create({ asked: Ask.decode(new Uint8Array()) });
// @ts-expect-error a field that is not there
export const wrong: Ask = { text: '', other: 1 };
// @ts-expect-error a plain field is left out
export const missing: Answer = {};
// @ts-expect-error a stream is no response
void requester.request(Follow, {});
// @ts-expect-error and a response is no stream
requester.stream(Ask, { text: '' });
`;

// TypeScript alone takes seconds, and much longer where tests run side by side.
vi.setConfig({ testTimeout: 120_000 });

describe('generated TypeScript', () => {
  const folders = [
    ['awkward', awkward, ['awkward/names.ts', 'awkward/other.ts']],
    ['all-checked', allFields, ['all/all.ts']],
    ['chat', chat, ['use.ts']],
  ] as const;

  it.each([
    ['NodeNext', nodeNext],
    ['a bundler', bundler],
  ])('type-checks strictly for %s', (_, options) => {
    const files = folders.flatMap(([name, protos, entries]) => {
      const folder = writeGenerated(name, modelOf(protos));
      if (name === 'chat') writeFileSync(join(folder, 'use.ts'), useOfChat);
      return entries.map((entry) => join(folder, entry));
    });
    expect(typeErrors(files, options)).toEqual([]);
  });

  it('imports framewright/codec and its siblings alone', () => {
    for (const protos of [awkward, allFields, chat]) {
      for (const [path, text] of emit(modelOf(protos), { target: 'ts', command: 'framewright generate' })) {
        const imports = [...text.matchAll(/ from '(.*)';$/gm)].map(([, module]) => module);
        expect(
          imports.filter((module) => module !== 'framewright/codec' && !/^\.\.?\//.test(module ?? '')),
        ).toEqual([]);
        if (path.endsWith('.ts')) expect(text).toMatch(/^\/\/ Made by `framewright generate` from /);
      }
    }
  });

  it('keeps every awkward name apart', async () => {
    const module = await importGenerated('awkward-run', modelOf(awkward), 'awkward/names');
    const properties = codecIn(module, 'Properties');
    const names = Object.keys(properties.create());
    const values = Object.fromEntries(
      names.map((name, index) => [name, index === 5 || index === 6 ? index : name]),
    );
    const message = { ...values, [names.at(-1) ?? '']: { case: 'case', value: 3 } };
    const decoded = properties.decode(properties.encode(message));
    expect(decoded).toEqual(message);
    expect(properties.fromJson(properties.toJson(message))).toEqual(message);
    expect(Object.keys(properties.toJson(message) as object)).toContain('a-tag"\'\ue000');
    for (const name of ['Codec', 'Reader', 'B', 'writeB', 'item', 'Timestamp']) {
      const codec = codecIn(module, name);
      expect(codec.name).toBe(`awkward.${name}`);
      expect(codec.decode(codec.encode(codec.create()))).toEqual(codec.create());
    }
    expect(Object.keys(module).filter((name) => /^(Object|Map|default)/.test(name))).toHaveLength(3);
  });

  it('depends on the schema alone', () => {
    const once = emit(modelOf(awkward), { target: 'ts', command: 'framewright generate' });
    expect(emit(modelOf(awkward), { target: 'ts', command: 'framewright generate' })).toEqual(once);
  });

  it('makes the well-known types that messages use, and no others', () => {
    const paths = [...emit(modelOf(awkward), { target: 'ts', command: 'x' }).keys()];
    expect(paths.sort()).toEqual([
      'awkward/names.ts',
      'awkward/other.ts',
      'catalog.ts',
      'google/protobuf/any.ts',
      'google/protobuf/struct.ts',
      'google/protobuf/timestamp.ts',
      'google/protobuf/wrappers.ts',
      'schema.json',
    ]);
  });
});

describe('generated JavaScript', () => {
  it('has declarations that type-check, and runs the same', async () => {
    const folder = writeGenerated('chat-js', modelOf(chat), 'js');
    writeFileSync(join(folder, 'use.ts'), useOfChat);
    expect(typeErrors([join(folder, 'use.ts')], nodeNext)).toEqual([]);
    const awkwardFolder = writeGenerated('awkward-js', modelOf(awkward), 'js');
    expect(typeErrors([join(awkwardFolder, 'awkward/names.d.ts')], nodeNext)).toEqual([]);
    const { Ask } = (await import(pathToFileURL(join(folder, 'chat/ask.js')).href)) as {
      Ask: RequestCodec<{ text: string }, unknown>;
    };
    expect(Ask.decode(Ask.encode({ text: 'Who?' }))).toEqual({ text: 'Who?' });
    expect(readFileSync(join(folder, 'chat/ask.js'), 'utf8')).not.toMatch(
      /interface |: Uint8Array| as const|[\ue000\ue001]/,
    );
  });
});

describe('what a codec says of its message', () => {
  it('comes from the options and the services', async () => {
    const module = await importGenerated('chat-run', modelOf(chat), 'chat/ask');
    const {
      name,
      type,
      priority,
      isHighPriority,
      requiresAck,
      isResponse,
      rate,
      gossip,
      maxBytes,
      response,
    } = codecIn(module, 'Ask');
    expect({ name, type, priority, isHighPriority, requiresAck, isResponse, rate, gossip, maxBytes }).toEqual(
      {
        name: 'chat.Ask',
        type: 32,
        priority: 'high',
        isHighPriority: true,
        requiresAck: false,
        isResponse: false,
        rate: { count: 10, perMs: 60_000 },
        gossip: false,
        maxBytes: undefined,
      },
    );
    expect(response).toMatchObject({
      name: 'chat.Answer',
      isResponse: true,
      priority: 'low',
      response: undefined,
    });
    expect(codecIn(module, 'Told')).toMatchObject({
      requiresAck: true,
      gossip: true,
      maxBytes: 100,
      response: undefined,
    });
    expect(Object.isFrozen(module.Ask)).toBe(true);
  });

  it('is known to the client of the service', async () => {
    const module = await importGenerated('chat-client', modelOf(chat), 'chat/service');
    const asked: unknown[] = [];
    const requester = {
      request: (codec: Codec<unknown>, ...rest: unknown[]) => {
        asked.push(codec.name, ...rest);
        return Promise.resolve({ text: 'me' });
      },
    };
    const talkClient = module.talkClient as (
      from: typeof requester,
    ) => Record<string, (...args: unknown[]) => unknown>;
    expect(await talkClient(requester).askOnce?.({ text: 'Who?' }, { timeoutMs: 5 })).toEqual({ text: 'me' });
    expect(asked).toEqual(['chat.Ask', { text: 'Who?' }, { timeoutMs: 5 }]);
  });

  it('stands in the catalog by type and by name', async () => {
    const { catalog } = (await importGenerated('chat-catalog', modelOf(chat), 'catalog')) as {
      catalog: ReadonlyMap<number, Codec<unknown>> & {
        named(name: string): Codec<unknown> | undefined;
        fingerprint: Uint8Array;
      };
    };
    expect([...catalog.keys()]).toEqual([32, 33, 34, 35]);
    expect(catalog.named('chat.Answer')).toBe(catalog.get(33));
    expect(catalog.named('chat.Nothing')).toBeUndefined();
    expect(catalog.fingerprint.length).toBe(32);
  });
});

describe('the fingerprint and schema.json', () => {
  const schemaJson = (
    edit: (text: string) => string,
  ): { fingerprint: string; messages: { name: string }[] } => {
    const files = Object.fromEntries(Object.entries(chat).map(([path, text]) => [path, edit(text)]));
    const text = emit(modelOf(files), { target: 'ts', command: 'x' }).get('schema.json');
    return JSON.parse(text ?? '') as { fingerprint: string; messages: { name: string }[] };
  };
  const before = schemaJson((text) => text);

  it.each<[string, (text: string) => string, boolean]>([
    ['a comment', (text) => text.replace('// Asks.', '// Asks again.'), false],
    ['a priority', (text) => text.replace('priority: HIGH', 'priority: LOW'), false],
    ["a field's name", (text) => text.replace('string text = 1', 'string words = 1'), false],
    ['a type id', (text) => text.replace('0x22', '0x24'), true],
    ["a field's number", (text) => text.replace('string text = 2', 'string text = 3'), true],
    ["a field's type", (text) => text.replace('string text = 2', 'bytes text = 2'), true],
    ['a limit', (text) => text.replace('max_bytes: 100', 'max_bytes: 101'), true],
    ['a rate', (text) => text.replace('10/min', '11/min'), true],
    ['compression', (text) => text.replace('priority: LOW', 'priority: LOW compress: true'), true],
  ])('%s', (_, edit, changes) => {
    expect(schemaJson(edit).fingerprint !== before.fingerprint).toBe(changes);
  });

  it('a range of numbers', () => {
    const withField = (field: string) =>
      schemaJson((text) => text.replace('string text = 2;', `string text = 2; ${field}`)).fingerprint;
    expect(withField('int64 n = 3;')).not.toBe(withField('int64 n = 3 [jstype = JS_NUMBER];'));
  });

  it('lists the types that travel in order', () => {
    expect(before).toMatchObject({
      version: 1,
      messages: [
        { type: 32, name: 'chat.Ask', response: 'chat.Answer', rate: { count: 10, perMs: 60_000 } },
        { type: 33, name: 'chat.Answer', isResponse: true },
        { type: 34, name: 'chat.Told', requiresAck: true, gossip: true, maxBytes: 100, fields: [] },
        { type: 35, name: 'chat.Follow' },
      ],
      parts: [],
    });
  });
});
