import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../src/bench/difference.js';
import {
  fromNative,
  messageModels,
  messagesOf,
  toNative,
  type Dialect,
  type Message,
} from '../../src/bench/dialect.js';
import { plausibleMessage } from '../../src/bench/sample.js';
import { codecIn, importGenerated, modelOf } from '../codec/compiled.js';

const files = {
  'own.proto': `syntax = "proto3";
package p;
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "framewright/options.proto";
message Everything {
  bytes block_hash = 1;
  bytes key = 2 [(framewright.field) = { exact_bytes: 20 }];
  string address = 3 [(framewright.field) = { max_bytes: 12 }];
  int64 timestamp = 4 [jstype = JS_NUMBER];
  fixed64 nonce = 5;
  sint64 delta = 6;
  uint32 height = 7;
  float ratio = 8;
  double longitude = 9;
  bool approve = 10;
  repeated Everything children = 11;
  map<int64, Everything> by_id = 12;
  map<string, bytes> parts = 13;
  map<bool, double> flags = 14;
  oneof kind { string text = 15; Inner inner = 16; }
  repeated sfixed64 packed = 17;
  optional uint32 count = 18;
  Color color = 19;
  google.protobuf.Struct extra = 20;
  google.protobuf.Timestamp made_at = 21;
  repeated string tags = 22 [(framewright.field) = { max_items: 2 }];
  message Inner { uint64 amount = 1; Everything more = 2; }
}
enum Color { COLOR_NONE = 0; COLOR_RED = 1; }
`,
};
const model = modelOf(files);
const models = messageModels(model);
const plausible = (): Message => plausibleMessage('p.Everything', model);

describe('a plausible message', () => {
  it('is the same each time, ends, and obeys the limits', async () => {
    const codec = codecIn(await importGenerated('bench-sample', model, 'own'), 'Everything');
    const bytes = codec.encode(plausible());
    expect(codec.encode(plausible())).toEqual(bytes);
    expect(bytes.length).toBeLessThan(2 ** 20);
    const decoded = codec.decode(bytes);
    expect(differenceOf(decoded.children, (plausible().children as unknown[]) ?? [])).toBeUndefined();
    expect((decoded.blockHash as Uint8Array).length).toBe(32);
    expect((decoded.key as Uint8Array).length).toBe(20);
    expect(decoded.tags).toHaveLength(2);
    expect(decoded.timestamp).toBeGreaterThan(1_700_000_000);
    expect(decoded.nonce).toBeLessThanOrEqual(BigInt(Number.MAX_SAFE_INTEGER));
    expect(decoded.kind).toMatchObject({ case: 'inner' });
  });
});

const proto2 = `
package old;
enum Kind { KIND_BIG = 3; KIND_SMALL = 7; }
message Item {
  required int64 id = 1;
  required Kind kind = 2;
  optional string name = 3 [default = "thing"];
  repeated group Tag = 4 { required string text = 1; optional group Deep = 2 { repeated uint32 number = 1; } }
  repeated Kind kinds = 6 [packed = true];
  map<string, Kind> by_name = 8;
  oneof choice { Kind chosen = 9; Item inner = 10; }
  required Leaf leaf = 11;
  extensions 100 to 199;
}
message Leaf { optional Item back = 1; required bytes content = 2; }
message Endless { required Endless within = 1; }
`;
const edition = `
package old;
option features.enum_type = CLOSED;
enum Kind { KIND_NONE = 0; KIND_ONE = 1; }
message Item {
  int32 number = 1;
  int32 implicit = 2 [features.field_presence = IMPLICIT];
  Kind kind = 13;
  string must = 3 [features.field_presence = LEGACY_REQUIRED];
  Item child = 4 [features.message_encoding = DELIMITED];
  repeated Item children = 5 [features.message_encoding = DELIMITED];
  repeated int32 expanded = 6 [features.repeated_field_encoding = EXPANDED];
  map<int32, Item> by_id = 9;
  oneof choice { Item grouped = 10 [features.message_encoding = DELIMITED]; string text = 11; }
  bytes raw = 12 [default = "x"];
}
`;

describe('a plausible message of an older or newer schema', () => {
  it.each([
    ['proto2', `syntax = "proto2";${proto2}`],
    ['edition 2023', `edition = "2023";${edition}`],
  ])('of %s is one, with its groups, closed enums and all that it requires', async (name, text) => {
    const own = modelOf({ 'old.proto': text });
    const codec = codecIn(await importGenerated(`bench-${name.replace(' ', '-')}`, own, 'old'), 'Item');
    const made = plausibleMessage('old.Item', own);
    const decoded = codec.decode(codec.encode(made));
    for (const dialect of [{}, { oneof: 'flat', map: 'object', int64: Number } as const]) {
      const native = toNative(decoded, 'old.Item', messageModels(own), dialect);
      expect(
        differenceOf(decoded, fromNative(native, 'old.Item', messageModels(own), dialect)),
      ).toBeUndefined();
    }
  });

  it('is refused where it would have to hold itself without end', () => {
    const own = modelOf({ 'old.proto': `syntax = "proto2";${proto2}` });
    expect(() => plausibleMessage('old.Endless', own)).toThrow(
      'no message is a old.Endless: it requires a old.Endless within itself without end',
    );
  });

  it('needs all messages that can occur in it, and no others', () => {
    const own = modelOf({ 'old.proto': `syntax = "proto2";${proto2}` });
    const namesIn = (type: string) => messagesOf(type, messageModels(own)).map(({ fullName }) => fullName);
    expect(namesIn('old.Leaf').sort()).toEqual(['old.Item', 'old.Item.Tag', 'old.Item.Tag.Deep', 'old.Leaf']);
    expect(namesIn('old.Endless')).toEqual(['old.Endless']);
  });
});

describe('a message in another form and back', () => {
  it.each<[string, Dialect]>([
    ['as it is', {}],
    ['flat oneofs and objects as maps', { oneof: 'flat', map: 'object', name: ({ name }) => name }],
    ['integers as numbers, bytes as lists', { int64: Number, bytes: (bytes) => Array.from(bytes) }],
    ['integers as text, null for what is absent', { int64: String, absent: null, oneof: 'flat' }],
  ])('%s', (_, dialect) => {
    const native = toNative(plausible(), 'p.Everything', models, dialect);
    const back = fromNative(native, 'p.Everything', models, dialect);
    expect(differenceOf(plausible(), back)).toBeUndefined();
  });
});
