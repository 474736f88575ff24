import type { JsonValue } from '../../src/codec/codec.js';
import { REFUSED, SAME, type Outcome } from './json-oracle.js';

/** The schema of the cases, and of the oracle. */
export const jsonProto = `syntax = "proto3";
package cases;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
enum Tier { option allow_alias = true; TIER_FREE = 0; TIER_GOLD = 5; TIER_YELLOW = 5; TIER_DEBT = -1; }
message All {
  int32 int32 = 1;
  int64 int64 = 2;
  uint32 uint32 = 3;
  uint64 uint64 = 4;
  sint32 sint32 = 5;
  sint64 sint64 = 6;
  fixed32 fixed32 = 7;
  fixed64 fixed64 = 8;
  sfixed32 sfixed32 = 9;
  sfixed64 sfixed64 = 10;
  float float = 11;
  double double = 12;
  bool bool = 13;
  string string = 14;
  bytes bytes = 15;
  Tier tier = 16;
  All inner = 17;
  google.protobuf.NullValue none = 18;
  optional int32 opt_int32 = 21;
  optional string opt_string = 22;
  optional Tier opt_tier = 23;
  optional bytes opt_bytes = 24;
  optional double opt_double = 25;
  repeated int32 int32s = 31;
  repeated string strings = 32;
  repeated Tier tiers = 33;
  repeated All inners = 34;
  repeated bytes byte_list = 35;
  repeated google.protobuf.NullValue nones = 36;
  repeated double doubles = 37;
  map<int32, string> by_int32 = 41;
  map<int64, string> by_int64 = 42;
  map<uint32, string> by_uint32 = 43;
  map<uint64, string> by_uint64 = 44;
  map<sint32, string> by_sint32 = 45;
  map<fixed64, string> by_fixed64 = 46;
  map<bool, string> by_bool = 47;
  map<string, string> by_string = 48;
  map<string, Tier> tier_by_string = 49;
  map<string, All> inner_by_string = 50;
  map<string, google.protobuf.Value> value_by_string = 51;
  map<string, int64> long_by_string = 52;
  oneof which {
    uint32 one_uint32 = 61;
    string one_string = 62;
    All one_inner = 63;
    google.protobuf.NullValue one_none = 64;
    Tier one_tier = 65;
    google.protobuf.Value one_value = 66;
    google.protobuf.Int32Value one_wrapped = 67;
  }
  string snake_case_name = 71;
  string renamed = 72 [json_name = "another"];
  string __private = 73;
  string with_2_digits = 74;
  string UPPER_case = 75;
  string constructor = 76;
  string at = 77 [json_name = "@at"];
  google.protobuf.Timestamp timestamp = 101;
  google.protobuf.Duration duration = 102;
  google.protobuf.FieldMask mask = 103;
  google.protobuf.Struct struct = 104;
  google.protobuf.Value value = 105;
  google.protobuf.ListValue list = 106;
  google.protobuf.Any any = 107;
  google.protobuf.Empty empty = 108;
  google.protobuf.DoubleValue double_value = 111;
  google.protobuf.FloatValue float_value = 112;
  google.protobuf.Int64Value int64_value = 113;
  google.protobuf.UInt64Value uint64_value = 114;
  google.protobuf.Int32Value int32_value = 115;
  google.protobuf.UInt32Value uint32_value = 116;
  google.protobuf.BoolValue bool_value = 117;
  google.protobuf.StringValue string_value = 118;
  google.protobuf.BytesValue bytes_value = 119;
  repeated google.protobuf.Timestamp timestamps = 121;
  repeated google.protobuf.Value values = 122;
  repeated google.protobuf.Int64Value int64_values = 123;
  repeated google.protobuf.Any anys = 124;
  repeated google.protobuf.Struct structs = 125;
}
`;

/** A value of one field, and what is written when it was read; undefined: nothing, as it is the field's default. */
export type FieldCase = readonly [json: JsonValue, outcome: Outcome | undefined];

const notNumbers: readonly FieldCase[] = [
  ['', REFUSED],
  ['abc', REFUSED],
  [true, REFUSED],
  [[], REFUSED],
  [[1], REFUSED],
  [{}, REFUSED],
  [null, undefined],
];

