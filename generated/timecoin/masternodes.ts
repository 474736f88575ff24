// Made by `framewright generate` from timecoin/masternodes.proto. Do not edit.
/* eslint-disable */
// Masternodes: who they are, and the heartbeats that prove them alive. Types 0x0500 to 0x05FF.
import {
  type Codec,
  ListOfLength as $ListOfLength,
  ROOM as $ROOM,
  type Reader,
  type RequestCodec,
  type RequestOptions,
  type Requester,
  anyUnknownKept,
  checkMessage as $checkMessage,
  checkUnusual as $checkUnusual,
  defineCodec,
  defineRequest,
  listOf as $listOf,
  nextId as $nextId,
  noBytes as $noBytes,
  noRoom as $noRoom,
  patchLength as $patchLength,
  plain,
  refuse as $refuse,
  setBytes as $setBytes,
  writeEnum as $writeEnum,
  writeHeader as $writeHeader,
  writeInt64Number as $writeInt64Number,
  writeString as $writeString,
  writeUint64Number as $writeUint64Number,
  writeUnknown,
} from 'framewright/codec';
import { type MasternodeTier, MasternodeTierShape } from './types.js';

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
const refuse = $refuse;
const setBytes = $setBytes;
const writeEnum = $writeEnum;
const writeHeader = $writeHeader;
const writeInt64Number = $writeInt64Number;
const writeString = $writeString;
const writeUint64Number = $writeUint64Number;

/** Asks for the masternodes that the peer knows. */
export type GetMasternodes = Record<string, never>;
/** Asks for the masternodes that the peer knows. */
export const GetMasternodes: RequestCodec<GetMasternodes, MasternodesResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetMasternodes',
  type: 0x0500,
  maxBytes: 64,
  response: () => MasternodesResponse,
  fields: () => [],
  create: createGetMasternodes,
  write: writeGetMasternodes,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetMasternodes(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0500, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetMasternodes,
});

export function createGetMasternodes(): GetMasternodes {
  return {};
}

export function writeGetMasternodes(bytes: Uint8Array, at: number, message: GetMasternodes): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetMasternodesObject = /* @__PURE__ */ plain(function (this: GetMasternodes) {
});
export function readGetMasternodes(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): GetMasternodes {
  const made = new GetMasternodesObject();
  if (pos !== end) mergeGetMasternodes(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetMasternodes(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetMasternodes,
): GetMasternodes {
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

/** Answers GetMasternodes. */
export interface MasternodesResponse {
  /** The masternodes. */
  masternodes: MasternodeAnnouncementData[];
}
/** Answers GetMasternodes. */
export const MasternodesResponse: Codec<MasternodesResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.MasternodesResponse',
  type: 0x0501,
  isResponse: true,
  maxBytes: 8_388_608,
  fields: () => [
    { number: 1, name: 'masternodes', type: MasternodeAnnouncementData, label: 'repeated', maxItems: 16_384 },
  ],
  create: createMasternodesResponse,
  write: writeMasternodesResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeMasternodesResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0501, 1, 0, id);
    return end;
  },
  read: readMasternodesResponse,
});

export function createMasternodesResponse(): MasternodesResponse {
  return {
    masternodes: [],
  };
}

