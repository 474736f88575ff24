import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { DecodeError, EncodeError } from '../../src/codec/errors.js';
import type { Extension } from '../../src/codec/extension.js';
import { setUnknown, unknownFields, unknownOf } from '../../src/codec/unknown-fields.js';
import { codecIn, importGenerated, modelOf } from './compiled.js';
import { pick, seeded } from './random.js';

const fields = `  optional double a_double = 100;
  optional float a_float = 101;
  optional int32 an_int32 = 102 [default = -5];
  optional int64 an_int64 = 103;
  optional uint32 a_uint32 = 104;
  optional uint64 a_uint64 = 105;
  optional sint32 a_sint32 = 106;
  optional sint64 a_sint64 = 107;
  optional fixed32 a_fixed32 = 108;
  optional fixed64 a_fixed64 = 109;
  optional sfixed32 a_sfixed32 = 110;
  optional sfixed64 a_sfixed64 = 111;
  optional bool a_bool = 112;
  optional string a_string = 113;
  optional bytes a_bytes = 114;
  optional int64 a_number = 115 [jstype = JS_NUMBER];
  optional Tier a_tier = 116 [default = TIER_GOLD];
  optional Part part = 117;
  optional group Group = 118 { optional uint32 a = 1; optional string b = 2; repeated uint32 list = 3; }
  repeated uint32 packed_list = 119 [packed = true];
  repeated sint64 list = 120;
  repeated string texts = 121;
  repeated Tier tiers = 122 [packed = true];
  repeated Part parts = 123;
  repeated group Groups = 124 { optional uint32 a = 1; repeated uint32 list = 3; }
  optional uint64 far = 536870911;
`;

const model = modelOf({
  'ext/host.proto': `syntax = "proto2";
package ext;
message Host { optional uint32 own = 1; extensions 100 to max; }
`,
  'ext/guest.proto': `syntax = "proto2";
package ext;
import "ext/host.proto";
enum Tier { TIER_NONE = 0; TIER_GOLD = 5; }
message Part { optional uint32 a = 1; optional string b = 2; repeated uint32 list = 3; optional Part inner = 4; }
extend Host {
${fields}}
// The same as fields of its own.
message Full { optional uint32 own = 1; ${fields}}
`,
});

let host: Codec<Record<string, unknown>>;
let full: Codec<Record<string, unknown>>;
let extensions: Readonly<Record<string, Extension<object, unknown>>>;
beforeAll(async () => {
  const guest = await importGenerated('extension', model, 'ext/guest');
  extensions = guest as typeof extensions;
  host = extension('aBool').extendee as typeof host;
  full = codecIn(guest, 'Full');
});

function extension(name: string): Extension<object, unknown> {
  const found = extensions[name];
  if (found === undefined) throw new Error(`no extension ${name}`);
  return found;
}

