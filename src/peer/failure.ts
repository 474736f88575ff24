import type { Log } from '../platform/log.js';
import { ErrorCode } from '../wire/codes.js';
import type { TypeInfo } from '../wire/type-table.js';
import { ResponseError } from './errors.js';

/** What an ErrorResponse says. */
export interface Failure {
  readonly code: number;
  readonly message: string;
}

export const BUSY: Failure = { code: ErrorCode.BUSY, message: '' };
export const CLOSING: Failure = { code: ErrorCode.CLOSING, message: 'the connection is closing' };
export const TIMEOUT: Failure = { code: ErrorCode.TIMEOUT, message: 'the handler took too long' };
export const FAILED: Failure = { code: ErrorCode.FAILED, message: 'the handler failed' };

/** What the peer hears of a handler's throw; the rest of it stays in the log. */
export function failureOf(
  error: unknown,
  { name }: TypeInfo,
  log: Log,
  violation: (problem: string) => void,
): Failure {
  if (error instanceof ResponseError) {
    if (error.code === ErrorCode.MALFORMED) violation(`${name}: ${error.message}`);
    return { code: error.code, message: error.message };
  }
  log.error('handler failed', { type: name, error: String(error) });
  return FAILED;
}

/** For a response that the peer does not take. */
export function tooLarge(bytes: number): Failure {
  return { code: ErrorCode.TOO_LARGE, message: `the response has ${bytes} bytes` };
}
