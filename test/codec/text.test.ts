import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { codecIn, importGenerated, modelOf } from './compiled.js';

const files = {
  'text/text.proto': `
    syntax = "proto3";
    package text;
    import "framewright/options.proto";
    message Few { repeated string texts = 1 [(framewright.field) = { max_items: 20 max_bytes: 9 }]; }
    message Texts { repeated string texts = 1; bytes between = 2; string last = 3; }
  `,
};

let codec: Codec<Record<string, unknown>>;
let fewCodec: typeof codec;
beforeAll(async () => {
  const module = await importGenerated('text', modelOf(files), 'text/text');
  codec = codecIn(module, 'Texts');
  fewCodec = codecIn(module, 'Few');
});

// Neighbouring texts are cut from one longer text: every length, place and neighbour must still give the text sent.
describe('texts beside each other', () => {
  const ascii = (length: number, seed: number) =>
    Array.from({ length }, (_, index) => String.fromCharCode(32 + ((seed * 7 + index * 13) % 95))).join('');
  it.each<[string, (index: number) => string]>([
    ['of every length', (index) => ascii(index % 90, index)],
    ['short', (index) => ascii(index % 9, index)],
    ['as long as addresses', (index) => ascii(12 + (index % 5), index)],
    [
      'with others than ASCII among them',
      (index) => (index % 3 === 0 ? `é${ascii(index % 40, index)}` : ascii(index % 30, index)),
    ],
    ['of several bytes a character', (index) => '€😀'.repeat(index % 12)],
    // The first ones say for how many the list is made.
    ['long behind empty ones', (index) => ascii(index < 16 ? 0 : 50, index)],
    ['short behind long ones', (index) => ascii(index < 16 ? 60 : index % 3, index)],
    ['of more than 127 bytes', (index) => ascii(100 + (index % 60), index)],
  ])('%s come back as they were', (_what, text) => {
    for (const count of [1, 2, 3, 15, 16, 17, 18, 400, 6_000]) {
      const message = {
        texts: Array.from({ length: count }, (_, index) => text(index)),
        between: new Uint8Array(count * 3).fill(0xc3),
        last: text(count),
      };
      const bytes = codec.encode(message);
      expect(codec.decode(bytes)).toEqual(message);
      // Within a larger buffer, whose bytes around it are no part of any text.
      const around = new Uint8Array(bytes.length + 600).fill(0x78);
      around.set(bytes, 300);
      expect(codec.decode(around.subarray(300, 300 + bytes.length))).toEqual(message);
    }
  });
});

describe('a list of texts', () => {
  const few = (count: number, ...last: number[]): Uint8Array =>
    Uint8Array.of(...Array.from({ length: count }, () => [10, 1, 65]).flat(), ...last);
  it.each<[string, Uint8Array, string | undefined, number?]>([
    ['of as many as are allowed', few(20), undefined],
    ['of one more', few(21), 'texts[20]: more than 20 elements'],
    ['with one that is too long', few(18, 10, 10), 'texts[18]: cut off'],
    ['with a longer one than is allowed', few(17, 10, 10, ...few(4)), 'texts[17]: 10 bytes, allowed are 9'],
    ['that ends with a tag', few(17, 10), 'texts[17]: cut off'],
    ['as long as the budget', few(19), undefined, 19],
    ['longer than the budget', few(20), 'texts[19]: ', 19],
  ])('%s', (_what, bytes, problem, maxElements) => {
    const decode = (): unknown => fewCodec.decode(bytes, maxElements === undefined ? {} : { maxElements });
    if (problem === undefined) expect(decode()).toEqual({ texts: Array(bytes.length / 3).fill('A') });
    else expect(decode).toThrow(problem);
  });
});

// A schema that does not ask for the check has it all the same: a string could not hold such bytes, and would go out as others.
describe('text that is not UTF-8', () => {
  it.each([
    ['proto2', 'syntax = "proto2"; message Texts { optional string text = 1; }'],
    [
      'features.utf8_validation = NONE',
      'edition = "2023"; message Texts { string text = 1 [features.utf8_validation = NONE]; }',
    ],
    [
      'the same for a file',
      'edition = "2023"; option features.utf8_validation = NONE; message Texts { string text = 1; }',
    ],
  ])('is refused with %s too', async (name, text) => {
    const module = await importGenerated(
      `text-${name.replace(/\W/g, '')}`,
      modelOf({ 'text.proto': text }),
      'text',
    );
    const own = codecIn(module, 'Texts');
    expect(own.decode(Uint8Array.of(10, 2, 0xc3, 0xa9))).toEqual({ text: 'é' });
    expect(() => own.decode(Uint8Array.of(10, 1, 0xc3))).toThrow('text: text that is not UTF-8');
    expect(() => own.encode({ text: '\ud800' })).toThrow('text: ');
  });
});
