import { describe, expect, it } from 'vitest';
import { systemRuntime } from '../../src/platform/system.js';

const { clock, random } = systemRuntime;

describe('systemRuntime', () => {
  it('fires in order of time and not at all once cancelled', async () => {
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      clock.schedule(15, () => {
        calls.push('late');
        resolve();
      });
      clock.schedule(1, () => calls.push('cancelled')).cancel();
      clock.schedule(1, () => calls.push('early'));
      clock.schedule(2 ** 40, () => calls.push('in 35 years')).cancel();
    });
    expect(calls).toEqual(['early', 'late']);
  });

  it('does not take a delay beyond 2^31 ms for none', async () => {
    let fired = false;
    const far = clock.schedule(2 ** 32, () => (fired = true));
    await new Promise<void>((resolve) => clock.schedule(5, resolve));
    expect(fired).toBe(false);
    far.cancel();
  });

  it('never fires a millisecond early', async () => {
    const start = clock.now();
    await new Promise<void>((resolve) => clock.schedule(3.4, resolve));
    expect(clock.now() - start).toBeGreaterThan(2.4);
  });

  it('ends a callback behind the promises that it settles, and before the next callback and the turn', async () => {
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        clock.endOfTurn(() => {
          calls.push('turn');
          resolve();
        });
        clock.endOfCallback(() => calls.push('callback'));
        process.nextTick(() => calls.push('tick'));
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => calls.push('promise'));
      });
      setImmediate(() => calls.push('next callback'));
    });
    expect(calls).toEqual(['tick', 'promise', 'callback', 'next callback', 'turn']);
  });

  it('gives as many random bytes as asked, beyond one call of the Web Crypto API', () => {
    const bytes = random.bytes(70_000);
    expect(bytes.length).toBe(70_000);
    expect(new Set(bytes.subarray(65_536)).size).toBeGreaterThan(200);
    expect(random.next()).toBeLessThan(1);
  });
});
