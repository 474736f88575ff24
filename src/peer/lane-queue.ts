import { HEADER_BYTES, MAX_PAYLOAD_BYTES } from '../wire/header.js';
import type { Frame } from '../wire/frame.js';
import type { Priority } from '../wire/type-table.js';
import type { Compressor } from './compressor.js';
import { creditOf } from './credit.js';
import { FIRST_SCHEMA_TYPE } from './own-type.js';
import type { Gather } from './gather.js';

const FULL_PART_BYTES = HEADER_BYTES + MAX_PAYLOAD_BYTES;
/** Places in front of the head that may stay empty before the array is cut. */
const SLACK = 1024;

/** A message that a queue gave up; `begun` when a part of it has left. */
export interface Unsent {
  readonly frame: Frame;
  readonly begun: boolean;
}

/** What waits in all queues of a connection, in wire bytes before deflating: what credit counts, too. */
export interface WaitingBytes {
  all: number;
  /** In framewright's own frames. */
  own: number;
}

/** Messages in the order in which they entered; only the first may have left in part. WIRE.md §11.2. */
export class LaneQueue {
  readonly priority: Priority;
  readonly isResponse: boolean;
  /** Wire bytes that other queues sent through the same window while this one's next frame lacked credit. */
  outrunBytes = 0;
  #messages: (Frame | undefined)[] = [];
  #head = 0;
  /** Wire bytes of the first message that have left. */
  #left = 0;
  #bytes = 0;
  #frames = 0;
  #nextBytes = 0;
  #nextCredit = 0;
  readonly #total: WaitingBytes;

  /** Adds what it holds to `total`. */
  constructor(priority: Priority, isResponse: boolean, total: WaitingBytes) {
    this.priority = priority;
    this.isResponse = isResponse;
    this.#total = total;
  }

  get isEmpty(): boolean {
    return this.#nextBytes === 0;
  }

  /** Wire bytes waiting. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Frames waiting; a message in parts is several. */
  get frames(): number {
    return this.#frames;
  }

  /** Wire bytes of the next frame; 0 when empty. */
  get nextBytes(): number {
    return this.#nextBytes;
  }

  /** What the next frame takes from its window. */
  get nextCredit(): number {
    return this.#nextCredit;
  }

  push(message: Frame): void {
    this.#messages.push(message);
    this.#count(message, message.wireBytes, message.partCount);
    if (this.#nextBytes === 0) this.#lookAhead();
  }

  pushAll(messages: readonly Frame[]): void {
    for (const message of messages) this.push(message);
  }

  /**
   * Takes the next frame off, deflated by `compressor` where that saves enough. Returns its message when that was the last
   * frame of it. The queue must not be empty.
   */
  shift(gather: Gather, compressor?: Compressor): Frame | undefined {
    const message = this.#messages[this.#head]!;
    const size = this.#nextBytes;
    const start = message.start + this.#left;
    const run = compressor?.deflated(message, this.#left / FULL_PART_BYTES, size);
    if (run === undefined) gather.add(message.slab, start, start + size);
    else gather.add(run.slab, run.start, run.end);
    this.#count(message, -size, -1);
    this.#left += size;
    const isLast = this.#left === message.wireBytes;
    if (isLast) this.#dropHead();
    this.#lookAhead();
    return isLast ? message : undefined;
  }

  /** Takes every message with this id out, and puts `replacement` where the first of them was. */
  remove(id: number, replacement?: Frame): Unsent[] {
    const waiting = this.#waiting();
    const first = waiting.findIndex((message) => message.id === id);
    if (first < 0) return [];
    const leftBytes = this.#left;
    const removed = this.clear().filter(({ frame }) => frame.id === id);
    waiting.forEach((message, index) => {
      if (index === first && replacement !== undefined) this.push(replacement);
      if (message.id !== id) this.push(message);
    });
    if (first > 0 && leftBytes > 0) {
      this.#left = leftBytes;
      this.#count(waiting[0]!, -leftBytes, -leftBytes / FULL_PART_BYTES);
      this.#lookAhead();
    }
    return removed;
  }

  /** Gives everything up. */
  clear(): Unsent[] {
    const unsent = this.#waiting().map((frame, index) => ({ frame, begun: index === 0 && this.#left > 0 }));
    for (const { frame, begun } of unsent)
      this.#count(frame, -(frame.wireBytes - (begun ? this.#left : 0)), 0);
    this.#messages = [];
    this.#head = this.#left = this.#frames = 0;
    this.#lookAhead();
    return unsent;
  }

  /** The messages that wait, one of which a part has left included. */
  forEach(visit: (message: Frame) => void): void {
    for (let index = this.#head; index < this.#messages.length; index++) visit(this.#messages[index]!);
  }

  #dropHead(): void {
    this.#messages[this.#head++] = undefined;
    this.#left = 0;
    if (this.#head === this.#messages.length) {
      this.#messages.length = this.#head = 0;
    } else if (this.#head > SLACK && this.#head * 2 > this.#messages.length) {
      this.#messages.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #lookAhead(): void {
    const message = this.#messages[this.#head];
    this.#nextBytes = message === undefined ? 0 : Math.min(FULL_PART_BYTES, message.wireBytes - this.#left);
    this.#nextCredit = message === undefined ? 0 : creditOf(message.type, this.#nextBytes);
  }

  #waiting(): Frame[] {
    return this.#messages.slice(this.#head) as Frame[];
  }

  #count(message: Frame, bytes: number, frames: number): void {
    this.#bytes += bytes;
    this.#frames += frames;
    this.#total.all += bytes;
    if (message.type < FIRST_SCHEMA_TYPE) this.#total.own += bytes;
  }
}
