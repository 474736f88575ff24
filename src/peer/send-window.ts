import { GoodbyeCode, ProtocolError } from '../wire/codes.js';
import { MAX_OUTSTANDING_BYTES, type CreditGrant } from './credit.js';

/** What we may still send to one peer: two windows, for frames without RESPONSE and with it. WIRE.md §11.3. */
export class SendWindow {
  #available = 0;
  #responseAvailable = 0;
  #sent = 0;
  #received = 0;

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

  /** Takes what a frame costs; the caller has seen that it is available. */
  take(credit: number, isResponse: boolean): void {
    if (isResponse) this.#responseAvailable -= credit;
    else this.#available -= credit;
    this.#sent += credit;
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
    if (credit.received > this.#received && credit.received <= this.#sent) this.#received = credit.received;
  }
}
