import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { EncodeError } from '../../src/codec/errors.js';
import { lowerCamelCase as camel, type ScalarType } from '../../src/codec/shape.js';
import { allFields } from './all-fields.js';
import { codecIn, importGenerated, modelOf } from './compiled.js';
import { referenceBytes } from './reference.js';

let all: Codec<Record<string, unknown>>;
beforeAll(async () => {
  all = codecIn(await importGenerated('all-wrong', modelOf(allFields), 'all/all'), 'All');
});

const detached = new Uint8Array(8);
structuredClone(detached.buffer, { transfer: [detached.buffer] });

/** Beyond the end of a buffer that shrank: its length is 0 as well. */
const cutOff = (() => {
  const view = tracking(new Uint8Array(16)).subarray(8, 16);
  (view.buffer as unknown as { resize(bytes: number): void }).resize(8);
  return view;
})();

const objects: readonly unknown[] = [
  null,
  {},
  [],
  [1],
  new Map(),
  new Date(0),
  Symbol('x'),
  () => 1,
  { valueOf: () => 1, toString: () => '1' },
];
const noNumbers = ['', '1', 'x', true, false, 1n, 0n, new Number(1), ...objects];
const noIntegers = [...noNumbers, NaN, Infinity, -Infinity, 0.5, -0.5, 1e-300, 2 ** 53, 1e300];
const noInt32 = [...noIntegers, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, -(2 ** 32)];
const noUint32 = [...noIntegers, -1, 2 ** 32, -(2 ** 31)];
const noBigints = ['', '1', 'x', true, false, 0, -0, 1, 1.5, NaN, Object(1n) as unknown, ...objects];
const noInt64 = [...noBigints, 2n ** 63n, -(2n ** 63n) - 1n, 2n ** 64n, -(2n ** 64n), 2n ** 200n];
const noUint64 = [...noBigints, -1n, 2n ** 64n, -(2n ** 63n), 2n ** 200n];

const surrogates = [
  '\ud800',
  '\udc00',
  '\udfff',
  'a\ud800',
  '\ud800a',
  '\udc00\ud800',
  '😀\udc00',
  '\ud83d😀',
];

/** Values that a scalar cannot hold. */
const WRONG: Readonly<Record<ScalarType, readonly unknown[]>> = {
  double: noNumbers,
  float: [...noNumbers, 3.4028235677973366e38, -3.4028235677973366e38, 1e39, -Number.MAX_VALUE],
  int32: noInt32,
  sint32: noInt32,
  sfixed32: noInt32,
  uint32: noUint32,
  fixed32: noUint32,
  int64: noInt64,
  sint64: noInt64,
  sfixed64: noInt64,
  uint64: noUint64,
  fixed64: noUint64,
  bool: [0, 1, '', 'true', 1n, new Boolean(false), ...objects],
  string: [
    0,
    1,
    1n,
    true,
    new String('x'),
    ...objects,
    ...surrogates.flatMap((half) =>
      [0, 11, 21, 22, 23, 24, 40, 63, 126, 127, 128, 300, 16_384].flatMap((length) => [
        half + 'x'.repeat(length),
        'x'.repeat(length) + half,
        'ü'.repeat(length) + half + 'x',
      ]),
    ),
  ],
  bytes: [
    0,
    '',
    'AQ==',
    true,
    ...objects,
    new ArrayBuffer(1),
    new Uint8ClampedArray(1),
    new Int8Array(1),
    new Uint16Array(1),
    new DataView(new ArrayBuffer(1)),
    { length: 0 },
    { length: 1, 0: 5 },
    new Proxy(new Uint8Array(1), {}),
    Object.create(Uint8Array.prototype),
    detached,
    cutOff,
  ],
};

