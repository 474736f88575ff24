// Made by `framewright generate` from framewright/control.proto. Do not edit.
/* eslint-disable */
// Framewright's own messages, types 1 to 9, by which two peers open, steer and close a connection. WIRE.md says when each
// may be sent; the sections cited are its. No own message is longer than 4096 bytes.
//
// Layout and numbers of Handshake, Ack and Goodbye never change. Types 10 to 31 are reserved.
import {
  type Codec,
  type EnumShape,
  HIGH as $HIGH,
  LOW as $LOW,
  ROOM as $ROOM,
  type Reader,
  anyUnknownKept,
  checkMessage as $checkMessage,
  checkUnusual as $checkUnusual,
  defineCodec,
  fillHole as $fillHole,
  halves as $halves,
  isEmpty as $isEmpty,
  nextId as $nextId,
  noBytes as $noBytes,
  noRoom as $noRoom,
  plain,
  refuse as $refuse,
  setBytes as $setBytes,
  unsigned as $unsigned,
  writeBool as $writeBool,
  writeHeader as $writeHeader,
  writeInt64Number as $writeInt64Number,
  writeLength as $writeLength,
  writeString as $writeString,
  writeStrings as $writeStrings,
  writeUint32 as $writeUint32,
  writeUint64Number as $writeUint64Number,
  writeUnknown,
} from 'framewright/codec';

// Held by constants, as engines look an import up at each use.
const HIGH = $HIGH;
const LOW = $LOW;
const ROOM = $ROOM;
const checkMessage = $checkMessage;
const checkUnusual = $checkUnusual;
const fillHole = $fillHole;
const halves = $halves;
const isEmpty = $isEmpty;
const nextId = $nextId;
const noBytes = $noBytes;
const noRoom = $noRoom;
const refuse = $refuse;
const setBytes = $setBytes;
const unsigned = $unsigned;
const writeBool = $writeBool;
const writeHeader = $writeHeader;
const writeInt64Number = $writeInt64Number;
const writeLength = $writeLength;
const writeString = $writeString;
const writeStrings = $writeStrings;
const writeUint32 = $writeUint32;
const writeUint64Number = $writeUint64Number;

/** The codes of Goodbye, in four groups of what a dialler does about them (§8.3). */
export const GoodbyeCode = {
  /** Not a code: a Goodbye always says one. A receiver treats it as GOODBYE_NORMAL. */
  UNSPECIFIED: 0,
  /** The sender has finished. */
  NORMAL: 1,
  /** The pair already has a connection. Neither a violation nor a failed dial. */
  DUPLICATE: 2,
  /** Something that was due did not come in time. */
  TIMEOUT: 3,
  /** Another network: magic or name differ. Do not retry. */
  NETWORK: 10,
  /** No common wire version. Do not retry. */
  VERSION: 11,
  /** The node has dialled itself. Do not retry. */
  SELF: 12,
  /** The node id is not that of the TLS certificate. Do not retry. */
  IDENTITY: 13,
  /** The sender has banned the receiver. Do not retry. */
  BANNED: 14,
  /** The sender is shutting down. Retry later. */
  CLOSING: 20,
  /** The sender has no free place. Retry later. */
  FULL: 21,
  /** The receiver took too little for too long, and the sender's queue is full. Retry later. */
  SLOW_PEER: 22,
  /** The receiver made the sender queue too many own frames. Retry later. */
  FLOOD: 23,
  /** The sender is short of memory or time. Retry later. */
  OVERLOADED: 24,
  /** The bytes do not make frames. A violation. */
  FRAMING: 30,
  /** A message above the announced largest one. A violation. */
  TOO_LARGE: 31,
  /** Sent beyond the credit, or granted beyond the allowed. A violation. */
  FLOW: 32,
  /** An own message that does not decode or is out of place. A violation. */
  PROTOCOL: 33,
} as const;
/** Open: a newer peer may send a number that this schema does not name, and it is kept. */
export type GoodbyeCode = (typeof GoodbyeCode)[keyof typeof GoodbyeCode] | (number & {});

export const GoodbyeCodeShape: EnumShape = {
  name: 'framewright.GoodbyeCode',
  values: {
    GOODBYE_UNSPECIFIED: 0,
    GOODBYE_NORMAL: 1,
    GOODBYE_DUPLICATE: 2,
    GOODBYE_TIMEOUT: 3,
    GOODBYE_NETWORK: 10,
    GOODBYE_VERSION: 11,
    GOODBYE_SELF: 12,
    GOODBYE_IDENTITY: 13,
    GOODBYE_BANNED: 14,
    GOODBYE_CLOSING: 20,
    GOODBYE_FULL: 21,
    GOODBYE_SLOW_PEER: 22,
    GOODBYE_FLOOD: 23,
    GOODBYE_OVERLOADED: 24,
    GOODBYE_FRAMING: 30,
    GOODBYE_TOO_LARGE: 31,
    GOODBYE_FLOW: 32,
    GOODBYE_PROTOCOL: 33,
  },
};

