// Made by `framewright generate` from timecoin/utxo.proto. Do not edit.
/* eslint-disable */
// Unspent outputs: asking for their states, following them, comparing whole sets. Types 0x0400 to 0x04FF.
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
  fillHole as $fillHole,
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
  writeInt64Number as $writeInt64Number,
  writeString as $writeString,
  writeStrings as $writeStrings,
  writeUint64Number as $writeUint64Number,
  writeUnknown,
} from 'framewright/codec';
import {
  OutPoint,
  UTXO,
  UTXOState,
  mergeOutPoint,
  mergeUTXOState,
  readOutPoint as $readOutPoint,
  readUTXO as $readUTXO,
  readUTXOState as $readUTXOState,
  writeOutPoint as $writeOutPoint,
  writeUTXO as $writeUTXO,
  writeUTXOState as $writeUTXOState,
} from './types.js';

// Held by constants, as engines look an import up at each use.
const ListOfLength = $ListOfLength;
const ROOM = $ROOM;
const checkMessage = $checkMessage;
const checkUnusual = $checkUnusual;
const fillHole = $fillHole;
const listOf = $listOf;
const nextId = $nextId;
const noBytes = $noBytes;
const noRoom = $noRoom;
const patchLength = $patchLength;
const readOutPoint = $readOutPoint;
const readUTXO = $readUTXO;
const readUTXOState = $readUTXOState;
const refuse = $refuse;
const setBytes = $setBytes;
const writeBool = $writeBool;
const writeHeader = $writeHeader;
const writeInt64Number = $writeInt64Number;
const writeOutPoint = $writeOutPoint;
const writeString = $writeString;
const writeStrings = $writeStrings;
const writeUTXO = $writeUTXO;
const writeUTXOState = $writeUTXOState;
const writeUint64Number = $writeUint64Number;

/** Asks for the states of some outputs. */
export interface UTXOStateQuery {
  /** The outputs, at most 1000. */
  outpoints: OutPoint[];
}
/** Asks for the states of some outputs. */
export const UTXOStateQuery: RequestCodec<UTXOStateQuery, UTXOStateResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.UTXOStateQuery',
  type: 0x0400,
  maxBytes: 65_536,
  rate: { count: 100, perMs: 1000 },
  response: () => UTXOStateResponse,
  fields: () => [
    { number: 1, name: 'outpoints', type: OutPoint, label: 'repeated', maxItems: 1_000 },
  ],
  create: createUTXOStateQuery,
  write: writeUTXOStateQuery,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeUTXOStateQuery(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0400, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readUTXOStateQuery,
});

export function createUTXOStateQuery(): UTXOStateQuery {
  return {
    outpoints: [],
  };
}