const lengthOfMasternodesResponse_masternodes = { width: 1 };
export function writeMasternodesResponse(
  bytes: Uint8Array,
  at: number,
  message: MasternodesResponse,
): number {
  const $masternodes = message.masternodes;
  if (!Array.isArray($masternodes) || $masternodes.length > 16384) refuse();
  for (let index = 0; index < $masternodes.length; index++) {
    const item = $masternodes[index]!;
    bytes[at++] = 10;
    const start = at + lengthOfMasternodesResponse_masternodes.width;
    at = patchLength(bytes, at, start, writeMasternodeAnnouncementData(bytes, start, item), lengthOfMasternodesResponse_masternodes);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const MasternodesResponseObject = /* @__PURE__ */ plain(function (
  this: MasternodesResponse,
  $masternodes: MasternodesResponse['masternodes'],
) {
  this.masternodes = $masternodes;
});
export function readMasternodesResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): MasternodesResponse {
  let $masternodes: MasternodesResponse['masternodes'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    let place = 0;
    do {
      if (place >= 16384) reader.room(pos + 1, place, 16384);
      let item: MasternodeAnnouncementData;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      item = readMasternodeAnnouncementData(reader, bytes, pos, pos + size);
      pos += size;
      reader.depth--;
      if (place > 1) $masternodes![place] = item;
      else if (place === 0) $masternodes = listOf(item);
      else if (!(pos < end && bytes[pos] === 10)) $masternodes = listOf($masternodes![0]!, item);
      else {
        const first = $masternodes![0]!;
        $masternodes = new ListOfLength<MasternodeAnnouncementData>(2 + reader.run(bytes, pos + 1, end, 10, 16384));
        $masternodes[0] = first;
        $masternodes[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 10);
  }
  const made = new MasternodesResponseObject($masternodes ?? []);
  if (pos !== end) mergeMasternodesResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergeMasternodesResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: MasternodesResponse,
): MasternodesResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        reader.room(pos, message.masternodes.length, 16384);
        const inner = reader.enter(bytes, pos, end);
        message.masternodes.push(readMasternodeAnnouncementData(reader, bytes, reader.pos, inner));
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

/** A masternode makes itself known, every hour; gossiped on. The newest timestamp of a public key counts, for a day. */
export interface MasternodeAnnouncement {
  /** Where it can be reached, "ip:port". */
  address: string;
  /** Where its rewards are paid to. */
  rewardAddress: string;
  /** Its class. */
  tier: MasternodeTier;
  /** Its Ed25519 public key, 32 bytes. */
  publicKey: Uint8Array;
  /** When it was made, in Unix seconds. */
  timestamp: number;
  /**
   * The Ed25519 signature, 64 bytes, over SHA-256 of: "TIMECOIN_MASTERNODE:", address, a zero byte, reward_address, a zero
   * byte, tier as i32 and timestamp as i64 (both little-endian), public_key.
   */
  signature: Uint8Array;
}
/** A masternode makes itself known, every hour; gossiped on. The newest timestamp of a public key counts, for a day. */
export const MasternodeAnnouncement: Codec<MasternodeAnnouncement> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.MasternodeAnnouncement',
  type: 0x0502,
  gossip: true,
  maxBytes: 1_024,
  fields: () => [
    { number: 1, name: 'address', type: 'string', maxBytes: 128 },
    { number: 2, name: 'reward_address', type: 'string', maxBytes: 128 },
    { number: 3, name: 'tier', type: MasternodeTierShape },
    { number: 4, name: 'public_key', type: 'bytes', exactBytes: 32 },
    { number: 5, name: 'timestamp', type: 'int64', asNumber: true },
    { number: 6, name: 'signature', type: 'bytes', exactBytes: 64 },
  ],
  create: createMasternodeAnnouncement,
  write: writeMasternodeAnnouncement,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeMasternodeAnnouncement(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 1_024) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0502, 0, 0, id);
    return end;
  },
  read: readMasternodeAnnouncement,
});

export function createMasternodeAnnouncement(): MasternodeAnnouncement {
  return {
    address: '',
    rewardAddress: '',
    tier: 0,
    publicKey: noBytes,
    timestamp: 0,
    signature: noBytes,
  };
}

