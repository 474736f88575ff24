// Made by `framewright generate` from timecoin/types.proto. Do not edit.
/* eslint-disable */
// What the TIME network's messages are made of: transactions, blocks, unspent outputs and their states.
//
// A hash is 32 bytes, a time is in Unix seconds, an amount is in 10^-8 TIME, and an address is text.
import {
  type Codec,
  type EnumShape,
  ListOfLength as $ListOfLength,
  ROOM as $ROOM,
  type Reader,
  anyUnknownKept,
  checkMessage as $checkMessage,
  checkUnusual as $checkUnusual,
  defineCodec,
  fillHole as $fillHole,
  isEmpty as $isEmpty,
  listOf as $listOf,
  noBytes as $noBytes,
  noRoom as $noRoom,
  patchLength as $patchLength,
  plain,
  refuse as $refuse,
  setBytes as $setBytes,
  writeInt64Number as $writeInt64Number,
  writeLength as $writeLength,
  writeString as $writeString,
  writeUint32 as $writeUint32,
  writeUint64 as $writeUint64,
  writeUint64Number as $writeUint64Number,
  writeUnknown,
} from 'framewright/codec';

// Held by constants, as engines look an import up at each use.
const ListOfLength = $ListOfLength;
const ROOM = $ROOM;
const checkMessage = $checkMessage;
const checkUnusual = $checkUnusual;
const fillHole = $fillHole;
const isEmpty = $isEmpty;
const listOf = $listOf;
const noBytes = $noBytes;
const noRoom = $noRoom;
const patchLength = $patchLength;
const refuse = $refuse;
const setBytes = $setBytes;
const writeInt64Number = $writeInt64Number;
const writeLength = $writeLength;
const writeString = $writeString;
const writeUint32 = $writeUint32;
const writeUint64 = $writeUint64;
const writeUint64Number = $writeUint64Number;

/** A masternode's class; the number is what it has to hold, in TIME. */
export const MasternodeTier = {
  /** Holds nothing. */
  FREE: 0,
  /** Holds 1,000 TIME. */
  BRONZE: 1000,
  /** Holds 10,000 TIME. */
  SILVER: 10000,
  /** Holds 100,000 TIME. */
  GOLD: 100000,
} as const;
/** Open: a newer peer may send a number that this schema does not name, and it is kept. */
export type MasternodeTier = (typeof MasternodeTier)[keyof typeof MasternodeTier] | (number & {});

export const MasternodeTierShape: EnumShape = {
  name: 'timecoin.MasternodeTier',
  values: {
    MASTERNODE_TIER_FREE: 0,
    MASTERNODE_TIER_BRONZE: 1000,
    MASTERNODE_TIER_SILVER: 10000,
    MASTERNODE_TIER_GOLD: 100000,
  },
};

/** Names one output of one transaction. */
export interface OutPoint {
  /** The transaction's hash, 32 bytes. */
  txid: Uint8Array;
  /** The output's index in that transaction, from 0. */
  vout: number;
}
/** Names one output of one transaction. */
export const OutPoint: Codec<OutPoint> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.OutPoint',
  fields: () => [
    { number: 1, name: 'txid', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'vout', type: 'uint32' },
  ],
  create: createOutPoint,
  write: writeOutPoint,
  read: readOutPoint,
});

export function createOutPoint(): OutPoint {
  return {
    txid: noBytes,
    vout: 0,
  };
}

