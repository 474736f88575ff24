export { concatBytes, totalBytes } from './bytes.js';
export {
  Flag,
  HEADER_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_PARTS,
  MAX_PAYLOAD_BYTES,
  readHeader,
  writeHeader,
} from './header.js';
export type { Header } from './header.js';
export {
  encodeFrame,
  encodeFrameInto,
  finishFrame,
  Frame,
  partCountOf,
  partOf,
  partsOf,
  payloadOf,
  reframe,
  wireBytesOf,
} from './frame.js';
export { ids, IdSource } from './ids.js';
export { FrameReader } from './frame-reader.js';
export type { WireFrame } from './frame-reader.js';
export { Assembler, MAX_ASSEMBLIES } from './assembler.js';
export type { Assembled } from './assembler.js';
export { ErrorCode, GoodbyeCode, ProtocolError } from './codes.js';
export { Priority } from './type-table.js';
export type { Rate, TypeInfo, TypeTable } from './type-table.js';
