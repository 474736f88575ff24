import { beforeAll, describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { unknownFields } from '../../src/codec/unknown-fields.js';
import { allFields } from './all-fields.js';
import { codecIn, importGenerated, modelOf } from './compiled.js';

describe('a message that is encoded and decoded', () => {
  let all: Codec<Record<string, unknown>>;
  beforeAll(async () => {
    all = codecIn(await importGenerated('all-round-trip', modelOf(allFields), 'all/all'), 'All');
  });

  it('writes optional and oneof defaults, leaves plain ones out', () => {
    expect(all.encode(all.create({ plainUint32: 0, plainString: '', plainBool: false })).length).toBe(0);
    expect(all.encode(all.create({ optionalUint32: 0 })).length).toBe(3);
    expect(all.encode(all.create({ choice: { case: 'choiceBool', value: false } })).length).toBe(3);
  });

  it('keeps -0 apart from 0', () => {
    const message = all.create({ plainDouble: -0, plainFloat: -0 });
    expect(all.decode(all.encode(message))).toEqual(message);
  });

  it('keeps enum numbers without a name', () => {
    expect(all.decode(all.encode(all.create({ color: 99, colors: [-5, 2] })))).toMatchObject({
      color: 99,
      colors: [-5, 2],
    });
  });

  it('makes an own, harmless key of __proto__', () => {
    const message = all.create({ mapString: new Map([['__proto__', 'polluted']]) });
    const decoded = all.decode(all.encode(message)) as { mapString: Map<string, string> };
    expect(decoded.mapString.get('__proto__')).toBe('polluted');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const json = all.toJson(message) as { mapString: object };
    expect(Object.getPrototypeOf(json.mapString)).toBe(Object.prototype);
    expect(Object.hasOwn(json.mapString, '__proto__')).toBe(true);
    expect(all.fromJson(JSON.parse(JSON.stringify(json)) as never)).toEqual(message);
  });

  it('merges a message that comes twice and takes the last of scalars', () => {
    const first = all.encode(all.create({ plainUint32: 1, nested: { deeper: { depth: 5 } }, colors: [1] }));
    const second = all.encode(all.create({ plainUint32: 2, nested: {}, colors: [0] }));
    expect(all.decode(Uint8Array.of(...first, ...second))).toEqual(
      all.create({ plainUint32: 2, nested: { deeper: { depth: 5 } }, colors: [1, 0] }),
    );
  });

  it('keeps unknown fields when asked, and writes them back', () => {
    const unknown = [
      0xf8, 0xff, 0x07, 0x05, 0xf2, 0xff, 0x07, 0x02, 0x61, 0x62, 0xfb, 0xff, 0x07, 0xfc, 0xff, 0x07,
    ];
    const bytes = Uint8Array.of(...unknown, ...all.encode(all.create({ plainUint32: 7 })));
    const dropped = all.decode(bytes);
    expect(Object.getOwnPropertySymbols(dropped)).toEqual([]);
    const kept = all.decode(bytes, { keepUnknownFields: true });
    expect(Object.getOwnPropertySymbols(kept)).toEqual([unknownFields]);
    expect([...all.encode(kept)]).toEqual([...all.encode(dropped), ...unknown]);
    expect(all.decode(all.encode({ ...kept }), { keepUnknownFields: true })).toEqual(kept);
  });

  it('keeps a known field of another wire type as an unknown one', () => {
    const bytes = Uint8Array.of(0x2d, 1, 2, 3, 4);
    const kept = all.decode(bytes, { keepUnknownFields: true });
    expect(kept.plainUint32).toBe(0);
    expect(all.encode(kept)).toEqual(bytes);
  });

  it('gives views of the input, or copies when asked', () => {
    const bytes = all.encode(all.create({ plainBytes: Uint8Array.of(1, 2, 3) }));
    const view = all.decode(bytes) as { plainBytes: Uint8Array };
    const copy = all.decode(bytes, { copyBytes: true }) as { plainBytes: Uint8Array };
    bytes[bytes.length - 1] = 9;
    expect([...view.plainBytes]).toEqual([1, 2, 9]);
    expect([...copy.plainBytes]).toEqual([1, 2, 3]);
    expect(copy.plainBytes.buffer.byteLength).toBe(3);
  });

  it('leaves nothing of options that it cannot use to the next input', () => {
    const unknown = Uint8Array.of(0x2d, 1, 2, 3, 4);
    const options = { keepUnknownFields: true, maxElements: 5n as unknown as number };
    expect(() => all.decode(unknown, options)).toThrow(TypeError);
    expect(all.encode(all.decode(unknown))).toHaveLength(0);
  });

  it('completes partial messages and ignores what is no field', () => {
    const created = all.create({ plainUint32: undefined, plainString: 'a', nonsense: 1 });
    expect(created.plainUint32).toBe(0);
    expect(created.plainString).toBe('a');
    expect(Object.hasOwn(created, 'nonsense')).toBe(false);
  });
});

describe('bytes fields', () => {
  it('are plain Uint8Arrays, whatever the input is', async () => {
    const all = codecIn(await importGenerated('all-buffer', modelOf(allFields), 'all/all'), 'All');
    const bytes = all.encode(all.create({ plainBytes: Uint8Array.of(1, 2, 3) }));
    const input = Buffer.concat([Buffer.from([0, 0]), bytes, Buffer.from([0])]).subarray(2, 2 + bytes.length);
    const { plainBytes } = all.decode(input) as { plainBytes: Uint8Array };
    expect(plainBytes.constructor).toBe(Uint8Array);
    expect([...plainBytes]).toEqual([1, 2, 3]);
  });
});
