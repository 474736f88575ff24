// Made by `framewright generate` from timecoin/connection.proto. Do not edit.
/* eslint-disable */
// What nodes of the TIME network tell each other once a connection is open. Types 0x0700 to 0x07FF. Handshake, Ack, Ping and
// Pong are framewright's own: framewright/control.proto.
import {
  type Codec,
  ROOM as $ROOM,
  type Reader,
  anyUnknownKept,
  checkUnusual as $checkUnusual,
  defineCodec,
  noRoom as $noRoom,
  plain,
  refuse as $refuse,
  setBytes as $setBytes,
  writeHeader as $writeHeader,
  writeInt64Number as $writeInt64Number,
  writeString as $writeString,
  writeStrings as $writeStrings,
  writeUint32 as $writeUint32,
  writeUint64Number as $writeUint64Number,
  writeUnknown,
} from 'framewright/codec';

// Held by constants, as engines look an import up at each use.
const ROOM = $ROOM;
const checkUnusual = $checkUnusual;
const noRoom = $noRoom;
const refuse = $refuse;
const setBytes = $setBytes;
const writeHeader = $writeHeader;
const writeInt64Number = $writeInt64Number;
const writeString = $writeString;
const writeStrings = $writeStrings;
const writeUint32 = $writeUint32;
const writeUint64Number = $writeUint64Number;

/** The software and the chain of a node; sent by both sides when a connection has opened. */
export interface Version {
  /** The software's version, such as "1.2.0". */
  version: string;
  /** The date of the commit that the software was built from, as text. */
  commitDate: string;
  /** How many commits the software has behind it. */
  commitCount: number;
  /** The version of the TIME protocol, the meaning of these messages: 1. Apart from the wire version of the Handshake. */
  protocolVersion: number;
  /** The network's name, such as "mainnet". */
  network: string;
  /** Where the node listens, "ip:port"; empty if it does not. */
  listenAddr: string;
  /** The node's clock, in Unix seconds. */
  timestamp: number;
  /** What the node can do, one word each. */
  capabilities: string[];
  /** The address of the node's wallet, if it tells. */
  walletAddress?: string | undefined;
  /** The hash of the node's genesis block, 32 bytes, if it has one. */
  genesisHash?: Uint8Array | undefined;
}
/** The software and the chain of a node; sent by both sides when a connection has opened. */
export const Version: Codec<Version> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.Version',
  type: 0x0700,
  maxBytes: 8_192,
  fields: () => [
    { number: 1, name: 'version', type: 'string', maxBytes: 64 },
    { number: 2, name: 'commit_date', type: 'string', maxBytes: 64 },
    { number: 3, name: 'commit_count', type: 'uint64', asNumber: true },
    { number: 4, name: 'protocol_version', type: 'uint32' },
    { number: 5, name: 'network', type: 'string', maxBytes: 64 },
    { number: 6, name: 'listen_addr', type: 'string', maxBytes: 128 },
    { number: 7, name: 'timestamp', type: 'int64', asNumber: true },
    { number: 8, name: 'capabilities', type: 'string', label: 'repeated', maxItems: 64, maxBytes: 64 },
    { number: 9, name: 'wallet_address', type: 'string', label: 'optional', maxBytes: 128 },
    { number: 10, name: 'genesis_hash', type: 'bytes', label: 'optional', exactBytes: 32 },
  ],
  create: createVersion,
  write: writeVersion,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeVersion(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 8_192) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0700, 0, 0, id);
    return end;
  },
  read: readVersion,
});

export function createVersion(): Version {
  return {
    version: '',
    commitDate: '',
    commitCount: 0,
    protocolVersion: 0,
    network: '',
    listenAddr: '',
    timestamp: 0,
    capabilities: [],
    walletAddress: undefined,
    genesisHash: undefined,
  };
}

