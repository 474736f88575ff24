import type { Disconnect } from '../peer/peer.js';
import type { GoodbyeCode } from '../wire/codes.js';

/** Why a dial came to nothing: there was no link (no code), or the connection ended before it was open. */
export interface DialFailure {
  readonly reason: string;
  readonly code?: GoodbyeCode | undefined;
  readonly by?: Disconnect['by'] | undefined;
}

export function failureOf({ reason, code, by }: Disconnect): DialFailure {
  return { reason, code, by };
}
