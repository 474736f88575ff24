/** Codes of Goodbye. WIRE.md, "Goodbye codes". LOST never travels: it stands for a link that ended without one. */
export const GoodbyeCode = {
  LOST: 0,
  NORMAL: 1,
  DUPLICATE: 2,
  TIMEOUT: 3,
  NETWORK: 10,
  VERSION: 11,
  SELF: 12,
  IDENTITY: 13,
  BANNED: 14,
  CLOSING: 20,
  FULL: 21,
  SLOW_PEER: 22,
  FLOOD: 23,
  OVERLOADED: 24,
  FRAMING: 30,
  TOO_LARGE: 31,
  FLOW: 32,
  PROTOCOL: 33,
} as const;
export type GoodbyeCode = (typeof GoodbyeCode)[keyof typeof GoodbyeCode];

/** Codes of ErrorResponse. WIRE.md, "Error codes". 1000 and above are the schema's own. */
export const ErrorCode = {
  UNKNOWN_TYPE: 1,
  MALFORMED: 2,
  TOO_LARGE: 3,
  BUSY: 4,
  TIMEOUT: 5,
  FAILED: 6,
  CLOSING: 7,
  REFUSED: 8,
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** A breach of the wire rules by the other side; the connection closes with `goodbye`. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly goodbye: GoodbyeCode;

  constructor(goodbye: GoodbyeCode, message: string) {
    super(message);
    this.goodbye = goodbye;
  }
}

/** Bytes that are no frames, or parts that do not fit. WIRE.md, "FRAMING errors". */
export function framingError(problem: string): ProtocolError {
  return new ProtocolError(GoodbyeCode.FRAMING, problem);
}
