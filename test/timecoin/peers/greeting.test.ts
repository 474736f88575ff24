import { expect, it } from 'vitest';
import { catalog } from '../../../generated/catalog.js';
import { GetGenesisHash } from '../../../generated/timecoin/chain.js';
import { Version } from '../../../generated/timecoin/connection.js';
import { Node } from '../../../src/node/node.js';
import { MemoryNetwork, virtualRuntime } from '../../../src/testing/index.js';
import { createTimeNode } from '../../../src/timecoin/time-node.js';
import { GoodbyeCode } from '../../../src/wire/codes.js';
import { devnet } from '../samples.js';

const own = { version: '9.9', protocolVersion: 1, network: 'test' };

it.each<[string, Partial<Version>, GoodbyeCode | undefined, ('own' | 'other')?]>([
  ['no genesis block said', own, undefined],
  ['no genesis block said, the same when asked', own, undefined, 'own'],
  ['no genesis block said, another when asked', own, GoodbyeCode.NETWORK, 'other'],
  ['another protocol version', { ...own, protocolVersion: 2 }, GoodbyeCode.VERSION],
  ['another genesis block', { ...own, genesisHash: new Uint8Array(32) }, GoodbyeCode.NETWORK],
])('greets a peer with %s', async (_, version, code, genesis) => {
  const runtime = virtualRuntime();
  const network = new MemoryNetwork();
  const common = { network: 'test', transports: [network], runtime };
  const timeNode = await createTimeNode({ ...common, listen: ['memory:a'] });
  const peer = new Node({ ...common, magic: devnet.magic, catalog, peers: ['memory:a'] });
  const greeted: Version[] = [];
  const ended: GoodbyeCode[] = [];
  peer.handle(Version, (message) => void greeted.push(message));
  peer.on('disconnect', (_, disconnect) => ended.push(disconnect.code));
  let asked = 0;
  if (genesis !== undefined) {
    peer.handle(GetGenesisHash, () => {
      asked++;
      return { hash: genesis === 'own' ? timeNode.chain.genesisHash : new Uint8Array(32) };
    });
  }
  await peer.start();
  await runtime.clock.advance(1_000);
  expect(greeted).toHaveLength(1);
  expect(greeted[0]).toMatchObject({
    protocolVersion: 1,
    network: 'test',
    listenAddr: 'a',
    genesisHash: timeNode.chain.genesisHash,
  });
  for (let times = 0; times < 2; times++) peer.send(timeNode.node.id, Version, Version.create(version));
  await runtime.clock.advance(1_000);
  expect(asked).toBe(genesis === undefined ? 0 : 1);
  expect(ended).toEqual(code === undefined ? [] : [code]);
  await runtime.clock.runUntil(Promise.all([peer.stop(), timeNode.stop()]));
});
