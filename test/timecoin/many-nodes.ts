import { expect } from 'vitest';
import { SeededRandom } from '../../src/testing/index.js';
import { hex } from '../../src/timecoin/hash.js';
import type { TimeNodeOptions } from '../../src/timecoin/options.js';
import type { TimeNode } from '../../src/timecoin/time-node.js';
import { txid } from '../../src/timecoin/transactions/transaction.js';
import { sampleTransaction } from './samples.js';
import type { World } from './world.js';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Nodes that come one after another, each knowing three that were there before. */
export async function grow(
  world: World,
  count: number,
  everyMs: number,
  optionsOf: (index: number) => Partial<TimeNodeOptions>,
): Promise<void> {
  const random = new SeededRandom(count);
  for (let index = 0; index < count; index++) {
    const known = index === 0 ? [] : [index - 1, random.integer(0, index - 1), random.integer(0, index - 1)];
    const peers = [...new Set(known)].map((each) => `n${each}`);
    await world.add(`n${index}`, peers, optionsOf(index));
    await world.advance(everyMs);
  }
}

/** Submits a transaction at a random node every minute or so, and remembers which. */
export class Users {
  readonly keys: string[] = [];
  readonly #world: World;
  readonly #random: SeededRandom;

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#random = new SeededRandom(seed);
  }

  async until(time: number): Promise<void> {
    const { clock } = this.#world.runtime;
    for (;;) {
      // Exponentially distributed, as calls of people are.
      const pause = -Math.log(1 - this.#random.next()) * MINUTE;
      if (clock.now() + pause > time) break;
      await this.#world.advance(pause);
      await this.submit();
    }
    await clock.advanceTo(time);
  }

  async submit(): Promise<void> {
    const { nodes } = this.#world;
    const transaction = sampleTransaction(this.keys.length);
    await nodes[this.#random.integer(0, nodes.length - 1)]?.submit(transaction);
    this.keys.push(hex(txid(transaction)));
  }
}

/** Where a transaction is: in a block, or pending. */
async function has(node: TimeNode, key: string): Promise<boolean> {
  return node.mempool.has(key) || (await node.chain.holdsTransaction(key));
}

async function missing(node: TimeNode, keys: readonly string[]): Promise<string[]> {
  const found = await Promise.all(keys.map((key) => has(node, key)));
  return keys.filter((_, index) => found[index] !== true);
}

export const oneOf = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Everybody has the same chain and the same outputs, and every transaction that anyone submitted. */
export async function expectAgreement(world: World, users: Users): Promise<void> {
  expect(oneOf(world.nodes.map(({ chain }) => hex(chain.tip.hash)))).toHaveLength(1);
  const sets = await Promise.all(world.nodes.map(({ chain }) => chain.utxos.summary()));
  expect(oneOf(sets.map(({ hash, count }) => `${hex(hash)} ${count}`))).toHaveLength(1);
  for (const node of world.nodes) expect(await missing(node, users.keys)).toEqual([]);
}
