import { expectListeners } from '#platform';
import type { Clock, Timer } from '../platform/clock.js';
import type { Frame } from '../wire/frame.js';
import { ids } from '../wire/ids.js';
import type { TypeInfo } from '../wire/type-table.js';
import { RequestError, type RequestErrorCode } from './errors.js';
import type { ConnectionLimits } from './limits.js';
import type { InboundMessage, RequestOptions } from './peer.js';
import { RequestPatience } from './request-patience.js';

/** How pending requests reach the peer. */
export interface RequestCarrier {
  send(request: Frame): void;
  /** Nobody waits for the response any more: what is left of the request stays here, and Cancel goes if any of it left. */
  giveUp(id: number): void;
  /** One request fewer is pending. */
  settled(): void;
}

interface PendingRequest {
  readonly info: TypeInfo;
  readonly startedAt: number;
  readonly resolve: (response: InboundMessage) => void;
  readonly reject: (error: RequestError) => void;
  readonly timer: Timer;
  readonly stopListening: () => void;
}

/** Requests of ours that await their response on one connection, by id. Each settles once (WIRE.md §9). */
export class PendingRequests {
  readonly #clock: Clock;
  readonly #carrier: RequestCarrier;
  readonly #patience: RequestPatience;
  readonly #pending = new Map<number, PendingRequest>();

  constructor(clock: Clock, limits: ConnectionLimits, carrier: RequestCarrier) {
    this.#clock = clock;
    this.#carrier = carrier;
    this.#patience = new RequestPatience(limits);
  }

  get size(): number {
    return this.#pending.size;
  }

  /** The type of request `id`, or undefined if nobody awaits its response. */
  infoOf(id: number): TypeInfo | undefined {
    return this.#pending.get(id)?.info;
  }

  /** Sends a request under an id that is free, and waits. Rejects with RequestError. */
  request(request: Frame, info: TypeInfo, options: RequestOptions): Promise<InboundMessage> {
    const { id } = request;
    const { signal, timeoutMs = this.#patience.timeoutMs(request.type) } = options;
    if (signal?.aborted === true) return Promise.reject(aborted(signal));
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#giveUp(id, aborted(signal));
      const timer = this.#clock.schedule(timeoutMs, () => {
        this.#patience.expired(request.type);
        this.#giveUp(id, new RequestError('TIMEOUT', `${info.name}: no response within ${timeoutMs} ms`));
      });
      if (signal !== undefined) {
        expectListeners(signal);
        signal.addEventListener('abort', onAbort, { once: true });
      }
      const stopListening = (): void => signal?.removeEventListener('abort', onAbort);
      ids.hold(id);
      const startedAt = this.#clock.now();
      this.#pending.set(id, { info, startedAt, resolve, reject, timer, stopListening });
      this.#carrier.send(request);
    });
  }

  /** A whole response. False if it is not of the type that was asked for: then its request has failed. */
  handleResponse(info: TypeInfo, response: InboundMessage): boolean {
    const request = this.#pending.get(response.id);
    const expected = request?.info.response;
    if (expected !== undefined && expected.type !== info.type) {
      this.fail(response.id, 'BAD_RESPONSE', `${info.name}, not ${expected.name}`);
      return false;
    }
    if (request !== undefined)
      this.#patience.answered(request.info.type, this.#clock.now() - request.startedAt);
    this.#take(response.id)?.resolve(response);
    return true;
  }

  /** Something else came than a response. `hasMore`: and more of it is still to come. */
  handleBadResponse(id: number, code: RequestErrorCode, problem: string, hasMore: boolean): void {
    this.fail(id, code, problem);
    if (hasMore) this.#carrier.giveUp(id);
  }

  /** Fails one request. False if nobody awaits its response. */
  fail(id: number, code: RequestErrorCode, problem: string): boolean {
    const request = this.#take(id);
    request?.reject(new RequestError(code, `${request.info.name}: ${problem}`));
    return request !== undefined;
  }

  /** The connection has ended. */
  failAll(problem: string): void {
    for (const id of [...this.#pending.keys()]) this.fail(id, 'CLOSED', problem);
  }

  #giveUp(id: number, error: RequestError): void {
    this.#take(id)?.reject(error);
    this.#carrier.giveUp(id);
  }

  #take(id: number): PendingRequest | undefined {
    const request = this.#pending.get(id);
    if (request === undefined) return undefined;
    this.#pending.delete(id);
    request.timer.cancel();
    request.stopListening();
    ids.release(id);
    this.#carrier.settled();
    return request;
  }
}

function aborted(signal: AbortSignal | undefined): RequestError {
  return new RequestError('ABORTED', 'the request was aborted', { cause: signal?.reason });
}
