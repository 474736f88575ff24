import { describe, expect, test } from 'vitest';
import { Habits } from '../../src/node/habits.js';

/** Tells `peers` of so many messages, each fetched by `fetching`; returns who was expected to, each time. */
function tell(habits: Habits, times: number, peers: string[], fetching: string[], from = 'f'): string[] {
  return Array.from({ length: times }, (_, index) => {
    const digest = `${from}${index}`;
    const expected = habits.told(digest, peers, from);
    for (const peer of fetching) habits.fetched(digest, peer);
    return expected.join();
  });
}

describe('Habits', () => {
  test('expects of a peer what it did three times in a row, until it does not', () => {
    const habits = new Habits();
    expect(tell(habits, 5, ['p', 'q'], ['p'])).toEqual(['', '', '', 'p', 'p']);
    expect(tell(habits, 2, ['p', 'q'], ['q'])).toEqual(['p', '']);
    expect(tell(habits, 5, ['p', 'q'], ['p', 'q'])).toEqual(['', 'q', 'q', 'p,q', 'p,q']);
  });

  test('counts for each peer apart that messages come from', () => {
    const habits = new Habits();
    tell(habits, 3, ['p'], ['p']);
    expect(tell(habits, 1, ['p'], ['p'], 'g')).toEqual(['']);
    expect(tell(habits, 1, ['p'], ['p'])).toEqual(['p']);
  });

  test('knows nothing of a fetch that is on its way, and takes note of it when it comes', () => {
    const habits = new Habits();
    tell(habits, 3, ['p'], ['p']);
    expect(habits.told('one', ['p'], 'f')).toEqual(['p']);
    expect(habits.told('two', ['p'], 'f')).toEqual([]);
    habits.fetched('one', 'p');
    expect(habits.told('three', ['p'], 'f')).toEqual(['p']);
  });

  test('a peer that was not told of it gains nothing by fetching', () => {
    const habits = new Habits();
    tell(habits, 3, ['p'], ['p', 'q']);
    expect(habits.told('next', ['p', 'q'], 'f')).toEqual(['p']);
    habits.fetched('unknown', 'q');
  });

  test('forgets a peer that is gone, and what came from it', () => {
    const habits = new Habits();
    tell(habits, 3, ['p', 'q'], ['p', 'q']);
    habits.told('open', ['p'], 'f');
    habits.peerGone('p');
    habits.fetched('open', 'p');
    expect(habits.told('next', ['p', 'q'], 'f')).toEqual(['q']);
    tell(habits, 3, ['p', 'q'], ['p', 'q']);
    habits.peerGone('f');
    expect(habits.told('last', ['p', 'q'], 'f')).toEqual([]);
  });

  test('remembers a bounded number of messages and of peers that they came from', () => {
    const habits = new Habits();
    tell(habits, 3, ['p'], ['p'], 'first');
    for (let index = 0; index < 256; index++) habits.told(`m${index}`, ['p'], `source ${index}`);
    expect(habits.told('next', ['p'], 'first')).toEqual([]);
    habits.fetched('m0', 'p');
    expect(tell(habits, 3, ['p'], ['p'], 'source 0')).toEqual(['', '', '']);
  });
});
