import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../src/testing/seeded-random.js';
import { FetchWindow, type RangeRequest } from '../../../src/timecoin/sync/fetch-window.js';

const limits = { bufferBlocks: 20, bufferBytes: 1_000 };

function request(peer: string, start: number, end: number, bytes = 100): RangeRequest {
  return { peer, start, end, bytes, askedAt: 0 };
}

const encoded = (count: number, bytes = 10): Uint8Array[] =>
  Array.from({ length: count }, () => new Uint8Array(bytes));

/** Takes what is there; returns the heights. */
function drain(window: FetchWindow): number[] {
  const heights: number[] = [];
  for (let block = window.head(); block !== undefined; block = window.head()) {
    heights.push(block.height);
    window.advance();
  }
  return heights;
}

/** The whole answer to a request. */
function bring(window: FetchWindow, answered: RangeRequest, blocks: readonly Uint8Array[]): void {
  blocks.forEach((bytes, index) => window.received(answered, answered.start + index, bytes));
  window.ended(answered);
}

describe('FetchWindow', () => {
  it.each<[string, (window: FetchWindow) => void, number, number, [number, number] | undefined]>([
    ['starts with the next block', () => {}, 50, 5, [1, 5]],
    ['ends with the last', () => {}, 3, 5, [1, 3]],
    ['has nothing beyond the last', () => {}, 0, 5, undefined],
    ['stays within the buffer', () => {}, 50, 100, [1, 20]],
    ['leaves out what is asked for', (w) => w.asked(request('a', 1, 8)), 50, 5, [9, 13]],
    [
      'fills gaps first',
      (w) => {
        w.asked(request('a', 1, 4));
        w.asked(request('b', 8, 12));
      },
      50,
      100,
      [5, 7],
    ],
    [
      'leaves out what is here',
      (w) => {
        bring(w, request('a', 1, 3), encoded(3));
        bring(w, request('a', 6, 8), encoded(3));
      },
      50,
      100,
      [4, 5],
    ],
    [
      'asks again for what did not come',
      (w) => {
        const asked = request('a', 1, 10);
        w.asked(asked);
        bring(w, asked, encoded(4));
      },
      50,
      100,
      [5, 20],
    ],
    [
      'asks again for what was forgotten',
      (w) => {
        bring(w, request('a', 1, 3), encoded(3));
        bring(w, request('liar', 4, 6), encoded(3));
        bring(w, request('a', 7, 9), encoded(3));
        w.discard('liar');
      },
      50,
      100,
      [4, 6],
    ],
    ['asks for no more than fits', (w) => w.asked(request('a', 1, 2, 950)), 50, 5, undefined],
    [
      'asks for the next block however full it is',
      (w) => bring(w, request('a', 2, 11), encoded(10, 100)),
      50,
      5,
      [1, 1],
    ],
  ])('%s', (_, prepare, last, most, expected) => {
    const window = new FetchWindow(1, limits);
    prepare(window);
    const missing = window.missing(last, most, 100);
    expect(missing && [missing.start, missing.end]).toEqual(expected);
  });

  it('lets the next blocks displace later ones', () => {
    const window = new FetchWindow(1, limits);
    bring(window, request('a', 5, 14), encoded(10, 100));
    expect(window.waitingBytes).toBe(1_000);
    bring(window, request('b', 1, 4), encoded(4, 100));
    expect(window.waitingBytes).toBe(1_000);
    expect(drain(window)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([window.waitingBytes, window.waitingBlocks]).toEqual([0, 0]);
  });

  it('knows who is to bring the next block', () => {
    const window = new FetchWindow(1, limits);
    const [one, other, later] = [request('a', 1, 4), request('b', 1, 2), request('c', 5, 6)];
    for (const each of [one, other, later]) window.asked(each);
    expect(window.headRequests()).toEqual([one, other]);
    bring(window, other, encoded(2));
    expect(window.headRequests()).toEqual([]);
    expect([window.holds(other), window.holds(one)]).toEqual([true, false]);
    expect(drain(window)).toEqual([1, 2]);
    expect(window.headRequests()).toEqual([one]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'takes every block once and in order, within its bounds, run %i',
    (seed) => {
      const random = new SeededRandom(seed);
      const sizes = Array.from({ length: 301 }, () => random.integer(1, 120));
      const window = new FetchWindow(1, limits);
      const underWay: RangeRequest[] = [];
      const taken: number[] = [];
      for (let step = 0; taken.length < 300; step++) {
        expect(step).toBeLessThan(20_000);
        const what = random.integer(0, 9);
        if (what < 4) {
          const range = window.missing(300, random.integer(1, 8), 100);
          if (range === undefined) continue;
          const made = request(`peer ${random.integer(0, 3)}`, range.start, range.end);
          window.asked(made);
          underWay.push(made);
          expect(range.end).toBeLessThan(window.next + limits.bufferBlocks);
        } else if (what < 8 && underWay.length > 0) {
          const [answered] = underWay.splice(random.integer(0, underWay.length - 1), 1);
          const { start, end } = answered!;
          const count = random.next() < 0.2 ? 0 : random.integer(1, end - start + 1);
          const blocks = sizes.slice(start, start + count).map((size) => new Uint8Array(size));
          if (count === 0) window.ended(answered!);
          else bring(window, answered!, blocks);
        } else if (what === 8) {
          window.discard(`peer ${random.integer(0, 3)}`);
        } else {
          taken.push(...drain(window));
        }
        expect(window.waitingBytes).toBeLessThanOrEqual(limits.bufferBytes);
      }
      expect(taken).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    },
  );
});
