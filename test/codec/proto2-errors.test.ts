import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { EncodeError } from '../../src/codec/errors.js';
import { codecIn, importGenerated, modelOf, type ProtoFiles } from './compiled.js';

const files: ProtoFiles = {
  'strict.proto': `syntax = "proto2";
package strict;
enum Closed { ONE = 1; TWO = 2; ALSO_MINUS = -1; }
message Strict {
  optional Closed closed = 1;
  repeated Closed list = 2;
  repeated Closed packed = 3 [packed = true];
  map<string, Closed> map = 4;
  oneof choice { Closed chosen = 5; Needs needs = 6; }
  optional Needs inner = 7;
  repeated Needs inners = 8;
  map<int32, Needs> by_number = 9;
  optional group Part = 10 { required string text = 1; optional Closed closed = 2; }
  repeated group Parts = 11 { required bool flag = 1; }
  extensions 100 to 200;
}
message Needs { required uint32 number = 1; required Closed closed = 2; required Deep deep = 3; }
message Deep { required bytes bytes = 1; }
`,
  'open.proto': `edition = "2023";
package open;
enum Open { NONE = 0; SOME = 1; }
enum Closed { option features.enum_type = CLOSED; ONLY = 5; }
message Edition {
  Open open = 1;
  Closed closed = 2;
  Edition group = 3 [features.message_encoding = DELIMITED];
  int32 needed = 4 [features.field_presence = LEGACY_REQUIRED];
}
`,
};

let strict: Codec<Record<string, unknown>>;
let edition: Codec<Record<string, unknown>>;
beforeAll(async () => {
  const model = modelOf(files);
  strict = codecIn(await importGenerated('proto2-errors', model, 'strict'), 'Strict');
  edition = codecIn(await importGenerated('proto2-errors-open', model, 'open'), 'Edition');
});

const deep = { bytes: new Uint8Array() };
const needs = { number: 0, closed: 1, deep };

describe('what proto2 cannot encode', () => {
  it.each<[what: string, partial: Record<string, unknown>, path: string, problem: RegExp]>([
    ['an unnamed number', { closed: 3 }, 'closed', /the number 3 has no name in strict.Closed/],
    ['0 where no value has it', { closed: 0 }, 'closed', /the number 0 has no name/],
    ['a name', { closed: 'ONE' }, 'closed', /the string "ONE" instead of a number/],
    ['a fraction', { closed: 1.5 }, 'closed', /1.5 is not an integer/],
    ['an unnamed number in a list', { list: [1, 2, 3] }, 'list[2]', /the number 3 has no name/],
    ['an unnamed number in a run', { packed: [-1, 0] }, 'packed[1]', /the number 0 has no name/],
    ['an unnamed number in a map', { map: new Map([['a', 7]]) }, 'map["a"]', /the number 7 has no name/],
    ['an unnamed number in a oneof', { choice: { case: 'chosen', value: 9 } }, 'choice.value', /no name/],
    ['a missing number', { inner: { ...needs, number: undefined } }, 'inner.number', /required/],
    ['a missing enum', { inner: { ...needs, closed: undefined } }, 'inner.closed', /required/],
    ['a missing message', { inner: { ...needs, deep: undefined } }, 'inner.deep', /required/],
    ['a message left out', { inner: { number: 1, closed: 1 } }, 'inner.deep', /required/],
    ['a missing field in a message', { inner: { ...needs, deep: {} } }, 'inner.deep.bytes', /required/],
    ['a missing field in a list', { inners: [needs, {}] }, 'inners[1].number', /required/],
    ['a missing field in a map', { byNumber: new Map([[1, {}]]) }, 'byNumber[1].number', /required/],
    [
      'a missing field in a oneof',
      { choice: { case: 'needs', value: {} } },
      'choice.value.number',
      /required/,
    ],
    ['null for a required field', { inner: { ...needs, number: null } }, 'inner.number', /null instead/],
    ['null for a required message', { inner: { ...needs, deep: null } }, 'inner.deep', /null instead/],
    ['a missing field in a group', { part: {} }, 'part.text', /required/],
    ['an unnamed number in a group', { part: { text: '', closed: 4 } }, 'part.closed', /no name/],
    ['a missing field in groups', { parts: [{ flag: false }, {}] }, 'parts[1].flag', /required/],
    ['a group that is none', { part: 5 }, 'part', /the number 5 instead of a strict.Strict.Part/],
  ])('%s', (_, partial, path, problem) => {
    const message = strict.create(partial);
    for (const fails of [() => strict.encode(message), () => strict.toJson(message)]) {
      expect(fails).toThrow(EncodeError);
      expect(fails).toThrow(expect.objectContaining({ path }) as Error);
      expect(fails).toThrow(problem);
    }
  });

  it.each<[what: string, partial: Record<string, unknown>]>([
    ['every named number', { closed: -1, list: [1, 2, -1], packed: [1, 2, -1], map: new Map([['', 2]]) }],
    ['required fields with zeros', { inner: needs, inners: [needs], byNumber: new Map([[0, needs]]) }],
    ['groups', { part: { text: '' }, parts: [{ flag: false }] }],
    ['oneofs', { choice: { case: 'needs', value: needs } }],
  ])('but %s', (_, partial) => {
    const message = strict.create(partial);
    expect(strict.encode(message).length).toBeGreaterThan(0);
    expect(strict.fromJson(strict.toJson(message))).toEqual(message);
  });
});

describe('what an edition cannot encode', () => {
  it.each<[what: string, partial: Record<string, unknown>, path: string]>([
    ['nothing where something is required', {}, 'needed'],
    ['nothing in a delimited message', { needed: 1, group: {} }, 'group.needed'],
    ['an unnamed number of a closed enum', { needed: 1, closed: 0 }, 'closed'],
    [
      'an unnamed number of a closed enum within',
      { needed: 1, group: { needed: 1, closed: 6 } },
      'group.closed',
    ],
  ])('%s', (_, partial, path) => {
    const message = edition.create(partial);
    expect(() => edition.encode(message)).toThrow(
      expect.objectContaining({ name: 'EncodeError', path }) as Error,
    );
  });

  it('but an unnamed number of an open enum', () => {
    expect([...edition.encode(edition.create({ needed: 0, open: 7 }))]).toEqual([8, 7, 32, 0]);
  });
});
