import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/codec/codec.js';
import { compared, REFUSED, SAME, type Compared, type Outcome } from './json-oracle.js';

const files = {
  'two.proto': `syntax = "proto2";
package two;
import "google/protobuf/any.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/wrappers.proto";
enum Closed { CLOSED_ONE = 1; CLOSED_TWO = 2; }
message Two {
  optional group Data = 1 { optional int32 a = 1; }
  repeated group ManyOf = 2 { optional int32 b = 1; }
  optional Closed closed = 3 [default = CLOSED_TWO];
  repeated Closed closeds = 4;
  optional int32 defaulted = 5 [default = 41];
  optional string text = 6 [default = "x"];
  oneof which {
    group Chosen = 7 { optional int32 c = 1; }
    Closed one_closed = 8;
  }
  map<string, Closed> closed_map = 9;
  optional Must must = 10;
  optional google.protobuf.Any any = 11;
  optional bool flag = 12;
  extensions 100 to 200;
}
message Must { required int32 needed = 1; optional Must inner = 2; required group In = 3 { optional int32 x = 1; } }
extend Two {
  optional int32 ext_int = 100;
  repeated string ext_list = 101;
  optional Two ext_two = 102;
  optional Closed ext_closed = 103;
  optional group ExtGroup = 104 { optional int32 d = 1; }
  optional int64 ext_long = 105;
  optional google.protobuf.Value ext_value = 106;
  optional google.protobuf.Int32Value ext_wrapped = 107;
  repeated Closed ext_closeds = 108 [packed = true];
  optional double ext_double = 109;
  optional bytes ext_bytes = 110;
  repeated Must ext_musts = 111;
}
message Scope { extend Two { optional bool inside = 120; } extensions 100; }
extend Scope { optional int32 elsewhere = 100; }
`,
};

const cases: readonly (readonly [what: string, json: JsonValue, outcome: Outcome])[] = [
  ['a group', { data: { a: 1 } }, SAME],
  ['an empty group', { data: {} }, SAME],
  ['a group by its type', { Data: { a: 1 } }, REFUSED],
  ['a null group', { data: null }, {}],
  ['a group that is none', { data: 1 }, REFUSED],
  ['groups', { manyof: [{ b: 1 }, {}] }, SAME],
  ['groups by their type', { ManyOf: [] }, REFUSED],
  ['a null among groups', { manyof: [null] }, REFUSED],
  ['a group in a oneof', { chosen: { c: 1 } }, SAME],
  ['two of a oneof', { chosen: {}, oneClosed: 1 }, REFUSED],
  ['a closed enum', { closed: 'CLOSED_ONE' }, SAME],
  ['a closed enum by its number', { closed: 2 }, { closed: 'CLOSED_TWO' }],
  ['a closed enum by another name', { closed: 'OTHER' }, REFUSED],
  ['a closed enum by a number of no name', { closed: 7 }, REFUSED],
  ['closed enums', { closeds: ['CLOSED_ONE', 2] }, { closeds: ['CLOSED_ONE', 'CLOSED_TWO'] }],
  ['closed enums in a map', { closedMap: { a: 1 } }, { closedMap: { a: 'CLOSED_ONE' } }],
  ['a value that is the default', { defaulted: 41, text: 'x' }, SAME],
  ['zeros, which are values', { defaulted: 0, text: '', flag: false }, SAME],
  ['what is left out stays out', {}, SAME],
  ['null is left out', { defaulted: null, text: null }, {}],
  ['required', { must: { needed: 0, in: {} } }, SAME],
  ['a required field that is not there', { must: { in: {} } }, REFUSED],
  ['a required group that is not there', { must: { needed: 1 } }, REFUSED],
  ['an extension', { '[two.ext_int]': 5 }, SAME],
  ['an extension of zero', { '[two.ext_int]': 0 }, SAME],
  ['an extension out of range', { '[two.ext_int]': 2147483648 }, REFUSED],
  ['an extension of another type', { '[two.ext_int]': {} }, REFUSED],
  ['an extension list', { '[two.ext_list]': ['a', ''] }, SAME],
  ['an empty extension list', { '[two.ext_list]': [] }, {}],
  ['an extension list of one null', { '[two.ext_list]': [null] }, REFUSED],
  ['an extension list that is none', { '[two.ext_list]': 'a' }, REFUSED],
  ['a message', { '[two.ext_two]': { defaulted: 1, '[two.ext_int]': 2 } }, SAME],
  ['an empty message', { '[two.ext_two]': {} }, SAME],
  ['a closed enum extension', { '[two.ext_closed]': 'CLOSED_TWO' }, SAME],
  [
    'closed enum extensions',
    { '[two.ext_closeds]': ['CLOSED_TWO', 1] },
    { '[two.ext_closeds]': ['CLOSED_TWO', 'CLOSED_ONE'] },
  ],
  ['a group extension', { '[two.extgroup]': { d: 1 } }, SAME],
  ['a group extension by its type', { '[two.ExtGroup]': { d: 1 } }, REFUSED],
  ['a long', { '[two.ext_long]': '9223372036854775807' }, SAME],
  ['a Value of null', { '[two.ext_value]': null }, SAME],
  ['a Value', { '[two.ext_value]': [1, { a: null }] }, SAME],
  ['a wrapper', { '[two.ext_wrapped]': 0 }, SAME],
  ['a double', { '[two.ext_double]': '-Infinity' }, SAME],
  ['bytes', { '[two.ext_bytes]': 'AQ' }, { '[two.ext_bytes]': 'AQ==' }],
  ['an extension within a message', { '[two.Scope.inside]': true }, SAME],
  ['an extension by its JSON name', { '[two.extInt]': 5 }, REFUSED],
  ['an extension without brackets', { 'two.ext_int': 5 }, REFUSED],
  ['an extension without its package', { '[ext_int]': 5 }, REFUSED],
  [
    'extensions in an Any',
    { any: { '@type': 'type.googleapis.com/two.Two', '[two.ext_int]': 5, data: { a: 1 } } },
    SAME,
  ],
];

