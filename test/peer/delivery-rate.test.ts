import { describe, expect, test } from 'vitest';
import type { CreditGrant } from '../../src/peer/credit.js';
import { DeliveryRate } from '../../src/peer/delivery-rate.js';
import { FlushRound } from '../../src/peer/flush-round.js';
import { DEFAULT_LIMITS } from '../../src/peer/limits.js';
import { OwnType } from '../../src/peer/own-type.js';
import { ReceiveWindow } from '../../src/peer/receive-window.js';
import { SendQueue } from '../../src/peer/send-queue.js';
import type { SharedChunks } from '../../src/transport/shared-chunks.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { encodeFrame, type Frame } from '../../src/wire/frame.js';
import { HEADER_BYTES, readHeader } from '../../src/wire/header.js';
import { ManualClock } from './manual-clock.js';
import { message, testTypes, Type } from './queue-rig.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const LEAST = DEFAULT_LIMITS.leastInFlightBytes;
const FRAME = 65_548;

describe('what is learned', () => {
  /** Sends `bytes` at each of the times, and hears of them `rtt` later. */
  function learn(times: readonly number[], bytes: number, rtt: number): DeliveryRate {
    const rate = new DeliveryRate(0, 0, LEAST);
    const events = times.flatMap((at, index) => [
      { at, order: 1, run: () => rate.wrote((index + 1) * bytes, at) },
      { at: at + rtt, order: 0, run: () => rate.reported((index + 1) * bytes, at + rtt) },
    ]);
    for (const { run } of events.toSorted((a, b) => a.at - b.at || a.order - b.order)) run();
    return rate;
  }
  const every = (ms: number): number[] => Array.from({ length: 200 }, (_, index) => index * ms);

  test.each<[what: string, times: number[], bytes: number, rtt: number, rate: number, limit: number]>([
    ['a long fat link', every(1), FRAME, 100, FRAME, 2 * FRAME * 100],
    ['a short one', every(1), FRAME, 0.5, FRAME, LEAST],
    ['a slow one', every(50), FRAME, 60, FRAME / 50, (2 * FRAME * 60) / 50],
    ['small steps', every(1), 17_000, 20, 17_000, 2 * 17_000 * 20],
  ])('%s', (_what, times, bytes, rtt, expectedRate, limit) => {
    const learned = learn(times, bytes, rtt);
    expect(learned.lowestMs).toBe(rtt);
    expect(learned.rate / expectedRate).toBeGreaterThan(0.99);
    if (limit > LEAST) expect(learned.limitBytes / limit).toBeGreaterThan(0.99);
    else expect(learned.limitBytes).toBe(LEAST);
  });

  test('Credits that come in bunches do not make a link look faster', () => {
    const rate = new DeliveryRate(0, 0, LEAST);
    // 64 KiB a millisecond; every tenth millisecond tells of all ten.
    for (let ms = 0; ms < 500; ms++) {
      rate.wrote((ms + 1) * FRAME, ms);
      if (ms % 10 !== 9 || ms < 40) continue;
      for (let told = ms - 39; told <= ms - 30; told++) rate.reported(told * FRAME, ms + 0.5);
    }
    expect(rate.rate).toBeLessThan(1.35 * FRAME);
  });

  test('what trickles says nothing of the link', () => {
    const rate = new DeliveryRate(0, 0, LEAST);
    for (let ms = 0; ms < 300; ms++) {
      rate.wrote((ms + 1) * FRAME, ms);
      if (ms >= 10) rate.reported((ms - 9) * FRAME, ms);
    }
    const before = rate.rate;
    let sent = 300 * FRAME;
    rate.reported(sent, 400);
    for (let at = 1_000; at < 9_000; at += 100) {
      rate.wrote((sent += 40_000), at);
      rate.ranDry();
      rate.reported(sent, at + 11);
    }
    expect(rate.rate).toBe(before);
  });

  test('a pause is not counted as slowness', () => {
    const rate = new DeliveryRate(0, 0, LEAST);
    rate.wrote(FRAME, 0);
    rate.reported(FRAME, 10);
    rate.wrote(2 * FRAME, 60_000);
    rate.reported(2 * FRAME, 60_010);
    expect(rate.rate).toBeCloseTo(FRAME / 10);
  });
});

