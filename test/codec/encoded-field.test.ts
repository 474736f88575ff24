import { describe, expect, it } from 'vitest';
import { encodedField } from '../../src/codec/encoded-field.js';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('encodedField', () => {
  it.each([
    ['nothing', '', 1, []],
    ['values in order', '0a 02 aabb 0a 00 0a 01 cc', 1, ['aabb', '', 'cc']],
    ['those of its number alone', '0a 01 aa 12 01 bb 1a 01 cc', 2, ['bb']],
    [
      'what stands between numbers',
      '08 9601 12 01 aa 1d 01020304 21 0102030405060708 12 01 bb',
      2,
      ['aa', 'bb'],
    ],
    ['no number of the same field', '08 05 0a 01 aa', 1, ['aa']],
    ['a long number', `820101 aa`, 16, ['aa']],
    ['a long value', `0a 8101 ${'ab'.repeat(129)}`, 1, ['ab'.repeat(129)]],
  ] as const)('finds %s', (_, encoding, number, expected) => {
    const found = encodedField(bytes(encoding), number);
    expect(found.map((value) => Buffer.from(value).toString('hex'))).toEqual(expected);
  });

  it('copies nothing', () => {
    const encoding = bytes('00 0a 01 aa').subarray(1);
    const [value] = encodedField(encoding, 1);
    encoding[2] = 0xbb;
    expect(value).toEqual(Uint8Array.of(0xbb));
  });
});
