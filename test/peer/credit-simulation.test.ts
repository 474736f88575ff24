import { expect, it } from 'vitest';
import type { CreditGrant } from '../../src/peer/credit.js';
import { FlushRound } from '../../src/peer/flush-round.js';
import { OwnType } from '../../src/peer/own-type.js';
import { ReceiveWindow } from '../../src/peer/receive-window.js';
import { SendQueue } from '../../src/peer/send-queue.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import type { SharedChunks } from '../../src/transport/shared-chunks.js';
import { encodeFrame, type Frame } from '../../src/wire/frame.js';
import { Flag, HEADER_BYTES, type Header, readHeader } from '../../src/wire/header.js';
import { ManualClock } from './manual-clock.js';
import { testLimits } from './queue-rig.js';

// Two sides send each other messages of all lanes, requests among them, through a narrow link, with handlers that take
// their time, cancelled requests, and grants held back. WIRE.md §11 promises that nothing is stuck for ever.

const SEEDS = 1000;
const WINDOW_BYTES = 256 * 1024;
const PRIORITIES = ['high', 'normal', 'low'] as const;
const Kind = { PLAIN: 0, RESPONSE: 1, REQUEST: 2 } as const;
const zeros = new Uint8Array(16 * 1024 * 1024);

const typeOf = (lane: number, kind: number): number => 64 + lane * 16 + kind;
const queueOf = (lane: number, isResponse: boolean): string =>
  `${lane} ${isResponse ? 'response' : 'request'}`;

// expect() a million times would be most of the run.
function check(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}

/** One direction of the link: so many bytes a millisecond, and full while more than a write is on the way. */
class Link {
  bytes = 0;
  readonly #clock: ManualClock;
  readonly #bytesPerMs: number;
  readonly #roomBytes: number;
  #queued = 0;
  #wasFull = false;
  #busyUntil = 0;
  onData: (chunk: Uint8Array) => void = () => {};
  onDrain: () => void = () => {};

  constructor(clock: ManualClock, bytesPerMs: number, roomBytes: number) {
    this.#clock = clock;
    this.#bytesPerMs = bytesPerMs;
    this.#roomBytes = roomBytes;
  }

  write(own: readonly Uint8Array[], shared?: SharedChunks): boolean {
    const chunks = [...own, ...(shared?.chunks ?? [])];
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    check(size > 0, 'an empty write');
    this.bytes += size;
    this.#queued += size;
    this.#busyUntil = Math.max(this.#busyUntil, this.#clock.now()) + size / this.#bytesPerMs;
    this.#clock.schedule(this.#busyUntil - this.#clock.now(), () => {
      this.#queued -= size;
      for (const chunk of chunks) this.onData(chunk);
      if (this.#queued === 0 && this.#wasFull) {
        this.#wasFull = false;
        this.onDrain();
      }
    });
    this.#wasFull ||= this.#queued > this.#roomBytes;
    return !this.#wasFull;
  }
}

class Side {
  readonly queue: SendQueue;
  /** Requests that wait for a response. */
  readonly awaited = new Set<number>();
  /** Messages that arrived whole. */
  delivered = 0;
  readonly granted = [0, 0];
  readonly counted = [0, 0];
  readonly #clock: ManualClock;
  readonly #random: SeededRandom;
  readonly #window: ReceiveWindow;
  readonly #link: Link;
  /** By lane and RESPONSE: what was enqueued and neither arrived nor was cancelled, in order. */
  readonly #expected = new Map<string, Frame[]>();
  /** By lane and RESPONSE: the message of which parts came, and how many. */
  readonly #unfinished = new Map<string, { id: number; parts: number; bytes: number }>();
  readonly #handlers = new Map<number, { cancelled: boolean }>();
  /** Requests given up; what still comes for them is discarded. */
  readonly #abandoned = new Set<number>();
  #other!: Side;
  #nextId: number;

  constructor(clock: ManualClock, round: FlushRound, random: SeededRandom, link: Link, firstId: number) {
    this.#clock = clock;
    this.#random = random;
    this.#link = link;
    this.#nextId = firstId;
    const largest = this.#pick([64, 256, 2048]) * 1024;
    this.#window = new ReceiveWindow(WINDOW_BYTES, largest);
    this.queue = new SendQueue(link, new Map(), round, clock, this, {
      ...testLimits,
      leastInFlightBytes: 131_096,
    });
    this.queue.open(WINDOW_BYTES);
  }

  connect(other: Side): void {
    this.#other = other;
    this.#link.onDrain = () => this.queue.transportDrained();
    this.#link.onData = (chunk) => other.#onData(chunk);
  }

