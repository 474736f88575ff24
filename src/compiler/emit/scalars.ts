import type { FieldModel, ScalarType } from '../model.js';

/** How generated code handles one scalar type. */
export interface Scalar {
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  readonly wireType: 0 | 1 | 2 | 5;
  readonly type: 'number' | 'bigint' | 'boolean' | 'string' | 'Uint8Array';
  /** The default as an expression. */
  readonly zero: string;
  /** Name of the runtime's writer. */
  readonly writer: string;
  /** Name of the Reader's method. */
  readonly reader: string;
}

function scalar(
  wireType: Scalar['wireType'],
  type: Scalar['type'],
  zero: string,
  writer: string,
  reader: string,
): Scalar {
  return { wireType, type, zero, writer, reader };
}

const SCALARS: Readonly<Record<ScalarType, Scalar>> = {
  double: scalar(1, 'number', '0', 'writeDouble', 'double'),
  float: scalar(5, 'number', '0', 'writeFloat', 'float'),
  int32: scalar(0, 'number', '0', 'writeInt32', 'int32'),
  int64: scalar(0, 'bigint', '0n', 'writeInt64', 'int64'),
  uint32: scalar(0, 'number', '0', 'writeUint32', 'uint32'),
  uint64: scalar(0, 'bigint', '0n', 'writeUint64', 'uint64'),
  sint32: scalar(0, 'number', '0', 'writeSint32', 'sint32'),
  sint64: scalar(0, 'bigint', '0n', 'writeSint64', 'sint64'),
  fixed32: scalar(5, 'number', '0', 'writeFixed32', 'fixed32'),
  fixed64: scalar(1, 'bigint', '0n', 'writeFixed64', 'fixed64'),
  sfixed32: scalar(5, 'number', '0', 'writeSfixed32', 'sfixed32'),
  sfixed64: scalar(1, 'bigint', '0n', 'writeSfixed64', 'sfixed64'),
  bool: scalar(0, 'boolean', 'false', 'writeBool', 'bool'),
  string: scalar(2, 'string', "''", 'writeString', 'string'),
  bytes: scalar(2, 'Uint8Array', 'noBytes', 'writeBytes', 'byteField'),
};

const ENUM: Scalar = scalar(0, 'number', '0', 'writeEnum', 'int32');

export function scalarOf(type: ScalarType, asNumber: boolean): Scalar {
  const found = SCALARS[type];
  if (!asNumber || found.type !== 'bigint') return found;
  return {
    ...found,
    type: 'number',
    zero: '0',
    writer: `${found.writer}Number`,
    reader: `${found.reader}Number`,
  };
}

/** The scalar a field's values are written as; undefined for messages. */
export function fieldScalar(field: FieldModel): Scalar | undefined {
  if (field.type.kind === 'message') return undefined;
  return field.type.kind === 'enum' ? ENUM : scalarOf(field.type.scalar, field.asNumber);
}

export function tagOf(field: number, wireType: number): number {
  return field * 8 + wireType;
}