const notIntegers: readonly FieldCase[] = [
  ...notNumbers,
  [0.5, REFUSED],
  ['0.5', REFUSED],
  ['1e-1', REFUSED],
  ['NaN', REFUSED],
  ['Infinity', REFUSED],
  [Infinity, REFUSED],
  [NaN, REFUSED],
];

const small: readonly FieldCase[] = [
  [0, undefined],
  ['0', undefined],
  [-0, undefined],
  ['-0', undefined],
  [1, SAME],
  ['1', 1],
  [1e3, SAME],
  ['1e3', 1000],
  ['1E+3', 1000],
  ['1.0', 1],
  ['1.5e1', 15],
  ...notIntegers,
];

const signed32: readonly FieldCase[] = [
  ...small,
  [2147483647, SAME],
  [-2147483648, SAME],
  ['-2147483648', -2147483648],
  [2147483648, REFUSED],
  [-2147483649, REFUSED],
  ['2147483648', REFUSED],
];

const unsigned32: readonly FieldCase[] = [
  ...small,
  [4294967295, SAME],
  ['4294967295', 4294967295],
  [4294967296, REFUSED],
  [-1, REFUSED],
  ['-1', REFUSED],
];

const large: readonly FieldCase[] = [
  [0, undefined],
  ['0', undefined],
  ['-0', undefined],
  [1, '1'],
  ['1', SAME],
  [9007199254740991, '9007199254740991'],
  ['9007199254740993', SAME],
  ...notIntegers,
];

const signed64: readonly FieldCase[] = [
  ...large,
  ['9223372036854775807', SAME],
  ['-9223372036854775808', SAME],
  ['9223372036854775808', REFUSED],
  ['-9223372036854775809', REFUSED],
  [-9007199254740991, '-9007199254740991'],
];

const unsigned64: readonly FieldCase[] = [
  ...large,
  ['18446744073709551615', SAME],
  ['18446744073709551616', REFUSED],
  ['-1', REFUSED],
  [-1, REFUSED],
];

const timestamps: readonly FieldCase[] = [
  ['1970-01-01T00:00:00Z', SAME],
  ['0001-01-01T00:00:00Z', SAME],
  ['9999-12-31T23:59:59.999999999Z', SAME],
  ['2000-02-29T12:30:15.5Z', '2000-02-29T12:30:15.500Z'],
  ['2000-02-29T12:30:15.010Z', SAME],
  ['2000-02-29T12:30:15.000010Z', SAME],
  ['2000-02-29T12:30:15.000000010Z', SAME],
  ['2000-02-29T12:30:15.100000000Z', '2000-02-29T12:30:15.100Z'],
  ['1969-12-31T23:59:59.999Z', SAME],
  ['1970-01-01T08:00:01+08:00', '1970-01-01T00:00:01Z'],
  ['1969-12-31T16:00:01-08:00', '1970-01-01T00:00:01Z'],
  ['0000-12-31T23:59:59Z', REFUSED],
  ['0001-01-01T00:00:00+00:01', REFUSED],
  ['9999-12-31T23:59:59-00:01', REFUSED],
  ['10000-01-01T00:00:00Z', REFUSED],
  ['1970-01-01T00:00:00', REFUSED],
  ['1970-01-01 00:00:00Z', REFUSED],
  ['1970-01-01t00:00:00Z', REFUSED],
  ['1970-01-01T00:00:00z', REFUSED],
  ['1970-01-01T00:00Z', REFUSED],
  ['1970-1-1T00:00:00Z', REFUSED],
  ['1970-01-01T00:00:00.Z', REFUSED],
  ['1970-01-01T00:00:00.0000000001Z', REFUSED],
  ['1970-13-01T00:00:00Z', REFUSED],
  ['1970-01-01T00:00:61Z', REFUSED],
  ['', REFUSED],
  [0, REFUSED],
  [{}, REFUSED],
  [null, undefined],
];