/** The codes of ErrorResponse (§10.2). From 1000 on they belong to the schema. */
export const ErrorCode = {
  /** Not a code. A receiver treats it as ERROR_FAILED. */
  UNSPECIFIED: 0,
  /** The receiver does not know the message type; the sender fails that type locally from then on. */
  UNKNOWN_TYPE: 1,
  /** The message does not decode, breaks a limit of the schema or has wrong flags. */
  MALFORMED: 2,
  /** The response would be larger than the requester takes. */
  TOO_LARGE: 3,
  /** Too many requests are in progress. */
  BUSY: 4,
  /** The handler did not settle by its deadline. */
  TIMEOUT: 5,
  /** The handler threw. */
  FAILED: 6,
  /** The connection is closing. */
  CLOSING: 7,
  /** The application refused the message. */
  REFUSED: 8,
} as const;
/** Open: a newer peer may send a number that this schema does not name, and it is kept. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode] | (number & {});

export const ErrorCodeShape: EnumShape = {
  name: 'framewright.ErrorCode',
  values: {
    ERROR_UNSPECIFIED: 0,
    ERROR_UNKNOWN_TYPE: 1,
    ERROR_MALFORMED: 2,
    ERROR_TOO_LARGE: 3,
    ERROR_BUSY: 4,
    ERROR_TIMEOUT: 5,
    ERROR_FAILED: 6,
    ERROR_CLOSING: 7,
    ERROR_REFUSED: 8,
  },
};

/**
 * The first message in each direction of a connection: who speaks, in which network, in which versions, and what it can
 * take. Its header has id 1 and the flag ACK (§6).
 */
export interface Handshake {
  /** The four bytes that mark the network. TIME mainnet: C0 1D 7E 4D; testnet: "TIME". */
  magic: Uint8Array;
  /** The lowest wire version that the sender speaks: 1. */
  versionLow: number;
  /** The highest wire version that the sender speaks: 1. */
  versionHigh: number;
  /** The name of the network, compared byte by byte. */
  network: string;
  /** The sender's node id: SHA-256 of the SubjectPublicKeyInfo (DER) of its node key. */
  nodeId: Uint8Array;
  /** Random, new at every start of the sender's process: tells a reconnect from a restart. */
  epoch: bigint;
  /** ASCII tokens of what the sender can do beyond this page; unknown ones are ignored, and none needs support. */
  capabilities: string[];
  /** The longest message that the sender takes, in payload bytes: 65536 to 16777216; 0 means 8388608. */
  largestMessage: number;
  /**
   * What the sender grants at the start in each of the two credit windows, in wire bytes: 262144 to 16777216; 0 means
   * 1048576.
   */
  window: number;
  /** A digest of the sender's schema: compared for equality, a difference said once in the log, never a reason to refuse. */
  schemaFingerprint: Uint8Array;
  /** The TCP port where the sender can be dialled, 0 if it cannot. */
  listenPort: number;
  /** The sender's software and its version, for logs. */
  userAgent: string;
}
/**
 * The first message in each direction of a connection: who speaks, in which network, in which versions, and what it can
 * take. Its header has id 1 and the flag ACK (§6).
 */
export const Handshake: Codec<Handshake> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Handshake',
  type: 1,
  requiresAck: true,
  maxBytes: 4_096,
  fields: () => [
    { number: 1, name: 'magic', type: 'bytes', exactBytes: 4 },
    { number: 2, name: 'version_low', type: 'uint32' },
    { number: 3, name: 'version_high', type: 'uint32' },
    { number: 4, name: 'network', type: 'string', maxBytes: 64 },
    { number: 5, name: 'node_id', type: 'bytes', exactBytes: 32 },
    { number: 6, name: 'epoch', type: 'fixed64' },
    { number: 7, name: 'capabilities', type: 'string', label: 'repeated', maxItems: 32, maxBytes: 32 },
    { number: 8, name: 'largest_message', type: 'uint32' },
    { number: 9, name: 'window', type: 'uint32' },
    { number: 10, name: 'schema_fingerprint', type: 'bytes', maxBytes: 64 },
    { number: 11, name: 'listen_port', type: 'uint32' },
    { number: 12, name: 'user_agent', type: 'string', maxBytes: 256 },
  ],
  create: createHandshake,
  write: writeHandshake,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeHandshake(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 4_096) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 1, 2, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readHandshake,
});

