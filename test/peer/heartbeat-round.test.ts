import { expect, test } from 'vitest';
import { HeartbeatRound, type Checked } from '../../src/peer/heartbeat-round.js';
import { ManualClock } from './manual-clock.js';

class Peer implements Checked {
  dueAt: number;
  checkableAt: number;
  readonly checks: number[] = [];
  readonly #everyMs: number;
  onCheck: () => void = () => {};

  constructor(dueAt: number, everyMs: number, earlyMs = 0) {
    this.dueAt = dueAt;
    this.checkableAt = dueAt - earlyMs;
    this.#everyMs = everyMs;
  }

  check(now: number): void {
    this.checks.push(now);
    const earlyMs = this.dueAt - this.checkableAt;
    this.dueAt = now + this.#everyMs;
    this.checkableAt = this.dueAt - earlyMs;
    this.onCheck();
  }
}

class CountingClock extends ManualClock {
  timers = 0;

  override schedule(delayMs: number, callback: () => void): ReturnType<ManualClock['schedule']> {
    this.timers++;
    return super.schedule(delayMs, callback);
  }
}

test('every peer is checked when it is due, by one timer', () => {
  const clock = new CountingClock();
  const round = new HeartbeatRound(clock);
  const peers = [new Peer(100, 1_000), new Peer(40, 1_000), new Peer(70.5, 1_000)];
  for (const peer of peers) round.join(peer);
  clock.advance(1_150);
  expect(peers.map(({ checks }) => checks)).toEqual([
    [100, 1_100],
    [40, 1_040],
    [71, 1_071],
  ]);
});

test('peers that may be checked early come to share a timer', () => {
  const clock = new CountingClock();
  const round = new HeartbeatRound(clock);
  const peers = Array.from({ length: 100 }, (_, index) => new Peer(30_000 + index * 300, 30_000, 1_000));
  for (const peer of peers) round.join(peer);
  clock.advance(90_000);
  clock.timers = 0;
  for (const peer of peers) peer.checks.length = 0;
  clock.advance(300_000);
  // Ten intervals; a timer a peer would be a thousand.
  expect(clock.timers).toBeLessThan(320);
  for (const { checks } of peers) expect(checks.length).toBeGreaterThanOrEqual(9);
});

test('a peer that becomes due sooner is checked then', () => {
  const clock = new ManualClock();
  const round = new HeartbeatRound(clock);
  const peer = new Peer(30_000, 30_000);
  round.join(peer);
  clock.advance(10);
  peer.dueAt = 50;
  round.sooner(peer);
  clock.advance(100);
  expect(peer.checks).toEqual([50]);
});

test('peers that leave are not checked, and the last takes the timer along', () => {
  const clock = new ManualClock();
  const round = new HeartbeatRound(clock);
  const peers = [new Peer(10, 10), new Peer(10, 10)] as const;
  for (const peer of peers) round.join(peer);
  peers[0].onCheck = () => round.leave(peers[1]);
  clock.advance(15);
  expect(peers.map(({ checks }) => checks)).toEqual([[10], []]);
  round.leave(peers[0]);
  expect(clock.isIdle).toBe(true);
  round.sooner(peers[0]);
  expect(clock.isIdle).toBe(true);
});

test('what the end of one peer throws is no one else’s end', () => {
  const clock = new ManualClock();
  const round = new HeartbeatRound(clock);
  const peers = [new Peer(10, 10), new Peer(10, 10)] as const;
  for (const peer of peers) round.join(peer);
  peers[0].onCheck = () => {
    round.leave(peers[0]);
    throw new Error('the user’s');
  };
  expect(() => clock.advance(10)).toThrow('the user’s');
  clock.advance(10);
  expect(peers[1].checks.length).toBeGreaterThan(0);
});
