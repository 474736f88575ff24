import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { lowerCamelCase as camel, type ScalarType } from '../../src/codec/shape.js';
import { payloadOf } from '../../src/wire/frame.js';
import { allFields } from './all-fields.js';
import { EVERY_BOUNDARY } from './boundaries.js';
import { codecIn, importGenerated, modelOf, oracleOf } from './compiled.js';
import { compareWith, type Compare } from './fuzz/compare.js';
import { referenceBytes } from './reference.js';

const types = Object.keys(EVERY_BOUNDARY) as ScalarType[];

let all: Codec<Record<string, unknown>>;
let differenceFrom: (message: Record<string, unknown>, bytes: Uint8Array) => string | undefined;

beforeAll(async () => {
  all = codecIn(await importGenerated('all-boundaries', modelOf(allFields), 'all/all'), 'All');
  const type = oracleOf(allFields).lookupType('all.All');
  const compare: Compare = compareWith(all, type);
  differenceFrom = (message, bytes) => compare(message, type.decode(bytes));
});

/** The value in every place that a value can stand in, one message each. */
function placesOf(type: ScalarType, value: unknown): Record<string, unknown>[] {
  const hasKey = !['double', 'float', 'bytes'].includes(type);
  const isPackable = !['string', 'bytes'].includes(type);
  return [
    { [camel(`plain_${type}`)]: value },
    { [camel(`optional_${type}`)]: value },
    { [camel(`repeated_${type}`)]: [value] },
    { [camel(`repeated_${type}`)]: [value, value, value] },
    ...(isPackable ? [{ [camel(`unpacked_${type}`)]: [value, value] }] : []),
    ...(hasKey ? [{ [camel(`by_${type}`)]: new Map([[value, 'x']]) }] : []),
    { [camel(`map_${type}`)]: new Map([['x', value]]) },
    { choice: { case: camel(`choice_${type}`), value } },
  ];
}

describe.each(types)('%s at its boundaries', (type) => {
  it('has the bytes of the reference, the meaning of protobufjs, and comes back', () => {
    for (const value of EVERY_BOUNDARY[type]) {
      for (const place of placesOf(type, value)) {
        for (const message of [all.create(place), all.create({ all: all.create(place) })]) {
          const bytes = all.encode(message);
          const expected = referenceBytes(all, message);
          if (Buffer.compare(bytes, expected) !== 0) expect(hex(bytes)).toBe(hex(expected));
          const decoded = all.decode(bytes);
          // Far cheaper than toEqual on a hundred fields, thousands of times.
          expect(differenceFrom(message, bytes)).toBeUndefined();
          expect(differenceFrom(decoded, bytes)).toBeUndefined();
        }
      }
    }
  });

  it('all at once', () => {
    const values = EVERY_BOUNDARY[type].filter((value) => sizeOf(value) < 1000);
    const message = all.create(
      Object.assign({}, ...placesOf(type, values[0]), {
        [camel(`repeated_${type}`)]: values,
        [camel(`map_${type}`)]: new Map(values.map((value, index) => [String(index), value])),
      }) as Record<string, unknown>,
    );
    const bytes = all.encode(message);
    expect(hex(bytes)).toBe(hex(referenceBytes(all, message)));
    expect(all.decode(bytes)).toEqual(message);
    expect(all.decode(bytes, { copyBytes: true, keepUnknownFields: true })).toEqual(message);
  });

  it('comes back from JSON text', () => {
    for (const value of EVERY_BOUNDARY[type].filter((each) => sizeOf(each) < 300)) {
      const message = all.create(Object.assign({}, ...placesOf(type, value)) as Record<string, unknown>);
      const text = JSON.stringify(all.toJson(message));
      expect(all.fromJson(JSON.parse(text) as never)).toEqual(message);
    }
  });
});

describe('what is no float', () => {
  it.each([
    ['rounds to the nearest', 0.1, Math.fround(0.1)],
    ['rounds a tie to even', 1 + 2 ** -24, 1],
    ['rounds past a tie up', 1 + 2 ** -24 + 2 ** -50, 1 + 2 ** -23],
    ['rounds down to the largest', 3.4028235677973362e38, 3.4028234663852886e38],
    ['rounds to the smallest', 2 ** -150 * 1.0001, 2 ** -149],
    ['rounds to zero', 2 ** -150, 0],
    ['rounds to minus zero', -(2 ** -150), -0],
  ])('%s', (_, value, rounded) => {
    for (const place of placesOf('float', value)) {
      const bytes = all.encode(all.create(place));
      expect(hex(bytes)).toBe(hex(referenceBytes(all, all.create(place))));
    }
    expect(all.decode(all.encode(all.create({ optionalFloat: value }))).optionalFloat).toBe(rounded);
  });

  it.each([3.4028235677973366e38, -3.4028235677973366e38, 1e39, Number.MAX_VALUE])(
    '%d is refused',
    (value) => {
      for (const place of placesOf('float', value)) {
        expect(() => all.encode(all.create(place))).toThrow(/beyond the largest float/);
      }
    },
  );

  it.each([
    ['a quiet NaN', '0d0000c07f', '09000000000000f87f'],
    ['a signalling NaN', '0d0100807f', '09010000000000f07f'],
    ['a negative NaN', '0dffffffff', '09ffffffffffffffff'],
  ])('%s is read as NaN and written as one', (_, float, double) => {
    for (const [property, number, bytes] of [
      ['plainFloat', 0x15, `15${float.slice(2)}`],
      ['plainDouble', 0x09, double],
    ] as const) {
      const message = all.decode(Uint8Array.from(Buffer.from(bytes, 'hex')));
      expect(message[property]).toBeNaN();
      const again = all.encode(message);
      expect(again[0]).toBe(number);
      expect(all.decode(again)[property]).toBeNaN();
    }
  });
});

describe('long messages', () => {
  it.each([100, 16_000, 16_384, 65_535, 65_536, 65_537, 131_072, 200_000])(
    'of about %d bytes are the same as payload and as frame',
    async (size) => {
      const module = await importGenerated(
        'boundary-frames',
        modelOf({
          'frames.proto': `syntax = "proto3"; package frames; import "framewright/options.proto";
          message Long { option (framewright.message) = { type: 100 }; string head = 1; repeated Long parts = 2; bytes tail = 3; repeated uint32 numbers = 4; }`,
        }),
        'frames',
      );
      const codec = codecIn(module, 'Long');
      for (let by = -30; by <= 10; by += 4) {
        const part = codec.create({
          head: 'x'.repeat(100),
          numbers: [1, 300, 70_000],
          tail: new Uint8Array(50).fill(by & 255),
        });
        const count = Math.max(0, Math.floor((size + by - 200) / 250));
        const message = codec.create({
          head: 'ü'.repeat(5),
          parts: Array.from({ length: count }, () => part),
          tail: new Uint8Array(Math.max(0, (size + by) % 250)).fill(9),
        });
        const expected = referenceBytes(codec, message);
        expect(Buffer.compare(codec.encode(message), expected)).toBe(0);
        const frame = codec.frame(message);
        expect(frame.payloadBytes).toBe(expected.length);
        expect(Buffer.compare(payloadOf(frame), expected)).toBe(0);
        const again = codec.encode(codec.decode(payloadOf(frame)));
        expect(Buffer.compare(again, expected)).toBe(0);
      }
    },
  );
});

function sizeOf(value: unknown): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
