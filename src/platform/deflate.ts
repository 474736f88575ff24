/** Raw deflate (RFC 1951) in one call, without waiting. */
export interface RawDeflate {
  /** Deflates fast rather than small. */
  deflate(bytes: Uint8Array): Uint8Array;
  /**
   * Undefined unless the bytes are one deflate stream, whole and with nothing behind it, of at most `mostBytes` inflated;
   * never holds much more than that.
   */
  inflate(bytes: Uint8Array, mostBytes: number): Uint8Array | undefined;
}