export function writeMasternodeAnnouncement(
  bytes: Uint8Array,
  at: number,
  message: MasternodeAnnouncement,
): number {
  const $address = message.address;
  if ($address !== '') {
    bytes[at] = 10;
    at = writeString(bytes, at + 1, $address, 128);
  }
  const $rewardAddress = message.rewardAddress;
  if ($rewardAddress !== '') {
    bytes[at] = 18;
    at = writeString(bytes, at + 1, $rewardAddress, 128);
  }
  const $tier = message.tier;
  if ($tier !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if (($tier & 0x7fffffff) === $tier) {
      let bits = $tier | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeEnum(bytes, at, $tier);
    }
  }
  const $publicKey = message.publicKey;
  if ($publicKey.length !== 32) refuse();
  if (!($publicKey instanceof Uint8Array) || $publicKey[31] === undefined) checkUnusual($publicKey, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 34;
  bytes[at++] = 32;
  setBytes.call(bytes, $publicKey, at);
  at += 32;
  const $timestamp = message.timestamp;
  if ($timestamp !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 40;
    if ($timestamp >>> 0 === $timestamp) {
      let bits = $timestamp | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeInt64Number(bytes, at, $timestamp);
    }
  }
  const $signature = message.signature;
  if ($signature.length !== 64) refuse();
  if (!($signature instanceof Uint8Array) || $signature[63] === undefined) checkUnusual($signature, 64);
  if (at + 64 + ROOM > bytes.length) noRoom();
  bytes[at++] = 50;
  bytes[at++] = 64;
  setBytes.call(bytes, $signature, at);
  at += 64;
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const MasternodeAnnouncementObject = /* @__PURE__ */ plain(function (
  this: MasternodeAnnouncement,
  $address: MasternodeAnnouncement['address'],
  $rewardAddress: MasternodeAnnouncement['rewardAddress'],
  $tier: MasternodeAnnouncement['tier'],
  $publicKey: MasternodeAnnouncement['publicKey'],
  $timestamp: MasternodeAnnouncement['timestamp'],
  $signature: MasternodeAnnouncement['signature'],
) {
  this.address = $address;
  this.rewardAddress = $rewardAddress;
  this.tier = $tier;
  this.publicKey = $publicKey;
  this.timestamp = $timestamp;
  this.signature = $signature;
});
export function readMasternodeAnnouncement(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): MasternodeAnnouncement {
  const start = pos;
  let $address: MasternodeAnnouncement['address'] = '';
  let $rewardAddress: MasternodeAnnouncement['rewardAddress'] = '';
  let $tier: MasternodeAnnouncement['tier'] = 0;
  let $publicKey: MasternodeAnnouncement['publicKey'] = noBytes;
  let $timestamp: MasternodeAnnouncement['timestamp'] = 0;
  let $signature: MasternodeAnnouncement['signature'] = noBytes;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 128) reader.tooLong(pos, size, 128);
    $address = reader.text(bytes, pos, size);
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
    if (size > 128) reader.tooLong(pos, size, 128);
    $rewardAddress = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 24) {
    if (++pos < end && bytes[pos]! < 128) $tier = bytes[pos++]!;
    else {
      $tier = reader.int32(bytes, pos, end);
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
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $publicKey = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $publicKey = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 40) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 50) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 64) reader.wrongLength(pos, size, 64);
    if (reader.buffer !== undefined) $signature = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $signature = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new MasternodeAnnouncementObject(
    $address,
    $rewardAddress,
    $tier,
    $publicKey,
    $timestamp,
    $signature,
  );
  if (pos !== end) mergeMasternodeAnnouncement(reader, bytes, pos, end, made);
  if (made.publicKey.length === 0) {
    reader.missing('publicKey', start, '0 bytes instead of 32');
  }
  if (made.signature.length === 0) {
    reader.missing('signature', start, '0 bytes instead of 64');
  }
  return made;
}

export function mergeMasternodeAnnouncement(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: MasternodeAnnouncement,
): MasternodeAnnouncement {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.address = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 18:
        message.rewardAddress = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 24:
        message.tier = reader.int32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 34:
        message.publicKey = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 40:
        message.timestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 50:
        message.signature = reader.exactByteField(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** What a node knows of one masternode: the MasternodeAnnouncement, field by field, so that who is told can check it. */
export interface MasternodeAnnouncementData {
  /** Where it can be reached, "ip:port". */
  address: string;
  /** Where its rewards are paid to. */
  rewardAddress: string;
  /** Its class. */
  tier: MasternodeTier;
  /** Its Ed25519 public key, 32 bytes. */
  publicKey: Uint8Array;
  /** When it was made, in Unix seconds. */
  timestamp: number;
  /**
   * The Ed25519 signature, 64 bytes, over SHA-256 of: "TIMECOIN_MASTERNODE:", address, a zero byte, reward_address, a zero
   * byte, tier as i32 and timestamp as i64 (both little-endian), public_key.
   */
  signature: Uint8Array;
}
/** What a node knows of one masternode: the MasternodeAnnouncement, field by field, so that who is told can check it. */
export const MasternodeAnnouncementData: Codec<MasternodeAnnouncementData> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.MasternodeAnnouncementData',
  fields: () => [
    { number: 1, name: 'address', type: 'string', maxBytes: 128 },
    { number: 2, name: 'reward_address', type: 'string', maxBytes: 128 },
    { number: 3, name: 'tier', type: MasternodeTierShape },
    { number: 4, name: 'public_key', type: 'bytes', exactBytes: 32 },
    { number: 5, name: 'timestamp', type: 'int64', asNumber: true },
    { number: 6, name: 'signature', type: 'bytes', exactBytes: 64 },
  ],
  create: createMasternodeAnnouncementData,
  write: writeMasternodeAnnouncementData,
  read: readMasternodeAnnouncementData,
});

