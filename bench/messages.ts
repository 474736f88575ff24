import { BlockAnnouncement, GetBlocks } from '../generated/timecoin/chain.js';
import { Ping } from '../generated/framewright/control.js';
import { BlockVote } from '../generated/timecoin/production.js';
import { PeersResponse } from '../generated/timecoin/peers.js';
import { TransactionBroadcast } from '../generated/timecoin/transactions.js';
import type { Codec } from '../src/codec/codec.js';
import { bitcoinTransactions } from '../src/timecoin/bitcoin-source.js';

/** A message to measure with, and the codec under test. */
export interface Sample {
  readonly name: string;
  readonly codec: Codec<unknown>;
  readonly message: unknown;
}

/** From a ping to a whole Bitcoin block; the transactions are mainnet's. */
export async function samples(): Promise<Sample[]> {
  const { mainnet } = await bitcoinTransactions();
  const hash = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
  return [
    sample('Ping', Ping, { nonce: 0x1122334455667788n, timestamp: 1_766_016_000 }),
    sample('GetBlocks', GetBlocks, { start: 357_139, end: 357_238 }),
    sample('Transaction', TransactionBroadcast, {
      transaction: mainnet.find(({ inputs, outputs }) => inputs.length === 2 && outputs.length === 2),
    }),
    sample('BlockVote', BlockVote, {
      blockHash: hash(7),
      height: 357_238,
      voter: 'TIME1qxy2kgdygjrsqtzq2n0yrf2493p83kkf',
      signature: new Uint8Array(64).fill(9),
      approve: true,
    }),
    sample('PeersResponse × 1000', PeersResponse, {
      peers: Array.from({ length: 1000 }, (_, index) => `10.${index >> 8}.${index & 255}.7:24000`),
    }),
    sample('Block 357238, 369 transactions', BlockAnnouncement, {
      block: {
        header: {
          version: 2,
          height: 357_238,
          previousHash: hash(1),
          merkleRoot: hash(2),
          timestamp: mainnet[0]!.timestamp,
          blockReward: 2_500_000_000n,
        },
        transactions: mainnet,
        masternodeRewards: [],
      },
    }),
  ];
}

function sample<T>(name: string, codec: Codec<T>, message: T): Sample {
  return { name, codec: codec, message };
}
