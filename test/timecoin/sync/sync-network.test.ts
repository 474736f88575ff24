import { expect, it } from 'vitest';
import type { Block } from '../../../generated/timecoin/types.js';
import { MemoryNetwork, virtualRuntime } from '../../../src/testing/index.js';
import { createTimeNode, type TimeNode } from '../../../src/timecoin/time-node.js';
import { memoryDatabase, openChain, sampleBlocks, sampleTransaction } from '../samples.js';

const output = { value: 1n, scriptPubkey: new Uint8Array(5_000) };
const withBytes = (offset: number) => ({
  transactions: (height: number) => [sampleTransaction(offset + height, { outputs: [output, output] })],
});
const trunk = sampleBlocks(30, withBytes(0));
const long = [...trunk, ...sampleBlocks(170, { from: trunk.at(-1)!, ...withBytes(0) })];
const short = [...trunk, ...sampleBlocks(60, { from: trunk.at(-1)!, ...withBytes(1_000_000) })];

it('comes to the longest chain over slow, cut, reset and forked links, and again after a restart in the middle', async () => {
  const runtime = virtualRuntime(3);
  const network = new MemoryNetwork((address) =>
    address === 'memory:slow'
      ? { latencyMs: 300, bytesPerSecond: 20_000 }
      : { latencyMs: 20, bytesPerSecond: 400_000 },
  );
  const start = async (name: string, blocks: readonly Block[], peers: string[] = []): Promise<TimeNode> => {
    const database = memoryDatabase();
    await openChain(runtime.clock, blocks, database);
    return createTimeNode({
      network: 'test',
      listen: [`memory:${name}`],
      peers: peers.map((peer) => `memory:${peer}`),
      transports: [network],
      runtime,
      database,
    });
  };
  const names = ['slow', 'cut', 'reset', 'good'];
  const full = await Promise.all(names.map((name) => start(name, long)));
  full.push(await start('forked', short));
  const common = {
    network: 'test',
    listen: ['memory:late'],
    peers: [...names, 'forked'].map((name) => `memory:${name}`),
    transports: [network],
    runtime,
    // What this node has so far is of the shorter branch.
    database: memoryDatabase(),
    key: new Uint8Array(32).fill(9),
  };
  await openChain(runtime.clock, short.slice(0, 50), common.database);
  const linkTo = (name: string) =>
    network.links.find(({ address, isOpen }) => isOpen && address === `memory:${name}`);

  const first = await createTimeNode(common);
  while (first.chain.height < 60) await runtime.clock.advance(20);
  expect(first.status().syncing).toBe(true);
  linkTo('cut')?.cut();
  linkTo('reset')?.reset();
  while (first.chain.height < 100) await runtime.clock.advance(20);
  await runtime.clock.runUntil(first.stop());
  const reached = first.chain.height;
  expect(reached).toBeLessThan(200);

  const second = await createTimeNode(common);
  expect(second.chain.height).toBe(reached);
  // Who follows a node that was still syncing hears of the rest with the next poll.
  await runtime.clock.advance(90_000);
  const tips = [second, ...full].map(({ chain }) => chain.tip.hash);
  for (const tip of tips) expect(tip).toEqual(full[0]!.chain.tip.hash);
  expect(second.status()).toMatchObject({ height: 200, syncing: false });
  await runtime.clock.runUntil(Promise.all([second, ...full].map((node) => node.stop())));
}, 120_000);
