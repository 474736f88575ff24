import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { GoodbyeCode, ProtocolError } from '../../src/wire/codes.js';
import { encodeFrame } from '../../src/wire/frame.js';
import { FrameReader } from '../../src/wire/frame-reader.js';
import { Flag, HEADER_BYTES, writeHeader } from '../../src/wire/header.js';

interface Reading {
  /** Each frame as `type flags part id payload-in-hex`. */
  readonly frames: readonly string[];
  readonly error: string | undefined;
  readonly left: number;
}

function read(chunks: readonly Uint8Array[]): Reading {
  const reader = new FrameReader();
  const frames: string[] = [];
  try {
    for (const chunk of chunks) {
      reader.push(chunk);
      for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
        const { type, flags, part, id, payload } = frame;
        frames.push(`${type} ${flags} ${part} ${id} ${Buffer.from(payload).toString('hex')}`);
      }
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { frames, error: error.message, left: 0 };
  }
  expect(reader.framesRead).toBe(frames.length);
  expect(reader.isAtBoundary).toBe(reader.bufferedBytes === 0);
  return { frames, error: undefined, left: reader.bufferedBytes };
}

function cut(stream: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const edges = [0, ...offsets.toSorted((a, b) => a - b), stream.length];
  return edges.slice(1).map((edge, index) => stream.subarray(edges[index], edge));
}

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const big = encodeFrame(0x0105, Flag.RESPONSE, 7, new SeededRandom(4).bytes(150_000)).bytes;

const streams: readonly (readonly [string, Uint8Array, Reading])[] = [
  ['nothing', bytes(''), { frames: [], error: undefined, left: 0 }],
  [
    'an empty message',
    bytes('00000000 0020 00 00 00000000'),
    { frames: ['32 0 0 0 '], error: undefined, left: 0 },
  ],
  [
    'three frames, unknown flags kept',
    bytes('00000002 0104 01 00 00000005 abcd  00000000 0003 f4 00 00000000  00000001 ffff 02 00 ffffffff 7f'),
    { frames: ['260 1 0 5 abcd', '3 244 0 0 ', '65535 2 0 4294967295 7f'], error: undefined, left: 0 },
  ],
  [
    'a frame and most of another',
    bytes('00000001 0104 00 00 00000000 01  00000003 0104 00 00 00000000 0102'),
    { frames: ['260 0 0 0 01'], error: undefined, left: 14 },
  ],
  [
    'a last part alone',
    bytes('00000001 0104 00 ff 00000009 01'),
    { frames: ['260 0 255 9 01'], error: undefined, left: 0 },
  ],
  [
    'a frame, then an error, then what would be a frame',
    bytes('00000001 0104 00 00 00000000 01  00010001 0104 00 00 00000000  00000000 0020 00 00 00000000'),
    { frames: ['260 0 0 0 01'], error: 'a payload of 65537 bytes, more than 65536', left: 0 },
  ],
];

