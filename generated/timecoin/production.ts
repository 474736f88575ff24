// Made by `framewright generate` from timecoin/production.proto. Do not edit.
/* eslint-disable */
// The making of a block: a leader proposes, masternodes vote, the network commits. Types 0x0300 to 0x03FF.
import {
  type Codec,
  ListOfLength as $ListOfLength,
  ROOM as $ROOM,
  type Reader,
  anyUnknownKept,
  checkUnusual as $checkUnusual,
  defineCodec,
  isEmpty as $isEmpty,
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
  writeLength as $writeLength,
  writeString as $writeString,
  writeUint64Number as $writeUint64Number,
  writeUnknown,
} from 'framewright/codec';
import { Block, mergeBlock, readBlock as $readBlock, writeBlock as $writeBlock } from './types.js';

// Held by constants, as engines look an import up at each use.
const ListOfLength = $ListOfLength;
const ROOM = $ROOM;
const checkUnusual = $checkUnusual;
const isEmpty = $isEmpty;
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
const writeLength = $writeLength;
const writeString = $writeString;
const writeUint64Number = $writeUint64Number;

/** A leader's proposal for the next block. */
export interface BlockProposal {
  /** The block proposed. */
  block?: Block | undefined;
  /** The leader's address. */
  proposer: string;
  /**
   * The leader's signature, at most 64 bytes; a masternode's Ed25519 signature is over SHA-256 of: "TIMECOIN_PROPOSAL:", the
   * block's hash, proposer, round as u64 little-endian.
   */
  signature: Uint8Array;
  /** How often a block has been proposed at this height before. */
  round: number;
}
/** A leader's proposal for the next block. */
export const BlockProposal: Codec<BlockProposal> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockProposal',
  type: 0x0300,
  priority: 'high',
  requiresAck: true,
  gossip: true,
  maxBytes: 4_194_304,
  fields: () => [
    { number: 1, name: 'block', type: Block },
    { number: 2, name: 'proposer', type: 'string', maxBytes: 128 },
    { number: 3, name: 'signature', type: 'bytes', maxBytes: 64 },
    { number: 4, name: 'round', type: 'uint64', asNumber: true },
  ],
  create: createBlockProposal,
  write: writeBlockProposal,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlockProposal(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0300, 2, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readBlockProposal,
});

export function createBlockProposal(): BlockProposal {
  return {
    block: undefined,
    proposer: '',
    signature: noBytes,
    round: 0,
  };
}