export function createMasternodeAnnouncementData(): MasternodeAnnouncementData {
  return {
    address: '',
    rewardAddress: '',
    tier: 0,
    publicKey: noBytes,
    timestamp: 0,
    signature: noBytes,
  };
}

export function writeMasternodeAnnouncementData(
  bytes: Uint8Array,
  at: number,
  message: MasternodeAnnouncementData,
): number {
  const $address = message.address;
  if ($address !== '') {
    bytes[at] = 10;
    at = writeString(bytes, at + 1, $address, 128);
  }
  const $rewardAddress = message.rewardAddress;
  if ($rewardAddress !== '') {
    bytes[at] = 18;
    at = writeString(bytes, at + 1, $rewardAddress, 128);
  }
  const $tier = message.tier;
  if ($tier !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if (($tier & 0x7fffffff) === $tier) {
      let bits = $tier | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeEnum(bytes, at, $tier);
    }
  }
  const $publicKey = message.publicKey;
  if ($publicKey.length !== 32) refuse();
  if (!($publicKey instanceof Uint8Array) || $publicKey[31] === undefined) checkUnusual($publicKey, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 34;
  bytes[at++] = 32;
  setBytes.call(bytes, $publicKey, at);
  at += 32;
  const $timestamp = message.timestamp;
  if ($timestamp !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 40;
    if ($timestamp >>> 0 === $timestamp) {
      let bits = $timestamp | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeInt64Number(bytes, at, $timestamp);
    }
  }
  const $signature = message.signature;
  if ($signature.length !== 64) refuse();
  if (!($signature instanceof Uint8Array) || $signature[63] === undefined) checkUnusual($signature, 64);
  if (at + 64 + ROOM > bytes.length) noRoom();
  bytes[at++] = 50;
  bytes[at++] = 64;
  setBytes.call(bytes, $signature, at);
  at += 64;
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const MasternodeAnnouncementDataObject = /* @__PURE__ */ plain(function (
  this: MasternodeAnnouncementData,
  $address: MasternodeAnnouncementData['address'],
  $rewardAddress: MasternodeAnnouncementData['rewardAddress'],
  $tier: MasternodeAnnouncementData['tier'],
  $publicKey: MasternodeAnnouncementData['publicKey'],
  $timestamp: MasternodeAnnouncementData['timestamp'],
  $signature: MasternodeAnnouncementData['signature'],
) {
  this.address = $address;
  this.rewardAddress = $rewardAddress;
  this.tier = $tier;
  this.publicKey = $publicKey;
  this.timestamp = $timestamp;
  this.signature = $signature;
});
export function readMasternodeAnnouncementData(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): MasternodeAnnouncementData {
  const start = pos;
  let $address: MasternodeAnnouncementData['address'] = '';
  let $rewardAddress: MasternodeAnnouncementData['rewardAddress'] = '';
  let $tier: MasternodeAnnouncementData['tier'] = 0;
  let $publicKey: MasternodeAnnouncementData['publicKey'] = noBytes;
  let $timestamp: MasternodeAnnouncementData['timestamp'] = 0;
  let $signature: MasternodeAnnouncementData['signature'] = noBytes;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 128) reader.tooLong(pos, size, 128);
    $address = reader.text(bytes, pos, size);
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
    if (size > 128) reader.tooLong(pos, size, 128);
    $rewardAddress = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 24) {
    if (++pos < end && bytes[pos]! < 128) $tier = bytes[pos++]!;
    else {
      $tier = reader.int32(bytes, pos, end);
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
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $publicKey = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $publicKey = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 40) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 50) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 64) reader.wrongLength(pos, size, 64);
    if (reader.buffer !== undefined) $signature = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $signature = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new MasternodeAnnouncementDataObject(
    $address,
    $rewardAddress,
    $tier,
    $publicKey,
    $timestamp,
    $signature,
  );
  if (pos !== end) mergeMasternodeAnnouncementData(reader, bytes, pos, end, made);
  if (made.publicKey.length === 0) {
    reader.missing('publicKey', start, '0 bytes instead of 32');
  }
  if (made.signature.length === 0) {
    reader.missing('signature', start, '0 bytes instead of 64');
  }
  return made;
}