describe('FrameReader', () => {
  describe.each(streams)('%s', (_, stream, expected) => {
    it('reads whole', () => {
      expect(read([stream])).toEqual(expected);
    });

    it('reads the same cut anywhere in two, and in three', () => {
      for (let first = 0; first <= stream.length; first++) {
        for (let second = first; second <= stream.length; second++) {
          expect(read(cut(stream, [first, second]))).toEqual(expected);
        }
      }
    });

    it('reads the same byte by byte', () => {
      expect(read(cut(stream, [...stream.keys()]))).toEqual(expected);
    });
  });

  it('reads parts the same wherever chunks cut them', () => {
    const expected = read([big]);
    expect(expected.frames.map((line) => line.slice(0, 10))).toEqual([
      '261 9 0 7 ',
      '261 9 1 7 ',
      '261 1 2 7 ',
    ]);
    const random = new SeededRandom(11);
    const edges = [65_548, 131_096].flatMap((edge) =>
      Array.from({ length: 30 }, (_, near) => edge - 15 + near),
    );
    const anywhere = (): number => random.integer(0, big.length);
    for (const offset of edges) expect(read(cut(big, [offset]))).toEqual(expected);
    for (let round = 0; round < 100; round++)
      expect(read(cut(big, [anywhere(), anywhere()]))).toEqual(expected);
    expect(read(cut(big, [...big.keys()]))).toEqual(expected);
  });

  const rejects: readonly (readonly [string, string, RegExp])[] = [
    ['a length above 65,536', '00010001 0104 00 00 00000000', /65537 bytes/],
    ['the largest length', 'ffffffff 0104 00 00 00000000', /4294967295 bytes/],
    ['another protocol', '474554202f20485454502f31', /bytes, more than/],
    ['type 0', '00000000 0000 00 00 00000000', /type 0/],
    ['a short part before the last', '0000ffff 0104 08 00 00000005', /65535 bytes before the last/],
    ['an empty part before the last', '00000000 0104 08 01 00000005', /0 bytes before the last/],
    ['an empty last part', '00000000 0104 00 01 00000005', /empty last part/],
    ['an own message in an empty last part', '00000000 0003 00 03 00000005', /empty last part/],
    ['part 255 with MORE', '00010000 0104 08 ff 00000005', /256 parts/],
    ['MORE without an id', '00010000 0104 08 00 00000000', /without an id/],
    ['a part without an id', '00000001 0104 00 01 00000000', /without an id/],
    ['RESPONSE without an id', '00000000 0104 01 00 00000000', /without an id/],
    ['ACK without an id', '00000000 0104 02 00 00000000', /without an id/],
  ];

  it.each(rejects)('rejects %s as soon as its header is here, and for good', (_, hex, message) => {
    const header = bytes(hex);
    const before = bytes('00000001 0104 00 00 00000000 01');
    for (const offset of [0, 1, 5, 11]) {
      const reader = new FrameReader();
      reader.push(Buffer.concat([before, header.subarray(0, offset)]));
      expect(reader.next()?.type).toBe(0x0104);
      expect(reader.next()).toBeUndefined();
      reader.push(header.subarray(offset));
      for (let attempt = 0; attempt < 2; attempt++) {
        expect(() => reader.next()).toThrow(message);
        expect(() => reader.next()).toThrow(
          expect.objectContaining({ goodbye: GoodbyeCode.FRAMING }) as Error,
        );
        reader.push(before);
      }
    }
  });

  it('does not copy a frame that lies within a chunk', () => {
    const chunk = bytes('00000002 0104 00 00 00000000 abcd  00000001 0104 00 00 00000000 01');
    const reader = new FrameReader();
    reader.push(chunk);
    expect([reader.next(), reader.next()].map((frame) => frame?.payload.buffer === chunk.buffer)).toEqual([
      true,
      true,
    ]);
  });

  it('tells what it holds, and which frame has not come whole', () => {
    const frame = bytes('00000004 0104 00 00 00000000 01020304');
    const reader = new FrameReader();
    const state = () => [reader.bufferedBytes, reader.isAtBoundary, reader.framesRead];
    expect(state()).toEqual([0, true, 0]);
    reader.push(frame.subarray(0, 5));
    expect(state()).toEqual([5, false, 0]);
    expect(reader.next()).toBeUndefined();
    expect(state()).toEqual([5, false, 0]);
    reader.push(frame.subarray(5, 14));
    expect(reader.next()).toBeUndefined();
    expect(state()).toEqual([14, false, 0]);
    reader.push(Buffer.concat([frame.subarray(14), frame, frame]));
    expect(reader.next()?.payload).toEqual(new Uint8Array([1, 2, 3, 4]));
    expect(state()).toEqual([32, false, 1]);
    expect(reader.next()).toBeDefined();
    expect(reader.next()).toBeDefined();
    expect(state()).toEqual([0, true, 3]);
    expect(reader.next()).toBeUndefined();
  });

  it('keeps its own copy of the beginning of a frame, so that the chunk can go', () => {
    const chunk = bytes('00000004 0104 00 00 00000000 0102');
    const reader = new FrameReader();
    reader.push(chunk);
    expect(reader.next()).toBeUndefined();
    chunk.fill(0xff);
    reader.push(bytes('0304'));
    expect(reader.next()?.payload).toEqual(new Uint8Array([1, 2, 3, 4]));
  });

  it('takes many chunks before the first is read', () => {
    const reader = new FrameReader();
    const header = new Uint8Array(HEADER_BYTES);
    writeHeader(header, 0, 0, 40, 0, 0, 0);
    for (let count = 0; count < 50_000; count++) reader.push(header);
    expect(reader.bufferedBytes).toBe(600_000);
    while (reader.next() !== undefined);
    expect(reader.framesRead).toBe(50_000);
  });

  describe('over a transport whose messages hold whole frames', () => {
    const frame = bytes('00000004 0104 00 00 00000000 01020304');

    it('reads several frames a message', () => {
      const reader = new FrameReader({ chunksEndFrames: true });
      reader.push(Buffer.concat([frame, frame]));
      reader.push(frame);
      while (reader.next() !== undefined);
      expect(reader.framesRead).toBe(3);
    });

    it('rejects a frame cut at any offset, after the frames before it', () => {
      for (let offset = 1; offset < frame.length; offset++) {
        const reader = new FrameReader({ chunksEndFrames: true });
        reader.push(Buffer.concat([frame, frame.subarray(0, offset)]));
        reader.push(frame.subarray(offset));
        expect(reader.next()?.type).toBe(0x0104);
        expect(() => reader.next()).toThrow(/cuts a frame/);
        expect(() => reader.next()).toThrow(/cuts a frame/);
      }
    });
  });
});
