import type { OptionValueSyntax } from './syntax.js';

/** An option as its declaration types it: 64-bit integers are bigints, enums the name of their value. */
export type OptionValue = boolean | number | bigint | string | OptionValues | readonly OptionValue[];

/** By the name of the field, `(full.name)` for an extension. */
export type OptionValues = Map<string, SetOption>;

export interface SetOption {
  readonly line: number;
  readonly oneof?: string | undefined;
  /** Undefined where it has another type than declared, which is reported already. */
  readonly value: OptionValue | undefined;
}

/** The value as a message's; nothing set where it is none. */
export function messageValue(value: OptionValue | undefined): OptionValues | undefined {
  return value instanceof Map ? value : undefined;
}

interface IntegerRange {
  readonly min: bigint;
  readonly max: bigint;
}

const int32: IntegerRange = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const uint32: IntegerRange = { min: 0n, max: 2n ** 32n - 1n };
const int64: IntegerRange = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const uint64: IntegerRange = { min: 0n, max: 2n ** 64n - 1n };
const integerRanges: Readonly<Record<string, IntegerRange>> = {
  int32,
  sint32: int32,
  sfixed32: int32,
  uint32,
  fixed32: uint32,
  int64,
  sint64: int64,
  sfixed64: int64,
  uint64,
  fixed64: uint64,
};

/** A value that does not have the type its option declares: what it should be. */
export interface TypeMismatch {
  readonly expected: string;
}

/** The value of an option of a scalar type; the text format inside `{ … }` knows more ways to write a bool. */
export function scalarOption(
  type: string,
  value: OptionValueSyntax,
  isTextFormat: boolean,
): { readonly value: OptionValue } | TypeMismatch {
  const range = integerRanges[type];
  if (range !== undefined) {
    if (value.kind !== 'integer') return { expected: 'a whole number' };
    if (value.value < range.min || value.value > range.max) {
      return { expected: `a number from ${range.min} to ${range.max}` };
    }
    return { value: type.endsWith('64') ? value.value : Number(value.value) };
  }
  switch (type) {
    case 'bool':
      return boolOption(value, isTextFormat);
    case 'float':
    case 'double':
      return floatOption(value, isTextFormat);
    default:
      return value.kind === 'string' ? { value: value.text } : { expected: 'a string in quotes' };
  }
}

function boolOption(value: OptionValueSyntax, isTextFormat: boolean): { value: OptionValue } | TypeMismatch {
  if (value.kind === 'identifier') {
    if (value.text === 'true' || (isTextFormat && /^(True|t)$/.test(value.text))) return { value: true };
    if (value.text === 'false' || (isTextFormat && /^(False|f)$/.test(value.text))) return { value: false };
  } else if (isTextFormat && value.kind === 'integer' && (value.value === 0n || value.value === 1n)) {
    return { value: value.value === 1n };
  }
  return { expected: 'true or false' };
}

function floatOption(value: OptionValueSyntax, isTextFormat: boolean): { value: OptionValue } | TypeMismatch {
  if (value.kind === 'float') return { value: value.value };
  if (value.kind === 'integer') return { value: Number(value.value) };
  if (value.kind === 'identifier') {
    const { text } = value;
    if (/^-?inf$/.test(text) || (isTextFormat && /^-?inf(inity)?$/i.test(text)))
      return { value: value.text.startsWith('-') ? -Infinity : Infinity };
    if (/^-?nan$/.test(text) || (isTextFormat && /^-?nan$/i.test(text))) return { value: NaN };
  }
  return { expected: 'a number' };
}

/** How a value looks, for messages. */
export function describeValue(value: OptionValueSyntax): string {
  switch (value.kind) {
    case 'identifier':
      return value.text;
    case 'integer':
    case 'float':
      return String(value.value);
    case 'string':
      return `"${value.text.length > 40 ? `${value.text.slice(0, 40)}…` : value.text}"`;
    case 'message':
      return '{ … }';
    case 'list':
      return '[ … ]';
  }
}