const durations: readonly FieldCase[] = [
  ['0s', SAME],
  ['1s', SAME],
  ['-1s', SAME],
  ['1.5s', '1.500s'],
  ['-0.5s', '-0.500s'],
  ['1.000001s', SAME],
  ['1.000000001s', SAME],
  ['-1.000000001s', SAME],
  ['0.000s', '0s'],
  ['315576000000s', SAME],
  ['-315576000000s', SAME],
  ['315576000000.999999999s', SAME],
  ['315576000001s', REFUSED],
  ['-315576000001s', REFUSED],
  ['1', REFUSED],
  ['s', REFUSED],
  ['1 s', REFUSED],
  ['+1s', REFUSED],
  ['.5s', REFUSED],
  ['1e1s', REFUSED],
  ['', REFUSED],
  [1, REFUSED],
  [{}, REFUSED],
  [null, undefined],
];

const doubles: readonly FieldCase[] = [
  [0, undefined],
  ['0', undefined],
  [1.5, SAME],
  ['1.5', 1.5],
  ['-1.5e-3', -0.0015],
  ['NaN', SAME],
  ['Infinity', SAME],
  ['-Infinity', SAME],
  [NaN, REFUSED],
  [Infinity, REFUSED],
  ['1e999', REFUSED],
  ['-1e999', REFUSED],
  ['nan', REFUSED],
  ['inf', REFUSED],
  ...notNumbers,
];

const byteCases: readonly FieldCase[] = [
  ['', undefined],
  ['AQI=', SAME],
  ['AQI', 'AQI='],
  ['AQ==', SAME],
  ['AQ', 'AQ=='],
  ['AQID', SAME],
  ['-_-_', '+/+/'],
  ['+/-_', '+/+/'],
  ['A', REFUSED],
  ['AQI*', REFUSED],
  [1, REFUSED],
  [[1], REFUSED],
  [null, undefined],
];

const anyOf = (name: string, rest: { [key: string]: JsonValue }): JsonValue => ({
  '@type': `type.googleapis.com/${name}`,
  ...rest,
});

