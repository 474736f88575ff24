import { afterEach, describe, expect, test } from 'vitest';
import { TransactionFinalized, TransactionRejected } from '../../generated/timecoin/transactions.js';
import type { Node } from '../../src/node/node.js';
import { VirtualNetwork } from './virtual-network.js';

const NODES = 10;
const names = Array.from({ length: NODES }, (_, index) => `node-${index}`);
const after = (index: number, step: number) => `memory:${names[(index + step) % NODES] ?? ''}`;

/** What each node dials. */
const SHAPES: Record<string, (index: number) => string[]> = {
  ring: (index) => [after(index, 1)],
  'ring with chords': (index) => [after(index, 1), after(index, 3)],
  'full mesh': (index) => names.slice(0, index).map((name) => `memory:${name}`),
  line: (index) => (index === 0 ? [] : [`memory:${names[index - 1] ?? ''}`]),
};

describe.each(Object.entries(SHAPES))('gossip over a %s of ten nodes', (_shape, peersOf) => {
  let network: VirtualNetwork;
  afterEach(() => network.stop());

  async function startAll(): Promise<Node[]> {
    network = new VirtualNetwork({ latencyMs: 10 });
    const nodes: Node[] = [];
    for (const [index, name] of names.entries()) {
      nodes.push(await network.start(name, { peers: peersOf(index), wantedConnections: 0 }));
    }
    await network.clock.advance(20_000);
    return nodes;
  }

  test.each([
    ['plain', TransactionRejected, { txid: new Uint8Array(32).fill(7), reason: 'spent twice' }],
    ['acknowledged', TransactionFinalized, { txid: new Uint8Array(32).fill(8), votes: 9 }],
  ] as const)(
    'a %s message reaches every node, is handled once on each, and never goes back',
    async (_kind, codec, message) => {
      const nodes = await startAll();
      /** For each node, from whom it first had the message. */
      const from = new Map<Node, string>();
      for (const node of nodes) {
        const handler = (received: { txid: Uint8Array }, { peer }: { peer: string }): boolean => {
          expect(received).toEqual(message);
          expect(from.has(node)).toBe(false);
          from.set(node, peer);
          return true;
        };
        if (codec === TransactionRejected)
          node.gossip(TransactionRejected, handler, { key: ({ txid }) => txid });
        else node.gossip(TransactionFinalized, handler, { key: ({ txid }) => txid });
      }
      const origin = nodes[3];
      if (codec === TransactionRejected) origin?.broadcast(TransactionRejected, { reason: '', ...message });
      else origin?.broadcast(TransactionFinalized, { votes: 0, ...message });
      await network.clock.advance(10_000);

      expect(from.size).toBe(NODES - 1);
      expect(from.has(origin!)).toBe(false);
      const byId = new Map(nodes.map((node) => [node.id, node]));
      for (const [node, sender] of from) {
        // Nothing of the schema came to the sender from the node it sent to.
        const back = byId.get(sender)?.registry.connection(node.id);
        expect(back?.stats().messagesIn).toBe(0);
      }
      // No link carried it more than once each way, and few carried it twice.
      const sent = nodes.reduce((sum, node) => sum + node.stats().gossip.relayed, 0);
      const links = nodes.reduce((sum, node) => sum + node.connections.length, 0) / 2;
      expect(sent).toBeGreaterThanOrEqual(NODES - 1);
      expect(sent).toBeLessThanOrEqual(2 * links - (NODES - 1));
      expect(nodes.flatMap((node) => node.connections.map((c) => c.stats().unacknowledged))).not.toContain(1);
    },
  );

  test('a refused message goes no further than the neighbours of its origin', async () => {
    const nodes = await startAll();
    let handled = 0;
    for (const node of nodes) {
      node.gossip(TransactionRejected, () => {
        handled++;
        return false;
      });
    }
    const origin = nodes[3];
    const neighbours = origin?.connections.length ?? 0;
    origin?.broadcast(TransactionRejected, { txid: new Uint8Array(32), reason: '' });
    await network.clock.advance(10_000);
    expect(handled).toBe(neighbours);
  });
});