interface Path {
  /** Of the slowest hop. */
  bytesPerMs: number;
  /** Each way. */
  delayMs: number;
  /** Up to so much more, at random; order is kept. */
  jitterMs: number;
}

/** A modelled path: an endless queue in front of the slowest hop, then the way; the way back has the same delay. */
class Simulation {
  readonly clock = new ManualClock();
  readonly queue: SendQueue;
  readonly path: Path;
  received = 0;
  /** Milliseconds that a byte written now would wait in queues beyond our control, as sampled. */
  waits: number[] = [];
  /** Round trips of the Pings that were sent all along. */
  pings: number[] = [];
  readonly #random: SeededRandom;
  readonly #window: ReceiveWindow;
  #freeAt = 0;
  #lastArrival = 0;
  #lastReturn = 0;

  constructor(path: Path, seed: number, limits: { windowBytes: number; leastInFlightBytes: number }) {
    this.path = path;
    this.#random = new SeededRandom(seed);
    this.#window = new ReceiveWindow(limits.windowBytes, 16 * MIB);
    const events = { takeDue: () => [], onDrain: () => {}, onEmpty: () => {}, onOverflow: () => {} };
    this.queue = new SendQueue(this, testTypes, new FlushRound(this.clock), this.clock, events, {
      ...DEFAULT_LIMITS,
      ...limits,
      queueCapBytes: 1024 * MIB,
    });
    this.queue.open(limits.windowBytes);
  }

  write(own: readonly Uint8Array[], shared: SharedChunks | undefined): boolean {
    for (const chunk of [...own, ...(shared?.chunks ?? [])]) this.#carry(chunk);
    return true;
  }

  /** Keeps bulk queued for `ms` and sends a Ping now and then. */
  run(ms: number): void {
    const end = this.clock.now() + ms;
    const bulk = message(Type.LOW, MIB, 7);
    while (this.clock.now() < end) {
      while (this.queue.stats().queuedBytes < 4 * MIB) this.queue.enqueue(bulk);
      const nonce = new Uint8Array(8);
      new DataView(nonce.buffer).setFloat64(0, this.clock.now());
      this.queue.enqueueControl(encodeFrame(OwnType.PING, 0, 0, nonce));
      this.clock.advance(Math.min(20, end - this.clock.now()));
      this.waits.push(Math.max(0, this.#freeAt - this.clock.now()));
    }
  }

  #jitter(): number {
    return this.path.jitterMs * this.#random.next();
  }

  #carry(chunk: Uint8Array): void {
    const { bytesPerMs, delayMs } = this.path;
    for (let offset = 0; offset < chunk.length;) {
      const { type, flags, length } = readHeader(chunk, offset);
      const size = HEADER_BYTES + length;
      this.#freeAt = Math.max(this.#freeAt, this.clock.now()) + size / bytesPerMs;
      this.#lastArrival = Math.max(this.#lastArrival, this.#freeAt + delayMs + this.#jitter());
      const payload = chunk.subarray(offset + HEADER_BYTES, offset + size);
      this.clock.schedule(this.#lastArrival - this.clock.now(), () => {
        if (type === OwnType.PING) this.#answer(payload);
        else this.#receive(size, (flags & 2) !== 0);
      });
      offset += size;
    }
  }

  #back(callback: () => void): void {
    this.#lastReturn = Math.max(this.#lastReturn, this.clock.now() + this.path.delayMs + this.#jitter());
    this.clock.schedule(this.#lastReturn - this.clock.now(), callback);
  }

  #answer(payload: Uint8Array): void {
    const sentAt = new DataView(payload.buffer, payload.byteOffset).getFloat64(0);
    this.#back(() => this.pings.push(this.clock.now() - sentAt));
  }

  #receive(size: number, isResponse: boolean): void {
    this.received += size;
    this.#window.onFrame(size, isResponse);
    this.#window.release(size, isResponse);
    if (!this.#window.isDue) return;
    const grant: CreditGrant = this.#window.take();
    this.#back(() => this.queue.credit(grant));
  }
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

const limits = { windowBytes: 16 * MIB, leastInFlightBytes: LEAST };