/** By the field's JSON name. */
export const fieldCases: Readonly<Record<string, readonly FieldCase[]>> = {
  int32: signed32,
  sint32: signed32,
  sfixed32: signed32,
  uint32: unsigned32,
  fixed32: unsigned32,
  int64: signed64,
  sint64: signed64,
  sfixed64: signed64,
  uint64: unsigned64,
  fixed64: unsigned64,
  double: [...doubles, [1.7976931348623157e308, SAME], [5e-324, SAME], [0.1, SAME]],
  float: [
    ...doubles,
    [3.4028234663852886e38, SAME],
    [-3.4028234663852886e38, SAME],
    [3.4e38, SAME],
    [1e39, REFUSED],
    [-1e39, REFUSED],
    ['3.5e38', REFUSED],
    [0.1, SAME],
    [16777216, SAME],
  ],
  bool: [
    [true, SAME],
    [false, undefined],
    ['true', REFUSED],
    ['false', REFUSED],
    [1, REFUSED],
    [0, REFUSED],
    ['', REFUSED],
    [{}, REFUSED],
    [null, undefined],
  ],
  string: [
    ['', undefined],
    ['é😀\u0000', SAME],
    ['__proto__', SAME],
    [1, REFUSED],
    [true, REFUSED],
    [[], REFUSED],
    [{}, REFUSED],
    [null, undefined],
    ['\ud800', REFUSED],
    ['\udc00\ud800', REFUSED],
  ],
  bytes: byteCases,
  tier: [
    ['TIER_GOLD', SAME],
    ['TIER_YELLOW', 'TIER_GOLD'],
    ['TIER_DEBT', SAME],
    ['TIER_FREE', undefined],
    [5, 'TIER_GOLD'],
    [-1, 'TIER_DEBT'],
    [0, undefined],
    [7, SAME],
    [2147483647, SAME],
    [2147483648, REFUSED],
    [0.5, REFUSED],
    ['tier_gold', REFUSED],
    ['GOLD', REFUSED],
    ['', REFUSED],
    ['constructor', REFUSED],
    ['__proto__', REFUSED],
    [true, REFUSED],
    [[], REFUSED],
    [{}, REFUSED],
    [null, undefined],
  ],
  inner: [
    [{}, SAME],
    [{ int32: 1 }, SAME],
    [{ inner: { inner: {} } }, SAME],
    [[], REFUSED],
    ['', REFUSED],
    [0, REFUSED],
    [true, REFUSED],
    [null, undefined],
  ],
  none: [
    [null, undefined],
    ['NULL_VALUE', undefined],
    [0, undefined],
    ['', REFUSED],
    [{}, REFUSED],
  ],
  optInt32: [
    [0, SAME],
    [1, SAME],
    [null, undefined],
  ],
  optString: [
    ['', SAME],
    [null, undefined],
  ],
  optTier: [
    ['TIER_FREE', SAME],
    [0, 'TIER_FREE'],
    [null, undefined],
  ],
  optBytes: [
    ['', SAME],
    [null, undefined],
  ],
  optDouble: [
    [0, SAME],
    ['NaN', SAME],
    [null, undefined],
  ],
  int32s: [
    [[], undefined],
    [
      [0, 1, '2'],
      [0, 1, 2],
    ],
    [[null], REFUSED],
    [[[1]], REFUSED],
    [1, REFUSED],
    [{}, REFUSED],
    ['1', REFUSED],
    [[1, 2147483648], REFUSED],
    [null, undefined],
  ],
  strings: [
    [['', 'a'], SAME],
    [['a', null], REFUSED],
    [['a', 1], REFUSED],
  ],
  tiers: [
    [
      ['TIER_FREE', 5, 9],
      ['TIER_FREE', 'TIER_GOLD', 9],
    ],
    [['OTHER'], REFUSED],
    [[null], REFUSED],
  ],
  inners: [
    [[{}, { int32: 1 }], SAME],
    [[null], REFUSED],
    [[1], REFUSED],
  ],
  byteList: [
    [
      ['', 'AQ'],
      ['', 'AQ=='],
    ],
    [[1], REFUSED],
  ],
  nones: [
    [
      [null, 'NULL_VALUE', 0],
      [null, null, null],
    ],
  ],
  doubles: [[['NaN', 1, '-Infinity'], SAME]],
  byInt32: [
    [{}, undefined],
    [{ 1: 'a', '-1': 'b' }, SAME],
    [{ a: 'x' }, REFUSED],
    [{ '': 'x' }, REFUSED],
    [{ 1.5: 'x' }, REFUSED],
    [{ 2147483648: 'x' }, REFUSED],
    [{ true: 'x' }, REFUSED],
    [{ 1: null }, REFUSED],
    [{ 1: 1 }, REFUSED],
    [[], REFUSED],
    ['', REFUSED],
    [null, undefined],
  ],
  byInt64: [
    [{ '-9223372036854775808': 'a', '9223372036854775807': 'b' }, SAME],
    [{ '9223372036854775808': 'a' }, REFUSED],
  ],
  byUint32: [
    [{ 4294967295: 'a' }, SAME],
    [{ '-1': 'a' }, REFUSED],
  ],
  byUint64: [
    [{ '18446744073709551615': 'a' }, SAME],
    [{ '-1': 'a' }, REFUSED],
  ],
  bySint32: [[{ '-2147483648': 'a' }, SAME]],
  byFixed64: [[{ '18446744073709551615': 'a' }, SAME]],
  byBool: [
    [{ true: 'a', false: 'b' }, SAME],
    [{ TRUE: 'a' }, REFUSED],
    [{ 1: 'a' }, REFUSED],
    [{ '': 'a' }, REFUSED],
  ],
  byString: [
    [{ '': 'a', é: 'b', constructor: 'c', toString: 'd' }, SAME],
    [JSON.parse('{"__proto__": "x"}') as JsonValue, SAME],
  ],
  tierByString: [
    [
      { a: 'TIER_GOLD', b: 0, c: 9 },
      { a: 'TIER_GOLD', b: 'TIER_FREE', c: 9 },
    ],
    [{ a: 'OTHER' }, REFUSED],
  ],
  innerByString: [
    [{ a: {}, b: { int32: 1 } }, SAME],
    [{ a: null }, REFUSED],
  ],
  valueByString: [[{ a: null, b: [null], c: {} }, SAME]],
  longByString: [
    [
      { a: '1', b: 2 },
      { a: '1', b: '2' },
    ],
  ],
  oneUint32: [
    [0, SAME],
    [null, undefined],
  ],
  oneString: [
    ['', SAME],
    [null, undefined],
  ],
  oneInner: [
    [{}, SAME],
    [null, undefined],
  ],
  oneNone: [
    [null, SAME],
    ['NULL_VALUE', null],
  ],
  oneTier: [
    ['TIER_FREE', SAME],
    [null, undefined],
  ],
  oneValue: [
    [null, SAME],
    [[1], SAME],
  ],
  oneWrapped: [
    [0, SAME],
    [null, undefined],
  ],
  timestamp: timestamps,
  duration: durations,
  mask: [
    ['', SAME],
    ['foo', SAME],
    ['foo,barBaz', SAME],
    ['a.bC.d', SAME],
    ['fooBar2', SAME],
    ['Foo', SAME],
    ['foo_bar', REFUSED],
    [{}, REFUSED],
    [[], REFUSED],
    [1, REFUSED],
    [null, undefined],
  ],
  struct: [
    [{}, SAME],
    [{ a: 1, b: 'x', c: true, d: null, e: [1, [2]], f: { g: {} } }, SAME],
    [JSON.parse('{"__proto__": {"x": 1}, "constructor": 1, "toString": null}') as JsonValue, SAME],
    [[], REFUSED],
    ['', REFUSED],
    [1, REFUSED],
    [null, undefined],
  ],
  value: [
    [null, SAME],
    [0, SAME],
    [1e300, SAME],
    ['', SAME],
    ['NaN', SAME],
    [false, SAME],
    [[], SAME],
    [{}, SAME],
    [[1, 'a', null, { b: [] }], SAME],
    [{ a: { b: [{ c: null }] } }, SAME],
    [NaN, REFUSED],
    [Infinity, REFUSED],
  ],
  list: [
    [[], SAME],
    [[null, 1, 'a', [], {}], SAME],
    [{}, REFUSED],
    ['', REFUSED],
    [null, undefined],
  ],
  any: [
    [{}, SAME],
    [anyOf('cases.All', {}), SAME],
    [anyOf('cases.All', { int32: 5, inner: { string: 'x' } }), SAME],
    [anyOf('google.protobuf.Timestamp', { value: '1970-01-01T00:00:00Z' }), SAME],
    [anyOf('google.protobuf.Duration', { value: '1.500s' }), SAME],
    [anyOf('google.protobuf.Int32Value', { value: 5 }), SAME],
    [anyOf('google.protobuf.FieldMask', { value: 'a,bC' }), SAME],
    [anyOf('google.protobuf.Struct', { value: { a: 1 } }), SAME],
    [anyOf('google.protobuf.Value', { value: null }), SAME],
    [anyOf('google.protobuf.Value', { value: [1] }), SAME],
    [anyOf('google.protobuf.ListValue', { value: [1] }), SAME],
    [anyOf('google.protobuf.Empty', {}), SAME],
    [anyOf('google.protobuf.Any', { value: anyOf('google.protobuf.Int64Value', { value: '5' }) }), SAME],
    [anyOf('cases.All', { any: anyOf('cases.All', { int32: 1 }) }), SAME],
    [anyOf('cases.Unknown', {}), REFUSED],
    [anyOf('cases.All', { int32: 'x' }), REFUSED],
    [anyOf('cases.All', { unknown: 1 }), REFUSED],
    [anyOf('google.protobuf.Int32Value', { value: 'x' }), REFUSED],
    [{ '@type': 5 }, REFUSED],
    [{ '@type': '' }, REFUSED],
    [{ '@type': 'type.googleapis.com/' }, REFUSED],
    [{ int32: 5 }, REFUSED],
    [[], REFUSED],
    ['', REFUSED],
    [null, undefined],
  ],
  empty: [
    [{}, SAME],
    [{ a: 1 }, REFUSED],
    [[], REFUSED],
    [null, undefined],
  ],
  doubleValue: [
    [0, SAME],
    [1.5, SAME],
    ['1.5', 1.5],
    ['NaN', SAME],
    ['-Infinity', SAME],
    ['x', REFUSED],
    [{ value: 1 }, REFUSED],
    [null, undefined],
  ],
  floatValue: [
    [0, SAME],
    [0.1, SAME],
    ['Infinity', SAME],
    [1e39, REFUSED],
    [null, undefined],
  ],
  int64Value: [
    ['0', SAME],
    [5, '5'],
    ['-9223372036854775808', SAME],
    ['9223372036854775808', REFUSED],
    [null, undefined],
  ],
  uint64Value: [
    ['18446744073709551615', SAME],
    ['-1', REFUSED],
    [null, undefined],
  ],
  int32Value: [
    [0, SAME],
    ['5', 5],
    [2147483648, REFUSED],
    [0.5, REFUSED],
    [null, undefined],
  ],
  uint32Value: [
    [4294967295, SAME],
    [-1, REFUSED],
    [null, undefined],
  ],
  boolValue: [
    [false, SAME],
    [true, SAME],
    ['true', REFUSED],
    [null, undefined],
  ],
  stringValue: [
    ['', SAME],
    ['a', SAME],
    [1, REFUSED],
    [null, undefined],
  ],
  bytesValue: [
    ['', SAME],
    ['AQ', 'AQ=='],
    [1, REFUSED],
    [null, undefined],
  ],
  timestamps: [
    [['1970-01-01T00:00:00Z'], SAME],
    [[null], REFUSED],
  ],
  values: [[[null, 1, [null]], SAME]],
  int64Values: [
    [
      ['1', 0],
      ['1', '0'],
    ],
    [[null], REFUSED],
  ],
  anys: [[[{}, anyOf('cases.All', {})], SAME]],
  structs: [
    [[{}, { a: null }], SAME],
    [[[]], REFUSED],
  ],
};

