import type { ScalarType } from '../../src/codec/shape.js';

const around = (...values: number[]) => values.flatMap((value) => [value - 1, value, value + 1]);
const aroundBig = (...values: bigint[]) => values.flatMap((value) => [value - 1n, value, value + 1n]);
const unique = <T>(values: T[]): T[] => [...new Set(values)];

/** Where a varint grows by a byte. */
const EDGES = [7, 14, 21, 28];
const BIG_EDGES = [...EDGES, 31, 32, 35, 42, 49, 53, 56, 63].map((bits) => 1n << BigInt(bits));

const UINT32 = unique([
  0,
  1,
  2,
  ...around(...EDGES.map((bits) => 2 ** bits), 2 ** 31),
  2 ** 32 - 2,
  2 ** 32 - 1,
]);
const INT32 = unique([
  ...UINT32.filter((value) => value < 2 ** 31),
  // Zigzag doubles: its edges are half of the varint's.
  ...[...around(...EDGES.map((bits) => 2 ** (bits - 1))), ...UINT32.filter((value) => value < 2 ** 31)].map(
    (value) => 0 - value,
  ),
  -(2 ** 31) + 1,
  -(2 ** 31),
]).map((value) => (value === 0 ? 0 : value));
const UINT64 = unique([0n, 1n, 2n, ...aroundBig(...BIG_EDGES), 2n ** 64n - 2n, 2n ** 64n - 1n]);
const SMALL64 = UINT64.filter((value) => value < 2n ** 63n);
const INT64 = unique([
  ...SMALL64,
  ...aroundBig(...BIG_EDGES.map((edge) => edge / 2n)),
  ...SMALL64.map((value) => -value),
  -(2n ** 63n) + 1n,
  -(2n ** 63n),
]).filter((value) => value < 2n ** 63n);

const DOUBLES = [
  0,
  -0,
  1,
  -1,
  0.1,
  1 / 3,
  Infinity,
  -Infinity,
  NaN,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  2 ** -1022,
  2 ** -1022 - Number.MIN_VALUE,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.EPSILON,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  2 ** 64,
];
const FLOATS = [
  0,
  -0,
  1,
  -1,
  Math.fround(0.1),
  Infinity,
  -Infinity,
  NaN,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  2 ** -126 - 2 ** -149,
  3.4028234663852886e38,
  -3.4028234663852886e38,
  1 + 2 ** -23,
  2 ** 24,
  2 ** 32,
  2 ** 64,
];

/** Where readers and writers of text change their way, and where its length takes another byte. */
const LENGTHS = unique([
  0,
  ...around(1, 4, 8, 12, 24, 42, 43, 64, 127, 128, 255, 256, 16_383, 16_384, 65_536),
]);
const TEXTS = unique([
  ...LENGTHS.filter((length) => length >= 0).map((length) => 'a'.repeat(length)),
  ...LENGTHS.filter((length) => length > 0 && length < 300).flatMap((length) => [
    'ü'.repeat(length),
    '€'.repeat(length),
    '😀'.repeat(length),
    `${'a'.repeat(length - 1)}é`,
    `é${'a'.repeat(length - 1)}`,
    `${'a'.repeat(length - 1)}😀`,
  ]),
  '\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufffd\uffff\u{10000}\u{10ffff}',
  '\ufeffbom',
  '\0',
  '\ufffd',
  '\ufffd'.repeat(50),
  `\ufffd${'x'.repeat(200)}`,
  '__proto__',
  'constructor',
]);
const BLOBS = LENGTHS.filter((length) => length >= 0).map((length) =>
  Uint8Array.from({ length }, (_, index) => (index * 7 + 1) & 255),
);

/** Every edge that a scalar has. */
export const EVERY_BOUNDARY: Readonly<Record<ScalarType, readonly unknown[]>> = {
  double: DOUBLES,
  float: FLOATS,
  int32: INT32,
  sint32: INT32,
  sfixed32: INT32,
  uint32: UINT32,
  fixed32: UINT32,
  int64: INT64,
  sint64: INT64,
  sfixed64: INT64,
  uint64: UINT64,
  fixed64: UINT64,
  bool: [false, true],
  string: TEXTS,
  bytes: BLOBS,
};
