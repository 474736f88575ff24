import { afterEach, describe, expect, it } from 'vitest';
import { BlockAnnouncement } from '../../../generated/timecoin/chain.js';
import { makeBlock } from '../../../src/timecoin/chain/block.js';
import { ConsensusError } from '../../../src/timecoin/errors.js';
import type { ConsensusTools } from '../../../src/timecoin/consensus/engine.js';
import { sampleTransaction } from '../samples.js';
import { World } from '../world.js';
import { CommittedBlocks } from './committed-blocks.js';
import { startNetwork } from './voters.js';

let world: World;
afterEach(() => world.stop(...world.nodes));

describe('An engine that makes blocks by proposal, votes and commit', () => {
  it('lets four masternodes and a plain node follow each committed block, and no other', async () => {
    world = new World();
    const engines: CommittedBlocks[] = [];
    const nodes = await startNetwork(world, 4, 1, () => ({
      consensus: (tools) => {
        const engine = new CommittedBlocks(tools, ['m0', 'm1', 'm2', 'm3']);
        engines.push(engine);
        return engine;
      },
    }));
    for (let height = 1; height <= 5; height++) {
      await nodes[height % 5]!.submit(sampleTransaction(height));
      await world.advance(500);
      for (const engine of engines) engine.propose();
      await world.advance(1_000);
      expect(nodes.map((node) => node.chain.height)).toEqual(Array(5).fill(height));
    }
    expect(new Set(nodes.map((node) => node.status().tip)).size).toBe(1);
    expect((await nodes[4]!.chain.blockAt(3))?.transactions).toEqual([sampleTransaction(3)]);
    // m1 led twice, m0, m2 and m3 once each; nobody hears of its own, and everyone of each other's once.
    expect(engines.map(({ heard }) => heard.proposals)).toEqual([4, 3, 4, 4, 5]);
    expect(engines.map(({ heard }) => heard.votes)).toEqual([15, 15, 15, 15, 20]);

    const stray = makeBlock(nodes[0]!.chain.tip, nodes[0]!.chain.tip.timestamp + 1, []);
    nodes[4]!.node.broadcast(BlockAnnouncement, { block: stray });
    const before = engines.map(({ refused }) => refused);
    await world.advance(1_000);
    expect(nodes.map((node) => node.chain.height)).toEqual(Array(5).fill(5));
    expect(engines.slice(0, 4).some(({ refused }, n) => refused > before[n]!)).toBe(true);
    await expect(nodes[4]!.chain.append(stray)).resolves.toBe('refused');
    // Nobody is to blame for a block that nobody here has committed.
    expect(nodes.flatMap((node) => node.node.guard.bans())).toEqual([]);
    expect(nodes.map((node) => node.status().peers)).toEqual(
      nodes.map((node) => node.node.connections.length),
    );
  });

  it('has votes and commits of four nodes carried by one without an engine', async () => {
    world = new World();
    const engines: CommittedBlocks[] = [];
    const engine = (tools: ConsensusTools): CommittedBlocks => {
      engines.push(new CommittedBlocks(tools, ['m0', 'm1', 'm2']));
      return engines.at(-1)!;
    };
    // m0, m1 and m2 know each other only through the hub.
    const hub = await world.add('hub', []);
    for (const n of [0, 1, 2]) {
      const key = new Uint8Array(32).fill(n + 1);
      await world.add(`m${n}`, ['hub'], {
        masternode: { key, rewardAddress: 'r' },
        consensus: engine,
        maxConnections: 1,
      });
    }
    // A heartbeat of each: who came late has not heard the first ones.
    await world.advance(70_000);
    for (const each of engines) each.propose();
    await world.advance(2_000);
    expect(world.nodes.map((node) => node.chain.height)).toEqual([1, 1, 1, 1]);
    expect(hub.status().consensus.blockVotes).toBe(3);
    // Votes on heights that are long past are forgotten.
    for (let count = 0; count < 7; count++) {
      for (const each of engines) each.propose();
      await world.advance(2_000);
    }
    expect(hub.chain.height).toBe(8);
    expect(hub.status().consensus.blockVotes).toBe(3 * 6);
  });

  it('cannot sign where the node is no masternode', async () => {
    world = new World();
    let tools: ConsensusTools | undefined;
    const node = await world.add('plain', [], {
      consensus: (given) => {
        tools = given;
        return {};
      },
    });
    const block = makeBlock(node.chain.tip, node.chain.tip.timestamp + 1, []);
    for (const act of [
      () => tools!.propose(block),
      () => tools!.voteOnBlock(new Uint8Array(32), 1, true),
      () => tools!.voteOnTransaction(new Uint8Array(32), true),
    ]) {
      expect(act).toThrowError(ConsensusError);
    }
    expect(await tools!.append(block)).toBe('appended');
  });
});