export function mergeMasternodeAnnouncementData(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: MasternodeAnnouncementData,
): MasternodeAnnouncementData {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.address = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 18:
        message.rewardAddress = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 24:
        message.tier = reader.int32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 34:
        message.publicKey = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 40:
        message.timestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 50:
        message.signature = reader.exactByteField(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** A masternode says that it is alive, every 60 s; gossiped on. Who is silent for 180 s is not active. */
export interface HeartbeatBroadcast {
  /** The heartbeat. */
  heartbeat?: SignedHeartbeat | undefined;
}
/** A masternode says that it is alive, every 60 s; gossiped on. Who is silent for 180 s is not active. */
export const HeartbeatBroadcast: Codec<HeartbeatBroadcast> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.HeartbeatBroadcast',
  type: 0x0503,
  gossip: true,
  maxBytes: 1_024,
  fields: () => [
    { number: 1, name: 'heartbeat', type: SignedHeartbeat },
  ],
  create: createHeartbeatBroadcast,
  write: writeHeartbeatBroadcast,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeHeartbeatBroadcast(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 1_024) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0503, 0, 0, id);
    return end;
  },
  read: readHeartbeatBroadcast,
});

export function createHeartbeatBroadcast(): HeartbeatBroadcast {
  return {
    heartbeat: undefined,
  };
}

