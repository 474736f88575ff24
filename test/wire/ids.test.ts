import { describe, expect, it } from 'vitest';
import { IdSource } from '../../src/wire/ids.js';

describe('IdSource', () => {
  it('counts from 2', () => {
    const ids = new IdSource();
    expect([ids.next(), ids.next(), ids.next()]).toEqual([2, 3, 4]);
  });

  it('wraps at 2^32 to 2, past 0 and 1', () => {
    const ids = new IdSource(0xffff_fffe);
    expect([ids.next(), ids.next(), ids.next()]).toEqual([0xffff_fffe, 0xffff_ffff, 2]);
  });

  it('skips held ids, over the wrap too', () => {
    const ids = new IdSource(0xffff_ffff);
    for (const id of [0xffff_ffff, 2, 3]) ids.hold(id);
    expect([ids.next(), ids.next()]).toEqual([4, 5]);
  });

  it('skips one that is held before it was given out', () => {
    const ids = new IdSource();
    ids.hold(3);
    expect([ids.next(), ids.next()]).toEqual([2, 4]);
  });

  it('gives an id again once all its holders let go', () => {
    const ids = new IdSource(0xffff_ffff);
    ids.hold(2);
    ids.hold(2);
    ids.release(2);
    expect([ids.next(), ids.next()]).toEqual([0xffff_ffff, 3]);
    const later = new IdSource(0xffff_ffff);
    later.hold(2);
    later.release(2);
    expect([later.next(), later.next()]).toEqual([0xffff_ffff, 2]);
  });
});
