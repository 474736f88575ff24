import { expect, test } from 'vitest';
import { RequestError, ResponseError } from '../../src/peer/errors.js';
import { OwnType } from '../../src/peer/own-type.js';
import { MemoryNetwork, SeededRandom, virtualRuntime, type VirtualRuntime } from '../../src/testing/index.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { echo, frame, TestNode, Type } from './peer-rig.js';
import { rawBytes, type RawFrame } from './raw-peer.js';
import { openRaw } from './raw-rig.js';

const LIMITS = { windowBytes: 262_144, largestMessageBytes: 1_000_000, handlerTimeoutMs: 2_000 };

/** One honest node that does what comes to its mind. */
class Talker {
  readonly node: TestNode;
  readonly outcomes: Promise<unknown>[] = [];
  asked = 0;
  settled = 0;
  readonly #runtime: VirtualRuntime;
  readonly #random: SeededRandom;

  constructor(runtime: VirtualRuntime, id: number, seed: number) {
    this.#runtime = runtime;
    this.#random = new SeededRandom(seed);
    this.node = new TestNode(runtime, id, { limits: LIMITS });
    this.node.handle = (_connection, message) => {
      const answers = message.type === Type.ASK || message.type === Type.ASK_OTHER;
      const result = answers ? echo(message) : undefined;
      switch (this.#upTo(4)) {
        case 0:
          return result;
        case 1:
          throw new ResponseError(1_000, 'not now');
        case 2:
          return new Promise((resolve) => this.#later(50, () => resolve(result)));
        default:
          // Sometimes later than the deadline.
          return new Promise((resolve) => this.#later(3_000, () => resolve(result)));
      }
    };
  }

  act(): void {
    const connection = this.node.registry.connectedPeers()[0];
    if (connection === undefined) return;
    const size = this.#random.next() < 0.2 ? this.#upTo(400_000) : this.#upTo(500);
    const choice = this.#upTo(8);
    if (choice <= 2) {
      const type = [Type.PLAIN, Type.URGENT, Type.BULK][choice]!;
      this.node.registry.broadcast(frame(type, size));
    } else if (choice <= 5) {
      const abort = new AbortController();
      if (this.#random.next() < 0.3) this.#later(100, () => abort.abort());
      const type = choice === 5 ? Type.ASK_OTHER : Type.ASK;
      const options = { timeoutMs: 1 + this.#upTo(4_000), signal: abort.signal };
      this.#note(connection.request(frame(type, size), options));
    } else {
      this.#note(connection.deliver(frame(Type.NOTE, size)));
    }
  }

  #note(outcome: Promise<unknown>): void {
    this.asked++;
    const settle = (): void => void this.settled++;
    this.outcomes.push(
      outcome.then(settle, (error: unknown) => {
        expect(error).toBeInstanceOf(RequestError);
        settle();
      }),
    );
  }

  #later(mostMs: number, callback: () => void): void {
    this.#runtime.clock.schedule(this.#upTo(mostMs), callback);
  }

  #upTo(most: number): number {
    return Math.floor(this.#random.next() * most);
  }
}

test('two honest nodes never accuse each other, and settle everything they began', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const runtime = virtualRuntime(seed);
    const random = new SeededRandom(seed);
    const network = new MemoryNetwork({
      latencyMs: Math.floor(random.next() * 80),
      maxChunkBytes: 1 + Math.floor(random.next() * 100_000),
      ...(random.next() < 0.5 ? { bytesPerSecond: 2_000_000 } : {}),
    });
    const talkers = [new Talker(runtime, 1, seed * 3), new Talker(runtime, 2, seed * 5)] as const;
    const address = await talkers[0].node.listen(network);
    await runtime.clock.runUntil(talkers[1].node.dial(network, address));
    await runtime.clock.advance(500);
    for (let step = 0; step < 60; step++) {
      for (const talker of talkers) if (random.next() < 0.7) talker.act();
      await runtime.clock.advance(Math.floor(random.next() * 40));
    }
    await runtime.clock.advance(random.next() < 0.5 ? 10_000 : 100);
    await runtime.clock.runUntil(talkers[random.next() < 0.5 ? 0 : 1].node.registry.close());
    await runtime.clock.advance(5_000);
    for (const { node } of talkers) {
      expect(node.violations, `seed ${seed}`).toEqual([]);
      expect(node.codes, `seed ${seed}`).toEqual([GoodbyeCode.CLOSING]);
      expect(node.registry.stats(), `seed ${seed}`).toMatchObject({
        links: 0,
        assemblyBytes: 0,
        queuedBytes: 0,
      });
    }
    await runtime.clock.runUntil(Promise.all(talkers.map(({ node }) => node.registry.close())));
    await runtime.clock.settle();
    for (const { asked, settled } of talkers) expect(settled, `seed ${seed}`).toBe(asked);
  }
});

test('frames of any kind in any order end a connection at most, by a code', async () => {
  const types = [...Object.values(OwnType), 20, ...Object.values(Type), 65_280];
  for (let seed = 1; seed <= 300; seed++) {
    const random = new SeededRandom(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)]!;
    const { runtime, node, raw } = await openRaw({ limits: LIMITS });
    void node.connected[0]!.request(frame(Type.ASK)).catch(() => {});
    void node.connected[0]!.deliver(frame(Type.NOTE)).catch(() => {});
    for (let count = 0; count < 40 && node.codes.length === 0; count++) {
      const bytes = pick([0, 0, 1, 2, 9, 100, 4_097, 65_536]);
      const sent: RawFrame = {
        type: pick(types),
        flags: pick([0, 0, 0, 1, 1, 2, 8, 9, 0xf4]),
        part: pick([0, 0, 0, 0, 1, 2, 255]),
        id: pick([0, 0, 1, 2, 3, 4, 5, 0xffff_ffff]),
        payload: random.bytes(bytes),
      };
      raw.send(random.next() < 0.02 ? random.bytes(bytes) : rawBytes(sent));
      if (random.next() < 0.3) await runtime.clock.advance(random.next() * 2_000);
    }
    await runtime.clock.settle();
    expect(node.codes.length, `seed ${seed}`).toBeLessThanOrEqual(1);
    await runtime.clock.runUntil(node.registry.close());
    await runtime.clock.advance(5_000);
    expect(node.registry.stats(), `seed ${seed}`).toMatchObject({ links: 0, assemblyBytes: 0 });
    expect(runtime.clock.pendingTimers, `seed ${seed}`).toBe(0);
  }
});
