import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec, JsonValue } from '../../src/codec/codec.js';
import { DecodeError, EncodeError } from '../../src/codec/errors.js';
import { codecIn, importGenerated, modelOf, type ProtoFiles } from './compiled.js';

const schema: ProtoFiles = {
  'json.proto': `syntax = "proto3";
package json;
import "framewright/options.proto";
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
enum Tier { TIER_FREE = 0; TIER_GOLD = 1000; }
message Json {
  int32 int32 = 1;
  uint64 uint64 = 2;
  int64 number = 3 [jstype = JS_NUMBER];
  float float = 4;
  double double = 5;
  bool bool = 6;
  string some_text = 7;
  bytes bytes = 8 [(framewright.field) = { max_bytes: 8 }];
  Tier tier = 9;
  optional string maybe = 10;
  repeated Tier tiers = 11 [(framewright.field) = { max_items: 2 }];
  map<int64, string> longs = 12;
  map<bool, Json> bools = 13;
  oneof which { string a = 14; Json b = 15; google.protobuf.NullValue none = 30; }
  string renamed = 16 [json_name = "other"];
  Json inner = 17;
  google.protobuf.Timestamp timestamp = 18;
  google.protobuf.Duration duration = 19;
  google.protobuf.FieldMask mask = 20;
  google.protobuf.Struct struct = 21;
  google.protobuf.Value value = 22;
  google.protobuf.ListValue list = 23;
  google.protobuf.Any any = 24;
  google.protobuf.Empty empty = 25;
  google.protobuf.Int64Value int64_value = 26;
  google.protobuf.BytesValue bytes_value = 27;
  google.protobuf.BoolValue bool_value = 28;
  repeated google.protobuf.Value values = 29;
}
`,
};

let codec: Codec<Record<string, unknown>>;
let duration: Codec<unknown>;
beforeAll(async () => {
  const model = modelOf(schema);
  codec = codecIn(await importGenerated('json', model, 'json'), 'Json');
  duration = codecIn(await importGenerated('json-duration', model, 'google/protobuf/duration'), 'Duration');
});

