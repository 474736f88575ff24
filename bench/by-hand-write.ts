import type { BlockResponse } from '../generated/timecoin/chain.js';
import type { Version } from '../generated/timecoin/connection.js';
import type { TransactionBroadcast } from '../generated/timecoin/transactions.js';
import type { BlockHeader, OutPoint, Transaction, TxInput, TxOutput } from '../generated/timecoin/types.js';
import type { Codec } from '../src/codec/codec.js';
import * as fault from '../src/codec/fault.js';
import { int64Cell } from '../src/codec/int64.js';
import { anyUnknownKept } from '../src/codec/unknown-fields.js';
import * as platform from '../src/platform/node.js';
import * as frames from '../src/wire/frame.js';
import * as header from '../src/wire/header.js';

// Writers made by hand for one message each, with every check of the generated ones: how fast those could be.

const refuse: () => never = fault.refuse;
const { utf8Write } = platform;
const { Flag, HEADER_BYTES, MAX_PAYLOAD_BYTES, writeHeader } = header;
const { finishFrame, wireBytesOf } = frames;
const { unsigned, halves, LOW, HIGH } = int64Cell();
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its array every time
const { set, copyWithin } = Uint8Array.prototype;

const MOST_ITEMS = 32_768;
const MOST_TRANSACTIONS = 65_536;
const MOST_SCRIPT_BYTES = 65_536;

export type Write<T> = (bytes: Uint8Array, at: number, message: T) => number;

/** `codec.frameInto` by a writer made for its message; what that refuses, the codec explains, or writes after all. */
export function frameBy<T>(
  codec: Codec<T>,
  write: Write<T>,
): (message: T, bytes: Uint8Array, at: number, id?: number) => number {
  const { type, isResponse, maxBytes: limit = MAX_PAYLOAD_BYTES } = codec;
  const flags = isResponse ? Flag.RESPONSE : 0;
  return (message, bytes, at, id = 0) => {
    if (anyUnknownKept || (isResponse && id === 0)) return codec.frameInto(message, bytes, at, id);
    let end: number;
    try {
      end = write(bytes, at + HEADER_BYTES, message);
    } catch {
      return codec.frameInto(message, bytes, at, id);
    }
    const length = end - at - HEADER_BYTES;
    const frameEnd = at + wireBytesOf(length);
    if (length > limit || frameEnd > bytes.length) return codec.frameInto(message, bytes, at, id);
    if (length > MAX_PAYLOAD_BYTES) finishFrame(bytes, at, length, type, flags, id);
    else writeHeader(bytes, at, length, type, flags, 0, id);
    return frameEnd;
  };
}

export function writeTransactionBroadcast(
  bytes: Uint8Array,
  at: number,
  { transaction }: TransactionBroadcast,
): number {
  if (transaction === undefined) refuse();
  return writeTransaction(bytes, at, 10, transaction);
}

export function writeBlockResponse(bytes: Uint8Array, at: number, { block }: BlockResponse): number {
  if (block?.header === undefined || block.masternodeRewards.length > 0) refuse();
  const { header, transactions } = block;
  if (!Array.isArray(transactions) || transactions.length > MOST_TRANSACTIONS) refuse();
  bytes[at] = 10;
  const start = at + 4;
  let to = writeBlockHeader(bytes, start, header);
  for (let index = 0; index < transactions.length; index++) {
    to = writeTransaction(bytes, to, 18, transactions[index]!);
  }
  return finish(bytes, at + 1, start, to);
}

function writeBlockHeader(bytes: Uint8Array, at: number, header: BlockHeader): number {
  const { version, height, previousHash, merkleRoot, timestamp, blockReward } = header;
  bytes[at] = 10;
  let to = at + 2;
  if (version !== 0) to = writeUint32(bytes, to, 8, version);
  if (height !== 0) to = writeUint32(bytes, to, 16, height);
  to = writeHash(bytes, to, 26, previousHash);
  to = writeHash(bytes, to, 34, merkleRoot);
  if (timestamp !== 0) to = writeUint32(bytes, to, 40, timestamp);
  if (blockReward !== 0n) to = writeUint64(bytes, to, 48, blockReward);
  return finish(bytes, at + 1, at + 2, to);
}

function writeTransaction(bytes: Uint8Array, at: number, tag: number, transaction: Transaction): number {
  const { version, inputs, outputs, lockTime, timestamp } = transaction;
  if (!Array.isArray(inputs) || !Array.isArray(outputs)) refuse();
  if (inputs.length > MOST_ITEMS || outputs.length > MOST_ITEMS) refuse();
  bytes[at] = tag;
  const start = at + 3;
  let to = start;
  if (version !== 0) to = writeUint32(bytes, to, 8, version);
  for (let index = 0; index < inputs.length; index++) to = writeTxInput(bytes, to, inputs[index]!);
  for (let index = 0; index < outputs.length; index++) to = writeTxOutput(bytes, to, outputs[index]!);
  if (lockTime !== 0) to = writeUint32(bytes, to, 32, lockTime);
  if (timestamp !== 0) to = writeUint32(bytes, to, 40, timestamp);
  return finish(bytes, at + 1, start, to);
}

function writeTxInput(
  bytes: Uint8Array,
  at: number,
  { previousOutput, scriptSig, sequence }: TxInput,
): number {
  bytes[at] = 18;
  // The length takes two bytes if the script alone has more than one says.
  const start = at + (scriptSig.length > 80 ? 3 : 2);
  let to = start;
  if (previousOutput !== undefined) to = writeOutPoint(bytes, to, previousOutput);
  if (scriptSig.length !== 0) to = writeBytes(bytes, to, scriptSig);
  if (sequence !== 0) to = writeUint32(bytes, to, 24, sequence);
  return finish(bytes, at + 1, start, to);
}

