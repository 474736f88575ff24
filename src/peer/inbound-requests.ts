import { expectListeners } from '#platform';
import type { Clock, Timer } from '../platform/clock.js';

/** Why a handler runs: it owes a response, or an acknowledgement, or nothing. */
export type Owed = 'response' | 'acknowledgement' | 'nothing';

const ENDED = 'the connection has ended';

/** A message in its handler. */
export class RunningHandler {
  readonly id: number;
  readonly owed: Owed;
  /** False once the peer has cancelled the request. */
  isWanted = true;
  /** Counts for the deadline of a handler that did not end at once. */
  timer: Timer | undefined;
  /** What its deadline does, while that is not counted. */
  onDeadline: (() => void) | undefined;
  readonly #connectionEnd: () => AbortSignal;
  #abort: AbortController | undefined;

  constructor(id: number, owed: Owed, connectionEnd: () => AbortSignal) {
    this.id = id;
    this.owed = owed;
    this.#connectionEnd = connectionEnd;
  }

  /**
   * Aborted at the deadline; for a request also by the peer's Cancel; and with the connection, but for messages with ACK.
   * Made when first asked for: a signal costs more than a small message.
   */
  get signal(): AbortSignal {
    if (this.owed === 'nothing') return this.#connectionEnd();
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  get isAborted(): boolean {
    return this.#abort?.signal.aborted === true;
  }

  abort(reason: string): void {
    if (this.owed === 'nothing') return;
    this.#abort ??= new AbortController();
    this.#abort.abort(new Error(reason));
  }
}

/**
 * One peer's messages that are in our handlers (WIRE.md §9.2, §9.3). A request takes a slot until its handler has
 * settled, not until Cancel arrives: cancelling in a loop would run handlers without bound.
 */
export class InboundRequests {
  readonly #clock: Clock;
  readonly #slots: number;
  readonly #handlerTimeoutMs: number;
  /** Made when first asked for, as most handlers do not ask. */
  #connectionEnd: AbortController | undefined;
  readonly #endSignal = (): AbortSignal => (this.#connectionEnd ??= this.#newEnd()).signal;
  readonly #requests = new Map<number, RunningHandler>();
  readonly #running = new Set<RunningHandler>();
  #slotsTaken = 0;
  #hasEnded = false;

  constructor(clock: Clock, slots: number, handlerTimeoutMs: number) {
    this.#clock = clock;
    this.#slots = slots;
    this.#handlerTimeoutMs = handlerTimeoutMs;
  }

  /** Handlers that have not settled. */
  get size(): number {
    return this.#running.size;
  }

  get hasRoom(): boolean {
    return this.#slotsTaken < this.#slots;
  }

  /** True while a request under this id is in its handler and not cancelled. */
  has(id: number): boolean {
    return this.#requests.has(id);
  }

  /** A handler that is about to be called. If it ends at once, that is all there is to it. */
  create(id: number, owed: Owed): RunningHandler {
    return new RunningHandler(id, owed, this.#endSignal);
  }

  /** The handler goes on after its call: it takes a slot, and `onDeadline` is to settle it if it is not done in time. */
  start(handler: RunningHandler, onDeadline: () => void): void {
    if (this.#hasEnded && handler.owed !== 'acknowledgement') {
      handler.abort(ENDED);
      return;
    }
    this.#running.add(handler);
    this.#watch(handler, onDeadline);
    if (handler.owed !== 'response') return;
    this.#slotsTaken++;
    this.#requests.set(handler.id, handler);
  }

  /** A started handler has begun to send its stream, which may take as long as it likes until it is cancelled. */
  liftDeadline(handler: RunningHandler, onDeadline: () => void): void {
    handler.timer?.cancel();
    handler.timer = undefined;
    handler.onDeadline = onDeadline;
  }

  /** A started handler has ended or run out of time. False if that was so before, or the connection has ended. */
  settle(handler: RunningHandler): boolean {
    if (!this.#running.delete(handler)) return false;
    handler.timer?.cancel();
    if (handler.owed === 'response') this.#slotsTaken--;
    if (this.#requests.get(handler.id) === handler) this.#requests.delete(handler.id);
    return true;
  }

  /** The peer no longer wants the response. False if no such request is in progress. */
  cancel(id: number): boolean {
    const handler = this.#requests.get(id);
    if (handler === undefined) return false;
    handler.isWanted = false;
    this.#requests.delete(id);
    if (handler.onDeadline !== undefined) this.#watch(handler, handler.onDeadline);
    handler.abort('the peer cancelled the request');
    return true;
  }

  /**
   * The connection has ended: its handlers are told, and nobody waits for them. What owes an acknowledgement goes on:
   * the peer will ask for it on its next connection.
   */
  cancelAll(): void {
    this.#hasEnded = true;
    for (const handler of [...this.#running]) {
      if (handler.owed === 'acknowledgement') continue;
      this.settle(handler);
      handler.abort(ENDED);
    }
    this.#connectionEnd?.abort(new Error(ENDED));
  }

  #watch(handler: RunningHandler, onDeadline: () => void): void {
    handler.timer = this.#clock.schedule(this.#handlerTimeoutMs, () => {
      onDeadline();
      handler.abort('the deadline of the handler has passed');
    });
  }

  #newEnd(): AbortController {
    const end = new AbortController();
    // One for all handlers that owe nothing, and each may listen.
    expectListeners(end.signal);
    if (this.#hasEnded) end.abort(new Error(ENDED));
    return end;
  }
}
