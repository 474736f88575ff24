import type { FieldModel } from '../model.js';
import type { Scope } from './scope.js';
import { quoted } from './source.js';

type Value = NonNullable<FieldModel['default']>;

/** A default as an expression of the same value. */
export function defaultExpression(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return typeof value === 'boolean' ? String(value) : `Uint8Array.of(${[...value].join(', ')})`;
}

/** What a field's doc comment says of its default; '' for none. */
export function defaultNote(field: FieldModel, scope: Scope): string {
  const value = field.default;
  if (value === undefined) return '';
  const values = field.type.kind === 'enum' ? scope.enum(field.type.name)?.values : undefined;
  const name = values?.find(({ number }) => number === value)?.name;
  return `Left out it stands for \`${(name ?? defaultExpression(value)).replaceAll('`', "'")}\`.`;
}

/** A default as JSON has it: 64 bits as text, bytes as base64, no numbers by their names. */
export function defaultJson(value: Value): string | number | boolean {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : jsonNumber(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

function jsonNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
