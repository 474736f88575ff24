import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Transaction } from '../../generated/timecoin/types.js';
import { ZERO_HASH } from './hash.js';
import { sameBytes } from '../wire/bytes.js';

// What is used of bitcoinjs-lib, which brings no types for ES modules.
interface BitcoinTransaction {
  readonly version: number;
  readonly locktime: number;
  readonly ins: readonly {
    readonly hash: Uint8Array;
    readonly index: number;
    readonly script: Uint8Array;
    readonly sequence: number;
  }[];
  readonly outs: readonly { readonly script: Uint8Array; readonly value: bigint }[];
}
interface BitcoinBlock {
  readonly timestamp: number;
  readonly transactions: readonly BitcoinTransaction[];
}
interface BitcoinLibrary {
  readonly Block: { fromBuffer(bytes: Uint8Array): BitcoinBlock };
}

// The testnet file starts with the network's magic and the length, 4 bytes each.
const FILE_PREFIX_BYTES = 8;

/** Real transactions, one list a Bitcoin block: what the demonstration puts into its blocks. */
export interface BitcoinTransactions {
  /** Mainnet block 357238 of May 2015: 369. */
  readonly mainnet: Transaction[];
  /** Testnet block 86756 of June 2013: 22. */
  readonly testnet: Transaction[];
}

/**
 * Reads the blocks that the npm package bitcore-lib carries, with bitcoinjs-lib. Both are development dependencies of
 * this package; the error says so where they are missing.
 */
export async function bitcoinTransactions(): Promise<BitcoinTransactions> {
  const require = createRequire(import.meta.url);
  const read = async (path: string): Promise<Uint8Array> => readFile(locate(require, path));
  const { Block } = library(require);
  const hexText = JSON.parse(
    new TextDecoder().decode(await read('bitcore-lib/benchmark/block-357238.json')),
  ) as string;
  const testnet = (await read('bitcore-lib/test/data/blk86756-testnet.dat')).subarray(FILE_PREFIX_BYTES);
  return {
    mainnet: transactionsOf(Block.fromBuffer(Buffer.from(hexText, 'hex'))),
    testnet: transactionsOf(Block.fromBuffer(testnet)),
  };
}

function transactionsOf(block: BitcoinBlock): Transaction[] {
  return block.transactions.map((each) => converted(each, block.timestamp));
}

// A coinbase's one input names no output (a zero hash); here a reward has no inputs at all.
function converted(transaction: BitcoinTransaction, timestamp: number): Transaction {
  return Transaction.create({
    version: transaction.version,
    inputs: transaction.ins
      .filter((input) => !sameBytes(input.hash, ZERO_HASH))
      .map((input) => ({
        previousOutput: { txid: input.hash, vout: input.index },
        scriptSig: input.script,
        sequence: input.sequence,
      })),
    outputs: transaction.outs.map((output) => ({ value: output.value, scriptPubkey: output.script })),
    lockTime: transaction.locktime,
    timestamp,
  });
}

function locate(require: NodeJS.Require, path: string): string {
  try {
    return require.resolve(path);
  } catch (error) {
    throw missing(path, error);
  }
}

function library(require: NodeJS.Require): BitcoinLibrary {
  try {
    return require('bitcoinjs-lib') as BitcoinLibrary;
  } catch (error) {
    throw missing('bitcoinjs-lib', error);
  }
}

function missing(path: string, cause: unknown): Error {
  const text = `${path} is not installed: the real transactions come from the development dependencies bitcore-lib and bitcoinjs-lib; run npm install in a checkout`;
  return new Error(text, { cause });
}
