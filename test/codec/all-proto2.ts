import type { ProtoFiles } from './compiled.js';

const SCALARS = [
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
] as const;
const PACKABLE = SCALARS.filter((type) => type !== 'string' && type !== 'bytes');

function fields(
  types: readonly string[],
  first: number,
  line: (type: string, number: number) => string,
): string {
  return types.map((type, index) => `  ${line(type, first + index)}`).join('\n');
}

/** What proto2 has and proto3 has not, beside every scalar in proto2's labels. */
export const allProto2: ProtoFiles = {
  'two/two.proto': `syntax = "proto2";
package two;
enum Closed { FIRST = 3; ZERO = 0; FAR = 2147483647; BELOW = -1; }
message Needs {
  required int32 number = 1;
  required string text = 2;
  required Closed closed = 3;
  optional Needs inner = 4;
  repeated Needs inners = 5;
}
message Two {
${fields(SCALARS, 1, (type, number) => `optional ${type} optional_${type} = ${number};`)}
${fields(SCALARS, 21, (type, number) => `repeated ${type} unpacked_${type} = ${number};`)}
${fields(PACKABLE, 41, (type, number) => `repeated ${type} packed_${type} = ${number} [packed = true];`)}
  optional Closed closed = 60;
  optional Closed closed_default = 61 [default = BELOW];
  repeated Closed closeds = 62;
  repeated Closed packed_closeds = 63 [packed = true];
  map<int32, Closed> map_closed = 64;
  map<string, Needs> map_needs = 65;
  optional int64 with_default = 66 [default = -9223372036854775808];
  optional string text_default = 67 [default = "a\\"b\\303\\251"];
  optional group Group = 70 {
    optional int32 number = 1;
    optional group Inner = 2 { repeated string texts = 1; }
    optional Two two = 3;
  }
  repeated group Groups = 71 { optional Closed closed = 1; repeated group Groups = 2 { optional bytes content = 1; } }
  oneof choice {
    int32 choice_number = 80;
    Closed choice_closed = 81;
    string choice_text = 82;
    Needs choice_needs = 83;
  }
  optional Two two = 90;
  repeated Two twos = 91;
  optional Needs needs = 92;
  extensions 1000 to 1999;
  extensions 100000 to max;
}
`,
};

/** Edition 2023 with its features, in a file that has them all by default and in one that overrides them. */
export const allEditions: ProtoFiles = {
  'edition/plain.proto': `edition = "2023";
package edition;
enum Open { OPEN_ZERO = 0; OPEN_ONE = 1; OPEN_BELOW = -5; }
enum Closed { option features.enum_type = CLOSED; CLOSED_ONE = 1; CLOSED_ZERO = 0; }
message Plain {
${fields(SCALARS, 1, (type, number) => `${type} explicit_${type} = ${number};`)}
${fields(SCALARS, 21, (type, number) => `${type} implicit_${type} = ${number} [features.field_presence = IMPLICIT];`)}
${fields(SCALARS, 41, (type, number) => `repeated ${type} repeated_${type} = ${number};`)}
${fields(PACKABLE, 61, (type, number) => `repeated ${type} expanded_${type} = ${number} [features.repeated_field_encoding = EXPANDED];`)}
  Open open = 80;
  Open implicit_open = 81 [features.field_presence = IMPLICIT];
  repeated Open opens = 82;
  Closed closed = 83;
  repeated Closed closeds = 84;
  map<uint32, Closed> map_closed = 85;
  Needs needs = 86;
  Plain length_prefixed = 87;
  Plain group = 88 [features.message_encoding = DELIMITED];
  repeated Plain groups = 89 [features.message_encoding = DELIMITED];
  map<string, Plain> map_plain = 90;
  oneof choice {
    Plain choice_group = 91 [features.message_encoding = DELIMITED];
    Plain choice_plain = 92;
    Closed choice_closed = 93;
    Open choice_open = 94;
    string choice_text = 95;
  }
  int32 with_default = 96 [default = -7];
  extensions 500 to 600;
}
message Needs { int32 number = 1 [features.field_presence = LEGACY_REQUIRED]; Needs inner = 2; }
`,
  'edition/legacy.proto': `edition = "2023";
package edition;
import "edition/plain.proto";
option features.field_presence = IMPLICIT;
option features.enum_type = CLOSED;
option features.repeated_field_encoding = EXPANDED;
option features.message_encoding = DELIMITED;
enum Kind { KIND_NONE = 0; KIND_ONE = 1; KIND_BIG = 1000; }
message Legacy {
  int32 number = 1;
  string text = 2;
  Open open = 3;
  Kind kind = 4 [features.field_presence = EXPLICIT];
  repeated Kind kinds = 5;
  repeated Kind packed_kinds = 6 [features.repeated_field_encoding = PACKED];
  repeated sint64 numbers = 7;
  Legacy group = 8;
  repeated Legacy groups = 9;
  Legacy prefixed = 10 [features.message_encoding = LENGTH_PREFIXED];
  map<int32, Legacy> map_legacy = 11;
  map<int32, Kind> map_kind = 12;
  Plain plain = 13;
  double ratio = 14;
  oneof choice { Legacy choice_group = 15; Kind choice_kind = 16; bytes choice_bytes = 17; }
}
`,
};
