import { GoodbyeCode, ProtocolError } from '../wire/codes.js';
import { CREDIT_DUE_BYTES, type CreditGrant } from './credit.js';

/**
 * What one peer may still send to us, and what we owe it in Credit: two windows, for frames without RESPONSE and with
 * it. WIRE.md §11.3 to §11.5.
 */
export class ReceiveWindow {
  readonly #handlerLimit: number;
  #allowed: number;
  #responseAllowed: number;
  #owed = 0;
  #responseOwed = 0;
  #received = 0;
  #reported = 0;
  #inHandlers = 0;
  #paused = false;

  /** Both as our Handshake announced them. */
  constructor(windowBytes: number, largestMessageBytes: number) {
    this.#allowed = windowBytes;
    this.#responseAllowed = windowBytes;
    this.#handlerLimit = Math.max(windowBytes, largestMessageBytes);
  }

  /** An inbound frame of type 32 or above, by its wire bytes. Throws ProtocolError FLOW beyond what was granted. */
  onFrame(wireBytes: number, isResponse: boolean): void {
    if (isResponse) this.#responseAllowed -= wireBytes;
    else this.#allowed -= wireBytes;
    this.#received += wireBytes;
    if (this.#allowed < 0 || this.#responseAllowed < 0) {
      throw new ProtocolError(GoodbyeCode.FLOW, `a frame of ${wireBytes} bytes is beyond the granted credit`);
    }
  }

  /** The bytes of a frame are free again: stored, delivered, discarded, or its handler has settled (WIRE.md §11.4). */
  release(wireBytes: number, isResponse: boolean): void {
    if (isResponse) this.#responseOwed += wireBytes;
    else this.#owed += wireBytes;
  }

  /** A message without RESPONSE enters a handler: above a limit of such bytes, grants without RESPONSE are held. */
  handlerStarted(messageBytes: number): void {
    this.#inHandlers += messageBytes;
  }

  handlerEnded(messageBytes: number): void {
    this.#inHandlers -= messageBytes;
  }

  /** Holds grants for frames without RESPONSE while the peer is above a rate (WIRE.md §11.6). */
  pause(paused: boolean): void {
    this.#paused = paused;
  }

  /** Bytes of messages in this peer's handlers. */
  get bytesInHandlers(): number {
    return this.#inHandlers;
  }

  /** Whether a Credit should be sent now. Ask after onFrame, release, handlerEnded and pause(false). */
  get isDue(): boolean {
    return (
      this.#received - this.#reported >= CREDIT_DUE_BYTES ||
      this.#responseOwed >= CREDIT_DUE_BYTES ||
      (this.#owed >= CREDIT_DUE_BYTES && !this.isHeld)
    );
  }

  /** The next Credit: everything that is owed and not held. */
  take(): CreditGrant {
    const bytes = this.isHeld ? 0 : this.#owed;
    const responseBytes = this.#responseOwed;
    this.#owed -= bytes;
    this.#responseOwed = 0;
    this.#allowed += bytes;
    this.#responseAllowed += responseBytes;
    this.#reported = this.#received;
    return { bytes, responseBytes, received: this.#received };
  }

  /** Grants for frames without RESPONSE are held back. */
  get isHeld(): boolean {
    return this.#paused || this.#inHandlers > this.#handlerLimit;
  }
}
