import { afterEach, describe, expect, it } from 'vitest';
import { MasternodeTier } from '../../../generated/timecoin/types.js';
import { hex } from '../../../src/timecoin/hash.js';
import type { TimeNodeOptions } from '../../../src/timecoin/options.js';
import { createTimeNode, type TimeNode } from '../../../src/timecoin/time-node.js';
import { World } from '../world.js';
import { sampleKey } from './sample-masternodes.js';

let world: World;
afterEach(() => world.stop(...world.nodes));

/** Starts a masternode; its key is that of `n`. */
function masternode(
  name: string,
  n: number,
  peers: readonly string[] = [],
  options: Partial<TimeNodeOptions> = {},
): Promise<TimeNode> {
  const key = new Uint8Array(32);
  new DataView(key.buffer).setUint32(0, n);
  return world.add(name, peers, {
    masternode: { key, rewardAddress: `reward-${name}`, tier: MasternodeTier.BRONZE },
    ...options,
  });
}

const counts = (): [number, number][] =>
  world.nodes.map((node) => {
    const { known, active } = node.status().masternodes;
    return [known, active];
  });

async function stopped(node: TimeNode): Promise<void> {
  await world.stop(node);
  world.nodes.splice(world.nodes.indexOf(node), 1);
}

describe('Masternodes', () => {
  it('are known to all nodes, and active, as soon as these are connected', async () => {
    world = new World();
    const a = await masternode('a', 1);
    await world.add('b', ['a']);
    const c = await masternode('c', 3, ['b']);
    await world.advance(1_000);
    expect(counts()).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
    expect(a.status().masternode).toEqual({
      address: 'a',
      publicKey: hex(sampleKey(1).publicKey),
      tier: MasternodeTier.BRONZE,
      active: true,
    });
    expect(world.nodes[1]!.status().masternode).toBeUndefined();
    expect(a.masternodes.directory.get('c')).toMatchObject({
      rewardAddress: 'reward-c',
      tier: 1000,
      isActive: true,
    });
    expect(c.masternodes.directory.get('a')?.lastHeartbeat?.heartbeat.masternodeAddress).toBe('a');
  });

  it('are told to who connects later', async () => {
    world = new World();
    await masternode('a', 1);
    await masternode('b', 2, ['a']);
    await world.advance(200_000);
    await world.add('late', ['b']);
    await world.advance(1_000);
    expect(world.nodes[2]!.status().masternodes.known).toBe(2);
    await world.advance(60_000);
    expect(world.nodes[2]!.status().masternodes).toEqual({ known: 2, active: 2 });
  });

  it('stay active for as long as they run, with one heartbeat a minute and one announcement an hour', async () => {
    world = new World();
    await masternode('a', 1);
    const b = await world.add('b', ['a']);
    await world.advance(1_000);
    const told: string[] = [];
    b.masternodes.directory.onChange(({ what }) => told.push(what));
    const before = b.node.stats().gossip.accepted;
    await world.advance(3 * 3_600_000);
    expect(told).toEqual([]);
    expect(b.node.stats().gossip.accepted - before).toBe(3 * 61);
    expect(b.masternodes.directory.get('a')?.announcedAt).toBe(1_767_225_600 + 3 * 3_600);
  });

  it('are inactive 180 s after the last heartbeat, and active again when they are back', async () => {
    world = new World();
    const a = await world.add('a', []);
    const b = await masternode('b', 2, ['a']);
    await world.advance(90_000);
    await stopped(b);
    await world.advance(140_000);
    expect(a.status().masternodes).toEqual({ known: 1, active: 1 });
    await world.advance(10_100);
    expect(a.status().masternodes).toEqual({ known: 1, active: 0 });
    await masternode('b', 2, ['a']);
    await world.advance(1_000);
    expect(a.status().masternodes).toEqual({ known: 1, active: 1 });
  });

  it('are attested by three others, the same at every node', async () => {
    world = new World();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    for (const [index, name] of names.entries())
      await masternode(name, index, names.slice(Math.max(0, index - 2), index));
    await world.advance(130_000);
    for (const name of names) {
      const views = world.nodes.map((node) =>
        [...(node.masternodes.directory.get(name)?.lastHeartbeat?.witnesses ?? [])].toSorted(),
      );
      expect(views[0]).toHaveLength(3);
      expect(views[0]).not.toContain(world.nodes[0]!.masternodes.directory.get(name)?.id);
      expect(new Set(views.map((view) => view.join())).size).toBe(1);
    }
    for (const node of world.nodes) expect(node.node.stats().gossip.refused).toBe(0);
  });

  it('are told from other peers by the address they are dialled at', async () => {
    world = new World();
    const a = await masternode('a', 1);
    const b = await world.add('b', ['a', 'c']);
    const c = await masternode('c', 3);
    await world.advance(20_000);
    expect(b.masternodes.peers().toSorted()).toEqual([a.node.id, c.node.id].toSorted());
    expect(b.masternodes.ofPeer(a.node.id)?.address).toBe('a');
    expect([b.masternodes.isMasternodePeer(a.node.id), a.masternodes.isMasternodePeer(b.node.id)]).toEqual([
      true,
      false,
    ]);
    await stopped(c);
    expect(b.masternodes.peers()).toEqual([a.node.id]);
  });

  it('are dialled by whoever hears of them, once they are active', async () => {
    world = new World();
    await world.add('hub', []);
    const a = await masternode('a', 1, ['hub']);
    const b = await world.add('b', ['hub']);
    expect(b.node.stats().preferredConnections).toBe(0);
    await world.advance(10_000);
    expect(b.node.connections.map(({ peer }) => peer?.id)).toContain(a.node.id);
    expect(b.node.stats().preferredConnections).toBe(1);
    await stopped(a);
    await world.advance(200_000);
    const plain = await world.add('a', ['hub', 'b']);
    await world.advance(10_000);
    expect(b.node.connections.map(({ peer }) => peer?.id)).toContain(plain.node.id);
    expect(b.node.stats().preferredConnections).toBe(0);
  });

  it('do not take the address of another', async () => {
    world = new World();
    const a = await masternode('a', 1);
    await world.advance(1_000);
    await world.add('other', ['a'], { masternode: { address: 'a', rewardAddress: 'mine' } });
    await world.advance(130_000);
    expect(a.masternodes.directory.get('a')?.rewardAddress).toBe('reward-a');
    expect(a.status().masternodes).toEqual({ known: 1, active: 1 });
  });

  it.each<[string, Partial<NonNullable<TimeNodeOptions['masternode']>>, Partial<TimeNodeOptions>, string]>([
    ['a short key', { key: new Uint8Array(31) }, {}, 'masternode.key must be 32 bytes'],
    ['no reward address', { rewardAddress: '' }, {}, 'masternode.rewardAddress must be'],
    ['a tier that is none', { tier: 7 }, {}, 'masternode.tier must be one of 0, 1000, 10000, 100000'],
    ['an address that is none', { address: '' }, {}, 'masternode.address must be an ip:port'],
    ['an address nobody can dial', {}, { listen: ['tcp://0.0.0.0:0'] }, 'others cannot dial tcp://0.0.0.0:0'],
    ['no address at all', {}, { listen: [] }, 'others cannot dial a node that does not listen'],
  ])('are not made with %s', async (_, own, options, problem) => {
    world = new World();
    const made = createTimeNode({
      network: 'test',
      listen: ['tcp://127.0.0.1:0'],
      runtime: world.runtime,
      masternode: { rewardAddress: 'mine', ...own },
      ...options,
    });
    await expect(made).rejects.toThrow(problem);
  });
});
