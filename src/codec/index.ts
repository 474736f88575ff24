// For users.
export { createCatalog } from './catalog.js';
export type { Catalog } from './catalog.js';
export type {
  Codec,
  DecodeOptions,
  Defaults,
  FromJsonOptions,
  JsonValue,
  RequestCodec,
  StreamCodec,
  ToJsonOptions,
} from './codec.js';
export { DecodeError, EncodeError } from './errors.js';
export type { Extension, ExtensionOptions } from './extension.js';
export type { Requester, RequestOptions } from './service.js';
export { bytesOf, viewOf } from './view.js';
export type { View, ViewList, ViewOptions } from './view.js';

// For generated code.
export { checkMessage, entries, isEmpty } from './checks.js';
export { defineCodec, defineRequest, defineStream } from './define-codec.js';
export type { CodecDeclaration } from './define-codec.js';
export { defineExtension } from './extension.js';
export type { ExtensionDeclaration } from './extension.js';
export { refuse } from './fault.js';
export { halves, HIGH, LOW, unsigned } from './int64.js';
export { listOf, ListOfLength } from './list.js';
export { noBytes } from './no-bytes.js';
export { plain } from './plain.js';
export { Reader } from './reader.js';
export { noRoom, ROOM, room } from './room.js';
export { isNamed } from './shape.js';
export type { EnumShape, ExtensionRanges, FieldDeclaration, ScalarType } from './shape.js';
export { anyUnknownKept, unknownFields, writeUnknown } from './unknown-fields.js';
export {
  checkUnusual,
  fillHole,
  patchLength,
  setBytes,
  writeBytes,
  writeExactBytes,
  writeLength,
  writeLimitedBytes,
  writeString,
} from './write-bytes.js';
export { writeStrings } from './write-strings.js';
export {
  isZero,
  writeDouble,
  writeFixed32,
  writeFixed64,
  writeFixed64Number,
  writeFloat,
  writeSfixed32,
  writeSfixed64,
  writeSfixed64Number,
} from './write-fixed.js';
export {
  writeBool,
  writeClosedEnum,
  writeEnum,
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
export { writeHeader } from '../wire/header.js';
export { nextId } from '../wire/ids.js';
