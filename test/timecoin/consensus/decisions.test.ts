import { afterEach, describe, expect, it } from 'vitest';
import type { ConsensusEngineMaker } from '../../../src/timecoin/consensus/engine.js';
import { SupermajorityEngine } from '../../../src/timecoin/consensus/supermajority.js';
import { hex } from '../../../src/timecoin/hash.js';
import type { TimeNode } from '../../../src/timecoin/time-node.js';
import { checkTransaction, txid } from '../../../src/timecoin/transactions/transaction.js';
import { sampleTransaction } from '../samples.js';
import { World } from '../world.js';
import { startNetwork } from './voters.js';

let world: World;
afterEach(() => world.stop(...world.nodes));

/** Notes how many votes each question to an engine is about, by transaction. */
function noting(into: Map<string, number[]>): ConsensusEngineMaker {
  const engine = new SupermajorityEngine();
  return () => ({
    decide(tally) {
      const key = hex(tally.txid);
      into.set(key, [...(into.get(key) ?? []), tally.votes.size]);
      return engine.decide(tally);
    },
  });
}

const decided = (nodes: readonly TimeNode[]): (readonly [number, number])[] =>
  nodes.map((node) => {
    const { finalized, rejected } = node.status().consensus;
    return [finalized, rejected];
  });

describe('Transactions that masternodes vote on', () => {
  it('are finalized on every node, each vote counted once', async () => {
    world = new World();
    const notes = new Map<string, Map<string, number[]>>();
    const nodes = await startNetwork(world, 7, 3, (name) => {
      const counted = new Map<string, number[]>();
      notes.set(name, counted);
      return { consensus: noting(counted) };
    });
    const transaction = sampleTransaction(1);
    const { key, spends } = checkTransaction(transaction);
    await nodes[9]!.submit(transaction);
    await world.advance(2_000);
    expect(decided(nodes)).toEqual(Array(10).fill([1, 0]));
    for (const node of nodes) {
      expect(node.mempool.isFinalized(key)).toBe(true);
      expect(node.spendings.stateOf(spends[0]!)).toMatchObject({
        case: 'spentFinalized',
        value: { votes: 5 },
      });
      expect(node.status().consensus.votes).toBe(7);
    }
    for (const counted of notes.values()) expect(counted.get(key)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are taken into a block before those that are not finalized', async () => {
    world = new World();
    const nodes = await startNetwork(world, 4, 1);
    // Nobody votes on what only one node has.
    nodes[4]!.mempool.add(checkTransaction(sampleTransaction(1)));
    await nodes[0]!.submit(sampleTransaction(2));
    await world.advance(2_000);
    expect(nodes[4]!.mempool.forBlock(1, 1e6)).toEqual([sampleTransaction(2)]);
  });

  it('are rejected on every node when they spend what another one spends', async () => {
    world = new World();
    const nodes = await startNetwork(world, 7, 3);
    const [first, second] = [sampleTransaction(1), sampleTransaction(1, { lockTime: 9 })];
    const [kept, refused] = [first, second].map((each) => checkTransaction(each).key);
    await nodes[0]!.submit(first);
    // In the same moment: the last node has only the second one, the others hear of the first one first.
    await nodes[9]!.submit(second);
    expect(nodes[9]!.mempool.has(kept!)).toBe(false);
    await world.advance(5_000);
    expect(decided(nodes)).toEqual(Array(10).fill([1, 1]));
    for (const node of nodes) {
      expect([node.mempool.isFinalized(kept!), node.mempool.has(refused!)]).toEqual([true, false]);
      await expect(node.submit(second)).rejects.toMatchObject({ code: 'REJECTED' });
    }
  });

  it('are voted on once the masternodes can be asked again', async () => {
    world = new World();
    const asked: string[] = [];
    let isReady = false;
    const nodes = await startNetwork(world, 4, 1, (name) => ({
      consensus: {
        voteOn: () => {
          asked.push(name);
          return isReady ? true : undefined;
        },
      },
    }));
    await nodes[4]!.submit(sampleTransaction(1));
    await world.advance(2_000);
    expect([asked.length, ...decided(nodes).flat()]).toEqual([4, ...Array<number>(10).fill(0)]);
    isReady = true;
    await world.advance(15_000);
    expect(decided(nodes)).toEqual(Array(5).fill([1, 0]));
  });

  it('stay undecided with exactly a third against, until a masternode goes silent', async () => {
    world = new World();
    const nodes = await startNetwork(world, 3, 1, (name) => ({
      consensus: { voteOn: () => name !== 'm2' },
    }));
    await nodes[3]!.submit(sampleTransaction(1));
    await world.advance(30_000);
    expect(decided(nodes)).toEqual(Array(4).fill([0, 0]));
    const gone = nodes[2]!;
    await world.stop(gone);
    world.nodes.splice(world.nodes.indexOf(gone), 1);
    await world.advance(200_000);
    expect(decided(world.nodes)).toEqual(Array(3).fill([1, 0]));
  });

  it.each([
    ['a second', 1_000],
    ['an hour', 3_610_000],
  ])('are decided for a node that comes %s later, by the votes that it asks for', async (_, laterMs) => {
    world = new World();
    const nodes = await startNetwork(world, 4, 1);
    await nodes[4]!.submit(sampleTransaction(1));
    await world.advance(laterMs);
    const late = await world.add('late', ['p0', 'm1', 'm2']);
    await world.advance(1_000);
    expect([late.mempool.size, ...decided([late]).flat()]).toEqual([1, 0, 0]);
    await world.advance(20_000);
    expect(decided([late])).toEqual([[1, 0]]);
    expect(late.mempool.isFinalized(hex(txid(sampleTransaction(1))))).toBe(true);
  });

  it('are not decided by the few masternodes that a node has heard of since it started', async () => {
    world = new World();
    const mute = (name: string): boolean | undefined => (name === 'm0' ? true : undefined);
    const nodes = await startNetwork(world, 7, 0, (name) => ({ consensus: { voteOn: () => mute(name) } }));
    await nodes[1]!.submit(sampleTransaction(1));
    await world.advance(1_000);
    // Hears the announcements of all, and the next heartbeat of none.
    const late = await world.add('late', ['m0', 'm1', 'm2']);
    await world.advance(35_000);
    expect(late.status().masternodes.known).toBe(7);
    expect(late.status().consensus).toMatchObject({ votes: 1, finalized: 0 });
    await world.advance(300_000);
    expect(decided([late])).toEqual([[0, 0]]);
  });

  it('wait for a block without votes where there are no masternodes', async () => {
    world = new World();
    const nodes = await startNetwork(world, 0, 3);
    await nodes[0]!.submit(sampleTransaction(1));
    await world.advance(60_000);
    expect(decided(nodes)).toEqual(Array(3).fill([0, 0]));
    expect(nodes.map((node) => node.mempool.size)).toEqual([1, 1, 1]);
  });

  it('expire everywhere in time, and do not come back with a new peer', async () => {
    world = new World();
    const mempool = { maxAgeMs: 600_000 };
    const nodes = await startNetwork(world, 0, 3, () => ({ mempool }));
    await nodes[0]!.submit(sampleTransaction(1));
    await world.advance(570_000);
    expect(nodes.map((node) => node.mempool.size)).toEqual([1, 1, 1]);
    const late = await world.add('late', ['p0'], { mempool });
    await world.advance(120_000);
    expect([...nodes, late].map((node) => node.mempool.size)).toEqual([0, 0, 0, 1]);
    late.node.dial('memory:p1');
    await world.advance(10_000);
    expect(nodes.map((node) => node.mempool.size)).toEqual([0, 0, 0]);
  });
});
