import type { ScalarType } from '../model.js';

export const scalarTypes: ReadonlySet<string> = new Set<ScalarType>([
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
]);

export function isScalar(type: string): type is ScalarType {
  return scalarTypes.has(type);
}