const lengthOfBlockProposal_block = { width: 1 };
export function writeBlockProposal(bytes: Uint8Array, at: number, message: BlockProposal): number {
  const $block = message.block;
  if ($block !== undefined) {
    bytes[at++] = 10;
    const start = at + lengthOfBlockProposal_block.width;
    at = patchLength(bytes, at, start, writeBlock(bytes, start, $block), lengthOfBlockProposal_block);
  }
  const $proposer = message.proposer;
  if ($proposer !== '') {
    bytes[at] = 18;
    at = writeString(bytes, at + 1, $proposer, 128);
  }
  const $signature = message.signature;
  if (!isEmpty($signature)) {
    const { length } = $signature;
    if (length > 64) refuse();
    if (!($signature instanceof Uint8Array) || $signature[length - 1] === undefined) checkUnusual($signature, length);
    if (at + length + ROOM > bytes.length) noRoom();
    bytes[at++] = 26;
    if (length < 128) bytes[at++] = length;
    else at = writeLength(bytes, at, length);
    setBytes.call(bytes, $signature, at);
    at += length;
  }
  const $round = message.round;
  if ($round !== 0) {
    if (at + ROOM > bytes.length) noRoom();
    bytes[at++] = 32;
    if ($round >>> 0 === $round) {
      let bits = $round | 0;
      for (; bits >>> 7 !== 0; bits >>>= 7) bytes[at++] = bits | 128;
      bytes[at++] = bits;
    } else {
      at = writeUint64Number(bytes, at, $round);
    }
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockProposalObject = /* @__PURE__ */ plain(function (
  this: BlockProposal,
  $block: BlockProposal['block'],
  $proposer: BlockProposal['proposer'],
  $signature: BlockProposal['signature'],
  $round: BlockProposal['round'],
) {
  this.block = $block;
  this.proposer = $proposer;
  this.signature = $signature;
  this.round = $round;
});
export function readBlockProposal(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): BlockProposal {
  let $block: BlockProposal['block'] | undefined;
  let $proposer: BlockProposal['proposer'] = '';
  let $signature: BlockProposal['signature'] = noBytes;
  let $round: BlockProposal['round'] = 0;
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
  if (pos < end && bytes[pos] === 18) {
    const at = ++pos;
    let size = pos < end ? bytes[pos++]! : 128;
    if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
    if (size > 16383 || size > end - pos) {
      size = reader.size(bytes, at, end);
      pos = reader.pos;
    }
    if (size > 128) reader.tooLong(pos, size, 128);
    $proposer = reader.text(bytes, pos, size);
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
    if (size > 64) reader.tooLong(pos, size, 64);
    if (size !== 0 && reader.buffer !== undefined) $signature = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $signature = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 32) {
    $round = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  const made = new BlockProposalObject($block, $proposer, $signature, $round);
  if (pos !== end) mergeBlockProposal(reader, bytes, pos, end, made);
  return made;
}

export function mergeBlockProposal(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockProposal,
): BlockProposal {
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
      case 18:
        message.proposer = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 26:
        message.signature = reader.byteField(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      case 32:
        message.round = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/**
 * One masternode's vote on a proposed block. The rate has room for a vote of each of as many masternodes as a BlockCommit
 * can name within one second: more than the largest network, of 10,000 masternodes, has to say on one block.
 */
export interface BlockVote {
  /** The hash of the block, 32 bytes. */
  blockHash: Uint8Array;
  /** The height of the block. */
  height: number;
  /** The masternode's address. */
  voter: string;
  /**
   * The masternode's signature, at most 64 bytes; an Ed25519 signature is over SHA-256 of: "TIMECOIN_BLOCK_VOTE:",
   * block_hash, height as u64 little-endian, voter, approve as one byte 0 or 1.
   */
  signature: Uint8Array;
  /** For or against. */
  approve: boolean;
}
/**
 * One masternode's vote on a proposed block. The rate has room for a vote of each of as many masternodes as a BlockCommit
 * can name within one second: more than the largest network, of 10,000 masternodes, has to say on one block.
 */
export const BlockVote: Codec<BlockVote> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockVote',
  type: 0x0301,
  gossip: true,
  maxBytes: 1_024,
  rate: { count: 16384, perMs: 1000 },
  fields: () => [
    { number: 1, name: 'block_hash', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'height', type: 'uint64', asNumber: true },
    { number: 3, name: 'voter', type: 'string', maxBytes: 128 },
    { number: 4, name: 'signature', type: 'bytes', maxBytes: 64 },
    { number: 5, name: 'approve', type: 'bool' },
  ],
  create: createBlockVote,
  write: writeBlockVote,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlockVote(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 1_024) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0301, 0, 0, id);
    return end;
  },
  read: readBlockVote,
});

export function createBlockVote(): BlockVote {
  return {
    blockHash: noBytes,
    height: 0,
    voter: '',
    signature: noBytes,
    approve: false,
  };
}

export function writeBlockVote(bytes: Uint8Array, at: number, message: BlockVote): number {
  const $blockHash = message.blockHash;
  if ($blockHash.length !== 32) refuse();
  if (!($blockHash instanceof Uint8Array) || $blockHash[31] === undefined) checkUnusual($blockHash, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $blockHash, at);
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
  const $voter = message.voter;
  if ($voter !== '') {
    bytes[at] = 26;
    at = writeString(bytes, at + 1, $voter, 128);
  }
  const $signature = message.signature;
  if (!isEmpty($signature)) {
    const { length } = $signature;
    if (length > 64) refuse();
    if (!($signature instanceof Uint8Array) || $signature[length - 1] === undefined) checkUnusual($signature, length);
    if (at + length + ROOM > bytes.length) noRoom();
    bytes[at++] = 34;
    if (length < 128) bytes[at++] = length;
    else at = writeLength(bytes, at, length);
    setBytes.call(bytes, $signature, at);
    at += length;
  }
  const $approve = message.approve;
  if ($approve !== false) {
    bytes[at] = 40;
    at = writeBool(bytes, at + 1, $approve);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockVoteObject = /* @__PURE__ */ plain(function (
  this: BlockVote,
  $blockHash: BlockVote['blockHash'],
  $height: BlockVote['height'],
  $voter: BlockVote['voter'],
  $signature: BlockVote['signature'],
  $approve: BlockVote['approve'],
) {
  this.blockHash = $blockHash;
  this.height = $height;
  this.voter = $voter;
  this.signature = $signature;
  this.approve = $approve;
});
export function readBlockVote(reader: Reader, bytes: Uint8Array, pos: number, end: number): BlockVote {
  const start = pos;
  let $blockHash: BlockVote['blockHash'] = noBytes;
  let $height: BlockVote['height'] = 0;
  let $voter: BlockVote['voter'] = '';
  let $signature: BlockVote['signature'] = noBytes;
  let $approve: BlockVote['approve'] = false;
  if (pos < end && bytes[pos] === 10) {
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
    if (size > 128) reader.tooLong(pos, size, 128);
    $voter = reader.text(bytes, pos, size);
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
    if (size > 64) reader.tooLong(pos, size, 64);
    if (size !== 0 && reader.buffer !== undefined) $signature = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $signature = reader.bytes(bytes, pos, size);
    pos += size;
  }
  if (pos < end && bytes[pos] === 40) {
    if (++pos < end && bytes[pos]! < 128) $approve = bytes[pos++]! !== 0;
    else {
      $approve = reader.bool(bytes, pos, end);
      pos = reader.pos;
    }
  }
  const made = new BlockVoteObject($blockHash, $height, $voter, $signature, $approve);
  if (pos !== end) mergeBlockVote(reader, bytes, pos, end, made);
  if (made.blockHash.length === 0) {
    reader.missing('blockHash', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeBlockVote(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockVote,
): BlockVote {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.blockHash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 16:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 26:
        message.voter = reader.string(bytes, pos, end, 128);
        pos = reader.pos;
        break;
      case 34:
        message.signature = reader.byteField(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      case 40:
        message.approve = reader.bool(bytes, pos, end);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}

/**
 * Says that a proposed block has its votes and belongs to the chain. A block needs a few, each with more signatures than the
 * one before; the rate has room for ten on each of 16 blocks of a height in a second.
 */
export interface BlockCommit {
  /** The hash of the block, 32 bytes. */
  blockHash: Uint8Array;
  /** The height of the block. */
  height: number;
  /** The signatures of those who voted for it. */
  signatures: CommitSignature[];
}
/**
 * Says that a proposed block has its votes and belongs to the chain. A block needs a few, each with more signatures than the
 * one before; the rate has room for ten on each of 16 blocks of a height in a second.
 */
export const BlockCommit: Codec<BlockCommit> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockCommit',
  type: 0x0302,
  priority: 'high',
  requiresAck: true,
  gossip: true,
  maxBytes: 4_194_304,
  rate: { count: 160, perMs: 1000 },
  fields: () => [
    { number: 1, name: 'block_hash', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'height', type: 'uint64', asNumber: true },
    { number: 3, name: 'signatures', type: CommitSignature, label: 'repeated', maxItems: 16_384 },
  ],
  create: createBlockCommit,
  write: writeBlockCommit,
  frameInto: (rest) => (message, bytes, at, id = 0) => {
    let end: number;
    try {
      if (at + 76 > bytes.length) noRoom();
      end = writeBlockCommit(bytes, at + 12, message);
    } catch {
      return rest.again(message, bytes, at, id);
    }
    const length = end - at - 12;
    if (length > 65_536) return rest.finish(bytes, at, length, id);
    writeHeader(bytes, at, length, 0x0302, 2, 0, id === 0 ? nextId() : id);
    return end;
  },
  read: readBlockCommit,
});

export function createBlockCommit(): BlockCommit {
  return {
    blockHash: noBytes,
    height: 0,
    signatures: [],
  };
}

const lengthOfBlockCommit_signatures = { width: 1 };
export function writeBlockCommit(bytes: Uint8Array, at: number, message: BlockCommit): number {
  const $blockHash = message.blockHash;
  if ($blockHash.length !== 32) refuse();
  if (!($blockHash instanceof Uint8Array) || $blockHash[31] === undefined) checkUnusual($blockHash, 32);
  if (at + 32 + ROOM > bytes.length) noRoom();
  bytes[at++] = 10;
  bytes[at++] = 32;
  setBytes.call(bytes, $blockHash, at);
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
  const $signatures = message.signatures;
  if (!Array.isArray($signatures) || $signatures.length > 16384) refuse();
  for (let index = 0; index < $signatures.length; index++) {
    const item = $signatures[index]!;
    bytes[at++] = 26;
    const start = at + lengthOfBlockCommit_signatures.width;
    at = patchLength(bytes, at, start, writeCommitSignature(bytes, start, item), lengthOfBlockCommit_signatures);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const BlockCommitObject = /* @__PURE__ */ plain(function (
  this: BlockCommit,
  $blockHash: BlockCommit['blockHash'],
  $height: BlockCommit['height'],
  $signatures: BlockCommit['signatures'],
) {
  this.blockHash = $blockHash;
  this.height = $height;
  this.signatures = $signatures;
});
export function readBlockCommit(reader: Reader, bytes: Uint8Array, pos: number, end: number): BlockCommit {
  const start = pos;
  let $blockHash: BlockCommit['blockHash'] = noBytes;
  let $height: BlockCommit['height'] = 0;
  let $signatures: BlockCommit['signatures'] | undefined;
  if (pos < end && bytes[pos] === 10) {
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
  if (pos < end && bytes[pos] === 16) {
    $height = reader.uint64Number(bytes, pos + 1, end);
    pos = reader.pos;
  }
  if (pos < end && bytes[pos] === 26) {
    let place = 0;
    do {
      if (place >= 16384) reader.room(pos + 1, place, 16384);
      let item: CommitSignature;
      if (++reader.depth > 100 || --reader.elements < 0) reader.beyondLimits(pos + 1);
      const at = ++pos;
      let size = pos < end ? bytes[pos++]! : 128;
      if (size > 127 && pos < end) size = (size & 127) | (bytes[pos++]! << 7);
      if (size > 16383 || size > end - pos) {
        size = reader.size(bytes, at, end);
        pos = reader.pos;
      }
      let nested: CommitSignature;
      {
        const end = pos + size;
        let $address: CommitSignature['address'] = '';
        let $signature: CommitSignature['signature'] = noBytes;
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
          if (size > 64) reader.tooLong(pos, size, 64);
          if (size !== 0 && reader.buffer !== undefined) $signature = new Uint8Array(reader.buffer, reader.offset + pos, size);
          else $signature = reader.bytes(bytes, pos, size);
          pos += size;
        }
        const made = new CommitSignatureObject($address, $signature);
        if (pos !== end) mergeCommitSignature(reader, bytes, pos, end, made);
        nested = made;
        pos = end;
      }
      item = nested;
      reader.depth--;
      if (place > 1) $signatures![place] = item;
      else if (place === 0) $signatures = listOf(item);
      else if (!(pos < end && bytes[pos] === 26)) $signatures = listOf($signatures![0]!, item);
      else {
        const first = $signatures![0]!;
        $signatures = new ListOfLength<CommitSignature>(2 + reader.run(bytes, pos + 1, end, 26, 16384));
        $signatures[0] = first;
        $signatures[1] = item;
      }
      place++;
    } while (pos < end && bytes[pos] === 26);
  }
  const made = new BlockCommitObject($blockHash, $height, $signatures ?? []);
  if (pos !== end) mergeBlockCommit(reader, bytes, pos, end, made);
  if (made.blockHash.length === 0) {
    reader.missing('blockHash', start, '0 bytes instead of 32');
  }
  return made;
}

export function mergeBlockCommit(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: BlockCommit,
): BlockCommit {
  while (pos < end) {
    let tag = bytes[pos++]!;
    if (tag > 127) {
      tag = reader.tag(bytes, pos - 1, end);
      pos = reader.pos;
    }
    switch (tag) {
      case 10:
        message.blockHash = reader.exactByteField(bytes, pos, end, 32);
        pos = reader.pos;
        break;
      case 16:
        message.height = reader.uint64Number(bytes, pos, end);
        pos = reader.pos;
        break;
      case 26: {
        reader.room(pos, message.signatures.length, 16384);
        const inner = reader.enter(bytes, pos, end);
        message.signatures.push(readCommitSignature(reader, bytes, reader.pos, inner));
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

/** One masternode's signature under a BlockCommit. */
export interface CommitSignature {
  /** The masternode's address. */
  address: string;
  /** Its signature under its BlockVote for the block, at most 64 bytes. */
  signature: Uint8Array;
}
/** One masternode's signature under a BlockCommit. */
export const CommitSignature: Codec<CommitSignature> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.CommitSignature',
  fields: () => [
    { number: 1, name: 'address', type: 'string', maxBytes: 128 },
    { number: 2, name: 'signature', type: 'bytes', maxBytes: 64 },
  ],
  create: createCommitSignature,
  write: writeCommitSignature,
  read: readCommitSignature,
});

export function createCommitSignature(): CommitSignature {
  return {
    address: '',
    signature: noBytes,
  };
}

export function writeCommitSignature(bytes: Uint8Array, at: number, message: CommitSignature): number {
  const $address = message.address;
  if ($address !== '') {
    bytes[at] = 10;
    at = writeString(bytes, at + 1, $address, 128);
  }
  const $signature = message.signature;
  if (!isEmpty($signature)) {
    const { length } = $signature;
    if (length > 64) refuse();
    if (!($signature instanceof Uint8Array) || $signature[length - 1] === undefined) checkUnusual($signature, length);
    if (at + length + ROOM > bytes.length) noRoom();
    bytes[at++] = 18;
    if (length < 128) bytes[at++] = length;
    else at = writeLength(bytes, at, length);
    setBytes.call(bytes, $signature, at);
    at += length;
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

const CommitSignatureObject = /* @__PURE__ */ plain(function (
  this: CommitSignature,
  $address: CommitSignature['address'],
  $signature: CommitSignature['signature'],
) {
  this.address = $address;
  this.signature = $signature;
});
export function readCommitSignature(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
): CommitSignature {
  let $address: CommitSignature['address'] = '';
  let $signature: CommitSignature['signature'] = noBytes;
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
    if (size > 64) reader.tooLong(pos, size, 64);
    if (size !== 0 && reader.buffer !== undefined) $signature = new Uint8Array(reader.buffer, reader.offset + pos, size);
    else $signature = reader.bytes(bytes, pos, size);
    pos += size;
  }
  const made = new CommitSignatureObject($address, $signature);
  if (pos !== end) mergeCommitSignature(reader, bytes, pos, end, made);
  return made;
}

export function mergeCommitSignature(
  reader: Reader,
  bytes: Uint8Array,
  pos: number,
  end: number,
  message: CommitSignature,
): CommitSignature {
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
        message.signature = reader.byteField(bytes, pos, end, 64);
        pos = reader.pos;
        break;
      default:
        pos = reader.unknown(tag, bytes, pos, end, message);
    }
  }
  return message;
}