export function createHandshake(): Handshake {
  return {
    magic: noBytes,
    versionLow: 0,
    versionHigh: 0,
    network: '',
    nodeId: noBytes,
    epoch: 0n,
    capabilities: [],
    largestMessage: 0,
    window: 0,
    schemaFingerprint: noBytes,
    listenPort: 0,
    userAgent: '',
  };
}

export function writeHandshake(bytes: Uint8Array, at: number, message: Handshake): number {
  const $magic = message.magic;
  if ($magic.length !== 4) refuse();
  if (!($magic instanceof Uint8Array) || $magic[3] === undefined) checkUnusual($magic, 4);
  if (at + 4 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 4;
  setBytes.call(bytes, $magic, at);
  at += 4;
  const $versionLow = message.versionLow;
  if ($versionLow !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($versionLow >>> 0 === $versionLow) {
      let bits = $versionLow | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $versionLow);
    }
  }
  const $versionHigh = message.versionHigh;
  if ($versionHigh !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($versionHigh >>> 0 === $versionHigh) {
      let bits = $versionHigh | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $versionHigh);
    }
  }
  const $network = message.network;
  if ($network !== '') {
    bytes[at] = 34;
    at = writeString(bytes, at + 1, $network, 64);
  }
  const $nodeId = message.nodeId;
  if ($nodeId.length !== 32) refuse();
  if (!($nodeId instanceof Uint8Array) || $nodeId[31] === undefined) checkUnusual($nodeId, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 42;
  bytes[at++] = 32;
  setBytes.call(bytes, $nodeId, at);
  at += 32;
  const $epoch = message.epoch;
  if ($epoch !== 0n) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 49;
    unsigned[0] = $epoch;
    if (unsigned[0] !== $epoch) refuse();
    const low = halves[LOW]!;
    const high = halves[HIGH]!;
    bytes[at] = low;
    bytes[at + 1] = low >>> 8;
    bytes[at + 2] = low >>> 16;
    bytes[at + 3] = low >>> 24;
    bytes[at + 4] = high;
    bytes[at + 5] = high >>> 8;
    bytes[at + 6] = high >>> 16;
    bytes[at + 7] = high >>> 24;
    at += 8;
  }
  const $capabilities = message.capabilities;
  if (!Array.isArray($capabilities) || $capabilities.length > 32) refuse();
  at = writeStrings(bytes, at, 58, $capabilities, 32);
  const $largestMessage = message.largestMessage;
  if ($largestMessage !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 64;
    if ($largestMessage >>> 0 === $largestMessage) {
      let bits = $largestMessage | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $largestMessage);
    }
  }
  const $window = message.window;
  if ($window !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 72;
    if ($window >>> 0 === $window) {
      let bits = $window | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $window);
    }
  }
  const $schemaFingerprint = message.schemaFingerprint;
  if (!isEmpty($schemaFingerprint)) {
    const { length } = $schemaFingerprint;
    if (length > 64) refuse();
    if (!($schemaFingerprint instanceof Uint8Array) || $schemaFingerprint[length - 1] === undefined) checkUnusual($schemaFingerprint, length);
    if (at + length + ROOM > bytes.length) noRoom();
    bytes[at++] = 82;
    if (length < 128) bytes[at++] = length;
    else at = writeLength(bytes, at, length);
    setBytes.call(bytes, $schemaFingerprint, at);
    at += length;
  }
  const $listenPort = message.listenPort;
  if ($listenPort !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 88;
    if ($listenPort >>> 0 === $listenPort) {
      let bits = $listenPort | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $listenPort);
    }
  }
  const $userAgent = message.userAgent;
  if ($userAgent !== '') {
    bytes[at] = 98;
    at = writeString(bytes, at + 1, $userAgent, 256);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const HandshakeObject = /* @__PURE__ */ plain(function (
  this: Handshake,
  $magic: Handshake['magic'],
  $versionLow: Handshake['versionLow'],
  $versionHigh: Handshake['versionHigh'],
  $network: Handshake['network'],
  $nodeId: Handshake['nodeId'],
  $epoch: Handshake['epoch'],
  $capabilities: Handshake['capabilities'],
  $largestMessage: Handshake['largestMessage'],
  $window: Handshake['window'],
  $schemaFingerprint: Handshake['schemaFingerprint'],
  $listenPort: Handshake['listenPort'],
  $userAgent: Handshake['userAgent'],
) {
  this.magic = $magic;
  this.versionLow = $versionLow;
  this.versionHigh = $versionHigh;
  this.network = $network;
  this.nodeId = $nodeId;
  this.epoch = $epoch;
  this.capabilities = $capabilities;
  this.largestMessage = $largestMessage;
  this.window = $window;
  this.schemaFingerprint = $schemaFingerprint;
  this.listenPort = $listenPort;
  this.userAgent = $userAgent;
});
export function readHandshake(reader: Reader, bytes: Uint8Array, pos: number, end: number): Handshake {
  const start = pos;
  let $magic: Handshake['magic'] = noBytes;
  let $versionLow: Handshake['versionLow'] = 0;
  let $versionHigh: Handshake['versionHigh'] = 0;
  let $network: Handshake['network'] = '';
  let $nodeId: Handshake['nodeId'] = noBytes;
  let $epoch: Handshake['epoch'] = 0n;
  let $capabilities: Handshake['capabilities'] | undefined;
  let $largestMessage: Handshake['largestMessage'] = 0;
  let $window: Handshake['window'] = 0;
  let $schemaFingerprint: Handshake['schemaFingerprint'] = noBytes;
  let $listenPort: Handshake['listenPort'] = 0;
  let $userAgent: Handshake['userAgent'] = '';
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 4) reader.wrongLength(pos, size, 4);
    if (reader.buffer !== undefined) $magic = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $magic = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 16) {
    if (++pos < end && bytes[pos]! < 128) $versionLow = bytes[pos++]!;
    else {
      $versionLow = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 24) {
    if (++pos < end && bytes[pos]! < 128) $versionHigh = bytes[pos++]!;
    else {
      $versionHigh = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 34) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 64) reader.tooLong(pos, size, 64);
    $network = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 42) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $nodeId = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $nodeId = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 49) {
    $epoch = reader.fixed64(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 58) {
    $capabilities = reader.texts(bytes, pos + 1, end, 58, 32, 32);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 64) {
    if (++pos < end && bytes[pos]! < 128) $largestMessage = bytes[pos++]!;
    else {
      $largestMessage = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 72) {
    if (++pos < end && bytes[pos]! < 128) $window = bytes[pos++]!;
    else {
      $window = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 82) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 64) reader.tooLong(pos, size, 64);
    if (size !== 0 && reader.buffer !== undefined) $schemaFingerprint = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $schemaFingerprint = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 88) {
    if (++pos < end && bytes[pos]! < 128) $listenPort = bytes[pos++]!;
    else {
      $listenPort = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 98) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 256) reader.tooLong(pos, size, 256);
    $userAgent = reader.text(bytes, pos, size);
    pos += size;
  }
  const made = new HandshakeObject(
    $magic,
    $versionLow,
    $versionHigh,
    $network,
    $nodeId,
    $epoch,
    $capabilities ?? [],
    $largestMessage,
    $window,
    $schemaFingerprint,
    $listenPort,
    $userAgent,
  );
  if (pos !== end) mergeHandshake(reader, bytes, pos, end, made);
  if (made.magic.length === 0) {
    reader.missing('magic', start, '0 bytes instead of 4');
  }
  if (made.nodeId.length === 0) {
    reader.missing('nodeId', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeHandshake(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Handshake,
): Handshake {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.magic = reader.exactByteField(bytes, pos, end, 4);
        pos = reader.pos;
        break;
      case 16:
        message.versionLow = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 24:
        message.versionHigh = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 34:
        message.network = reader.string(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      case 42:
        message.nodeId = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 49:
        message.epoch = reader.fixed64(bytes, pos, end);
        pos = reader.pos;
        break;
      case 58:
        reader.room(pos, message.capabilities.length, 32);
        reader.element(pos);
        message.capabilities.push(reader.string(bytes, pos, end, 32));
        pos = reader.pos;
        break;
      case 64:
        message.largestMessage = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 72:
        message.window = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 82:
        message.schemaFingerprint = reader.byteField(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      case 88:
        message.listenPort = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 98:
        message.userAgent = reader.string(bytes, pos, end, 256);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Settles messages that were sent with the flag ACK, the Handshake among them (§6, §12). */
export interface Ack {
  /** The ids that are settled. They are ids of the receiver of the Ack. */
  ids: number[];
  /** In the Ack of a Handshake: the sender still knows which messages of this peer it has had before (§12.4). */
  resumed: boolean;
  /** The name of the message type acknowledged; only where a connection meets the legacy wire, else empty. */
  messageType: string;
}
/** Settles messages that were sent with the flag ACK, the Handshake among them (§6, §12). */
export const Ack: Codec<Ack> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Ack',
  type: 2,
  maxBytes: 4_096,
  fields: () => [
    { number: 1, name: 'ids', type: 'uint32', label: 'repeated', maxItems: 512 },
    { number: 2, name: 'resumed', type: 'bool' },
    { number: 3, name: 'message_type', type: 'string', maxBytes: 256 },
  ],
  create: createAck,
  write: writeAck,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeAck(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 4_096) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 2, 0, 0, id);
    return end;
  },
  read: readAck,
});

export function createAck(): Ack {
  return {
    ids: [],
    resumed: false,
    messageType: '',
  };
}

export function writeAck(bytes: Uint8Array, at: number, message: Ack): number {
  const $ids = message.ids;
  if (!Array.isArray($ids) || $ids.length > 512) refuse();
  if ($ids.length > 0) {
    bytes[at++] = 10;
    const hole = at++;
    for (let index = 0; index < $ids.length; index++) {
      const item = $ids[index]!;
      at = writeUint32(bytes, at, item);
    }
    at = fillHole(bytes, hole, at);
  }
  const $resumed = message.resumed;
  if ($resumed !== false) {
    bytes[at] = 16;
    at = writeBool(bytes, at + 1, $resumed);
  }
  const $messageType = message.messageType;
  if ($messageType !== '') {
    bytes[at] = 26;
    at = writeString(bytes, at + 1, $messageType, 256);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const AckObject = /* @__PURE__ */ plain(function (
  this: Ack,
  $ids: Ack['ids'],
  $resumed: Ack['resumed'],
  $messageType: Ack['messageType'],
) {
  this.ids = $ids;
  this.resumed = $resumed;
  this.messageType = $messageType;
});
export function readAck(reader: Reader, bytes: Uint8Array, pos: number, end: number): Ack {
  let $ids: Ack['ids'] | undefined;
  let $resumed: Ack['resumed'] = false;
  let $messageType: Ack['messageType'] = '';
  if (pos < end && bytes[pos] === 10) {
    $ids = [];
    const stop = reader.narrow(bytes, pos + 1, end);
    pos = reader.pos;
    while (pos < stop) {
      reader.room(pos, $ids.length, 512);
      $ids.push(reader.uint32(bytes, pos, stop));
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 16) {
    if (++pos < end && bytes[pos]! < 128) $resumed = bytes[pos++]! !== 0;
    else {
      $resumed = reader.bool(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 26) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 256) reader.tooLong(pos, size, 256);
    $messageType = reader.text(bytes, pos, size);
    pos += size;
  }
  const made = new AckObject($ids ?? [], $resumed, $messageType);
  if (pos !== end) mergeAck(reader, bytes, pos, end, made);
  return made;
}

export function mergeAck(reader: Reader, bytes: Uint8Array, pos: number, end: number, message: Ack): Ack {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const stop = reader.narrow(bytes, pos, end);
        pos = reader.pos;
        while (pos < stop) {
          reader.room(pos, message.ids.length, 512);
          message.ids.push(reader.uint32(bytes, pos, stop));
          pos = reader.pos;
        }
        break;
      }
      case 8:
        reader.room(pos, message.ids.length, 512);
        reader.element(pos);
        message.ids.push(reader.uint32(bytes, pos, end));
        pos = reader.pos;
        break;
      case 16:
        message.resumed = reader.bool(bytes, pos, end);
        pos = reader.pos;
        break;
      case 26:
        message.messageType = reader.string(bytes, pos, end, 256);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks whether the peer is alive (§14). */
export interface Ping {
  /** Random; comes back in the Pong. */
  nonce: bigint;
  /** The sender's clock in Unix seconds, to show only: no clock needs to be right. */
  timestamp: number;
}
/** Asks whether the peer is alive (§14). */
export const Ping: Codec<Ping> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Ping',
  type: 3,
  priority: 'high',
  maxBytes: 4_096,
  fields: () => [
    { number: 1, name: 'nonce', type: 'fixed64' },
    { number: 2, name: 'timestamp', type: 'int64', asNumber: true },
  ],
  create: createPing,
  write: writePing,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writePing(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 4_096) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 3, 0, 0, id);
    return end;
  },
  read: readPing,
});

