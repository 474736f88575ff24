// Made by `framewright generate` from timecoin/chain.proto. Do not edit.
/* eslint-disable */
// Blocks: asking for them, announcing them, comparing chains. Types 0x0100 to 0x01FF; a request is even, its response the
// number after.
import {
  type Codec,
  ListOfLength as $ListOfLength,
  ROOM as $ROOM,
  type Reader,
  type RequestCodec,
  type RequestOptions,
  type Requester,
  type StreamCodec,
  anyUnknownKept,
  checkMessage as $checkMessage,
  checkUnusual as $checkUnusual,
  defineCodec,
  defineRequest,
  defineStream,
  listOf as $listOf,
  nextId as $nextId,
  noBytes as $noBytes,
  noRoom as $noRoom,
  patchLength as $patchLength,
  plain,
  refuse as $refuse,
  setBytes as $setBytes,
  writeBool as $writeBool,
  writeHeader as $writeHeader,
  writeUint64Number as $writeUint64Number,
  writeUnknown,
} from 'framewright/codec';
import { Block, mergeBlock, readBlock as $readBlock, writeBlock as $writeBlock } from './types.js';

// Held by constants, as engines look an import up at each use.
const ListOfLength = $ListOfLength;
const ROOM = $ROOM;
const checkMessage = $checkMessage;
const checkUnusual = $checkUnusual;
const listOf = $listOf;
const nextId = $nextId;
const noBytes = $noBytes;
const noRoom = $noRoom;
const patchLength = $patchLength;
const readBlock = $readBlock;
const refuse = $refuse;
const setBytes = $setBytes;
const writeBlock = $writeBlock;
const writeBool = $writeBool;
const writeHeader = $writeHeader;
const writeUint64Number = $writeUint64Number;

/** Asks for the hash of the genesis block. */
export type GetGenesisHash = Record<string, never>;
/** Asks for the hash of the genesis block. */
export const GetGenesisHash: RequestCodec<GetGenesisHash, GenesisHashResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetGenesisHash',
  type: 0x0100,
  maxBytes: 64,
  response: () => GenesisHashResponse,
  fields: () => [],
  create: createGetGenesisHash,
  write: writeGetGenesisHash,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetGenesisHash(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0100, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetGenesisHash,
});

export function createGetGenesisHash(): GetGenesisHash {
  return {};
}

export function writeGetGenesisHash(bytes: Uint8Array, at: number, message: GetGenesisHash): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetGenesisHashObject = /* @__PURE__ */ plain(function (this: GetGenesisHash) {
});
export function readGetGenesisHash(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): GetGenesisHash {
  const made = new GetGenesisHashObject();
  if (pos !== end) mergeGetGenesisHash(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetGenesisHash(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetGenesisHash,
): GetGenesisHash {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    pos = reader.unknown(tag, bytes, pos, end, message);
  }
  return message;
}

/** Answers GetGenesisHash. */
export interface GenesisHashResponse {
  /** The hash of the genesis block, 32 bytes. */
  hash: Uint8Array;
}
/** Answers GetGenesisHash. */
export const GenesisHashResponse: Codec<GenesisHashResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.GenesisHashResponse',
  type: 0x0101,
  isResponse: true,
  maxBytes: 256,
  fields: () => [
    { number: 1, name: 'hash', type: 'bytes', exactBytes: 32 },
  ],
  create: createGenesisHashResponse,
  write: writeGenesisHashResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGenesisHashResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 256) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0101, 1, 0, id);
    return end;
  },
  read: readGenesisHashResponse,
});

export function createGenesisHashResponse(): GenesisHashResponse {
  return {
    hash: noBytes,
  };
}

