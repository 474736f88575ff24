import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec, DecodeOptions } from '../../src/codec/codec.js';
import { DecodeError } from '../../src/codec/errors.js';
import { unknownFields } from '../../src/codec/unknown-fields.js';
import { codecIn, importGenerated, modelOf, oracleOf, type ProtoFiles } from './compiled.js';

const files: ProtoFiles = {
  'old/old.proto': `
    syntax = "proto2";
    package old;
    enum Tier { BRONZE = 1; GOLD = 3; }
    message Old {
      optional int32 id = 1;
      optional group Child = 2 { optional int32 a = 1; optional Old inner = 3; required string name = 4; }
      repeated group Item = 5 { optional int32 a = 1; }
      optional Tier tier = 6;
      repeated Tier tiers = 7;
      repeated Tier packed = 8 [packed = true];
      map<string, Tier> by_name = 9;
      oneof choice { Tier chosen = 10; string text = 11; }
      optional Needs needs = 12;
      extensions 100 to 199, 1000 to max;
    }
    message Needs { required int32 a = 1; required Needed b = 2; }
    message Needed { required bytes c = 16; }
  `,
};

let codec: Codec<Record<string, unknown>>;
const oracle = oracleOf(files).lookupType('old.Old');
beforeAll(async () => {
  codec = codecIn(await importGenerated('old-decode', modelOf(files), 'old/old'), 'Old');
});

