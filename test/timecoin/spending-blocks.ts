import type { Block } from '../../generated/timecoin/types.js';
import { type OutPoint, Transaction, UTXO } from '../../generated/timecoin/types.js';
import { blockHash, makeBlock } from '../../src/timecoin/chain/block.js';
import { hex } from '../../src/timecoin/hash.js';
import { outputKey, txid } from '../../src/timecoin/transactions/transaction.js';
import { LtHash } from '../../src/timecoin/utxo/lt-hash.js';
import { scriptAddress } from '../../src/timecoin/utxo/script-address.js';
import { devnet } from './samples.js';

/** Numbers from 0 to below `limit`, always the same for a seed. */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/**
 * `count` blocks whose transactions spend what blocks before made, what their own block makes, what no block makes, and
 * what a later block makes.
 */
export function spendingBlocks(
  count: number,
  seed: number,
  before: readonly Block[] = [devnet.genesis],
): Block[] {
  const random = randomNumbers(seed);
  const blocks = [...before];
  const spent = new Set(blocks.flatMap(spendsOf).map(outputKey));
  const free = blocks.flatMap(makes).filter((point) => !spent.has(outputKey(point)));
  const later: Transaction[] = [];
  let serial = 0;
  const make = (height: number): Transaction => {
    const inputs: OutPoint[] = [];
    for (let n = random(3); n >= 0; n--) {
      const [point] = free.splice(random(free.length + 1), 1);
      inputs.push(
        point ?? { txid: new Uint8Array(32).fill(1 + random(255)), vout: seed * 1_000_000 + serial++ },
      );
    }
    return Transaction.create({
      version: 1,
      inputs: inputs.map((previousOutput) => ({ previousOutput, scriptSig: Uint8Array.of(1), sequence: 0 })),
      outputs: Array.from({ length: 1 + random(4) }, (_, n) => ({
        value: BigInt(random(1e9)),
        scriptPubkey: random(2) === 0 ? new TextEncoder().encode(`time${random(9)}`) : Uint8Array.of(0x6a, n),
      })),
      timestamp: 1_400_000_000 + height,
      lockTime: seed,
    });
  };
  for (let i = 0; i < count; i++) {
    const previous = blocks.at(-1)?.header ?? fail();
    const height = previous.height + 1;
    const transactions: Transaction[] = [];
    for (let n = random(5); n >= 0; n--) {
      const transaction = make(height);
      const points = pointsOf(transaction);
      free.push(...points);
      // Some wait for a later block; what they make may be spent before.
      if (random(4) === 0) later.push(transaction);
      else transactions.push(transaction);
    }
    if (later.length > 0 && random(2) === 0) transactions.push(...later.splice(0, 1));
    const link = { height: previous.height, hash: blockHash(previous), timestamp: previous.timestamp };
    blocks.push(makeBlock(link, previous.timestamp + 60, transactions));
  }
  return blocks.slice(before.length);
}

/** The set of unspent outputs after some blocks from the genesis block on, in order, and its hash: the plain way. */
export function unspentAfter(blocks: readonly Block[]): { utxos: UTXO[]; hash: string } {
  const spent = new Set(blocks.flatMap(spendsOf).map(outputKey));
  const utxos = blocks
    .flatMap(({ transactions }) => transactions)
    .flatMap((transaction) => {
      const id = txid(transaction);
      return transaction.outputs.map(({ value, scriptPubkey }, vout) => ({
        outpoint: { txid: id, vout },
        value,
        scriptPubkey,
        address: scriptAddress(scriptPubkey),
      }));
    })
    .filter(({ outpoint }) => !spent.has(outputKey(outpoint)))
    .sort((a, b) => Buffer.compare(a.outpoint.txid, b.outpoint.txid) || a.outpoint.vout - b.outpoint.vout);
  const hash = new LtHash();
  for (const utxo of utxos) hash.add(UTXO.encode(utxo));
  return { utxos, hash: hex(hash.digest()) };
}

function spendsOf({ transactions }: Block): OutPoint[] {
  return transactions.flatMap(({ inputs }) => inputs.map(({ previousOutput }) => previousOutput ?? fail()));
}

function makes({ transactions }: Block): OutPoint[] {
  return transactions.flatMap(pointsOf);
}

function pointsOf(transaction: Transaction): OutPoint[] {
  const id = txid(transaction);
  return transaction.outputs.map((_, vout) => ({ txid: id, vout }));
}

function fail(): never {
  throw new Error('an incomplete sample');
}
