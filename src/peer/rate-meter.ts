import type { Clock, Timer } from '../platform/clock.js';
import type { Rate, TypeInfo } from '../wire/type-table.js';

/** Twice the rate over this long is a violation. WIRE.md §11.6. */
const VIOLATION_MS = 60_000;
const LONGEST_TIMER_MS = 3_600_000;

/** A token bucket of `rate.count` tokens. For a sender that keeps within a rate, and for RateMeter. */
export class RateBucket {
  readonly #intervalMs: number;
  readonly #burstMs: number;
  /** When all tokens will be back. */
  #fullAt = -Infinity;

  constructor(rate: Rate) {
    this.#intervalMs = rate.perMs / rate.count;
    this.#burstMs = rate.perMs - this.#intervalMs;
  }

  /** Milliseconds until one more message is within the rate; 0 for now. */
  waitMs(now: number): number {
    return Math.max(0, this.#fullAt - this.#burstMs - now);
  }

  /** Counts a message, within the rate or not. */
  take(now: number): void {
    this.#fullAt = Math.max(this.#fullAt, now) + this.#intervalMs;
  }
}

export interface RateMeterEvents {
  /** Hold grants for frames without RESPONSE, or hold them no longer: ReceiveWindow.pause. */
  onPause(paused: boolean): void;
  /** Twice the rate over 60 s; at most once in 60 s for a type. */
  onViolation(type: TypeInfo): void;
}

/** What one peer sends of each type, against the rates of the schema. WIRE.md §11.6. */
export class RateMeter {
  readonly #clock: Clock;
  readonly #events: RateMeterEvents;
  #types: Map<number, { bucket: RateBucket; since: number; count: number }> | undefined;
  #pausedUntil = -Infinity;
  #timer: Timer | undefined;

  constructor(clock: Clock, events: RateMeterEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** A message without RESPONSE came; by its first part. */
  onMessage(info: TypeInfo): void {
    if (info.rate === undefined) return;
    const now = this.#clock.now();
    this.#types ??= new Map();
    let type = this.#types.get(info.type);
    if (type === undefined) {
      type = { bucket: new RateBucket(info.rate), since: now, count: 0 };
      this.#types.set(info.type, type);
    }
    const waitMs = type.bucket.waitMs(now);
    type.bucket.take(now);
    if (waitMs > 0) this.#pause(now + waitMs);
    if (now - type.since >= VIOLATION_MS) {
      type.since = now;
      type.count = 0;
    }
    if (++type.count === mostIn(info.rate) + 1) this.#events.onViolation(info);
  }

  /** The connection is gone. */
  stop(): void {
    this.#timer?.cancel();
  }

  #pause(until: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    if (this.#timer !== undefined) return;
    this.#events.onPause(true);
    this.#wait();
  }

  #wait(): void {
    // In steps, since timers of more than 24 days fire at once.
    const waitMs = Math.min(this.#pausedUntil - this.#clock.now(), LONGEST_TIMER_MS);
    this.#timer = this.#clock.schedule(waitMs, () => {
      if (this.#clock.now() < this.#pausedUntil) {
        this.#wait();
        return;
      }
      this.#timer = undefined;
      this.#events.onPause(false);
    });
  }
}

/** Messages in 60 s that are no violation; a burst of a rate over a longer time is none. */
function mostIn(rate: Rate): number {
  return 2 * Math.max(rate.count, Math.floor((rate.count * VIOLATION_MS) / rate.perMs));
}
