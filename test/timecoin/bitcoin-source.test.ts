import { expect, it } from 'vitest';
import { Transaction } from '../../generated/timecoin/types.js';
import { bitcoinTransactions } from '../../src/timecoin/bitcoin-source.js';
import { checkBlock, makeBlock } from '../../src/timecoin/chain/block.js';
import { hex, ZERO_HASH } from '../../src/timecoin/hash.js';
import { checkTransaction } from '../../src/timecoin/transactions/transaction.js';

it('gives the transactions of two real Bitcoin blocks, each once and valid here', async () => {
  const { mainnet, testnet } = await bitcoinTransactions();
  expect([mainnet.length, testnet.length]).toEqual([369, 22]);
  const all = [...mainnet, ...testnet].map(checkTransaction);
  expect(new Set(all.map((each) => each.key)).size).toBe(391);
  // The coinbase of block 357238 pays the subsidy of 25 BTC and 0.05121631 in fees; it spends nothing.
  expect(mainnet[0]).toMatchObject({ version: 1, inputs: [], outputs: [{ value: 2_505_121_631n }] });
  expect(mainnet[0]?.timestamp).toBe(1_432_109_098);
  expect(testnet[0]?.timestamp).toBe(1_371_410_638);
  expect(mainnet.slice(1).every((each) => each.inputs.length > 0)).toBe(true);
  // The same bytes again after decoding: nothing of the conversion is lost on the wire.
  for (const { bytes } of all) expect(hex(Transaction.encode(Transaction.decode(bytes)))).toBe(hex(bytes));
});

it('fills one block of more than one part with all of the larger one', async () => {
  const { mainnet } = await bitcoinTransactions();
  const block = makeBlock({ height: 0, hash: ZERO_HASH, timestamp: 0 }, 1_432_109_098, mainnet);
  const { payload, transactions } = checkBlock(block);
  expect(transactions).toHaveLength(369);
  expect(payload.length).toBeGreaterThan(2 * 65_536);
});
