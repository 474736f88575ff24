import { describe, expect, it } from 'vitest';
import { RateBucket, RateMeter } from '../../src/peer/rate-meter.js';
import type { Rate, TypeInfo } from '../../src/wire/type-table.js';
import { ManualClock } from './manual-clock.js';
import { testTypes, Type } from './queue-rig.js';

const perSecond = (count: number): Rate => ({ count, perMs: 1000 });
const perMinute = (count: number): Rate => ({ count, perMs: 60_000 });

describe('a rate bucket', () => {
  it('allows a burst of the count, then one by one', () => {
    const bucket = new RateBucket(perSecond(4));
    const waits = [0, 0, 0, 0, 0, 100, 600, 5000, 5000, 5000, 5000, 5000].map((now) => {
      const waitMs = bucket.waitMs(now);
      if (waitMs === 0) bucket.take(now);
      return waitMs;
    });
    expect(waits).toEqual([0, 0, 0, 0, 250, 150, 0, 0, 0, 0, 0, 250]);
  });
});

class Meter {
  readonly clock = new ManualClock();
  readonly events: string[] = [];
  readonly meter = new RateMeter(this.clock, {
    onPause: (paused) => this.events.push(`${paused ? 'pause' : 'resume'} ${this.clock.now()}`),
    onViolation: (type) => this.events.push(`violation of ${type.name}`),
  });

  send(rate: Rate | undefined, count: number, everyMs: number): void {
    const info: TypeInfo = { ...testTypes.get(Type.NORMAL)!, rate };
    for (let sent = 0; sent < count; sent++) {
      this.meter.onMessage(info);
      this.clock.advance(everyMs);
    }
  }
}

describe('a rate meter', () => {
  const table: { name: string; rate: Rate | undefined; count: number; everyMs: number; events: string[] }[] =
    [
      { name: 'no rate', rate: undefined, count: 100_000, everyMs: 0, events: [] },
      { name: 'within the rate', rate: perSecond(10), count: 600, everyMs: 100, events: [] },
      { name: 'a burst of it', rate: perMinute(10), count: 10, everyMs: 0, events: [] },
      { name: 'one above', rate: perSecond(10), count: 11, everyMs: 0, events: ['pause 0', 'resume 100'] },
      { name: 'three above', rate: perSecond(10), count: 13, everyMs: 0, events: ['pause 0', 'resume 300'] },
      {
        name: 'twice the rate',
        rate: perMinute(10),
        count: 20,
        everyMs: 0,
        events: ['pause 0', 'resume 60000'],
      },
      {
        name: 'above twice the rate',
        rate: perMinute(10),
        count: 25,
        everyMs: 0,
        events: ['pause 0', 'violation of test.normal', 'resume 90000'],
      },
    ];
  it.each(table)('$name', ({ rate, count, everyMs, events }) => {
    const meter = new Meter();
    meter.send(rate, count, everyMs);
    meter.clock.advance(120_000);
    expect(meter.events).toEqual(events);
    expect(meter.clock.isIdle).toBe(true);
  });

  it('forgives a burst of a rate over a longer time, and pauses for hours', () => {
    const meter = new Meter();
    meter.send({ count: 2, perMs: 7_200_000 }, 4, 0);
    expect(meter.events).toEqual(['pause 0']);
    meter.clock.advance(7_199_999);
    expect(meter.events).toEqual(['pause 0']);
    meter.clock.advance(1);
    expect(meter.events).toEqual(['pause 0', 'resume 7200000']);
  });

  it('says a violation once in 60 s and leaves no timer when stopped', () => {
    const meter = new Meter();
    meter.send(perMinute(1), 59, 1000);
    expect(meter.events.filter((event) => event.startsWith('violation'))).toHaveLength(1);
    meter.send(perMinute(1), 10, 1000);
    expect(meter.events.filter((event) => event.startsWith('violation'))).toHaveLength(2);
    meter.meter.stop();
    expect(meter.clock.isIdle).toBe(true);
  });
});
