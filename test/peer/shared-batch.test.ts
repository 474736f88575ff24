import { describe, expect, it } from 'vitest';
import { Gather } from '../../src/peer/gather.js';
import { SharedBatch, type ByteRun, chunksOf } from '../../src/peer/shared-batch.js';

const KIB = 1024;
const slab = Uint8Array.from({ length: 256 * KIB }, (_, index) => (index * 31) >>> 3);
const other = Uint8Array.from(slab, (byte) => byte ^ 0xff);

function run(bytes: Uint8Array, start: number, length: number): ByteRun {
  return { slab: bytes, start, end: start + length };
}

const bytesOf = (parts: readonly Uint8Array[]): number[] => parts.flatMap((part) => [...part]);

describe('gathering', () => {
  const table: { name: string; added: ByteRun[]; runs: [start: number, end: number][] }[] = [
    { name: 'nothing', added: [], runs: [] },
    { name: 'neighbours', added: [run(slab, 0, 5), run(slab, 5, 7), run(slab, 12, 1)], runs: [[0, 13]] },
    { name: 'a gap', added: [run(slab, 0, 5), run(slab, 6, 7)], runs: [[0, 5], [6, 13]] }, // prettier-ignore
    { name: 'the wrong order', added: [run(slab, 5, 7), run(slab, 0, 5)], runs: [[5, 12], [0, 5]] }, // prettier-ignore
    { name: 'another slab', added: [run(slab, 0, 5), run(other, 5, 7)], runs: [[0, 5], [5, 12]] }, // prettier-ignore
  ];
  it.each(table)('$name', ({ added, runs }) => {
    const gather = new Gather();
    for (const { slab: bytes, start, end } of added) gather.add(bytes, start, end);
    expect(gather.take().map(({ start, end }) => [start, end])).toEqual(runs);
    expect(gather.take()).toEqual([]);
  });
});

describe('chunks', () => {
  const table: { name: string; runs: ByteRun[]; sizes: number[]; copied: number[] }[] = [
    { name: 'one short run', runs: [run(slab, 3, 10)], sizes: [10], copied: [] },
    {
      name: 'short runs',
      runs: [run(slab, 3, 10), run(other, 0, 20), run(slab, 40, 1)],
      sizes: [31],
      copied: [0],
    },
    {
      name: 'a long run between short ones',
      runs: [run(slab, 1, 10), run(slab, 20, 10), run(other, 7, 16 * KIB), run(slab, 40, 10)],
      sizes: [20, 16 * KIB, 10],
      copied: [0],
    },
    {
      name: 'long runs',
      runs: [run(slab, 0, 64 * KIB), run(other, 9, 16 * KIB)],
      sizes: [64 * KIB, 16 * KIB],
      copied: [],
    },
  ];
  it.each(table)('of $name hold the same bytes', ({ runs, sizes, copied }) => {
    const chunks = chunksOf(runs);
    expect(chunks.map(({ length }) => length)).toEqual(sizes);
    expect(bytesOf(chunks)).toEqual(
      bytesOf(runs.map(({ slab: bytes, start, end }) => bytes.subarray(start, end))),
    );
    const own = chunks.flatMap(({ buffer }, index) =>
      buffer === slab.buffer || buffer === other.buffer ? [] : [index],
    );
    expect(own).toEqual(copied);
  });

  it('are the same objects for the same runs of a round only', () => {
    const batch = new SharedBatch();
    const runs = (last: number): ByteRun[] => [run(slab, 0, 10), run(other, 20, last)];
    const first = batch.chunks(runs(10));
    expect(batch.chunks(runs(10))).toBe(first);
    const changed = batch.chunks(runs(11));
    expect(changed).not.toBe(first);
    expect(bytesOf(changed.chunks)).toEqual([...slab.subarray(0, 10), ...other.subarray(20, 31)]);
    expect(bytesOf(batch.chunks([run(slab, 0, 10)]).chunks)).toEqual([...slab.subarray(0, 10)]);
    expect(batch.chunks(runs(10))).toBe(first);
    batch.forget();
    expect(batch.chunks(runs(10))).not.toBe(first);
  });

  it('of the sixteen writes of a burst are all kept, and no more', () => {
    const batch = new SharedBatch();
    const made = Array.from({ length: 17 }, (_, index) => batch.chunks([run(slab, index, 10)]));
    for (let index = 1; index < 17; index++) expect(batch.chunks([run(slab, index, 10)])).toBe(made[index]);
    expect(batch.chunks([run(slab, 0, 10)])).not.toBe(made[0]);
  });
});