/** Whole messages. */
export const messageCases: readonly (readonly [what: string, json: JsonValue, outcome: Outcome])[] = [
  ['nothing', {}, SAME],
  ['null', null, REFUSED],
  ['an array', [], REFUSED],
  ['text', 'x', REFUSED],
  ['the name of the .proto', { snake_case_name: 'x' }, { snakeCaseName: 'x' }],
  ['the JSON name', { snakeCaseName: 'x' }, SAME],
  ['both', { snakeCaseName: 'x', snake_case_name: 'x' }, REFUSED],
  ['a json_name', { another: 'x' }, SAME],
  ['the name behind a json_name', { renamed: 'x' }, { another: 'x' }],
  ['the camel case of neither', { SnakeCaseName: 'x' }, REFUSED],
  ['leading underscores', { __private: 'x' }, { Private: 'x' }],
  ['leading underscores as JSON', { Private: 'x' }, SAME],
  ['digits', { with_2_digits: 'x' }, { with2Digits: 'x' }],
  ['upper case', { UPPER_case: 'x' }, { UPPERCase: 'x' }],
  ['a json_name with a sign', { '@at': 'x' }, SAME],
  ['a field that every object has', { constructor: 'x' }, SAME],
  ['a method that every object has', { toString: 'x' }, REFUSED],
  ['a field __proto__', JSON.parse('{"__proto__": {"int32": 1}}') as JsonValue, REFUSED],
  ['an unknown field', { unknown: 1 }, REFUSED],
  ['an unknown field within', { inner: { unknown: 1 } }, REFUSED],
  ['an extension that nobody knows', { '[cases.unknown]': 1 }, REFUSED],
  ['two of a oneof', { oneUint32: 1, oneString: 'x' }, REFUSED],
  ['one of a oneof beside null', { oneUint32: 1, oneString: null }, { oneUint32: 1 }],
  ['null beside one of a oneof', { oneUint32: null, oneString: 'x' }, { oneString: 'x' }],
  ['two of a oneof, one of them a null value', { oneString: 'x', oneNone: null }, REFUSED],
  ['two of a oneof, one of them a Value', { oneString: 'x', oneValue: null }, REFUSED],
  ['an exponent beyond all', { uint64: '1e999999999' }, REFUSED],
  ['base64 with bits left over', { bytes: 'AR' }, { bytes: 'AQ==' }],
  ['minus zero as a Value', { value: -0 }, SAME],
  ['a number as text of an enum', { tier: '5' }, REFUSED],
  ['keys that are one number', { byInt32: { '1': 'a', '1.0': 'b' } }, REFUSED],
  ['a key with an exponent', { byInt32: { '1e0': 'a' } }, { byInt32: { 1: 'a' } }],
  ['minus zero as a key', { byInt32: { '-0': 'a' } }, { byInt32: { 0: 'a' } }],
  ['a field twice, once null', { snakeCaseName: null, snake_case_name: 'x' }, REFUSED],
  ['a wrapper of an exponent', { int32Value: '1e1' }, { int32Value: 10 }],
  ['a leap second', { timestamp: '1970-01-01T23:59:60Z' }, REFUSED],
  ['an offset of a day', { timestamp: '1970-01-01T00:00:00+24:00' }, REFUSED],
  ['an offset of 60 minutes', { timestamp: '1970-01-01T00:00:00+00:60' }, REFUSED],
  ['a duration without digits behind its point', { duration: '1.s' }, REFUSED],
  ['a duration with ten digits', { duration: '1.0000000001s' }, REFUSED],
  ['a duration with a leading zero', { duration: '01s' }, { duration: '1s' }],
  ['a duration of minus zero', { duration: '-0s' }, { duration: '0s' }],
  [
    'a well-known type in an Any without its value',
    { any: anyOf('google.protobuf.Int32Value', {}) },
    REFUSED,
  ],
  ['a oneof within two places', { oneInner: { oneString: 'x' } }, SAME],
];

