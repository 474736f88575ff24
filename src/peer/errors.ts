/**
 * A use of a connection that cannot be served now:
 * `NOT_OPEN` not yet or no longer open · `NOT_CONNECTED` no connection to that peer · `TOO_LARGE` above what the peer
 * takes · `UNKNOWN_TYPE` the peer said that it does not know the type · `FULL` a queue or table is at its cap ·
 * `UNSUPPORTED` the peer lacks the capability that it takes ·
 * `MISUSE` the frame does not fit the call, e.g. a request without an id.
 */
export class PeerError extends Error {
  override readonly name = 'PeerError';
  readonly code: PeerErrorCode;

  constructor(code: PeerErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
export type PeerErrorCode =
  'NOT_OPEN' | 'NOT_CONNECTED' | 'TOO_LARGE' | 'UNKNOWN_TYPE' | 'FULL' | 'UNSUPPORTED' | 'MISUSE';

/**
 * A request that got no response. A number is the ErrorCode of the ErrorResponse that came instead (1000 and above are
 * the schema's). Else: `TIMEOUT` no response in time · `ABORTED` by its AbortSignal · `CLOSED` the connection ended ·
 * `BAD_RESPONSE` what came is not the response it declares · `UNKNOWN_RESPONSE` its type is not in our schema.
 */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;

  constructor(code: RequestErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
export type RequestErrorCode =
  number | 'TIMEOUT' | 'ABORTED' | 'CLOSED' | 'BAD_RESPONSE' | 'UNKNOWN_RESPONSE';

/** What a handler throws to choose the ErrorResponse: an ErrorCode, or the schema's own from 1000 on. */
export class ResponseError extends Error {
  override readonly name = 'ResponseError';
  readonly code: number;

  /** `message` travels, cut to 256 bytes: nothing secret, no stack. */
  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