export function writeGenesisHashResponse(
  bytes: Uint8Array,
  at: number,
  message: GenesisHashResponse,
): number {
  const $hash = message.hash;
  if ($hash.length !== 32) refuse();
  if (!($hash instanceof Uint8Array) || $hash[31] === undefined) checkUnusual($hash, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $hash, at);
  at += 32;
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GenesisHashResponseObject = /* @__PURE__ */ plain(function (
  this: GenesisHashResponse,
  $hash: GenesisHashResponse['hash'],
) {
  this.hash = $hash;
});
export function readGenesisHashResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): GenesisHashResponse {
  const start = pos;
  let $hash: GenesisHashResponse['hash'] = noBytes;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $hash = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $hash = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new GenesisHashResponseObject($hash);
  if (pos !== end) mergeGenesisHashResponse(reader, bytes, pos, end, made);
  if (made.hash.length === 0) {
    reader.missing('hash', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeGenesisHashResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GenesisHashResponse,
): GenesisHashResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.hash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks for the height of the newest block. */
export type GetBlockHeight = Record<string, never>;
/** Asks for the height of the newest block. */
export const GetBlockHeight: RequestCodec<GetBlockHeight, BlockHeightResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetBlockHeight',
  type: 0x0102,
  maxBytes: 64,
  response: () => BlockHeightResponse,
  fields: () => [],
  create: createGetBlockHeight,
  write: writeGetBlockHeight,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetBlockHeight(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0102, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetBlockHeight,
});

export function createGetBlockHeight(): GetBlockHeight {
  return {};
}

export function writeGetBlockHeight(bytes: Uint8Array, at: number, message: GetBlockHeight): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetBlockHeightObject = /* @__PURE__ */ plain(function (this: GetBlockHeight) {
});
export function readGetBlockHeight(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): GetBlockHeight {
  const made = new GetBlockHeightObject();
  if (pos !== end) mergeGetBlockHeight(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetBlockHeight(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetBlockHeight,
): GetBlockHeight {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    pos = reader.unknown(tag, bytes, pos, end, message);
  }
  return message;
}

/** Answers GetBlockHeight. */
export interface BlockHeightResponse {
  /** The height of the newest block. */
  height: number;
}
/** Answers GetBlockHeight. */
export const BlockHeightResponse: Codec<BlockHeightResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockHeightResponse',
  type: 0x0103,
  isResponse: true,
  maxBytes: 64,
  fields: () => [
    { number: 1, name: 'height', type: 'uint64', asNumber: true },
  ],
  create: createBlockHeightResponse,
  write: writeBlockHeightResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlockHeightResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0103, 1, 0, id);
    return end;
  },
  read: readBlockHeightResponse,
});

export function createBlockHeightResponse(): BlockHeightResponse {
  return {
    height: 0,
  };
}