function checkHash(value: Uint8Array): void {
  if (value.length !== 32 || !(value instanceof Uint8Array) || value[31] === undefined) refuse();
}

/** Tag, length and value. */
function writeHash(bytes: Uint8Array, at: number, tag: number, value: Uint8Array): number {
  checkHash(value);
  bytes[at] = tag;
  bytes[at + 1] = 32;
  const end = at + 34;
  if (end <= bytes.length) set.call(bytes, value, at + 2);
  return end;
}

/** At most 40 bytes. */
function writeOutPoint(bytes: Uint8Array, at: number, { txid, vout }: OutPoint): number {
  bytes[at] = 10;
  const end = writeHash(bytes, at + 2, 10, txid);
  const to = vout === 0 ? end : writeUint32(bytes, end, 16, vout);
  bytes[at + 1] = to - at - 2;
  return to;
}

function writeTxOutput(bytes: Uint8Array, at: number, { value, scriptPubkey }: TxOutput): number {
  bytes[at] = 26;
  const start = at + (scriptPubkey.length > 110 ? 3 : 2);
  let to = start;
  if (value !== 0n) to = writeUint64(bytes, to, 8, value);
  if (scriptPubkey.length !== 0) to = writeBytes(bytes, to, scriptPubkey);
  return finish(bytes, at + 1, start, to);
}

/** Tag and value. */
function writeUint64(bytes: Uint8Array, at: number, tag: number, value: bigint): number {
  unsigned[0] = value;
  if (unsigned[0] !== value) refuse();
  bytes[at++] = tag;
  let low = halves[LOW]!;
  let high = halves[HIGH]!;
  while (high !== 0) {
    bytes[at++] = low | 128;
    low = (low >>> 7) | (high << 25);
    high >>>= 7;
  }
  return writeBits(bytes, at, low);
}

/** Field 2. */
function writeBytes(bytes: Uint8Array, at: number, value: Uint8Array): number {
  const { length } = value;
  if (!(value instanceof Uint8Array) || length > MOST_SCRIPT_BYTES || value[length - 1] === undefined)
    refuse();
  bytes[at++] = 18;
  if (length < 128) bytes[at++] = length;
  else at = writeBits(bytes, at, length);
  const end = at + length;
  if (end <= bytes.length) set.call(bytes, value, at);
  return end;
}

/** Tag and value. */
function writeUint32(bytes: Uint8Array, at: number, tag: number, value: number): number {
  const bits = value | 0;
  if (bits >>> 0 !== value) refuse();
  bytes[at] = tag;
  return writeBits(bytes, at + 1, bits);
}

function writeBits(bytes: Uint8Array, at: number, bits: number): number {
  while (bits >>> 7 !== 0) {
    bytes[at++] = bits | 128;
    bits >>>= 7;
  }
  bytes[at++] = bits;
  return at;
}

/** Puts the length of what was written from `start` to `end` between `at` and `start`. */
function finish(bytes: Uint8Array, at: number, start: number, end: number): number {
  const length = end - start;
  if (length < 128 && start - at === 1) {
    bytes[at] = length;
    return end;
  }
  if (length > 127 && length < 16_384 && start - at === 2) {
    bytes[at] = (length & 127) | 128;
    bytes[at + 1] = length >>> 7;
    return end;
  }
  const to = at + (length < 128 ? 1 : length < 16_384 ? 2 : 3);
  if (to !== start) copyWithin.call(bytes, to, start, end);
  writeBits(bytes, at, length);
  return to + length;
}

export function writeVersion(bytes: Uint8Array, at: number, message: Version): number {
  const { capabilities, commitCount, protocolVersion, timestamp, walletAddress, genesisHash } = message;
  if (!Array.isArray(capabilities) || capabilities.length > 64) refuse();
  if (message.version !== '') at = writeText(bytes, at, 10, message.version, 64);
  if (message.commitDate !== '') at = writeText(bytes, at, 18, message.commitDate, 64);
  if (commitCount !== 0) at = writeUint32(bytes, at, 24, commitCount);
  if (protocolVersion !== 0) at = writeUint32(bytes, at, 32, protocolVersion);
  if (message.network !== '') at = writeText(bytes, at, 42, message.network, 64);
  if (message.listenAddr !== '') at = writeText(bytes, at, 50, message.listenAddr, 127);
  if (timestamp !== 0) at = writeUint32(bytes, at, 56, timestamp);
  for (let index = 0; index < capabilities.length; index++) {
    at = writeText(bytes, at, 66, capabilities[index]!, 64);
  }
  if (walletAddress !== undefined) at = writeText(bytes, at, 74, walletAddress, 127);
  if (genesisHash !== undefined) at = writeHash(bytes, at, 82, genesisHash);
  return at;
}

/** ASCII of at most 127 bytes; the rest is for the codec. */
function writeText(bytes: Uint8Array, at: number, tag: number, value: string, most: number): number {
  if (typeof value !== 'string') refuse();
  const { length } = value;
  if (length > most) refuse();
  bytes[at] = tag;
  bytes[at + 1] = length;
  at += 2;
  if (length > 24) {
    if (at + length <= bytes.length && utf8Write(value, bytes, at) !== length) refuse();
    return at + length;
  }
  let units = 0;
  for (let index = 0; index < length; index++) {
    const unit = value.charCodeAt(index);
    units |= unit;
    bytes[at + index] = unit;
  }
  if (units > 127) refuse();
  return at + length;
}
