/** Why a link could not be made or was lost. */
export type TransportErrorCode =
  /** The address cannot be read, or no transport serves its scheme. */
  | 'BAD_ADDRESS'
  /** Nobody listens there. */
  | 'REFUSED'
  /** There is no way there: no such host, no route. */
  | 'UNREACHABLE'
  /** What answered does not speak this transport: no WebSocket, or another subprotocol. */
  | 'REJECTED'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'LISTEN_FAILED'
  /** The other side, or the network, dropped an open link. */
  | 'LOST';

/** A dial, a listen or a link that failed; the text names the address. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
