import type { TimeNodeOptions } from '../../../src/timecoin/options.js';
import type { TimeNode } from '../../../src/timecoin/time-node.js';
import { SigningKey } from '../../../src/timecoin/ed25519.js';
import type { World } from '../world.js';

/** The seed of masternode `n`. */
export function seedOf(n: number): Uint8Array {
  return new Uint8Array(32).fill(n + 1);
}

export const keyOf = (n: number): SigningKey => new SigningKey(seedOf(n));

/** Starts masternodes m0, m1, …, and plain nodes p0, p1, …, each connected to some of those before it. */
export async function startNetwork(
  world: World,
  masternodes: number,
  plain: number,
  optionsOf: (name: string) => Partial<TimeNodeOptions> = () => ({}),
): Promise<TimeNode[]> {
  const names = [
    ...Array.from({ length: masternodes }, (_, n) => `m${n}`),
    ...Array.from({ length: plain }, (_, n) => `p${n}`),
  ];
  const nodes: TimeNode[] = [];
  for (const [n, name] of names.entries()) {
    const peers = [...new Set([n - 1, n >> 1, n - 3])].filter((each) => each >= 0 && each < n);
    const masternode = n < masternodes ? { key: seedOf(n), rewardAddress: `reward-${name}` } : undefined;
    const node = await world.add(
      name,
      peers.map((each) => names[each]!),
      { masternode, ...optionsOf(name) },
    );
    nodes.push(node);
  }
  await world.advance(10_000);
  return nodes;
}