export function writeUTXOStateQuery(bytes: Uint8Array, at: number, message: UTXOStateQuery): number {
  const $outpoints = message.outpoints;
  if (!Array.isArray($outpoints) || $outpoints.length > 1000) refuse();
  for (let index = 0; index < $outpoints.length; index++) {
    const item = $outpoints[index]!;
    bytes[at++] = 10;
    const start = at++;
    at = fillHole(bytes, start, writeOutPoint(bytes, at, item));
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOStateQueryObject = /* @__PURE__ */ plain(function (
  this: UTXOStateQuery,
  $outpoints: UTXOStateQuery['outpoints'],
) {
  this.outpoints = $outpoints;
});
export function readUTXOStateQuery(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOStateQuery {
  let $outpoints: UTXOStateQuery['outpoints'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    let place = 0;
    do {
      if (place >= 1000) reader.room(pos + 1, place, 1000);
      let item: OutPoint;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      item = readOutPoint(reader, bytes, pos, pos + size);
      pos += size;
      reader.depth--;
      if (place > 1) $outpoints![place] = item;
      else if (place === 0) $outpoints = listOf(item);
      else if (!(pos < end && bytes[pos] === 10)) $outpoints = listOf($outpoints![0]!, item);
      else {
        const first = $outpoints![0]!;
        $outpoints = new ListOfLength<OutPoint>(2 + reader.run(bytes, pos + 1, end, 10, 1000));
        $outpoints[0] = first;
        $outpoints[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 10);
  }
  const made = new UTXOStateQueryObject($outpoints ?? []);
  if (pos !== end) mergeUTXOStateQuery(reader, bytes, pos, end, made);
  return made;
}

export function mergeUTXOStateQuery(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOStateQuery,
): UTXOStateQuery {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        reader.room(pos, message.outpoints.length, 1000);
        const inner = reader.enter(bytes, pos, end);
        message.outpoints.push(readOutPoint(reader, bytes, reader.pos, inner));
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

/** Answers UTXOStateQuery. */
export interface UTXOStateResponse {
  /** The states, in the order asked; an output that the peer does not know is left out. */
  states: UTXOStateEntry[];
}
/** Answers UTXOStateQuery. */
export const UTXOStateResponse: Codec<UTXOStateResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOStateResponse',
  type: 0x0401,
  isResponse: true,
  maxBytes: 262_144,
  fields: () => [
    { number: 1, name: 'states', type: UTXOStateEntry, label: 'repeated', maxItems: 1_000 },
  ],
  create: createUTXOStateResponse,
  write: writeUTXOStateResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeUTXOStateResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0401, 1, 0, id);
    return end;
  },
  read: readUTXOStateResponse,
});

export function createUTXOStateResponse(): UTXOStateResponse {
  return {
    states: [],
  };
}

const lengthOfUTXOStateResponse_states = { width: 1 };
export function writeUTXOStateResponse(bytes: Uint8Array, at: number, message: UTXOStateResponse): number {
  const $states = message.states;
  if (!Array.isArray($states) || $states.length > 1000) refuse();
  for (let index = 0; index < $states.length; index++) {
    const item = $states[index]!;
    bytes[at++] = 10;
    const start = at + lengthOfUTXOStateResponse_states.width;
    at = patchLength(bytes, at, start, writeUTXOStateEntry(bytes, start, item), lengthOfUTXOStateResponse_states);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOStateResponseObject = /* @__PURE__ */ plain(function (
  this: UTXOStateResponse,
  $states: UTXOStateResponse['states'],
) {
  this.states = $states;
});
export function readUTXOStateResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOStateResponse {
  let $states: UTXOStateResponse['states'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    let place = 0;
    do {
      if (place >= 1000) reader.room(pos + 1, place, 1000);
      let item: UTXOStateEntry;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      item = readUTXOStateEntry(reader, bytes, pos, pos + size);
      pos += size;
      reader.depth--;
      if (place > 1) $states![place] = item;
      else if (place === 0) $states = listOf(item);
      else if (!(pos < end && bytes[pos] === 10)) $states = listOf($states![0]!, item);
      else {
        const first = $states![0]!;
        $states = new ListOfLength<UTXOStateEntry>(2 + reader.run(bytes, pos + 1, end, 10, 1000));
        $states[0] = first;
        $states[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 10);
  }
  const made = new UTXOStateResponseObject($states ?? []);
  if (pos !== end) mergeUTXOStateResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergeUTXOStateResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOStateResponse,
): UTXOStateResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        reader.room(pos, message.states.length, 1000);
        const inner = reader.enter(bytes, pos, end);
        message.states.push(readUTXOStateEntry(reader, bytes, reader.pos, inner));
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

/** One output and its state. */
export interface UTXOStateEntry {
  /** The output. */
  outpoint?: OutPoint | undefined;
  /** Its state. */
  state?: UTXOState | undefined;
}
/** One output and its state. */
export const UTXOStateEntry: Codec<UTXOStateEntry> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOStateEntry',
  fields: () => [
    { number: 1, name: 'outpoint', type: OutPoint },
    { number: 2, name: 'state', type: UTXOState },
  ],
  create: createUTXOStateEntry,
  write: writeUTXOStateEntry,
  read: readUTXOStateEntry,
});

export function createUTXOStateEntry(): UTXOStateEntry {
  return {
    outpoint: undefined,
    state: undefined,
  };
}

const lengthOfUTXOStateEntry_state = { width: 1 };
export function writeUTXOStateEntry(bytes: Uint8Array, at: number, message: UTXOStateEntry): number {
  checkMessage(message);
  const $outpoint = message.outpoint;
  if ($outpoint !== undefined) {
    bytes[at++] = 10;
    const start = at++;
    at = fillHole(bytes, start, writeOutPoint(bytes, at, $outpoint));
  }
  const $state = message.state;
  if ($state !== undefined) {
    bytes[at++] = 18;
    const start = at + lengthOfUTXOStateEntry_state.width;
    at = patchLength(bytes, at, start, writeUTXOState(bytes, start, $state), lengthOfUTXOStateEntry_state);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOStateEntryObject = /* @__PURE__ */ plain(function (
  this: UTXOStateEntry,
  $outpoint: UTXOStateEntry['outpoint'],
  $state: UTXOStateEntry['state'],
) {
  this.outpoint = $outpoint;
  this.state = $state;
});
export function readUTXOStateEntry(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOStateEntry {
  let $outpoint: UTXOStateEntry['outpoint'] | undefined;
  let $state: UTXOStateEntry['state'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $outpoint = readOutPoint(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  if (pos < end && bytes[pos] === 18) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $state = readUTXOState(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  const made = new UTXOStateEntryObject($outpoint, $state);
  if (pos !== end) mergeUTXOStateEntry(reader, bytes, pos, end, made);
  return made;
}

export function mergeUTXOStateEntry(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOStateEntry,
): UTXOStateEntry {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.outpoint = message.outpoint !== undefined ? mergeOutPoint(reader, bytes, reader.pos, inner, message.outpoint) : readOutPoint(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        break;
      }
      case 18: {
        const inner = reader.enter(bytes, pos, end);
        message.state = message.state !== undefined ? mergeUTXOState(reader, bytes, reader.pos, inner, message.state) : readUTXOState(reader, bytes, reader.pos, inner);
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

/** Asks for unspent outputs, a range of them at a time: the set is larger than a message can be. */
export interface GetUTXOSet {
  /** Where to go on: only outputs after this one, in order of txid and vout. Absent: from the first. */
  after?: OutPoint | undefined;
  /**
   * The block_hash of the response before, 32 bytes. If the peer's set is another block's by now, it answers
   * ErrorResponse REFUSED, and the requester begins again. Absent: any.
   */
  blockHash?: Uint8Array | undefined;
}
/** Asks for unspent outputs, a range of them at a time: the set is larger than a message can be. */
export const GetUTXOSet: RequestCodec<GetUTXOSet, UTXOSetResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetUTXOSet',
  type: 0x0402,
  maxBytes: 256,
  response: () => UTXOSetResponse,
  fields: () => [
    { number: 1, name: 'after', type: OutPoint },
    { number: 2, name: 'block_hash', type: 'bytes', label: 'optional', exactBytes: 32 },
  ],
  create: createGetUTXOSet,
  write: writeGetUTXOSet,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetUTXOSet(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 256) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0402, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetUTXOSet,
});

export function createGetUTXOSet(): GetUTXOSet {
  return {
    after: undefined,
    blockHash: undefined,
  };
}

export function writeGetUTXOSet(bytes: Uint8Array, at: number, message: GetUTXOSet): number {
  checkMessage(message);
  const $after = message.after;
  if ($after !== undefined) {
    bytes[at++] = 10;
    const start = at++;
    at = fillHole(bytes, start, writeOutPoint(bytes, at, $after));
  }
  const $blockHash = message.blockHash;
  if ($blockHash !== undefined) {
    if ($blockHash.length !== 32) refuse();
    if (!($blockHash instanceof Uint8Array) || $blockHash[31] === undefined) checkUnusual($blockHash, 32);
    if (at + 32 + ROOM > bytes.length) noRoom();
    bytes[at++] = 18;
    bytes[at++] = 32;
    setBytes.call(bytes, $blockHash, at);
    at += 32;
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetUTXOSetObject = /* @__PURE__ */ plain(function (
  this: GetUTXOSet,
  $after: GetUTXOSet['after'],
  $blockHash: GetUTXOSet['blockHash'],
) {
  this.after = $after;
  this.blockHash = $blockHash;
});
export function readGetUTXOSet(reader: Reader, bytes: Uint8Array, pos: number, end: number): GetUTXOSet {
  let $after: GetUTXOSet['after'] | undefined;
  let $blockHash: GetUTXOSet['blockHash'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $after = readOutPoint(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
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
  const made = new GetUTXOSetObject($after, $blockHash);
  if (pos !== end) mergeGetUTXOSet(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetUTXOSet(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetUTXOSet,
): GetUTXOSet {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.after = message.after !== undefined ? mergeOutPoint(reader, bytes, reader.pos, inner, message.after) : readOutPoint(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        break;
      }
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

/**
 * Asks for all unspent outputs. Each item goes on where the one before ended; `complete` is in the last. If the peer's set
 * becomes another block's meanwhile, the stream ends with ErrorResponse REFUSED, and the requester begins again.
 */
export type StreamUTXOSet = Record<string, never>;
/**
 * Asks for all unspent outputs. Each item goes on where the one before ended; `complete` is in the last. If the peer's set
 * becomes another block's meanwhile, the stream ends with ErrorResponse REFUSED, and the requester begins again.
 */
export const StreamUTXOSet: StreamCodec<StreamUTXOSet, UTXOSetResponse> = /* @__PURE__ */ defineStream({
  name: 'timecoin.StreamUTXOSet',
  type: 0x0406,
  maxBytes: 64,
  response: () => UTXOSetResponse,
  responseStream: true,
  fields: () => [],
  create: createStreamUTXOSet,
  write: writeStreamUTXOSet,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeStreamUTXOSet(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0406, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readStreamUTXOSet,
});

export function createStreamUTXOSet(): StreamUTXOSet {
  return {};
}

export function writeStreamUTXOSet(bytes: Uint8Array, at: number, message: StreamUTXOSet): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const StreamUTXOSetObject = /* @__PURE__ */ plain(function (this: StreamUTXOSet) {
});
export function readStreamUTXOSet(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): StreamUTXOSet {
  const made = new StreamUTXOSetObject();
  if (pos !== end) mergeStreamUTXOSet(reader, bytes, pos, end, made);
  return made;
}

export function mergeStreamUTXOSet(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: StreamUTXOSet,
): StreamUTXOSet {
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

/**
 * Answers GetUTXOSet; an item of what answers StreamUTXOSet. It stops before the largest message that the requester takes; the requester goes on after the last
 * output, until `complete`.
 */
export interface UTXOSetResponse {
  /** Unspent outputs, ordered by txid and vout. */
  utxos: UTXO[];
  /** The hash of the block after which this is the set, 32 bytes. */
  blockHash: Uint8Array;
  /** The height of that block. */
  height: number;
  /** Whether no output comes after these. */
  complete: boolean;
}
/**
 * Answers GetUTXOSet; an item of what answers StreamUTXOSet. It stops before the largest message that the requester takes; the requester goes on after the last
 * output, until `complete`.
 */
export const UTXOSetResponse: Codec<UTXOSetResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOSetResponse',
  type: 0x0403,
  priority: 'low',
  isResponse: true,
  compress: true,
  maxBytes: 16_777_216,
  fields: () => [
    { number: 1, name: 'utxos', type: UTXO, label: 'repeated', maxItems: 262_144 },
    { number: 2, name: 'block_hash', type: 'bytes', exactBytes: 32 },
    { number: 3, name: 'height', type: 'uint64', asNumber: true },
    { number: 4, name: 'complete', type: 'bool' },
  ],
  create: createUTXOSetResponse,
  write: writeUTXOSetResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeUTXOSetResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0403, 1, 0, id);
    return end;
  },
  read: readUTXOSetResponse,
});

export function createUTXOSetResponse(): UTXOSetResponse {
  return {
    utxos: [],
    blockHash: noBytes,
    height: 0,
    complete: false,
  };
}

const lengthOfUTXOSetResponse_utxos = { width: 1 };
export function writeUTXOSetResponse(bytes: Uint8Array, at: number, message: UTXOSetResponse): number {
  const $utxos = message.utxos;
  if (!Array.isArray($utxos) || $utxos.length > 262144) refuse();
  for (let index = 0; index < $utxos.length; index++) {
    const item = $utxos[index]!;
    bytes[at++] = 10;
    const start = at + lengthOfUTXOSetResponse_utxos.width;
    at = patchLength(bytes, at, start, writeUTXO(bytes, start, item), lengthOfUTXOSetResponse_utxos);
  }
  const $blockHash = message.blockHash;
  if ($blockHash.length !== 32) refuse();
  if (!($blockHash instanceof Uint8Array) || $blockHash[31] === undefined) checkUnusual($blockHash, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 18;
  bytes[at++] = 32;
  setBytes.call(bytes, $blockHash, at);
  at += 32;
  const $height = message.height;
  if ($height !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($height >>> 0 === $height) {
      let bits = $height | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $height);
    }
  }
  const $complete = message.complete;
  if ($complete !== false) {
    bytes[at] = 32;
    at = writeBool(bytes, at + 1, $complete);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOSetResponseObject = /* @__PURE__ */ plain(function (
  this: UTXOSetResponse,
  $utxos: UTXOSetResponse['utxos'],
  $blockHash: UTXOSetResponse['blockHash'],
  $height: UTXOSetResponse['height'],
  $complete: UTXOSetResponse['complete'],
) {
  this.utxos = $utxos;
  this.blockHash = $blockHash;
  this.height = $height;
  this.complete = $complete;
});
export function readUTXOSetResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOSetResponse {
  const start = pos;
  let $utxos: UTXOSetResponse['utxos'] | undefined;
  let $blockHash: UTXOSetResponse['blockHash'] = noBytes;
  let $height: UTXOSetResponse['height'] = 0;
  let $complete: UTXOSetResponse['complete'] = false;
  if (pos < end && bytes[pos] === 10) {
    let place = 0;
    do {
      if (place >= 262144) reader.room(pos + 1, place, 262144);
      let item: UTXO;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      item = readUTXO(reader, bytes, pos, pos + size);
      pos += size;
      reader.depth--;
      if (place > 1) $utxos![place] = item;
      else if (place === 0) $utxos = listOf(item);
      else if (!(pos < end && bytes[pos] === 10)) $utxos = listOf($utxos![0]!, item);
      else {
        const first = $utxos![0]!;
        $utxos = new ListOfLength<UTXO>(2 + reader.run(bytes, pos + 1, end, 10, 262144));
        $utxos[0] = first;
        $utxos[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 10);
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
  if (pos < end && bytes[pos] === 24) {
    $height = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 32) {
    if (++pos < end && bytes[pos]! < 128) $complete = bytes[pos++]! !== 0;
    else {
      $complete = reader.bool(bytes, pos, end);
      pos = reader.pos;
    }
  }
  const made = new UTXOSetResponseObject($utxos ?? [], $blockHash, $height, $complete);
  if (pos !== end) mergeUTXOSetResponse(reader, bytes, pos, end, made);
  if (made.blockHash.length === 0) {
    reader.missing('blockHash', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeUTXOSetResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOSetResponse,
): UTXOSetResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        reader.room(pos, message.utxos.length, 262144);
        const inner = reader.enter(bytes, pos, end);
        message.utxos.push(readUTXO(reader, bytes, reader.pos, inner));
        reader.leave();
        pos = inner;
        break;
      }
      case 18:
        message.blockHash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 24:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 32:
        message.complete = reader.bool(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks for a hash over all unspent outputs. */
export type GetUTXOStateHash = Record<string, never>;
/** Asks for a hash over all unspent outputs. */
export const GetUTXOStateHash: RequestCodec<GetUTXOStateHash, UTXOStateHashResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetUTXOStateHash',
  type: 0x0404,
  maxBytes: 64,
  response: () => UTXOStateHashResponse,
  fields: () => [],
  create: createGetUTXOStateHash,
  write: writeGetUTXOStateHash,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetUTXOStateHash(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0404, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetUTXOStateHash,
});

export function createGetUTXOStateHash(): GetUTXOStateHash {
  return {};
}

export function writeGetUTXOStateHash(bytes: Uint8Array, at: number, message: GetUTXOStateHash): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetUTXOStateHashObject = /* @__PURE__ */ plain(function (this: GetUTXOStateHash) {
});
export function readGetUTXOStateHash(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): GetUTXOStateHash {
  const made = new GetUTXOStateHashObject();
  if (pos !== end) mergeGetUTXOStateHash(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetUTXOStateHash(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetUTXOStateHash,
): GetUTXOStateHash {
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

/** Answers GetUTXOStateHash. */
export interface UTXOStateHashResponse {
  /** The hash over all unspent outputs, 32 bytes. */
  hash: Uint8Array;
  /** The height of the newest block that the set reflects. */
  height: number;
  /** How many unspent outputs there are. */
  utxoCount: number;
}
/** Answers GetUTXOStateHash. */
export const UTXOStateHashResponse: Codec<UTXOStateHashResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOStateHashResponse',
  type: 0x0405,
  isResponse: true,
  maxBytes: 256,
  fields: () => [
    { number: 1, name: 'hash', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'height', type: 'uint64', asNumber: true },
    { number: 3, name: 'utxo_count', type: 'uint64', asNumber: true },
  ],
  create: createUTXOStateHashResponse,
  write: writeUTXOStateHashResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeUTXOStateHashResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 256) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0405, 1, 0, id);
    return end;
  },
  read: readUTXOStateHashResponse,
});

export function createUTXOStateHashResponse(): UTXOStateHashResponse {
  return {
    hash: noBytes,
    height: 0,
    utxoCount: 0,
  };
}

export function writeUTXOStateHashResponse(
  bytes: Uint8Array,
  at: number,
  message: UTXOStateHashResponse,
): number {
  const $hash = message.hash;
  if ($hash.length !== 32) refuse();
  if (!($hash instanceof Uint8Array) || $hash[31] === undefined) checkUnusual($hash, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $hash, at);
  at += 32;
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
  const $utxoCount = message.utxoCount;
  if ($utxoCount !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($utxoCount >>> 0 === $utxoCount) {
      let bits = $utxoCount | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $utxoCount);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOStateHashResponseObject = /* @__PURE__ */ plain(function (
  this: UTXOStateHashResponse,
  $hash: UTXOStateHashResponse['hash'],
  $height: UTXOStateHashResponse['height'],
  $utxoCount: UTXOStateHashResponse['utxoCount'],
) {
  this.hash = $hash;
  this.height = $height;
  this.utxoCount = $utxoCount;
});
export function readUTXOStateHashResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOStateHashResponse {
  const start = pos;
  let $hash: UTXOStateHashResponse['hash'] = noBytes;
  let $height: UTXOStateHashResponse['height'] = 0;
  let $utxoCount: UTXOStateHashResponse['utxoCount'] = 0;
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
  if (pos < end && bytes[pos] === 16) {
    $height = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 24) {
    $utxoCount = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new UTXOStateHashResponseObject($hash, $height, $utxoCount);
  if (pos !== end) mergeUTXOStateHashResponse(reader, bytes, pos, end, made);
  if (made.hash.length === 0) {
    reader.missing('hash', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeUTXOStateHashResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOStateHashResponse,
): UTXOStateHashResponse {
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
      case 16:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 24:
        message.utxoCount = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Tells a subscriber that the state of an output has changed. */
export interface UTXOStateNotification {
  /** The output. */
  outpoint?: OutPoint | undefined;
  /** Its state from now on. */
  newState?: UTXOState | undefined;
  /** When it changed, in Unix seconds. */
  timestamp: number;
}
/** Tells a subscriber that the state of an output has changed. */
export const UTXOStateNotification: Codec<UTXOStateNotification> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOStateNotification',
  type: 0x0408,
  maxBytes: 1_024,
  fields: () => [
    { number: 1, name: 'outpoint', type: OutPoint },
    { number: 2, name: 'new_state', type: UTXOState },
    { number: 3, name: 'timestamp', type: 'int64', asNumber: true },
  ],
  create: createUTXOStateNotification,
  write: writeUTXOStateNotification,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeUTXOStateNotification(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 1_024) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0408, 0, 0, id);
    return end;
  },
  read: readUTXOStateNotification,
});

export function createUTXOStateNotification(): UTXOStateNotification {
  return {
    outpoint: undefined,
    newState: undefined,
    timestamp: 0,
  };
}

const lengthOfUTXOStateNotification_newState = { width: 1 };
export function writeUTXOStateNotification(
  bytes: Uint8Array,
  at: number,
  message: UTXOStateNotification,
): number {
  const $outpoint = message.outpoint;
  if ($outpoint !== undefined) {
    bytes[at++] = 10;
    const start = at++;
    at = fillHole(bytes, start, writeOutPoint(bytes, at, $outpoint));
  }
  const $newState = message.newState;
  if ($newState !== undefined) {
    bytes[at++] = 18;
    const start = at + lengthOfUTXOStateNotification_newState.width;
    at = patchLength(bytes, at, start, writeUTXOState(bytes, start, $newState), lengthOfUTXOStateNotification_newState);
  }
  const $timestamp = message.timestamp;
  if ($timestamp !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($timestamp >>> 0 === $timestamp) {
      let bits = $timestamp | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeInt64Number(bytes, at, $timestamp);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOStateNotificationObject = /* @__PURE__ */ plain(function (
  this: UTXOStateNotification,
  $outpoint: UTXOStateNotification['outpoint'],
  $newState: UTXOStateNotification['newState'],
  $timestamp: UTXOStateNotification['timestamp'],
) {
  this.outpoint = $outpoint;
  this.newState = $newState;
  this.timestamp = $timestamp;
});
export function readUTXOStateNotification(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOStateNotification {
  let $outpoint: UTXOStateNotification['outpoint'] | undefined;
  let $newState: UTXOStateNotification['newState'] | undefined;
  let $timestamp: UTXOStateNotification['timestamp'] = 0;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $outpoint = readOutPoint(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  if (pos < end && bytes[pos] === 18) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $newState = readUTXOState(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  if (pos < end && bytes[pos] === 24) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new UTXOStateNotificationObject($outpoint, $newState, $timestamp);
  if (pos !== end) mergeUTXOStateNotification(reader, bytes, pos, end, made);
  return made;
}

export function mergeUTXOStateNotification(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOStateNotification,
): UTXOStateNotification {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.outpoint = message.outpoint !== undefined ? mergeOutPoint(reader, bytes, reader.pos, inner, message.outpoint) : readOutPoint(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        break;
      }
      case 18: {
        const inner = reader.enter(bytes, pos, end);
        message.newState = message.newState !== undefined ? mergeUTXOState(reader, bytes, reader.pos, inner, message.newState) : readUTXOState(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        break;
      }
      case 24:
        message.timestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Tells another masternode that the state of an output has changed. */
export interface UTXOStateUpdate {
  /** The output. */
  outpoint?: OutPoint | undefined;
  /** Its state from now on. */
  state?: UTXOState | undefined;
}
/** Tells another masternode that the state of an output has changed. */
export const UTXOStateUpdate: Codec<UTXOStateUpdate> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOStateUpdate',
  type: 0x0409,
  maxBytes: 1_024,
  fields: () => [
    { number: 1, name: 'outpoint', type: OutPoint },
    { number: 2, name: 'state', type: UTXOState },
  ],
  create: createUTXOStateUpdate,
  write: writeUTXOStateUpdate,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeUTXOStateUpdate(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 1_024) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0409, 0, 0, id);
    return end;
  },
  read: readUTXOStateUpdate,
});

export function createUTXOStateUpdate(): UTXOStateUpdate {
  return {
    outpoint: undefined,
    state: undefined,
  };
}

const lengthOfUTXOStateUpdate_state = { width: 1 };
export function writeUTXOStateUpdate(bytes: Uint8Array, at: number, message: UTXOStateUpdate): number {
  checkMessage(message);
  const $outpoint = message.outpoint;
  if ($outpoint !== undefined) {
    bytes[at++] = 10;
    const start = at++;
    at = fillHole(bytes, start, writeOutPoint(bytes, at, $outpoint));
  }
  const $state = message.state;
  if ($state !== undefined) {
    bytes[at++] = 18;
    const start = at + lengthOfUTXOStateUpdate_state.width;
    at = patchLength(bytes, at, start, writeUTXOState(bytes, start, $state), lengthOfUTXOStateUpdate_state);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOStateUpdateObject = /* @__PURE__ */ plain(function (
  this: UTXOStateUpdate,
  $outpoint: UTXOStateUpdate['outpoint'],
  $state: UTXOStateUpdate['state'],
) {
  this.outpoint = $outpoint;
  this.state = $state;
});
export function readUTXOStateUpdate(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOStateUpdate {
  let $outpoint: UTXOStateUpdate['outpoint'] | undefined;
  let $state: UTXOStateUpdate['state'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $outpoint = readOutPoint(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  if (pos < end && bytes[pos] === 18) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $state = readUTXOState(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  const made = new UTXOStateUpdateObject($outpoint, $state);
  if (pos !== end) mergeUTXOStateUpdate(reader, bytes, pos, end, made);
  return made;
}

export function mergeUTXOStateUpdate(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOStateUpdate,
): UTXOStateUpdate {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.outpoint = message.outpoint !== undefined ? mergeOutPoint(reader, bytes, reader.pos, inner, message.outpoint) : readOutPoint(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        break;
      }
      case 18: {
        const inner = reader.enter(bytes, pos, end);
        message.state = message.state !== undefined ? mergeUTXOState(reader, bytes, reader.pos, inner, message.state) : readUTXOState(reader, bytes, reader.pos, inner);
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

/** Asks for UTXOStateNotifications about some addresses and outputs. */
export interface Subscribe {
  /** The subscriber's name for the subscription. */
  id: string;
  /** Addresses to follow, at most 1000. */
  addresses: string[];
  /** Outputs to follow, at most 1000. */
  outpoints: OutPoint[];
}
/** Asks for UTXOStateNotifications about some addresses and outputs. */
export const Subscribe: Codec<Subscribe> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.Subscribe',
  type: 0x040a,
  maxBytes: 524_288,
  rate: { count: 10, perMs: 60000 },
  fields: () => [
    { number: 1, name: 'id', type: 'string', maxBytes: 64 },
    { number: 2, name: 'addresses', type: 'string', label: 'repeated', maxItems: 1_000, maxBytes: 128 },
    { number: 3, name: 'outpoints', type: OutPoint, label: 'repeated', maxItems: 1_000 },
  ],
  create: createSubscribe,
  write: writeSubscribe,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeSubscribe(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x040a, 0, 0, id);
    return end;
  },
  read: readSubscribe,
});

export function createSubscribe(): Subscribe {
  return {
    id: '',
    addresses: [],
    outpoints: [],
  };
}

export function writeSubscribe(bytes: Uint8Array, at: number, message: Subscribe): number {
  const $id = message.id;
  if ($id !== '') {
    bytes[at] = 10;
    at = writeString(bytes, at + 1, $id, 64);
  }
  const $addresses = message.addresses;
  if (!Array.isArray($addresses) || $addresses.length > 1000) refuse();
  at = writeStrings(bytes, at, 18, $addresses, 128);
  const $outpoints = message.outpoints;
  if (!Array.isArray($outpoints) || $outpoints.length > 1000) refuse();
  for (let index = 0; index < $outpoints.length; index++) {
    const item = $outpoints[index]!;
    bytes[at++] = 26;
    const start = at++;
    at = fillHole(bytes, start, writeOutPoint(bytes, at, item));
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const SubscribeObject = /* @__PURE__ */ plain(function (
  this: Subscribe,
  $id: Subscribe['id'],
  $addresses: Subscribe['addresses'],
  $outpoints: Subscribe['outpoints'],
) {
  this.id = $id;
  this.addresses = $addresses;
  this.outpoints = $outpoints;
});
export function readSubscribe(reader: Reader, bytes: Uint8Array, pos: number, end: number): Subscribe {
  let $id: Subscribe['id'] = '';
  let $addresses: Subscribe['addresses'] | undefined;
  let $outpoints: Subscribe['outpoints'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 64) reader.tooLong(pos, size, 64);
    $id = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 18) {
    $addresses = reader.texts(bytes, pos + 1, end, 18, 1000, 128);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 26) {
    let place = 0;
    do {
      if (place >= 1000) reader.room(pos + 1, place, 1000);
      let item: OutPoint;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      item = readOutPoint(reader, bytes, pos, pos + size);
      pos += size;
      reader.depth--;
      if (place > 1) $outpoints![place] = item;
      else if (place === 0) $outpoints = listOf(item);
      else if (!(pos < end && bytes[pos] === 26)) $outpoints = listOf($outpoints![0]!, item);
      else {
        const first = $outpoints![0]!;
        $outpoints = new ListOfLength<OutPoint>(2 + reader.run(bytes, pos + 1, end, 26, 1000));
        $outpoints[0] = first;
        $outpoints[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 26);
  }
  const made = new SubscribeObject($id, $addresses ?? [], $outpoints ?? []);
  if (pos !== end) mergeSubscribe(reader, bytes, pos, end, made);
  return made;
}

export function mergeSubscribe(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Subscribe,
): Subscribe {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.id = reader.string(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      case 18:
        reader.room(pos, message.addresses.length, 1000);
        reader.element(pos);
        message.addresses.push(reader.string(bytes, pos, end, 128));
        pos = reader.pos;
        break;
      case 26: {
        reader.room(pos, message.outpoints.length, 1000);
        const inner = reader.enter(bytes, pos, end);
        message.outpoints.push(readOutPoint(reader, bytes, reader.pos, inner));
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

/** Ends a subscription. */
export interface Unsubscribe {
  /** The name that Subscribe gave it. */
  id: string;
}
/** Ends a subscription. */
export const Unsubscribe: Codec<Unsubscribe> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.Unsubscribe',
  type: 0x040b,
  maxBytes: 256,
  rate: { count: 10, perMs: 60000 },
  fields: () => [
    { number: 1, name: 'id', type: 'string', maxBytes: 64 },
  ],
  create: createUnsubscribe,
  write: writeUnsubscribe,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeUnsubscribe(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 256) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x040b, 0, 0, id);
    return end;
  },
  read: readUnsubscribe,
});

export function createUnsubscribe(): Unsubscribe {
  return {
    id: '',
  };
}

export function writeUnsubscribe(bytes: Uint8Array, at: number, message: Unsubscribe): number {
  const $id = message.id;
  if ($id !== '') {
    bytes[at] = 10;
    at = writeString(bytes, at + 1, $id, 64);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UnsubscribeObject = /* @__PURE__ */ plain(function (this: Unsubscribe, $id: Unsubscribe['id']) {
  this.id = $id;
});
export function readUnsubscribe(reader: Reader, bytes: Uint8Array, pos: number, end: number): Unsubscribe {
  let $id: Unsubscribe['id'] = '';
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 64) reader.tooLong(pos, size, 64);
    $id = reader.text(bytes, pos, size);
    pos += size;
  }
  const made = new UnsubscribeObject($id);
  if (pos !== end) mergeUnsubscribe(reader, bytes, pos, end, made);
  return made;
}

export function mergeUnsubscribe(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Unsubscribe,
): Unsubscribe {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.id = reader.string(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** What a node answers about unspent outputs. */
export interface UtxoClient {
  /** The states of some outputs. */
  uTXOStateQuery(message: UTXOStateQuery, options?: RequestOptions): Promise<UTXOStateResponse>;
  /** All unspent outputs. */
  getUTXOSet(message: GetUTXOSet, options?: RequestOptions): Promise<UTXOSetResponse>;
  /** The same, range after range: for peers that offer streams. */
  streamUTXOSet(message: StreamUTXOSet, options?: RequestOptions): AsyncIterableIterator<UTXOSetResponse>;
  /** A hash over all unspent outputs, to compare sets. */
  getUTXOStateHash(message: GetUTXOStateHash, options?: RequestOptions): Promise<UTXOStateHashResponse>;
}

/** How this node answers Utxo; `context` says who asks. */
export interface UtxoHandlers<Context> {
  /** The states of some outputs. */
  uTXOStateQuery(message: UTXOStateQuery, context: Context): UTXOStateResponse | Promise<UTXOStateResponse>;
  /** All unspent outputs. */
  getUTXOSet(message: GetUTXOSet, context: Context): UTXOSetResponse | Promise<UTXOSetResponse>;
  /** The same, range after range: for peers that offer streams. */
  streamUTXOSet(message: StreamUTXOSet, context: Context): AsyncIterable<UTXOSetResponse> | Iterable<UTXOSetResponse> | Promise<AsyncIterable<UTXOSetResponse> | Iterable<UTXOSetResponse>>;
  /** A hash over all unspent outputs, to compare sets. */
  getUTXOStateHash(message: GetUTXOStateHash, context: Context): UTXOStateHashResponse | Promise<UTXOStateHashResponse>;
}

/** The requests of Utxo by method: what a node registers UtxoHandlers with. */
export const utxoService: {
  readonly uTXOStateQuery: RequestCodec<UTXOStateQuery, UTXOStateResponse>;
  readonly getUTXOSet: RequestCodec<GetUTXOSet, UTXOSetResponse>;
  readonly streamUTXOSet: StreamCodec<StreamUTXOSet, UTXOSetResponse>;
  readonly getUTXOStateHash: RequestCodec<GetUTXOStateHash, UTXOStateHashResponse>;
} = {
  uTXOStateQuery: UTXOStateQuery,
  getUTXOSet: GetUTXOSet,
  streamUTXOSet: StreamUTXOSet,
  getUTXOStateHash: GetUTXOStateHash,
};

/** Utxo at a peer. */
export function utxoClient(requester: Requester): UtxoClient {
  return {
    uTXOStateQuery: (message, options) => requester.request(utxoService.uTXOStateQuery, message, options),
    getUTXOSet: (message, options) => requester.request(utxoService.getUTXOSet, message, options),
    streamUTXOSet: (message, options) => requester.stream(utxoService.streamUTXOSet, message, options),
    getUTXOStateHash: (message, options) => requester.request(utxoService.getUTXOStateHash, message, options),
  };
}
