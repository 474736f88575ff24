import type { Clock } from '../platform/clock.js';

/** What a key was seen with, for the most recent keys: bounded by count and by age, the least recently used go first. */
export class SeenSet<V, K extends string = string> {
  readonly #entries = new Map<K, { value: V; at: number }>();
  readonly #clock: Clock;
  readonly #maxEntries: number;
  readonly #maxAgeMs: number;

  constructor(clock: Clock, maxEntries: number, maxAgeMs: number) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
    this.#maxAgeMs = maxAgeMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Whether a key is not yet forgotten. Asking does not renew it. */
  has(key: K): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && this.#clock.now() - entry.at <= this.#maxAgeMs;
  }

  /** The value of a key not yet forgotten. Asking renews it. */
  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    const now = this.#clock.now();
    if (now - entry.at > this.#maxAgeMs) return undefined;
    entry.at = now;
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: K, value: V): void {
    const now = this.#clock.now();
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: now });
    // Insertion order is order of use, so whatever must go stands in front.
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#maxEntries && now - entry.at <= this.#maxAgeMs) break;
      this.#entries.delete(oldest);
    }
  }
}