function decode(hex: string, options?: DecodeOptions): Record<string, unknown> {
  return codec.decode(bytesOf(hex), options);
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

/** What is set, as that is all a row need say. */
function setIn(message: object): object {
  return Object.fromEntries(
    Object.entries(message).filter(
      ([, value]) =>
        value !== undefined &&
        !(Array.isArray(value) && value.length === 0) &&
        !(value instanceof Map && value.size === 0),
    ),
  );
}

function keptIn(message: object): string {
  const kept = (message as { [unknownFields]?: Uint8Array })[unknownFields];
  return kept === undefined ? '' : Buffer.from(kept).toString('hex');
}

describe('proto2', () => {
  it.each<[string, string, object]>([
    ['a group', '13 08 07 22 01 41 14 08 05', { id: 5, child: { a: 7, inner: undefined, name: 'A' } }],
    [
      'a group that comes twice is merged',
      '13 08 07 22 01 41 14 13 08 09 14',
      { child: { a: 9, inner: undefined, name: 'A' } },
    ],
    [
      'a group in a message in a group',
      '13 22 00 1a 05 13 22 01 42 14 14',
      {
        child: {
          a: undefined,
          name: '',
          inner: expect.objectContaining({ child: { a: undefined, inner: undefined, name: 'B' } }) as object,
        },
      },
    ],
    ['repeated groups', '2b 08 01 2c 2b 2c', { item: [{ a: 1 }, { a: undefined }] }],
    [
      'a start tag of more bytes than it needs',
      '93 00 22 01 41 94 00',
      { child: { a: undefined, inner: undefined, name: 'A' } },
    ],
    ['a group field as a message is unknown', '12 02 08 07', {}],
    ['a message field as a group is unknown', '63 08 07 64', {}],
    ['closed enums', '30 03 38 01 38 03 42 02 03 01', { tier: 3, tiers: [1, 3], packed: [3, 1] }],
    [
      'numbers that a closed enum does not name',
      '30 02 38 02 38 03 42 03 02 01 05',
      { tiers: [3], packed: [1] },
    ],
    ['a closed enum whose last value has no name', '30 03 30 02', { tier: 3 }],
    [
      'map entries',
      '4a 05 0a 01 61 10 03 4a 05 0a 01 62 10 04 4a 03 0a 01 63',
      { byName: new Map([['a', 3]]) },
    ],
    ['a oneof', '50 01', { choice: { case: 'chosen', value: 1 } }],
    [
      'a oneof whose number has no name leaves the other',
      '5a 01 61 50 02',
      { choice: { case: 'text', value: 'a' } },
    ],
    [
      'required fields',
      '62 09 08 01 12 05 82 01 02 07 08',
      { needs: { a: 1, b: { c: Uint8Array.of(7, 8) } } },
    ],
    [
      'required fields in two pieces, each whole',
      '62 09 08 01 12 05 82 01 02 07 08 62 02 08 05',
      { needs: { a: 5, b: { c: Uint8Array.of(7, 8) } } },
    ],
  ])('%s', (_what, hex, expected) => {
    expect(() => oracle.decode(bytesOf(hex))).not.toThrow();
    expect(setIn(decode(hex))).toEqual(expected);
  });

  it.each([
    ['a group without its end', '13 22 01 41', 'child', 'a group without its end'],
    ['a group with another end', '13 22 01 41 1c', 'child.inner', 'wire type 4'],
    [
      'a group that ends outside of the message in it',
      '13 22 01 41 1a 01 14 14',
      'child.inner.child',
      'wire type 4',
    ],
    ['an end without a start', '14', 'child', 'wire type 4'],
    ['a second end', '2b 2c 2c', 'item[1]', 'wire type 4'],
    ['an unfinished group in a finished one', '2b 0b 2c', 'item[0].a', 'a group ended by another'],
    ['a required field in a group', '13 08 07 14', 'child.name', 'required, but not there'],
    ['a required number', '62 00', 'needs.a', 'required, but not there'],
    ['a required message', '62 02 08 01', 'needs.b', 'required, but not there'],
    ['required bytes, further down', '62 04 08 01 12 00', 'needs.b.c', 'required, but not there'],
    [
      'a required field in a later element',
      '13 22 01 41 14 62 02 08 01',
      'needs.b',
      'required, but not there',
    ],
    ['a message cut off in a group', '13 22 00 1a 7f', 'child.inner', 'cut off'],
  ])('refuses %s', (_what, hex, path, problem) => {
    expect(() => oracle.decode(bytesOf(hex))).toThrow();
    let error: unknown;
    try {
      decode(hex);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject({ path, problem });
  });

  it('starts afresh after a group that broke off', () => {
    expect(() => decode('13 22 01 41')).toThrow(DecodeError);
    expect(() => decode('0a 14')).toThrow(DecodeError);
    expect(() => decode('62 04 08 01 14 00')).toThrow(DecodeError);
  });

  it.each([
    [99, 'accepted'],
    [100, 'accepted'],
    [101, 'refused'],
  ])('groups and messages in each other, %d levels, are %s', (levels, expected) => {
    const bytes = Uint8Array.from(deep(levels));
    expect(verdict(() => oracle.decode(bytes))).toBe(expected);
    expect(verdict(() => codec.decode(bytes))).toBe(expected);
  });

  it.each([
    ['nothing unless asked', '30 02 38 02', false, ''],
    ['what has no name, under the tag it came with', '30 02 38 02', true, '30023802'],
    ['each of a packed run on its own', '42 03 02 01 05', true, '40024005'],
    ['a whole map entry', '4a 05 0a 01 62 10 04', true, '4a050a01621004'],
    ['what is left to extensions, unasked', 'a0 06 01 c2 3e 01 07 f8 0c 01 18 01', false, 'a00601c23e0107'],
    ['the first and the last of a range', '98 06 01 a0 06 02 b8 0c 03 c0 0c 04', false, 'a00602b80c03'],
    ['the largest number', 'f8 ff ff ff 0f 05', false, 'f8ffffff0f05'],
    ['an extension that is a group', 'a3 06 08 01 a4 06', false, 'a3060801a406'],
  ])('keeps %s', (_what, hex, keepUnknownFields, kept) => {
    expect(keptIn(decode(hex, { keepUnknownFields }))).toBe(kept);
  });
});

describe('at most so many elements', () => {
  it.each([
    ['numbers one by one', '38 01 38 01', 2],
    ['a packed run of them', '42 04 01 01 01 01', 0],
    ['map entries', '4a 05 0a 01 61 10 03 4a 05 0a 01 61 10 03', 2],
    ['groups', '2b 2c 2b 2c 2b 2c', 3],
    ['messages in messages', '62 09 08 01 12 05 82 01 02 07 08', 2],
    ['plain values', '08 01 08 02 30 03', 0],
  ])('%s', (_what, hex, elements) => {
    expect(() => decode(hex, { maxElements: elements })).not.toThrow();
    if (elements > 0) expect(() => decode(hex, { maxElements: elements - 1 })).toThrow(/elements/);
  });
});

/** A Child group, in it `inner` with a Child group, and so on. */
function deep(levels: number): number[] {
  let bytes: number[] = [];
  for (let level = levels; level > 0; level--) {
    if (level % 2 === 1) bytes = [0x13, 0x22, 0, ...bytes, 0x14];
    else if (bytes.length < 128) bytes = [0x1a, bytes.length, ...bytes];
    else bytes = [0x1a, (bytes.length & 127) | 128, bytes.length >> 7, ...bytes];
  }
  return bytes;
}

function verdict(decode: () => unknown): 'accepted' | 'refused' {
  try {
    decode();
    return 'accepted';
  } catch {
    return 'refused';
  }
}