  takeDue(): readonly Frame[] {
    return this.#window.isDue ? [this.#creditFrame()] : [];
  }

  onDrain(): void {}
  onEmpty(): void {}
  onOverflow(_code: number, problem: string): void {
    throw new Error(problem);
  }

  /** Sends something now. */
  send(): void {
    const lane = this.#pick([0, 1, 1, 2, 2]);
    const kind = this.#pick([Kind.PLAIN, Kind.REQUEST, Kind.REQUEST]);
    const id = this.#nextId++;
    this.#enqueue(lane, kind, id, this.#size());
    if (kind !== Kind.REQUEST) return;
    this.awaited.add(id);
    if (this.#random.next() < 0.1) this.#clock.schedule(this.#random.next() * 200, () => this.#giveUp(id));
  }

  /** Holds grants back for a while. */
  hold(): void {
    this.#window.pause(true);
    this.#clock.schedule(this.#random.next() * 300, () => {
      this.#window.pause(false);
      this.queue.flushSoon();
    });
  }

  /** What no one will ever hear of: everything sent must have arrived or been cancelled. */
  get leftovers(): string[] {
    return [
      ...[...this.#expected].flatMap(([queue, frames]) =>
        frames.map(({ id }) => `${queue} ${id} is on its way`),
      ),
      ...[...this.awaited.keys()].map((id) => `response ${id} is awaited`),
      ...[...this.#unfinished.values()].map(({ id }) => `message ${id} is unfinished`),
    ];
  }

  /** Every byte that was read has been granted again, but for less than a Credit's worth. */
  checkGrants(): void {
    const rest = this.#window.take();
    expect([this.granted[0]! + rest.bytes, this.granted[1]! + rest.responseBytes]).toEqual(this.counted);
    expect(rest.bytes).toBeLessThan(32 * 1024);
    expect(rest.responseBytes).toBeLessThan(32 * 1024);
  }

  #enqueue(lane: number, kind: number, id: number, payloadBytes: number): void {
    const flags = kind === Kind.RESPONSE ? Flag.RESPONSE : 0;
    const frame = encodeFrame(typeOf(lane, kind), flags, id, zeros.subarray(0, payloadBytes));
    this.#expectedOf(lane, kind === Kind.RESPONSE).push(frame);
    this.queue.enqueue(frame, PRIORITIES[lane]);
  }

  #giveUp(id: number): void {
    if (!this.awaited.delete(id)) return;
    this.#abandoned.add(id);
    this.#dropUnfinished(id, true);
    const progress = this.queue.cancel(id, false);
    if (progress === 'unsent') this.#forget(id, false);
    else this.queue.enqueueControl(encodeFrame(OwnType.CANCEL, 0, id, zeros.subarray(0, 0)));
  }

  #onData(chunk: Uint8Array): void {
    for (let offset = 0; offset < chunk.length;) {
      const header = readHeader(chunk, offset);
      const end = offset + HEADER_BYTES + header.length;
      if (header.type >= 32) this.#onFrame(header);
      else this.#onOwn(header, chunk.subarray(offset + HEADER_BYTES, end));
      offset = end;
    }
    if (this.#window.isDue) this.queue.flushSoon();
  }

  #onOwn({ type, id }: Header, payload: Uint8Array): void {
    if (type === OwnType.CREDIT) {
      this.queue.credit(JSON.parse(new TextDecoder().decode(payload)) as CreditGrant);
      return;
    }
    // Cancel: what the other side has sent of it, our handler and our response are void.
    this.#other.#forget(id, false);
    this.#dropUnfinished(id, false);
    const handler = this.#handlers.get(id);
    if (handler !== undefined) handler.cancelled = true;
    if (this.queue.cancel(id, true) !== 'left') this.#forget(id, true);
  }

  #onFrame(header: Header): void {
    const isResponse = (header.flags & Flag.RESPONSE) !== 0;
    const bytes = HEADER_BYTES + header.length;
    this.#window.onFrame(bytes, isResponse);
    this.counted[isResponse ? 1 : 0]! += bytes;
    if (isResponse && this.#abandoned.has(header.id)) {
      this.#window.release(bytes, true);
      if ((header.flags & Flag.MORE) === 0) this.#other.#forget(header.id, true);
      return;
    }
    const message = this.#assemble(header, isResponse, bytes);
    if (message !== undefined) this.delivered++;
    if (message !== undefined && !isResponse) {
      this.#handle(header, bytes, message.bytes);
      return;
    }
    this.#window.release(bytes, isResponse);
    if (message !== undefined) check(this.awaited.delete(header.id), `a second response to ${header.id}`);
  }

  /** Checks that queues keep their order, one unfinished message each. The message, with its last frame. */
  #assemble(
    { type, flags, part, id }: Header,
    isResponse: boolean,
    bytes: number,
  ): { bytes: number } | undefined {
    const lane = (type - 64) >> 4;
    const queue = queueOf(lane, isResponse);
    const unfinished = this.#unfinished.get(queue) ?? { id, parts: 0, bytes: 0 };
    check(id === unfinished.id && part === unfinished.parts, `part ${part} of ${id} in ${queue}`);
    const expected = this.#other.#expectedOf(lane, isResponse);
    check(expected[0]?.id === id, `${id} before its turn in ${queue}`);
    unfinished.parts++;
    unfinished.bytes += bytes;
    if ((flags & Flag.MORE) !== 0) {
      this.#unfinished.set(queue, unfinished);
      return undefined;
    }
    this.#unfinished.delete(queue);
    check(expected.shift()?.wireBytes === unfinished.bytes, `${id} is not whole`);
    return unfinished;
  }

  #handle({ type, id }: Header, lastBytes: number, messageBytes: number): void {
    const handler = { cancelled: false };
    this.#handlers.set(id, handler);
    this.#window.handlerStarted(messageBytes);
    this.#clock.schedule(this.#random.next() < 0.5 ? 0 : this.#random.next() * 100, () => {
      this.#handlers.delete(id);
      this.#window.handlerEnded(messageBytes);
      this.#window.release(lastBytes, false);
      if (this.#window.isDue) this.queue.flushSoon();
      const isRequest = (type & 15) === Kind.REQUEST;
      if (isRequest && !handler.cancelled)
        this.#enqueue(this.#pick([0, 1, 2]), Kind.RESPONSE, id, this.#size());
    });
  }

  #expectedOf(lane: number, isResponse: boolean): Frame[] {
    const queue = queueOf(lane, isResponse);
    let frames = this.#expected.get(queue);
    if (frames === undefined) this.#expected.set(queue, (frames = []));
    return frames;
  }

  /** A message that was cancelled is not expected to arrive. */
  #forget(id: number, isResponse: boolean): void {
    for (const lane of [0, 1, 2]) {
      const frames = this.#expectedOf(lane, isResponse);
      const index = frames.findIndex((frame) => frame.id === id);
      if (index >= 0) frames.splice(index, 1);
    }
  }

  #dropUnfinished(id: number, isResponse: boolean): void {
    for (const lane of [0, 1, 2]) {
      const queue = queueOf(lane, isResponse);
      if (this.#unfinished.get(queue)?.id === id) this.#unfinished.delete(queue);
    }
  }

  #creditFrame(): Frame {
    const grant = this.#window.take();
    this.granted[0]! += grant.bytes;
    this.granted[1]! += grant.responseBytes;
    return encodeFrame(OwnType.CREDIT, 0, 0, new TextEncoder().encode(JSON.stringify(grant)));
  }

  #size(): number {
    const kind = this.#random.next();
    const most = kind < 0.7 ? 2000 : kind < 0.95 ? 70_000 : 700_000;
    return Math.floor(this.#random.next() * most);
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random.next() * values.length)]!;
  }
}

