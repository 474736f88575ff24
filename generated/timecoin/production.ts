// Made by `framewright generate` from timecoin/production.proto. Do not edit.
/* eslint-disable */
// The making of a block: a leader proposes, masternodes vote, the network commits. Types 0x0300 to 0x03FF.
import {
  type Codec,
  type Reader,
  anyUnknownKept,
  defineCodec,
  isEmpty,
  list,
  noBytes,
  patchLength,
  writeBool,
  writeBytes,
  writeExactBytes,
  writeString,
  writeUint64Number,
  writeUnknown,
} from 'framewright/codec';
import { Block, readBlock, writeBlock } from './types.js';

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

export function writeBlockProposal(bytes: Uint8Array, at: number, message: BlockProposal): number {
  if (message.block !== undefined) {
    bytes[at++] = 10;
    at = patchLength(bytes, at, writeBlock(bytes, at + 1, message.block));
  }
  if (message.proposer !== '') {
    bytes[at++] = 18;
    at = writeString(bytes, at, message.proposer, 128);
  }
  if (!isEmpty(message.signature)) {
    bytes[at++] = 26;
    at = writeBytes(bytes, at, message.signature, 64);
  }
  if (message.round !== 0) {
    bytes[at++] = 32;
    at = writeUint64Number(bytes, at, message.round);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

export function readBlockProposal(
  reader: Reader,
  message: BlockProposal = createBlockProposal(),
): BlockProposal {
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        message.block = readBlock(reader, message.block);
        reader.leave(outer);
        break;
      }
      case 18:
        message.proposer = reader.string(128);
        break;
      case 26:
        message.signature = reader.byteField(64);
        break;
      case 32:
        message.round = reader.uint64Number();
        break;
      default:
        reader.unknown(tag, message);
    }
  }
  return message;
}

/** One masternode's vote on a proposed block. */
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
/** One masternode's vote on a proposed block. */
export const BlockVote: Codec<BlockVote> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockVote',
  type: 0x0301,
  gossip: true,
  maxBytes: 1_024,
  fields: () => [
    { number: 1, name: 'block_hash', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'height', type: 'uint64', asNumber: true },
    { number: 3, name: 'voter', type: 'string', maxBytes: 128 },
    { number: 4, name: 'signature', type: 'bytes', maxBytes: 64 },
    { number: 5, name: 'approve', type: 'bool' },
  ],
  create: createBlockVote,
  write: writeBlockVote,
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
  bytes[at++] = 10;
  at = writeExactBytes(bytes, at, message.blockHash, 32);
  if (message.height !== 0) {
    bytes[at++] = 16;
    at = writeUint64Number(bytes, at, message.height);
  }
  if (message.voter !== '') {
    bytes[at++] = 26;
    at = writeString(bytes, at, message.voter, 128);
  }
  if (!isEmpty(message.signature)) {
    bytes[at++] = 34;
    at = writeBytes(bytes, at, message.signature, 64);
  }
  if (message.approve !== false) {
    bytes[at++] = 40;
    at = writeBool(bytes, at, message.approve);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

export function readBlockVote(reader: Reader, message: BlockVote = createBlockVote()): BlockVote {
  const start = reader.pos;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        message.blockHash = reader.exactByteField(32);
        break;
      case 16:
        message.height = reader.uint64Number();
        break;
      case 26:
        message.voter = reader.string(128);
        break;
      case 34:
        message.signature = reader.byteField(64);
        break;
      case 40:
        message.approve = reader.bool();
        break;
      default:
        reader.unknown(tag, message);
    }
  }
  if (message.blockHash.length === 0) {
    reader.missing('blockHash', start, '0 bytes instead of 32');
  }
  return message;
}

/** Says that a proposed block has its votes and belongs to the chain. */
export interface BlockCommit {
  /** The hash of the block, 32 bytes. */
  blockHash: Uint8Array;
  /** The height of the block. */
  height: number;
  /** The signatures of those who voted for it. */
  signatures: CommitSignature[];
}
/** Says that a proposed block has its votes and belongs to the chain. */
export const BlockCommit: Codec<BlockCommit> = /* @__PURE__ */ defineCodec({
  name: 'timecoin.BlockCommit',
  type: 0x0302,
  priority: 'high',
  requiresAck: true,
  gossip: true,
  maxBytes: 4_194_304,
  fields: () => [
    { number: 1, name: 'block_hash', type: 'bytes', exactBytes: 32 },
    { number: 2, name: 'height', type: 'uint64', asNumber: true },
    { number: 3, name: 'signatures', type: CommitSignature, label: 'repeated', maxItems: 16_384 },
  ],
  create: createBlockCommit,
  write: writeBlockCommit,
  read: readBlockCommit,
});

export function createBlockCommit(): BlockCommit {
  return {
    blockHash: noBytes,
    height: 0,
    signatures: [],
  };
}

export function writeBlockCommit(bytes: Uint8Array, at: number, message: BlockCommit): number {
  bytes[at++] = 10;
  at = writeExactBytes(bytes, at, message.blockHash, 32);
  if (message.height !== 0) {
    bytes[at++] = 16;
    at = writeUint64Number(bytes, at, message.height);
  }
  for (const item of list(message.signatures, 16384)) {
    bytes[at++] = 26;
    at = patchLength(bytes, at, writeCommitSignature(bytes, at + 1, item));
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

export function readBlockCommit(reader: Reader, message: BlockCommit = createBlockCommit()): BlockCommit {
  const start = reader.pos;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        message.blockHash = reader.exactByteField(32);
        break;
      case 16:
        message.height = reader.uint64Number();
        break;
      case 26: {
        reader.room(message.signatures.length, 16384);
        const outer = reader.enter();
        message.signatures.push(readCommitSignature(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.unknown(tag, message);
    }
  }
  if (message.blockHash.length === 0) {
    reader.missing('blockHash', start, '0 bytes instead of 32');
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
  if (message.address !== '') {
    bytes[at++] = 10;
    at = writeString(bytes, at, message.address, 128);
  }
  if (!isEmpty(message.signature)) {
    bytes[at++] = 18;
    at = writeBytes(bytes, at, message.signature, 64);
  }
  if (anyUnknownKept) at = writeUnknown(bytes, at, message);
  return at;
}

export function readCommitSignature(
  reader: Reader,
  message: CommitSignature = createCommitSignature(),
): CommitSignature {
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        message.address = reader.string(128);
        break;
      case 18:
        message.signature = reader.byteField(64);
        break;
      default:
        reader.unknown(tag, message);
    }
  }
  return message;
}
