import type { Reader } from './reader.js';
import type { ScalarType } from './shape.js';
import { writeBytes, writeString } from './write-bytes.js';
import {
  writeDouble,
  writeFixed32,
  writeFixed64,
  writeFixed64Number,
  writeFloat,
  writeSfixed32,
  writeSfixed64,
  writeSfixed64Number,
} from './write-fixed.js';
import {
  writeBool,
  writeInt32,
  writeInt64,
  writeInt64Number,
  writeSint32,
  writeSint64,
  writeSint64Number,
  writeUint32,
  writeUint64,
  writeUint64Number,
} from './write-varint.js';

/** How values of one scalar type are read and written where no generated code does it. */
export interface ScalarCodec {
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  readonly wireType: 0 | 1 | 2 | 5;
  readonly read: (reader: Reader, bytes: Uint8Array, pos: number, end: number) => unknown;
  readonly write: (bytes: Uint8Array, at: number, value: never) => number;
}

function scalar<T>(
  wireType: ScalarCodec['wireType'],
  read: (reader: Reader, bytes: Uint8Array, pos: number, end: number) => T,
  write: (bytes: Uint8Array, at: number, value: T) => number,
): ScalarCodec {
  return { wireType, read, write };
}

const SCALARS: Readonly<Record<ScalarType, ScalarCodec>> = {
  double: scalar(1, (reader, bytes, pos, end) => reader.double(bytes, pos, end), writeDouble),
  float: scalar(5, (reader, bytes, pos, end) => reader.float(bytes, pos, end), writeFloat),
  int32: scalar(0, (reader, bytes, pos, end) => reader.int32(bytes, pos, end), writeInt32),
  int64: scalar(0, (reader, bytes, pos, end) => reader.int64(bytes, pos, end), writeInt64),
  uint32: scalar(0, (reader, bytes, pos, end) => reader.uint32(bytes, pos, end), writeUint32),
  uint64: scalar(0, (reader, bytes, pos, end) => reader.uint64(bytes, pos, end), writeUint64),
  sint32: scalar(0, (reader, bytes, pos, end) => reader.sint32(bytes, pos, end), writeSint32),
  sint64: scalar(0, (reader, bytes, pos, end) => reader.sint64(bytes, pos, end), writeSint64),
  fixed32: scalar(5, (reader, bytes, pos, end) => reader.fixed32(bytes, pos, end), writeFixed32),
  fixed64: scalar(1, (reader, bytes, pos, end) => reader.fixed64(bytes, pos, end), writeFixed64),
  sfixed32: scalar(5, (reader, bytes, pos, end) => reader.sfixed32(bytes, pos, end), writeSfixed32),
  sfixed64: scalar(1, (reader, bytes, pos, end) => reader.sfixed64(bytes, pos, end), writeSfixed64),
  bool: scalar(0, (reader, bytes, pos, end) => reader.bool(bytes, pos, end), writeBool),
  string: scalar(
    2,
    (reader, bytes, pos, end) => reader.string(bytes, pos, end),
    (bytes, at, value: string) => writeString(bytes, at, value),
  ),
  bytes: scalar(
    2,
    (reader, bytes, pos, end) => reader.byteField(bytes, pos, end),
    (bytes, at, value: Uint8Array) => writeBytes(bytes, at, value),
  ),
};

/** 64-bit integers as number: `[jstype = JS_NUMBER]`. */
const NUMBERS: Readonly<Partial<Record<ScalarType, ScalarCodec>>> = {
  int64: scalar(0, (reader, bytes, pos, end) => reader.int64Number(bytes, pos, end), writeInt64Number),
  uint64: scalar(0, (reader, bytes, pos, end) => reader.uint64Number(bytes, pos, end), writeUint64Number),
  sint64: scalar(0, (reader, bytes, pos, end) => reader.sint64Number(bytes, pos, end), writeSint64Number),
  fixed64: scalar(1, (reader, bytes, pos, end) => reader.fixed64Number(bytes, pos, end), writeFixed64Number),
  sfixed64: scalar(
    1,
    (reader, bytes, pos, end) => reader.sfixed64Number(bytes, pos, end),
    writeSfixed64Number,
  ),
};

export function scalarCodec(type: ScalarType, asNumber: boolean): ScalarCodec {
  return (asNumber ? NUMBERS[type] : undefined) ?? SCALARS[type];
}