const resolve = (name: string) => [codec, duration].find((candidate) => candidate.name === name);
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('a message and its JSON', () => {
  it.each<[string, Record<string, unknown>, JsonValue]>([
    ['nothing set', {}, {}],
    ['numbers', { int32: -5, double: 1.5, float: Math.fround(0.1) }, { int32: -5, float: 0.1, double: 1.5 }],
    [
      '64 bits as text',
      { uint64: 2n ** 64n - 1n, number: -7 },
      { uint64: '18446744073709551615', number: '-7' },
    ],
    ['no numbers', { double: NaN, float: -Infinity }, { float: '-Infinity', double: 'NaN' }],
    ['minus zero', { double: -0 }, { double: '-0' }],
    ['text', { someText: 'é😀', bool: true }, { bool: true, someText: 'é😀' }],
    ['bytes', { bytes: bytes(251, 255, 191, 1) }, { bytes: '+/+/AQ==' }],
    ['an enum', { tier: 1000, tiers: [0, 5] }, { tier: 'TIER_GOLD', tiers: ['TIER_FREE', 5] }],
    ['an optional default', { maybe: '' }, { maybe: '' }],
    ['maps', { longs: new Map([[-1n, 'x']]) }, { longs: { '-1': 'x' } }],
    ['a oneof', { which: { case: 'a', value: '' } }, { a: '' }],
    ['a oneof of null', { which: { case: 'none', value: 0 } }, { none: null }],
    ['a json_name', { renamed: 'x' }, { other: 'x' }],
    ['a time', { timestamp: { seconds: 0n, nanos: 0 } }, { timestamp: '1970-01-01T00:00:00Z' }],
    [
      'a time in ms',
      { timestamp: { seconds: -1n, nanos: 1_000_000 } },
      { timestamp: '1969-12-31T23:59:59.001Z' },
    ],
    [
      'a time in ns',
      { timestamp: { seconds: 253402300799n, nanos: 999_999_999 } },
      { timestamp: '9999-12-31T23:59:59.999999999Z' },
    ],
    ['a duration', { duration: { seconds: -1n, nanos: -500_000_000 } }, { duration: '-1.500s' }],
    ['a short duration', { duration: { seconds: 0n, nanos: 1 } }, { duration: '0.000000001s' }],
    ['a mask', { mask: { paths: ['a_b', 'c.d_e'] } }, { mask: 'aB,c.dE' }],
    ['an empty mask', { mask: { paths: [] } }, { mask: '' }],
    ['a null value', { value: { kind: { case: 'nullValue', value: 0 } } }, { value: null }],
    ['a number value', { value: { kind: { case: 'numberValue', value: 0 } } }, { value: 0 }],
    ['empty', { empty: {} }, { empty: {} }],
    [
      'wrappers',
      { int64Value: { value: 0n }, bytesValue: { value: bytes(1) }, boolValue: { value: false } },
      { int64Value: '0', bytesValue: 'AQ==', boolValue: false },
    ],
  ])('%s', (_, partial, json) => {
    const message = codec.create(partial);
    expect(codec.toJson(message)).toEqual(json);
    expect(JSON.parse(JSON.stringify(codec.toJson(message)))).toEqual(json);
    expect(codec.fromJson(json)).toEqual(message);
  });

  it('nested and free-form', () => {
    const json: JsonValue = {
      bools: { true: { int32: 1 }, false: {} },
      inner: { inner: { someText: 'x' } },
      struct: { a: [1, 'x', null, { b: true }], __proto__own: {} },
      list: [[], {}, -1.5],
      values: [null, 'x'],
    };
    expect(codec.toJson(codec.fromJson(json))).toEqual(json);
  });

  it('any, with a codec for what is in it', () => {
    const json: JsonValue = {
      any: {
        '@type': 'type.googleapis.com/json.Json',
        int32: 5,
        any: { '@type': 'x/google.protobuf.Duration', value: '2s' },
      },
    };
    const message = codec.fromJson(json, { resolve });
    expect(codec.toJson(message, { resolve })).toEqual(json);
    expect(codec.decode(codec.encode(message))).toEqual(message);
    expect(() => codec.toJson(message)).toThrow(EncodeError);
    expect(() => codec.fromJson(json)).toThrow(/no codec for "type.googleapis.com\/json.Json"/);
  });
});