export function createPing(): Ping {
  return {
    nonce: 0n,
    timestamp: 0,
  };
}

export function writePing(bytes: Uint8Array, at: number, message: Ping): number {
  if (at + ROOM > bytes.length) noRoom();
  const $nonce = message.nonce;
  if ($nonce !== 0n) {
    bytes[at++] = 9;
    unsigned[0] = $nonce;
    if (unsigned[0] !== $nonce) refuse();
    const low = halves[LOW]!;
    const high = halves[HIGH]!;
    bytes[at] = low;
    bytes[at + 1] = low >>> 8;
    bytes[at + 2] = low >>> 16;
    bytes[at + 3] = low >>> 24;
    bytes[at + 4] = high;
    bytes[at + 5] = high >>> 8;
    bytes[at + 6] = high >>> 16;
    bytes[at + 7] = high >>> 24;
    at += 8;
  }
  const $timestamp = message.timestamp;
  if ($timestamp !== 0) {
    bytes[at++] = 16;
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

const PingObject = /* @__PURE__ */ plain(function (
  this: Ping,
  $nonce: Ping['nonce'],
  $timestamp: Ping['timestamp'],
) {
  this.nonce = $nonce;
  this.timestamp = $timestamp;
});
export function readPing(reader: Reader, bytes: Uint8Array, pos: number, end: number): Ping {
  let $nonce: Ping['nonce'] = 0n;
  let $timestamp: Ping['timestamp'] = 0;
  if (pos < end && bytes[pos] === 9) {
    $nonce = reader.fixed64(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 16) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new PingObject($nonce, $timestamp);
  if (pos !== end) mergePing(reader, bytes, pos, end, made);
  return made;
}

export function mergePing(reader: Reader, bytes: Uint8Array, pos: number, end: number, message: Ping): Ping {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 9:
        message.nonce = reader.fixed64(bytes, pos, end);
        pos = reader.pos;
        break;
      case 16:
        message.timestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Answers a Ping at once (§14). */
export interface Pong {
  /** The nonce of the Ping. */
  nonce: bigint;
  /** The clock of the Pong's sender in Unix seconds, to show only. */
  timestamp: number;
}
/** Answers a Ping at once (§14). */
export const Pong: Codec<Pong> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Pong',
  type: 4,
  priority: 'high',
  maxBytes: 4_096,
  fields: () => [
    { number: 1, name: 'nonce', type: 'fixed64' },
    { number: 2, name: 'timestamp', type: 'int64', asNumber: true },
  ],
  create: createPong,
  write: writePong,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writePong(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 4_096) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 4, 0, 0, id);
    return end;
  },
  read: readPong,
});

