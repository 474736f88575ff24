/** Wire bytes of items that a stream may send before its reader has taken any. WIRE.md §15.1. */
export const STREAM_CREDIT_BYTES = 262_144;
