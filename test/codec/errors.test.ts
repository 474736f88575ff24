import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { DecodeError, EncodeError } from '../../src/codec/errors.js';
import { seeded, pick } from './random.js';
import { allFields } from './all-fields.js';
import { codecIn, importGenerated, modelOf, type ProtoFiles } from './compiled.js';

const limited: ProtoFiles = {
  'limited.proto': `syntax = "proto3";
package limited;
import "framewright/options.proto";
message Limited {
  option (framewright.message) = { type: 100 max_bytes: 2000 };
  repeated uint32 numbers = 1 [(framewright.field) = { max_items: 3 }];
  repeated uint32 loose = 2 [packed = false, (framewright.field) = { max_items: 2 }];
  repeated string names = 3 [(framewright.field) = { max_items: 2 max_bytes: 4 }];
  map<string, bytes> blobs = 4 [(framewright.field) = { max_items: 1 }];
  optional bytes key = 5 [(framewright.field) = { exact_bytes: 2 }];
  oneof which { bytes digest = 6 [(framewright.field) = { exact_bytes: 1 }]; Inner inner = 7; }
  repeated Inner inners = 8;
  Inner single = 9;
  int64 small = 10 [jstype = JS_NUMBER];
  uint64 big = 11;
  string text = 12;
  float ratio = 13;
  bool flag = 14;
  Limited self = 15;
  map<int32, Inner> by_number = 16;
  bytes content = 17;
  string long = 18;
  fixed64 stamp = 19 [jstype = JS_NUMBER];
}
message Inner { bytes hash = 1 [(framewright.field) = { exact_bytes: 2 }]; uint32 count = 2; }
message Loose { optional uint32 number = 1; }
`,
};

const hash = Uint8Array.of(1, 2);
let codec: Codec<Record<string, unknown>>;
let loose: Codec<Record<string, unknown>>;

beforeAll(async () => {
  const module = await importGenerated('limited', modelOf(limited), 'limited');
  codec = codecIn(module, 'Limited');
  loose = codecIn(module, 'Loose');
});

