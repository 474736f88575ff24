import { afterEach, describe, expect, test } from 'vitest';
import { GetBlockHeight } from '../../generated/timecoin/chain.js';
import type { Node } from '../../src/node/node.js';
import { VirtualNetwork } from './virtual-network.js';

const MINUTE = 60_000;

// The bug this project answers: outbound connections never saw their pongs and were replaced every 90 seconds.
describe('three nodes for thirty minutes', () => {
  let network: VirtualNetwork;
  afterEach(() => network.stop());

  async function startThree(): Promise<Node[]> {
    network = new VirtualNetwork({ latencyMs: 20 });
    const alice = await network.start('alice');
    const bob = await network.start('bob', { peers: ['memory:alice'] });
    const carol = await network.start('carol', { peers: ['memory:alice', 'memory:bob'] });
    await network.clock.advance(1_000);
    for (const node of [alice, bob, carol]) expect(node.connections).toHaveLength(2);
    return [alice, bob, carol];
  }

  test('idle: not one reconnect, and pongs matched on both ends of every connection', async () => {
    const nodes = await startThree();
    await network.clock.advance(30 * MINUTE);

    expect(network.count('connect')).toBe(6);
    expect(network.count('disconnect')).toBe(0);
    expect(network.memory.dials).toHaveLength(3);
    const connections = nodes.flatMap((node) => node.connections);
    expect(connections.map(({ direction }) => direction).sort()).toEqual([
      ...Array<string>(3).fill('inbound'),
      ...Array<string>(3).fill('outbound'),
    ]);
    for (const connection of connections) {
      const { pingsSent, pongsMatched, pongsUnmatched, rttMs } = connection.stats();
      // Every 30 s for 30 min; each side skips a ping where the other's left a sign of life.
      expect(pongsMatched).toBeGreaterThanOrEqual(20);
      expect(pingsSent - pongsMatched).toBeLessThanOrEqual(1);
      expect(pongsUnmatched).toBe(0);
      expect(rttMs).toBeCloseTo(40, 0);
    }
  });

  test('busy: not one reconnect while every node asks every other', async () => {
    const nodes = await startThree();
    nodes.forEach((node, index) => node.handle(GetBlockHeight, () => ({ height: index })));
    const answers: number[] = [];
    for (let second = 0; second < 30 * 60; second += 7) {
      for (const node of nodes) {
        for (const { peer } of node.connections) {
          if (peer === undefined) throw new Error('open, and yet without a peer');
          void node.request(peer.id, GetBlockHeight, {}).then(({ height }) => answers.push(height));
        }
      }
      await network.clock.advance(7_000);
    }
    expect(answers).toHaveLength(6 * Math.ceil((30 * 60) / 7));
    expect(network.count('connect')).toBe(6);
    expect(network.count('disconnect')).toBe(0);
  });

  test('a link that is cut without a word is noticed and replaced, once', async () => {
    await startThree();
    network.memory.links[0]?.cut();
    await network.clock.advance(30 * MINUTE);
    expect(network.count('disconnect')).toBe(2);
    expect(network.count('connect')).toBe(8);
  });
});