const lengthOfHeartbeatBroadcast_heartbeat = { width: 1 };
export function writeHeartbeatBroadcast(bytes: Uint8Array, at: number, message: HeartbeatBroadcast): number {
  checkMessage(message);
  const $heartbeat = message.heartbeat;
  if ($heartbeat !== undefined) {
    bytes[at++] = 10;
    const start = at + lengthOfHeartbeatBroadcast_heartbeat.width;
    at = patchLength(bytes, at, start, writeSignedHeartbeat(bytes, start, $heartbeat), lengthOfHeartbeatBroadcast_heartbeat);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const HeartbeatBroadcastObject = /* @__PURE__ */ plain(function (
  this: HeartbeatBroadcast,
  $heartbeat: HeartbeatBroadcast['heartbeat'],
) {
  this.heartbeat = $heartbeat;
});
export function readHeartbeatBroadcast(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): HeartbeatBroadcast {
  let $heartbeat: HeartbeatBroadcast['heartbeat'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $heartbeat = readSignedHeartbeat(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  const made = new HeartbeatBroadcastObject($heartbeat);
  if (pos !== end) mergeHeartbeatBroadcast(reader, bytes, pos, end, made);
  return made;
}

export function mergeHeartbeatBroadcast(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: HeartbeatBroadcast,
): HeartbeatBroadcast {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.heartbeat = message.heartbeat !== undefined ? mergeSignedHeartbeat(reader, bytes, reader.pos, inner, message.heartbeat) : readSignedHeartbeat(reader, bytes, reader.pos, inner);
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

/** A heartbeat that everyone can check. */
export interface SignedHeartbeat {
  /** The masternode's address. */
  masternodeAddress: string;
  /** Greater with each heartbeat of the masternode, over restarts as well; such as Unix milliseconds. */
  sequenceNumber: number;
  /** When it was made, in Unix seconds. */
  timestamp: number;
  /** The masternode's Ed25519 public key, 32 bytes. */
  masternodePubkey: Uint8Array;
  /**
   * The Ed25519 signature, 64 bytes, over SHA-256 of: "TIMECOIN_HEARTBEAT:", masternode_address, sequence_number as u64 and
   * timestamp as i64 (both little-endian), masternode_pubkey.
   */
  signature: Uint8Array;
}
/** A heartbeat that everyone can check. */
export const SignedHeartbeat: Codec<SignedHeartbeat> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.SignedHeartbeat',
  fields: () => [
    { number: 1, name: 'masternode_address', type: 'string', maxBytes: 128 },
    { number: 2, name: 'sequence_number', type: 'uint64', asNumber: true },
    { number: 3, name: 'timestamp', type: 'int64', asNumber: true },
    { number: 4, name: 'masternode_pubkey', type: 'bytes', exactBytes: 32 },
    { number: 5, name: 'signature', type: 'bytes', exactBytes: 64 },
  ],
  create: createSignedHeartbeat,
  write: writeSignedHeartbeat,
  read: readSignedHeartbeat,
});

export function createSignedHeartbeat(): SignedHeartbeat {
  return {
    masternodeAddress: '',
    sequenceNumber: 0,
    timestamp: 0,
    masternodePubkey: noBytes,
    signature: noBytes,
  };
}

export function writeSignedHeartbeat(bytes: Uint8Array, at: number, message: SignedHeartbeat): number {
  const $masternodeAddress = message.masternodeAddress;
  if ($masternodeAddress !== '') {
    bytes[at] = 10;
    at = writeString(bytes, at + 1, $masternodeAddress, 128);
  }
  const $sequenceNumber = message.sequenceNumber;
  if ($sequenceNumber !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($sequenceNumber >>> 0 === $sequenceNumber) {
      let bits = $sequenceNumber | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $sequenceNumber);
    }
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
  const $masternodePubkey = message.masternodePubkey;
  if ($masternodePubkey.length !== 32) refuse();
  if (!($masternodePubkey instanceof Uint8Array) || $masternodePubkey[31] === undefined) checkUnusual($masternodePubkey, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 34;
  bytes[at++] = 32;
  setBytes.call(bytes, $masternodePubkey, at);
  at += 32;
  const $signature = message.signature;
  if ($signature.length !== 64) refuse();
  if (!($signature instanceof Uint8Array) || $signature[63] === undefined) checkUnusual($signature, 64);
  if (at + 64 + ROOM > bytes.length) noRoom();
  bytes[at++] = 42;
  bytes[at++] = 64;
  setBytes.call(bytes, $signature, at);
  at += 64;
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const SignedHeartbeatObject = /* @__PURE__ */ plain(function (
  this: SignedHeartbeat,
  $masternodeAddress: SignedHeartbeat['masternodeAddress'],
  $sequenceNumber: SignedHeartbeat['sequenceNumber'],
  $timestamp: SignedHeartbeat['timestamp'],
  $masternodePubkey: SignedHeartbeat['masternodePubkey'],
  $signature: SignedHeartbeat['signature'],
) {
  this.masternodeAddress = $masternodeAddress;
  this.sequenceNumber = $sequenceNumber;
  this.timestamp = $timestamp;
  this.masternodePubkey = $masternodePubkey;
  this.signature = $signature;
});
export function readSignedHeartbeat(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): SignedHeartbeat {
  const start = pos;
  let $masternodeAddress: SignedHeartbeat['masternodeAddress'] = '';
  let $sequenceNumber: SignedHeartbeat['sequenceNumber'] = 0;
  let $timestamp: SignedHeartbeat['timestamp'] = 0;
  let $masternodePubkey: SignedHeartbeat['masternodePubkey'] = noBytes;
  let $signature: SignedHeartbeat['signature'] = noBytes;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 128) reader.tooLong(pos, size, 128);
    $masternodeAddress = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 16) {
    $sequenceNumber = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 24) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 34) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $masternodePubkey = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $masternodePubkey = reader.bytes(bytes, pos, size);
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
    if (size !== 64) reader.wrongLength(pos, size, 64);
    if (reader.buffer !== undefined) $signature = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $signature = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new SignedHeartbeatObject(
    $masternodeAddress,
    $sequenceNumber,
    $timestamp,
    $masternodePubkey,
    $signature,
  );
  if (pos !== end) mergeSignedHeartbeat(reader, bytes, pos, end, made);
  if (made.masternodePubkey.length === 0) {
    reader.missing('masternodePubkey', start, '0 bytes instead of 32');
  }
  if (made.signature.length === 0) {
    reader.missing('signature', start, '0 bytes instead of 64');
  }
  return made;
}

export function mergeSignedHeartbeat(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: SignedHeartbeat,
): SignedHeartbeat {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.masternodeAddress = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 16:
        message.sequenceNumber = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 24:
        message.timestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 34:
        message.masternodePubkey = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 42:
        message.signature = reader.exactByteField(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/**
 * Another masternode says that it has seen a heartbeat; gossiped on. To be said by the three active masternodes, that of the
 * heartbeat excepted, whose SHA-256 of heartbeat_hash and public key, one after the other, is smallest.
 */
export interface HeartbeatAttestation {
  /** The attestation. */
  attestation?: WitnessAttestation | undefined;
}
/**
 * Another masternode says that it has seen a heartbeat; gossiped on. To be said by the three active masternodes, that of the
 * heartbeat excepted, whose SHA-256 of heartbeat_hash and public key, one after the other, is smallest.
 */
export const HeartbeatAttestation: Codec<HeartbeatAttestation> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.HeartbeatAttestation',
  type: 0x0504,
  gossip: true,
  maxBytes: 1_024,
  fields: () => [
    { number: 1, name: 'attestation', type: WitnessAttestation },
  ],
  create: createHeartbeatAttestation,
  write: writeHeartbeatAttestation,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeHeartbeatAttestation(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 1_024) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0504, 0, 0, id);
    return end;
  },
  read: readHeartbeatAttestation,
});

