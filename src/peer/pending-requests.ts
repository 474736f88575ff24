import { expectListeners } from '#platform';
import type { Clock, Timer } from '../platform/clock.js';
import type { Frame } from '../wire/frame.js';
import { IdMap } from '../wire/id-map.js';
import { ids } from '../wire/ids.js';
import type { TypeInfo } from '../wire/type-table.js';
import { RequestError, type RequestErrorCode } from './errors.js';
import type { ConnectionLimits } from './limits.js';
import type { InboundMessage, RequestOptions } from './peer.js';
import { RequestPatience } from './request-patience.js';
import { EARLY_MS } from './steady-clock.js';

/** How pending requests reach the peer. */
export interface RequestCarrier {
  send(request: Frame): void;
  /** Nobody waits for the response any more: what is left of the request stays here, and Cancel goes if any of it left. */
  giveUp(id: number): void;
  /** One request fewer is pending. */
  settled(): void;
}

/** A request that waits. */
interface PendingRequest {
  readonly info: TypeInfo;
  readonly startedAt: number;
  readonly timeoutMs: number;
  readonly resolve: (response: InboundMessage) => void;
  readonly reject: (error: RequestError) => void;
  /** Only where the caller gave a signal. */
  readonly stopListening: (() => void) | undefined;
}

/** Requests of ours that await their response on one connection, by id. Each settles once (WIRE.md §9). */
export class PendingRequests {
  readonly #clock: Clock;
  readonly #carrier: RequestCarrier;
  readonly #patience: RequestPatience;
  readonly #pending = new IdMap<PendingRequest>();
  /** One for all: it looks who has waited too long, and may find nobody. */
  #timer: Timer | undefined;
  #timerDue = Infinity;

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
    const { signal, timeoutMs = this.#patience.timeoutMs(info.type) } = options;
    if (signal?.aborted === true) return Promise.reject(aborted(signal));
    return new Promise((resolve, reject) => {
      const stopListening = signal && this.#listen(signal, id);
      ids.hold(id);
      const startedAt = this.#clock.now();
      this.#pending.set(id, { info, startedAt, timeoutMs, resolve, reject, stopListening });
      this.#lookAt(startedAt + timeoutMs, startedAt);
      this.#carrier.send(request);
    });
  }

  /** A whole response that came at `now`. False if it is not of the type that was asked for: then its request has failed. */
  handleResponse(info: TypeInfo, response: InboundMessage, now: number): boolean {
    const request = this.#take(response.id);
    if (request === undefined) return true;
    const expected = request.info.response;
    if (expected?.type !== info.type) {
      this.#reject(request, 'BAD_RESPONSE', `${info.name}, not ${expected?.name}`);
      return false;
    }
    // The bytes being read may have come before a request that was made since.
    this.#patience.answered(request.info.type, Math.max(0, now - request.startedAt));
    request.resolve(response);
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
    if (request === undefined) return false;
    this.#reject(request, code, problem);
    return true;
  }

  /** The connection has ended. */
  failAll(problem: string): void {
    for (const id of this.#pending.keys()) this.fail(id, 'CLOSED', problem);
    this.#timer?.cancel();
  }

  #reject(request: PendingRequest, code: RequestErrorCode, problem: string): void {
    request.reject(new RequestError(code, `${request.info.name}: ${problem}`));
  }

  #giveUp(id: number, error: RequestError): void {
    this.#take(id)?.reject(error);
    this.#carrier.giveUp(id);
  }

  #listen(signal: AbortSignal, id: number): () => void {
    const onAbort = (): void => this.#giveUp(id, aborted(signal));
    expectListeners(signal);
    signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  }

  #lookAt(due: number, now: number): void {
    if (due >= this.#timerDue) return;
    this.#timer?.cancel();
    this.#timerDue = due;
    this.#timer = this.#clock.schedule(due - now, () => this.#look());
  }

  #look(): void {
    this.#timerDue = Infinity;
    const now = this.#clock.now();
    for (const id of this.#pending.keys()) {
      const request = this.#pending.get(id);
      if (request === undefined) continue;
      const { info, startedAt, timeoutMs } = request;
      const due = startedAt + timeoutMs;
      if (due - now >= EARLY_MS) {
        this.#lookAt(due, now);
        continue;
      }
      this.#patience.expired(info.type);
      this.#giveUp(id, new RequestError('TIMEOUT', `${info.name}: no response within ${timeoutMs} ms`));
    }
  }

  #take(id: number): PendingRequest | undefined {
    const request = this.#pending.take(id);
    if (request === undefined) return undefined;
    request.stopListening?.();
    ids.release(id);
    this.#carrier.settled();
    return request;
  }
}

function aborted(signal: AbortSignal): RequestError {
  return new RequestError('ABORTED', 'the request was aborted', { cause: signal.reason });
}