describe('JSON that is read', () => {
  it.each<[string, JsonValue, Record<string, unknown>]>([
    ['names of the .proto', { some_text: 'x', int64_value: 5 }, { someText: 'x', int64Value: { value: 5n } }],
    ['numbers as text', { int32: '5', double: '1e3', uint64: 7 }, { int32: 5, double: 1000, uint64: 7n }],
    ['integers in other forms', { int32: 1e2, uint64: '1e3' }, { int32: 100, uint64: 1000n }],
    ['an enum by number', { tier: 1000 }, { tier: 1000 }],
    ['URL-safe base64', { bytes: '-_-_AQ' }, { bytes: bytes(251, 255, 191, 1) }],
    ['null as absent', { int32: null, tiers: null, maybe: null, inner: null, a: null }, {}],
    [
      'a time with an offset',
      { timestamp: '1970-01-01T01:30:00.5+01:30' },
      { timestamp: { seconds: 0n, nanos: 500_000_000 } },
    ],
  ])('%s', (_, json, partial) => {
    expect(codec.fromJson(json)).toEqual(codec.create(partial));
  });

  it('skips what the schema does not know, when asked', () => {
    const json: JsonValue = { int32: 5, unknown: [{}], tier: 'TIER_NEW', tiers: ['TIER_NEW', 'TIER_GOLD'] };
    expect(() => codec.fromJson(json)).toThrow(DecodeError);
    expect(codec.fromJson(json, { ignoreUnknownFields: true })).toEqual(
      codec.create({ int32: 5, tiers: [1000] }),
    );
  });

  it.each<[string, JsonValue, string]>([
    ['no object', 5, ''],
    ['an array', [], ''],
    ['an unknown field', { inner: { x: 1 } }, 'inner.x'],
    ['a field that every object has', { constructor: 1 }, 'constructor'],
    ['__proto__', JSON.parse('{"__proto__": {"int32": 1}}') as JsonValue, '__proto__'],
    ['a field twice', { someText: 'a', some_text: 'b' }, 'some_text'],
    ['two of a oneof', { a: 'x', b: {} }, 'b'],
    ['a number out of range', { int32: 2 ** 31 }, 'int32'],
    ['a fraction', { int32: 1.5 }, 'int32'],
    ['a negative', { uint64: '-1' }, 'uint64'],
    ['too many digits', { uint64: '9'.repeat(30) }, 'uint64'],
    ['a number that is not exact', { uint64: 2 ** 60 }, 'uint64'],
    ['a number with spaces', { int32: ' 5' }, 'int32'],
    ['an empty number', { int32: '' }, 'int32'],
    ['a hex number', { int32: '0x5' }, 'int32'],
    ['a float too large', { float: 1e39 }, 'float'],
    ['a double too large', { double: '1e999' }, 'double'],
    ['true as a number', { int32: true }, 'int32'],
    ['text as a boolean', { bool: 'true' }, 'bool'],
    ['a number as text', { someText: 5 }, 'someText'],
    ['half a surrogate pair', { someText: '\ud800' }, 'someText'],
    ['no base64', { bytes: '*' }, 'bytes'],
    ['base64 cut off', { bytes: 'A' }, 'bytes'],
    ['too many bytes', { bytes: 'AAAAAAAAAAAA' }, 'bytes'],
    ['an unknown enum name', { tier: 'GOLD' }, 'tier'],
    ['an enum name that every object has', { tier: 'constructor' }, 'tier'],
    ['too many elements', { tiers: [0, 0, 0] }, 'tiers'],
    ['a null element', { tiers: [null] }, 'tiers[0]'],
    ['an object as an array', { tiers: {} }, 'tiers'],
    ['an array as a map', { longs: [] }, 'longs'],
    ['a null in a map', { longs: { 1: null } }, 'longs["1"]'],
    ['a bad key', { longs: { x: '' } }, 'longs["x"]'],
    ['a bad boolean key', { bools: { yes: {} } }, 'bools["yes"]'],
    ['no time', { timestamp: '1970-02-30T00:00:00Z' }, 'timestamp'],
    ['a time without a zone', { timestamp: '1970-01-01T00:00:00' }, 'timestamp'],
    ['no duration', { duration: '1' }, 'duration'],
    ['a duration too long', { duration: '315576000001s' }, 'duration'],
    ['no mask', { mask: 'a_b' }, 'mask'],
    ['a list that is none', { list: {} }, 'list'],
  ])('refuses %s', (_, json, path) => {
    expect(() => codec.fromJson(json)).toThrow(
      expect.objectContaining({ name: 'DecodeError', path }) as Error,
    );
  });

  it('refuses endless nesting', () => {
    let json: JsonValue = {};
    for (let level = 0; level < 200; level++) json = { inner: json };
    expect(() => codec.fromJson(json)).toThrow(/deeper than 100/);
    let list: JsonValue = [];
    for (let level = 0; level < 5000; level++) list = [list];
    expect(() => codec.fromJson({ value: list })).toThrow(/deeper than 100/);
  });
});

