import type { Clock } from '../../platform/clock.js';

/** Allows something for a key once in a while. Beyond so many keys the one allowed longest ago is forgotten. */
export class OncePer {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #maxKeys: number;
  readonly #allowedAt = new Map<string, number>();

  constructor(clock: Clock, intervalMs: number, maxKeys: number) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#maxKeys = maxKeys;
  }

  allows(key: string): boolean {
    const now = this.#clock.now();
    const last = this.#allowedAt.get(key);
    if (last !== undefined && now - last < this.#intervalMs) return false;
    this.#allowedAt.delete(key);
    this.#allowedAt.set(key, now);
    if (this.#allowedAt.size > this.#maxKeys) {
      const [oldest] = this.#allowedAt.keys();
      if (oldest !== undefined) this.#allowedAt.delete(oldest);
    }
    return true;
  }
}
