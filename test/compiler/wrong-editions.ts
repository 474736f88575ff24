import type { WrongSchema } from './wrong-schemas.js';

/** As in wrong-schemas.ts, behind a header of edition 2023. */
export const wrongEditions: Readonly<Record<string, readonly WrongSchema[]>> = {
  words: [
    {
      text: 'message A { optional int32 a = 1; }',
      says: [
        'a.proto:4: field a is labelled optional',
        '  hint: editions mark every field when set: remove the word',
      ],
    },
    {
      text: 'message A { required int32 a = 1; }',
      says: [
        'a.proto:4: field a is labelled required',
        '  hint: write features.field_presence = LEGACY_REQUIRED in brackets behind the number instead',
      ],
    },
    {
      text: 'message A { group B = 1 {} }',
      says: [
        'a.proto:4: groups are not part of edition 2023',
        '  hint: use a nested message and: B b = 1 [features.message_encoding = DELIMITED];',
      ],
    },
    {
      text: 'message A { reserved "a"; }',
      says: [
        'a.proto:4: the reserved name "a" is in quotes',
        '  hint: editions write reserved names without quotes',
      ],
    },
    {
      text: 'message A { repeated int32 a = 1 [packed = true]; }',
      says: [
        'a.proto:4: field a has the option packed',
        '  hint: editions write features.repeated_field_encoding = PACKED or EXPANDED instead',
      ],
    },
    {
      text: 'message A { reserved a; int32 a = 1; }',
      says: ['a.proto:4: field a has a reserved name', '  hint: take another name'],
    },
    {
      text: 'message A { reserved a, a; }',
      says: ['a.proto:4: the name "a" is reserved twice', '  hint: remove one'],
    },
    {
      text: 'message A { reserved a, 5; }',
      says: ['a.proto:4: names and numbers are reserved in one statement', '  hint: write two statements'],
    },
  ],
  features: [
    {
      text: 'option features.field_presense = IMPLICIT;',
      says: ['a.proto:4: unknown option features.field_presense', '  hint: did you mean field_presence?'],
    },
    {
      text: 'option features.lazy = IMPLICIT;',
      says: [
        'a.proto:4: unknown option features.lazy',
        '  hint: there are field_presence, enum_type, repeated_field_encoding, utf8_validation, message_encoding, json_format',
      ],
    },
    {
      text: 'option features.field_presence = IMPLICT;',
      says: ['a.proto:4: option features.field_presence is IMPLICT', '  hint: did you mean IMPLICIT?'],
    },
    {
      text: 'option features.enum_type = ENUM_TYPE_UNKNOWN;',
      says: ['a.proto:4: option features.enum_type is ENUM_TYPE_UNKNOWN', '  hint: it takes OPEN, CLOSED'],
    },
    {
      text: 'option features.enum_type = 1;',
      says: ['a.proto:4: option features.enum_type is 1', '  hint: it takes OPEN, CLOSED'],
      bufTakesIt: true,
    },
    {
      text: 'option features = OPEN;',
      says: ['a.proto:4: option features is OPEN', '  hint: it takes a message: { field: value … }'],
    },
    {
      text: 'option features = { enum_tipe: OPEN };',
      says: ['a.proto:4: unknown option features.enum_tipe', '  hint: did you mean enum_type?'],
    },
    {
      text: 'option features.enum_type.x = OPEN;',
      says: ['a.proto:4: features.enum_type has no parts', '  hint: set features.enum_type itself'],
    },
    {
      text: 'option features.enum_type = OPEN; option features.enum_type = OPEN;',
      says: ['a.proto:4: option features.enum_type is set twice', '  hint: remove one'],
    },
    {
      text: 'option features.json_format = ALLOW; option features = { enum_type: OPEN };',
      says: [
        'a.proto:4: option features is set twice',
        '  hint: put the whole before its parts, or write one alone',
      ],
    },
    {
      text: 'option features.enforce_naming_style = STYLE2024;',
      says: [
        'a.proto:4: features.enforce_naming_style is of edition 2024',
        '  hint: remove the option: this file is of edition 2023',
      ],
    },
    {
      text: 'option features.(pb.cpp).string_type = VIEW;',
      says: [
        'a.proto:4: unknown option features.(pb.cpp): "pb.cpp" is not declared',
        '  hint: declare it, or import the file that does',
      ],
    },
    {
      text: 'message A { option features.field_presence = IMPLICIT; }',
      says: [
        'a.proto:4: option features.field_presence is not for messages',
        '  hint: it is for fields and files',
      ],
    },
    {
      text: 'enum E { option features.field_presence = IMPLICIT; X = 0; }',
      says: [
        'a.proto:4: option features.field_presence is not for enums',
        '  hint: it is for fields and files',
      ],
    },
    {
      text: 'message A { int32 a = 1 [features.enum_type = OPEN]; }',
      says: ['a.proto:4: option features.enum_type is not for fields', '  hint: it is for enums and files'],
    },
    {
      text: 'message A { int32 a = 1 [features.json_format = ALLOW]; }',
      says: [
        'a.proto:4: option features.json_format is not for fields',
        '  hint: it is for messages and enums and files',
      ],
    },
    {
      text: 'message A { oneof o { option features.field_presence = EXPLICIT; int32 a = 1; } }',
      says: [
        'a.proto:4: option features.field_presence is not for oneofs',
        '  hint: it is for fields and files',
      ],
    },
    {
      text: 'enum E { X = 0 [features.enum_type = OPEN]; }',
      says: [
        'a.proto:4: option features.enum_type is not for enum values',
        '  hint: it is for enums and files',
      ],
    },
    {
      text: 'service S { option features.enum_type = OPEN; }',
      says: ['a.proto:4: option features.enum_type is not for services', '  hint: it is for enums and files'],
      bufTakesIt: true,
    },
    {
      text: 'message M {} service S { rpc R(M) returns (M) { option features.enum_type = OPEN; } }',
      says: ['a.proto:4: option features.enum_type is not for rpcs', '  hint: it is for enums and files'],
      bufTakesIt: true,
    },
    {
      text: 'message A { extensions 5 [features.enum_type = OPEN]; }',
      says: [
        'a.proto:4: option features.enum_type is not for extension ranges',
        '  hint: it is for enums and files',
      ],
      bufTakesIt: true,
    },
  ],
  'features of fields': [
    {
      text: 'option features.field_presence = LEGACY_REQUIRED;',
      says: [
        'a.proto:4: a whole file of required fields',
        '  hint: set features.field_presence = LEGACY_REQUIRED at each of them',
      ],
    },
    {
      text: 'message A { repeated int32 a = 1 [features.field_presence = EXPLICIT]; }',
      says: [
        'a.proto:4: field a cannot set features.field_presence',
        '  hint: repeated fields are never marked when set',
      ],
    },
    {
      text: 'message A { map<int32, int32> a = 1 [features.field_presence = EXPLICIT]; }',
      says: [
        'a.proto:4: field a cannot set features.field_presence',
        '  hint: repeated fields are never marked when set',
      ],
    },
    {
      text: 'message A { oneof o { int32 a = 1 [features.field_presence = EXPLICIT]; } }',
      says: [
        'a.proto:4: field a cannot set features.field_presence',
        '  hint: fields of a oneof mark themselves when set',
      ],
    },
    {
      text: 'message A { A a = 1 [features.field_presence = IMPLICIT]; }',
      says: [
        'a.proto:4: field a cannot set features.field_presence',
        '  hint: messages are always marked when set',
      ],
    },
    {
      text: 'message A { extensions 5; } extend A { int32 a = 5 [features.field_presence = EXPLICIT]; }',
      says: [
        'a.proto:4: field a cannot set features.field_presence',
        '  hint: extensions are always marked when set',
      ],
    },
    {
      text: 'message A { extensions 5; } extend A { int32 a = 5 [features.field_presence = LEGACY_REQUIRED]; }',
      says: [
        'a.proto:4: field a cannot set features.field_presence',
        '  hint: extensions are always marked when set',
      ],
    },
    {
      text: 'message A { int32 a = 1 [features.repeated_field_encoding = PACKED]; }',
      says: [
        'a.proto:4: field a cannot set features.repeated_field_encoding',
        '  hint: it is for repeated fields',
      ],
    },
    {
      text: 'message A { repeated string a = 1 [features.repeated_field_encoding = PACKED]; }',
      says: [
        'a.proto:4: field a cannot set features.repeated_field_encoding',
        '  hint: PACKED is for repeated numbers, bools and enums',
      ],
    },
    {
      text: 'message A { bytes a = 1 [features.utf8_validation = NONE]; }',
      says: ['a.proto:4: field a cannot set features.utf8_validation', '  hint: it is for strings'],
    },
    {
      text: 'message A { int32 a = 1 [features.message_encoding = DELIMITED]; }',
      says: ['a.proto:4: field a cannot set features.message_encoding', '  hint: it is for messages'],
    },
    {
      text: 'message A { map<int32, A> a = 1 [features.message_encoding = DELIMITED]; }',
      says: ['a.proto:4: field a cannot set features.message_encoding', '  hint: it is for messages'],
    },
    {
      text: 'message A { int32 a = 1 [default = 1, features.field_presence = IMPLICIT]; }',
      says: ['a.proto:4: field a has a default and implicit presence', '  hint: remove one of both'],
      bufTakesIt: true,
    },
    {
      text: 'enum E { option features.enum_type = CLOSED; X = 1; } message A { E a = 1 [features.field_presence = IMPLICIT]; }',
      says: [
        'a.proto:4: field a has the closed enum p.E',
        '  hint: implicit presence takes open enums only: set features.field_presence = EXPLICIT',
      ],
    },
  ],
  'enums and names': [
    {
      text: 'enum E { X = 1; }',
      says: [
        'a.proto:4: the first value of enum E is 1, not 0',
        '  hint: open enums start with their default: E_UNSPECIFIED = 0;',
      ],
    },
    {
      text: 'message A { int32 foo_bar = 1; int32 fooBar = 2; }',
      says: [
        'a.proto:4: fields foo_bar and fooBar have the same JSON name "fooBar"',
        '  hint: rename one of them',
      ],
    },
    {
      text: 'message A { option features.json_format = LEGACY_BEST_EFFORT; int32 a = 1 [json_name = "x"]; int32 b = 2 [json_name = "x"]; }',
      says: ['a.proto:4: fields a and b have the same JSON name "x"', '  hint: rename one of them'],
    },
  ],
};
