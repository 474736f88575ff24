import { expect, it } from 'vitest';
import { ANSWER_BYTES, PeerScores } from '../../../src/timecoin/sync/peer-scores.js';

it('expects of a peer what it did before', () => {
  const scores = new PeerScores();
  for (let times = 0; times < 50; times++) {
    scores.responded('fast', 10);
    scores.responded('slow', 300);
    const at = times * 10_000;
    scores.delivered('fast', 1_000_000, at, at + 200);
    scores.delivered('slow', 20_000, at, at + 1_000);
  }
  expect(scores.expectedMs('fast', 500_000)).toBeCloseTo(110);
  expect(scores.expectedMs('slow', 20_000)).toBeCloseTo(1_300);
  expect(scores.answerBytes('fast')).toBe(ANSWER_BYTES);
  expect(scores.answerBytes('slow')).toBeCloseTo(40_000);
});

it('takes who was not measured for middling, and asks little of it first', () => {
  const scores = new PeerScores();
  scores.delivered('fast', 1_000_000, 0, 100);
  scores.delivered('slow', 1_000, 0, 100);
  const times = ['fast', 'new', 'slow'].map((peer) => scores.expectedMs(peer, ANSWER_BYTES));
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(scores.answerBytes('new')).toBeLessThan(ANSWER_BYTES);
  expect([scores.isMeasured('new'), scores.isMeasured('slow')]).toEqual([false, true]);
});

it('counts the time that an answer had the link for itself', () => {
  const scores = new PeerScores();
  scores.delivered('a', 100_000, 0, 1_000);
  // Asked at the same time, it came a second later.
  scores.delivered('a', 100_000, 0, 2_000);
  expect(scores.expectedMs('a', 100_000) - scores.expectedMs('a', 0)).toBeCloseTo(1_000);
  expect(scores.waitsSince('a', 500)).toBe(2_000);
  expect(scores.waitsSince('a', 2_500)).toBe(2_500);
});

it('is patient with who stalled, asks less of it, and forgives when it delivers', () => {
  const scores = new PeerScores();
  scores.delivered('a', 1_000_000, 0, 1_000);
  const patience = [0, 1, 2, 3, 4].map(() => {
    scores.stalled('a', 100_000, 15_000);
    return scores.patience('a');
  });
  expect(patience).toEqual([2, 4, 8, 8, 8]);
  expect(scores.answerBytes('a')).toBeLessThan(20_000);
  scores.delivered('a', 1_000_000, 20_000, 21_000);
  expect(scores.patience('a')).toBe(1);
  scores.forget('a');
  expect(scores.isMeasured('a')).toBe(false);
});
