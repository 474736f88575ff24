import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { BlockResponse, BlocksResponse } from '../../generated/timecoin/chain.js';
import type { TxInput } from '../../generated/timecoin/types.js';
import { Block, BlockHeader, type OutPoint, Transaction } from '../../generated/timecoin/types.js';
import type { Codec } from '../../src/codec/codec.js';
import { DecodeError } from '../../src/codec/errors.js';
import { bytesOf, viewOf, type View, type ViewList } from '../../src/codec/view.js';
import { codecIn, importGenerated, modelOf } from './compiled.js';

const bytesFrom = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

const blocks = [5, 6, 7].map((height) =>
  Block.create({
    header: BlockHeader.create({ height, previousHash: filled(1), merkleRoot: filled(2) }),
    transactions: [Transaction.create({ timestamp: 1_000 + height })],
  }),
);

const schema = `syntax = "proto3";
package lazy;
message Inner { string text = 1; bytes key = 2; uint32 count = 3; }
message Many {
  uint32 number = 1;
  string text = 2;
  optional uint32 maybe = 3;
  repeated uint32 numbers = 4;
  repeated string texts = 5;
  repeated Inner inners = 6;
  map<string, Inner> by_name = 7;
  oneof choice { uint32 one = 8; Inner inner = 9; }
  Inner single = 10;
  Many again = 11;
  uint32 constructor = 20;
  uint32 __proto__ = 21;
  uint32 to_string = 22;
}
`;

