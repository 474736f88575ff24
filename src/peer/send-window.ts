import type { Clock } from '../platform/clock.js';
import { GoodbyeCode, ProtocolError } from '../wire/codes.js';
import { CREDIT_DUE_BYTES, MAX_OUTSTANDING_BYTES, type CreditGrant } from './credit.js';
import { DeliveryRate } from './delivery-rate.js';

/**
 * What we may still send to one peer: two windows, for frames without RESPONSE and with it (WIRE.md §11.3). And what we
 * should: no more in flight than keeps the link busy, so that the rest stays where it can be overtaken.
 */
export class SendWindow {
  readonly #clock: Clock;
  readonly #leastInFlightBytes: number;
  #available = 0;
  #responseAvailable = 0;
  #sent = 0;
  #received = 0;
  #written = 0;
  /** From when on so much is in flight that Credits tell of it. */
  #rate: DeliveryRate | undefined;

  /** So much may be in flight however slow the peer. */
  constructor(clock: Clock, leastInFlightBytes: number) {
    this.#clock = clock;
    this.#leastInFlightBytes = leastInFlightBytes;
  }

  /** The window of the peer's Handshake. Nothing of the schema leaves before. */
  open(windowBytes: number): void {
    this.#available += windowBytes;
    this.#responseAvailable += windowBytes;
  }

  available(isResponse: boolean): number {
    return isResponse ? this.#responseAvailable : this.#available;
  }

  /** Counted wire bytes that the peer has not yet said to have read. */
  get inFlightBytes(): number {
    return this.#sent - this.#received;
  }

  /** Bytes in flight above which nothing of the schema leaves; Infinity while little ever was. */
  get inFlightLimit(): number {
    return this.#rate?.limitBytes ?? Infinity;
  }

  /** Credits have told how much the link takes. */
  get isMeasured(): boolean {
    return this.#rate !== undefined && this.#rate.rate > 0;
  }

  /** Whether so little is in flight that more should be. HIGH frames may go beyond it by the least. */
  hasRoom(isHigh: boolean): boolean {
    if (this.#rate === undefined) return true;
    return this.inFlightBytes < this.#rate.limitBytes + (isHigh ? this.#leastInFlightBytes : 0);
  }

  /**
   * What was taken since the last call is about to be handed over: before, as the peer may have read the first of it when
   * the last of it is in the kernel. `isLast`: nothing more waits.
   */
  writing(isLast: boolean, now = this.#clock.now()): void {
    if (this.#sent === this.#written) return;
    if (this.#rate === undefined && this.inFlightBytes >= CREDIT_DUE_BYTES) {
      this.#rate = new DeliveryRate(this.#written, this.#received, this.#leastInFlightBytes);
    }
    this.#written = this.#sent;
    this.#rate?.wrote(this.#sent, now);
    if (isLast) this.#rate?.ranDry();
  }

  /** Takes what a frame costs; the caller has seen that it is available. */
  take(credit: number, isResponse: boolean): void {
    if (isResponse) this.#responseAvailable -= credit;
    else this.#available -= credit;
    this.#sent += credit;
  }

  /** Takes what a batch without RESPONSE costs; it is all there is, and handed over `now`. */
  takeAll(credit: number, now: number): void {
    this.take(credit, false);
    this.writing(true, now);
  }

  /** A Credit of the peer. Throws ProtocolError FLOW for more than is allowed. */
  grant(credit: CreditGrant): void {
    const available = this.#available + credit.bytes;
    const responseAvailable = this.#responseAvailable + credit.responseBytes;
    if (available > MAX_OUTSTANDING_BYTES || responseAvailable > MAX_OUTSTANDING_BYTES) {
      throw new ProtocolError(GoodbyeCode.FLOW, 'credit above 16 MiB');
    }
    this.#available = available;
    this.#responseAvailable = responseAvailable;
    // WIRE.md §11.5: a total that cannot be true is ignored.
    if (credit.received <= this.#received || credit.received > this.#sent) return;
    this.#received = credit.received;
    this.#rate?.reported(credit.received, this.#clock.now());
  }
}
