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
  readonly read: (reader: Reader) => unknown;
  readonly write: (bytes: Uint8Array, at: number, value: never) => number;
}

function scalar<T>(
  wireType: ScalarCodec['wireType'],
  read: (reader: Reader) => T,
  write: (bytes: Uint8Array, at: number, value: T) => number,
): ScalarCodec {
  return { wireType, read, write };
}

const SCALARS: Readonly<Record<ScalarType, ScalarCodec>> = {
  double: scalar(1, (reader) => reader.double(), writeDouble),
  float: scalar(5, (reader) => reader.float(), writeFloat),
  int32: scalar(0, (reader) => reader.int32(), writeInt32),
  int64: scalar(0, (reader) => reader.int64(), writeInt64),
  uint32: scalar(0, (reader) => reader.uint32(), writeUint32),
  uint64: scalar(0, (reader) => reader.uint64(), writeUint64),
  sint32: scalar(0, (reader) => reader.sint32(), writeSint32),
  sint64: scalar(0, (reader) => reader.sint64(), writeSint64),
  fixed32: scalar(5, (reader) => reader.fixed32(), writeFixed32),
  fixed64: scalar(1, (reader) => reader.fixed64(), writeFixed64),
  sfixed32: scalar(5, (reader) => reader.sfixed32(), writeSfixed32),
  sfixed64: scalar(1, (reader) => reader.sfixed64(), writeSfixed64),
  bool: scalar(0, (reader) => reader.bool(), writeBool),
  string: scalar(
    2,
    (reader) => reader.string(),
    (bytes, at, value: string) => writeString(bytes, at, value),
  ),
  bytes: scalar(
    2,
    (reader) => reader.byteField(),
    (bytes, at, value: Uint8Array) => writeBytes(bytes, at, value),
  ),
};

/** 64-bit integers as number: `[jstype = JS_NUMBER]`. */
const NUMBERS: Readonly<Partial<Record<ScalarType, ScalarCodec>>> = {
  int64: scalar(0, (reader) => reader.int64Number(), writeInt64Number),
  uint64: scalar(0, (reader) => reader.uint64Number(), writeUint64Number),
  sint64: scalar(0, (reader) => reader.sint64Number(), writeSint64Number),
  fixed64: scalar(1, (reader) => reader.fixed64Number(), writeFixed64Number),
  sfixed64: scalar(1, (reader) => reader.sfixed64Number(), writeSfixed64Number),
};

export function scalarCodec(type: ScalarType, asNumber: boolean): ScalarCodec {
  return (asNumber ? NUMBERS[type] : undefined) ?? SCALARS[type];
}
