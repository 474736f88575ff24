import type { Clock, Timer } from '../platform/clock.js';

/** One peer's part in the rounds. Times are the clock's milliseconds. */
export interface Checked {
  /** When check() must be called … */
  readonly dueAt: number;
  /** … and from when on it may be, if a round is made for another peer then. */
  readonly checkableAt: number;
  /** Moves both beyond `now`. */
  check(now: number): void;
}

/** One timer for the heartbeats of all peers of a registry, and one pass over them when it fires. */
export class HeartbeatRound {
  readonly #clock: Clock;
  readonly #peers = new Set<Checked>();
  #timer: Timer | undefined;
  #timerAt = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  join(peer: Checked): void {
    this.#peers.add(peer);
    this.sooner(peer);
  }

  leave(peer: Checked): void {
    // A timer for nothing would keep the process.
    if (this.#peers.delete(peer) && this.#peers.size === 0) this.#disarm();
  }

  /** A peer of the round is due sooner than it was. */
  sooner(peer: Checked): void {
    if (peer.dueAt < this.#timerAt && this.#peers.has(peer)) this.#arm(peer.dueAt);
  }

  #arm(dueAt: number): void {
    this.#timer?.cancel();
    this.#timerAt = dueAt;
    // A timer may come a little early: then there is nothing to do yet, nor in the same millisecond.
    const delayMs = Math.max(1, Math.ceil(dueAt - this.#clock.now()));
    this.#timer = this.#clock.schedule(delayMs, () => this.#checkAll());
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAt = Infinity;
  }

  #checkAll(): void {
    this.#disarm();
    const now = this.#clock.now();
    try {
      for (const peer of this.#peers) if (now >= peer.dueAt || now >= peer.checkableAt) peer.check(now);
    } finally {
      // Whatever one peer's end has thrown, the others live on.
      let next = Infinity;
      for (const { dueAt } of this.#peers) if (dueAt < next) next = dueAt;
      if (next < this.#timerAt) this.#arm(next);
    }
  }
}