describe('JSON that cannot be written', () => {
  const url = 'type.googleapis.com/json.Json';
  it.each<[string, Record<string, unknown>, string]>([
    ['a year beyond 9999', { timestamp: { seconds: 253402300800n, nanos: 0 } }, 'timestamp'],
    ['a year before 1', { timestamp: { seconds: -62135596801n, nanos: 0 } }, 'timestamp'],
    ['negative nanoseconds', { timestamp: { seconds: 0n, nanos: -1 } }, 'timestamp'],
    ['a second of nanoseconds', { timestamp: { seconds: 0n, nanos: 1_000_000_000 } }, 'timestamp'],
    ['a duration of two signs', { duration: { seconds: 1n, nanos: -1 } }, 'duration'],
    ['a duration too long', { duration: { seconds: 315576000001n, nanos: 0 } }, 'duration'],
    ['a mask in capitals', { mask: { paths: ['aB'] } }, 'mask'],
    ['a mask with two underscores', { mask: { paths: ['a__b'] } }, 'mask'],
    ['a mask with a digit behind one', { mask: { paths: ['a_3_b'] } }, 'mask'],
    ['a mask that ends with one', { mask: { paths: ['a_'] } }, 'mask'],
    ['a mask that would be two', { mask: { paths: ['a,b'] } }, 'mask'],
    ['a mask of nothing', { mask: { paths: [''] } }, 'mask'],
    ['a value without a kind', { values: [{}] }, 'values[0].kind'],
    ['NaN as a value', { value: { kind: { case: 'numberValue', value: NaN } } }, 'value.kind'],
    ['an unknown Any', { any: { typeUrl: 'x/y', value: bytes() } }, 'any'],
    ['an Any without a name', { any: { typeUrl: 'json.Json', value: bytes() } }, 'any'],
    ['an Any without a type', { any: { typeUrl: '', value: bytes(1) } }, 'any'],
    ['a malformed Any', { any: { typeUrl: url, value: bytes(0x3a, 1, 0xff) } }, 'any.someText'],
    ['half a surrogate pair', { someText: '\ud800' }, 'someText'],
  ])('%s', (_, partial, path) => {
    expect(() => codec.toJson(codec.create(partial), { resolve })).toThrow(
      expect.objectContaining({ name: 'EncodeError', path }) as Error,
    );
  });

  it('endless nesting, of messages and of what Any holds', () => {
    const endless = codec.create();
    endless.inner = endless;
    expect(() => codec.toJson(endless)).toThrow(EncodeError);
    expect(() => codec.toJson(endless)).toThrow(/deeper than 100/);

    let message = codec.create();
    for (let level = 0; level < 60; level++) {
      message = codec.create({ any: { typeUrl: url, value: codec.encode(message) } });
    }
    expect(() => codec.toJson(message, { resolve })).toThrow(EncodeError);
    expect(() => codec.toJson(message, { resolve })).toThrow(/deeper than 100/);
  });

  it('goes as deep as bytes do', () => {
    const nested = (levels: number) => {
      let json: JsonValue = { int32: 1 };
      for (let level = 0; level < levels; level++) json = { inner: json };
      return json;
    };
    const message = codec.fromJson(nested(100));
    expect(codec.decode(codec.encode(message))).toEqual(message);
    expect(codec.toJson(message)).toEqual(nested(100));
    expect(() => codec.fromJson(nested(101))).toThrow(DecodeError);
  });
});

describe('names that every object has', () => {
  it('are keys like others', () => {
    const json = JSON.parse(
      '{"struct": {"__proto__": {"x": 1}, "constructor": "c", "toString": null, "hasOwnProperty": []}}',
    ) as JsonValue;
    const message = codec.fromJson(json);
    const { fields } = message.struct as { fields: Map<string, unknown> };
    expect([...fields.keys()]).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
    const written = codec.toJson(message) as { struct: object };
    expect(Object.keys(written.struct)).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
    expect(Object.getPrototypeOf(written.struct)).toBe(Object.prototype);
    expect(({} as { x?: number }).x).toBeUndefined();
    expect(JSON.stringify(written)).toBe(JSON.stringify(json));
  });
});
