import { describe, expect, it } from 'vitest';
import {
  FLAGS_OFFSET,
  HEADER_BYTES,
  ID_OFFSET,
  LENGTH_OFFSET,
  PART_OFFSET,
  readHeader,
  TYPE_OFFSET,
  writeHeader,
  type Header,
} from '../../src/wire/header.js';
import { decodeHeader, encodeHeader, headerFields, headerLayoutBytes } from '../../src/wire/header-layout.js';

const headers: readonly (readonly [string, Header])[] = [
  ['000000000020000000000000', { length: 0, type: 32, flags: 0, part: 0, id: 0 }],
  ['00010000ffff0fffffffffff', { length: 65_536, type: 0xffff, flags: 15, part: 255, id: 0xffff_ffff }],
  ['0000001401040105800000fe', { length: 20, type: 0x0104, flags: 1, part: 5, id: 0x8000_00fe }],
  [
    'fffffffe12345678789abcde',
    { length: 0xffff_fffe, type: 0x1234, flags: 0x56, part: 0x78, id: 0x789a_bcde },
  ],
];

describe('header', () => {
  it.each(headers)('%s reads and writes the same in both ways', (hex, header) => {
    const bytes = new Uint8Array(HEADER_BYTES + 3);
    writeHeader(bytes, 3, header.length, header.type, header.flags, header.part, header.id);
    expect(Buffer.from(bytes.subarray(3)).toString('hex')).toBe(hex);
    expect(readHeader(bytes, 3)).toEqual(header);
    expect(decodeHeader(bytes, 3)).toEqual(header);
    expect(Buffer.from(encodeHeader(header)).toString('hex')).toBe(hex);
  });

  it('has the offsets of its declaration', () => {
    expect(headerLayoutBytes).toBe(HEADER_BYTES);
    expect(headerFields).toEqual([
      { name: 'length', offset: LENGTH_OFFSET, bytes: 4 },
      { name: 'type', offset: TYPE_OFFSET, bytes: 2 },
      { name: 'flags', offset: FLAGS_OFFSET, bytes: 1 },
      { name: 'part', offset: PART_OFFSET, bytes: 1 },
      { name: 'id', offset: ID_OFFSET, bytes: 4 },
    ]);
  });
});
