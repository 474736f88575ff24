import type { Clock, Timer } from '../platform/clock.js';
import type { Transport } from '../transport/transport.js';
import type { ConnectionLimits } from './limits.js';
import type { Refusal } from './peer.js';

/** What a farewell needs of its connection. */
export interface FarewellOwner {
  /** Nothing waits to be written, answered or handled. */
  isIdle(): boolean;
  /** Writes Goodbye and settles what is open. */
  sayGoodbye(goodbye: Refusal): void;
  /** The transport is gone. Once. */
  released(): void;
}

/**
 * How a connection ends (WIRE.md §8): finish what is begun, Goodbye, half-close, read on for a moment, destroy.
 * Destroying at once would lose the Goodbye.
 */
export class Farewell {
  readonly #clock: Clock;
  readonly #limits: ConnectionLimits;
  readonly #transport: Transport;
  readonly #owner: FarewellOwner;
  #released: Promise<void> | undefined;
  #resolveReleased: () => void = () => {};
  #planned: Refusal | undefined;
  #timer: Timer | undefined;
  #isReleased = false;

  constructor(clock: Clock, limits: ConnectionLimits, transport: Transport, owner: FarewellOwner) {
    this.#clock = clock;
    this.#limits = limits;
    this.#transport = transport;
    this.#owner = owner;
  }

  /** Resolves when the transport is gone. */
  get released(): Promise<void> {
    this.#released ??= this.#isReleased
      ? Promise.resolve()
      : new Promise((resolve) => (this.#resolveReleased = resolve));
    return this.#released;
  }

  /** Says `goodbye` when idle, at the latest after the close time. */
  plan(goodbye: Refusal): void {
    this.#planned = goodbye;
    this.#timer = this.#clock.schedule(this.#limits.closeTimeoutMs, () => this.#owner.sayGoodbye(goodbye));
    this.check();
  }

  /** Something has been written, answered or handled. */
  check(): void {
    if (this.#planned !== undefined && this.#owner.isIdle()) this.#owner.sayGoodbye(this.#planned);
  }

  /** Goodbye was said or heard: ends our direction, and waits a moment for the other side's end. */
  part(code: number, reason: string): void {
    this.#planned = undefined;
    this.#timer?.cancel();
    this.#transport.end(code, reason);
    this.#timer = this.#clock.schedule(this.#limits.partingTimeoutMs, () => this.drop());
  }

  /** Drops the transport now. */
  drop(): void {
    this.#transport.destroy();
    this.transportClosed();
  }

  transportClosed(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#planned = undefined;
    this.#timer?.cancel();
    this.#owner.released();
    this.#resolveReleased();
  }
}