/** With ignoreUnknownFields. */
export const ignoringCases: readonly (readonly [what: string, json: JsonValue, outcome: Outcome])[] = [
  ['an unknown field', { unknown: [{}], int32: 1 }, { int32: 1 }],
  ['an unknown field within', { inner: { unknown: 1 } }, { inner: {} }],
  ['an unknown extension', { '[cases.unknown]': 1 }, {}],
  ['an unknown enum name', { tier: 'OTHER' }, {}],
  ['an unknown enum name in a list', { tiers: ['OTHER', 'TIER_GOLD'] }, { tiers: ['TIER_GOLD'] }],
  [
    'an unknown enum name in a map',
    { tierByString: { a: 'OTHER', b: 5 } },
    { tierByString: { b: 'TIER_GOLD' } },
  ],
  ['an unknown enum name in a oneof', { oneTier: 'OTHER' }, {}],
  ['an unknown enum name in a optional field', { optTier: 'OTHER' }, {}],
  ['an unknown enum number', { tier: 9 }, SAME],
  [
    'an unknown field in an Any',
    { any: anyOf('cases.All', { unknown: 1 }) },
    { any: anyOf('cases.All', {}) },
  ],
  ['a wrong value', { int32: 'x' }, REFUSED],
  ['a wrong type of an enum', { tier: true }, REFUSED],
];