export function createPong(): Pong {
  return {
    nonce: 0n,
    timestamp: 0,
  };
}

export function writePong(bytes: Uint8Array, at: number, message: Pong): number {
  if (at + ROOM > bytes.length) noRoom();
  const $nonce = message.nonce;
  if ($nonce !== 0n) {
    bytes[at++] = 9;
    unsigned[0] = $nonce;
    if (unsigned[0] !== $nonce) refuse();
    const low = halves[LOW]!;
    const high = halves[HIGH]!;
    bytes[at] = low;
    bytes[at + 1] = low >>> 8;
    bytes[at + 2] = low >>> 16;
    bytes[at + 3] = low >>> 24;
    bytes[at + 4] = high;
    bytes[at + 5] = high >>> 8;
    bytes[at + 6] = high >>> 16;
    bytes[at + 7] = high >>> 24;
    at += 8;
  }
  const $timestamp = message.timestamp;
  if ($timestamp !== 0) {
    bytes[at++] = 16;
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

const PongObject = /* @__PURE__ */ plain(function (
  this: Pong,
  $nonce: Pong['nonce'],
  $timestamp: Pong['timestamp'],
) {
  this.nonce = $nonce;
  this.timestamp = $timestamp;
});
export function readPong(reader: Reader, bytes: Uint8Array, pos: number, end: number): Pong {
  let $nonce: Pong['nonce'] = 0n;
  let $timestamp: Pong['timestamp'] = 0;
  if (pos < end && bytes[pos] === 9) {
    $nonce = reader.fixed64(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 16) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new PongObject($nonce, $timestamp);
  if (pos !== end) mergePong(reader, bytes, pos, end, made);
  return made;
}

export function mergePong(reader: Reader, bytes: Uint8Array, pos: number, end: number, message: Pong): Pong {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 9:
        message.nonce = reader.fixed64(bytes, pos, end);
        pos = reader.pos;
        break;
      case 16:
        message.timestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Ends a connection and says why. Its sender writes nothing after it (§8). */
export interface Goodbye {
  /** A GoodbyeCode. An unknown one counts by its group of ten, outside the groups as GOODBYE_NORMAL. */
  code: number;
  /** For a log, in English; no meaning for a program. */
  reason: string;
  /** How long the receiver should wait before it dials again, in milliseconds; 0: it decides alone. */
  retryAfterMs: number;
}
/** Ends a connection and says why. Its sender writes nothing after it (§8). */
export const Goodbye: Codec<Goodbye> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Goodbye',
  type: 5,
  maxBytes: 4_096,
  fields: () => [
    { number: 1, name: 'code', type: 'uint32' },
    { number: 2, name: 'reason', type: 'string', maxBytes: 256 },
    { number: 3, name: 'retry_after_ms', type: 'uint32' },
  ],
  create: createGoodbye,
  write: writeGoodbye,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGoodbye(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 4_096) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 5, 0, 0, id);
    return end;
  },
  read: readGoodbye,
});

