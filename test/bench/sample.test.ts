import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../src/bench/difference.js';
import { fromNative, messageModels, toNative, type Dialect, type Message } from '../../src/bench/dialect.js';
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
