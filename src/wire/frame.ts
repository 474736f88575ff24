/**
 * An encoded message: one frame, or the consecutive parts of a larger one, headers included (WIRE.md, "Frame" and
 * "Parts"). Immutable once made: the same object goes to one peer, to a thousand, or into a batch.
 */
export interface Frame {
  /** Wire bytes of all parts, one after another. Never written to again. */
  readonly bytes: Uint8Array;
  readonly type: number;
  /** RESPONSE and ACK as every part carries them; MORE is the parts' own. */
  readonly flags: number;
  readonly id: number;
  /** Payload bytes without headers. */
  readonly payloadBytes: number;
}
