import { base64, bytesOfBase64 } from './base64.js';
import type { JsonValue } from './codec.js';
import { failRead, kindOf, type Place } from './json-place.js';
import type { ScalarType } from './shape.js';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
/** Digits, a fraction and an exponent of an integer. */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Digits of the longest 64-bit integer. */
const MAX_DIGITS = 20;
/** Longer text is no integer that anyone writes, and not worth the work. */
const MAX_TEXT = 100;

/** A scalar of the right JavaScript type; its range is checked later. */
export function scalarFromJson(type: ScalarType, json: JsonValue, asNumber: boolean, place: Place): unknown {
  switch (type) {
    case 'bool':
      if (typeof json === 'boolean') return json;
      return failRead(place, `${kindOf(json)} instead of a boolean`);
    case 'string':
      if (typeof json === 'string') return json;
      return failRead(place, `${kindOf(json)} instead of a string`);
    case 'bytes': {
      const bytes = typeof json === 'string' ? bytesOfBase64(json) : undefined;
      return bytes ?? failRead(place, `${kindOf(json)} instead of base64`);
    }
    case 'float':
    case 'double':
      if (json === 'NaN' || json === 'Infinity' || json === '-Infinity') return Number(json);
      return type === 'float' ? floatOf(numberFromJson(json, place), place) : numberFromJson(json, place);
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64': {
      const value = bigintFromJson(json, place);
      // Beyond 2^53 - 1 it is refused later, as any number out of range.
      return asNumber ? Number(value) : value;
    }
    case 'int32':
    case 'uint32':
    case 'sint32':
    case 'fixed32':
    case 'sfixed32':
      // An integer has no -0.
      return numberFromJson(json, place) + 0;
  }
}

/** A map's key, which in JSON is always text. */
export function keyFromJson(type: ScalarType, key: string, place: Place): unknown {
  if (type !== 'bool') return scalarFromJson(type, key, false, place);
  if (key === 'true' || key === 'false') return key === 'true';
  return failRead(place, 'a key that is neither true nor false');
}

function numberFromJson(json: JsonValue, place: Place): number {
  const value = typeof json === 'string' && NUMBER.test(json) ? Number(json) : json;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return failRead(place, `${kindOf(json)} instead of a number`);
}

function floatOf(value: number, place: Place): number {
  const float = Math.fround(value);
  return Number.isFinite(float) ? float : failRead(place, `${value} is beyond the largest float`);
}

function bigintFromJson(json: JsonValue, place: Place): bigint {
  if (typeof json === 'string' && NUMBER.test(json)) {
    // Longer than any 64-bit integer: not worth the work of reading it.
    if (INTEGER.test(json) && json.length <= MAX_DIGITS) return BigInt(json);
    return integerOf(json) ?? failRead(place, `${kindOf(json)} is no 64-bit integer`);
  }
  const value = numberFromJson(json, place);
  if (Number.isSafeInteger(value)) return BigInt(value);
  return failRead(place, `${value} is no exact integer; beyond 2^53 - 1 write it as a string`);
}

/** An integer written with a fraction of zeros or an exponent, exact; undefined if it is none or too long. */
function integerOf(text: string): bigint | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return 0n;
  const shift = Number(exponent) - fraction.length + digits.length - significant.length;
  if (shift < 0 || significant.length + shift > MAX_DIGITS) return undefined;
  return BigInt(sign + significant) * 10n ** BigInt(shift);
}

export function scalarToJson(type: ScalarType, value: unknown): JsonValue {
  switch (type) {
    case 'bytes':
      return base64(value as Uint8Array);
    case 'float':
    case 'double': {
      const number = value as number;
      if (!Number.isFinite(number)) return String(number);
      // JSON.stringify writes -0 as 0.
      if (Object.is(number, -0)) return '-0';
      return type === 'float' ? shortestFloat(number) : number;
    }
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return String(value);
    case 'int32':
    case 'uint32':
    case 'sint32':
    case 'fixed32':
    case 'sfixed32':
      return (value as number) + 0;
    case 'bool':
    case 'string':
      return value as string | boolean;
  }
}

/** The fewest digits that read back as the same float: 0.1 and not 0.10000000149011612. */
function shortestFloat(value: number): number {
  const float = Math.fround(value);
  // Rounded up, the largest ones would be beyond what some readers take.
  if (Math.abs(float) > 3.4e38 || (Number.isInteger(float) && Math.abs(float) < 2 ** 24)) return float;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  // Nine digits tell any two floats apart.
  return Number(float.toPrecision(9));
}