export function createGoodbye(): Goodbye {
  return {
    code: 0,
    reason: '',
    retryAfterMs: 0,
  };
}

export function writeGoodbye(bytes: Uint8Array, at: number, message: Goodbye): number {
  const $code = message.code;
  if ($code !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($code >>> 0 === $code) {
      let bits = $code | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $code);
    }
  }
  const $reason = message.reason;
  if ($reason !== '') {
    bytes[at] = 18;
    at = writeString(bytes, at + 1, $reason, 256);
  }
  const $retryAfterMs = message.retryAfterMs;
  if ($retryAfterMs !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($retryAfterMs >>> 0 === $retryAfterMs) {
      let bits = $retryAfterMs | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $retryAfterMs);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GoodbyeObject = /* @__PURE__ */ plain(function (
  this: Goodbye,
  $code: Goodbye['code'],
  $reason: Goodbye['reason'],
  $retryAfterMs: Goodbye['retryAfterMs'],
) {
  this.code = $code;
  this.reason = $reason;
  this.retryAfterMs = $retryAfterMs;
});
export function readGoodbye(reader: Reader, bytes: Uint8Array, pos: number, end: number): Goodbye {
  let $code: Goodbye['code'] = 0;
  let $reason: Goodbye['reason'] = '';
  let $retryAfterMs: Goodbye['retryAfterMs'] = 0;
  if (pos < end && bytes[pos] === 8) {
    if (++pos < end && bytes[pos]! < 128) $code = bytes[pos++]!;
    else {
      $code = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 18) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 256) reader.tooLong(pos, size, 256);
    $reason = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 24) {
    if (++pos < end && bytes[pos]! < 128) $retryAfterMs = bytes[pos++]!;
    else {
      $retryAfterMs = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  const made = new GoodbyeObject($code, $reason, $retryAfterMs);
  if (pos !== end) mergeGoodbye(reader, bytes, pos, end, made);
  return made;
}

export function mergeGoodbye(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Goodbye,
): Goodbye {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.code = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 18:
        message.reason = reader.string(bytes, pos, end, 256);
        pos = reader.pos;
        break;
      case 24:
        message.retryAfterMs = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/**
 * Answers a request, or an acknowledged message, that failed. Its header has the flag RESPONSE and the id of what it
 * answers (§10).
 */
export interface ErrorResponse {
  /** An ErrorCode, or 1000 and above: the schema's own. */
  code: number;
  /** What went wrong, for people; never a stack. */
  message: string;
}
/**
 * Answers a request, or an acknowledged message, that failed. Its header has the flag RESPONSE and the id of what it
 * answers (§10).
 */
export const ErrorResponse: Codec<ErrorResponse> = /* @__PURE__ */ defineCodec({
  name: 'framewright.ErrorResponse',
  type: 6,
  maxBytes: 4_096,
  fields: () => [
    { number: 1, name: 'code', type: 'uint32' },
    { number: 2, name: 'message', type: 'string', maxBytes: 256 },
  ],
  create: createErrorResponse,
  write: writeErrorResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeErrorResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 4_096) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 6, 0, 0, id);
    return end;
  },
  read: readErrorResponse,
});

