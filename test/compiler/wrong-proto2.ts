import type { WrongSchema } from './wrong-schemas.js';

/** As in wrong-schemas.ts, behind a header of proto2. */
export const wrongProto2: Readonly<Record<string, readonly WrongSchema[]>> = {
  labels: [
    {
      text: 'message A { int32 a = 1; }',
      says: [
        'a.proto:4: field a has no label',
        '  hint: proto2 has optional, required or repeated before the type',
      ],
    },
    {
      text: 'message A { group B = 1 {} }',
      says: [
        'a.proto:4: field b has no label',
        '  hint: proto2 has optional, required or repeated before the type',
      ],
    },
    {
      text: 'message A { oneof o { required int32 a = 1; } }',
      says: [
        'a.proto:4: "required" inside a oneof',
        '  hint: fields of a oneof have no label: remove "required"',
      ],
    },
    {
      text: 'message A { extensions 1; } extend A { required int32 a = 1; }',
      says: ['a.proto:4: extension a is required', '  hint: extensions are optional or repeated'],
    },
    {
      text: 'message A { optional map<int32, int32> a = 1; }',
      says: [
        'a.proto:4: a map cannot have a label or be part of a oneof or extend',
        '  hint: declare the map as a plain field',
      ],
    },
  ],
  groups: [
    {
      text: 'message A { optional group b = 1 {} }',
      says: ['a.proto:4: group b starts with a small letter', '  hint: groups are messages: use a capital'],
    },
    {
      text: 'message A { optional group B = 1; }',
      says: ['a.proto:4: expected "{", found ";"', '  hint: a group is written group Name = number { … }'],
    },
    {
      text: 'message A { optional group B = 1 { }',
      says: ['a.proto:4: message A has no end', '  hint: close it with }'],
    },
    {
      text: 'message A { optional group Bc = 1 { optional int32 a = 1; optional int32 b = 1; } }',
      says: ['a.proto:4: fields a and b both have number 1', '  hint: the next free number is 2'],
    },
    {
      text: 'message A { optional group B = 1 {} message B {} }',
      says: [
        'a.proto:4: message B is already declared as a message at a.proto:4',
        '  hint: rename one of them',
      ],
    },
    {
      text: 'message A { optional group B = 1 {} optional int32 b = 2; }',
      says: ['a.proto:4: field b is already declared as a field at a.proto:4', '  hint: rename one of them'],
    },
    {
      text: 'message A { optional group B = 1 [default = 1] {} }',
      says: ['a.proto:4: field b is a message and has a default', '  hint: remove the option "default"'],
    },
    {
      text: `message A ${'{ optional group G = 1 '.repeat(32)} {}`,
      says: ['a.proto:4: messages nested too deep', '  hint: at most 31 levels are read'],
    },
  ],
  defaults: [
    {
      text: 'message A { optional int32 a = 1 [default = "1"]; }',
      says: ['a.proto:4: option default of field a is "1"', '  hint: it takes a whole number'],
    },
    {
      text: 'message A { optional int32 a = 1 [default = 2147483648]; }',
      says: [
        'a.proto:4: option default of field a is 2147483648',
        '  hint: it takes a number from -2147483648 to 2147483647',
      ],
    },
    {
      text: 'message A { optional uint64 a = 1 [default = -1]; }',
      says: [
        'a.proto:4: option default of field a is -1',
        '  hint: it takes a number from 0 to 18446744073709551615',
      ],
    },
    {
      text: 'message A { optional bool a = 1 [default = 1]; }',
      says: ['a.proto:4: option default of field a is 1', '  hint: it takes true or false'],
    },
    {
      text: 'message A { optional float a = 1 [default = infinite]; }',
      says: ['a.proto:4: option default of field a is infinite', '  hint: it takes a number'],
    },
    {
      text: 'message A { optional string a = 1 [default = a]; }',
      says: ['a.proto:4: option default of field a is a', '  hint: it takes a string in quotes'],
    },
    {
      text: 'message A { optional bytes a = 1 [default = 5]; }',
      says: ['a.proto:4: option default of field a is 5', '  hint: it takes a string in quotes'],
    },
    {
      text: 'enum E { X = 1; } message A { optional E a = 1 [default = Y]; }',
      says: ['a.proto:4: option default of field a is Y', '  hint: it takes X'],
    },
    {
      text: 'enum E { X = 1; } message A { optional E a = 1 [default = 1]; }',
      says: ['a.proto:4: option default of field a is 1', '  hint: it takes X'],
      bufTakesIt: true,
    },
    {
      text: 'message A { repeated int32 a = 1 [default = 1]; }',
      says: ['a.proto:4: field a is repeated and has a default', '  hint: remove the option "default"'],
    },
    {
      text: 'message A { map<int32, int32> a = 1 [default = 1]; }',
      says: ['a.proto:4: field a is repeated and has a default', '  hint: remove the option "default"'],
    },
    {
      text: 'message A { optional A a = 1 [default = {}]; }',
      says: ['a.proto:4: field a is a message and has a default', '  hint: remove the option "default"'],
    },
    {
      text: 'message A { optional int32 a = 1 [default = 1, default = 2]; }',
      says: ['a.proto:4: option default of field a is set twice', '  hint: remove one'],
    },
    {
      text: 'message A { optional int32 a = 1 [default.b = 1]; }',
      says: ['a.proto:4: unknown option default.b', '  hint: set default itself'],
    },
  ],
  'ranges of extensions': [
    {
      text: 'message A { extensions 5 to 1; }',
      says: ['a.proto:4: extensions 5 to 1 ends before it starts', '  hint: write 1 to 5'],
    },
    {
      text: 'message A { extensions 0 to 5; }',
      says: ['a.proto:4: extensions 0 to 5 is out of range', '  hint: numbers go from 1 to 536870911'],
    },
    {
      text: 'message A { extensions 1 to 536870912; }',
      says: [
        'a.proto:4: extensions 1 to 536870912 is out of range',
        '  hint: numbers go from 1 to 536870911',
      ],
    },
    {
      text: 'message A { extensions 1 to 5; extensions 5; }',
      says: ['a.proto:4: 5 is left to extensions twice', '  hint: let the ranges not overlap'],
    },
    {
      text: 'message A { extensions 10 to 20; reserved 15 to 30; }',
      says: ['a.proto:4: extensions 10 to 20 are reserved too', '  hint: let the ranges not overlap'],
    },
    {
      text: 'message A { extensions 10 to 20; reserved 1 to max; }',
      says: ['a.proto:4: extensions 10 to 20 are reserved too', '  hint: let the ranges not overlap'],
    },
    {
      text: 'message A { extensions 10 to 20; optional int32 a = 12; }',
      says: ['a.proto:4: field a has number 12, which is left to extensions', '  hint: take another number'],
    },
    {
      text: 'message A { extensions; }',
      says: ['a.proto:4: expected a number, found ";"', '  hint: write a whole number'],
      bufTakesIt: true,
    },
    {
      text: 'message A { extensions 1 [verifcation = UNVERIFIED]; }',
      says: ['a.proto:4: unknown option verifcation', '  hint: did you mean verification?'],
    },
    {
      text: 'message A { option message_set_wire_format = true; extensions 4 to max; }',
      says: [
        'a.proto:4: option message_set_wire_format is not allowed',
        '  hint: message sets are not supported: declare plain extensions',
      ],
      protocTakesIt: true,
    },
  ],
  extensions: [
    {
      text: 'message A {} extend A { optional int32 a = 1; }',
      says: ['a.proto:4: extension a has number 1', '  hint: p.A leaves none to extensions'],
    },
    {
      text: 'message A { extensions 5, 10 to 20; } extend A { optional int32 a = 1; }',
      says: ['a.proto:4: extension a has number 1', '  hint: p.A leaves 5, 10 to 20 to extensions'],
    },
    {
      text: `message A { extensions 5; }
extend A { optional int32 a = 5; }
message B { extend A { optional int32 b = 5; } }`,
      says: ['a.proto:5: extension a has number 5 of p.A, as b at a.proto:6', '  hint: take another number'],
    },
    {
      text: 'extend B { optional int32 a = 5; }',
      says: ['a.proto:4: "B" is not declared', '  hint: declare it, or import the file that does'],
    },
    {
      text: 'enum E { X = 0; } extend E { optional int32 a = 5; }',
      says: ['a.proto:4: "E" is no message but an enum', '  hint: write the name of a message'],
    },
    {
      text: 'message A { extensions 5; } extend A { map<int32, int32> a = 5; }',
      says: [
        'a.proto:4: a map cannot have a label or be part of a oneof or extend',
        '  hint: declare the map as a plain field',
      ],
    },
    {
      text: 'message A { extensions 5; } extend A { oneof o { int32 a = 5; } }',
      says: ['a.proto:4: expected "=", found "{"', '  hint: a field is written type name = number;'],
    },
    {
      text: 'message A { extensions 5; } extend A { optional int32 a = 5 [json_name = "b"]; }',
      says: ['a.proto:4: extension a has a json_name', '  hint: remove it'],
    },
  ],
  'declared extensions': [
    {
      text: 'message A { extensions 5 [declaration = { number: 5 full_name: ".p.a" type: "int32" }]; } extend A { optional int32 b = 5; }',
      says: ['a.proto:4: extension b has the name .p.b', '  hint: number 5 is declared for .p.a'],
    },
    {
      text: 'message A { extensions 5 [declaration = { number: 5 full_name: ".p.a" type: "int32" }]; } extend A { optional int64 a = 5; }',
      says: ['a.proto:4: extension a has the type int64', '  hint: number 5 is declared for int32'],
    },
    {
      text: 'message A { extensions 5 [declaration = { number: 5 full_name: ".p.a" type: ".p.A" }]; } extend A { repeated A a = 5; }',
      says: ['a.proto:4: extension a is repeated', '  hint: number 5 is declared not repeated'],
    },
    {
      text: 'message A { extensions 5 [declaration = { number: 5 reserved: true }]; } extend A { optional A a = 5; }',
      says: ['a.proto:4: extension a has the reserved number 5', '  hint: take another number'],
    },
    {
      text: 'message A { extensions 5 to 6 [declaration = { number: 5 full_name: ".p.a" type: ".p.A" }]; } extend A { optional A b = 6; }',
      says: ['a.proto:4: extension b has number 6, which is not declared', '  hint: declare it at the range'],
      bufTakesIt: true,
    },
    {
      text: 'message A { extensions 5, 6 [declaration = { number: 5 reserved: true }]; }',
      says: [
        'a.proto:4: several ranges with declared extensions',
        '  hint: give each range a statement of its own',
      ],
    },
    {
      text: 'message A { extensions 5 [verification = DECLARATION]; } extend A { optional A b = 5; }',
      says: ['a.proto:4: extension b has number 5, which is not declared', '  hint: declare it at the range'],
    },
    {
      text: 'message A { extensions 5 [verification = UNVERIFIED, declaration = { number: 5 reserved: true }]; }',
      says: [
        'a.proto:4: declared extensions are UNVERIFIED',
        '  hint: remove the option or the declarations',
      ],
    },
    {
      text: 'message A { extensions 5 [declaration = { number: 6 reserved: true }]; }',
      says: ['a.proto:4: declared extension 6 is outside its range', '  hint: move it to the range'],
    },
    {
      text: 'message A { extensions 5 [declaration = { number: 5 reserved: true }, declaration = { number: 5 reserved: true }]; }',
      says: ['a.proto:4: declared extension 5 is declared twice', '  hint: remove one'],
      bufTakesIt: true,
    },
    {
      text: 'message A { extensions 5 [declaration = { full_name: ".p.a" type: "int32" }]; }',
      says: ['a.proto:4: a declared extension has no number', '  hint: add number: …'],
    },
    {
      text: 'message A { extensions 5 [declaration = { number: 5 }]; }',
      says: [
        'a.proto:4: declared extension 5 has no full_name or no type',
        '  hint: add both, or reserved: true',
      ],
    },
    {
      text: 'message A { extensions 5 [declaration = { number: 5 full_name: "p.a" type: "int32" }]; }',
      says: [
        'a.proto:4: declared extension 5 has full_name "p.a"',
        '  hint: write it with a dot in front: ".package.name"',
      ],
    },
    {
      text: 'message A { extensions 5 [declaration = { number: 5 full_name: ".p.a" type: "A" }]; }',
      says: [
        'a.proto:4: declared extension 5 has type "A"',
        '  hint: write a scalar type, or a full name with a dot in front',
      ],
    },
  ],
  enums: [
    {
      text: 'enum E {}',
      says: ['a.proto:4: enum E has no values', '  hint: add: E_UNSPECIFIED = 0;'],
    },
    {
      text: 'enum E { X = 1; Y = 1; }',
      says: [
        'a.proto:4: enum values X and Y both have number 1',
        '  hint: take another number, or put "option allow_alias = true;" into the enum',
      ],
    },
    {
      text: 'enum E { option allow_alias = true; X = 1; Y = 2; }',
      says: ['a.proto:4: enum E allows aliases but has none', '  hint: remove the option allow_alias'],
    },
    {
      text: 'enum E { reserved X; A = 0; }',
      says: ['a.proto:4: expected a number or a string, found "X"', '  hint: put reserved names in quotes'],
    },
  ],
  'names and options': [
    {
      text: 'message A { optional int32 a = 1 [json_name = "x"]; optional int32 b = 2 [json_name = "x"]; }',
      says: ['a.proto:4: fields a and b have the same JSON name "x"', '  hint: rename one of them'],
    },
    {
      text: 'message A { reserved a; }',
      says: ['a.proto:4: expected a number or a string, found "a"', '  hint: put reserved names in quotes'],
    },
    {
      text: 'option features.field_presence = EXPLICIT;',
      says: ['a.proto:4: features are not part of proto2', '  hint: remove the option'],
    },
    {
      text: 'message A { repeated string a = 1 [packed = true]; }',
      says: [
        'a.proto:4: field a cannot be packed',
        '  hint: packed is for repeated numbers, bools and enums',
      ],
    },
    {
      text: 'message A { option map_entry = false; }',
      says: ['a.proto:4: option map_entry is not allowed', '  hint: write map<key, value> instead'],
    },
    {
      text: 'message A { optional int32 a = 1 [(framewright.field).max_items = 5]; }',
      says: ['a.proto:4: field a cannot have max_items', '  hint: max_items is for repeated fields and maps'],
      protocTakesIt: true,
    },
    {
      text: 'message A { optional group B = 1 [(framewright.field).max_bytes = 5] {} }',
      says: ['a.proto:4: field b cannot have max_bytes', '  hint: max_bytes is for string and bytes fields'],
      protocTakesIt: true,
    },
  ],
};
