import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src/testing/index.js';
import { IdMap } from '../../src/wire/id-map.js';

describe('IdMap', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))('is a Map, seed %i', (seed) => {
    const random = new SeededRandom(seed);
    const map = new IdMap<number>();
    const model = new Map<number, number>();
    for (let step = 0; step < 2_000; step++) {
      // Some at either end of what ids can be, so many that they push each other on.
      const id = (random.next() < 0.5 ? 1 : 0xffff_ffd0) + Math.floor(random.next() * 40);
      if (random.next() < 0.5) {
        expect(map.take(id)).toBe(model.get(id));
        model.delete(id);
      } else {
        map.set(id, step);
        model.set(id, step);
      }
      expect(map.size).toBe(model.size);
      expect(new Map(map.keys().map((key) => [key, map.get(key)]))).toEqual(model);
    }
  });

  it.each([1, 16, 128, 65_536])('keeps thousands of ids that are %i apart', (distance) => {
    const map = new IdMap<number>();
    for (let index = 1; index <= 5_000; index++) map.set(index * distance, index);
    for (let index = 1; index <= 5_000; index++) expect(map.take(index * distance)).toBe(index);
    expect(map.size).toBe(0);
  });
});
