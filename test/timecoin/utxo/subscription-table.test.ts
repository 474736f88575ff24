import { describe, expect, it } from 'vitest';
import { SubscriptionTable } from '../../../src/timecoin/utxo/subscription-table.js';

const limits = { subscriptions: 2, addresses: 3, outpoints: 3, total: 8 };

type Call =
  readonly ['set', string, string, string[], string[], boolean] | readonly ['delete', string, string];

function run(calls: readonly Call[]): SubscriptionTable {
  const table = new SubscriptionTable(limits);
  for (const call of calls) {
    if (call[0] === 'delete') expect(table.delete(call[1], call[2])).toBe(true);
    else expect(table.set(call[1], call[2], call[3], call[4])).toBe(call[5]);
  }
  return table;
}

describe('SubscriptionTable', () => {
  it.each<readonly [string, readonly Call[], { size: number; followed: number; a?: string; o?: string }]>([
    ['nothing', [], { size: 0, followed: 0 }],
    [
      'an address of one peer, an output of another',
      [
        ['set', 'p', '1', ['a'], [], true],
        ['set', 'q', '1', [], ['o'], true],
      ],
      { size: 2, followed: 2, a: 'p', o: 'q' },
    ],
    [
      'the same twice in one subscription',
      [['set', 'p', '1', ['a', 'a'], ['o', 'o'], true]],
      { size: 1, followed: 2, a: 'p', o: 'p' },
    ],
    [
      'a subscription replaced by one of the same id',
      [
        ['set', 'p', '1', ['a'], ['o'], true],
        ['set', 'p', '1', ['b'], ['o'], true],
      ],
      { size: 1, followed: 2, o: 'p' },
    ],
    [
      'the replaced one as no part of the limit',
      [
        ['set', 'p', '1', ['a', 'b', 'c'], [], true],
        ['set', 'p', '1', ['a', 'd', 'e'], [], true],
      ],
      { size: 1, followed: 3, a: 'p' },
    ],
    [
      'more subscriptions than a peer may have',
      [
        ['set', 'p', '1', ['a'], [], true],
        ['set', 'p', '2', ['b'], [], true],
        ['set', 'p', '3', [], ['o'], false],
      ],
      { size: 2, followed: 2, a: 'p' },
    ],
    [
      'more addresses than a peer may have, over all its subscriptions',
      [
        ['set', 'p', '1', ['a', 'b'], [], true],
        ['set', 'p', '2', ['c', 'd'], ['o'], false],
      ],
      { size: 1, followed: 2, a: 'p' },
    ],
    [
      'more outputs than a peer may have, and what was there stays',
      [
        ['set', 'p', '1', ['a'], ['o'], true],
        ['set', 'p', '1', [], ['r', 's', 't', 'u'], false],
      ],
      { size: 1, followed: 2, a: 'p', o: 'p' },
    ],
    [
      'more than all peers may have',
      [
        ['set', 'p', '1', ['a', 'b', 'c'], ['o', 'r', 's'], true],
        ['set', 'q', '1', ['a'], ['o', 'r'], false],
        ['set', 'q', '1', [], ['o', 'r'], true],
      ],
      { size: 2, followed: 8, a: 'p', o: 'pq' },
    ],
    [
      'what was ended as gone',
      [
        ['set', 'p', '1', ['a'], ['o'], true],
        ['set', 'p', '2', ['a'], [], true],
        ['delete', 'p', '1'],
      ],
      { size: 1, followed: 1, a: 'p' },
    ],
  ])('holds %s', (_, calls, { size, followed, a = '', o = '' }) => {
    const table = run(calls);
    expect([table.size, table.followed]).toEqual([size, followed]);
    expect([...table.peersOf('x', 'a')].join('')).toBe(a);
    expect([...table.peersOf('o', undefined)].join('')).toBe(o);
    // Once, whatever matches.
    expect([...table.peersOf('o', 'a')].toSorted().join('')).toBe([...new Set(a + o)].toSorted().join(''));
  });

  it('forgets a peer, and everyone', () => {
    const table = run([
      ['set', 'p', '1', ['a'], [], true],
      ['set', 'p', '2', [], ['o'], true],
      ['set', 'q', '1', ['a'], ['o'], true],
    ]);
    expect(table.deletePeer('p')).toBe(2);
    expect(table.deletePeer('p')).toBe(0);
    expect([...table.peersOf('o', 'a')]).toEqual(['q']);
    expect(table.followsAddresses).toBe(true);
    expect(table.clear()).toBe(1);
    expect([table.size, table.followed, table.followsAddresses]).toEqual([0, 0, false]);
  });

  it('ends nothing that is not there', () => {
    const table = run([['set', 'p', '1', ['a'], [], true]]);
    expect([table.delete('p', '2'), table.delete('q', '1'), table.size]).toEqual([false, false, 1]);
  });
});