const ignoring: typeof cases = [
  ['a closed enum by another name', { closed: 'OTHER' }, {}],
  ['closed enums by another name', { closeds: ['OTHER', 1] }, { closeds: ['CLOSED_ONE'] }],
  ['an extension that is none', { '[two.none]': 1 }, {}],
  ['an extension of another message', { '[two.elsewhere]': 5 }, {}],
];

/** Where @bufbuild/protobuf decides otherwise. */
const differences: readonly {
  readonly reason: string;
  readonly json: JsonValue;
  readonly ours: Outcome;
  readonly theirs: Outcome;
  readonly ignores?: true;
}[] = [
  {
    reason: 'null is nothing for an extension too',
    json: { '[two.ext_int]': null },
    ours: {},
    theirs: { '[two.ext_int]': 0 },
  },
  {
    reason: 'a number that a closed enum does not name is skipped like a name',
    json: { closed: 7 },
    ours: {},
    theirs: REFUSED,
    ignores: true,
  },
  {
    reason: 'so it is in a list',
    json: { closeds: [7, 1] },
    ours: { closeds: ['CLOSED_ONE'] },
    theirs: REFUSED,
    ignores: true,
  },
  {
    reason: 'so it is in a map',
    json: { closedMap: { a: 7, b: 1 } },
    ours: { closedMap: { b: 'CLOSED_ONE' } },
    theirs: REFUSED,
    ignores: true,
  },
  { reason: 'so it is in a oneof', json: { oneClosed: 7 }, ours: {}, theirs: REFUSED, ignores: true },
  {
    reason: 'an extension of another message is no field of this one',
    json: { '[two.elsewhere]': 5 },
    ours: REFUSED,
    theirs: {},
  },
  {
    reason: 'an unknown name in an extension is skipped, and not the first value',
    json: { '[two.ext_closed]': 'OTHER' },
    ours: {},
    theirs: { '[two.ext_closed]': 'CLOSED_ONE' },
    ignores: true,
  },
];

let two: Compared;
beforeAll(async () => {
  two = await compared('json-proto2', files, 'two.Two');
}, 120_000);

