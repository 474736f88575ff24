import type { Block, Transaction } from '../generated/timecoin/types.js';
import { bitcoinTransactions } from '../src/timecoin/bitcoin-source.js';
import { makeBlock, blockHash } from '../src/timecoin/chain/block.js';
import { networkNamed } from '../src/timecoin/networks.js';

export const BENCH_NETWORK = networkNamed('bench');

/**
 * Blocks on top of the genesis block, the same in every process, each of about `bytes` of mainnet's transactions. A number
 * of the block's own goes into the txid of each input, so that no output is spent twice on the chain.
 */
export async function uniqueBlocks(count: number, bytes = Infinity): Promise<Block[]> {
  const { mainnet } = await bitcoinTransactions();
  const chosen: Transaction[] = [];
  let size = 0;
  for (const transaction of mainnet) {
    // A coinbase has nothing that could be changed without changing what it pays.
    if (transaction.inputs.length === 0) continue;
    if (size >= bytes) break;
    chosen.push(transaction);
    size += sizeOf(transaction);
  }
  const blocks: Block[] = [];
  let previous = BENCH_NETWORK.genesis;
  for (let height = 1; height <= count; height++) {
    const { header } = previous;
    if (header === undefined) throw new Error('a block without a header');
    const link = { height: header.height, hash: blockHash(header), timestamp: header.timestamp };
    previous = makeBlock(
      link,
      header.timestamp + 600,
      chosen.map((transaction) => unlike(transaction, height)),
    );
    blocks.push(previous);
  }
  return blocks;
}

function sizeOf({ inputs, outputs }: Transaction): number {
  const scripts = [...inputs.map((each) => each.scriptSig), ...outputs.map((each) => each.scriptPubkey)];
  return scripts.reduce((sum, script) => sum + script.length, inputs.length * 46 + outputs.length * 12);
}

function unlike(transaction: Transaction, number: number): Transaction {
  return {
    ...transaction,
    inputs: transaction.inputs.map((input) => {
      const { txid, vout } = input.previousOutput ?? { txid: new Uint8Array(32), vout: 0 };
      // A copy: a Buffer's slice() is none.
      const changed = Uint8Array.from(txid);
      new DataView(changed.buffer).setUint32(0, number);
      return { ...input, previousOutput: { txid: changed, vout } };
    }),
  };
}
