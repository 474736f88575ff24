import type { Clock, Timer } from '../platform/clock.js';

/** Why a handler runs: it owes a response, or an acknowledgement, or nothing. */
export type Owed = 'response' | 'acknowledgement' | 'nothing';

/** A message in its handler. */
export interface RunningHandler {
  /** Aborted at the deadline; for a request also by the peer's Cancel; and with the connection, but for ACK messages. */
  readonly signal: AbortSignal;
  /** For a handler that has not ended at once. `onDeadline` is to settle it. */
  startDeadline(onDeadline: () => void): void;
  /**
   * The handler has ended or run out of time. 'late' if that was so before or the connection has
   * ended, 'unwanted' if the peer has cancelled it.
   */
  settle(): 'wanted' | 'unwanted' | 'late';
}

interface Entry {
  readonly id: number;
  readonly owed: Owed;
  readonly abort: AbortController | undefined;
  timer: Timer | undefined;
  isWanted: boolean;
}

/**
 * One peer's messages that are in our handlers (WIRE.md §9.2, §9.3). A request takes a slot until its handler has
 * settled, not until Cancel arrives: cancelling in a loop would run handlers without bound.
 */
export class InboundRequests {
  readonly #clock: Clock;
  readonly #slots: number;
  readonly #handlerTimeoutMs: number;
  readonly #connectionEnd = new AbortController();
  readonly #requests = new Map<number, Entry>();
  readonly #running = new Set<Entry>();
  #slotsTaken = 0;

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

  begin(id: number, owed: Owed): RunningHandler {
    const abort = owed === 'nothing' ? undefined : new AbortController();
    const entry: Entry = { id, owed, abort, timer: undefined, isWanted: true };
    this.#running.add(entry);
    if (owed === 'response') {
      this.#slotsTaken++;
      this.#requests.set(id, entry);
    }
    return {
      signal: (abort ?? this.#connectionEnd).signal,
      startDeadline: (onDeadline) => {
        entry.timer = this.#clock.schedule(this.#handlerTimeoutMs, () => {
          onDeadline();
          abort?.abort(new Error('the deadline of the handler has passed'));
        });
      },
      settle: () => {
        if (!this.#settle(entry)) return 'late';
        return entry.isWanted ? 'wanted' : 'unwanted';
      },
    };
  }

  /** The peer no longer wants the response. False if no such request is in progress. */
  cancel(id: number): boolean {
    const entry = this.#requests.get(id);
    if (entry === undefined) return false;
    entry.isWanted = false;
    this.#requests.delete(id);
    entry.abort?.abort(new Error('the peer cancelled the request'));
    return true;
  }

  /**
   * The connection has ended: its handlers are told, and nobody waits for them. What owes an acknowledgement goes on:
   * the peer will ask for it on its next connection.
   */
  cancelAll(): void {
    const end = new Error('the connection has ended');
    for (const entry of [...this.#running]) {
      if (entry.owed === 'acknowledgement') continue;
      this.#settle(entry);
      entry.abort?.abort(end);
    }
    this.#connectionEnd.abort(end);
  }

  #settle(entry: Entry): boolean {
    if (!this.#running.delete(entry)) return false;
    entry.timer?.cancel();
    if (entry.owed === 'response') this.#slotsTaken--;
    if (this.#requests.get(entry.id) === entry) this.#requests.delete(entry.id);
    return true;
  }
}