export function createErrorResponse(): ErrorResponse {
  return {
    code: 0,
    message: '',
  };
}

export function writeErrorResponse(bytes: Uint8Array, at: number, message: ErrorResponse): number {
  const $code = message.code;
  if ($code !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($code >>> 0 === $code) {
      let bits = $code | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $code);
    }
  }
  const $message = message.message;
  if ($message !== '') {
    bytes[at] = 18;
    at = writeString(bytes, at + 1, $message, 256);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const ErrorResponseObject = /* @__PURE__ */ plain(function (
  this: ErrorResponse,
  $code: ErrorResponse['code'],
  $message: ErrorResponse['message'],
) {
  this.code = $code;
  this.message = $message;
});
export function readErrorResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): ErrorResponse {
  let $code: ErrorResponse['code'] = 0;
  let $message: ErrorResponse['message'] = '';
  if (pos < end && bytes[pos] === 8) {
    if (++pos < end && bytes[pos]! < 128) $code = bytes[pos++]!;
    else {
      $code = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 18) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 256) reader.tooLong(pos, size, 256);
    $message = reader.text(bytes, pos, size);
    pos += size;
  }
  const made = new ErrorResponseObject($code, $message);
  if (pos !== end) mergeErrorResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergeErrorResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: ErrorResponse,
): ErrorResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.code = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 18:
        message.message = reader.string(bytes, pos, end, 256);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Grants bytes on top of those granted before (§11). */
