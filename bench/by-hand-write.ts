import type { Version } from '../generated/timecoin/connection.js';
import type { TransactionBroadcast } from '../generated/timecoin/transactions.js';
import type { Codec } from '../src/codec/codec.js';
import * as fault from '../src/codec/fault.js';
import { int64Cell } from '../src/codec/int64.js';
import { anyUnknownKept } from '../src/codec/unknown-fields.js';
import * as platform from '../src/platform/node.js';
import * as header from '../src/wire/header.js';

// Writers for one message each, with every check of the generated ones: how fast those could be. Each is one function, put
// together when this file is loaded, in which nothing is called but what copies bytes and long texts: the most that V8's
// inlining could come to.

const { Flag, HEADER_BYTES, MAX_PAYLOAD_BYTES, writeHeader } = header;

export type Write<T> = (bytes: Uint8Array, at: number, message: T) => number;

/** `codec.frameInto` of a short message by a writer made for it; what that refuses, the codec explains, or writes after all. */
export function frameBy<T>(
  codec: Codec<T>,
  write: Write<T>,
): (message: T, bytes: Uint8Array, at: number, id?: number) => number {
  const { type, requiresAck, maxBytes: limit = MAX_PAYLOAD_BYTES } = codec;
  const flags = requiresAck ? Flag.ACK : 0;
  return (message, bytes, at, id = 0) => {
    if (anyUnknownKept) return codec.frameInto(message, bytes, at, id);
    let end: number;
    try {
      end = write(bytes, at + HEADER_BYTES, message);
    } catch {
      return codec.frameInto(message, bytes, at, id);
    }
    const length = end - at - HEADER_BYTES;
    if (length > limit || length > MAX_PAYLOAD_BYTES) return codec.frameInto(message, bytes, at, id);
    writeHeader(bytes, at, length, type, flags, 0, id);
    return end;
  };
}

/** A field's value as `value`, written if `isSet`, behind its tag. */
function field(tag: number, value: string, isSet: string, body: string): string {
  return `{ const value = ${value}; if (${isSet}) { bytes[at++] = ${tag}; ${body} } }`;
}

function uint32(tag: number, value: string): string {
  const body = `
    if (value >>> 0 !== value || at + 64 > bytes.length) refuse();
    let bits = value | 0;
    if (bits >>> 28 !== 0) {
      bytes[at] = bits | 128;
      bytes[at + 1] = (bits >>> 7) | 128;
      bytes[at + 2] = (bits >>> 14) | 128;
      bytes[at + 3] = (bits >>> 21) | 128;
      bytes[at + 4] = bits >>> 28;
      at += 5;
    } else {
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    }`;
  return field(tag, value, 'value !== 0', body);
}

function uint64(tag: number, value: string): string {
  const body = `
    unsigned[0] = value;
    if (unsigned[0] !== value || at + 64 > bytes.length) refuse();
    let low = halves[LOW];
    for (let high = halves[HIGH]; high !== 0; high >>>= 7) {
      bytes[at++] = low | 128;
      low = (low >>> 7) | (high << 25);
    }
    for (; low >>> 7 !== 0; low >>>= 7) bytes[at++] = low | 128;
    bytes[at++] = low;`;
  return field(tag, value, 'value !== 0n', body);
}

function bytes(tag: number, value: string, isRight: string, isSet: string): string {
  const body = `
    const { length } = value;
    if (!(${isRight}) || !(value instanceof Uint8Array) || value[length - 1] === undefined) refuse();
    if (at + length + 64 > bytes.length) refuse();
    if (length > 127) bytes[at++] = length | 128;
    bytes[at++] = length > 127 ? length >>> 7 : length;
    set.call(bytes, value, at);
    at += length;`;
  return field(tag, value, isSet, body);
}

function hash(tag: number, value: string, isSet = 'true'): string {
  return bytes(tag, value, 'length === 32', isSet);
}

/** ASCII of at most 127 bytes. */
function text(tag: number, value: string, most: number, isSet = `value !== ''`): string {
  const body = `
    if (typeof value !== 'string') refuse();
    const { length } = value;
    if (length > ${most} || at + length + 64 > bytes.length) refuse();
    bytes[at++] = length;
    if (length > 24) {
      if (utf8Write(value, bytes, at) !== length) refuse();
    } else {
      let units = 0;
      for (let index = 0; index < length; index++) {
        const unit = value.charCodeAt(index);
        units |= unit;
        bytes[at + index] = unit;
      }
      if (units > 127) refuse();
    }
    at += length;`;
  return field(tag, value, isSet, body);
}

function list(value: string, most: number, body: string): string {
  return `{
    const items = ${value};
    if (!Array.isArray(items) || items.length > ${most}) refuse();
    for (let index = 0; index < items.length; index++) { const item = items[index]; ${body} }
  }`;
}

/** A message whose length takes as many bytes as `width` says. */
function message(tag: number, width: string, body: string): string {
  return `{
    bytes[at] = ${tag};
    const hole = at + 1;
    const start = hole + (${width});
    at = start;
    ${body}
    const size = at - start;
    if (start - hole === 1 ? size > 127 || size === 0 : size < 128 || size > 16_383) refuse();
    if (start - hole === 2) bytes[hole + 1] = size >>> 7;
    bytes[hole] = start - hole === 2 ? size | 128 : size;
  }`;
}

const outPoint = `{
  const point = item.previousOutput;
  if (point === undefined) refuse();
  ${message(10, '1', hash(10, 'point.txid') + uint32(16, 'point.vout'))}
}`;
const script = (value: string): string =>
  bytes(18, value, 'length <= 16_000', 'value.length !== 0 || !(value instanceof Uint8Array)');
const txInput = outPoint + script('item.scriptSig') + uint32(24, 'item.sequence');
const txOutput = uint64(8, 'item.value') + script('item.scriptPubkey');

export const writeTransactionBroadcast: Write<TransactionBroadcast> = written(`
  const { transaction } = message;
  if (transaction === undefined) refuse();
  ${message(
    10,
    '2',
    uint32(8, 'transaction.version') +
      list('transaction.inputs', 32_768, message(18, 'item.scriptSig.length > 80 ? 2 : 1', txInput)) +
      list('transaction.outputs', 32_768, message(26, 'item.scriptPubkey.length > 110 ? 2 : 1', txOutput)) +
      uint32(32, 'transaction.lockTime') +
      uint32(40, 'transaction.timestamp'),
  )}`);

export const writeVersion: Write<Version> = written(
  text(10, 'message.version', 64) +
    text(18, 'message.commitDate', 64) +
    uint32(24, 'message.commitCount') +
    uint32(32, 'message.protocolVersion') +
    text(42, 'message.network', 64) +
    text(50, 'message.listenAddr', 127) +
    uint32(56, 'message.timestamp') +
    list('message.capabilities', 64, text(66, 'item', 64, 'true')) +
    text(74, 'message.walletAddress', 127, 'value !== undefined') +
    hash(82, 'message.genesisHash', 'value !== undefined'),
);

function written<T>(body: string): Write<T> {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its array every time
  const { set } = Uint8Array.prototype;
  const known = { set, ...int64Cell(), refuse: fault.refuse, utf8Write: platform.utf8Write };
  const code = `return function (bytes, at, message) { ${body} return at; };`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- of the snippets above
  const make = new Function(...Object.keys(known), code) as (...known: unknown[]) => Write<T>;
  return make(...Object.values(known));
}
