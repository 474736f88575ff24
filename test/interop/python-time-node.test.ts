import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
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

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** `framewright node`, as users run it. */
async function startNodeProcess(...args: string[]) {
  expect(existsSync(main), 'npm run build comes first').toBe(true);
  const child = spawn(process.execPath, [
    main,
    'node',
    '--data-dir',
    'none',
    '--log-format',
    'json',
    ...args,
  ]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const port = await new Promise<string>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => {
      const { event, listening } = JSON.parse(line) as { event: string; listening: string };
      if (event === 'node started') resolve(listening.split(':').at(-1)!);
    });
    child.on('close', () => {
      reject(new Error('the node ended'));
    });
  });
  return { child, ended, port };
}

test('a node in a process of its own takes the chain of a foreign peer, and follows it', async (context) => {
  needsPython(context);
  const { child, ended, port } = await startNodeProcess('--listen', '127.0.0.1:0', '--peers', 'none');
  const python = new PythonPeer('--dial', `127.0.0.1:${port}`, '--blocks', '40', '--block-bytes', '65536');
  onTestFinished(() => python.kill());
  await python.heard('request', { message: 'timecoin.StreamBlocks' });
  await heightOf(python, 40);
  python.tell('announce'); // in two parts
  await heightOf(python, 41);
  python.tellJson('request', 'timecoin.GetBlocks', { start: 38, end: 41 });
  const { bytes } = await python.heard('response', { message: BlocksResponse.name });
  expect(bytes).toBeGreaterThan(4 * 65_536);
  child.kill('SIGTERM');
  await python.heard('goodbye', { code: 'CLOSING' });
  expect(await ended).toBe(0);
  expect(await python.ended()).toBe(0);
  expect(python.count('violation')).toBe(0);
  expect(python.count('error')).toBe(0);
});

/** Asks until the node has that many blocks. */
async function heightOf(python: PythonPeer, height: number): Promise<void> {
  await expect
    .poll(
      () => {
        python.tell('request timecoin.GetBlockHeight');
        return python.events.flatMap(({ event, message, json }) =>
          event === 'response' && message === 'timecoin.BlockHeightResponse' ? [json] : [],
        );
      },
      { timeout: 20_000 },
    )
    .toContainEqual({ height: `${height}` });
}
