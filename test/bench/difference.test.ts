import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../src/bench/difference.js';

describe('the difference of two messages', () => {
  it.each<[unknown, unknown, string | undefined]>([
    [{ a: 1 }, { a: 1, b: undefined }, undefined],
    [{ a: Uint8Array.of(1, 2) }, { a: Buffer.from([1, 2]) }, undefined],
    [{ a: NaN }, { a: NaN }, undefined],
    [new Map([[1n, { b: 'x' }]]), new Map([[1n, { b: 'x' }]]), undefined],
    [{ a: 1 }, { a: 1n }, 'a: 1 became 1'],
    [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, 'a.b[1]: 2 became 3'],
    [{ a: [1, 2] }, { a: [1] }, 'a: 2 elements became 1'],
    [{ a: 0 }, { a: -0 }, 'a: 0 became -0'],
    [{ a: 'x' }, {}, 'a: "x" became nothing'],
    [{}, { a: [] }, 'a: nothing became a list of 0'],
    [{ a: Uint8Array.of(255) }, { a: Uint8Array.of(254) }, 'a: 1 bytes ff became 1 bytes fe'],
    [{ m: new Map([['k', 1]]) }, { m: new Map() }, 'm["k"]: is lost'],
    [{ m: new Map() }, { m: new Map([['k', 1]]) }, 'm: 0 entries became 1'],
    [{ m: new Map([['k', { a: 1 }]]) }, { m: new Map([['k', { a: 2 }]]) }, 'm["k"].a: 1 became 2'],
    [{ a: 1 }, null, 'the message: an object became null'],
  ])('%#', (expected, actual, difference) => {
    expect(differenceOf(expected, actual)).toBe(difference);
  });
});
