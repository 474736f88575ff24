import type { PeerConnection } from '../peer/connection.js';
import type { Clock } from '../platform/clock.js';
import type { AddressBook } from './address-book.js';

/** How often what was measured goes into the book, which is saved for it. */
const MEASURE_MS = 5 * 60_000;

interface Measured {
  readonly address: string | undefined;
  readonly openedAt: number;
  measuredAt: number;
}

/** Notes in the address book how long peers stay connected and how quickly they respond. */
export class QualityMeter {
  readonly #clock: Clock;
  readonly #book: AddressBook;
  readonly #open = new Map<PeerConnection, Measured>();

  constructor(clock: Clock, book: AddressBook) {
    this.#clock = clock;
    this.#book = book;
  }

  /** A connection opened; `address` is where the book knows its peer, if it does. */
  opened(connection: PeerConnection, address: string | undefined): void {
    const now = this.#clock.now();
    this.#open.set(connection, { address, openedAt: now, measuredAt: now });
  }

  ended(connection: PeerConnection): void {
    const measured = this.#open.get(connection);
    if (measured === undefined) return;
    this.#open.delete(connection);
    this.#measure(connection, measured);
  }

  /** To be called often; measures every five minutes. */
  review(): void {
    for (const [connection, measured] of this.#open) {
      if (this.#clock.now() - measured.measuredAt >= MEASURE_MS) this.#measure(connection, measured);
    }
  }

  openMs(connection: PeerConnection): number {
    const openedAt = this.#open.get(connection)?.openedAt;
    return openedAt === undefined ? 0 : this.#clock.now() - openedAt;
  }

  #measure(connection: PeerConnection, measured: Measured): void {
    const now = this.#clock.now();
    if (measured.address !== undefined) {
      this.#book.measured(measured.address, now - measured.measuredAt, connection.stats().rttMs);
    }
    measured.measuredAt = now;
  }
}
