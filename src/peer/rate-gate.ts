import type { Clock, Timer } from '../platform/clock.js';
import type { Frame } from '../wire/frame.js';
import { Flag } from '../wire/header.js';
import type { TypeInfo } from '../wire/type-table.js';
import { RateBucket } from './rate-meter.js';

interface Gate {
  readonly bucket: RateBucket;
  readonly held: Frame[];
  timer: Timer | undefined;
}

/**
 * Keeps what we send to one peer within the rates of the schema (WIRE.md §11.6): above the rate a message waits its
 * turn, and a gossip message, which others will tell the peer as well, is dropped and counted; one with ACK waits, since its
 * sender does. Responses never come here.
 */
export class RateGate {
  readonly #clock: Clock;
  readonly #pass: (message: Frame) => void;
  /** Most connections send nothing that has a rate. */
  #gates: Map<number, Gate> | undefined;
  #heldMessages = 0;
  #droppedMessages = 0;

  /** `pass`: a message that waited may go. */
  constructor(clock: Clock, pass: (message: Frame) => void) {
    this.#clock = clock;
    this.#pass = pass;
  }

  /** Messages that wait for their rate. */
  get held(): number {
    return this.#heldMessages;
  }

  /** Gossip messages dropped. */
  get dropped(): number {
    return this.#droppedMessages;
  }

  /** True if the message may go now; else it is kept here, or dropped. */
  admit(message: Frame, info: TypeInfo): boolean {
    if (info.rate === undefined) return true;
    this.#gates ??= new Map();
    let gate = this.#gates.get(info.type);
    if (gate === undefined) {
      gate = { bucket: new RateBucket(info.rate), held: [], timer: undefined };
      this.#gates.set(info.type, gate);
    }
    const now = this.#clock.now();
    if (gate.held.length === 0 && gate.bucket.waitMs(now) === 0) {
      gate.bucket.take(now);
      return true;
    }
    if (info.gossip && (message.flags & Flag.ACK) === 0) {
      this.#droppedMessages++;
    } else {
      gate.held.push(message);
      this.#heldMessages++;
      this.#releaseLater(gate);
    }
    return false;
  }

  /** Takes out a message that waits. False if none of this id does. */
  remove(id: number): boolean {
    for (const { held } of this.#gates?.values() ?? []) {
      const index = held.findIndex((message) => message.id === id);
      if (index < 0) continue;
      held.splice(index, 1);
      this.#heldMessages--;
      return true;
    }
    return false;
  }

  /** The connection has ended. Returns what waited. */
  stop(): Frame[] {
    const held: Frame[] = [];
    for (const gate of this.#gates?.values() ?? []) {
      gate.timer?.cancel();
      held.push(...gate.held.splice(0));
    }
    this.#heldMessages = 0;
    return held;
  }

  #releaseLater(gate: Gate): void {
    gate.timer ??= this.#clock.schedule(gate.bucket.waitMs(this.#clock.now()), () => {
      gate.timer = undefined;
      this.#release(gate);
    });
  }

  #release(gate: Gate): void {
    const now = this.#clock.now();
    while (gate.held.length > 0 && gate.bucket.waitMs(now) === 0) {
      gate.bucket.take(now);
      this.#heldMessages--;
      this.#pass(gate.held.shift()!);
    }
    if (gate.held.length > 0) this.#releaseLater(gate);
  }
}