describe('a view', () => {
  let many: Codec<Record<string, unknown>>;
  let limited: Codec<Record<string, unknown>>;
  beforeAll(async () => {
    many = codecIn(await importGenerated('view', modelOf({ 'lazy.proto': schema }), 'lazy'), 'Many');
    const text = `syntax = "proto2";
package limited;
import "framewright/options.proto";
message Key { required uint32 part = 1; }
message Limited {
  repeated Key keys = 1 [(framewright.field).max_items = 2];
  repeated uint32 numbers = 2 [(framewright.field).max_items = 2];
  optional string text = 3 [(framewright.field).max_bytes = 2];
  optional Key key = 4;
  optional group Pair = 5 { optional uint32 left = 1; }
}
`;
    limited = codecIn(
      await importGenerated('view-limited', modelOf({ 'limited.proto': text }), 'limited'),
      'Limited',
    );
  }, 60_000);

  it('gives any element of a list without decoding the others', () => {
    const view = viewOf(BlocksResponse, BlocksResponse.encode({ blocks }));
    expect(view.blocks.length).toBe(3);
    expect(view.blocks.at(1)?.header?.height).toBe(6);
    expect(view.blocks.at(-1)?.header?.height).toBe(7);
    expect(view.blocks.at(1.9)?.header?.height).toBe(6);
    expect([3, -4, Infinity, -Infinity].map((place) => view.blocks.at(place))).toEqual(
      new Array(4).fill(undefined),
    );
    expect(Array.from(view.blocks, (block) => block.transactions.at(0)?.timestamp)).toEqual([
      1005, 1006, 1007,
    ]);
  });

  it('has the message type, read only and with views in it', () => {
    const view = viewOf(BlocksResponse, BlocksResponse.encode({ blocks }));
    expectTypeOf(view).toEqualTypeOf<View<BlocksResponse>>();
    expectTypeOf(view.blocks).toEqualTypeOf<ViewList<Block>>();
    expectTypeOf(view.blocks.at(0)!.header?.height).toEqualTypeOf<number | undefined>();
    expectTypeOf<View<TxInput>['scriptSig']>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<View<TxInput>['previousOutput']>().toEqualTypeOf<View<OutPoint> | undefined>();
    expectTypeOf<
      View<{ choice?: { case: 'a'; value: OutPoint } | { case: 'b'; value: bigint } }>['choice']
    >().toEqualTypeOf<
      | { readonly case: 'a'; readonly value: View<OutPoint> }
      | { readonly case: 'b'; readonly value: bigint }
      | undefined
    >();
    expectTypeOf<View<{ map: Map<string, OutPoint>; list: number[] }>>().toEqualTypeOf<{
      readonly map: ReadonlyMap<string, View<OutPoint>>;
      readonly list: readonly number[];
    }>();
    // @ts-expect-error -- a view is only read
    expect(() => (view.blocks = [])).toThrow(TypeError);
  });

  it('has the bytes that its message came as, joined if it came in parts', () => {
    const [first] = blocks;
    const payload = BlockResponse.encode({ block: first });
    const view = viewOf(BlockResponse, Buffer.concat([Buffer.from([1, 2]), payload]).subarray(2));
    expect(bytesOf(view)).toEqual(payload);
    expect(Block.decode(bytesOf(view.block!))).toEqual(first);
    const parts = Buffer.concat([
      BlockResponse.encode({ block: Block.create({ header: first!.header }) }),
      BlockResponse.encode({ block: Block.create({ transactions: first!.transactions }) }),
    ]);
    expect(BlockResponse.decode(parts)).toEqual({ block: first });
    expect(viewOf(BlockResponse, parts).block?.header?.height).toBe(5);
    expect(bytesOf(viewOf(BlockResponse, parts).block!)).toEqual(new Uint8Array(Block.encode(first!)));
  });

  // [what, bytes, property, value]
  it.each<[string, string, string, unknown]>([
    ['a plain field that is not there', '', 'number', 0],
    ['an optional one', '', 'maybe', undefined],
    ['a list', '', 'numbers', []],
    ['a map', '', 'byName', new Map()],
    ['a oneof', '', 'choice', undefined],
    ['a message', '', 'single', undefined],
    ['the last of several values', '0801 0802', 'number', 2],
    ['nothing of another wire type', '0801 0d05000000', 'number', 1],
    ['a list from runs and single values', '2001 2202 0203 2004 2200', 'numbers', [1, 2, 3, 4]],
    ['texts', '2a0161 2a0162', 'texts', ['a', 'b']],
    ['the last member of a oneof', '4a020a00 4005', 'choice', { case: 'one', value: 5 }],
    ['a name of every object', 'a00105', 'constructor$', 5],
    ['another one', 'a80106', 'Proto', 6],
    ['a third', 'b00107', 'toString$', 7],
    ['no name that is no field', '', 'valueOf', undefined],
    ['nothing of objects', '', 'constructor', undefined],
  ])('reads %s', (_, hex, property, expected) => {
    const bytes = bytesFrom(hex);
    const view = viewOf(many, bytes);
    expect(view[property]).toEqual(expected);
    if (property !== 'valueOf' && property !== 'constructor') {
      expect(many.decode(bytes)[property]).toEqual(expected);
    }
  });

  it('merges the parts of a member of a oneof, unless another came between them', () => {
    const merged = viewOf(many, bytesFrom('4a03 0a0161 4a02 1805'))['choice'] as {
      case: string;
      value: View<{ text: string; count: number }>;
    };
    expect([merged.case, merged.value.text, merged.value.count]).toEqual(['inner', 'a', 5]);
    const last = viewOf(many, bytesFrom('4a03 0a0161 4001 4a02 1805'))['choice'] as typeof merged;
    expect([last.value.text, last.value.count]).toEqual(['', 5]);
  });

  it('gives maps whose messages are views, the last of a key', () => {
    const bytes = bytesFrom('3a08 0a0161 1203 0a0178 3a08 0a0161 1203 0a0179 3a02 1200');
    const map = viewOf(many, bytes)['byName'] as ReadonlyMap<string, View<{ text: string }>>;
    expect([...map].map(([key, { text }]) => [key, text])).toEqual([
      ['a', 'y'],
      ['', ''],
    ]);
  });

  it('makes what is an object once, and the rest each time', () => {
    const view = viewOf(many, bytesFrom('2001 5203 120161'));
    expect(view['numbers']).toBe(view['numbers']);
    expect(view['single']).toBe(view['single']);
    const { key } = view['single'] as View<{ key: Uint8Array }>;
    expect(key).toEqual(Uint8Array.of(0x61));
    expect((view['single'] as View<{ key: Uint8Array }>).key).not.toBe(key);
  });

  it.each([true, false])('copies bytes fields if asked to: %s', (copyBytes) => {
    const bytes = bytesFrom('5203 120161');
    const { key } = viewOf(many, bytes, { copyBytes })['single'] as View<{ key: Uint8Array }>;
    bytes.fill(0x62);
    expect(key).toEqual(Uint8Array.of(copyBytes ? 0x61 : 0x62));
  });

  // [what, bytes, path and problem]
  it.each([
    ['a cut-off varint', '08', 'number: cut off'],
    ['a cut-off text', '120561', 'text: cut off'],
    ['a message that ends after its outer one', '5205 0a0161', 'single: cut off'],
    ['field number 0', '0001', 'field number 0'],
    ['a wire type that there is not', '0f', 'number: wire type 7'],
    ['the end of a group that did not begin', '0c', 'number: wire type 4'],
    ['a group without an end', '7b', 'cut off'],
  ])('is not made where there is %s', (_, hex, message) => {
    expect(errorOf(() => viewOf(many, bytesFrom(hex)))).toBe(message);
  });

  it.each<[string, string, string]>([
    ['0a020801 0a020801 0a020801', 'keys[2]: more than 2 elements', 'a list that is too long'],
    ['2200', 'key.part: required, but not there', ''],
  ])('of %s: %s', (hex, message) => {
    expect(errorOf(() => read(viewOf(limited, bytesFrom(hex)), 'key'))).toBe(message);
    expect(errorOf(() => limited.decode(bytesFrom(hex)))).toBe(message);
  });

  // [bytes, property that is read, error]
  it.each<[string, string[], string]>([
    ['5203 0a0180', ['single', 'text'], 'single.text: text that is not UTF-8'],
    ['5a05 5203 0a0180', ['again', 'single', 'text'], 'again.single.text: text that is not UTF-8'],
    ['4a03 0a0180', ['choice', 'value', 'text'], 'choice.value.text: text that is not UTF-8'],
    ['2a0161 2a0180', ['texts'], 'texts[1]: text that is not UTF-8'],
    ['2202 0180', ['numbers'], 'numbers: cut off'],
    ['3a02 1205', ['byName'], 'byName: cut off'],
    ['3204 0a0161 08', ['inners', '0'], 'inners[0].text: cut off'],
    ['08ffffffffffffffffffff01', ['number'], 'number: a varint longer than 10 bytes'],
  ])('of %s throws when %j is read, and not before', (hex, path, message) => {
    const bytes = bytesFrom(hex);
    const properties = [...path];
    const last = properties.pop()!;
    const holder = properties.reduce<unknown>(read, viewOf(many, bytes));
    expect(errorOf(() => read(holder, last))).toBe(message);
    expect(() => many.decode(bytes)).toThrow(DecodeError);
  });

  it.each<[string, string, string]>([
    ['1003 1003 1003', 'numbers', 'numbers: more than 2 elements'],
    ['1203 010203', 'numbers', 'numbers: more than 2 elements'],
    ['1a03 616161', 'text', 'text: 3 bytes, allowed are 2'],
  ])('of %s keeps the limits of the schema when %s is read', (hex, property, message) => {
    const view = viewOf(limited, bytesFrom(hex));
    expect(errorOf(() => view[property])).toBe(message);
    expect(errorOf(() => limited.decode(bytesFrom(hex)))).toBe(message);
  });

  it('reads groups', () => {
    const view = viewOf(limited, bytesFrom('2b 0805 2c 1a0161'));
    expect(read(view['pair'], 'left')).toBe(5);
    expect(view['text']).toBe('a');
    expect(bytesOf(view['pair'] as View<object>)).toEqual(bytesFrom('0805'));
  });

  it('counts the elements of each message that it looks into', () => {
    const elements = bytesFrom('3200'.repeat(3));
    expect(errorOf(() => viewOf(many, elements, { maxElements: 2 }))).toMatch(/^inners\[2\]: more elements/);
    expect(viewOf(many, elements, { maxElements: 3 })['inners']).toHaveLength(3);
    const nested = Buffer.concat([Buffer.from([0x5a, elements.length]), elements]);
    const view = viewOf(many, nested, { maxElements: 2 });
    expect(errorOf(() => view['again'])).toMatch(/^again\.inners\[2\]: more elements/);
    expect(() => many.decode(nested, { maxElements: 3 })).toThrow(DecodeError);
  });

  it('goes a hundred levels deep, as decode does', () => {
    let bytes = new Uint8Array(0);
    for (let level = 0; level < 101; level++) {
      const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
      bytes = Uint8Array.from([0x5a, ...length, ...bytes]);
    }
    let view: unknown = viewOf(many, bytes);
    for (let level = 0; level < 100; level++) view = read(view, 'again');
    expect(view).toBeDefined();
    expect(errorOf(() => read(view, 'again'))).toMatch(/: nested deeper than 100 levels$/);
    expect(() => many.decode(bytes)).toThrow('nested deeper than 100 levels');
  });

  it('is not made of more bytes than the message may have', () => {
    expect(errorOf(() => viewOf(many, new Uint8Array(2 ** 24 + 1)))).toBe(
      'lazy.Many of 16777217 bytes, allowed are 16777216',
    );
  });

  it('is no part of the codecs of those who do not use it', () => {
    const folder = new URL('../../src/codec/', import.meta.url);
    for (const file of ['define-codec.ts', 'reader.ts', 'shape.ts']) {
      expect(readFileSync(fileURLToPath(new URL(file, folder)), 'utf8')).not.toMatch(/from '\.\/view/);
    }
  });
});

function read(from: unknown, property: string): unknown {
  const list = from as { readonly at?: (index: number) => unknown };
  return /^\d+$/.test(property) ? list.at?.(Number(property)) : (from as Record<string, unknown>)[property];
}

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
  return 'none';
}
