import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { codecIn, importGenerated, modelOf } from './compiled.js';

const files = {
  'text/text.proto': `
    syntax = "proto3";
    package text;
    message Texts { repeated string texts = 1; bytes between = 2; string last = 3; }
  `,
};

let codec: Codec<Record<string, unknown>>;
beforeAll(async () => {
  codec = codecIn(await importGenerated('text', modelOf(files), 'text/text'), 'Texts');
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
  ])('%s come back as they were', (_what, text) => {
    for (const count of [1, 2, 3, 17, 400]) {
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
