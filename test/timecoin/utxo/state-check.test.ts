import { afterEach, describe, expect, it } from 'vitest';
import { catalog } from '../../../generated/catalog.js';
import { ConsensusQuery, GetBlockHash, GetBlockHeight } from '../../../generated/timecoin/chain.js';
import { GetUTXOStateHash, type UTXOStateHashResponse } from '../../../generated/timecoin/utxo.js';
import { Node } from '../../../src/node/node.js';
import type { LogFields } from '../../../src/platform/log.js';
import type { TimeNode } from '../../../src/timecoin/time-node.js';
import { devnet, sampleTransaction } from '../samples.js';
import { World } from '../world.js';

let world: World;
let strangers: Node[] = [];
afterEach(async () => {
  await world.runtime.clock.runUntil(Promise.all(strangers.map((node) => node.stop())));
  await world.stop(...world.nodes);
  strangers = [];
});

type Line = [string, LogFields | undefined];

async function checking(): Promise<{ node: TimeNode; warnings: Line[] }> {
  world = new World();
  const warnings: Line[] = [];
  const warn = (event: string, fields?: LogFields): void => void warnings.push([event, fields]);
  const log = { debug: () => {}, info: () => {}, error: () => {}, warn };
  const node = await world.add('a', [], { log });
  await world.make(node, [sampleTransaction(1)]);
  return { node, warnings };
}

/** Answers what the check asks: `change` what `node` itself would. */
async function stranger(
  node: TimeNode,
  change: Partial<UTXOStateHashResponse>,
  blockHash = node.chain.tip.hash,
): Promise<Node> {
  const { runtime, network } = world;
  const { magic } = devnet;
  const peer = new Node({
    ...{ network: 'test', magic, catalog, runtime, transports: [network] },
    listen: ['memory:s'],
    peers: ['memory:a'],
  });
  const { hash, height, count } = await node.chain.utxos.summary();
  peer.handle(GetUTXOStateHash, () => ({ hash, height, utxoCount: count, ...change }));
  peer.handle(GetBlockHash, (query) => ({ height: query.height, hash: blockHash }));
  peer.handle(GetBlockHeight, () => ({ height }));
  peer.handle(ConsensusQuery, (query) => ({
    agrees: true,
    height: query.height,
    theirHash: query.blockHash,
  }));
  await peer.start();
  strangers.push(peer);
  return peer;
}

const ROUNDS_MS = 3 * 720_000;
const other = new Uint8Array(32).fill(1);

describe('StateCheck', () => {
  it('finds the sets of two honest nodes equal, every ten minutes or so', async () => {
    const { node, warnings } = await checking();
    await world.add('b', ['a']);
    await world.advance(3_600_000);
    expect(node.status()).toMatchObject({ peers: 1, utxos: { check: { mismatches: 0 } } });
    const { compared } = node.status().utxos.check;
    expect(compared).toBeGreaterThanOrEqual(5);
    expect(compared).toBeLessThanOrEqual(7);
    expect(warnings).toEqual([]);
  });

  it('warns once of a peer with another set at the same block, and counts each time', async () => {
    const { node, warnings } = await checking();
    const peer = await stranger(node, { hash: other });
    await world.advance(ROUNDS_MS);
    const { compared, mismatches } = node.status().utxos.check;
    expect(compared).toBe(mismatches);
    expect(mismatches).toBeGreaterThanOrEqual(3);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toEqual([
      'other unspent outputs at the same block',
      expect.objectContaining({ peer: peer.id, height: 1, theirs: '010101010101' }),
    ]);
    await world.make(node);
    expect(node.status().peers).toBe(1);
  });

  it('counts another number of outputs as another set', async () => {
    const { node, warnings } = await checking();
    await stranger(node, { utxoCount: 77 });
    await world.advance(ROUNDS_MS);
    expect(warnings).toHaveLength(1);
    expect(node.status().utxos.check.mismatches).toBeGreaterThan(0);
  });

  it.each<[string, Partial<UTXOStateHashResponse>, Uint8Array | undefined]>([
    ['another height', { height: 0, hash: other }, undefined],
    ['another branch', { hash: other }, other],
  ])('makes nothing of a peer at %s', async (_, change, blockHash) => {
    const { node, warnings } = await checking();
    await stranger(node, change, blockHash);
    await world.advance(ROUNDS_MS);
    expect(node.status().utxos.check).toEqual({ compared: 0, mismatches: 0 });
    expect(warnings).toEqual([]);
  });

  it('makes nothing of a peer that does not answer, and stops with the node', async () => {
    const { node } = await checking();
    const peer = await stranger(node, {});
    await world.advance(100);
    const end = world.runtime.clock.now() + ROUNDS_MS;
    await world.runtime.clock.runUntil(peer.stop());
    strangers = [];
    await world.runtime.clock.advanceTo(end);
    expect(node.status().utxos.check).toEqual({ compared: 0, mismatches: 0 });
  });
});