describe('bulk over a modelled link', () => {
  const cases: (Path & { what: string })[] = [
    { what: 'a local network', bytesPerMs: 100_000, delayMs: 0.1, jitterMs: 0.02 },
    { what: 'a city', bytesPerMs: 12_500, delayMs: 5, jitterMs: 1 },
    { what: 'a continent', bytesPerMs: 12_500, delayMs: 40, jitterMs: 5 },
    { what: 'an ocean', bytesPerMs: 2_500, delayMs: 100, jitterMs: 30 },
    { what: 'a home line', bytesPerMs: 1_250, delayMs: 10, jitterMs: 4 },
    { what: 'a slow line', bytesPerMs: 125, delayMs: 30, jitterMs: 10 },
  ];
  test.each(cases.flatMap((path) => [1, 2, 3].map((seed) => ({ ...path, seed }))))(
    '$what, seed $seed: the link is busy, and little waits in it',
    ({ seed, ...path }) => {
      const simulation = new Simulation(path, seed, limits);
      simulation.run(5_000);
      simulation.received = 0;
      simulation.waits = [];
      simulation.pings = [];
      simulation.run(25_000);
      expect(simulation.received / (path.bytesPerMs * 25_000)).toBeGreaterThan(0.9);
      // In flight is twice what the link holds, measured with up to two frames and the jitter in it, or two frames.
      const frames = (2 * FRAME) / path.bytesPerMs;
      const bound = 3 * frames + 2 * (2 * path.delayMs + 2 * path.jitterMs);
      expect(quantile(simulation.waits, 0.99)).toBeLessThan(bound);
      expect(quantile(simulation.pings, 0.99)).toBeLessThan(bound + 2 * path.delayMs + 2 * path.jitterMs);
    },
  );

  test('without the limit as much waits in the link as the window allows', () => {
    const path = { bytesPerMs: 1_250, delayMs: 10, jitterMs: 4 };
    const waits = [limits, { ...limits, leastInFlightBytes: 1024 * MIB }].map((each) => {
      const simulation = new Simulation(path, 1, each);
      simulation.run(20_000);
      return quantile(simulation.pings, 0.5);
    });
    expect(waits[1]).toBeGreaterThan(15 * waits[0]!);
  });

  test.each<[what: string, before: Path, after: Path]>([
    [
      'becomes far',
      { bytesPerMs: 12_500, delayMs: 1, jitterMs: 0 },
      { bytesPerMs: 12_500, delayMs: 400, jitterMs: 0 },
    ],
    [
      'becomes near',
      { bytesPerMs: 12_500, delayMs: 200, jitterMs: 0 },
      { bytesPerMs: 12_500, delayMs: 2, jitterMs: 0 },
    ],
    [
      'becomes fast',
      { bytesPerMs: 500, delayMs: 20, jitterMs: 2 },
      { bytesPerMs: 25_000, delayMs: 20, jitterMs: 2 },
    ],
    [
      'becomes slow',
      { bytesPerMs: 25_000, delayMs: 20, jitterMs: 2 },
      { bytesPerMs: 500, delayMs: 20, jitterMs: 2 },
    ],
  ])('a link that %s is learned anew', (_what, before, after) => {
    const simulation = new Simulation({ ...before }, 1, limits);
    simulation.run(15_000);
    Object.assign(simulation.path, after);
    // What a shorter way holds is found by halves, one in ten seconds.
    simulation.run(60_000);
    simulation.received = 0;
    simulation.waits = [];
    simulation.run(20_000);
    expect(simulation.received / (after.bytesPerMs * 20_000)).toBeGreaterThan(0.9);
    const bound = (6 * FRAME) / after.bytesPerMs + 4 * after.delayMs + 8 * after.jitterMs;
    expect(quantile(simulation.waits, 0.99)).toBeLessThan(bound);
  });

  test('a thousand small frames are limited as one large one', () => {
    const simulation = new Simulation({ bytesPerMs: 500, delayMs: 5, jitterMs: 0 }, 1, limits);
    const small: Frame[] = Array.from({ length: 20_000 }, () => message(Type.NORMAL, 200));
    for (const frame of small) simulation.queue.enqueue(frame);
    simulation.clock.advance(2);
    expect(simulation.queue.stats().inFlightBytes).toBeLessThanOrEqual(3 * LEAST);
    simulation.clock.advance(60_000);
    expect(simulation.received).toBe(20_000 * 212);
    expect(simulation.queue.isEmpty).toBe(true);
  });
});
