import { describe, expect, test } from 'vitest';
import { SeenSet } from '../../src/node/seen-set.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';

describe('SeenSet', () => {
  test('forgets the least recently used beyond its count', () => {
    const seen = new SeenSet<number>(new VirtualClock(), 3, 1_000);
    for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) seen.set(key, value);
    expect(seen.get('a')).toBe(1);
    seen.set('d', 4);
    expect([seen.get('a'), seen.get('b'), seen.get('c'), seen.get('d')]).toEqual([1, undefined, 3, 4]);
    expect(seen.size).toBe(3);
  });

  test('forgets what nobody asked for in its time, and asking renews', async () => {
    const clock = new VirtualClock();
    const seen = new SeenSet<number>(clock, 10, 1_000);
    seen.set('used', 1);
    seen.set('idle', 2);
    await clock.advance(900);
    expect(seen.get('used')).toBe(1);
    await clock.advance(900);
    expect(seen.get('used')).toBe(1);
    expect(seen.get('idle')).toBeUndefined();
    expect(seen.size).toBe(1);
  });

  test('old entries go as new ones come, without being asked for', async () => {
    const clock = new VirtualClock();
    const seen = new SeenSet<number>(clock, 100, 1_000);
    for (let index = 0; index < 50; index++) seen.set(`old ${index}`, index);
    await clock.advance(1_001);
    seen.set('new', 1);
    expect(seen.size).toBe(1);
  });
});