describe('what cannot be encoded', () => {
  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ['a bigint in a number field', { small: 1n }, 'small', /a bigint instead of a number/],
    ['a number in a bigint field', { big: 1 }, 'big', /the number 1 instead of a bigint/],
    ['0 in a bigint field', { big: 0 }, 'big', /the number 0 instead of a bigint/],
    ['0n in a number field', { small: 0n }, 'small', /a bigint instead of a number/],
    ['a number beyond 2^53', { small: 2 ** 53 }, 'small', /not within/],
    ['a fraction', { numbers: [1, 1.5] }, 'numbers[1]', /1.5 is not an integer/],
    ['a negative in an unsigned field', { numbers: [-1] }, 'numbers[0]', /not within 0 to 4294967295/],
    ['a number beyond 32 bits', { numbers: [2 ** 32] }, 'numbers[0]', /not within/],
    ['NaN in an integer field', { numbers: [NaN] }, 'numbers[0]', /not an integer/],
    ['text in a number field', { numbers: ['5'] }, 'numbers[0]', /the string "5" instead of a number/],
    ['an undefined element', { numbers: [1, undefined] }, 'numbers[1]', /nothing instead of a number/],
    ['a hole in an array', { numbers: new Array(1) }, 'numbers[0]', /nothing instead of a number/],
    ['an array that is none', { numbers: new Set([1]) }, 'numbers', /an object instead of an array/],
    ['empty text as an array', { inners: '' }, 'inners', /the string "" instead of an array/],
    ['a missing array', { loose: undefined }, 'loose', /nothing instead of an array/],
    ['too many elements', { numbers: [1, 2, 3, 4] }, 'numbers', /4 elements, allowed are 3/],
    ['too many unpacked elements', { loose: [1, 2, 3] }, 'loose', /3 elements, allowed are 2/],
    ['too many strings', { names: ['', '', ''] }, 'names', /3 elements, allowed are 2/],
    ['an element that is too long', { names: ['ok', 'ééé'] }, 'names[1]', /6 bytes, allowed are 4/],
    ['half a surrogate pair', { text: 'a\ud800b' }, 'text', /surrogate/],
    ['half a surrogate pair in a long text', { text: `${'x'.repeat(50)}\udc00` }, 'text', /surrogate/],
    ['a number as text', { text: 5 }, 'text', /the number 5 instead of a string/],
    ['null as text', { text: null }, 'text', /null instead of a string/],
    ['a missing plain field', { text: undefined }, 'text', /nothing instead of a string/],
    ['text as bytes', { content: '' }, 'content', /the string "" instead of a Uint8Array/],
    ['an array as bytes', { content: [] }, 'content', /an array instead of a Uint8Array/],
    ['a wrong number of bytes', { key: Uint8Array.of(1) }, 'key', /1 bytes instead of 2/],
    [
      'too many map entries',
      {
        blobs: new Map([
          ['a', hash],
          ['b', hash],
        ]),
      },
      'blobs',
      /2 entries, allowed are 1/,
    ],
    ['a map key of a wrong type', { blobs: new Map([[1, hash]]) }, 'blobs[1]', /key: the number 1 instead/],
    ['an object as a map', { blobs: {} }, 'blobs', /an object instead of a Map/],
    ['a oneof without a case', { which: {} }, 'which.case', /nothing is no case of it/],
    ['an unknown case', { which: { case: 'other', value: 1 } }, 'which.case', /"other" is no case/],
    [
      'a case without its value',
      { which: { case: 'digest' } },
      'which.value',
      /nothing instead of a Uint8Array/,
    ],
    [
      'a case with the wrong length',
      { which: { case: 'digest', value: hash } },
      'which.value',
      /2 bytes instead of 1/,
    ],
    ['null as a oneof', { which: null }, 'which', /null instead of/],
    ['null as a message', { single: null }, 'single', /null instead of a limited.Inner/],
    ['a number as a message', { single: 5 }, 'single', /the number 5 instead of a limited.Inner/],
    [
      'a message in a message',
      {
        inners: [
          { hash, count: 1 },
          { hash, count: -1 },
        ],
      },
      'inners[1].count',
      /not within/,
    ],
    [
      'a message without its hash',
      { single: { count: 1 } },
      'single.hash',
      /nothing instead of a Uint8Array/,
    ],
    [
      'an empty hash',
      { single: { hash: new Uint8Array(0), count: 1 } },
      'single.hash',
      /0 bytes instead of 2/,
    ],
    [
      'a message in a map',
      { byNumber: new Map([[5, { hash, count: 'x' }]]) },
      'byNumber[5].count',
      /instead of a number/,
    ],
    ['a float that is too large', { ratio: 3.5e38 }, 'ratio', /beyond the largest float/],
    ['1 as a boolean', { flag: 1 }, 'flag', /the number 1 instead of a boolean/],
    ['null as a boolean', { flag: null }, 'flag', /null instead of a boolean/],
  ])('%s', (_, partial, path, problem) => {
    const message = { ...codec.create(), ...partial };
    for (const encode of [
      () => codec.encode(message),
      () => codec.frame(message),
      () => codec.toJson(message),
    ]) {
      const error = thrownBy(encode);
      expect(error).toBeInstanceOf(EncodeError);
      expect((error as EncodeError).path).toBe(path);
      expect((error as EncodeError).message).toMatch(problem);
    }
    expect(codec.decode(codec.encode(codec.create({ text: 'still works' }))).text).toBe('still works');
  });

  it.each([null, undefined, 5, 'x', [], true])('%j instead of a message', (value) => {
    expect(() => codec.encode(value as never)).toThrow(EncodeError);
    expect(() => loose.encode(value as never)).toThrow(EncodeError);
  });

  it('a message above its max_bytes', () => {
    const message = codec.create({ long: 'x'.repeat(2000) });
    expect(() => codec.encode(message)).toThrow(/limited.Limited of 2004 bytes, allowed are 2000/);
    expect(() => codec.frame(message)).toThrow(EncodeError);
  });

  it('any wrong value, by the same rules as the search for it', () => {
    const random = seeded(5);
    const values = [
      undefined,
      null,
      0,
      -1,
      1.5,
      2 ** 40,
      5n,
      -5n,
      'x',
      '',
      true,
      hash,
      [],
      [null],
      {},
      new Map(),
      NaN,
    ];
    const fields = Object.keys(codec.create());
    for (let round = 0; round < 3000; round++) {
      const message = {
        ...codec.create(),
        [pick(fields, random)]: values[Math.floor(random() * values.length)],
      };
      const error = thrownBy(() => codec.encode(message));
      if (error === undefined) codec.toJson(message);
      else expect(error).toMatchObject({ name: 'EncodeError', path: expect.stringMatching(/./) as string });
    }
  });
});