export function createHeartbeatAttestation(): HeartbeatAttestation {
  return {
    attestation: undefined,
  };
}

const lengthOfHeartbeatAttestation_attestation = { width: 1 };
export function writeHeartbeatAttestation(
  bytes: Uint8Array,
  at: number,
  message: HeartbeatAttestation,
): number {
  checkMessage(message);
  const $attestation = message.attestation;
  if ($attestation !== undefined) {
    bytes[at++] = 10;
    const start = at + lengthOfHeartbeatAttestation_attestation.width;
    at = patchLength(bytes, at, start, writeWitnessAttestation(bytes, start, $attestation), lengthOfHeartbeatAttestation_attestation);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const HeartbeatAttestationObject = /* @__PURE__ */ plain(function (
  this: HeartbeatAttestation,
  $attestation: HeartbeatAttestation['attestation'],
) {
  this.attestation = $attestation;
});
export function readHeartbeatAttestation(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): HeartbeatAttestation {
  let $attestation: HeartbeatAttestation['attestation'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $attestation = readWitnessAttestation(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  const made = new HeartbeatAttestationObject($attestation);
  if (pos !== end) mergeHeartbeatAttestation(reader, bytes, pos, end, made);
  return made;
}

export function mergeHeartbeatAttestation(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: HeartbeatAttestation,
): HeartbeatAttestation {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.attestation = message.attestation !== undefined ? mergeWitnessAttestation(reader, bytes, reader.pos, inner, message.attestation) : readWitnessAttestation(reader, bytes, reader.pos, inner);
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

/** One witness's word for a heartbeat. */
export interface WitnessAttestation {
  /** The SHA-256 that the heartbeat's signature covers, 32 bytes. */
  heartbeatHash: Uint8Array;
  /** The witness's address. */
  witnessAddress: string;
  /** The witness's Ed25519 public key, 32 bytes. */
  witnessPubkey: Uint8Array;
  /** When it saw the heartbeat, in Unix seconds. */
  witnessTimestamp: number;
  /**
   * The witness's Ed25519 signature, 64 bytes, over SHA-256 of: "TIMECOIN_ATTESTATION:", heartbeat_hash, witness_address,
   * witness_timestamp as i64 little-endian, witness_pubkey.
   */
  signature: Uint8Array;
}
/** One witness's word for a heartbeat. */
export const WitnessAttestation: Codec<WitnessAttestation> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.WitnessAttestation',
  fields: () => [
    { number: 1, name: 'heartbeat_hash', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'witness_address', type: 'string', maxBytes: 128 },
    { number: 3, name: 'witness_pubkey', type: 'bytes', exactBytes: 32 },
    { number: 4, name: 'witness_timestamp', type: 'int64', asNumber: true },
    { number: 5, name: 'signature', type: 'bytes', exactBytes: 64 },
  ],
  create: createWitnessAttestation,
  write: writeWitnessAttestation,
  read: readWitnessAttestation,
});

export function createWitnessAttestation(): WitnessAttestation {
  return {
    heartbeatHash: noBytes,
    witnessAddress: '',
    witnessPubkey: noBytes,
    witnessTimestamp: 0,
    signature: noBytes,
  };
}

export function writeWitnessAttestation(bytes: Uint8Array, at: number, message: WitnessAttestation): number {
  const $heartbeatHash = message.heartbeatHash;
  if ($heartbeatHash.length !== 32) refuse();
  if (!($heartbeatHash instanceof Uint8Array) || $heartbeatHash[31] === undefined) checkUnusual($heartbeatHash, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $heartbeatHash, at);
  at += 32;
  const $witnessAddress = message.witnessAddress;
  if ($witnessAddress !== '') {
    bytes[at] = 18;
    at = writeString(bytes, at + 1, $witnessAddress, 128);
  }
  const $witnessPubkey = message.witnessPubkey;
  if ($witnessPubkey.length !== 32) refuse();
  if (!($witnessPubkey instanceof Uint8Array) || $witnessPubkey[31] === undefined) checkUnusual($witnessPubkey, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 26;
  bytes[at++] = 32;
  setBytes.call(bytes, $witnessPubkey, at);
  at += 32;
  const $witnessTimestamp = message.witnessTimestamp;
  if ($witnessTimestamp !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 32;
    if ($witnessTimestamp >>> 0 === $witnessTimestamp) {
      let bits = $witnessTimestamp | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeInt64Number(bytes, at, $witnessTimestamp);
    }
  }
  const $signature = message.signature;
  if ($signature.length !== 64) refuse();
  if (!($signature instanceof Uint8Array) || $signature[63] === undefined) checkUnusual($signature, 64);
  if (at + 64 + ROOM > bytes.length) noRoom();
  bytes[at++] = 42;
  bytes[at++] = 64;
  setBytes.call(bytes, $signature, at);
  at += 64;
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const WitnessAttestationObject = /* @__PURE__ */ plain(function (
  this: WitnessAttestation,
  $heartbeatHash: WitnessAttestation['heartbeatHash'],
  $witnessAddress: WitnessAttestation['witnessAddress'],
  $witnessPubkey: WitnessAttestation['witnessPubkey'],
  $witnessTimestamp: WitnessAttestation['witnessTimestamp'],
  $signature: WitnessAttestation['signature'],
) {
  this.heartbeatHash = $heartbeatHash;
  this.witnessAddress = $witnessAddress;
  this.witnessPubkey = $witnessPubkey;
  this.witnessTimestamp = $witnessTimestamp;
  this.signature = $signature;
});
export function readWitnessAttestation(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): WitnessAttestation {
  const start = pos;
  let $heartbeatHash: WitnessAttestation['heartbeatHash'] = noBytes;
  let $witnessAddress: WitnessAttestation['witnessAddress'] = '';
  let $witnessPubkey: WitnessAttestation['witnessPubkey'] = noBytes;
  let $witnessTimestamp: WitnessAttestation['witnessTimestamp'] = 0;
  let $signature: WitnessAttestation['signature'] = noBytes;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $heartbeatHash = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $heartbeatHash = reader.bytes(bytes, pos, size);
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
    if (size > 128) reader.tooLong(pos, size, 128);
    $witnessAddress = reader.text(bytes, pos, size);
    pos += size;
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
    if (reader.buffer !== undefined) $witnessPubkey = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $witnessPubkey = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 32) {
    $witnessTimestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 42) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 64) reader.wrongLength(pos, size, 64);
    if (reader.buffer !== undefined) $signature = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $signature = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new WitnessAttestationObject(
    $heartbeatHash,
    $witnessAddress,
    $witnessPubkey,
    $witnessTimestamp,
    $signature,
  );
  if (pos !== end) mergeWitnessAttestation(reader, bytes, pos, end, made);
  if (made.heartbeatHash.length === 0) {
    reader.missing('heartbeatHash', start, '0 bytes instead of 32');
  }
  if (made.witnessPubkey.length === 0) {
    reader.missing('witnessPubkey', start, '0 bytes instead of 32');
  }
  if (made.signature.length === 0) {
    reader.missing('signature', start, '0 bytes instead of 64');
  }
  return made;
}

export function mergeWitnessAttestation(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: WitnessAttestation,
): WitnessAttestation {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.heartbeatHash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 18:
        message.witnessAddress = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 26:
        message.witnessPubkey = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 32:
        message.witnessTimestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 42:
        message.signature = reader.exactByteField(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** What a node answers about masternodes. */
export interface MasternodesClient {
  /** The masternodes that the peer knows. */
  getMasternodes(message: GetMasternodes, options?: RequestOptions): Promise<MasternodesResponse>;
}

/** How this node answers Masternodes; `context` says who asks. */
export interface MasternodesHandlers<Context> {
  /** The masternodes that the peer knows. */
  getMasternodes(message: GetMasternodes, context: Context): MasternodesResponse | Promise<MasternodesResponse>;
}

/** The requests of Masternodes by method: what a node registers MasternodesHandlers with. */
export const masternodesService: {
  readonly getMasternodes: RequestCodec<GetMasternodes, MasternodesResponse>;
} = {
  getMasternodes: GetMasternodes,
};

/** Masternodes at a peer. */
export function masternodesClient(requester: Requester): MasternodesClient {
  return {
    getMasternodes: (message, options) => requester.request(masternodesService.getMasternodes, message, options),
  };
}
