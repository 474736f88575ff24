import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { BlockAnnouncement, BlocksResponse, GetBlockHeight } from '../../generated/timecoin/chain.js';
import { Version } from '../../generated/timecoin/connection.js';
import { Transaction } from '../../generated/timecoin/types.js';
import { createTimeNode } from '../../src/timecoin/index.js';
import { needsPython, PythonPeer } from './python-peer.js';

test('a node of the TIME network greets Python, serves its chain, and announces each new block in parts', async (context) => {
  needsPython(context);
  const transactionOf = (height: number): Transaction =>
    Transaction.create({
      version: 1,
      outputs: [1, 2, 3].map((n) => ({ value: 0n, scriptPubkey: new Uint8Array(50_000).fill(n) })),
      lockTime: height, // a transaction is in one block only
    });
  const timeNode = await createTimeNode({
    network: 'mainnet',
    listen: ['tcp://127.0.0.1:0'],
    produce: { intervalMs: 200, source: (height) => [transactionOf(height)] },
  });
  onTestFinished(() => timeNode.stop());
  const port = timeNode.node.addresses[0]!.split(':').at(-1);
  const python = new PythonPeer('--dial', `127.0.0.1:${port}`, '--blocks', '0');
  onTestFinished(() => python.kill());

  const version = await python.heard('message', { message: Version.name });
  expect(version['json']).toMatchObject({ network: 'mainnet', protocolVersion: 1 });
  await python.heard('request', { message: GetBlockHeight.name });
  const announced = await python.heard('message', { message: BlockAnnouncement.name });
  expect(announced['bytes']).toBeGreaterThan(150_000);

  python.tell('request timecoin.GetBlockHeight');
  const response = await python.heard('response', { message: 'timecoin.BlockHeightResponse' });
  const { height } = response['json'] as { height: string };
  expect(Number(height)).toBeGreaterThan(0);
  const block = (await timeNode.chain.blockAt(Number(height)))!;
  python.tellJson('request', 'timecoin.GetBlocks', { start: Number(height), end: Number(height) });
  const { sha256 } = await python.heard('response', { message: BlocksResponse.name });
  expect(sha256).toBe(
    createHash('sha256')
      .update(BlocksResponse.encode({ blocks: [block] }))
      .digest('hex'),
  );

  await timeNode.stop();
  await python.heard('goodbye', { code: 'CLOSING' });
  expect(python.count('violation')).toBe(0);
  expect(await python.ended()).toBe(0);
});