/** The value in every place that a value can stand in, with the path that an error must have. */
function placesOf(type: ScalarType, wrong: unknown, right: unknown): [Record<string, unknown>, string][] {
  const name = (kind: string) => camel(`${kind}_${type}`);
  const places: [Record<string, unknown>, string][] = [
    [{ [name('plain')]: wrong }, name('plain')],
    [{ [name('optional')]: wrong }, name('optional')],
    [{ [name('repeated')]: [wrong] }, `${name('repeated')}[0]`],
    [{ [name('repeated')]: [right, right, wrong] }, `${name('repeated')}[2]`],
    [
      {
        [name('map')]: new Map([
          ['a', right],
          ['b"', wrong],
        ]),
      },
      `${name('map')}["b\\""]`,
    ],
    [{ choice: { case: name('choice'), value: wrong } }, 'choice.value'],
  ];
  if (type !== 'string' && type !== 'bytes')
    places.push([{ [name('unpacked')]: [right, wrong] }, `${name('unpacked')}[1]`]);
  if (type !== 'double' && type !== 'float' && type !== 'bytes') {
    const key =
      typeof wrong === 'string'
        ? JSON.stringify(wrong)
        : typeof wrong === 'object' && wrong !== null
          ? undefined
          : String(wrong);
    if (key !== undefined) places.push([{ [name('by')]: new Map([[wrong, 'x']]) }, `${name('by')}[${key}]`]);
  }
  return places;
}

const RIGHT: Readonly<Record<ScalarType, unknown>> = {
  double: 1.5,
  float: 1.5,
  int32: -1,
  sint32: -1,
  sfixed32: -1,
  uint32: 1,
  fixed32: 1,
  int64: -1n,
  sint64: -1n,
  sfixed64: -1n,
  uint64: 1n,
  fixed64: 1n,
  bool: true,
  string: 'x',
  bytes: Uint8Array.of(1),
};

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

function expectRefused(message: Record<string, unknown>, path: string): void {
  for (const run of [() => all.encode(message), () => all.toJson(message)]) {
    const error = errorOf(run);
    if (error instanceof EncodeError && error.path === path) continue;
    expect(error).toBeInstanceOf(EncodeError);
    expect((error as EncodeError).path).toBe(path);
  }
}

describe.each(Object.keys(WRONG) as ScalarType[])('a value that is no %s', (type) => {
  it('is an EncodeError that names its place, wherever it stands', () => {
    const right = RIGHT[type];
    for (const [index, wrong] of WRONG[type].entries()) {
      for (const [place, path] of placesOf(type, wrong, right)) {
        const message = all.create(place);
        expectRefused(message, path);
        // Long tables need not be deep as well.
        if (index > 40 && index % 10 > 0) continue;
        expectRefused(all.create({ all: message }), `all.${path}`);
        expectRefused(all.create({ alls: [all.create(), message] }), `alls[1].${path}`);
        expectRefused(all.create({ mapAll: new Map([[7, message]]) }), `mapAll[7].${path}`);
        expectRefused(all.create({ choice: { case: 'choiceAll', value: message } }), `choice.value.${path}`);
      }
    }
    const sound = all.create({ [camel(`plain_${type}`)]: right, plainString: 'after' });
    expect(Buffer.compare(all.encode(sound), referenceBytes(all, sound))).toBe(0);
  });

  it('nor is a missing one, where there must be one', () => {
    const property = camel(`plain_${type}`);
    for (const message of [
      { ...all.create(), [property]: undefined },
      Object.fromEntries(Object.entries(all.create()).filter(([key]) => key !== property)),
    ]) {
      expectRefused(message, property);
    }
    expectRefused(
      all.create({ [camel(`repeated_${type}`)]: [RIGHT[type], undefined] }),
      `${camel(`repeated_${type}`)}[1]`,
    );
    expectRefused(
      all.create({ [camel(`map_${type}`)]: new Map([['x', undefined]]) }),
      `${camel(`map_${type}`)}["x"]`,
    );
    expectRefused(
      all.create({ choice: { case: camel(`choice_${type}`), value: undefined } }),
      'choice.value',
    );
  });

  it('nor is a hole in an array', () => {
    const right = RIGHT[type];
    const holes: unknown[] = [right];
    holes[2] = right;
    expectRefused(all.create({ [camel(`repeated_${type}`)]: holes }), `${camel(`repeated_${type}`)}[1]`);
  });
});

