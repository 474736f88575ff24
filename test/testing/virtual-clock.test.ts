import { setImmediate as realTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { virtualRuntime } from '../../src/testing/virtual-runtime.js';

function recorder(clock: VirtualClock) {
  const calls: string[] = [];
  return { calls, note: (name: string) => () => void calls.push(`${name}@${clock.now()}`) };
}

describe('VirtualClock', () => {
  it('fires by time, then by order of scheduling', async () => {
    const clock = new VirtualClock();
    const { calls, note } = recorder(clock);
    for (const [name, delay] of [
      ['c', 30],
      ['a', 10],
      ['d', 30],
      ['b', 20.5],
      ['a2', 10],
    ] as const) {
      clock.schedule(delay, note(name));
    }
    await clock.advance(30);
    expect(calls).toEqual(['a@10', 'a2@10', 'b@20.5', 'c@30', 'd@30']);
    expect(clock.now()).toBe(30);
  });

  it('fires nothing early and nothing that was cancelled', async () => {
    const clock = new VirtualClock();
    const { calls, note } = recorder(clock);
    clock.schedule(10, note('early'));
    const late = clock.schedule(11, note('late'));
    clock.schedule(5, () => late.cancel());
    await clock.advance(9.999);
    expect(calls).toEqual([]);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(100);
    expect(calls).toEqual(['early@10']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps the order of a thousand timers, scheduled and cancelled at random', async () => {
    const { clock, random } = virtualRuntime(7);
    const expected: number[] = [];
    const fired: number[] = [];
    for (let index = 0; index < 1_000; index++) {
      const due = random.integer(0, 300);
      const timer = clock.schedule(due, () => fired.push(clock.now()));
      if (random.next() < 0.3) timer.cancel();
      else expected.push(due);
    }
    await clock.runUntilIdle();
    expect(fired).toEqual(expected.toSorted((a, b) => a - b));
  });

  it('lets timers that timers set fire on the way', async () => {
    const clock = new VirtualClock();
    const { calls, note } = recorder(clock);
    const tick = (): void => {
      note('tick')();
      clock.schedule(10, tick);
    };
    clock.schedule(0, tick);
    clock.schedule(-5, note('past'));
    await clock.advance(25);
    expect(calls).toEqual(['tick@0', 'past@0', 'tick@10', 'tick@20']);
  });

  it('makes end-of-turn calls before time moves, after what is pending', async () => {
    const clock = new VirtualClock();
    const { calls, note } = recorder(clock);
    clock.schedule(5, () => {
      clock.endOfTurn(() => {
        note('end')();
        clock.endOfTurn(note('end of that'));
      });
      void Promise.resolve().then(note('promise'));
      note('timer')();
    });
    clock.schedule(6, note('next'));
    await clock.advance(10);
    expect(calls).toEqual(['timer@5', 'promise@5', 'end@5', 'end of that@5', 'next@6']);
  });

  it('lets promises, nextTick and setImmediate work between timers', async () => {
    const clock = new VirtualClock();
    const { calls, note } = recorder(clock);
    clock.schedule(1, () => {
      const chain = async (): Promise<void> => {
        for (let round = 0; round < 50; round++) await Promise.resolve();
        await new Promise<void>((resolve) => process.nextTick(resolve));
        await realTurn();
        clock.schedule(1, note('set by the chain'));
      };
      void chain();
    });
    clock.schedule(3, note('later'));
    await clock.advance(5);
    expect(calls).toEqual(['set by the chain@2', 'later@3']);
  });

  it('runs until a promise settles, and not a callback further', async () => {
    const clock = new VirtualClock();
    const { calls, note } = recorder(clock);
    clock.schedule(50, note('after'));
    const value = new Promise<number>((resolve) => clock.schedule(20, () => resolve(4)));
    expect(await clock.runUntil(value)).toBe(4);
    expect(clock.now()).toBe(20);
    await expect(clock.runUntil(Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(calls).toEqual([]);
  });

  it('waits for work outside virtual time', async () => {
    const clock = new VirtualClock();
    const outside = (async () => {
      for (let turn = 0; turn < 20; turn++) await realTurn();
      await new Promise<void>((resolve) => clock.schedule(10, resolve));
      return clock.now();
    })();
    expect(await clock.runUntil(outside)).toBe(10);
  });

  it('does not wait for ever', async () => {
    const clock = new VirtualClock();
    const never = new Promise<void>(() => {});
    await expect(clock.runUntil(never)).rejects.toThrow('did not settle by 0 ms');
    const beat = (): void => void clock.schedule(1_000, beat);
    beat();
    await expect(clock.runUntil(never, 5_500)).rejects.toThrow('did not settle by 5000 ms');
    await clock.runUntilIdle(3_000);
    expect(clock.now()).toBe(8_000);
  });

  it('hands an error of a callback to whoever moved the time', async () => {
    const clock = new VirtualClock();
    const { calls, note } = recorder(clock);
    clock.schedule(1, () => {
      throw new Error('broken');
    });
    clock.schedule(2, note('next'));
    await expect(clock.advance(5)).rejects.toThrow('broken');
    await clock.advance(5);
    expect(calls).toEqual(['next@2']);
  });

  it('refuses to be moved twice at once, and delays that are no number', async () => {
    const clock = new VirtualClock();
    const first = clock.advance(1);
    await expect(clock.advance(1)).rejects.toThrow('already moving');
    await first;
    expect(() => clock.schedule(NaN, () => {})).toThrow(RangeError);
    clock.schedule(Infinity, () => {});
    await clock.runUntilIdle();
    expect(clock.now()).toBe(1);
  });

  it('tells wall time from where it was set', async () => {
    const clock = new VirtualClock(1_000);
    await clock.advance(2.7);
    expect(clock.wallTime()).toBe(1_002);
  });
});
