import type { ConnectionLimits } from './limits.js';
import { RoundTrip } from './round-trip.js';

/**
 * How long one peer's responses are waited for where the caller does not say, by the type of the request. A response's
 * time has the handler's and our own queue's in it: it is no measure of the link, but the one of the next response. An
 * ErrorResponse is none: it says how quickly the peer declines.
 */
export class RequestPatience {
  readonly #limits: ConnectionLimits;
  #responses: Map<number, RoundTrip> | undefined;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Whole milliseconds, as an error tells them. */
  timeoutMs(type: number): number {
    const { requestTimeoutLeastMs, requestTimeoutMs } = this.#limits;
    const responses = this.#responses?.get(type);
    return responses === undefined
      ? requestTimeoutMs
      : Math.ceil(responses.timeoutMs(requestTimeoutLeastMs, requestTimeoutMs));
  }

  /** A response came after `ms`. */
  answered(type: number, ms: number): void {
    this.#responses ??= new Map();
    let responses = this.#responses.get(type);
    if (responses === undefined) this.#responses.set(type, (responses = new RoundTrip()));
    responses.sample(ms);
  }

  /** None came in time: the next one is waited for twice as long. */
  expired(type: number): void {
    this.#responses?.get(type)?.backOff();
  }
}