export function writeBlockHeightResponse(
  bytes: Uint8Array,
  at: number,
  message: BlockHeightResponse,
): number {
  const $height = message.height;
  if ($height !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($height >>> 0 === $height) {
      let bits = $height | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $height);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockHeightResponseObject = /* @__PURE__ */ plain(function (
  this: BlockHeightResponse,
  $height: BlockHeightResponse['height'],
) {
  this.height = $height;
});
export function readBlockHeightResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): BlockHeightResponse {
  let $height: BlockHeightResponse['height'] = 0;
  if (pos < end && bytes[pos] === 8) {
    $height = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new BlockHeightResponseObject($height);
  if (pos !== end) mergeBlockHeightResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergeBlockHeightResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockHeightResponse,
): BlockHeightResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks for blocks, at most 100 of them. */
export interface GetBlocks {
  /** The first height. */
  start: number;
  /** The last height, itself included. */
  end: number;
}
/** Asks for blocks, at most 100 of them. */
export const GetBlocks: RequestCodec<GetBlocks, BlocksResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetBlocks',
  type: 0x0104,
  maxBytes: 64,
  response: () => BlocksResponse,
  fields: () => [
    { number: 1, name: 'start', type: 'uint64', asNumber: true },
    { number: 2, name: 'end', type: 'uint64', asNumber: true },
  ],
  create: createGetBlocks,
  write: writeGetBlocks,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetBlocks(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0104, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetBlocks,
});

export function createGetBlocks(): GetBlocks {
  return {
    start: 0,
    end: 0,
  };
}

export function writeGetBlocks(bytes: Uint8Array, at: number, message: GetBlocks): number {
  if (at + ROOM > bytes.length) noRoom();
  const $start = message.start;
  if ($start !== 0) {
    bytes[at++] = 8;
    if ($start >>> 0 === $start) {
      let bits = $start | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $start);
    }
  }
  const $end = message.end;
  if ($end !== 0) {
    bytes[at++] = 16;
    if ($end >>> 0 === $end) {
      let bits = $end | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $end);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetBlocksObject = /* @__PURE__ */ plain(function (
  this: GetBlocks,
  $start: GetBlocks['start'],
  $end: GetBlocks['end'],
) {
  this.start = $start;
  this.end = $end;
});
export function readGetBlocks(reader: Reader, bytes: Uint8Array, pos: number, end: number): GetBlocks {
  let $start: GetBlocks['start'] = 0;
  let $end: GetBlocks['end'] = 0;
  if (pos < end && bytes[pos] === 8) {
    $start = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 16) {
    $end = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new GetBlocksObject($start, $end);
  if (pos !== end) mergeGetBlocks(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetBlocks(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetBlocks,
): GetBlocks {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.start = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 16:
        message.end = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/**
 * Answers GetBlocks. It stops early where the peer's chain ends, or where more would exceed the largest message that the
 * requester takes; the requester goes on after the last block.
 */
export interface BlocksResponse {
  /** The blocks, in ascending height without gaps; at most 100. */
  blocks: Block[];
}
/**
 * Answers GetBlocks. It stops early where the peer's chain ends, or where more would exceed the largest message that the
 * requester takes; the requester goes on after the last block.
 */
export const BlocksResponse: Codec<BlocksResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlocksResponse',
  type: 0x0105,
  priority: 'low',
  isResponse: true,
  compress: true,
  maxBytes: 16_777_216,
  fields: () => [
    { number: 1, name: 'blocks', type: Block, label: 'repeated', maxItems: 100 },
  ],
  create: createBlocksResponse,
  write: writeBlocksResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlocksResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0105, 1, 0, id);
    return end;
  },
  read: readBlocksResponse,
});

export function createBlocksResponse(): BlocksResponse {
  return {
    blocks: [],
  };
}

const lengthOfBlocksResponse_blocks = { width: 1 };
export function writeBlocksResponse(bytes: Uint8Array, at: number, message: BlocksResponse): number {
  const $blocks = message.blocks;
  if (!Array.isArray($blocks) || $blocks.length > 100) refuse();
  for (let index = 0; index < $blocks.length; index++) {
    const item = $blocks[index]!;
    bytes[at++] = 10;
    const start = at + lengthOfBlocksResponse_blocks.width;
    at = patchLength(bytes, at, start, writeBlock(bytes, start, item), lengthOfBlocksResponse_blocks);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlocksResponseObject = /* @__PURE__ */ plain(function (
  this: BlocksResponse,
  $blocks: BlocksResponse['blocks'],
) {
  this.blocks = $blocks;
});
export function readBlocksResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): BlocksResponse {
  let $blocks: BlocksResponse['blocks'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    let place = 0;
    do {
      if (place >= 100) reader.room(pos + 1, place, 100);
      let item: Block;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      item = readBlock(reader, bytes, pos, pos + size);
      pos += size;
      reader.depth--;
      if (place > 1) $blocks![place] = item;
      else if (place === 0) $blocks = listOf(item);
      else if (!(pos < end && bytes[pos] === 10)) $blocks = listOf($blocks![0]!, item);
      else {
        const first = $blocks![0]!;
        $blocks = new ListOfLength<Block>(2 + reader.run(bytes, pos + 1, end, 10, 100));
        $blocks[0] = first;
        $blocks[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 10);
  }
  const made = new BlocksResponseObject($blocks ?? []);
  if (pos !== end) mergeBlocksResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergeBlocksResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlocksResponse,
): BlocksResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        reader.room(pos, message.blocks.length, 100);
        const inner = reader.enter(bytes, pos, end);
        message.blocks.push(readBlock(reader, bytes, reader.pos, inner));
        reader.leave();
        pos = inner;
        break;
      }
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks for blocks, at most 100 of them. */
export interface GetBlockRange {
  /** The first height. */
  startHeight: number;
  /** The last height, itself included. */
  endHeight: number;
}
/** Asks for blocks, at most 100 of them. */
export const GetBlockRange: RequestCodec<GetBlockRange, BlockRangeResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetBlockRange',
  type: 0x0106,
  maxBytes: 64,
  response: () => BlockRangeResponse,
  fields: () => [
    { number: 1, name: 'start_height', type: 'uint64', asNumber: true },
    { number: 2, name: 'end_height', type: 'uint64', asNumber: true },
  ],
  create: createGetBlockRange,
  write: writeGetBlockRange,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetBlockRange(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0106, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetBlockRange,
});

export function createGetBlockRange(): GetBlockRange {
  return {
    startHeight: 0,
    endHeight: 0,
  };
}

export function writeGetBlockRange(bytes: Uint8Array, at: number, message: GetBlockRange): number {
  if (at + ROOM > bytes.length) noRoom();
  const $startHeight = message.startHeight;
  if ($startHeight !== 0) {
    bytes[at++] = 8;
    if ($startHeight >>> 0 === $startHeight) {
      let bits = $startHeight | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $startHeight);
    }
  }
  const $endHeight = message.endHeight;
  if ($endHeight !== 0) {
    bytes[at++] = 16;
    if ($endHeight >>> 0 === $endHeight) {
      let bits = $endHeight | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $endHeight);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetBlockRangeObject = /* @__PURE__ */ plain(function (
  this: GetBlockRange,
  $startHeight: GetBlockRange['startHeight'],
  $endHeight: GetBlockRange['endHeight'],
) {
  this.startHeight = $startHeight;
  this.endHeight = $endHeight;
});
export function readGetBlockRange(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): GetBlockRange {
  let $startHeight: GetBlockRange['startHeight'] = 0;
  let $endHeight: GetBlockRange['endHeight'] = 0;
  if (pos < end && bytes[pos] === 8) {
    $startHeight = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 16) {
    $endHeight = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new GetBlockRangeObject($startHeight, $endHeight);
  if (pos !== end) mergeGetBlockRange(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetBlockRange(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetBlockRange,
): GetBlockRange {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.startHeight = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 16:
        message.endHeight = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Answers GetBlockRange; stops early as BlocksResponse does. */
export interface BlockRangeResponse {
  /** The blocks, in ascending height without gaps; at most 100. */
  blocks: Block[];
}
/** Answers GetBlockRange; stops early as BlocksResponse does. */
export const BlockRangeResponse: Codec<BlockRangeResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockRangeResponse',
  type: 0x0107,
  priority: 'low',
  isResponse: true,
  compress: true,
  maxBytes: 16_777_216,
  fields: () => [
    { number: 1, name: 'blocks', type: Block, label: 'repeated', maxItems: 100 },
  ],
  create: createBlockRangeResponse,
  write: writeBlockRangeResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlockRangeResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0107, 1, 0, id);
    return end;
  },
  read: readBlockRangeResponse,
});

export function createBlockRangeResponse(): BlockRangeResponse {
  return {
    blocks: [],
  };
}

const lengthOfBlockRangeResponse_blocks = { width: 1 };
export function writeBlockRangeResponse(bytes: Uint8Array, at: number, message: BlockRangeResponse): number {
  const $blocks = message.blocks;
  if (!Array.isArray($blocks) || $blocks.length > 100) refuse();
  for (let index = 0; index < $blocks.length; index++) {
    const item = $blocks[index]!;
    bytes[at++] = 10;
    const start = at + lengthOfBlockRangeResponse_blocks.width;
    at = patchLength(bytes, at, start, writeBlock(bytes, start, item), lengthOfBlockRangeResponse_blocks);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockRangeResponseObject = /* @__PURE__ */ plain(function (
  this: BlockRangeResponse,
  $blocks: BlockRangeResponse['blocks'],
) {
  this.blocks = $blocks;
});
export function readBlockRangeResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): BlockRangeResponse {
  let $blocks: BlockRangeResponse['blocks'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    let place = 0;
    do {
      if (place >= 100) reader.room(pos + 1, place, 100);
      let item: Block;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      item = readBlock(reader, bytes, pos, pos + size);
      pos += size;
      reader.depth--;
      if (place > 1) $blocks![place] = item;
      else if (place === 0) $blocks = listOf(item);
      else if (!(pos < end && bytes[pos] === 10)) $blocks = listOf($blocks![0]!, item);
      else {
        const first = $blocks![0]!;
        $blocks = new ListOfLength<Block>(2 + reader.run(bytes, pos + 1, end, 10, 100));
        $blocks[0] = first;
        $blocks[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 10);
  }
  const made = new BlockRangeResponseObject($blocks ?? []);
  if (pos !== end) mergeBlockRangeResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergeBlockRangeResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockRangeResponse,
): BlockRangeResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        reader.room(pos, message.blocks.length, 100);
        const inner = reader.enter(bytes, pos, end);
        message.blocks.push(readBlock(reader, bytes, reader.pos, inner));
        reader.leave();
        pos = inner;
        break;
      }
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks for the hash of the block at a height. */
export interface GetBlockHash {
  /** The height. */
  height: number;
}
/** Asks for the hash of the block at a height. */
export const GetBlockHash: RequestCodec<GetBlockHash, BlockHashResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetBlockHash',
  type: 0x0108,
  maxBytes: 64,
  response: () => BlockHashResponse,
  fields: () => [
    { number: 1, name: 'height', type: 'uint64', asNumber: true },
  ],
  create: createGetBlockHash,
  write: writeGetBlockHash,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetBlockHash(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0108, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetBlockHash,
});

export function createGetBlockHash(): GetBlockHash {
  return {
    height: 0,
  };
}

export function writeGetBlockHash(bytes: Uint8Array, at: number, message: GetBlockHash): number {
  const $height = message.height;
  if ($height !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($height >>> 0 === $height) {
      let bits = $height | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $height);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetBlockHashObject = /* @__PURE__ */ plain(function (
  this: GetBlockHash,
  $height: GetBlockHash['height'],
) {
  this.height = $height;
});
export function readGetBlockHash(reader: Reader, bytes: Uint8Array, pos: number, end: number): GetBlockHash {
  let $height: GetBlockHash['height'] = 0;
  if (pos < end && bytes[pos] === 8) {
    $height = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new GetBlockHashObject($height);
  if (pos !== end) mergeGetBlockHash(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetBlockHash(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetBlockHash,
): GetBlockHash {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Answers GetBlockHash. */
export interface BlockHashResponse {
  /** The height that was asked for. */
  height: number;
  /** The block's hash, 32 bytes; absent if the peer has no block there. */
  hash?: Uint8Array | undefined;
}
/** Answers GetBlockHash. */
export const BlockHashResponse: Codec<BlockHashResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockHashResponse',
  type: 0x0109,
  isResponse: true,
  maxBytes: 256,
  fields: () => [
    { number: 1, name: 'height', type: 'uint64', asNumber: true },
    { number: 2, name: 'hash', type: 'bytes', label: 'optional', exactBytes: 32 },
  ],
  create: createBlockHashResponse,
  write: writeBlockHashResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlockHashResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 256) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0109, 1, 0, id);
    return end;
  },
  read: readBlockHashResponse,
});

export function createBlockHashResponse(): BlockHashResponse {
  return {
    height: 0,
    hash: undefined,
  };
}

export function writeBlockHashResponse(bytes: Uint8Array, at: number, message: BlockHashResponse): number {
  const $height = message.height;
  if ($height !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($height >>> 0 === $height) {
      let bits = $height | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $height);
    }
  }
  const $hash = message.hash;
  if ($hash !== undefined) {
    if ($hash.length !== 32) refuse();
    if (!($hash instanceof Uint8Array) || $hash[31] === undefined) checkUnusual($hash, 32);
    if (at + 32 + ROOM > bytes.length) noRoom();
    bytes[at++] = 18;
    bytes[at++] = 32;
    setBytes.call(bytes, $hash, at);
    at += 32;
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockHashResponseObject = /* @__PURE__ */ plain(function (
  this: BlockHashResponse,
  $height: BlockHashResponse['height'],
  $hash: BlockHashResponse['hash'],
) {
  this.height = $height;
  this.hash = $hash;
});
export function readBlockHashResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): BlockHashResponse {
  let $height: BlockHashResponse['height'] = 0;
  let $hash: BlockHashResponse['hash'] | undefined;
  if (pos < end && bytes[pos] === 8) {
    $height = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 18) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $hash = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $hash = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new BlockHashResponseObject($height, $hash);
  if (pos !== end) mergeBlockHashResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergeBlockHashResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockHashResponse,
): BlockHashResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 18:
        message.hash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks for the block at a height. */
export interface BlockRequest {
  /** The height. */
  height: number;
}
/** Asks for the block at a height. */
export const BlockRequest: RequestCodec<BlockRequest, BlockResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.BlockRequest',
  type: 0x010a,
  maxBytes: 64,
  response: () => BlockResponse,
  fields: () => [
    { number: 1, name: 'height', type: 'uint64', asNumber: true },
  ],
  create: createBlockRequest,
  write: writeBlockRequest,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlockRequest(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x010a, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readBlockRequest,
});

export function createBlockRequest(): BlockRequest {
  return {
    height: 0,
  };
}

export function writeBlockRequest(bytes: Uint8Array, at: number, message: BlockRequest): number {
  const $height = message.height;
  if ($height !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($height >>> 0 === $height) {
      let bits = $height | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $height);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockRequestObject = /* @__PURE__ */ plain(function (
  this: BlockRequest,
  $height: BlockRequest['height'],
) {
  this.height = $height;
});
export function readBlockRequest(reader: Reader, bytes: Uint8Array, pos: number, end: number): BlockRequest {
  let $height: BlockRequest['height'] = 0;
  if (pos < end && bytes[pos] === 8) {
    $height = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new BlockRequestObject($height);
  if (pos !== end) mergeBlockRequest(reader, bytes, pos, end, made);
  return made;
}

export function mergeBlockRequest(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockRequest,
): BlockRequest {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Answers BlockRequest; one item of what answers StreamBlocks. */
export interface BlockResponse {
  /** The block; absent if the peer has none there. */
  block?: Block | undefined;
}
/** Answers BlockRequest; one item of what answers StreamBlocks. */
export const BlockResponse: Codec<BlockResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockResponse',
  type: 0x010b,
  priority: 'low',
  isResponse: true,
  compress: true,
  maxBytes: 4_194_304,
  fields: () => [
    { number: 1, name: 'block', type: Block },
  ],
  create: createBlockResponse,
  write: writeBlockResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlockResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x010b, 1, 0, id);
    return end;
  },
  read: readBlockResponse,
});

export function createBlockResponse(): BlockResponse {
  return {
    block: undefined,
  };
}

const lengthOfBlockResponse_block = { width: 1 };
export function writeBlockResponse(bytes: Uint8Array, at: number, message: BlockResponse): number {
  checkMessage(message);
  const $block = message.block;
  if ($block !== undefined) {
    bytes[at++] = 10;
    const start = at + lengthOfBlockResponse_block.width;
    at = patchLength(bytes, at, start, writeBlock(bytes, start, $block), lengthOfBlockResponse_block);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockResponseObject = /* @__PURE__ */ plain(function (
  this: BlockResponse,
  $block: BlockResponse['block'],
) {
  this.block = $block;
});
export function readBlockResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): BlockResponse {
  let $block: BlockResponse['block'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $block = readBlock(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  const made = new BlockResponseObject($block);
  if (pos !== end) mergeBlockResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergeBlockResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockResponse,
): BlockResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.block = message.block !== undefined ? mergeBlock(reader, bytes, reader.pos, inner, message.block) : readBlock(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        break;
      }
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks whether the peer has the same block at a height. */
export interface ConsensusQuery {
  /** The height. */
  height: number;
  /** The hash of the asker's block there, 32 bytes. */
  blockHash: Uint8Array;
}
/** Asks whether the peer has the same block at a height. */
export const ConsensusQuery: RequestCodec<ConsensusQuery, ConsensusQueryResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.ConsensusQuery',
  type: 0x010c,
  maxBytes: 256,
  response: () => ConsensusQueryResponse,
  fields: () => [
    { number: 1, name: 'height', type: 'uint64', asNumber: true },
    { number: 2, name: 'block_hash', type: 'bytes', exactBytes: 32 },
  ],
  create: createConsensusQuery,
  write: writeConsensusQuery,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeConsensusQuery(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 256) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x010c, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readConsensusQuery,
});

export function createConsensusQuery(): ConsensusQuery {
  return {
    height: 0,
    blockHash: noBytes,
  };
}

export function writeConsensusQuery(bytes: Uint8Array, at: number, message: ConsensusQuery): number {
  const $height = message.height;
  if ($height !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($height >>> 0 === $height) {
      let bits = $height | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $height);
    }
  }
  const $blockHash = message.blockHash;
  if ($blockHash.length !== 32) refuse();
  if (!($blockHash instanceof Uint8Array) || $blockHash[31] === undefined) checkUnusual($blockHash, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 18;
  bytes[at++] = 32;
  setBytes.call(bytes, $blockHash, at);
  at += 32;
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const ConsensusQueryObject = /* @__PURE__ */ plain(function (
  this: ConsensusQuery,
  $height: ConsensusQuery['height'],
  $blockHash: ConsensusQuery['blockHash'],
) {
  this.height = $height;
  this.blockHash = $blockHash;
});
export function readConsensusQuery(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): ConsensusQuery {
  const start = pos;
  let $height: ConsensusQuery['height'] = 0;
  let $blockHash: ConsensusQuery['blockHash'] = noBytes;
  if (pos < end && bytes[pos] === 8) {
    $height = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 18) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $blockHash = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $blockHash = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new ConsensusQueryObject($height, $blockHash);
  if (pos !== end) mergeConsensusQuery(reader, bytes, pos, end, made);
  if (made.blockHash.length === 0) {
    reader.missing('blockHash', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeConsensusQuery(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: ConsensusQuery,
): ConsensusQuery {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 18:
        message.blockHash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Answers ConsensusQuery. */
export interface ConsensusQueryResponse {
  /** Whether the hashes are equal. */
  agrees: boolean;
  /** The height that was asked for. */
  height: number;
  /** The hash of the answerer's block there, 32 bytes; zeros if it has none. */
  theirHash: Uint8Array;
}
/** Answers ConsensusQuery. */
export const ConsensusQueryResponse: Codec<ConsensusQueryResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.ConsensusQueryResponse',
  type: 0x010d,
  isResponse: true,
  maxBytes: 256,
  fields: () => [
    { number: 1, name: 'agrees', type: 'bool' },
    { number: 2, name: 'height', type: 'uint64', asNumber: true },
    { number: 3, name: 'their_hash', type: 'bytes', exactBytes: 32 },
  ],
  create: createConsensusQueryResponse,
  write: writeConsensusQueryResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeConsensusQueryResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 256) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x010d, 1, 0, id);
    return end;
  },
  read: readConsensusQueryResponse,
});

export function createConsensusQueryResponse(): ConsensusQueryResponse {
  return {
    agrees: false,
    height: 0,
    theirHash: noBytes,
  };
}

export function writeConsensusQueryResponse(
  bytes: Uint8Array,
  at: number,
  message: ConsensusQueryResponse,
): number {
  const $agrees = message.agrees;
  if ($agrees !== false) {
    bytes[at] = 8;
    at = writeBool(bytes, at + 1, $agrees);
  }
  const $height = message.height;
  if ($height !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($height >>> 0 === $height) {
      let bits = $height | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $height);
    }
  }
  const $theirHash = message.theirHash;
  if ($theirHash.length !== 32) refuse();
  if (!($theirHash instanceof Uint8Array) || $theirHash[31] === undefined) checkUnusual($theirHash, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 26;
  bytes[at++] = 32;
  setBytes.call(bytes, $theirHash, at);
  at += 32;
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const ConsensusQueryResponseObject = /* @__PURE__ */ plain(function (
  this: ConsensusQueryResponse,
  $agrees: ConsensusQueryResponse['agrees'],
  $height: ConsensusQueryResponse['height'],
  $theirHash: ConsensusQueryResponse['theirHash'],
) {
  this.agrees = $agrees;
  this.height = $height;
  this.theirHash = $theirHash;
});
export function readConsensusQueryResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): ConsensusQueryResponse {
  const start = pos;
  let $agrees: ConsensusQueryResponse['agrees'] = false;
  let $height: ConsensusQueryResponse['height'] = 0;
  let $theirHash: ConsensusQueryResponse['theirHash'] = noBytes;
  if (pos < end && bytes[pos] === 8) {
    if (++pos < end && bytes[pos]! < 128) $agrees = bytes[pos++]! !== 0;
    else {
      $agrees = reader.bool(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 16) {
    $height = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 26) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $theirHash = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $theirHash = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new ConsensusQueryResponseObject($agrees, $height, $theirHash);
  if (pos !== end) mergeConsensusQueryResponse(reader, bytes, pos, end, made);
  if (made.theirHash.length === 0) {
    reader.missing('theirHash', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeConsensusQueryResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: ConsensusQueryResponse,
): ConsensusQueryResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.agrees = reader.bool(bytes, pos, end);
        pos = reader.pos;
        break;
      case 16:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 26:
        message.theirHash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks for blocks in ascending height without gaps, each an item. The stream ends early where the peer's chain ends. */
export interface StreamBlocks {
  /** The first height. */
  start: number;
  /** The last height, itself included. */
  end: number;
}
/** Asks for blocks in ascending height without gaps, each an item. The stream ends early where the peer's chain ends. */
export const StreamBlocks: StreamCodec<StreamBlocks, BlockResponse> = /* @__PURE__ */ defineStream({
  name: 'timecoin.StreamBlocks',
  type: 0x0110,
  maxBytes: 64,
  response: () => BlockResponse,
  responseStream: true,
  fields: () => [
    { number: 1, name: 'start', type: 'uint64', asNumber: true },
    { number: 2, name: 'end', type: 'uint64', asNumber: true },
  ],
  create: createStreamBlocks,
  write: writeStreamBlocks,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeStreamBlocks(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0110, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readStreamBlocks,
});

export function createStreamBlocks(): StreamBlocks {
  return {
    start: 0,
    end: 0,
  };
}

export function writeStreamBlocks(bytes: Uint8Array, at: number, message: StreamBlocks): number {
  if (at + ROOM > bytes.length) noRoom();
  const $start = message.start;
  if ($start !== 0) {
    bytes[at++] = 8;
    if ($start >>> 0 === $start) {
      let bits = $start | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $start);
    }
  }
  const $end = message.end;
  if ($end !== 0) {
    bytes[at++] = 16;
    if ($end >>> 0 === $end) {
      let bits = $end | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $end);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const StreamBlocksObject = /* @__PURE__ */ plain(function (
  this: StreamBlocks,
  $start: StreamBlocks['start'],
  $end: StreamBlocks['end'],
) {
  this.start = $start;
  this.end = $end;
});
export function readStreamBlocks(reader: Reader, bytes: Uint8Array, pos: number, end: number): StreamBlocks {
  let $start: StreamBlocks['start'] = 0;
  let $end: StreamBlocks['end'] = 0;
  if (pos < end && bytes[pos] === 8) {
    $start = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 16) {
    $end = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new StreamBlocksObject($start, $end);
  if (pos !== end) mergeStreamBlocks(reader, bytes, pos, end, made);
  return made;
}

export function mergeStreamBlocks(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: StreamBlocks,
): StreamBlocks {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.start = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 16:
        message.end = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Announces a new block; gossiped on to every other peer, once per block. */
export interface BlockAnnouncement {
  /** The whole block. */
  block?: Block | undefined;
}
/** Announces a new block; gossiped on to every other peer, once per block. */
export const BlockAnnouncement: Codec<BlockAnnouncement> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockAnnouncement',
  type: 0x010e,
  gossip: true,
  maxBytes: 4_194_304,
  fields: () => [
    { number: 1, name: 'block', type: Block },
  ],
  create: createBlockAnnouncement,
  write: writeBlockAnnouncement,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlockAnnouncement(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x010e, 0, 0, id);
    return end;
  },
  read: readBlockAnnouncement,
});

export function createBlockAnnouncement(): BlockAnnouncement {
  return {
    block: undefined,
  };
}

const lengthOfBlockAnnouncement_block = { width: 1 };
export function writeBlockAnnouncement(bytes: Uint8Array, at: number, message: BlockAnnouncement): number {
  checkMessage(message);
  const $block = message.block;
  if ($block !== undefined) {
    bytes[at++] = 10;
    const start = at + lengthOfBlockAnnouncement_block.width;
    at = patchLength(bytes, at, start, writeBlock(bytes, start, $block), lengthOfBlockAnnouncement_block);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockAnnouncementObject = /* @__PURE__ */ plain(function (
  this: BlockAnnouncement,
  $block: BlockAnnouncement['block'],
) {
  this.block = $block;
});
export function readBlockAnnouncement(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): BlockAnnouncement {
  let $block: BlockAnnouncement['block'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $block = readBlock(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  const made = new BlockAnnouncementObject($block);
  if (pos !== end) mergeBlockAnnouncement(reader, bytes, pos, end, made);
  return made;
}

export function mergeBlockAnnouncement(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockAnnouncement,
): BlockAnnouncement {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.block = message.block !== undefined ? mergeBlock(reader, bytes, reader.pos, inner, message.block) : readBlock(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        break;
      }
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** What a node answers about its chain. */
export interface ChainClient {
  /** The hash of the genesis block. */
  getGenesisHash(message: GetGenesisHash, options?: RequestOptions): Promise<GenesisHashResponse>;
  /** The height of the newest block. */
  getBlockHeight(message: GetBlockHeight, options?: RequestOptions): Promise<BlockHeightResponse>;
  /** Blocks from one height to another. */
  getBlocks(message: GetBlocks, options?: RequestOptions): Promise<BlocksResponse>;
  /** The same, under the names of the newer request. */
  getBlockRange(message: GetBlockRange, options?: RequestOptions): Promise<BlockRangeResponse>;
  /** Blocks from one height to another, one after another: for peers that offer streams. */
  streamBlocks(message: StreamBlocks, options?: RequestOptions): AsyncIterableIterator<BlockResponse>;
  /** The hash of the block at a height. */
  getBlockHash(message: GetBlockHash, options?: RequestOptions): Promise<BlockHashResponse>;
  /** The block at a height. */
  blockRequest(message: BlockRequest, options?: RequestOptions): Promise<BlockResponse>;
  /** Whether the peer has the same block at a height. */
  consensusQuery(message: ConsensusQuery, options?: RequestOptions): Promise<ConsensusQueryResponse>;
}

/** How this node answers Chain; `context` says who asks. */
export interface ChainHandlers<Context> {
  /** The hash of the genesis block. */
  getGenesisHash(message: GetGenesisHash, context: Context): GenesisHashResponse | Promise<GenesisHashResponse>;
  /** The height of the newest block. */
  getBlockHeight(message: GetBlockHeight, context: Context): BlockHeightResponse | Promise<BlockHeightResponse>;
  /** Blocks from one height to another. */
  getBlocks(message: GetBlocks, context: Context): BlocksResponse | Promise<BlocksResponse>;
  /** The same, under the names of the newer request. */
  getBlockRange(message: GetBlockRange, context: Context): BlockRangeResponse | Promise<BlockRangeResponse>;
  /** Blocks from one height to another, one after another: for peers that offer streams. */
  streamBlocks(message: StreamBlocks, context: Context): AsyncIterable<BlockResponse> | Iterable<BlockResponse> | Promise<AsyncIterable<BlockResponse> | Iterable<BlockResponse>>;
  /** The hash of the block at a height. */
  getBlockHash(message: GetBlockHash, context: Context): BlockHashResponse | Promise<BlockHashResponse>;
  /** The block at a height. */
  blockRequest(message: BlockRequest, context: Context): BlockResponse | Promise<BlockResponse>;
  /** Whether the peer has the same block at a height. */
  consensusQuery(message: ConsensusQuery, context: Context): ConsensusQueryResponse | Promise<ConsensusQueryResponse>;
}

/** The requests of Chain by method: what a node registers ChainHandlers with. */
export const chainService: {
  readonly getGenesisHash: RequestCodec<GetGenesisHash, GenesisHashResponse>;
  readonly getBlockHeight: RequestCodec<GetBlockHeight, BlockHeightResponse>;
  readonly getBlocks: RequestCodec<GetBlocks, BlocksResponse>;
  readonly getBlockRange: RequestCodec<GetBlockRange, BlockRangeResponse>;
  readonly streamBlocks: StreamCodec<StreamBlocks, BlockResponse>;
  readonly getBlockHash: RequestCodec<GetBlockHash, BlockHashResponse>;
  readonly blockRequest: RequestCodec<BlockRequest, BlockResponse>;
  readonly consensusQuery: RequestCodec<ConsensusQuery, ConsensusQueryResponse>;
} = {
  getGenesisHash: GetGenesisHash,
  getBlockHeight: GetBlockHeight,
  getBlocks: GetBlocks,
  getBlockRange: GetBlockRange,
  streamBlocks: StreamBlocks,
  getBlockHash: GetBlockHash,
  blockRequest: BlockRequest,
  consensusQuery: ConsensusQuery,
};

/** Chain at a peer. */
export function chainClient(requester: Requester): ChainClient {
  return {
    getGenesisHash: (message, options) => requester.request(chainService.getGenesisHash, message, options),
    getBlockHeight: (message, options) => requester.request(chainService.getBlockHeight, message, options),
    getBlocks: (message, options) => requester.request(chainService.getBlocks, message, options),
    getBlockRange: (message, options) => requester.request(chainService.getBlockRange, message, options),
    streamBlocks: (message, options) => requester.stream(chainService.streamBlocks, message, options),
    getBlockHash: (message, options) => requester.request(chainService.getBlockHash, message, options),
    blockRequest: (message, options) => requester.request(chainService.blockRequest, message, options),
    consensusQuery: (message, options) => requester.request(chainService.consensusQuery, message, options),
  };
}