export function writeOutPoint(bytes: Uint8Array, at: number, message: OutPoint): number {
  const $txid = message.txid;
  if ($txid.length !== 32) refuse();
  if (!($txid instanceof Uint8Array) || $txid[31] === undefined) checkUnusual($txid, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $txid, at);
  at += 32;
  const $vout = message.vout;
  if ($vout !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($vout >>> 0 === $vout) {
      let bits = $vout | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $vout);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const OutPointObject = /* @__PURE__ */ plain(function (
  this: OutPoint,
  $txid: OutPoint['txid'],
  $vout: OutPoint['vout'],
) {
  this.txid = $txid;
  this.vout = $vout;
});
export function readOutPoint(reader: Reader, bytes: Uint8Array, pos: number, end: number): OutPoint {
  const start = pos;
  let $txid: OutPoint['txid'] = noBytes;
  let $vout: OutPoint['vout'] = 0;
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
    if (++pos < end && bytes[pos]! < 128) $vout = bytes[pos++]!;
    else {
      $vout = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  const made = new OutPointObject($txid, $vout);
  if (pos !== end) mergeOutPoint(reader, bytes, pos, end, made);
  if (made.txid.length === 0) {
    reader.missing('txid', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeOutPoint(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: OutPoint,
): OutPoint {
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
        message.vout = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Spends an earlier output. */
export interface TxInput {
  /** The output that is spent. */
  previousOutput?: OutPoint | undefined;
  /** The script that proves the right to spend it. */
  scriptSig: Uint8Array;
  /** The input's sequence number; 4294967295 makes it final. */
  sequence: number;
}
/** Spends an earlier output. */
export const TxInput: Codec<TxInput> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.TxInput',
  fields: () => [
    { number: 1, name: 'previous_output', type: OutPoint },
    { number: 2, name: 'script_sig', type: 'bytes', maxBytes: 65_536 },
    { number: 3, name: 'sequence', type: 'uint32' },
  ],
  create: createTxInput,
  write: writeTxInput,
  read: readTxInput,
});

export function createTxInput(): TxInput {
  return {
    previousOutput: undefined,
    scriptSig: noBytes,
    sequence: 0,
  };
}

export function writeTxInput(bytes: Uint8Array, at: number, message: TxInput): number {
  const $previousOutput = message.previousOutput;
  if ($previousOutput !== undefined) {
    bytes[at++] = 10;
    const start = at++;
    at = fillHole(bytes, start, writeOutPoint(bytes, at, $previousOutput));
  }
  const $scriptSig = message.scriptSig;
  if (!isEmpty($scriptSig)) {
    const { length } = $scriptSig;
    if (length > 65536) refuse();
    if (!($scriptSig instanceof Uint8Array) || $scriptSig[length - 1] === undefined) checkUnusual($scriptSig, length);
    if (at + length + ROOM > bytes.length) noRoom();
    bytes[at++] = 18;
    if (length < 128) bytes[at++] = length;
    else at = writeLength(bytes, at, length);
    setBytes.call(bytes, $scriptSig, at);
    at += length;
  }
  const $sequence = message.sequence;
  if ($sequence !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($sequence >>> 0 === $sequence) {
      let bits = $sequence | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $sequence);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const TxInputObject = /* @__PURE__ */ plain(function (
  this: TxInput,
  $previousOutput: TxInput['previousOutput'],
  $scriptSig: TxInput['scriptSig'],
  $sequence: TxInput['sequence'],
) {
  this.previousOutput = $previousOutput;
  this.scriptSig = $scriptSig;
  this.sequence = $sequence;
});
export function readTxInput(reader: Reader, bytes: Uint8Array, pos: number, end: number): TxInput {
  let $previousOutput: TxInput['previousOutput'] | undefined;
  let $scriptSig: TxInput['scriptSig'] = noBytes;
  let $sequence: TxInput['sequence'] = 0;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    let nested: OutPoint;
    {
      const end = pos + size;
      const start = pos;
      let $txid: OutPoint['txid'] = noBytes;
      let $vout: OutPoint['vout'] = 0;
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
        if (++pos < end && bytes[pos]! < 128) $vout = bytes[pos++]!;
        else {
          $vout = reader.uint32(bytes, pos, end);
          pos = reader.pos;
        }
      }
      const made = new OutPointObject($txid, $vout);
      if (pos !== end) mergeOutPoint(reader, bytes, pos, end, made);
      if (made.txid.length === 0) {
        reader.missing('txid', start, '0 bytes instead of 32');
      }
      nested = made;
      pos = end;
    }
    $previousOutput = nested;
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
    if (size > 65536) reader.tooLong(pos, size, 65536);
    if (size !== 0 && reader.buffer !== undefined) $scriptSig = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $scriptSig = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 24) {
    if (++pos < end && bytes[pos]! < 128) $sequence = bytes[pos++]!;
    else {
      $sequence = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  const made = new TxInputObject($previousOutput, $scriptSig, $sequence);
  if (pos !== end) mergeTxInput(reader, bytes, pos, end, made);
  return made;
}

export function mergeTxInput(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: TxInput,
): TxInput {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.previousOutput = message.previousOutput !== undefined ? mergeOutPoint(reader, bytes, reader.pos, inner, message.previousOutput) : readOutPoint(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        break;
      }
      case 18:
        message.scriptSig = reader.byteField(bytes, pos, end, 65536);
        pos = reader.pos;
        break;
      case 24:
        message.sequence = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Pays an amount to whoever can satisfy a script. */
export interface TxOutput {
  /** The amount, in 10^-8 TIME. */
  value: bigint;
  /** The script that a spender has to satisfy. */
  scriptPubkey: Uint8Array;
}
/** Pays an amount to whoever can satisfy a script. */
export const TxOutput: Codec<TxOutput> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.TxOutput',
  fields: () => [
    { number: 1, name: 'value', type: 'uint64' },
    { number: 2, name: 'script_pubkey', type: 'bytes', maxBytes: 65_536 },
  ],
  create: createTxOutput,
  write: writeTxOutput,
  read: readTxOutput,
});

export function createTxOutput(): TxOutput {
  return {
    value: 0n,
    scriptPubkey: noBytes,
  };
}

export function writeTxOutput(bytes: Uint8Array, at: number, message: TxOutput): number {
  const $value = message.value;
  if ($value !== 0n) {
    bytes[at] = 8;
    at = writeUint64(bytes, at + 1, $value);
  }
  const $scriptPubkey = message.scriptPubkey;
  if (!isEmpty($scriptPubkey)) {
    const { length } = $scriptPubkey;
    if (length > 65536) refuse();
    if (!($scriptPubkey instanceof Uint8Array) || $scriptPubkey[length - 1] === undefined) checkUnusual($scriptPubkey, length);
    if (at + length + ROOM > bytes.length) noRoom();
    bytes[at++] = 18;
    if (length < 128) bytes[at++] = length;
    else at = writeLength(bytes, at, length);
    setBytes.call(bytes, $scriptPubkey, at);
    at += length;
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const TxOutputObject = /* @__PURE__ */ plain(function (
  this: TxOutput,
  $value: TxOutput['value'],
  $scriptPubkey: TxOutput['scriptPubkey'],
) {
  this.value = $value;
  this.scriptPubkey = $scriptPubkey;
});
export function readTxOutput(reader: Reader, bytes: Uint8Array, pos: number, end: number): TxOutput {
  let $value: TxOutput['value'] = 0n;
  let $scriptPubkey: TxOutput['scriptPubkey'] = noBytes;
  if (pos < end && bytes[pos] === 8) {
    $value = reader.uint64(bytes, pos + 1, end);
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
    if (size > 65536) reader.tooLong(pos, size, 65536);
    if (size !== 0 && reader.buffer !== undefined) $scriptPubkey = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $scriptPubkey = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new TxOutputObject($value, $scriptPubkey);
  if (pos !== end) mergeTxOutput(reader, bytes, pos, end, made);
  return made;
}

export function mergeTxOutput(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: TxOutput,
): TxOutput {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.value = reader.uint64(bytes, pos, end);
        pos = reader.pos;
        break;
      case 18:
        message.scriptPubkey = reader.byteField(bytes, pos, end, 65536);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Moves amounts from earlier outputs to new ones. */
export interface Transaction {
  /** The version of the transaction's format. */
  version: number;
  /** The outputs that are spent; none in a block's reward. */
  inputs: TxInput[];
  /** The outputs that are made. */
  outputs: TxOutput[];
  /** The block height, or the Unix time, before which the transaction is not valid; 0: none. */
  lockTime: number;
  /** When it was made, in Unix seconds. */
  timestamp: number;
}
/** Moves amounts from earlier outputs to new ones. */
export const Transaction: Codec<Transaction> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.Transaction',
  fields: () => [
    { number: 1, name: 'version', type: 'uint32' },
    { number: 2, name: 'inputs', type: TxInput, label: 'repeated', maxItems: 32_768 },
    { number: 3, name: 'outputs', type: TxOutput, label: 'repeated', maxItems: 32_768 },
    { number: 4, name: 'lock_time', type: 'uint32' },
    { number: 5, name: 'timestamp', type: 'int64', asNumber: true },
  ],
  create: createTransaction,
  write: writeTransaction,
  read: readTransaction,
});

export function createTransaction(): Transaction {
  return {
    version: 0,
    inputs: [],
    outputs: [],
    lockTime: 0,
    timestamp: 0,
  };
}

const lengthOfTransaction_inputs = { width: 1 };
const lengthOfTransaction_outputs = { width: 1 };
export function writeTransaction(bytes: Uint8Array, at: number, message: Transaction): number {
  const $version = message.version;
  if ($version !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($version >>> 0 === $version) {
      let bits = $version | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $version);
    }
  }
  const $inputs = message.inputs;
  if (!Array.isArray($inputs) || $inputs.length > 32768) refuse();
  for (let index = 0; index < $inputs.length; index++) {
    const item = $inputs[index]!;
    bytes[at++] = 18;
    const start = at + lengthOfTransaction_inputs.width;
    at = patchLength(bytes, at, start, writeTxInput(bytes, start, item), lengthOfTransaction_inputs);
  }
  const $outputs = message.outputs;
  if (!Array.isArray($outputs) || $outputs.length > 32768) refuse();
  for (let index = 0; index < $outputs.length; index++) {
    const item = $outputs[index]!;
    bytes[at++] = 26;
    const start = at + lengthOfTransaction_outputs.width;
    at = patchLength(bytes, at, start, writeTxOutput(bytes, start, item), lengthOfTransaction_outputs);
  }
  const $lockTime = message.lockTime;
  if ($lockTime !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 32;
    if ($lockTime >>> 0 === $lockTime) {
      let bits = $lockTime | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $lockTime);
    }
  }
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
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const TransactionObject = /* @__PURE__ */ plain(function (
  this: Transaction,
  $version: Transaction['version'],
  $inputs: Transaction['inputs'],
  $outputs: Transaction['outputs'],
  $lockTime: Transaction['lockTime'],
  $timestamp: Transaction['timestamp'],
) {
  this.version = $version;
  this.inputs = $inputs;
  this.outputs = $outputs;
  this.lockTime = $lockTime;
  this.timestamp = $timestamp;
});
export function readTransaction(reader: Reader, bytes: Uint8Array, pos: number, end: number): Transaction {
  let $version: Transaction['version'] = 0;
  let $inputs: Transaction['inputs'] | undefined;
  let $outputs: Transaction['outputs'] | undefined;
  let $lockTime: Transaction['lockTime'] = 0;
  let $timestamp: Transaction['timestamp'] = 0;
  if (pos < end && bytes[pos] === 8) {
    if (++pos < end && bytes[pos]! < 128) $version = bytes[pos++]!;
    else {
      $version = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 18) {
    let place = 0;
    do {
      if (place >= 32768) reader.room(pos + 1, place, 32768);
      let item: TxInput;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      let nested: TxInput;
      {
        const end = pos + size;
        let $previousOutput: TxInput['previousOutput'] | undefined;
        let $scriptSig: TxInput['scriptSig'] = noBytes;
        let $sequence: TxInput['sequence'] = 0;
        if (pos < end && bytes[pos] === 10) {
          if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
          const at = ++pos;
          let size = pos < end ? bytes[pos++]! : 128;
          if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
          if (size > 16383 || size > end - pos) {
            size = reader.size(bytes, at, end);
            pos = reader.pos;
          }
          let nested: OutPoint;
          {
            const end = pos + size;
            const start = pos;
            let $txid: OutPoint['txid'] = noBytes;
            let $vout: OutPoint['vout'] = 0;
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
              if (++pos < end && bytes[pos]! < 128) $vout = bytes[pos++]!;
              else {
                $vout = reader.uint32(bytes, pos, end);
                pos = reader.pos;
              }
            }
            const made = new OutPointObject($txid, $vout);
            if (pos !== end) mergeOutPoint(reader, bytes, pos, end, made);
            if (made.txid.length === 0) {
              reader.missing('txid', start, '0 bytes instead of 32');
            }
            nested = made;
            pos = end;
          }
          $previousOutput = nested;
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
          if (size > 65536) reader.tooLong(pos, size, 65536);
          if (size !== 0 && reader.buffer !== undefined) $scriptSig = new Uint8Array(reader.buffer, reader.offset + pos, size);
          else $scriptSig = reader.bytes(bytes, pos, size);
          pos += size;
        }
        if (pos < end && bytes[pos] === 24) {
          if (++pos < end && bytes[pos]! < 128) $sequence = bytes[pos++]!;
          else {
            $sequence = reader.uint32(bytes, pos, end);
            pos = reader.pos;
          }
        }
        const made = new TxInputObject($previousOutput, $scriptSig, $sequence);
        if (pos !== end) mergeTxInput(reader, bytes, pos, end, made);
        nested = made;
        pos = end;
      }
      item = nested;
      reader.depth--;
      if (place > 1) $inputs![place] = item;
      else if (place === 0) $inputs = listOf(item);
      else if (!(pos < end && bytes[pos] === 18)) $inputs = listOf($inputs![0]!, item);
      else {
        const first = $inputs![0]!;
        $inputs = new ListOfLength<TxInput>(2 + reader.run(bytes, pos + 1, end, 18, 32768));
        $inputs[0] = first;
        $inputs[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 18);
  }
  if (pos < end && bytes[pos] === 26) {
    let place = 0;
    do {
      if (place >= 32768) reader.room(pos + 1, place, 32768);
      let item: TxOutput;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      let nested: TxOutput;
      {
        const end = pos + size;
        let $value: TxOutput['value'] = 0n;
        let $scriptPubkey: TxOutput['scriptPubkey'] = noBytes;
        if (pos < end && bytes[pos] === 8) {
          $value = reader.uint64(bytes, pos + 1, end);
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
          if (size > 65536) reader.tooLong(pos, size, 65536);
          if (size !== 0 && reader.buffer !== undefined) $scriptPubkey = new Uint8Array(reader.buffer, reader.offset + pos, size);
          else $scriptPubkey = reader.bytes(bytes, pos, size);
          pos += size;
        }
        const made = new TxOutputObject($value, $scriptPubkey);
        if (pos !== end) mergeTxOutput(reader, bytes, pos, end, made);
        nested = made;
        pos = end;
      }
      item = nested;
      reader.depth--;
      if (place > 1) $outputs![place] = item;
      else if (place === 0) $outputs = listOf(item);
      else if (!(pos < end && bytes[pos] === 26)) $outputs = listOf($outputs![0]!, item);
      else {
        const first = $outputs![0]!;
        $outputs = new ListOfLength<TxOutput>(2 + reader.run(bytes, pos + 1, end, 26, 32768));
        $outputs[0] = first;
        $outputs[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 26);
  }
  if (pos < end && bytes[pos] === 32) {
    if (++pos < end && bytes[pos]! < 128) $lockTime = bytes[pos++]!;
    else {
      $lockTime = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 40) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new TransactionObject($version, $inputs ?? [], $outputs ?? [], $lockTime, $timestamp);
  if (pos !== end) mergeTransaction(reader, bytes, pos, end, made);
  return made;
}

export function mergeTransaction(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Transaction,
): Transaction {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.version = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 18: {
        reader.room(pos, message.inputs.length, 32768);
        const inner = reader.enter(bytes, pos, end);
        message.inputs.push(readTxInput(reader, bytes, reader.pos, inner));
        reader.leave();
        pos = inner;
        break;
      }
      case 26: {
        reader.room(pos, message.outputs.length, 32768);
        const inner = reader.enter(bytes, pos, end);
        message.outputs.push(readTxOutput(reader, bytes, reader.pos, inner));
        reader.leave();
        pos = inner;
        break;
      }
      case 32:
        message.lockTime = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 40:
        message.timestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** An output that has not been spent. */
export interface UTXO {
  /** Which output it is. */
  outpoint?: OutPoint | undefined;
  /** The amount, in 10^-8 TIME. */
  value: bigint;
  /** The script that a spender has to satisfy. */
  scriptPubkey: Uint8Array;
  /** The address that the script pays to. */
  address: string;
}
/** An output that has not been spent. */
export const UTXO: Codec<UTXO> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXO',
  fields: () => [
    { number: 1, name: 'outpoint', type: OutPoint },
    { number: 2, name: 'value', type: 'uint64' },
    { number: 3, name: 'script_pubkey', type: 'bytes', maxBytes: 65_536 },
    { number: 4, name: 'address', type: 'string', maxBytes: 128 },
  ],
  create: createUTXO,
  write: writeUTXO,
  read: readUTXO,
});

export function createUTXO(): UTXO {
  return {
    outpoint: undefined,
    value: 0n,
    scriptPubkey: noBytes,
    address: '',
  };
}

export function writeUTXO(bytes: Uint8Array, at: number, message: UTXO): number {
  const $outpoint = message.outpoint;
  if ($outpoint !== undefined) {
    bytes[at++] = 10;
    const start = at++;
    at = fillHole(bytes, start, writeOutPoint(bytes, at, $outpoint));
  }
  const $value = message.value;
  if ($value !== 0n) {
    bytes[at] = 16;
    at = writeUint64(bytes, at + 1, $value);
  }
  const $scriptPubkey = message.scriptPubkey;
  if (!isEmpty($scriptPubkey)) {
    const { length } = $scriptPubkey;
    if (length > 65536) refuse();
    if (!($scriptPubkey instanceof Uint8Array) || $scriptPubkey[length - 1] === undefined) checkUnusual($scriptPubkey, length);
    if (at + length + ROOM > bytes.length) noRoom();
    bytes[at++] = 26;
    if (length < 128) bytes[at++] = length;
    else at = writeLength(bytes, at, length);
    setBytes.call(bytes, $scriptPubkey, at);
    at += length;
  }
  const $address = message.address;
  if ($address !== '') {
    bytes[at] = 34;
    at = writeString(bytes, at + 1, $address, 128);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOObject = /* @__PURE__ */ plain(function (
  this: UTXO,
  $outpoint: UTXO['outpoint'],
  $value: UTXO['value'],
  $scriptPubkey: UTXO['scriptPubkey'],
  $address: UTXO['address'],
) {
  this.outpoint = $outpoint;
  this.value = $value;
  this.scriptPubkey = $scriptPubkey;
  this.address = $address;
});
export function readUTXO(reader: Reader, bytes: Uint8Array, pos: number, end: number): UTXO {
  let $outpoint: UTXO['outpoint'] | undefined;
  let $value: UTXO['value'] = 0n;
  let $scriptPubkey: UTXO['scriptPubkey'] = noBytes;
  let $address: UTXO['address'] = '';
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    let nested: OutPoint;
    {
      const end = pos + size;
      const start = pos;
      let $txid: OutPoint['txid'] = noBytes;
      let $vout: OutPoint['vout'] = 0;
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
        if (++pos < end && bytes[pos]! < 128) $vout = bytes[pos++]!;
        else {
          $vout = reader.uint32(bytes, pos, end);
          pos = reader.pos;
        }
      }
      const made = new OutPointObject($txid, $vout);
      if (pos !== end) mergeOutPoint(reader, bytes, pos, end, made);
      if (made.txid.length === 0) {
        reader.missing('txid', start, '0 bytes instead of 32');
      }
      nested = made;
      pos = end;
    }
    $outpoint = nested;
    reader.depth--;
  }
  if (pos < end && bytes[pos] === 16) {
    $value = reader.uint64(bytes, pos + 1, end);
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
    if (size > 65536) reader.tooLong(pos, size, 65536);
    if (size !== 0 && reader.buffer !== undefined) $scriptPubkey = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $scriptPubkey = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 34) {
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
  const made = new UTXOObject($outpoint, $value, $scriptPubkey, $address);
  if (pos !== end) mergeUTXO(reader, bytes, pos, end, made);
  return made;
}

export function mergeUTXO(reader: Reader, bytes: Uint8Array, pos: number, end: number, message: UTXO): UTXO {
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
      case 16:
        message.value = reader.uint64(bytes, pos, end);
        pos = reader.pos;
        break;
      case 26:
        message.scriptPubkey = reader.byteField(bytes, pos, end, 65536);
        pos = reader.pos;
        break;
      case 34:
        message.address = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** How far the spending of an output has come. */
export interface UTXOState {
  /** Exactly one of the states. */
  state?:
    /** Nothing spends the output. */
    | { case: 'unspent'; value: UTXOState_Unspent }
    /** Reserved. */
    | { case: 'locked'; value: UTXOState_Locked }
    /** Being voted on. */
    | { case: 'spentPending'; value: UTXOState_SpentPending }
    /** Decided. */
    | { case: 'spentFinalized'; value: UTXOState_SpentFinalized }
    /** In a block. */
    | { case: 'confirmed'; value: UTXOState_Confirmed }
    | undefined;
}
/** How far the spending of an output has come. */
export const UTXOState: Codec<UTXOState> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOState',
  fields: () => [
    { number: 1, name: 'unspent', type: UTXOState_Unspent, oneof: 'state' },
    { number: 2, name: 'locked', type: UTXOState_Locked, oneof: 'state' },
    { number: 3, name: 'spent_pending', type: UTXOState_SpentPending, oneof: 'state' },
    { number: 4, name: 'spent_finalized', type: UTXOState_SpentFinalized, oneof: 'state' },
    { number: 5, name: 'confirmed', type: UTXOState_Confirmed, oneof: 'state' },
  ],
  create: createUTXOState,
  write: writeUTXOState,
  read: readUTXOState,
});

export function createUTXOState(): UTXOState {
  return {
    state: undefined,
  };
}

export function writeUTXOState(bytes: Uint8Array, at: number, message: UTXOState): number {
  checkMessage(message);
  {
    const choice = message.state;
    if (choice !== undefined) {
      switch (choice.case) {
        case 'unspent': {
          const $unspent = choice.value;
          bytes[at++] = 10;
          const start = at++;
          at = fillHole(bytes, start, writeUTXOState_Unspent(bytes, at, $unspent));
          break;
        }
        case 'locked': {
          const $locked = choice.value;
          bytes[at++] = 18;
          const start = at++;
          at = fillHole(bytes, start, writeUTXOState_Locked(bytes, at, $locked));
          break;
        }
        case 'spentPending': {
          const $spentPending = choice.value;
          bytes[at++] = 26;
          const start = at++;
          at = fillHole(bytes, start, writeUTXOState_SpentPending(bytes, at, $spentPending));
          break;
        }
        case 'spentFinalized': {
          const $spentFinalized = choice.value;
          bytes[at++] = 34;
          const start = at++;
          at = fillHole(bytes, start, writeUTXOState_SpentFinalized(bytes, at, $spentFinalized));
          break;
        }
        case 'confirmed': {
          const $confirmed = choice.value;
          bytes[at++] = 42;
          const start = at++;
          at = fillHole(bytes, start, writeUTXOState_Confirmed(bytes, at, $confirmed));
          break;
        }
        default:
          refuse();
      }
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOStateObject = /* @__PURE__ */ plain(function (this: UTXOState, $state: UTXOState['state']) {
  this.state = $state;
});
export function readUTXOState(reader: Reader, bytes: Uint8Array, pos: number, end: number): UTXOState {
  let $state: UTXOState['state'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    let nested: UTXOState_Unspent;
    {
      const end = pos + size;
      const made = new UTXOState_UnspentObject();
      if (pos !== end) mergeUTXOState_Unspent(reader, bytes, pos, end, made);
      nested = made;
      pos = end;
    }
    $state = { case: 'unspent', value: nested };
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
    let nested: UTXOState_Locked;
    {
      const end = pos + size;
      const start = pos;
      let $txid: UTXOState_Locked['txid'] = noBytes;
      let $lockedAt: UTXOState_Locked['lockedAt'] = 0;
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
        $lockedAt = reader.int64Number(bytes, pos + 1, end);
        pos = reader.pos;
      }
      const made = new UTXOState_LockedObject($txid, $lockedAt);
      if (pos !== end) mergeUTXOState_Locked(reader, bytes, pos, end, made);
      if (made.txid.length === 0) {
        reader.missing('txid', start, '0 bytes instead of 32');
      }
      nested = made;
      pos = end;
    }
    $state = { case: 'locked', value: nested };
    reader.depth--;
  }
  if (pos < end && bytes[pos] === 26) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    let nested: UTXOState_SpentPending;
    {
      const end = pos + size;
      const start = pos;
      let $txid: UTXOState_SpentPending['txid'] = noBytes;
      let $votes: UTXOState_SpentPending['votes'] = 0;
      let $totalNodes: UTXOState_SpentPending['totalNodes'] = 0;
      let $spentAt: UTXOState_SpentPending['spentAt'] = 0;
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
      if (pos < end && bytes[pos] === 24) {
        if (++pos < end && bytes[pos]! < 128) $totalNodes = bytes[pos++]!;
        else {
          $totalNodes = reader.uint32(bytes, pos, end);
          pos = reader.pos;
        }
      }
      if (pos < end && bytes[pos] === 32) {
        $spentAt = reader.int64Number(bytes, pos + 1, end);
        pos = reader.pos;
      }
      const made = new UTXOState_SpentPendingObject($txid, $votes, $totalNodes, $spentAt);
      if (pos !== end) mergeUTXOState_SpentPending(reader, bytes, pos, end, made);
      if (made.txid.length === 0) {
        reader.missing('txid', start, '0 bytes instead of 32');
      }
      nested = made;
      pos = end;
    }
    $state = { case: 'spentPending', value: nested };
    reader.depth--;
  }
  if (pos < end && bytes[pos] === 34) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    let nested: UTXOState_SpentFinalized;
    {
      const end = pos + size;
      const start = pos;
      let $txid: UTXOState_SpentFinalized['txid'] = noBytes;
      let $finalizedAt: UTXOState_SpentFinalized['finalizedAt'] = 0;
      let $votes: UTXOState_SpentFinalized['votes'] = 0;
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
        $finalizedAt = reader.int64Number(bytes, pos + 1, end);
        pos = reader.pos;
      }
      if (pos < end && bytes[pos] === 24) {
        if (++pos < end && bytes[pos]! < 128) $votes = bytes[pos++]!;
        else {
          $votes = reader.uint32(bytes, pos, end);
          pos = reader.pos;
        }
      }
      const made = new UTXOState_SpentFinalizedObject($txid, $finalizedAt, $votes);
      if (pos !== end) mergeUTXOState_SpentFinalized(reader, bytes, pos, end, made);
      if (made.txid.length === 0) {
        reader.missing('txid', start, '0 bytes instead of 32');
      }
      nested = made;
      pos = end;
    }
    $state = { case: 'spentFinalized', value: nested };
    reader.depth--;
  }
  if (pos < end && bytes[pos] === 42) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    let nested: UTXOState_Confirmed;
    {
      const end = pos + size;
      const start = pos;
      let $txid: UTXOState_Confirmed['txid'] = noBytes;
      let $blockHeight: UTXOState_Confirmed['blockHeight'] = 0;
      let $confirmedAt: UTXOState_Confirmed['confirmedAt'] = 0;
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
        $blockHeight = reader.uint64Number(bytes, pos + 1, end);
        pos = reader.pos;
      }
      if (pos < end && bytes[pos] === 24) {
        $confirmedAt = reader.int64Number(bytes, pos + 1, end);
        pos = reader.pos;
      }
      const made = new UTXOState_ConfirmedObject($txid, $blockHeight, $confirmedAt);
      if (pos !== end) mergeUTXOState_Confirmed(reader, bytes, pos, end, made);
      if (made.txid.length === 0) {
        reader.missing('txid', start, '0 bytes instead of 32');
      }
      nested = made;
      pos = end;
    }
    $state = { case: 'confirmed', value: nested };
    reader.depth--;
  }
  const made = new UTXOStateObject($state);
  if (pos !== end) mergeUTXOState(reader, bytes, pos, end, made);
  return made;
}

export function mergeUTXOState(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOState,
): UTXOState {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        const value = message.state?.case === 'unspent' ? mergeUTXOState_Unspent(reader, bytes, reader.pos, inner, message.state.value) : readUTXOState_Unspent(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        message.state = { case: 'unspent', value };
        break;
      }
      case 18: {
        const inner = reader.enter(bytes, pos, end);
        const value = message.state?.case === 'locked' ? mergeUTXOState_Locked(reader, bytes, reader.pos, inner, message.state.value) : readUTXOState_Locked(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        message.state = { case: 'locked', value };
        break;
      }
      case 26: {
        const inner = reader.enter(bytes, pos, end);
        const value = message.state?.case === 'spentPending' ? mergeUTXOState_SpentPending(reader, bytes, reader.pos, inner, message.state.value) : readUTXOState_SpentPending(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        message.state = { case: 'spentPending', value };
        break;
      }
      case 34: {
        const inner = reader.enter(bytes, pos, end);
        const value = message.state?.case === 'spentFinalized' ? mergeUTXOState_SpentFinalized(reader, bytes, reader.pos, inner, message.state.value) : readUTXOState_SpentFinalized(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        message.state = { case: 'spentFinalized', value };
        break;
      }
      case 42: {
        const inner = reader.enter(bytes, pos, end);
        const value = message.state?.case === 'confirmed' ? mergeUTXOState_Confirmed(reader, bytes, reader.pos, inner, message.state.value) : readUTXOState_Confirmed(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        message.state = { case: 'confirmed', value };
        break;
      }
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** Nothing spends the output. */
export type UTXOState_Unspent = Record<string, never>;
/** Nothing spends the output. */
export const UTXOState_Unspent: Codec<UTXOState_Unspent> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOState.Unspent',
  fields: () => [],
  create: createUTXOState_Unspent,
  write: writeUTXOState_Unspent,
  read: readUTXOState_Unspent,
});

export function createUTXOState_Unspent(): UTXOState_Unspent {
  return {};
}

export function writeUTXOState_Unspent(bytes: Uint8Array, at: number, message: UTXOState_Unspent): number {
  checkMessage(message);
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOState_UnspentObject = /* @__PURE__ */ plain(function (this: UTXOState_Unspent) {
});
export function readUTXOState_Unspent(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOState_Unspent {
  const made = new UTXOState_UnspentObject();
  if (pos !== end) mergeUTXOState_Unspent(reader, bytes, pos, end, made);
  return made;
}

export function mergeUTXOState_Unspent(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOState_Unspent,
): UTXOState_Unspent {
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

/** A transaction has reserved the output. */
export interface UTXOState_Locked {
  /** The transaction, 32 bytes. */
  txid: Uint8Array;
  /** Since when, in Unix seconds. */
  lockedAt: number;
}
/** A transaction has reserved the output. */
export const UTXOState_Locked: Codec<UTXOState_Locked> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOState.Locked',
  fields: () => [
    { number: 1, name: 'txid', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'locked_at', type: 'int64', asNumber: true },
  ],
  create: createUTXOState_Locked,
  write: writeUTXOState_Locked,
  read: readUTXOState_Locked,
});

export function createUTXOState_Locked(): UTXOState_Locked {
  return {
    txid: noBytes,
    lockedAt: 0,
  };
}

export function writeUTXOState_Locked(bytes: Uint8Array, at: number, message: UTXOState_Locked): number {
  const $txid = message.txid;
  if ($txid.length !== 32) refuse();
  if (!($txid instanceof Uint8Array) || $txid[31] === undefined) checkUnusual($txid, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $txid, at);
  at += 32;
  const $lockedAt = message.lockedAt;
  if ($lockedAt !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($lockedAt >>> 0 === $lockedAt) {
      let bits = $lockedAt | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeInt64Number(bytes, at, $lockedAt);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOState_LockedObject = /* @__PURE__ */ plain(function (
  this: UTXOState_Locked,
  $txid: UTXOState_Locked['txid'],
  $lockedAt: UTXOState_Locked['lockedAt'],
) {
  this.txid = $txid;
  this.lockedAt = $lockedAt;
});
export function readUTXOState_Locked(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOState_Locked {
  const start = pos;
  let $txid: UTXOState_Locked['txid'] = noBytes;
  let $lockedAt: UTXOState_Locked['lockedAt'] = 0;
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
    $lockedAt = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new UTXOState_LockedObject($txid, $lockedAt);
  if (pos !== end) mergeUTXOState_Locked(reader, bytes, pos, end, made);
  if (made.txid.length === 0) {
    reader.missing('txid', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeUTXOState_Locked(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOState_Locked,
): UTXOState_Locked {
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
        message.lockedAt = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** The masternodes are voting on the transaction that spends the output. */
export interface UTXOState_SpentPending {
  /** The transaction, 32 bytes. */
  txid: Uint8Array;
  /** The votes for it so far. */
  votes: number;
  /** How many masternodes may vote. */
  totalNodes: number;
  /** When it was spent, in Unix seconds. */
  spentAt: number;
}
/** The masternodes are voting on the transaction that spends the output. */
export const UTXOState_SpentPending: Codec<UTXOState_SpentPending> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOState.SpentPending',
  fields: () => [
    { number: 1, name: 'txid', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'votes', type: 'uint32' },
    { number: 3, name: 'total_nodes', type: 'uint32' },
    { number: 4, name: 'spent_at', type: 'int64', asNumber: true },
  ],
  create: createUTXOState_SpentPending,
  write: writeUTXOState_SpentPending,
  read: readUTXOState_SpentPending,
});

export function createUTXOState_SpentPending(): UTXOState_SpentPending {
  return {
    txid: noBytes,
    votes: 0,
    totalNodes: 0,
    spentAt: 0,
  };
}

export function writeUTXOState_SpentPending(
  bytes: Uint8Array,
  at: number,
  message: UTXOState_SpentPending,
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
  const $totalNodes = message.totalNodes;
  if ($totalNodes !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($totalNodes >>> 0 === $totalNodes) {
      let bits = $totalNodes | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $totalNodes);
    }
  }
  const $spentAt = message.spentAt;
  if ($spentAt !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 32;
    if ($spentAt >>> 0 === $spentAt) {
      let bits = $spentAt | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeInt64Number(bytes, at, $spentAt);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOState_SpentPendingObject = /* @__PURE__ */ plain(function (
  this: UTXOState_SpentPending,
  $txid: UTXOState_SpentPending['txid'],
  $votes: UTXOState_SpentPending['votes'],
  $totalNodes: UTXOState_SpentPending['totalNodes'],
  $spentAt: UTXOState_SpentPending['spentAt'],
) {
  this.txid = $txid;
  this.votes = $votes;
  this.totalNodes = $totalNodes;
  this.spentAt = $spentAt;
});
export function readUTXOState_SpentPending(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOState_SpentPending {
  const start = pos;
  let $txid: UTXOState_SpentPending['txid'] = noBytes;
  let $votes: UTXOState_SpentPending['votes'] = 0;
  let $totalNodes: UTXOState_SpentPending['totalNodes'] = 0;
  let $spentAt: UTXOState_SpentPending['spentAt'] = 0;
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
  if (pos < end && bytes[pos] === 24) {
    if (++pos < end && bytes[pos]! < 128) $totalNodes = bytes[pos++]!;
    else {
      $totalNodes = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  if (pos < end && bytes[pos] === 32) {
    $spentAt = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new UTXOState_SpentPendingObject($txid, $votes, $totalNodes, $spentAt);
  if (pos !== end) mergeUTXOState_SpentPending(reader, bytes, pos, end, made);
  if (made.txid.length === 0) {
    reader.missing('txid', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeUTXOState_SpentPending(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOState_SpentPending,
): UTXOState_SpentPending {
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
      case 24:
        message.totalNodes = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 32:
        message.spentAt = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** The masternodes have decided for the transaction that spends the output; it is not in a block yet. */
export interface UTXOState_SpentFinalized {
  /** The transaction, 32 bytes. */
  txid: Uint8Array;
  /** When it was decided, in Unix seconds. */
  finalizedAt: number;
  /** The votes that it had. */
  votes: number;
}
/** The masternodes have decided for the transaction that spends the output; it is not in a block yet. */
export const UTXOState_SpentFinalized: Codec<UTXOState_SpentFinalized> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOState.SpentFinalized',
  fields: () => [
    { number: 1, name: 'txid', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'finalized_at', type: 'int64', asNumber: true },
    { number: 3, name: 'votes', type: 'uint32' },
  ],
  create: createUTXOState_SpentFinalized,
  write: writeUTXOState_SpentFinalized,
  read: readUTXOState_SpentFinalized,
});

export function createUTXOState_SpentFinalized(): UTXOState_SpentFinalized {
  return {
    txid: noBytes,
    finalizedAt: 0,
    votes: 0,
  };
}

export function writeUTXOState_SpentFinalized(
  bytes: Uint8Array,
  at: number,
  message: UTXOState_SpentFinalized,
): number {
  const $txid = message.txid;
  if ($txid.length !== 32) refuse();
  if (!($txid instanceof Uint8Array) || $txid[31] === undefined) checkUnusual($txid, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $txid, at);
  at += 32;
  const $finalizedAt = message.finalizedAt;
  if ($finalizedAt !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($finalizedAt >>> 0 === $finalizedAt) {
      let bits = $finalizedAt | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeInt64Number(bytes, at, $finalizedAt);
    }
  }
  const $votes = message.votes;
  if ($votes !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
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

const UTXOState_SpentFinalizedObject = /* @__PURE__ */ plain(function (
  this: UTXOState_SpentFinalized,
  $txid: UTXOState_SpentFinalized['txid'],
  $finalizedAt: UTXOState_SpentFinalized['finalizedAt'],
  $votes: UTXOState_SpentFinalized['votes'],
) {
  this.txid = $txid;
  this.finalizedAt = $finalizedAt;
  this.votes = $votes;
});
export function readUTXOState_SpentFinalized(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOState_SpentFinalized {
  const start = pos;
  let $txid: UTXOState_SpentFinalized['txid'] = noBytes;
  let $finalizedAt: UTXOState_SpentFinalized['finalizedAt'] = 0;
  let $votes: UTXOState_SpentFinalized['votes'] = 0;
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
    $finalizedAt = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 24) {
    if (++pos < end && bytes[pos]! < 128) $votes = bytes[pos++]!;
    else {
      $votes = reader.uint32(bytes, pos, end);
      pos = reader.pos;
    }
  }
  const made = new UTXOState_SpentFinalizedObject($txid, $finalizedAt, $votes);
  if (pos !== end) mergeUTXOState_SpentFinalized(reader, bytes, pos, end, made);
  if (made.txid.length === 0) {
    reader.missing('txid', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeUTXOState_SpentFinalized(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOState_SpentFinalized,
): UTXOState_SpentFinalized {
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
        message.finalizedAt = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 24:
        message.votes = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** A block contains the transaction that spends the output. */
export interface UTXOState_Confirmed {
  /** The transaction, 32 bytes. */
  txid: Uint8Array;
  /** The height of the block. */
  blockHeight: number;
  /** When it was confirmed, in Unix seconds. */
  confirmedAt: number;
}
/** A block contains the transaction that spends the output. */
export const UTXOState_Confirmed: Codec<UTXOState_Confirmed> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.UTXOState.Confirmed',
  fields: () => [
    { number: 1, name: 'txid', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'block_height', type: 'uint64', asNumber: true },
    { number: 3, name: 'confirmed_at', type: 'int64', asNumber: true },
  ],
  create: createUTXOState_Confirmed,
  write: writeUTXOState_Confirmed,
  read: readUTXOState_Confirmed,
});

export function createUTXOState_Confirmed(): UTXOState_Confirmed {
  return {
    txid: noBytes,
    blockHeight: 0,
    confirmedAt: 0,
  };
}

export function writeUTXOState_Confirmed(
  bytes: Uint8Array,
  at: number,
  message: UTXOState_Confirmed,
): number {
  const $txid = message.txid;
  if ($txid.length !== 32) refuse();
  if (!($txid instanceof Uint8Array) || $txid[31] === undefined) checkUnusual($txid, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $txid, at);
  at += 32;
  const $blockHeight = message.blockHeight;
  if ($blockHeight !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 16;
    if ($blockHeight >>> 0 === $blockHeight) {
      let bits = $blockHeight | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $blockHeight);
    }
  }
  const $confirmedAt = message.confirmedAt;
  if ($confirmedAt !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 24;
    if ($confirmedAt >>> 0 === $confirmedAt) {
      let bits = $confirmedAt | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeInt64Number(bytes, at, $confirmedAt);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const UTXOState_ConfirmedObject = /* @__PURE__ */ plain(function (
  this: UTXOState_Confirmed,
  $txid: UTXOState_Confirmed['txid'],
  $blockHeight: UTXOState_Confirmed['blockHeight'],
  $confirmedAt: UTXOState_Confirmed['confirmedAt'],
) {
  this.txid = $txid;
  this.blockHeight = $blockHeight;
  this.confirmedAt = $confirmedAt;
});
export function readUTXOState_Confirmed(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): UTXOState_Confirmed {
  const start = pos;
  let $txid: UTXOState_Confirmed['txid'] = noBytes;
  let $blockHeight: UTXOState_Confirmed['blockHeight'] = 0;
  let $confirmedAt: UTXOState_Confirmed['confirmedAt'] = 0;
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
    $blockHeight = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 24) {
    $confirmedAt = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new UTXOState_ConfirmedObject($txid, $blockHeight, $confirmedAt);
  if (pos !== end) mergeUTXOState_Confirmed(reader, bytes, pos, end, made);
  if (made.txid.length === 0) {
    reader.missing('txid', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeUTXOState_Confirmed(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: UTXOState_Confirmed,
): UTXOState_Confirmed {
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
        message.blockHeight = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 24:
        message.confirmedAt = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** What identifies a block and ties it to the one before. */
export interface BlockHeader {
  /** The version of the block's format. */
  version: number;
  /** How many blocks come before; the genesis block has 0. */
  height: number;
  /** The hash of the block before, 32 bytes; zeros in the genesis block. */
  previousHash: Uint8Array;
  /** The root of the Merkle tree of the block's transactions, 32 bytes. */
  merkleRoot: Uint8Array;
  /** When it was made, in Unix seconds. */
  timestamp: number;
  /** What the block newly creates, in 10^-8 TIME. */
  blockReward: bigint;
}
/** What identifies a block and ties it to the one before. */
export const BlockHeader: Codec<BlockHeader> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockHeader',
  fields: () => [
    { number: 1, name: 'version', type: 'uint32' },
    { number: 2, name: 'height', type: 'uint64', asNumber: true },
    { number: 3, name: 'previous_hash', type: 'bytes', exactBytes: 32 },
    { number: 4, name: 'merkle_root', type: 'bytes', exactBytes: 32 },
    { number: 5, name: 'timestamp', type: 'int64', asNumber: true },
    { number: 6, name: 'block_reward', type: 'uint64' },
  ],
  create: createBlockHeader,
  write: writeBlockHeader,
  read: readBlockHeader,
});

export function createBlockHeader(): BlockHeader {
  return {
    version: 0,
    height: 0,
    previousHash: noBytes,
    merkleRoot: noBytes,
    timestamp: 0,
    blockReward: 0n,
  };
}

export function writeBlockHeader(bytes: Uint8Array, at: number, message: BlockHeader): number {
  const $version = message.version;
  if ($version !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 8;
    if ($version >>> 0 === $version) {
      let bits = $version | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint32(bytes, at, $version);
    }
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
  const $previousHash = message.previousHash;
  if ($previousHash.length !== 32) refuse();
  if (!($previousHash instanceof Uint8Array) || $previousHash[31] === undefined) checkUnusual($previousHash, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 26;
  bytes[at++] = 32;
  setBytes.call(bytes, $previousHash, at);
  at += 32;
  const $merkleRoot = message.merkleRoot;
  if ($merkleRoot.length !== 32) refuse();
  if (!($merkleRoot instanceof Uint8Array) || $merkleRoot[31] === undefined) checkUnusual($merkleRoot, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 34;
  bytes[at++] = 32;
  setBytes.call(bytes, $merkleRoot, at);
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
  const $blockReward = message.blockReward;
  if ($blockReward !== 0n) {
    bytes[at] = 48;
    at = writeUint64(bytes, at + 1, $blockReward);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockHeaderObject = /* @__PURE__ */ plain(function (
  this: BlockHeader,
  $version: BlockHeader['version'],
  $height: BlockHeader['height'],
  $previousHash: BlockHeader['previousHash'],
  $merkleRoot: BlockHeader['merkleRoot'],
  $timestamp: BlockHeader['timestamp'],
  $blockReward: BlockHeader['blockReward'],
) {
  this.version = $version;
  this.height = $height;
  this.previousHash = $previousHash;
  this.merkleRoot = $merkleRoot;
  this.timestamp = $timestamp;
  this.blockReward = $blockReward;
});
export function readBlockHeader(reader: Reader, bytes: Uint8Array, pos: number, end: number): BlockHeader {
  const start = pos;
  let $version: BlockHeader['version'] = 0;
  let $height: BlockHeader['height'] = 0;
  let $previousHash: BlockHeader['previousHash'] = noBytes;
  let $merkleRoot: BlockHeader['merkleRoot'] = noBytes;
  let $timestamp: BlockHeader['timestamp'] = 0;
  let $blockReward: BlockHeader['blockReward'] = 0n;
  if (pos < end && bytes[pos] === 8) {
    if (++pos < end && bytes[pos]! < 128) $version = bytes[pos++]!;
    else {
      $version = reader.uint32(bytes, pos, end);
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
    if (reader.buffer !== undefined) $previousHash = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $previousHash = reader.bytes(bytes, pos, size);
    pos += size;
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
    if (reader.buffer !== undefined) $merkleRoot = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $merkleRoot = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 40) {
    $timestamp = reader.int64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 48) {
    $blockReward = reader.uint64(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new BlockHeaderObject($version, $height, $previousHash, $merkleRoot, $timestamp, $blockReward);
  if (pos !== end) mergeBlockHeader(reader, bytes, pos, end, made);
  if (made.previousHash.length === 0) {
    reader.missing('previousHash', start, '0 bytes instead of 32');
  }
  if (made.merkleRoot.length === 0) {
    reader.missing('merkleRoot', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeBlockHeader(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockHeader,
): BlockHeader {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 8:
        message.version = reader.uint32(bytes, pos, end);
        pos = reader.pos;
        break;
      case 16:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 26:
        message.previousHash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 34:
        message.merkleRoot = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 40:
        message.timestamp = reader.int64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 48:
        message.blockReward = reader.uint64(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** A masternode's share of a block's reward. */
export interface MasternodeReward {
  /** Where it is paid to. */
  address: string;
  /** The amount, in 10^-8 TIME. */
  amount: bigint;
}
/** A masternode's share of a block's reward. */
export const MasternodeReward: Codec<MasternodeReward> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.MasternodeReward',
  fields: () => [
    { number: 1, name: 'address', type: 'string', maxBytes: 128 },
    { number: 2, name: 'amount', type: 'uint64' },
  ],
  create: createMasternodeReward,
  write: writeMasternodeReward,
  read: readMasternodeReward,
});

export function createMasternodeReward(): MasternodeReward {
  return {
    address: '',
    amount: 0n,
  };
}

export function writeMasternodeReward(bytes: Uint8Array, at: number, message: MasternodeReward): number {
  const $address = message.address;
  if ($address !== '') {
    bytes[at] = 10;
    at = writeString(bytes, at + 1, $address, 128);
  }
  const $amount = message.amount;
  if ($amount !== 0n) {
    bytes[at] = 16;
    at = writeUint64(bytes, at + 1, $amount);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const MasternodeRewardObject = /* @__PURE__ */ plain(function (
  this: MasternodeReward,
  $address: MasternodeReward['address'],
  $amount: MasternodeReward['amount'],
) {
  this.address = $address;
  this.amount = $amount;
});
export function readMasternodeReward(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): MasternodeReward {
  let $address: MasternodeReward['address'] = '';
  let $amount: MasternodeReward['amount'] = 0n;
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
  if (pos < end && bytes[pos] === 16) {
    $amount = reader.uint64(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new MasternodeRewardObject($address, $amount);
  if (pos !== end) mergeMasternodeReward(reader, bytes, pos, end, made);
  return made;
}

export function mergeMasternodeReward(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: MasternodeReward,
): MasternodeReward {
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
      case 16:
        message.amount = reader.uint64(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/** A block of the chain. */
export interface Block {
  /** What identifies the block. */
  header?: BlockHeader | undefined;
  /** Its transactions, in order. */
  transactions: Transaction[];
  /** What its masternodes receive. */
  masternodeRewards: MasternodeReward[];
}
/** A block of the chain. */
export const Block: Codec<Block> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.Block',
  fields: () => [
    { number: 1, name: 'header', type: BlockHeader },
    { number: 2, name: 'transactions', type: Transaction, label: 'repeated', maxItems: 65_536 },
    { number: 3, name: 'masternode_rewards', type: MasternodeReward, label: 'repeated', maxItems: 16_384 },
  ],
  create: createBlock,
  write: writeBlock,
  read: readBlock,
});

export function createBlock(): Block {
  return {
    header: undefined,
    transactions: [],
    masternodeRewards: [],
  };
}

const lengthOfBlock_transactions = { width: 1 };
const lengthOfBlock_masternodeRewards = { width: 1 };
export function writeBlock(bytes: Uint8Array, at: number, message: Block): number {
  const $header = message.header;
  if ($header !== undefined) {
    bytes[at++] = 10;
    const start = at++;
    at = fillHole(bytes, start, writeBlockHeader(bytes, at, $header));
  }
  const $transactions = message.transactions;
  if (!Array.isArray($transactions) || $transactions.length > 65536) refuse();
  for (let index = 0; index < $transactions.length; index++) {
    const item = $transactions[index]!;
    bytes[at++] = 18;
    const start = at + lengthOfBlock_transactions.width;
    at = patchLength(bytes, at, start, writeTransaction(bytes, start, item), lengthOfBlock_transactions);
  }
  const $masternodeRewards = message.masternodeRewards;
  if (!Array.isArray($masternodeRewards) || $masternodeRewards.length > 16384) refuse();
  for (let index = 0; index < $masternodeRewards.length; index++) {
    const item = $masternodeRewards[index]!;
    bytes[at++] = 26;
    const start = at + lengthOfBlock_masternodeRewards.width;
    at = patchLength(bytes, at, start, writeMasternodeReward(bytes, start, item), lengthOfBlock_masternodeRewards);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockObject = /* @__PURE__ */ plain(function (
  this: Block,
  $header: Block['header'],
  $transactions: Block['transactions'],
  $masternodeRewards: Block['masternodeRewards'],
) {
  this.header = $header;
  this.transactions = $transactions;
  this.masternodeRewards = $masternodeRewards;
});
export function readBlock(reader: Reader, bytes: Uint8Array, pos: number, end: number): Block {
  let $header: Block['header'] | undefined;
  let $transactions: Block['transactions'] | undefined;
  let $masternodeRewards: Block['masternodeRewards'] | undefined;
  if (pos < end && bytes[pos] === 10) {
    if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    $header = readBlockHeader(reader, bytes, pos, pos + size);
    pos += size;
    reader.depth--;
  }
  if (pos < end && bytes[pos] === 18) {
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
      else if (!(pos < end && bytes[pos] === 18)) $transactions = listOf($transactions![0]!, item);
      else {
        const first = $transactions![0]!;
        $transactions = new ListOfLength<Transaction>(2 + reader.run(bytes, pos + 1, end, 18, 65536));
        $transactions[0] = first;
        $transactions[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 18);
  }
  if (pos < end && bytes[pos] === 26) {
    let place = 0;
    do {
      if (place >= 16384) reader.room(pos + 1, place, 16384);
      let item: MasternodeReward;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      let nested: MasternodeReward;
      {
        const end = pos + size;
        let $address: MasternodeReward['address'] = '';
        let $amount: MasternodeReward['amount'] = 0n;
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
        if (pos < end && bytes[pos] === 16) {
          $amount = reader.uint64(bytes, pos + 1, end);
          pos = reader.pos;
        }
        const made = new MasternodeRewardObject($address, $amount);
        if (pos !== end) mergeMasternodeReward(reader, bytes, pos, end, made);
        nested = made;
        pos = end;
      }
      item = nested;
      reader.depth--;
      if (place > 1) $masternodeRewards![place] = item;
      else if (place === 0) $masternodeRewards = listOf(item);
      else if (!(pos < end && bytes[pos] === 26)) $masternodeRewards = listOf($masternodeRewards![0]!, item);
      else {
        const first = $masternodeRewards![0]!;
        $masternodeRewards = new ListOfLength<MasternodeReward>(2 + reader.run(bytes, pos + 1, end, 26, 16384));
        $masternodeRewards[0] = first;
        $masternodeRewards[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 26);
  }
  const made = new BlockObject($header, $transactions ?? [], $masternodeRewards ?? []);
  if (pos !== end) mergeBlock(reader, bytes, pos, end, made);
  return made;
}

export function mergeBlock(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: Block,
): Block {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10: {
        const inner = reader.enter(bytes, pos, end);
        message.header = message.header !== undefined ? mergeBlockHeader(reader, bytes, reader.pos, inner, message.header) : readBlockHeader(reader, bytes, reader.pos, inner);
        reader.leave();
        pos = inner;
        break;
      }
      case 18: {
        reader.room(pos, message.transactions.length, 65536);
        const inner = reader.enter(bytes, pos, end);
        message.transactions.push(readTransaction(reader, bytes, reader.pos, inner));
        reader.leave();
        pos = inner;
        break;
      }
      case 26: {
        reader.room(pos, message.masternodeRewards.length, 16384);
        const inner = reader.enter(bytes, pos, end);
        message.masternodeRewards.push(readMasternodeReward(reader, bytes, reader.pos, inner));
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
