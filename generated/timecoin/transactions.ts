// Made by `framewright generate` from timecoin/transactions.proto. Do not edit.
/* eslint-disable */
// Transactions: spreading them, voting on them, finalizing them. Types 0x0200 to 0x02FF.
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
  writeBool as $writeBool,
  writeHeader as $writeHeader,
  writeInt64Number as $writeInt64Number,
  writeString as $writeString,
  writeUint32 as $writeUint32,
  writeUnknown,
} from 'framewright/codec';
import {
  Transaction,
  mergeTransaction,
  readTransaction as $readTransaction,
  writeTransaction as $writeTransaction,
} from './types.js';

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
const readTransaction = $readTransaction;
const refuse = $refuse;
const setBytes = $setBytes;
const writeBool = $writeBool;
const writeHeader = $writeHeader;
const writeInt64Number = $writeInt64Number;
const writeString = $writeString;
const writeTransaction = $writeTransaction;
const writeUint32 = $writeUint32;

/** Spreads a new transaction; gossiped once per txid. */
export interface TransactionBroadcast {
  /** The transaction. */
  transaction?: Transaction | undefined;
}
/** Spreads a new transaction; gossiped once per txid. */
export const TransactionBroadcast: Codec<TransactionBroadcast> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.TransactionBroadcast',
  type: 0x0200,
  gossip: true,
  maxBytes: 1_048_576,
  rate: { count: 1000, perMs: 1000 },
  fields: () => [
    { number: 1, name: 'transaction', type: Transaction },
  ],
  create: createTransactionBroadcast,
  write: writeTransactionBroadcast,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeTransactionBroadcast(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0200, 0, 0, id);
    return end;
  },
  read: readTransactionBroadcast,
});

export function createTransactionBroadcast(): TransactionBroadcast {
  return {
    transaction: undefined,
  };
}