const bytes = (hex: string) => Uint8Array.from(hex.match(/\S\S/g) ?? [], (digits) => parseInt(digits, 16));
const hex = (message: object) =>
  [...unknownOf(message)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

describe('an extension that is set', () => {
  it.each<[name: string, value: unknown, hex: string]>([
    ['aDouble', 1.5, 'a1 06 00 00 00 00 00 00 f8 3f'],
    ['aDouble', -0, 'a1 06 00 00 00 00 00 00 00 80'],
    ['aFloat', 1.5, 'ad 06 00 00 c0 3f'],
    ['anInt32', -1, 'b0 06 ff ff ff ff ff ff ff ff ff 01'],
    ['anInt64', 300n, 'b8 06 ac 02'],
    ['aUint32', 0, 'c0 06 00'],
    ['aUint64', 2n ** 64n - 1n, 'c8 06 ff ff ff ff ff ff ff ff ff 01'],
    ['aSint32', -1, 'd0 06 01'],
    ['aSint64', -1n, 'd8 06 01'],
    ['aFixed32', 1, 'e5 06 01 00 00 00'],
    ['aFixed64', 1n, 'e9 06 01 00 00 00 00 00 00 00'],
    ['aSfixed32', -1, 'f5 06 ff ff ff ff'],
    ['aSfixed64', -1n, 'f9 06 ff ff ff ff ff ff ff ff'],
    ['aBool', false, '80 07 00'],
    ['aString', 'é', '8a 07 02 c3 a9'],
    ['aBytes', Uint8Array.of(1, 2), '92 07 02 01 02'],
    ['aNumber', 7, '98 07 07'],
    ['aTier', 5, 'a0 07 05'],
    ['part', { a: 1, b: 'x', list: [] }, 'aa 07 05 08 01 12 01 78'],
    ['group', { a: 1, list: [] }, 'b3 07 08 01 b4 07'],
    ['packedList', [1, 300], 'ba 07 03 01 ac 02'],
    ['list', [-1n, 1n], 'c0 07 01 c0 07 02'],
    ['texts', ['', 'a'], 'ca 07 00 ca 07 01 61'],
    ['tiers', [0, 5], 'd2 07 02 00 05'],
    ['parts', [{ a: 1, list: [] }, { list: [] }], 'da 07 02 08 01 da 07 00'],
    ['groups', [{ a: 1, list: [] }, { list: [] }], 'e3 07 08 01 e4 07 e3 07 e4 07'],
    ['far', 1n, 'f8 ff ff ff 0f 01'],
  ])('%s', (name, value, expected) => {
    const message = host.create({ own: 1 });
    expect(extension(name).has(message)).toBe(false);
    extension(name).set(message, value);
    expect(hex(message)).toBe(expected);
    expect(extension(name).has(message)).toBe(true);
    expect(extension(name).get(message)).toEqual(value);
    const back = host.decode(host.encode(message));
    expect(extension(name).get(back)).toEqual(value);
    extension(name).clear(back);
    expect(extension(name).has(back)).toBe(false);
    expect(unknownFields in back).toBe(false);
    expect(back).toEqual({ own: 1 });
  });

  it('takes the place of what was there and leaves the rest', () => {
    const message = host.create();
    extension('aUint32').set(message, 1);
    extension('texts').set(message, ['a', 'b']);
    extension('aUint32').set(message, 2);
    expect(hex(message)).toBe('ca 07 01 61 ca 07 01 62 c0 06 02');
    extension('texts').set(message, []);
    expect(hex(message)).toBe('c0 06 02');
  });

  it('keeps nothing of the value it was given, and gives away nothing that it keeps', () => {
    const message = host.create();
    const value = Uint8Array.of(1, 2);
    extension('aBytes').set(message, value);
    value[0] = 9;
    (extension('aBytes').get(message) as Uint8Array)[1] = 9;
    expect(extension('aBytes').get(message)).toEqual(Uint8Array.of(1, 2));
  });

  it('may be longer than a slab', () => {
    const message = host.create();
    const texts = Array.from({ length: 20_000 }, (_, index) => `text ${index}`);
    extension('texts').set(message, texts);
    expect(extension('texts').get(message)).toEqual(texts);
  });
});

describe('an extension that is not set', () => {
  it.each<[name: string, value: unknown, standsFor: unknown]>([
    ['aDouble', undefined, 0],
    ['anInt32', undefined, -5],
    ['anInt64', undefined, 0n],
    ['aString', undefined, ''],
    ['aBytes', undefined, new Uint8Array()],
    ['aTier', undefined, 5],
    ['part', undefined, undefined],
    ['texts', [], undefined],
    ['parts', [], undefined],
  ])('%s', (name, value, standsFor) => {
    expect(extension(name).get(host.create())).toEqual(value);
    expect(extension(name).default).toEqual(standsFor);
  });

  it('knows its name, number and extendee', () => {
    const { name, number, extendee } = extension('aTier');
    expect({ name, number, extendee: extendee.name }).toEqual({
      name: 'ext.a_tier',
      number: 116,
      extendee: 'ext.Host',
    });
  });
});

describe('what came in', () => {
  it.each<[what: string, name: string, hex: string, value: unknown]>([
    ['the last one', 'aUint32', 'c0 06 01 c0 06 02', 2],
    ['another wire type is none', 'aUint32', 'c0 06 01 c2 06 01 05', 1],
    ['a list packed and not', 'packedList', 'ba 07 02 01 02 b8 07 03 ba 07 00', [1, 2, 3]],
    ['a list of eight bytes each', 'list', 'c2 07 02 01 02 c0 07 03', [-1n, 1n, -2n]],
    ['split messages', 'part', 'aa 07 02 08 01 ba 07 01 05 aa 07 03 12 01 78', { a: 1, b: 'x', list: [] }],
    [
      'split messages within',
      'part',
      'aa 07 04 22 02 08 01 aa 07 05 22 03 12 01 78',
      { list: [], inner: { a: 1, b: 'x', list: [] } },
    ],
    ['split groups', 'group', 'b3 07 08 01 b4 07 b3 07 12 01 78 b4 07', { a: 1, b: 'x', list: [] }],
    ['a message where a group should be', 'group', 'b2 07 02 08 01', undefined],
    ['a closed enum without its number', 'aTier', 'a0 07 05 a0 07 07', 5],
    ['closed enums without their numbers', 'tiers', 'd2 07 03 00 07 05 d0 07 09', [0, 5]],
  ])('%s', (_, name, kept, value) => {
    const message = host.decode(bytes(kept));
    expect(extension(name).get(message)).toEqual(value);
    expect(host.encode(message)).toEqual(bytes(kept));
  });

  it.each<[what: string, name: string, hex: string, path: string]>([
    ['text that is no UTF-8', 'aString', '8a 07 01 ff', '[ext.a_string]'],
    ['a run cut off', 'packedList', 'ba 07 01 80', '[ext.packed_list]'],
    ['a message cut off', 'part', 'aa 07 02 12 01', '[ext.part].b'],
    ['a message cut off within', 'part', 'aa 07 04 22 02 12 01', '[ext.part].inner.b'],
    ['a number beyond 2^53 - 1', 'aNumber', '98 07 ff ff ff ff ff ff ff ff 7f', '[ext.a_number]'],
  ])('%s', (_, name, kept, path) => {
    const message = host.create();
    setUnknown(message, bytes(kept));
    expect(() => extension(name).get(message)).toThrow(DecodeError);
    expect(() => extension(name).get(message)).toThrow(expect.objectContaining({ path }) as Error);
  });
});

describe('maxElements', () => {
  it.each<[what: string, name: string, hex: string, elements: number]>([
    ['values of a list', 'list', 'c0 07 01 c0 07 02 c0 07 03', 3],
    ['texts', 'texts', 'ca 07 00 ca 07 00', 2],
    ['no packed run', 'packedList', 'ba 07 03 01 02 03', 0],
    ['no single value', 'aUint32', 'c0 06 00 c0 06 01', 0],
    ['a message', 'part', 'aa 07 02 08 01', 1],
    ['messages within a message', 'part', 'aa 07 04 22 02 22 00', 3],
    ['a message in pieces', 'part', 'aa 07 02 22 00 aa 07 02 08 01', 3],
    ['messages', 'parts', 'da 07 00 da 07 00 da 07 00', 3],
    ['the messages of all', 'parts', 'da 07 02 22 00 da 07 02 22 00', 4],
    ['the lists of all', 'parts', 'da 07 04 18 01 18 02 da 07 02 18 03', 5],
    ['groups with lists', 'groups', 'e3 07 18 01 18 02 e4 07 e3 07 e4 07', 4],
    ['nothing of others', 'texts', 'da 07 00 c0 07 01 ca 07 00', 1],
  ])('counts %s', (_, name, kept, elements) => {
    const message = host.create();
    setUnknown(message, bytes(kept));
    const whole = extension(name).get(message);
    expect(extension(name).get(message, { maxElements: elements })).toEqual(whole);
    if (elements === 0) return;
    expect(() => extension(name).get(message, { maxElements: elements - 1 })).toThrow(
      expect.objectContaining({
        name: 'DecodeError',
        message: expect.stringContaining('more elements than are allowed') as string,
      }) as Error,
    );
  });
});

describe('a wrong value', () => {
  it.each<[name: string, value: unknown, path: string]>([
    ['aUint32', undefined, '[ext.a_uint32]'],
    ['aUint32', -1, '[ext.a_uint32]'],
    ['anInt64', 1, '[ext.an_int64]'],
    ['aString', '\ud800', '[ext.a_string]'],
    ['aTier', 1, '[ext.a_tier]'],
    ['tiers', [0, 1], '[ext.tiers][1]'],
    ['texts', 'a', '[ext.texts]'],
    ['part', { a: -1, list: [] }, '[ext.part].a'],
    ['parts', [{ list: [] }, { list: [-1] }], '[ext.parts][1].list[0]'],
    ['group', null, '[ext.group]'],
  ])('%s %o', (name, value, path) => {
    const message = host.create();
    expect(() => extension(name).set(message, value)).toThrow(EncodeError);
    expect(() => extension(name).set(message, value)).toThrow(expect.objectContaining({ path }) as Error);
    expect(unknownFields in message).toBe(false);
  });
});

describe('an extension reads what a field reads', () => {
  /** Anything that may stand in the bytes of a Host, valid or not. */
  function someBytes(random: () => number): Uint8Array {
    const parts: number[] = [];
    for (let count = Math.floor(random() * 6); count >= 0; count--) {
      const [name, value] = pick(samples, random);
      const message = full.create({ [name]: value });
      parts.push(...full.encode(message));
    }
    if (random() < 0.5) parts[Math.floor(random() * parts.length)] = Math.floor(random() * 256);
    if (random() < 0.2) parts.length = Math.floor(random() * parts.length);
    return Uint8Array.from(parts);
  }

  const samples: readonly (readonly [name: string, value: unknown])[] = [
    ['aDouble', 1.5],
    ['anInt32', -1],
    ['anInt64', -300n],
    ['aSint64', 5n],
    ['aFixed32', 7],
    ['aBool', true],
    ['aString', 'é'],
    ['aBytes', Uint8Array.of(1, 2)],
    ['aNumber', 2 ** 40],
    ['aTier', 5],
    ['part', { a: 1, list: [1, 2] }],
    ['part', { b: 'x', list: [3], inner: { a: 2, list: [] } }],
    ['part', { list: [], inner: { b: 'y', list: [4] } }],
    ['group', { a: 1, list: [1] }],
    ['group', { b: 'x', list: [2] }],
    ['packedList', [1, 300]],
    ['list', [-1n, 1n]],
    ['texts', ['', 'a']],
    ['tiers', [0, 5]],
    ['parts', [{ a: 1, list: [] }]],
    ['groups', [{ a: 1, list: [] }, { list: [] }]],
    ['far', 2n ** 63n],
  ];

  it('on a thousand inputs, half of them damaged', () => {
    const random = seeded(20);
    const names = [...new Set(samples.map(([name]) => name))];
    let refused = 0;
    for (let round = 0; round < 1000; round++) {
      const input = someBytes(random);
      const expected = outcome(() => pickFrom(full.decode(input), names));
      const found = outcome(() => {
        const message = host.decode(input);
        return Object.fromEntries(names.map((name) => [name, extension(name).get(message)]));
      });
      if (expected === 'refused') refused++;
      expect({ input, found }).toEqual({ input, found: expected });
    }
    expect(refused).toBeGreaterThan(50);
    expect(refused).toBeLessThan(600);
  });

  function pickFrom(message: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(names.map((name) => [name, message[name]]));
  }

  function outcome<T>(read: () => T): T | 'refused' {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return 'refused';
    }
  }
});
