import { shapeOf, type FieldShape, type MessageShape, type ScalarType } from '../../../src/codec/shape.js';
import { EVERY_BOUNDARY } from '../boundaries.js';

/**
 * Bytes made from a schema, field by field, in every form that the encoding allows and many that it does not: fields in
 * any order, again and again, with another wire type, in groups, packed or not, varints longer than they need to be, map
 * entries with parts missing, lengths that lie.
 */
export interface Soup {
  /** Makes one message. `faults` is how often, per decision, a rule of the encoding is broken. */
  make(shape: MessageShape, faults: number): Uint8Array;
}

const DEPTH = 5;
const WIRE_TYPES: Readonly<Record<ScalarType, number>> = {
  double: 1,
  float: 5,
  int32: 0,
  sint32: 0,
  sfixed32: 5,
  uint32: 0,
  fixed32: 5,
  int64: 0,
  sint64: 0,
  sfixed64: 1,
  uint64: 0,
  fixed64: 1,
  bool: 0,
  string: 2,
  bytes: 2,
};

const ENCODED = (EVERY_BOUNDARY.string as readonly string[]).map((text) => new TextEncoder().encode(text));
const TEXTS = ENCODED.filter(({ length }) => length < 12);
const LONG_TEXTS = ENCODED.filter(({ length }) => length >= 12 && length <= 300);
/** Continuation alone, overlong, surrogates, beyond U+10FFFF, cut off. */
const BAD_TEXTS = [
  '80',
  'c080',
  'c1bf',
  'e08080',
  'eda080',
  'edbfbf',
  'f0808080',
  'f4908080',
  'f5808080',
  'c3',
  'e282',
  'f09f98',
  'ff',
  '61c3',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

export function soupOf(random: () => number, roomBytes = 1 << 20): Soup {
  const out = new Uint8Array(roomBytes);
  let at = 0;
  let faults = 0;
  let budget = 0;

  const below = (limit: number) => Math.floor(random() * limit);
  const isFault = () => faults > 0 && random() < faults;

  function byte(value: number): void {
    out[at++] = value;
  }

  /** A varint given as two halves, now and then longer than need be. */
  function varint(low: number, high: number, longest = 10): void {
    const start = at;
    while (high !== 0 || low >>> 0 > 127) {
      byte((low & 127) | 128);
      low = (low >>> 7) | (high << 25);
      high >>>= 7;
    }
    byte(low);
    const room = longest - (at - start);
    if (room > 0 && random() < 0.04) pad(1 + below(room));
    if (isFault()) pad(1 + below(11));
  }

  function pad(count: number): void {
    out[at - 1] = out[at - 1]! | 128;
    for (let index = 1; index < count; index++) byte(128);
    // Bits beyond the value's width count for nothing, or are an error.
    byte(random() < 0.3 ? below(128) : 0);
  }

  function tag(number: number, wireType: number): void {
    varint(((number << 3) | wireType) >>> 0, 0, 5);
  }

  /** A varint of any width: each is as likely as any other. */
  function anyVarint(): void {
    const bits = below(65);
    const low = bits === 0 ? 0 : bits >= 32 ? word() : word() >>> (32 - bits);
    const high = bits <= 32 ? 0 : bits === 64 ? word() : word() >>> (64 - bits);
    varint(low, high);
  }

  function word(): number {
    const kind = below(4);
    return kind === 0
      ? 0
      : kind === 1
        ? -1
        : kind === 2
          ? 0x8000_0000 | 0
          : Math.floor(random() * 2 ** 32) | 0;
  }

  function fixed(bytes: number): void {
    const kind = below(6);
    for (let index = 0; index < bytes; index++) byte(kind === 0 ? 0 : kind === 1 ? 255 : below(256));
    // Infinity, NaN and their neighbours live in the last two bytes.
    if (kind === 2 || kind === 3) {
      out[at - 1] = random() < 0.5 ? 0x7f : 0xff;
      out[at - 2] = [0x7f, 0x80, 0xc0, 0xef, 0xf0, 0xf8][below(6)]!;
      if (kind === 3) out.fill(0, at - bytes, at - 2);
    } else if (kind === 4) {
      out.fill(0, at - bytes, at);
      out[at - 1] = random() < 0.5 ? 0x80 : 0;
      out[at - bytes] = below(3);
    }
  }

  /** What `write` writes, behind its length. */
  function delimited(write: () => void): void {
    const start = at;
    write();
    const end = at;
    let length = end - start;
    if (isFault()) {
      const lie = below(4);
      length =
        lie === 0
          ? length + 1
          : lie === 1
            ? Math.max(0, length - 1)
            : lie === 2
              ? below(1000)
              : 0x7fff_ffff + below(3);
    }
    const content = out.slice(start, end);
    at = start;
    varint(length | 0, 0, 5);
    out.set(content, at);
    at += content.length;
  }

  function raw(bytes: Uint8Array): void {
    out.set(bytes, at);
    at += bytes.length;
  }

  function text(): void {
    delimited(() => {
      if (isFault()) raw(BAD_TEXTS[below(BAD_TEXTS.length)]!);
      for (let count = below(4); count > 0; count--) raw(TEXTS[below(TEXTS.length)]!);
      if (random() < 0.1) raw(LONG_TEXTS[below(LONG_TEXTS.length)]!);
      if (isFault()) raw(BAD_TEXTS[below(BAD_TEXTS.length)]!);
    });
  }

  function blob(exact: number | undefined): void {
    delimited(() => {
      const length = exact !== undefined && !isFault() ? exact : below(random() < 0.1 ? 200 : 12);
      for (let index = 0; index < length; index++) byte(below(256));
    });
  }

  function scalar(type: ScalarType, exact?: number): void {
    if (type === 'string') text();
    else if (type === 'bytes') blob(exact);
    else if (WIRE_TYPES[type] === 0) {
      if (type === 'bool' && random() < 0.7) varint(below(2), 0);
      else anyVarint();
    } else fixed(WIRE_TYPES[type] === 1 ? 8 : 4);
  }

  function enumValue(values: readonly number[]): void {
    const value = random() < 0.7 && values.length > 0 ? values[below(values.length)]! : word();
    varint(value, value < 0 && random() < 0.9 ? -1 : 0);
  }

  /** The value of a field, of its wire type. */
  function value(field: FieldShape, depth: number): void {
    switch (field.type.kind) {
      case 'scalar':
        return scalar(field.type.scalar, field.exactBytes);
      case 'enum':
        return enumValue(Object.values(field.type.shape.values));
      case 'message': {
        const { codec } = field.type;
        return delimited(() => fields(shapeOf(codec), depth + 1));
      }
    }
  }

  function wireTypeOf(field: FieldShape): number {
    return field.type.kind === 'message' ? 2 : field.type.kind === 'enum' ? 0 : WIRE_TYPES[field.type.scalar];
  }

  function entry(field: FieldShape, depth: number): void {
    const key = field.key ?? 'string';
    delimited(() => {
      const parts = random() < 0.6 ? [1, 2] : Array.from({ length: below(5) }, () => below(4));
      for (const part of parts) {
        if (part === 1) {
          tag(1, WIRE_TYPES[key]);
          // Few keys, so that some come twice.
          if (WIRE_TYPES[key] === 0 && random() < 0.5) varint(below(3), 0);
          else scalar(key);
        } else if (part === 2) {
          tag(2, wireTypeOf(field));
          value(field, depth);
        } else {
          anything(random() < 0.5 ? 1 + below(2) : 1 + below(2000), depth);
        }
      }
    });
  }

  /** Any wire type with a value that fits it. */
  function anything(number: number, depth: number): void {
    const wireType = isFault() ? below(8) : [0, 1, 2, 5, 3][below(5)]!;
    tag(number, wireType);
    switch (wireType) {
      case 0:
        return anyVarint();
      case 1:
        return fixed(8);
      case 2:
        return random() < 0.5 ? text() : blob(undefined);
      case 3: {
        for (let count = depth < DEPTH ? below(3) : 0; count > 0; count--)
          anything(1 + below(100), depth + 1);
        return tag(isFault() ? number + 1 : number, 4);
      }
      case 5:
        return fixed(4);
      default:
    }
  }

  function known(field: FieldShape, depth: number): void {
    if (random() < 0.05) return anything(field.number, depth);
    const wireType = wireTypeOf(field);
    if (field.label === 'map') {
      tag(field.number, 2);
      return entry(field, depth);
    }
    if (field.type.kind === 'message' && (random() < 0.02 ? !field.delimited : field.delimited)) {
      const inner = shapeOf(field.type.codec);
      tag(field.number, 3);
      fields(inner, depth + 1);
      return tag(isFault() ? 1 + below(20) : field.number, 4);
    }
    if (field.label === 'repeated' && wireType !== 2 && random() < 0.5) {
      tag(field.number, 2);
      return delimited(() => {
        for (let count = below(random() < 0.05 ? 200 : 6); count > 0; count--) value(field, depth);
        if (isFault()) byte(below(256));
      });
    }
    if (wireType !== 2 && random() < 0.02) {
      // Packed, though it is not repeated.
      tag(field.number, 2);
      return delimited(() => value(field, depth));
    }
    tag(field.number, wireType);
    value(field, depth);
  }

  function fields(shape: MessageShape, depth: number): void {
    const needed = shape.fields.filter(
      (field) => field.label === 'required' || field.exactBytes !== undefined,
    );
    for (const field of needed) if (!isFault()) known(field, depth);
    const most = depth === 0 ? 12 : 5;
    for (let count = below(most); count > 0 && budget-- > 0; count--) {
      if (isFault()) anything(0, depth);
      else if (shape.fields.length === 0 || random() < 0.06) anything(unknownNumber(shape), depth);
      else {
        const field = shape.fields[below(shape.fields.length)]!;
        if (depth >= DEPTH && field.type.kind === 'message') continue;
        known(field, depth);
        // The same again: the last wins, messages merge, lists grow.
        if (random() < 0.1) known(field, depth);
      }
    }
    if (isFault()) byte(below(256));
  }

  function unknownNumber(shape: MessageShape): number {
    const kind = below(4);
    if (kind === 0) return 1 + below(30);
    if (kind === 1) return (shape.fields.at(-1)?.number ?? 1) + 1;
    return kind === 2 ? 2 ** 29 - 1 - below(2) : 1 + below(2 ** 29 - 1);
  }

  return {
    make(shape, rate) {
      at = 0;
      budget = 60;
      faults = rate;
      fields(shape, 0);
      return out.slice(0, at);
    },
  };
}
