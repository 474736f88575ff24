import { FIRST_SCHEMA_TYPE } from './own-type.js';

/** Wire bytes that one side may have on the way in either window, whatever was granted. WIRE.md §11.3. */
export const MAX_OUTSTANDING_BYTES = 16 * 1024 * 1024;
/** News of a Credit that make it due. WIRE.md §11.5. */
export const CREDIT_DUE_BYTES = 32 * 1024;

/** The numbers of a Credit message. */
export interface CreditGrant {
  /** New wire bytes for frames without RESPONSE. */
  readonly bytes: number;
  /** New wire bytes for frames with RESPONSE. */
  readonly responseBytes: number;
  /** Running total of counted wire bytes read on the connection. */
  readonly received: number;
}

/** What a frame of `wireBytes` (12 + length) takes from its window. */
export function creditOf(type: number, wireBytes: number): number {
  return type < FIRST_SCHEMA_TYPE ? 0 : wireBytes;
}