function simulate(seed: number): number {
  const random = new SeededRandom(seed);
  const clock = new ManualClock();
  const round = new FlushRound(clock);
  const link = (): Link => new Link(clock, random.integer(200, 20_000), random.integer(0, 128 * 1024));
  const sides = [
    new Side(clock, round, random, link(), 1000),
    new Side(clock, round, random, link(), 2000),
  ] as const;
  sides[0].connect(sides[1]);
  sides[1].connect(sides[0]);
  const bursts = random.integer(1, 6);
  for (let burst = 0; burst < bursts; burst++) {
    const side = sides[random.integer(0, 1)]!;
    const count = random.integer(1, 12);
    clock.schedule(random.next() * 300, () => {
      for (let sent = 0; sent < count; sent++) side.send();
      if (random.next() < 0.3) sides[0].hold();
    });
  }
  clock.advance(600_000);
  expect(clock.isIdle).toBe(true);
  for (const side of sides) {
    expect(side.leftovers).toEqual([]);
    expect(side.queue.stats()).toMatchObject({ queuedBytes: 0, queuedFrames: 0 });
    side.checkGrants();
  }
  return sides[0].delivered + sides[1].delivered;
}

it(`delivers everything, in order, within the windows, for ${SEEDS} seeds`, () => {
  let delivered = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      delivered += simulate(seed);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  expect(delivered).toBeGreaterThan(10 * SEEDS);
});
