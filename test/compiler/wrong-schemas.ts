export interface WrongSchema {
  /** Follows three lines of header: proto3, `package p;` and the import of framewright's options. */
  readonly text: string;
  /** The whole message. */
  readonly says: readonly string[];
  /** Wrong for framewright alone. */
  readonly protocTakesIt?: boolean;
  /** Wrong by protoc's rules, which buf does not know. */
  readonly bufTakesIt?: boolean;
}

export const wrongSchemas: Readonly<Record<string, readonly WrongSchema[]>> = {
  'field numbers': [
    {
      text: 'message A { int32 a = 0; }',
      says: ['a.proto:4: field a has number 0', '  hint: field numbers go from 1 to 536870911'],
    },
    {
      text: 'message A { int32 a = 19000; }',
      says: ['a.proto:4: field a has number 19000', '  hint: 19000 to 19999 belong to protobuf itself'],
    },
    {
      text: 'message A { int32 a = 536870912; }',
      says: ['a.proto:4: field a has number 536870912', '  hint: field numbers go from 1 to 536870911'],
    },
    {
      text: 'message A { int32 a = 99999999999; }',
      says: ['a.proto:4: 99999999999 is out of range', '  hint: the largest number here is 2147483647'],
    },
    {
      text: 'message A { int32 a = 1; int32 b = 1; }',
      says: ['a.proto:4: fields a and b both have number 1', '  hint: the next free number is 2'],
    },
    {
      text: 'message A { int32 a = -1; }',
      says: ['a.proto:4: expected the number of the field, found "-"', '  hint: write a whole number'],
    },
    {
      text: 'message A { reserved 1 to 5; int32 a = 3; }',
      says: [
        'a.proto:4: field a has the reserved number 3',
        '  hint: take another number: old peers may still use this one',
      ],
    },
    {
      text: 'message A { reserved "a"; int32 a = 1; }',
      says: ['a.proto:4: field a has a reserved name', '  hint: take another name'],
    },
    {
      text: 'message A { reserved 1 to 5, 3; }',
      says: ['a.proto:4: 3 is reserved twice', '  hint: let the ranges not overlap'],
    },
    {
      text: 'message A { reserved 5 to 1; }',
      says: ['a.proto:4: reserved 5 to 1 ends before it starts', '  hint: write 1 to 5'],
    },
    {
      text: 'message A { reserved 1, "a"; }',
      says: ['a.proto:4: names and numbers are reserved in one statement', '  hint: write two statements'],
    },
    {
      text: 'message A { reserved a; }',
      says: ['a.proto:4: expected a number or a string, found "a"', '  hint: put reserved names in quotes'],
    },
    {
      text: 'message A { extensions 1 to 5; }',
      says: [
        'a.proto:4: extension ranges are not part of proto3',
        '  hint: remove the statement "extensions"',
      ],
    },
  ],
  names: [
    {
      text: 'message A { int32 a = 1 [json_name = "b", json_name = "c"]; }',
      says: ['a.proto:4: option json_name of field a is set twice', '  hint: remove one'],
    },
    {
      text: `message A {}
message A {}`,
      says: [
        'a.proto:5: message A is already declared as a message at a.proto:4',
        '  hint: rename one of them',
      ],
    },
    {
      text: 'message A { int32 a = 1; string a = 2; }',
      says: ['a.proto:4: field a is already declared as a field at a.proto:4', '  hint: rename one of them'],
    },
    {
      text: `enum E { X = 0; }
enum F { X = 0; }`,
      says: [
        'a.proto:5: enum value X is already declared as an enum value at a.proto:4',
        '  hint: values share the scope around their enum: call it F_X',
      ],
    },
    {
      text: `message p {}
message A { p.A a = 1; }`,
      says: [
        'a.proto:5: "p.A" means "p.p.A" here, which is not declared',
        '  hint: write .p.A for the outer one',
      ],
      protocTakesIt: true,
    },
    {
      text: 'message A { map<string, A> foo = 1; message FooEntry {} }',
      says: [
        'a.proto:4: map foo takes the name FooEntry, which a message has already',
        '  hint: rename one of them',
      ],
    },
    {
      text: 'message A { int32 start_height = 1; int32 startHeight = 2; }',
      says: [
        'a.proto:4: fields start_height and startHeight have the same JSON name "startHeight"',
        '  hint: rename one of them',
      ],
    },
    {
      text: 'message A { int32 a = 1 [json_name = "b"]; int32 b = 2; }',
      says: ['a.proto:4: fields a and b have the same JSON name "b"', '  hint: rename one of them'],
    },
  ],
  types: [
    {
      text: 'message Block { Blokc next = 1; }',
      says: ['a.proto:4: "Blokc" is not declared', '  hint: did you mean Block?'],
    },
    {
      text: 'message A { uint33 a = 1; }',
      says: ['a.proto:4: "uint33" is not declared', '  hint: did you mean uint32?'],
    },
    {
      text: 'message A { google.protobuf.Timestamp at = 1; }',
      says: [
        'a.proto:4: "google.protobuf.Timestamp" is not declared',
        '  hint: add: import "google/protobuf/timestamp.proto";',
      ],
    },
    {
      text: 'message A { B.C a = 1; message B {} }',
      says: ['a.proto:4: "B.C" is not declared', '  hint: declare it, or import the file that does'],
    },
    {
      text: 'message A { int32 x = 1; A.x y = 2; }',
      says: [
        'a.proto:4: "A.x" is no type but a field',
        '  hint: fields have a scalar type, a message or an enum',
      ],
    },
    {
      text: 'message A { required int32 a = 1; }',
      says: ['a.proto:4: field a is required', '  hint: proto3 has no required fields: remove the word'],
    },
    {
      text: 'message A { repeated group B = 1 {} }',
      says: [
        'a.proto:4: groups are not part of proto3',
        '  hint: use a nested message and a field of its type',
      ],
    },
    {
      text: 'message A { map<float, int32> a = 1; }',
      says: ['a.proto:4: map a has keys of type float', '  hint: keys are integers, bool or string'],
    },
    {
      text: 'message A { repeated map<string, int32> a = 1; }',
      says: [
        'a.proto:4: a map cannot have a label or be part of a oneof or extend',
        '  hint: declare the map as a plain field',
      ],
    },
    {
      text: 'message A { oneof x {} }',
      says: ['a.proto:4: oneof x has no fields', '  hint: add a field or remove it'],
    },
    {
      text: 'message A { oneof x { repeated int32 a = 1; } }',
      says: [
        'a.proto:4: "repeated" inside a oneof',
        '  hint: fields of a oneof have no label: remove "repeated"',
      ],
    },
    {
      text: `extend A { int32 x = 100; }
message A {}`,
      says: [
        'a.proto:4: an extension of p.A',
        '  hint: proto3 extends options only, such as google.protobuf.FieldOptions',
      ],
    },
  ],
  enums: [
    {
      text: 'enum E {}',
      says: ['a.proto:4: enum E has no values', '  hint: add: E_UNSPECIFIED = 0;'],
    },
    {
      text: 'enum TxState { UNSPENT = 1; }',
      says: [
        'a.proto:4: the first value of enum TxState is 1, not 0',
        '  hint: proto3 starts every enum with its default: TX_STATE_UNSPECIFIED = 0;',
      ],
    },
    {
      text: 'enum E { A = 0; B = 0; }',
      says: [
        'a.proto:4: enum values A and B both have number 0',
        '  hint: take another number, or put "option allow_alias = true;" into the enum',
      ],
    },
    {
      text: 'enum E { option allow_alias = true; A = 0; }',
      says: ['a.proto:4: enum E allows aliases but has none', '  hint: remove the option allow_alias'],
    },
    {
      text: 'enum Tier { FREE = 0; TIER_FREE = 1; }',
      says: [
        'a.proto:4: enum values FREE and TIER_FREE have nearly the same name',
        '  hint: rename one: they are the same without case and the name of the enum',
      ],
    },
    {
      text: 'enum E { A = 0; B = 2147483648; }',
      says: ['a.proto:4: 2147483648 is out of range', '  hint: the largest number here is 2147483647'],
    },
    {
      text: 'enum E { reserved 1; A = 0; B = 1; }',
      says: ['a.proto:4: enum value B has the reserved number 1', '  hint: take another number'],
    },
  ],
  services: [
    {
      text: `message GetX {}
service S { rpc GetX(GetX) returns (GetX); }`,
      says: [
        'a.proto:5: "GetX" is no message but an rpc',
        '  hint: names are looked up inside the service first: write p.GetX',
      ],
    },
    {
      text: `enum E { X = 0; }
service S { rpc A(E) returns (E); }`,
      says: ['a.proto:5: "E" is no message but an enum', '  hint: write the name of a message'],
    },
    {
      text: `message M {}
service S { rpc A(M) returns (M) }`,
      says: ['a.proto:5: expected ";", found "}"', '  hint: end the rpc with ;'],
    },
    {
      text: `message Q { option (framewright.message) = { type: 100 }; }
message R {}
service S { rpc A(Q) returns (R); }`,
      says: [
        'a.proto:6: rpc S.A: p.R has no type',
        '  hint: give both messages an option (framewright.message), or neither',
      ],
      protocTakesIt: true,
    },
    {
      text: `message Q { option (framewright.message) = { type: 100 }; }
message R { option (framewright.message) = { type: 101 }; }
message T { option (framewright.message) = { type: 102 }; }
service S { rpc A(Q) returns (R); }
service U { rpc B(Q) returns (T); }`,
      says: [
        'a.proto:8: rpc U.B pairs p.Q with another response than S.A at a.proto:7',
        '  hint: a request has one response: return (p.R), or take another request',
      ],
      protocTakesIt: true,
    },
    {
      text: `message Q { option (framewright.message) = { type: 100 }; }
message R { option (framewright.message) = { type: 101 }; }
service S { rpc A(stream Q) returns (R); }`,
      says: [
        'a.proto:6: rpc S.A takes a stream',
        '  hint: the wire has streams of responses only: send single messages',
      ],
      protocTakesIt: true,
    },
    {
      text: `message Q { option (framewright.message) = { type: 100 }; }
message R { option (framewright.message) = { type: 101 }; }
message T { option (framewright.message) = { type: 102 }; }
service S { rpc A(Q) returns (R); rpc B(R) returns (T); }`,
      says: ['a.proto:5: p.R is the request of S.B and the response of S.A', '  hint: use two messages'],
      protocTakesIt: true,
    },
    {
      text: `message Q { option (framewright.message) = { type: 100 requires_ack: true }; }
message R { option (framewright.message) = { type: 101 }; }
service S { rpc A(Q) returns (R); }`,
      says: [
        'a.proto:4: p.Q is the request of S.A and requires an ack',
        '  hint: the response acknowledges it: remove requires_ack',
      ],
      protocTakesIt: true,
    },
    {
      text: `message Q { option (framewright.message) = { type: 100 }; }
message R { option (framewright.message) = { type: 101 requires_ack: true }; }
service S { rpc A(Q) returns (R); }`,
      says: [
        'a.proto:5: p.R is the response of S.A and requires an ack',
        '  hint: responses are not acknowledged: remove requires_ack',
      ],
      protocTakesIt: true,
    },
    {
      text: `message Q { option (framewright.message) = { type: 100 gossip: true max_bytes: 9 }; }
message R { option (framewright.message) = { type: 101 gossip: true max_bytes: 9 }; }
service S { rpc A(Q) returns (R); }`,
      says: [
        'a.proto:4: p.Q is the request of S.A and gossiped',
        '  hint: requests go to one peer: remove gossip',
        'a.proto:5: p.R is the response of S.A and gossiped',
        '  hint: responses go to one peer: remove gossip',
      ],
      protocTakesIt: true,
    },
  ],
  options: [
    {
      text: 'message A { option (framewright.message) = { type: 100 priorty: LOW }; }',
      says: ['a.proto:4: unknown option (framewright.message).priorty', '  hint: did you mean priority?'],
    },
    {
      text: 'message A { option (framewright.mesage) = { type: 100 }; }',
      says: [
        'a.proto:4: unknown option (framewright.mesage): "framewright.mesage" is not declared',
        '  hint: did you mean (framewright.message)?',
      ],
    },
    {
      text: 'message A { option (framewright.field) = { max_items: 1 }; }',
      says: [
        'a.proto:4: (framewright.field) is an option of fields, not of messages',
        '  hint: here it is (framewright.message)',
      ],
    },
    {
      text: 'message A { int32 a = 1 [(framewright.message).type = 100]; }',
      says: [
        'a.proto:4: (framewright.message) is an option of messages, not of fields',
        '  hint: here it is (framewright.field)',
      ],
    },
    {
      text: 'message A { option (framewright.message) = { type: 100 priority: URGENT }; }',
      says: [
        'a.proto:4: option (framewright.message).priority is URGENT',
        '  hint: it takes NORMAL, HIGH, LOW',
      ],
    },
    {
      text: 'message A { option (framewright.message) = { type: "100" }; }',
      says: ['a.proto:4: option (framewright.message).type is "100"', '  hint: it takes a whole number'],
    },
    {
      text: 'message A { option (framewright.message) = { type: -1 }; }',
      says: [
        'a.proto:4: option (framewright.message).type is -1',
        '  hint: it takes a number from 0 to 4294967295',
      ],
    },
    {
      text: 'message A { option (framewright.message) = { type: 100 requires_ack: yes }; }',
      says: ['a.proto:4: option (framewright.message).requires_ack is yes', '  hint: it takes true or false'],
    },
    {
      text: 'message A { option (framewright.message) = { type: 100 type: 101 }; }',
      says: [
        'a.proto:4: option (framewright.message).type is set twice',
        '  hint: remove one; the other is in line 4',
      ],
    },
    {
      text: 'message A { option (framewright.message).type = 100; option (framewright.message).type = 101; }',
      says: [
        'a.proto:4: option (framewright.message).type is set twice',
        '  hint: remove one; the other is in line 4',
      ],
    },
    {
      text: 'message A { option (framewright.message) = { type: 100 compres: true }; }',
      says: ['a.proto:4: unknown option (framewright.message).compres', '  hint: did you mean compress?'],
    },
    {
      text: 'message A { option (framewright.message) = 100; }',
      says: [
        'a.proto:4: option (framewright.message) is 100',
        '  hint: it takes a message: { field: value … }',
      ],
    },
    {
      text: 'message A { option depricated = true; }',
      says: ['a.proto:4: unknown option depricated', '  hint: did you mean deprecated?'],
    },
    {
      text: 'message A { option deprecated = 1; }',
      says: ['a.proto:4: option deprecated is 1', '  hint: it takes true or false'],
    },
    {
      text: 'option java_package = 5;',
      says: ['a.proto:4: option java_package is 5', '  hint: it takes a string in quotes'],
    },
    {
      text: 'option features.field_presence = EXPLICIT;',
      says: ['a.proto:4: features are not part of proto3', '  hint: remove the option'],
    },
    {
      text: 'message A { option (my.option) = 5; }',
      says: [
        'a.proto:4: unknown option (my.option): "my.option" is not declared',
        '  hint: declare it, or import the file that does',
      ],
    },
    {
      text: 'message A { int32 a = 1 [default = 5]; }',
      says: ['a.proto:4: proto3 has no default values', '  hint: remove the option "default"'],
    },
    {
      text: 'message A { int32 a = 1 [packed = true]; }',
      says: [
        'a.proto:4: field a cannot be packed',
        '  hint: packed is for repeated numbers, bools and enums',
      ],
    },
    {
      text: 'message A { int32 a = 1 [jstype = JS_NUMBER]; }',
      says: ['a.proto:4: field a has a jstype', '  hint: jstype is for 64-bit integers'],
    },
  ],
  "framewright's rules": [
    {
      text: 'message A { option (framewright.message) = { priority: LOW }; }',
      says: [
        'a.proto:4: message A has options but no type',
        '  hint: add one from 32 to 65279, as type: 0x0100',
      ],
      protocTakesIt: true,
    },
    {
      text: 'message A { option (framewright.message) = { type: 31 }; }',
      says: [
        'a.proto:4: message A has type 31',
        "  hint: 1 to 31 are framewright's own: take one from 32 to 65279",
      ],
      protocTakesIt: true,
    },
    {
      text: 'message A { option (framewright.message) = { type: 65280 }; }',
      says: [
        'a.proto:4: message A has type 65280',
        '  hint: take one from 32 to 65279; those above are kept for framewright',
      ],
      protocTakesIt: true,
    },
    {
      text: `message A { option (framewright.message) = { type: 0x0104 }; }
message B { option (framewright.message) = { type: 0x0104 }; }`,
      says: [
        'a.proto:5: p.B has type 0x0104 as p.A has at a.proto:4',
        '  hint: every message needs a type of its own',
      ],
      protocTakesIt: true,
    },
    {
      text: 'message A { option (framewright.message) = { type: 100 rate: "10/day" }; }',
      says: [
        'a.proto:4: message A has rate "10/day"',
        '  hint: write a count and s, min or h, as "1000/s", "10/min" or "5/h"',
      ],
      protocTakesIt: true,
    },
    {
      text: 'message A { option (framewright.message) = { type: 100 rate: "0/s" }; }',
      says: [
        'a.proto:4: message A has rate "0/s"',
        '  hint: write a count and s, min or h, as "1000/s", "10/min" or "5/h"',
      ],
      protocTakesIt: true,
    },
    {
      text: 'message A { option (framewright.message) = { type: 100 gossip: true }; }',
      says: [
        'a.proto:4: message A is gossiped without max_bytes',
        '  hint: add max_bytes: peers pass on only what is bounded',
      ],
      protocTakesIt: true,
    },
    {
      text: 'message A { option (framewright.message) = { type: 100 max_bytes: 16777217 }; }',
      says: [
        'a.proto:4: message A has max_bytes 16777217',
        '  hint: from 1 to 16777216; leave it out for no limit',
      ],
      protocTakesIt: true,
    },
    {
      text: 'message A { option (framewright.message) = { type: 100 max_bytes: 0 }; }',
      says: ['a.proto:4: message A has max_bytes 0', '  hint: from 1 to 16777216; leave it out for no limit'],
      protocTakesIt: true,
    },
    {
      text: 'message A { int32 a = 1 [(framewright.field).max_items = 5]; }',
      says: ['a.proto:4: field a cannot have max_items', '  hint: max_items is for repeated fields and maps'],
      protocTakesIt: true,
    },
    {
      text: 'message A { repeated int32 a = 1 [(framewright.field).max_bytes = 5]; }',
      says: ['a.proto:4: field a cannot have max_bytes', '  hint: max_bytes is for string and bytes fields'],
      protocTakesIt: true,
    },
    {
      text: 'message A { string a = 1 [(framewright.field).exact_bytes = 5]; }',
      says: ['a.proto:4: field a cannot have exact_bytes', '  hint: exact_bytes is for bytes fields'],
      protocTakesIt: true,
    },
    {
      text: 'message A { bytes a = 1 [(framewright.field) = { max_bytes: 5 exact_bytes: 5 }]; }',
      says: [
        'a.proto:4: field a cannot have max_bytes',
        '  hint: exact_bytes already says it: remove max_bytes',
      ],
      protocTakesIt: true,
    },
    {
      text: 'message A { map<string, bytes> a = 1 [(framewright.field).max_bytes = 5]; }',
      says: ['a.proto:4: field a cannot have max_bytes', '  hint: max_bytes is for string and bytes fields'],
      protocTakesIt: true,
    },
    {
      text: 'message A { repeated string a = 1 [(framewright.field).max_items = 0]; }',
      says: ['a.proto:4: field a has max_items 0', '  hint: from 1 to 16777216; leave it out for no limit'],
      protocTakesIt: true,
    },
  ],
  text: [
    {
      text: 'message A {',
      says: ['a.proto:4: message A has no end', '  hint: close it with }'],
    },
    {
      text: 'message A { int32 a = 1 }',
      says: ['a.proto:4: expected ";", found "}"', '  hint: end the statement with ;'],
    },
    {
      text: 'mesage A {}',
      says: ['a.proto:4: expected a statement, found "mesage"', '  hint: did you mean message?'],
    },
    {
      text: '/* open',
      says: ['a.proto:4: a comment without an end', '  hint: close it with */'],
    },
    {
      text: 'import "open;',
      says: ['a.proto:4: a string without an end', '  hint: close it with " on the same line'],
    },
    {
      text: 'option java_package = "\\q";',
      says: ['a.proto:4: unknown escape \\q in a string', '  hint: write \\\\ for a backslash'],
    },
    {
      text: 'message Ä {}',
      says: [
        'a.proto:4: character U+00C4 outside a string or comment',
        '  hint: names are of ASCII letters, digits and _',
      ],
    },
    {
      text: 'message A { int32 a = 08; }',
      says: ['a.proto:4: "08" is no octal number', '  hint: a leading 0 means octal: remove it, or write 0x'],
    },
    {
      text: 'message A { int32 a = 1a; }',
      says: ['a.proto:4: "1a" is no number', '  hint: put a space behind the number, or correct it'],
    },
    {
      text: 'package q;',
      says: ['a.proto:4: a second package in this file', '  hint: it is already in package p'],
    },
    {
      text: 'syntax = "proto3";',
      says: ['a.proto:4: syntax is not the first statement of the file', '  hint: move it to the top'],
    },
    {
      text: 'message A { int32 a = 1 []; }',
      says: [
        'a.proto:4: expected the name of an option, found "]"',
        '  hint: names are letters, digits and _, and do not start with a digit',
      ],
    },
  ],
  extensions: [
    {
      text: `import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { uint32 u = 50000; uint32 v = 50000; }`,
      says: [
        'a.proto:5: extension v has number 50000 of google.protobuf.FieldOptions, as u at a.proto:5',
        '  hint: take another number',
      ],
    },
    {
      text: `import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { uint32 u = 999; }`,
      says: [
        'a.proto:5: extension u has number 999',
        '  hint: extensions of options have numbers from 1000 on',
      ],
    },
    {
      text: `import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { uint32 u = 50000 [json_name = "v"]; }`,
      says: ['a.proto:5: extension u has a json_name', '  hint: remove it'],
    },
    {
      text: `import "google/protobuf/descriptor.proto";
extend google.protobuf.EnumOptions { uint32 u = 50000 [targets = TARGET_TYPE_MESSAGE]; }
enum E { option (u) = 1; X = 0; }`,
      says: ['a.proto:6: option (u) is not for enums', '  hint: remove it'],
    },
    {
      text: `import "google/protobuf/descriptor.proto";
extend google.protobuf.EnumOptions { O u = 50000; }
message O { oneof x { int32 a = 1; int32 b = 2; } }
enum E { option (u) = { a: 1 b: 2 }; X = 0; }`,
      says: [
        'a.proto:7: option (u).b excludes another option of oneof x',
        '  hint: remove one; the other is in line 7',
      ],
    },
    {
      text: `import "google/protobuf/descriptor.proto";
extend google.protobuf.EnumOptions { O u = 50000; }
message O { map<string, int32> m = 1; }
enum E { option (u) = { m { key: 1 } }; X = 0; }`,
      says: ['a.proto:7: option (u).m.key is 1', '  hint: it takes a string in quotes'],
    },
    {
      text: 'extend google.protobuf.FieldOptions { uint32 u = 50000; }',
      says: [
        'a.proto:4: "google.protobuf.FieldOptions" is declared in google/protobuf/descriptor.proto, which this file does not import',
        '  hint: add: import "google/protobuf/descriptor.proto";',
      ],
    },
  ],
  imports: [
    {
      text: 'import "none.proto";',
      says: [
        'a.proto:4: "none.proto" is not found',
        '  hint: looked in .; give the folder that the path starts from with --proto-path',
      ],
    },
    {
      text: `import "google/protobuf/any.proto";
import "google/protobuf/any.proto";`,
      says: ['a.proto:5: "google/protobuf/any.proto" is imported twice', '  hint: remove one of the imports'],
    },
    {
      text: 'import "../secret.proto";',
      says: [
        'a.proto:4: "../secret.proto" is no path to import',
        '  hint: write it with / from a proto path on, without ., .. or empty parts',
      ],
    },
  ],
};
