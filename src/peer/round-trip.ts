/** What a timer may add to a measured time, in milliseconds: G of RFC 6298. */
const GRANULARITY_MS = 1;
/** Beyond 2^20 doublings any bound has been met. */
const MOST_BACKOFFS = 20;

/**
 * How long an answer takes, and how long to wait for the next: RFC 6298's estimator. Only an answer that can belong to
 * one question alone is a sample (Karn's rule); what was given up is none, but doubles the wait until the next sample.
 */
export class RoundTrip {
  #smoothedMs = Number.NaN;
  #variationMs = 0;
  #backoffs = 0;

  /** SRTT; NaN before the first sample. */
  get smoothedMs(): number {
    return this.#smoothedMs;
  }

  /** RTTVAR. */
  get variationMs(): number {
    return this.#variationMs;
  }

  get isMeasured(): boolean {
    return !Number.isNaN(this.#smoothedMs);
  }

  /** An answer came after `ms`. */
  sample(ms: number): void {
    this.#backoffs = 0;
    if (Number.isNaN(this.#smoothedMs)) {
      this.#smoothedMs = ms;
      this.#variationMs = ms / 2;
      return;
    }
    // RTTVAR first: it is the distance from the old SRTT (RFC 6298 §2.3).
    this.#variationMs += (Math.abs(this.#smoothedMs - ms) - this.#variationMs) / 4;
    this.#smoothedMs += (ms - this.#smoothedMs) / 8;
  }

  /** The wait was over and no answer had come (RFC 6298 §5.5). */
  backOff(): void {
    this.#backoffs = Math.min(this.#backoffs + 1, MOST_BACKOFFS);
  }

  /** RTO within bounds; `mostMs` before the first sample: nothing is known then. */
  timeoutMs(leastMs: number, mostMs: number): number {
    if (!this.isMeasured) return mostMs;
    const timeout = this.#smoothedMs + Math.max(GRANULARITY_MS, 4 * this.#variationMs);
    return Math.min(mostMs, Math.max(leastMs, timeout) * 2 ** this.#backoffs);
  }
}