/** Where this mapping and @bufbuild/protobuf's part, and why. */
export const differences: readonly {
  readonly reason: string;
  readonly json: JsonValue;
  readonly ours: Outcome;
  readonly theirs: Outcome;
}[] = [
  ...numbersOfJavaScript(),
  {
    reason: 'text may have any form of an integer that a number has',
    json: { int64: '1e3' },
    ours: { int64: '1000' },
    theirs: REFUSED,
  },
  {
    reason: 'a fraction of zeros is an integer',
    json: { int64: '1.0' },
    ours: { int64: '1' },
    theirs: REFUSED,
  },
  {
    reason: 'an exponent is no reason to round',
    json: { uint64: '9.007199254740993e15' },
    ours: { uint64: '9007199254740993' },
    theirs: REFUSED,
  },
  {
    reason: 'wrappers as their fields',
    json: { int64Value: '1e1' },
    ours: { int64Value: '10' },
    theirs: REFUSED,
  },
  {
    reason: 'beyond 2^53 - 1 JSON.parse has rounded already, and which integer was meant is lost',
    json: { int64: 2 ** 60 },
    ours: REFUSED,
    theirs: { int64: '1152921504606846976' },
  },
  {
    reason: '2^53 is what 2^53 + 1 is read as',
    json: { uint64: 2 ** 53 },
    ours: REFUSED,
    theirs: { uint64: '9007199254740992' },
  },
  {
    reason: 'a float is rounded when it is read, not when it is sent: here to 0',
    json: { float: 1e-46 },
    ours: {},
    theirs: SAME,
  },
  {
    reason: 'a float has the fewest digits that tell it apart',
    json: { float: 0.1234567891 },
    ours: { float: 0.12345679 },
    theirs: SAME,
  },
  {
    reason: 'the largest float is not written as what is larger',
    json: { float: 3.4028235e38 },
    ours: { float: 3.4028234663852886e38 },
    theirs: SAME,
  },
  {
    reason: 'JSON.stringify would write -0 as 0',
    json: { double: '-0' },
    ours: SAME,
    theirs: { double: -0 },
  },
  {
    reason: 'padding is whole or not there',
    json: { bytes: 'AQ=' },
    ours: REFUSED,
    theirs: { bytes: 'AQ==' },
  },
  {
    reason: 'no space in base64',
    json: { bytes: 'A Q = =' },
    ours: REFUSED,
    theirs: { bytes: 'AQ==' },
  },
  {
    reason: 'nothing behind the padding of base64',
    json: { bytes: 'AQ==AQ==' },
    ours: REFUSED,
    theirs: { bytes: 'AQE=' },
  },
  { reason: 'no padding alone', json: { bytes: '====' }, ours: REFUSED, theirs: {} },
  {
    reason: 'the URL of an Any stays what it was',
    json: { any: { '@type': 'example.com/a/b/cases.All', int32: 5 } },
    ours: SAME,
    theirs: { any: anyOf('cases.All', { int32: 5 }) },
  },
  {
    reason: 'the URL of an Any has a slash, says any.proto',
    json: { any: { '@type': 'cases.All' } },
    ours: REFUSED,
    theirs: { any: anyOf('cases.All', {}) },
  },
  {
    reason: 'Go and C++ write Empty in an Any with a value',
    json: { any: anyOf('google.protobuf.Empty', { value: {} }) },
    ours: { any: anyOf('google.protobuf.Empty', {}) },
    theirs: REFUSED,
  },
  {
    reason: 'what stands beside the value of an Any would be lost',
    json: { any: anyOf('google.protobuf.Int32Value', { value: 1, more: 1 }) },
    ours: REFUSED,
    theirs: { any: anyOf('google.protobuf.Int32Value', { value: 1 }) },
  },
  {
    reason: 'a wrapper in an Any is there, and null is none',
    json: { any: anyOf('google.protobuf.Int32Value', { value: null }) },
    ours: REFUSED,
    theirs: { any: anyOf('google.protobuf.Int32Value', { value: 0 }) },
  },
  { reason: 'a path has a name', json: { mask: 'a,,b' }, ours: REFUSED, theirs: SAME },
  { reason: 'paths have names', json: { mask: ',' }, ours: REFUSED, theirs: SAME },
  {
    reason: 'February has no 30th',
    json: { timestamp: '1970-02-30T00:00:00Z' },
    ours: REFUSED,
    theirs: { timestamp: '1970-03-02T00:00:00Z' },
  },
  {
    reason: 'hours end at 23 in RFC 3339',
    json: { timestamp: '1970-01-01T24:00:00Z' },
    ours: REFUSED,
    theirs: { timestamp: '1970-01-02T00:00:00Z' },
  },
  {
    reason: 'a duration ends with its s',
    json: { duration: '1sx' },
    ours: REFUSED,
    theirs: { duration: '1s' },
  },
  {
    reason: 'keys have the form of numbers too',
    json: { byInt32: { '01': 'a' } },
    ours: REFUSED,
    theirs: { byInt32: { 1: 'a' } },
  },
];

/** Text that JavaScript reads as a number and the grammar of JSON does not know. */
function numbersOfJavaScript(): typeof differences {
  const forms: readonly (readonly [text: string, value: number, fields: readonly string[]])[] = [
    [' 1', 1, ['int64']],
    ['1 ', 1, ['int64']],
    ['0x10', 16, ['int32', 'int64', 'double']],
    ['0b1', 1, ['int32', 'int64', 'double']],
    ['+1', 1, ['int32', 'int64', 'double']],
    ['01', 1, ['int32', 'int64', 'double']],
    ['1.', 1, ['int32', 'double']],
    ['.5', 0.5, ['double']],
  ];
  return forms.flatMap(([text, value, fields]) =>
    fields.map((field) => ({
      reason: `"${text}" is no JSON number, ${field}`,
      json: { [field]: text },
      ours: REFUSED,
      theirs: { [field]: field === 'int64' ? String(value) : value },
    })),
  );
}