describe('a list, map, oneof or message that is none', () => {
  const none: [string, unknown][] = [
    ['null', null],
    ['undefined', undefined],
    ['0', 0],
    ['text', 'x'],
    ['empty text', ''],
    ['an object', {}],
    ['a Set', new Set([1])],
    ['a typed array', new Uint8Array(2)],
    ['an iterator', [1][Symbol.iterator]()],
    ['an object like an array', { length: 1, 0: 1 }],
    ['a function', () => []],
  ];
  it.each(none)('%s', (_, value) => {
    const places: [string, unknown][] = [
      ['repeatedInt32', value],
      ['unpackedInt32', value],
      ['repeatedString', value],
      ['alls', value],
      ['mapInt32', value],
      ['mapAll', value],
    ];
    for (const [property] of places) expectRefused({ ...all.create(), [property]: value }, property);
    const isRecord = typeof value === 'object' && value !== null;
    if (value !== undefined) {
      expectRefused(all.create({ choice: value }), isRecord ? 'choice.case' : 'choice');
      if (!isRecord) expectRefused(all.create({ all: value }), 'all');
      if (!isRecord) expectRefused(all.create({ alls: [value] }), 'alls[0]');
    }
  });

  it('an array as a message', () => {
    expectRefused(all.create({ all: [] }), 'all');
    expectRefused(all.create({ nested: [] }), 'nested');
    expectRefused(all.create({ nested: { deeper: [] } }), 'nested.deeper');
    expectRefused(all.create({ alls: [[]] }), 'alls[0]');
    expectRefused([] as never, '');
  });

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '',
    'choice_int32',
    5,
    null,
    Symbol('x'),
  ])('a oneof of the case %s', (name) => {
    expectRefused(all.create({ choice: { case: name, value: 1 } }), 'choice.case');
  });
});

describe('values of an unusual make', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const long = Uint8Array.from({ length: 200 }, (_, index) => index);

  it.each<[string, Uint8Array]>([
    ['a Buffer', Buffer.from(bytes)],
    ['a view within a buffer', new Uint8Array(Uint8Array.of(9, 9, 1, 2, 3, 9).buffer, 2, 3)],
    ['one of another realm', runInNewContext('Uint8Array.of(1, 2, 3)') as Uint8Array],
    ['a frozen message’s', Object.freeze({ bytes }).bytes],
    ['a view of shared memory', shared(bytes)],
    ['a view that follows its buffer', tracking(bytes)],
    ['a subclass', new (class extends Uint8Array {})(bytes)],
  ])('bytes: %s', (_, value) => {
    const message = all.create({
      plainBytes: value,
      repeatedBytes: [value, value],
      mapBytes: new Map([['x', value]]),
    });
    const plain = all.create({
      plainBytes: bytes,
      repeatedBytes: [bytes, bytes],
      mapBytes: new Map([['x', bytes]]),
    });
    expect(all.decode(all.encode(message))).toEqual(plain);
  });

  it.each<[string, Uint8Array]>([
    [
      'one of another realm',
      runInNewContext('Uint8Array.from({ length: 200 }, (_, index) => index)') as Uint8Array,
    ],
    ['a view of shared memory', shared(long)],
    ['a view that follows its buffer', tracking(long)],
  ])('long bytes: %s', (_, value) => {
    expect(all.decode(all.encode(all.create({ plainBytes: value }))).plainBytes).toEqual(long);
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['shared memory', shared],
    ['a resizable buffer', tracking],
    [
      'another realm',
      (each) =>
        (runInNewContext('(list) => Uint8Array.from(list)') as (list: number[]) => Uint8Array)([...each]),
    ],
    ['a Buffer', (each) => Buffer.concat([Buffer.of(1), each]).subarray(1)],
  ])('input in %s is decoded', (_, make) => {
    const message = all.create({
      plainString: 'short',
      optionalString: 'ü€😀\ufffd'.repeat(20),
      plainBytes: long,
      repeatedInt64: [1n, -1n],
      plainDouble: -1.5,
    });
    const input = make(all.encode(message));
    expect(all.decode(input, { copyBytes: true })).toEqual(message);
    expect(all.decode(input).optionalString).toBe(message.optionalString);
    expect(new Uint8Array(all.decode(input).plainBytes as Uint8Array)).toEqual(long);
  });

  it('a subclass of Map, a frozen message, a message without prototype, one with more properties', () => {
    class Sorted extends Map<string, number> {}
    const message = all.create({ mapInt32: new Sorted([['x', 1]]) });
    const expected = all.decode(all.encode(all.create({ mapInt32: new Map([['x', 1]]) })));
    for (const variant of [
      message,
      Object.freeze({ ...message }),
      Object.assign(Object.create(null) as object, message),
      Object.create(message) as typeof message,
      { ...message, more: 1, plain_int32: 5 },
      new Proxy(message, {}),
    ]) {
      expect(all.decode(all.encode(variant))).toEqual(expected);
    }
  });

  it('an array with a class or an iterator of its own is written element by element', () => {
    class Doubling extends Array<number> {
      override *[Symbol.iterator](): ArrayIterator<number> {
        yield* [...super.values(), ...super.values()];
        return undefined;
      }
    }
    const list = Doubling.from([1, 2, 300]);
    const written = all.encode(all.create({ repeatedInt32: list, unpackedInt32: list }));
    const decoded = all.decode(written) as { repeatedInt32: number[]; unpackedInt32: number[] };
    expect([...decoded.repeatedInt32.slice(0, 3)]).toEqual([1, 2, 300]);
    expect([...decoded.unpackedInt32.slice(0, 3)]).toEqual([1, 2, 300]);
  });
});

