import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { EncodeError } from '../../src/codec/errors.js';
import { codecIn, importGenerated, modelOf, oracleOf } from './compiled.js';

const files = {
  'write/write.proto': `syntax = "proto2";
package write;
enum Kind { KIND_ONE = 1; KIND_THREE = 3; }
message Texts { repeated string near = 1; repeated string far = 4000; }
message Tree { optional bytes leaf = 1; optional Tree left = 2; repeated Tree right = 3; map<string, Tree> named = 4; }
message Brief { optional fixed64 a = 1; optional fixed64 b = 2; }
message Briefs { optional Brief one = 1; repeated Brief many = 2; map<string, Brief> named = 3; }
message Old {
  required uint32 id = 1;
  optional group Inner = 2 { optional uint32 a = 1; optional Tree tree = 2; }
  repeated group Many = 3000 { required string text = 1; }
  optional Kind kind = 4;
  repeated Kind kinds = 5;
  repeated sint32 loose = 6;
  oneof choice { bool yes = 7; Tree tree = 8; }
}
`,
};
const oracle = oracleOf(files);
let codecs: Record<'Texts' | 'Tree' | 'Briefs' | 'Old', Codec<Record<string, unknown>>>;

beforeAll(async () => {
  const module = await importGenerated('write', modelOf(files), 'write/write');
  codecs = {
    Texts: codecIn(module, 'Texts'),
    Tree: codecIn(module, 'Tree'),
    Briefs: codecIn(module, 'Briefs'),
    Old: codecIn(module, 'Old'),
  };
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

function expected(name: string, message: Record<string, unknown>): string {
  return hex(oracle.lookupType(`write.${name}`).encode(message).finish());
}

describe('a list of strings', () => {
  const short = (count: number) => Array.from({ length: count }, (_, index) => `peer ${index}`);

  it.each([
    ['none', []],
    ['few', short(5)],
    ['as many as one run', short(64)],
    ['one more', short(65)],
    ['as many short ones as one run', short(512)],
    ['one short one more', short(513)],
    [
      'sixteen characters, then one of seventeen',
      [...Array<string>(600).fill('x'.repeat(16)), 'y'.repeat(17)],
    ],
    [
      'seventeen characters in the first run alone',
      ['y'.repeat(17), ...Array<string>(600).fill('x'.repeat(16))],
    ],
    ['many runs and a rest', short(1003)],
    ['empty ones', Array<string>(20).fill('')],
    ['lengths of two bytes among them', [...short(70), 'x'.repeat(127), 'y'.repeat(128), ...short(10)]],
    ['one that is not ASCII', [...short(100), 'für', ...short(100)]],
    ['others alone', Array<string>(70).fill('日本語 \u{1f600}')],
    ['what Latin-1 could hold', Array<string>(70).fill('é')],
    ['every short length', Array.from({ length: 1050 }, (_, index) => String(index % 10).repeat(index % 25))],
    ['longer ones at the end of short ones', [...short(100), 'x'.repeat(24), 'y'.repeat(25), ...short(7)]],
    ['long ones alone', Array<string>(150).fill('z'.repeat(127))],
    ['the first and last characters of ASCII', Array<string>(70).fill('\0\x7f\0\x7f\x7f\x7f\x7f\x7f\x7f')],
    ['text in pieces', Array.from({ length: 70 }, (_, index) => 'a'.repeat(13) + String(index))],
    [
      'text of pieces of others',
      Array.from({ length: 70 }, (_, index) => 'b'.repeat(99).slice(index, 20 + index)),
    ],
  ])('of %s has the bytes of its strings', (_, texts) => {
    // Until the slab has come to its end at every possible place.
    for (let round = 0; round < 40; round++) {
      const message = { near: texts, far: texts };
      expect(hex(codecs.Texts.encode(message))).toBe(expected('Texts', message));
    }
  });

  it.each([
    ['half a pair', '\ud800'],
    ['a number', 5],
    ['nothing', undefined],
    ['what could be text', { toString: () => 'text' }],
    ['text as an object', Object('text') as unknown],
  ])('is refused for %s in it, by its index', (_, wrong) => {
    const near = [...short(80), wrong, ...short(20)];
    expect(() => codecs.Texts.encode({ near, far: [] })).toThrow(/near\[80\]/);
  });

  it('is refused for a hole in it', () => {
    const near = short(100);
    Reflect.deleteProperty(near, 80);
    expect(() => codecs.Texts.encode({ near, far: [] })).toThrow(/near\[80\]/);
  });

  it('keeps nothing of a list before that was not ASCII', () => {
    for (let length = 0; length < 25; length++) {
      codecs.Texts.encode({ near: Array<string>(512).fill('\u{fffff}'.repeat(12)), far: [] });
      const message = { near: Array<string>(40).fill('a'.repeat(length)), far: [] };
      expect(hex(codecs.Texts.encode(message))).toBe(expected('Texts', message));
    }
  });

  it('is written whole where one of it writes other lists when asked for', () => {
    const plain = short(600);
    for (const place of [0, 40, 511, 512, 599]) {
      const near = [...plain];
      const others: Uint8Array[] = [];
      const other = { near: Array<string>(64).fill('of another length'), far: [] };
      Object.defineProperty(near, place, {
        get: () => {
          others.push(codecs.Texts.encode(other));
          return plain[place];
        },
      });
      expect(hex(codecs.Texts.encode({ near, far: [] }))).toBe(expected('Texts', { near: plain, far: [] }));
      for (const bytes of others) expect(hex(bytes)).toBe(expected('Texts', other));
      expect(others).not.toEqual([]);
    }
  });

  it.each(['x', 'x'.repeat(24), 'x'.repeat(25), 'x'.repeat(128), 'ü', '', 5])(
    'is refused, or as it was at one time, where one of it is %j the second time',
    (second) => {
      const near: unknown[] = short(100);
      let reads = 0;
      Object.defineProperty(near, 50, { get: () => (reads++ === 0 ? 'first' : second) });
      let decoded: Record<string, unknown> | undefined;
      try {
        decoded = codecs.Texts.decode(codecs.Texts.encode({ near, far: [] }));
      } catch (error) {
        expect(error).toBeInstanceOf(EncodeError);
      }
      if (decoded !== undefined)
        expect([short(100).with(50, 'first'), short(100).with(50, String(second))]).toContainEqual(
          decoded['near'],
        );
    },
  );
});

describe('messages in messages', () => {
  const tree = (bytes: number): Record<string, unknown> => ({
    leaf: new Uint8Array(bytes),
    right: [],
    named: new Map(),
  });

  it('have the right lengths whatever length the last one had', () => {
    const sizes = [0, 124, 125, 126, 127, 3, 200, 16_379, 16_380, 16_381, 10, 70_000, 1, 5];
    for (const size of [...sizes, ...sizes.toReversed()]) {
      const nested = {
        ...tree(1),
        left: tree(size),
        right: [tree(3), { ...tree(size), left: { ...tree(2), left: tree(size) } }, tree(130)],
      };
      const bytes = codecs.Tree.encode(nested);
      const decoded = oracle.lookupType('write.Tree').decode(bytes);
      expect(Buffer.compare(bytes, oracle.lookupType('write.Tree').encode(decoded).finish())).toBe(0);
      expect((decoded as unknown as { right: unknown[] }).right.length).toBe(3);
      const again = codecs.Tree.encode(codecs.Tree.decode(bytes));
      expect(Buffer.compare(again, bytes)).toBe(0);
    }
  });

  // What the schema knows of a Brief takes 18 bytes.
  it.each([0, 100, 106, 107, 108, 300, 20_000])(
    'that are short by their schema may carry %i unknown bytes',
    (size) => {
      const unknown = [0x7a, ...varint(size), ...new Uint8Array(size)];
      const brief = [0x09, ...new Uint8Array(8).fill(1), 0x11, ...new Uint8Array(8).fill(2), ...unknown];
      const field = (tag: number, value: readonly number[]) => [tag, ...varint(value.length), ...value];
      const named = [...field(0x0a, [0x6e]), ...field(0x12, brief)];
      const bytes = [
        ...field(0x0a, brief),
        ...field(0x12, brief),
        ...field(0x12, brief),
        ...field(0x1a, named),
      ];
      const decoded = codecs.Briefs.decode(Uint8Array.from(bytes), { keepUnknownFields: true });
      expect(hex(codecs.Briefs.encode(decoded))).toBe(hex(Uint8Array.from(bytes)));
    },
  );

  it('may stand in maps', () => {
    for (const size of [1, 119, 120, 121, 300, 20_000, 4]) {
      const message = { ...tree(0), named: new Map([['a', tree(size)]]) };
      const decoded = codecs.Tree.decode(codecs.Tree.encode(message));
      expect((decoded['named'] as Map<string, { leaf: Uint8Array }>).get('a')?.leaf.length).toBe(size);
    }
  });
});

describe('proto2', () => {
  const old = (partial: Record<string, unknown>) => codecs.Old.create({ id: 0, ...partial });

  it.each([
    ['a required field, also of 0', {}, '0800'],
    ['a group between its tags', { inner: { a: 5, tree: undefined } }, '0800 13 0805 14'],
    [
      'groups with longer tags',
      { many: [{ text: 'a' }, { text: '' }] },
      '0800 c3bb01 0a0161 c4bb01 c3bb01 0a00 c4bb01',
    ],
    ['named numbers', { kind: 3, kinds: [1, 3] }, '0800 2003 2801 2803'],
    ['elements one by one', { loose: [-1, 1] }, '0800 3001 3002'],
    ['a choice, also of false', { choice: { case: 'yes', value: false } }, '0800 3800'],
  ])('writes %s', (_, partial, bytes) => {
    expect(hex(codecs.Old.encode(old(partial)))).toBe(bytes.replaceAll(' ', ''));
  });

  it.each([
    ['id', { id: undefined }],
    ['inner.a', { inner: { a: -1 } }],
    ['many[1].text', { many: [{ text: '' }, { text: undefined }] }],
    ['kind', { kind: 2 }],
    ['kind', { kind: '1' }],
    ['kinds[1]', { kinds: [1, 0] }],
  ])('refuses a wrong value of %s', (path, partial) => {
    let error: unknown;
    try {
      codecs.Old.encode({ ...old({}), ...partial });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(EncodeError);
    expect((error as EncodeError).path).toBe(path);
  });
});