export function writeVersion(bytes: Uint8Array, at: number, message: Version): number {
  const $version = message.version;
  if ($version !== '') {
    bytes[at] = 10;
    at = writeString(bytes, at + 1, $version, 64);
  }
  const $commitDate = message.commitDate;
  if ($commitDate !== '') {
    bytes[at] = 18;
    at = writeString(bytes, at + 1, $commitDate, 64);
  }
  const $commitCount = message.commitCount;
  if ($commitCount !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($commitCount >>> 0 === $commitCount) {
      let bits = $commitCount | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $commitCount);
    }
  }
  const $protocolVersion = message.protocolVersion;
  if ($protocolVersion !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 32;
    if ($protocolVersion >>> 0 === $protocolVersion) {
      let bits = $protocolVersion | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $protocolVersion);
    }
  }
  const $network = message.network;
  if ($network !== '') {
    bytes[at] = 42;
    at = writeString(bytes, at + 1, $network, 64);
  }
  const $listenAddr = message.listenAddr;
  if ($listenAddr !== '') {
    bytes[at] = 50;
    at = writeString(bytes, at + 1, $listenAddr, 128);
  }
  const $timestamp = message.timestamp;
  if ($timestamp !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 56;
    if ($timestamp >>> 0 === $timestamp) {
      let bits = $timestamp | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeInt64Number(bytes, at, $timestamp);
    }
  }
  const $capabilities = message.capabilities;
  if (!Array.isArray($capabilities) || $capabilities.length > 64) refuse();
  at = writeStrings(bytes, at, 66, $capabilities, 64);
  const $walletAddress = message.walletAddress;
  if ($walletAddress !== undefined) {
    bytes[at] = 74;
    at = writeString(bytes, at + 1, $walletAddress, 128);
  }
  const $genesisHash = message.genesisHash;
  if ($genesisHash !== undefined) {
    if ($genesisHash.length !== 32) refuse();
    if (!($genesisHash instanceof Uint8Array) || $genesisHash[31] === undefined) checkUnusual($genesisHash, 32);
    if (at + 32 + ROOM > bytes.length) noRoom();
    bytes[at++] = 82;
    bytes[at++] = 32;
    setBytes.call(bytes, $genesisHash, at);
    at += 32;
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const VersionObject = /* @__PURE__ */ plain(function (
  this: Version,
  $version: Version['version'],
  $commitDate: Version['commitDate'],
  $commitCount: Version['commitCount'],
  $protocolVersion: Version['protocolVersion'],
  $network: Version['network'],
  $listenAddr: Version['listenAddr'],
  $timestamp: Version['timestamp'],
  $capabilities: Version['capabilities'],
  $walletAddress: Version['walletAddress'],
  $genesisHash: Version['genesisHash'],
) {
  this.version = $version;
  this.commitDate = $commitDate;
  this.commitCount = $commitCount;
  this.protocolVersion = $protocolVersion;
  this.network = $network;
  this.listenAddr = $listenAddr;
  this.timestamp = $timestamp;
  this.capabilities = $capabilities;
  this.walletAddress = $walletAddress;
  this.genesisHash = $genesisHash;
});
export function readVersion(reader: Reader, bytes: Uint8Array, pos: number, end: number): Version {
  let $version: Version['version'] = '';
  let $commitDate: Version['commitDate'] = '';
  let $commitCount: Version['commitCount'] = 0;
  let $protocolVersion: Version['protocolVersion'] = 0;
  let $network: Version['network'] = '';
  let $listenAddr: Version['listenAddr'] = '';
  let $timestamp: Version['timestamp'] = 0;
  let $capabilities: Version['capabilities'] | undefined;
  let $walletAddress: Version['walletAddress'] | undefined;
  let $genesisHash: Version['genesisHash'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 64) reader.tooLong(pos, size, 64);
    $version = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 18) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 64) reader.tooLong(pos, size, 64);
    $commitDate = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 24) {
    $commitCount = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 32) {
    if (++pos < end && bytes[pos]! < 128) $protocolVersion = bytes[pos++]!;
    else {
      $protocolVersion = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 42) {
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
  if (pos < end && bytes[pos] === 50) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 128) reader.tooLong(pos, size, 128);
    $listenAddr = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 56) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 66) {
    $capabilities = reader.texts(bytes, pos + 1, end, 66, 64, 64);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 74) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 128) reader.tooLong(pos, size, 128);
    $walletAddress = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 82) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $genesisHash = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $genesisHash = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new VersionObject(
    $version,
    $commitDate,
    $commitCount,
    $protocolVersion,
    $network,
    $listenAddr,
    $timestamp,
    $capabilities ?? [],
    $walletAddress,
    $genesisHash,
  );
  if (pos !== end) mergeVersion(reader, bytes, pos, end, made);
  return made;
}

export function mergeVersion(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Version,
): Version {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.version = reader.string(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      case 18:
        message.commitDate = reader.string(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      case 24:
        message.commitCount = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 32:
        message.protocolVersion = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 42:
        message.network = reader.string(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      case 50:
        message.listenAddr = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 56:
        message.timestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 66:
        reader.room(pos, message.capabilities.length, 64);
        reader.element(pos);
        message.capabilities.push(reader.string(bytes, pos, end, 64));
        pos = reader.pos;
        break;
      case 74:
        message.walletAddress = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 82:
        message.genesisHash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}
