import { BlockResponse, BlocksResponse, GetBlocks } from '../generated/timecoin/chain.js';
import { Version } from '../generated/timecoin/connection.js';
import { Ping } from '../generated/framewright/control.js';
import { PeersResponse } from '../generated/timecoin/peers.js';
import { TransactionBroadcast } from '../generated/timecoin/transactions.js';
import type { Block, Transaction } from '../generated/timecoin/types.js';
import type { Codec } from '../src/codec/codec.js';
import { bitcoinTransactions } from '../src/timecoin/bitcoin-source.js';

/** A message to measure with, and the codec under test. */
export interface Sample {
  readonly name: string;
  readonly codec: Codec<unknown>;
  readonly message: unknown;
}

/**
 * The codecs' samples, from a ping to a whole Bitcoin block; the transactions are mainnet's. Integers stay below 2^53,
 * as many contenders know no more.
 */
export async function codecSamples(): Promise<Sample[]> {
  const { mainnet } = await bitcoinTransactions();
  const small = mainnet.filter(({ inputs, outputs }) => inputs.length <= 2 && outputs.length <= 2);
  return [
    sample('Ping', Ping, { nonce: 0x1122334455667n, timestamp: 1_766_016_000 }),
    sample('GetBlocks', GetBlocks, { start: 357_139, end: 357_238 }),
    sample('Transaction', TransactionBroadcast, {
      transaction: mainnet.find(({ inputs, outputs }) => inputs.length === 2 && outputs.length === 2),
    }),
    sample('Version', Version, {
      version: '1.2.0',
      commitDate: '2025-12-18',
      commitCount: 1234,
      protocolVersion: 1,
      network: 'mainnet',
      listenAddr: '203.0.113.7:24000',
      timestamp: 1_766_016_000,
      capabilities: ['blocks', 'transactions', 'masternodes', 'gossip'],
      walletAddress: 'TIME1qxy2kgdygjrsqtzq2n0yrf2493p83kkf',
      genesisHash: hash(3),
    }),
    sample('PeersResponse × 1000', PeersResponse, {
      peers: Array.from({ length: 1000 }, (_, index) => `10.${index >> 8}.${index & 255}.7:24000`),
    }),
    sample('BlocksResponse 50 × 100', BlocksResponse, {
      blocks: Array.from({ length: 50 }, (_, index) =>
        block(
          357_238 + index,
          Array.from({ length: 100 }, (_, place) => small[(100 * index + place) % small.length]!),
        ),
      ),
    }),
    sample('Block 357238', BlockResponse, { block: block(357_238, mainnet) }),
  ];
}

function block(height: number, transactions: Transaction[]): Block {
  return {
    header: {
      version: 2,
      height,
      previousHash: hash(1),
      merkleRoot: hash(2),
      timestamp: transactions[0]!.timestamp,
      blockReward: 2_500_000_000n,
    },
    transactions,
    masternodeRewards: [],
  };
}

function hash(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}

function sample<T>(name: string, codec: Codec<T>, message: T): Sample {
  return { name, codec, message };
}