describe('proto2', () => {
  it.each(cases)('%s', (_, json, outcome) => {
    const expected = outcome === SAME ? json : outcome;
    expect(two.ours(json)).toEqual(expected);
    expect(two.theirs(json)).toEqual(expected);
    if (outcome === REFUSED) return;
    const message = two.codec.fromJson(json, two);
    expect(two.codec.decode(two.codec.encode(message))).toEqual(message);
  });

  it.each(ignoring)('%s, with unknown fields ignored', (_, json, outcome) => {
    expect(two.ours(json, { ignoreUnknownFields: true })).toEqual(outcome);
    expect(two.theirs(json, { ignoreUnknownFields: true })).toEqual(outcome);
  });

  it.each(differences)('unlike @bufbuild/protobuf: $reason', ({ json, ours, theirs, ignores = false }) => {
    expect(two.ours(json, { ignoreUnknownFields: ignores })).toEqual(ours === SAME ? json : ours);
    expect(two.theirs(json, { ignoreUnknownFields: ignores })).toEqual(theirs === SAME ? json : theirs);
  });

  it('knows an extension only if it is given', () => {
    const json: JsonValue = { '[two.ext_int]': 5 };
    const message = two.codec.fromJson(json, two);
    expect(two.codec.toJson(message)).toEqual({});
    expect(() => two.codec.fromJson(json)).toThrow(/no such field/);
  });

  it('names the place in an extension', () => {
    const json: JsonValue = { '[two.ext_musts]': [{ needed: 1, in: {} }, { in: {} }] };
    expect(() => two.codec.fromJson({ '[two.ext_two]': json }, two)).toThrow(
      expect.objectContaining({
        name: 'DecodeError',
        path: '[two.ext_two].[two.ext_musts][1].needed',
      }) as Error,
    );
  });
});

describe('fields that share a JSON key, as proto2 lets them', () => {
  it('go by their names where the key is another one’s', async () => {
    const { codec } = await compared(
      'json-shared',
      {
        'shared.proto': `syntax = "proto2";
package shared;
message Shared {
  optional int32 foo_bar = 1;
  optional int32 fooBar = 2;
  optional int32 foo__bar = 3;
  optional int32 a_b = 4;
  optional int32 a__b = 5;
}
`,
      },
      'shared.Shared',
    );
    const message = codec.decode(Uint8Array.of(8, 1, 16, 2, 24, 3, 32, 4, 40, 5));
    const json = { foo_bar: 1, fooBar: 2, foo__bar: 3, aB: 4, a__b: 5 };
    expect(codec.toJson(message)).toEqual(json);
    expect(codec.fromJson(json)).toEqual(message);
  });
});

const editionFiles = {
  'edition.proto': `edition = "2023";
package edition;
enum Open { NONE = 0; SOME = 1; }
enum Closed { option features.enum_type = CLOSED; ONLY = 5; }
message Edition {
  Edition apart = 1 [features.message_encoding = DELIMITED];
  repeated Edition many = 2 [features.message_encoding = DELIMITED];
  int32 count = 3;
  int32 plain = 4 [features.field_presence = IMPLICIT];
  Closed closed = 5;
  Open open = 6 [features.field_presence = IMPLICIT];
  extensions 100 to 200;
}
extend Edition {
  int32 more = 100;
  Edition aside = 101 [features.message_encoding = DELIMITED];
  repeated int32 list = 102;
}
`,
};

let edition: Compared;
beforeAll(async () => {
  edition = await compared('json-edition', editionFiles, 'edition.Edition');
}, 120_000);

describe('an edition', () => {
  it.each<[what: string, json: JsonValue, outcome: Outcome]>([
    ['a delimited message', { apart: { count: 1 } }, SAME],
    ['a delimited message by its type', { Edition: {} }, REFUSED],
    ['delimited messages', { many: [{}, { count: 0 }] }, SAME],
    ['a field with presence', { count: 0 }, SAME],
    ['a field without', { plain: 0 }, {}],
    ['a closed enum', { closed: 'ONLY' }, SAME],
    ['a closed enum by another number', { closed: 1 }, REFUSED],
    ['an open enum by another number', { open: 9 }, SAME],
    ['an open enum without presence', { open: 'NONE' }, {}],
    ['an extension', { '[edition.more]': 0 }, SAME],
    ['a delimited extension', { '[edition.aside]': { count: 1 } }, SAME],
    ['extensions in a run', { '[edition.list]': [1, 0] }, SAME],
  ])('%s', (_, json, outcome) => {
    const expected = outcome === SAME ? json : outcome;
    expect(edition.ours(json)).toEqual(expected);
    expect(edition.theirs(json)).toEqual(expected);
  });
});
