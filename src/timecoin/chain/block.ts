import { BlocksResponse } from '../../../generated/timecoin/chain.js';
import { Block, BlockHeader, type Transaction } from '../../../generated/timecoin/types.js';
import { bytesOf, viewOf } from '../../codec/view.js';
import { BlockError, TransactionError } from '../errors.js';
import { doubleSha256 } from '../hash.js';
import { sameBytes } from '../../wire/bytes.js';
import { merkleRoot } from './merkle.js';
import {
  checkEncodedTransaction,
  MAX_AHEAD_SECONDS,
  txid,
  type CheckedTransaction,
} from '../transactions/transaction.js';

/** The format that this node makes and accepts. */
export const BLOCK_VERSION = 1;

/** The longest payload of a block; below max_bytes of BlockAnnouncement and BlockResponse (4,194,304). */
export const MAX_BLOCK_BYTES = 4_000_000;

/** What a following block needs to know of the one before. */
export interface BlockLink {
  readonly height: number;
  readonly hash: Uint8Array;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** A block that is right in itself, with what the check computed. Whether it fits a chain is another question. */
export interface CheckedBlock extends BlockLink {
  readonly block: Block;
  readonly header: BlockHeader;
  /**
   * The block as field 1 of a message: what is stored. It is the payload of a BlockResponse and of a BlockAnnouncement as
   * it is, and several of them one after another are that of a BlocksResponse.
   */
  readonly payload: Uint8Array;
  readonly transactions: readonly CheckedTransaction[];
}

/** The hash that names a block: double SHA-256 of its header's canonical encoding. */
export function blockHash(header: BlockHeader): Uint8Array {
  return doubleSha256(BlockHeader.encode(header));
}

/** What a block's header must hold as its Merkle root: the leaves are the txids and, if there are rewards, their hash. */
export function blockMerkleRoot(block: Pick<Block, 'transactions' | 'masternodeRewards'>): Uint8Array {
  return rootOf(block.transactions.map(txid), block.masternodeRewards);
}

// Rewards are no transactions, but a header that says nothing of them would let anyone rewrite them. Their leaf hashes
// a Block of nothing but the rewards, which no transaction encodes to.
function rootOf(txids: readonly Uint8Array[], masternodeRewards: Block['masternodeRewards']): Uint8Array {
  if (masternodeRewards.length === 0) return merkleRoot(txids);
  return merkleRoot([...txids, doubleSha256(Block.encode(Block.create({ masternodeRewards })))]);
}

/** The block that follows `previous`, with hash link and Merkle root filled in. */
export function makeBlock(
  previous: BlockLink,
  timestamp: number,
  transactions: Transaction[],
  extra: Pick<Block, 'masternodeRewards'> & Pick<BlockHeader, 'blockReward'> = {
    masternodeRewards: [],
    blockReward: 0n,
  },
): Block {
  const { masternodeRewards, blockReward } = extra;
  const header = BlockHeader.create({
    version: BLOCK_VERSION,
    height: previous.height + 1,
    previousHash: previous.hash,
    merkleRoot: blockMerkleRoot({ transactions, masternodeRewards }),
    timestamp,
    blockReward,
  });
  return Block.create({ header, transactions, masternodeRewards });
}

/** Checks everything that needs no other block. Throws BlockError. */
export function checkBlock(block: Block): CheckedBlock {
  const { header } = block;
  if (header === undefined) throw new BlockError('INCOMPLETE', 'block without a header');
  const name = `block ${header.height}`;
  if (header.version !== BLOCK_VERSION)
    throw new BlockError('VERSION', `${name} has version ${header.version}`);
  const payload = BlocksResponse.encode({ blocks: [block] });
  if (payload.length > MAX_BLOCK_BYTES) {
    throw new BlockError('TOO_LARGE', `${name} has ${payload.length} bytes, the limit is ${MAX_BLOCK_BYTES}`);
  }
  const transactions = checkTransactions(name, block.transactions, encodedTransactions(payload));
  checkRewards(name, block);
  const txids = transactions.map((checked) => checked.txid);
  if (!sameBytes(rootOf(txids, block.masternodeRewards), header.merkleRoot)) {
    throw new BlockError('MERKLE_ROOT', `${name} has a Merkle root that is not its transactions'`);
  }
  const { height, timestamp } = header;
  return { block, header, height, timestamp, hash: blockHash(header), payload, transactions };
}

function encodedTransactions(payload: Uint8Array): Uint8Array[] {
  const [block] = viewOf(BlocksResponse, payload).blocks;
  return Array.from(block!.transactions, (transaction) => bytesOf(transaction));
}

/** Checks that a block may follow `previous` at `nowSeconds`. Throws BlockError. */
export function checkLink(previous: BlockLink, block: CheckedBlock, nowSeconds: number): void {
  const { header, height } = block;
  if (height !== previous.height + 1 || !sameBytes(header.previousHash, previous.hash)) {
    throw new BlockError('LINK', `block ${height} does not follow block ${previous.height} here`);
  }
  if (header.timestamp < previous.timestamp) {
    throw new BlockError(
      'TOO_OLD',
      `block ${height} is ${previous.timestamp - header.timestamp} s older than the one before`,
    );
  }
  if (header.timestamp > nowSeconds + MAX_AHEAD_SECONDS) {
    throw new BlockError(
      'TOO_NEW',
      `block ${height} is ${header.timestamp - nowSeconds} s ahead of the clock`,
    );
  }
}

/** `encoded` are the same in canonical encoding. */
function checkTransactions(
  name: string,
  transactions: readonly Transaction[],
  encoded: readonly Uint8Array[],
): CheckedTransaction[] {
  const keys = new Set<string>();
  const spent = new Set<string>();
  return transactions.map((transaction, index) => {
    const checked = inBlock(name, index, transaction, encoded[index]!);
    if (keys.has(checked.key)) {
      throw new BlockError('DUPLICATE_TRANSACTION', `${name} holds transaction ${checked.key} twice`);
    }
    keys.add(checked.key);
    for (const output of checked.spends) {
      if (spent.has(output)) throw new BlockError('SPENDS_TWICE', `${name} spends output ${output} twice`);
      spent.add(output);
    }
    return checked;
  });
}

function inBlock(
  name: string,
  index: number,
  transaction: Transaction,
  encoded: Uint8Array,
): CheckedTransaction {
  try {
    return checkEncodedTransaction(transaction, encoded);
  } catch (error) {
    if (!(error instanceof TransactionError)) throw error;
    const problem = `${name}, transactions[${index}]: ${error.message}`;
    throw new BlockError('TRANSACTION', problem, { cause: error });
  }
}

function checkRewards(name: string, block: Block): void {
  for (const [index, reward] of block.masternodeRewards.entries()) {
    if (reward.address === '')
      throw new BlockError('REWARD', `${name}, masternodeRewards[${index}] goes to nobody`);
  }
}