describe('messages that run code while they are encoded', () => {
  const marker = (index: number) =>
    all.create({ plainString: `marker ${index}`, plainFixed64: 0x1122334455667788n });
  const check = (bytes: Uint8Array, index: number) => {
    expect(Buffer.compare(bytes, referenceBytes(all, marker(index)))).toBe(0);
  };

  it('a getter that throws is thrown on, and nothing is left of the message', () => {
    const fault = new Error('the getter’s own');
    for (const property of ['plainInt32', 'choice', 'mapAll', 'nested'] as const) {
      const message = all.create({ plainDouble: 1.5, optionalBytes: new Uint8Array(500).fill(7) });
      Object.defineProperty(message, property, {
        get: () => {
          throw fault;
        },
      });
      const before = all.encode(marker(1));
      expect(errorOf(() => all.encode(message))).toBe(fault);
      expect(errorOf(() => all.encode(all.create({ alls: [message] })))).toBe(fault);
      check(before, 1);
      check(all.encode(marker(2)), 2);
    }
  });

  it('a getter that changes its answer gives an error or a message that was there at one time', () => {
    const texts = ['', 'x', 'x'.repeat(30), 'ü'.repeat(100), 'x'.repeat(20_000), 'x'.repeat(70_000), 5];
    for (const first of texts) {
      for (const second of texts) {
        let reads = 0;
        const message = all.create({ optionalInt32: 5 });
        Object.defineProperty(message, 'plainString', {
          enumerable: true,
          get: () => (reads++ === 0 ? first : second),
        });
        const error = errorOf(() => {
          const decoded = all.decode(all.encode(message));
          expect([first, second]).toContain(decoded.plainString);
          expect(decoded.optionalInt32).toBe(5);
        });
        if (error !== undefined) expect(error).toBeInstanceOf(EncodeError);
        check(all.encode(marker(3)), 3);
      }
    }
  });

  it('an array that grows or shrinks meanwhile', () => {
    for (const change of [-2, -1, 1, 5000]) {
      for (const property of ['repeatedString', 'alls'] as const) {
        const items: unknown[] = property === 'alls' ? [1, 2, 3].map(() => all.create()) : ['a', 'b', 'c'];
        const message = all.create({ [property]: items });
        const item = all.create();
        let changed = false;
        Object.defineProperty(item, 'plainInt32', {
          get: () => {
            if (!changed) items.length = Math.max(0, items.length + change);
            changed = true;
            return 1;
          },
        });
        if (property === 'alls') items[0] = item;
        const error = errorOf(() => all.decode(all.encode(message)));
        if (error !== undefined) expect(error).toBeInstanceOf(EncodeError);
        check(all.encode(marker(4)), 4);
      }
    }
  });

  it('a getter that encodes, decodes, frames and fails meanwhile', () => {
    const made: Uint8Array[] = [];
    const outer = all.create({ optionalString: 'outer', optionalBytes: new Uint8Array(300).fill(5) });
    Object.defineProperty(outer, 'plainUint32', {
      enumerable: true,
      get: () => {
        made.push(all.encode(marker(made.length)));
        expect(() => all.encode(all.create({ plainInt32: 'x' }))).toThrow(EncodeError);
        expect(() => all.decode(Uint8Array.of(0x80))).toThrow();
        expect(all.decode(all.encode(marker(9))).plainString).toBe('marker 9');
        all.encode(all.create({ plainBytes: new Uint8Array(100_000) }));
        return 77;
      },
    });
    const expected = all.create({
      optionalString: 'outer',
      optionalBytes: new Uint8Array(300).fill(5),
      plainUint32: 77,
    });
    for (const [wrapped, plain] of [
      [outer, expected],
      [
        all.create({ all: outer, alls: [outer, outer] }),
        all.create({ all: expected, alls: [expected, expected] }),
      ],
    ] as const) {
      const bytes = all.encode(wrapped);
      expect(Buffer.compare(bytes, referenceBytes(all, plain))).toBe(0);
    }
    expect(made.length).toBeGreaterThanOrEqual(4);
    made.forEach((bytes, index) => {
      check(bytes, index);
    });
  });

  it('a Proxy that answers every question with something', () => {
    const proxies = [
      new Proxy({}, { get: () => 1 }),
      new Proxy({}, { get: () => undefined }),
      new Proxy({}, { get: (_, property) => String(property) }),
      new Proxy([], {}),
      new Proxy(() => 1, {}),
    ];
    for (const proxy of proxies) {
      expect(errorOf(() => all.encode(proxy as never))).toBeInstanceOf(EncodeError);
      expect(errorOf(() => all.encode(all.create({ all: proxy })))).toBeInstanceOf(EncodeError);
      check(all.encode(marker(5)), 5);
    }
  });

  it('bytes that lie about their length do not let older bytes out', () => {
    const secret = 0x5a;
    for (const length of [0, 1, 10, 40, 300, 20_000]) {
      // Long, so that it is copied out of its place and the place used again; and refused when it stands there already.
      all.encode(all.create({ plainBytes: new Uint8Array(20_000).fill(secret) }));
      all.encode(all.create());
      const refused = all.create({ plainBytes: new Uint8Array(9000).fill(secret), repeatedInt32: ['x'] });
      if (length % 3 === 0) expect(() => all.encode(refused)).toThrow(EncodeError);
      const liar = Object.defineProperty(new Uint8Array(5), 'length', { value: length });
      const error = errorOf(() => {
        expect(all.encode(all.create({ optionalBytes: liar })).indexOf(secret, 4)).toBe(-1);
      });
      if (error !== undefined) expect(error).toBeInstanceOf(EncodeError);
    }
  });
});

function shared(bytes: Uint8Array): Uint8Array {
  const view = new Uint8Array(new SharedArrayBuffer(bytes.length));
  view.set(bytes);
  return view;
}

function tracking(bytes: Uint8Array): Uint8Array {
  const buffer = Reflect.construct(ArrayBuffer, [bytes.length, { maxByteLength: 4096 }]) as ArrayBuffer;
  const view = new Uint8Array(buffer);
  view.set(bytes);
  return view;
}