const lengthOfTransactionBroadcast_transaction = { width: 1 };
export function writeTransactionBroadcast(
  bytes: Uint8Array,
  at: number,
  message: TransactionBroadcast,
): number {
  checkMessage(message);
  const $transaction = message.transaction;
  if ($transaction !== undefined) {
    bytes[at++] = 10;
    const start = at + lengthOfTransactionBroadcast_transaction.width;
    at = patchLength(bytes, at, start, writeTransaction(bytes, start, $transaction), lengthOfTransactionBroadcast_transaction);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const TransactionBroadcastObject = /* @__PURE__ */ plain(function (
  this: TransactionBroadcast,
  $transaction: TransactionBroadcast['transaction'],
) {
  this.transaction = $transaction;
});
export function readTransactionBroadcast(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): TransactionBroadcast {
  let $transaction: TransactionBroadcast['transaction'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $transaction = readTransaction(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  const made = new TransactionBroadcastObject($transaction);
  if (pos !== end) mergeTransactionBroadcast(reader, bytes, pos, end, made);
  return made;
}

export function mergeTransactionBroadcast(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: TransactionBroadcast,
): TransactionBroadcast {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.transaction = message.transaction !== undefined ? mergeTransaction(reader, bytes, reader.pos, inner, message.transaction) : readTransaction(reader, bytes, reader.pos, inner);
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

/** Asks a masternode to vote on a transaction. */
export interface TransactionVoteRequest {
  /** The transaction, 32 bytes. */
  txid: Uint8Array;
}
/** Asks a masternode to vote on a transaction. */
export const TransactionVoteRequest: Codec<TransactionVoteRequest> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.TransactionVoteRequest',
  type: 0x0201,
  maxBytes: 256,
  fields: () => [
    { number: 1, name: 'txid', type: 'bytes', exactBytes: 32 },
  ],
  create: createTransactionVoteRequest,
  write: writeTransactionVoteRequest,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeTransactionVoteRequest(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 256) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0201, 0, 0, id);
    return end;
  },
  read: readTransactionVoteRequest,
});

export function createTransactionVoteRequest(): TransactionVoteRequest {
  return {
    txid: noBytes,
  };
}

export function writeTransactionVoteRequest(
  bytes: Uint8Array,
  at: number,
  message: TransactionVoteRequest,
): number {
  const $txid = message.txid;
  if ($txid.length !== 32) refuse();
  if (!($txid instanceof Uint8Array) || $txid[31] === undefined) checkUnusual($txid, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $txid, at);
  at += 32;
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const TransactionVoteRequestObject = /* @__PURE__ */ plain(function (
  this: TransactionVoteRequest,
  $txid: TransactionVoteRequest['txid'],
) {
  this.txid = $txid;
});
export function readTransactionVoteRequest(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): TransactionVoteRequest {
  const start = pos;
  let $txid: TransactionVoteRequest['txid'] = noBytes;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $txid = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $txid = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new TransactionVoteRequestObject($txid);
  if (pos !== end) mergeTransactionVoteRequest(reader, bytes, pos, end, made);
  if (made.txid.length === 0) {
    reader.missing('txid', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeTransactionVoteRequest(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: TransactionVoteRequest,
): TransactionVoteRequest {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.txid = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/**
 * Spreads one masternode's vote on a transaction. The rate is twice what a core can verify, about 10,000 Ed25519 signatures
 * a second: 20 masternodes that vote on as many transactions as a peer may send, or 200 on a tenth of that.
 */
export interface TransactionVote {
  /** The vote. */
  vote?: Vote | undefined;
}
/**
 * Spreads one masternode's vote on a transaction. The rate is twice what a core can verify, about 10,000 Ed25519 signatures
 * a second: 20 masternodes that vote on as many transactions as a peer may send, or 200 on a tenth of that.
 */
export const TransactionVote: Codec<TransactionVote> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.TransactionVote',
  type: 0x0202,
  gossip: true,
  maxBytes: 1_024,
  rate: { count: 20000, perMs: 1000 },
  fields: () => [
    { number: 1, name: 'vote', type: Vote },
  ],
  create: createTransactionVote,
  write: writeTransactionVote,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeTransactionVote(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 1_024) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0202, 0, 0, id);
    return end;
  },
  read: readTransactionVote,
});

export function createTransactionVote(): TransactionVote {
  return {
    vote: undefined,
  };
}

const lengthOfTransactionVote_vote = { width: 1 };
export function writeTransactionVote(bytes: Uint8Array, at: number, message: TransactionVote): number {
  checkMessage(message);
  const $vote = message.vote;
  if ($vote !== undefined) {
    bytes[at++] = 10;
    const start = at + lengthOfTransactionVote_vote.width;
    at = patchLength(bytes, at, start, writeVote(bytes, start, $vote), lengthOfTransactionVote_vote);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const TransactionVoteObject = /* @__PURE__ */ plain(function (
  this: TransactionVote,
  $vote: TransactionVote['vote'],
) {
  this.vote = $vote;
});
export function readTransactionVote(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): TransactionVote {
  let $vote: TransactionVote['vote'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $vote = readVote(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  const made = new TransactionVoteObject($vote);
  if (pos !== end) mergeTransactionVote(reader, bytes, pos, end, made);
  return made;
}

export function mergeTransactionVote(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: TransactionVote,
): TransactionVote {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.vote = message.vote !== undefined ? mergeVote(reader, bytes, reader.pos, inner, message.vote) : readVote(reader, bytes, reader.pos, inner);
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

/** One masternode's vote on a transaction. */
export interface Vote {
  /** The transaction, 32 bytes. */
  txid: Uint8Array;
  /** The masternode's address. */
  voter: string;
  /** For or against. */
  approve: boolean;
  /** When it was cast, in Unix seconds. */
  timestamp: number;
  /**
   * The masternode's Ed25519 signature, 64 bytes, over SHA-256 of: "TIMECOIN_VOTE:", txid, voter, approve as one byte 0 or 1,
   * timestamp as i64 little-endian.
   */
  signature: Uint8Array;
}
/** One masternode's vote on a transaction. */
export const Vote: Codec<Vote> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.Vote',
  fields: () => [
    { number: 1, name: 'txid', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'voter', type: 'string', maxBytes: 128 },
    { number: 3, name: 'approve', type: 'bool' },
    { number: 4, name: 'timestamp', type: 'int64', asNumber: true },
    { number: 5, name: 'signature', type: 'bytes', exactBytes: 64 },
  ],
  create: createVote,
  write: writeVote,
  read: readVote,
});

export function createVote(): Vote {
  return {
    txid: noBytes,
    voter: '',
    approve: false,
    timestamp: 0,
    signature: noBytes,
  };
}

export function writeVote(bytes: Uint8Array, at: number, message: Vote): number {
  const $txid = message.txid;
  if ($txid.length !== 32) refuse();
  if (!($txid instanceof Uint8Array) || $txid[31] === undefined) checkUnusual($txid, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $txid, at);
  at += 32;
  const $voter = message.voter;
  if ($voter !== '') {
    bytes[at] = 18;
    at = writeString(bytes, at + 1, $voter, 128);
  }
  const $approve = message.approve;
  if ($approve !== false) {
    bytes[at] = 24;
    at = writeBool(bytes, at + 1, $approve);
  }
  const $timestamp = message.timestamp;
  if ($timestamp !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 32;
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
  bytes[at++] = 42;
  bytes[at++] = 64;
  setBytes.call(bytes, $signature, at);
  at += 64;
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const VoteObject = /* @__PURE__ */ plain(function (
  this: Vote,
  $txid: Vote['txid'],
  $voter: Vote['voter'],
  $approve: Vote['approve'],
  $timestamp: Vote['timestamp'],
  $signature: Vote['signature'],
) {
  this.txid = $txid;
  this.voter = $voter;
  this.approve = $approve;
  this.timestamp = $timestamp;
  this.signature = $signature;
});
export function readVote(reader: Reader, bytes: Uint8Array, pos: number, end: number): Vote {
  const start = pos;
  let $txid: Vote['txid'] = noBytes;
  let $voter: Vote['voter'] = '';
  let $approve: Vote['approve'] = false;
  let $timestamp: Vote['timestamp'] = 0;
  let $signature: Vote['signature'] = noBytes;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $txid = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $txid = reader.bytes(bytes, pos, size);
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
    $voter = reader.text(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 24) {
    if (++pos < end && bytes[pos]! < 128) $approve = bytes[pos++]! !== 0;
    else {
      $approve = reader.bool(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 32) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
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
  const made = new VoteObject($txid, $voter, $approve, $timestamp, $signature);
  if (pos !== end) mergeVote(reader, bytes, pos, end, made);
  if (made.txid.length === 0) {
    reader.missing('txid', start, '0 bytes instead of 32');
  }
  if (made.signature.length === 0) {
    reader.missing('signature', start, '0 bytes instead of 64');
  }
  return made;
}

export function mergeVote(reader: Reader, bytes: Uint8Array, pos: number, end: number, message: Vote): Vote {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.txid = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 18:
        message.voter = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 24:
        message.approve = reader.bool(bytes, pos, end);
        pos = reader.pos;
        break;
      case 32:
        message.timestamp = reader.int64Number(bytes, pos, end);
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

/** Says that the masternodes have decided for a transaction. */
export interface TransactionFinalized {
  /** The transaction, 32 bytes. */
  txid: Uint8Array;
  /** The votes that it had. */
  votes: number;
}
/** Says that the masternodes have decided for a transaction. */
export const TransactionFinalized: Codec<TransactionFinalized> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.TransactionFinalized',
  type: 0x0203,
  requiresAck: true,
  gossip: true,
  maxBytes: 256,
  fields: () => [
    { number: 1, name: 'txid', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'votes', type: 'uint32' },
  ],
  create: createTransactionFinalized,
  write: writeTransactionFinalized,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeTransactionFinalized(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 256) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0203, 2, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readTransactionFinalized,
});

export function createTransactionFinalized(): TransactionFinalized {
  return {
    txid: noBytes,
    votes: 0,
  };
}

export function writeTransactionFinalized(
  bytes: Uint8Array,
  at: number,
  message: TransactionFinalized,
): number {
  const $txid = message.txid;
  if ($txid.length !== 32) refuse();
  if (!($txid instanceof Uint8Array) || $txid[31] === undefined) checkUnusual($txid, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $txid, at);
  at += 32;
  const $votes = message.votes;
  if ($votes !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($votes >>> 0 === $votes) {
      let bits = $votes | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $votes);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const TransactionFinalizedObject = /* @__PURE__ */ plain(function (
  this: TransactionFinalized,
  $txid: TransactionFinalized['txid'],
  $votes: TransactionFinalized['votes'],
) {
  this.txid = $txid;
  this.votes = $votes;
});
export function readTransactionFinalized(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): TransactionFinalized {
  const start = pos;
  let $txid: TransactionFinalized['txid'] = noBytes;
  let $votes: TransactionFinalized['votes'] = 0;
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $txid = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $txid = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 16) {
    if (++pos < end && bytes[pos]! < 128) $votes = bytes[pos++]!;
    else {
      $votes = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  const made = new TransactionFinalizedObject($txid, $votes);
  if (pos !== end) mergeTransactionFinalized(reader, bytes, pos, end, made);
  if (made.txid.length === 0) {
    reader.missing('txid', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeTransactionFinalized(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: TransactionFinalized,
): TransactionFinalized {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.txid = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 16:
        message.votes = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Says that a transaction was refused. */
export interface TransactionRejected {
  /** The transaction, 32 bytes. */
  txid: Uint8Array;
  /** Why, for people. */
  reason: string;
}
/** Says that a transaction was refused. */
export const TransactionRejected: Codec<TransactionRejected> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.TransactionRejected',
  type: 0x0204,
  gossip: true,
  maxBytes: 1_024,
  fields: () => [
    { number: 1, name: 'txid', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'reason', type: 'string', maxBytes: 512 },
  ],
  create: createTransactionRejected,
  write: writeTransactionRejected,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeTransactionRejected(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 1_024) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0204, 0, 0, id);
    return end;
  },
  read: readTransactionRejected,
});

export function createTransactionRejected(): TransactionRejected {
  return {
    txid: noBytes,
    reason: '',
  };
}

export function writeTransactionRejected(
  bytes: Uint8Array,
  at: number,
  message: TransactionRejected,
): number {
  const $txid = message.txid;
  if ($txid.length !== 32) refuse();
  if (!($txid instanceof Uint8Array) || $txid[31] === undefined) checkUnusual($txid, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $txid, at);
  at += 32;
  const $reason = message.reason;
  if ($reason !== '') {
    bytes[at] = 18;
    at = writeString(bytes, at + 1, $reason, 512);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const TransactionRejectedObject = /* @__PURE__ */ plain(function (
  this: TransactionRejected,
  $txid: TransactionRejected['txid'],
  $reason: TransactionRejected['reason'],
) {
  this.txid = $txid;
  this.reason = $reason;
});
export function readTransactionRejected(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): TransactionRejected {
  const start = pos;
  let $txid: TransactionRejected['txid'] = noBytes;
  let $reason: TransactionRejected['reason'] = '';
  if (pos < end && bytes[pos] === 10) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size !== 32) reader.wrongLength(pos, size, 32);
    if (reader.buffer !== undefined) $txid = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $txid = reader.bytes(bytes, pos, size);
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
    if (size > 512) reader.tooLong(pos, size, 512);
    $reason = reader.text(bytes, pos, size);
    pos += size;
  }
  const made = new TransactionRejectedObject($txid, $reason);
  if (pos !== end) mergeTransactionRejected(reader, bytes, pos, end, made);
  if (made.txid.length === 0) {
    reader.missing('txid', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeTransactionRejected(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: TransactionRejected,
): TransactionRejected {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.txid = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 18:
        message.reason = reader.string(bytes, pos, end, 512);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Asks for the transactions that are not in a block yet. */
export type GetPendingTransactions = Record<string, never>;
/** Asks for the transactions that are not in a block yet. */
export const GetPendingTransactions: RequestCodec<GetPendingTransactions, PendingTransactionsResponse> = /* @__PURE__ */ defineRequest({
  name: 'timecoin.GetPendingTransactions',
  type: 0x0206,
  maxBytes: 64,
  response: () => PendingTransactionsResponse,
  fields: () => [],
  create: createGetPendingTransactions,
  write: writeGetPendingTransactions,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeGetPendingTransactions(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 64) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0206, 0, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readGetPendingTransactions,
});

export function createGetPendingTransactions(): GetPendingTransactions {
  return {};
}

export function writeGetPendingTransactions(
  bytes: Uint8Array,
  at: number,
  message: GetPendingTransactions,
): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const GetPendingTransactionsObject = /* @__PURE__ */ plain(function (this: GetPendingTransactions) {
});
export function readGetPendingTransactions(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): GetPendingTransactions {
  const made = new GetPendingTransactionsObject();
  if (pos !== end) mergeGetPendingTransactions(reader, bytes, pos, end, made);
  return made;
}

export function mergeGetPendingTransactions(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: GetPendingTransactions,
): GetPendingTransactions {
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

/** Answers GetPendingTransactions. It stops before the largest message that the requester takes. */
export interface PendingTransactionsResponse {
  /** The transactions, the oldest first. */
  transactions: Transaction[];
}
/** Answers GetPendingTransactions. It stops before the largest message that the requester takes. */
export const PendingTransactionsResponse: Codec<PendingTransactionsResponse> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.PendingTransactionsResponse',
  type: 0x0207,
  priority: 'low',
  isResponse: true,
  compress: true,
  maxBytes: 16_777_216,
  fields: () => [
    { number: 1, name: 'transactions', type: Transaction, label: 'repeated', maxItems: 65_536 },
  ],
  create: createPendingTransactionsResponse,
  write: writePendingTransactionsResponse,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    if (id === 0) return rest.again(message, bytes, at, id);
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writePendingTransactionsResponse(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0207, 1, 0, id);
    return end;
  },
  read: readPendingTransactionsResponse,
});

export function createPendingTransactionsResponse(): PendingTransactionsResponse {
  return {
    transactions: [],
  };
}

const lengthOfPendingTransactionsResponse_transactions = { width: 1 };
export function writePendingTransactionsResponse(
  bytes: Uint8Array,
  at: number,
  message: PendingTransactionsResponse,
): number {
  const $transactions = message.transactions;
  if (!Array.isArray($transactions) || $transactions.length > 65536) refuse();
  for (let index = 0; index < $transactions.length; index++) {
    const item = $transactions[index]!;
    bytes[at++] = 10;
    const start = at + lengthOfPendingTransactionsResponse_transactions.width;
    at = patchLength(bytes, at, start, writeTransaction(bytes, start, item), lengthOfPendingTransactionsResponse_transactions);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const PendingTransactionsResponseObject = /* @__PURE__ */ plain(function (
  this: PendingTransactionsResponse,
  $transactions: PendingTransactionsResponse['transactions'],
) {
  this.transactions = $transactions;
});
export function readPendingTransactionsResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): PendingTransactionsResponse {
  let $transactions: PendingTransactionsResponse['transactions'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    let place = 0;
    do {
      if (place >= 65536) reader.room(pos + 1, place, 65536);
      let item: Transaction;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      item = readTransaction(reader, bytes, pos, pos + size);
      pos += size;
      reader.depth--;
      if (place > 1) $transactions![place] = item;
      else if (place === 0) $transactions = listOf(item);
      else if (!(pos < end && bytes[pos] === 10)) $transactions = listOf($transactions![0]!, item);
      else {
        const first = $transactions![0]!;
        $transactions = new ListOfLength<Transaction>(2 + reader.run(bytes, pos + 1, end, 10, 65536));
        $transactions[0] = first;
        $transactions[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 10);
  }
  const made = new PendingTransactionsResponseObject($transactions ?? []);
  if (pos !== end) mergePendingTransactionsResponse(reader, bytes, pos, end, made);
  return made;
}

export function mergePendingTransactionsResponse(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: PendingTransactionsResponse,
): PendingTransactionsResponse {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        reader.room(pos, message.transactions.length, 65536);
        const inner = reader.enter(bytes, pos, end);
        message.transactions.push(readTransaction(reader, bytes, reader.pos, inner));
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

/** What a node answers about transactions. */
export interface TransactionsClient {
  /** The transactions that are not in a block yet. */
  getPendingTransactions(message: GetPendingTransactions, options?: RequestOptions): Promise<PendingTransactionsResponse>;
}

/** How this node answers Transactions; `context` says who asks. */
export interface TransactionsHandlers<Context> {
  /** The transactions that are not in a block yet. */
  getPendingTransactions(message: GetPendingTransactions, context: Context): PendingTransactionsResponse | Promise<PendingTransactionsResponse>;
}

/** The requests of Transactions by method: what a node registers TransactionsHandlers with. */
export const transactionsService: {
  readonly getPendingTransactions: RequestCodec<GetPendingTransactions, PendingTransactionsResponse>;
} = {
  getPendingTransactions: GetPendingTransactions,
};

/** Transactions at a peer. */
export function transactionsClient(requester: Requester): TransactionsClient {
  return {
    getPendingTransactions: (message, options) => requester.request(transactionsService.getPendingTransactions, message, options),
  };
}