describe('what cannot be decoded', () => {
  it.each<[string, string, string, RegExp]>([
    ['a tag cut off', '80', '', /cut off/],
    ['a varint cut off', '50ff', 'small', /cut off/],
    ['a varint of eleven bytes', '50ffffffffffffffffffff01', 'small', /longer than 10 bytes/],
    ['a bool of eleven bytes', '70ffffffffffffffffffff01', 'flag', /longer than 10 bytes/],
    ['a number beyond 2^53', '5080808080808080808001', 'small', /beyond 2\^53/],
    ['a fixed number beyond 2^53', '9901ffffffffffff2000', 'stamp', /beyond 2\^53/],
    ['four bytes cut off', '6d0000', 'ratio', /cut off/],
    ['a length beyond the end', '620561', 'text', /cut off/],
    ['a length beyond 2 GiB', '62ffffffff0f', 'text', /beyond 2 GiB/],
    ['text that is not UTF-8', '6202c328', 'text', /not UTF-8/],
    ['a surrogate in UTF-8', '6203eda080', 'text', /not UTF-8/],
    ['field number 0', '0000', '', /field number 0/],
    ['wire type 6', '0e', 'numbers', /wire type 6/],
    ['a stray end of a group', '0c', 'numbers', /wire type 4/],
    ['a group without an end', 'a306', '', /cut off/],
    ['a group ended by another', 'a306ac06', '', /ended by another/],
    ['a tag beyond 32 bits', 'f8ffffff7f00', '', /tag longer/],
    ['too many packed numbers', '0a0401020304', 'numbers', /more than 3/],
    ['too many numbers in two runs', '0a020102 0a020304', 'numbers', /more than 3/],
    ['too many unpacked numbers', '100110011001', 'loose', /more than 2/],
    ['too many strings', '1a001a001a00', 'names[2]', /more than 2/],
    ['an element that is too long', '1a0161 1a056162636465', 'names[1]', /5 bytes, allowed are 4/],
    ['a packed run that ends inside a number', '0a0180', 'numbers', /cut off/],
    ['a wrong number of bytes', '2a0101', 'key', /1 bytes instead of 2/],
    ['no bytes where some are needed', '2a00', 'key', /0 bytes instead of 2/],
    ['a case of a wrong length', '320102 32020102', 'which.value', /2 bytes instead of 1/],
    ['a message without its hash', '4a021001', 'single.hash', /0 bytes instead of 2/],
    ['an element without its hash', '42040a020102 4200', 'inners[1].hash', /0 bytes instead of 2/],
    ['a fault in an element', '42040a020102 42060a0201021080', 'inners[1].count', /cut off/],
    ['a length beyond the outer end', '42030a0401020304', 'inners[0].hash', /cut off/],
    ['a message cut by its own length', '42030a0201 02', 'inners[0].hash', /cut off/],
    ['too many map entries', '2200 2203 0a0161', 'blobs', /more than 1/],
    ['a map value without its hash', '820102 0801', 'byNumber.hash', /0 bytes instead of 2/],
    ['a fault deep inside', '7a047a02 5080', 'self.self.small', /cut off/],
  ])('%s', (_, hex, path, problem) => {
    const bytes = Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    const error = thrownBy(() => codec.decode(bytes));
    expect(error).toBeInstanceOf(DecodeError);
    expect((error as DecodeError).message).toMatch(problem);
    expect((error as DecodeError).path).toBe(path);
    expect(codec.decode(Uint8Array.of(0x62, 1, 0x61)).text).toBe('a');
  });

  it('more than max_bytes', () => {
    expect(() => codec.decode(new Uint8Array(2001))).toThrow(/2001 bytes, allowed are 2000/);
  });

  it('messages and groups nested deeper than 100', async () => {
    const all = codecIn(await importGenerated('all-depth', modelOf(allFields), 'all/all'), 'All');
    const nested = (levels: number) => {
      let message = all.create();
      for (let level = 0; level < levels; level++) message = all.create({ all: message });
      return all.encode(message);
    };
    expect(all.decode(nested(100))).toBeDefined();
    expect(() => all.decode(nested(101))).toThrow(/deeper than 100/);
    const groups = (levels: number) =>
      Uint8Array.from([...Array<number>(levels).fill(0x0b), ...Array<number>(levels).fill(0x0c)]);
    expect(loose.decode(groups(100))).toEqual({ number: undefined });
    expect(() => loose.decode(groups(102))).toThrow(/deeper than 100/);
  });

  it('every message cut at every byte: an error or a shorter message, and nothing else', () => {
    const whole = codec.encode(
      codec.create({
        numbers: [1, 2],
        names: ['a', 'é'],
        single: { hash, count: 300 },
        big: 2n ** 60n,
        text: 'text',
      }),
    );
    for (let end = 0; end < whole.length; end++) {
      const error = thrownBy(() => codec.decode(whole.subarray(0, end)));
      if (error !== undefined) expect(error).toBeInstanceOf(DecodeError);
    }
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
