import { expect, test } from 'vitest';
import type { Delivery } from '../../src/peer/peer.js';
import { MemoryNetwork, SeededRandom, virtualRuntime } from '../../src/testing/index.js';
import { frame, TestNode, Type } from './peer-rig.js';

const ROUNDS = 1_000;
const GOODBYES_OF_A_RACE = [0, 1, 2, 3];

interface Sent {
  readonly from: TestNode;
  readonly id: number;
  outcome: Delivery | undefined;
}

/** Two nodes that dial each other at random moments over links of random latency. */
class Round {
  readonly random: SeededRandom;
  readonly runtime;
  readonly network: MemoryNetwork;
  readonly kind: 'fresh' | 'half-open' | 'restart';
  readonly sent: Sent[] = [];
  readonly gone: TestNode[] = [];
  a: TestNode;
  b: TestNode;
  redials = 0;

  constructor(seed: number) {
    this.runtime = virtualRuntime(seed);
    this.random = new SeededRandom(seed * 7919 + 1);
    this.kind = (['fresh', 'half-open', 'restart'] as const)[seed % 3]!;
    this.network = new MemoryNetwork(() => ({ latencyMs: 1 + this.#upTo(300), maxChunkBytes: 200 }));
    // Either may be the arbiter.
    const isASmaller = this.random.next() < 0.5;
    this.a = new TestNode(this.runtime, isASmaller ? 1 : 3);
    this.b = new TestNode(this.runtime, 2);
  }

  async play(): Promise<void> {
    await this.a.listen(this.network);
    await this.b.listen(this.network);
    if (this.kind !== 'fresh') await this.#breakOldLink();
    const dials = [this.#dialLater(this.a, this.b), this.#dialLater(this.b, this.a)];
    if (this.random.next() < 0.3) dials.push(this.#dialLater(this.a, this.b));
    await this.#advance(3_000);
    await Promise.all(dials);
    this.#deliver(this.a, this.b);
    this.#deliver(this.b, this.a);
    // What a node's dialler does when a link it wants is not there.
    for (let attempt = 0; attempt < 3 && this.a.registry.connection(this.b.id) === undefined; attempt++) {
      this.redials++;
      void this.#dialLater(this.a, this.b);
      await this.#advance(12_000);
    }
    await this.#advance(5_000);
  }

  async #breakOldLink(): Promise<void> {
    const [dialler, listener] = this.random.next() < 0.5 ? [this.a, this.b] : [this.b, this.a];
    void dialler.dial(this.network, `memory:${listener.name}`);
    await this.#advance(3_000);
    this.#deliver(this.a, this.b);
    this.#deliver(this.b, this.a);
    await this.#advance(this.#upTo(400));
    if (this.kind === 'restart') {
      this.network.links[0]?.cut();
      this.gone.push(this.a);
      const epoch = BigInt(this.#upTo(1e9));
      await this.a.stopListening();
      this.a = new TestNode(this.runtime, this.a.id.startsWith('01') ? 1 : 3, { local: { epoch } });
      await this.a.listen(this.network);
    } else {
      this.network.links[0]?.cut();
      this.#deliver(this.a, this.b);
      this.#deliver(this.b, this.a);
    }
  }

  async #dialLater(from: TestNode, to: TestNode): Promise<void> {
    this.runtime.clock.schedule(this.#upTo(500), () => void from.dial(this.network, `memory:${to.name}`));
    return Promise.resolve();
  }

  #deliver(from: TestNode, to: TestNode): void {
    const note = frame(Type.NOTE, 300);
    const sent: Sent = { from, id: note.id, outcome: undefined };
    from.registry.deliver(to.id, note).then(
      (outcome) => (sent.outcome = outcome),
      () => (sent.outcome = 'failed'),
    );
    this.sent.push(sent);
  }

  #advance(ms: number): Promise<void> {
    return this.runtime.clock.advance(ms);
  }

  #upTo(most: number): number {
    return Math.floor(this.random.next() * most);
  }
}

test(`${ROUNDS} races of two dials leave one connection, lose no acknowledged message and dispatch none twice`, async () => {
  let redials = 0;
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const round = new Round(seed);
    await round.play();
    const { a, b, kind } = round;
    const context = `round ${seed}, ${kind}`;

    // One connection, and the same: what one side sends on its own arrives on the other's.
    expect(
      [a, b].map(({ registry }) => registry.connectedPeers().length),
      context,
    ).toEqual([1, 1]);
    const probe = frame(Type.URGENT, Uint8Array.of(seed));
    a.registry.connectedPeers()[0]!.send(probe);
    await round.runtime.clock.advance(1_000);
    expect(b.registry.connectedPeers()[0]!.stats().messagesIn, context).toBeGreaterThan(0);
    expect(b.receivedTypes, context).toContain(Type.URGENT);

    // Dials that lost ended as such, nobody was blamed.
    for (const node of [a, b]) {
      expect(node.violations, context).toEqual([]);
      for (const code of node.codes) expect(GOODBYES_OF_A_RACE, context).toContain(code);
    }

    const all = [a, b, ...round.gone];
    for (const { from, id, outcome } of round.sent) {
      const others = all.filter((node) => node.id !== from.id);
      const arrivals = others
        .flatMap(({ received }) => received)
        .filter((message) => message.id === id).length;
      expect(arrivals, `${context}, message ${id}`).toBeLessThanOrEqual(1);
      if (outcome === 'delivered') expect(arrivals, `${context}, message ${id}`).toBe(1);
      if (kind !== 'restart') expect(outcome, `${context}, message ${id}`).toBe('delivered');
      else if (from !== round.gone[0]) expect(['delivered', 'unknown'], context).toContain(outcome);
    }
    redials += round.redials;
  }
  // A race seldom costs both links.
  expect(redials).toBeLessThan(ROUNDS / 20);
}, 180_000);