export interface Credit {
  /** New wire bytes for frames without RESPONSE; if the header has an id, for the items of that stream. */
  bytes: number;
  /** New wire bytes for frames with RESPONSE. */
  responseBytes: number;
  /** The running total of counted wire bytes that the sender of the Credit has read on this connection, in both windows. */
  received: number;
}
/** Grants bytes on top of those granted before (§11). */
export const Credit: Codec<Credit> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Credit',
  type: 7,
  maxBytes: 4_096,
  fields: () => [
    { number: 1, name: 'bytes', type: 'uint32' },
    { number: 2, name: 'response_bytes', type: 'uint32' },
    { number: 3, name: 'received', type: 'uint64', asNumber: true },
  ],
  create: createCredit,
  write: writeCredit,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeCredit(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 4_096) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 7, 0, 0, id);
    return end;
  },
  read: readCredit,
});

export function createCredit(): Credit {
  return {
    bytes: 0,
    responseBytes: 0,
    received: 0,
  };
}

export function writeCredit(bytes: Uint8Array, at: number, message: Credit): number {
  const $bytes = message.bytes;
  if ($bytes !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($bytes >>> 0 === $bytes) {
      let bits = $bytes | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $bytes);
    }
  }
  const $responseBytes = message.responseBytes;
  if ($responseBytes !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($responseBytes >>> 0 === $responseBytes) {
      let bits = $responseBytes | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $responseBytes);
    }
  }
  const $received = message.received;
  if ($received !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($received >>> 0 === $received) {
      let bits = $received | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $received);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const CreditObject = /* @__PURE__ */ plain(function (
  this: Credit,
  $bytes: Credit['bytes'],
  $responseBytes: Credit['responseBytes'],
  $received: Credit['received'],
) {
  this.bytes = $bytes;
  this.responseBytes = $responseBytes;
  this.received = $received;
});
export function readCredit(reader: Reader, bytes: Uint8Array, pos: number, end: number): Credit {
  let $bytes: Credit['bytes'] = 0;
  let $responseBytes: Credit['responseBytes'] = 0;
  let $received: Credit['received'] = 0;
  if (pos < end && bytes[pos] === 8) {
    if (++pos < end && bytes[pos]! < 128) $bytes = bytes[pos++]!;
    else {
      $bytes = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 16) {
    if (++pos < end && bytes[pos]! < 128) $responseBytes = bytes[pos++]!;
    else {
      $responseBytes = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 24) {
    $received = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new CreditObject($bytes, $responseBytes, $received);
  if (pos !== end) mergeCredit(reader, bytes, pos, end, made);
  return made;
}

export function mergeCredit(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Credit,
): Credit {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.bytes = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 16:
        message.responseBytes = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 24:
        message.received = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Gives up a request, or a begun message of several parts; the header's id says which, and is the sender's own (§9.4). */
export type Cancel = Record<string, never>;
/** Gives up a request, or a begun message of several parts; the header's id says which, and is the sender's own (§9.4). */
export const Cancel: Codec<Cancel> = /* @__PURE__ */ defineCodec({
  name: 'framewright.Cancel',
  type: 8,
  maxBytes: 4_096,
  fields: () => [],
  create: createCancel,
  write: writeCancel,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeCancel(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 4_096) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 8, 0, 0, id);
    return end;
  },
  read: readCancel,
});

export function createCancel(): Cancel {
  return {};
}

export function writeCancel(bytes: Uint8Array, at: number, message: Cancel): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const CancelObject = /* @__PURE__ */ plain(function (this: Cancel) {
});
export function readCancel(reader: Reader, bytes: Uint8Array, pos: number, end: number): Cancel {
  const made = new CancelObject();
  if (pos !== end) mergeCancel(reader, bytes, pos, end, made);
  return made;
}

export function mergeCancel(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Cancel,
): Cancel {
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

/** Ends a stream of responses. Its header has the flag RESPONSE and the id of the request (§15.1). */
export type End = Record<string, never>;
/** Ends a stream of responses. Its header has the flag RESPONSE and the id of the request (§15.1). */
export const End: Codec<End> = /* @__PURE__ */ defineCodec({
  name: 'framewright.End',
  type: 9,
  maxBytes: 4_096,
  fields: () => [],
  create: createEnd,
  write: writeEnd,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeEnd(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 4_096) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 9, 0, 0, id);
    return end;
  },
  read: readEnd,
});

export function createEnd(): End {
  return {};
}

export function writeEnd(bytes: Uint8Array, at: number, message: End): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const EndObject = /* @__PURE__ */ plain(function (this: End) {
});
export function readEnd(reader: Reader, bytes: Uint8Array, pos: number, end: number): End {
  const made = new EndObject();
  if (pos !== end) mergeEnd(reader, bytes, pos, end, made);
  return made;
}

export function mergeEnd(reader: Reader, bytes: Uint8Array, pos: number, end: number, message: End): End {
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
