import { describe, expect, it } from 'vitest';
import { FlushRound } from '../../src/peer/flush-round.js';
import { ManualClock } from './manual-clock.js';
import { QueueRig, Type, message } from './queue-rig.js';

/** A queue whose flush takes a while. */
class SlowQueue {
  readonly flushedAt: number[] = [];
  readonly #clock: ManualClock;
  readonly #costMs: number;

  constructor(clock: ManualClock, costMs: number) {
    this.#clock = clock;
    this.#costMs = costMs;
  }

  flush(): void {
    this.flushedAt.push(this.#clock.now());
    this.#clock.spend(this.#costMs);
  }
}

describe('a flush round', () => {
  it('flushes every queue once, at the end of the turn', () => {
    const clock = new ManualClock();
    const round = new FlushRound(clock);
    const queues = [new SlowQueue(clock, 0), new SlowQueue(clock, 0), new SlowQueue(clock, 0)];
    for (const queue of [...queues, ...queues]) round.soon(queue);
    round.leave(queues[1]!);
    expect(queues.map(({ flushedAt }) => flushedAt.length)).toEqual([0, 0, 0]);
    clock.endTurn();
    expect(queues.map(({ flushedAt }) => flushedAt.length)).toEqual([1, 0, 1]);
    clock.advance(100);
    expect(queues.map(({ flushedAt }) => flushedAt.length)).toEqual([1, 0, 1]);
    expect(clock.isIdle).toBe(true);
  });

  it('comes at the end of the callback, but for four times its length only at the end of the turn', () => {
    const clock = new ManualClock();
    const round = new FlushRound(clock);
    const queue = new SlowQueue(clock, 0.1);
    const callback = (): number => {
      round.soon(queue);
      clock.endCallback();
      return queue.flushedAt.length;
    };
    expect(callback()).toBe(1);
    // Others of the same turn share a round.
    expect([callback(), callback()]).toEqual([1, 1]);
    clock.endTurn();
    expect(queue.flushedAt.length).toBe(2);
    clock.spend(0.39);
    expect(callback()).toBe(2);
    clock.endTurn();
    clock.spend(0.41);
    expect(callback()).toBe(4);
    clock.advance(100);
    expect(clock.isIdle).toBe(true);
  });

  // Something to flush every `everyMs`; a flush takes `costMs`.
  const loads: { everyMs: number; costMs: number; collects: boolean }[] = [
    { everyMs: 1, costMs: 0.4, collects: false },
    { everyMs: 0.5, costMs: 0.2, collects: false },
    { everyMs: 10, costMs: 0.9, collects: false },
    { everyMs: 0.1, costMs: 0.4, collects: true },
    { everyMs: 0.01, costMs: 0.05, collects: true },
  ];
  it.each(loads)(
    'of $costMs ms every $everyMs ms waits for the timer: $collects',
    ({ everyMs, costMs, collects }) => {
      const clock = new ManualClock();
      const round = new FlushRound(clock);
      const queue = new SlowQueue(clock, costMs);
      let waited = false;
      let turns = 0;
      while (clock.now() < 100) {
        round.soon(queue);
        waited ||= round.isCollecting;
        clock.advance(everyMs);
        turns++;
      }
      expect(waited).toBe(collects);
      const busy = (queue.flushedAt.length * costMs) / clock.now();
      if (collects) expect(busy).toBeLessThanOrEqual(0.55);
      else expect(queue.flushedAt.length).toBe(turns);
    },
  );

  it('lets urgent frames out at once until flushing takes too much, then at the end of the turn', () => {
    const clock = new ManualClock();
    const round = new FlushRound(clock);
    const queue = new SlowQueue(clock, 0.4);
    for (let count = 0; count < 10; count++) round.urgently(queue);
    const before = queue.flushedAt.length;
    expect(before).toBe(3);
    clock.endTurn();
    expect(queue.flushedAt.length).toBe(before + 1);
    clock.advance(10);
    expect(clock.isIdle).toBe(true);
  });

  it('never collects more than 64 KiB of a queue', () => {
    const rig = new QueueRig();
    const slow = new SlowQueue(rig.clock, 4);
    rig.round.now(slow);
    for (let kib = 1; kib < 64; kib++) rig.queue.enqueue(message(Type.NORMAL, 1012));
    expect(rig.round.isCollecting).toBe(true);
    expect(rig.endTurn()).toEqual([]);
    rig.queue.enqueue(message(Type.NORMAL, 1012));
    expect(rig.written.takeHeaders()).toHaveLength(64);
    rig.queue.enqueue(message(Type.NORMAL, 1012));
    rig.clock.advance(1);
    expect(rig.written.takeHeaders()).toHaveLength(1);
  });

  it('leaves the next collecting its whole time when what it collected went out early', () => {
    const clock = new ManualClock();
    const round = new FlushRound(clock);
    const [queue, other] = [new SlowQueue(clock, 0), new SlowQueue(clock, 0)];
    round.now(new SlowQueue(clock, 4));
    round.soon(queue);
    expect(round.isCollecting).toBe(true);
    clock.advance(0.6);
    round.now(queue);
    expect(round.isCollecting).toBe(false);
    round.soon(queue);
    clock.advance(0.9);
    expect(queue.flushedAt).toEqual([4.6]);
    // Another waits for the timer as well: it stays.
    round.soon(other);
    round.now(queue);
    clock.advance(0.1);
    expect(other.flushedAt).toEqual([5.6]);
    expect(clock.isIdle).toBe(true);
  });
});
