import { TransportError, type TransportErrorCode } from './errors.js';

const CODES: Readonly<Record<string, TransportErrorCode>> = {
  ECONNREFUSED: 'REFUSED',
  ENOENT: 'REFUSED',
  ENOTSOCK: 'REFUSED',
  ENOTFOUND: 'UNREACHABLE',
  EAI_AGAIN: 'UNREACHABLE',
  EHOSTUNREACH: 'UNREACHABLE',
  ENETUNREACH: 'UNREACHABLE',
  EADDRNOTAVAIL: 'UNREACHABLE',
  ETIMEDOUT: 'TIMEOUT',
};

/** A system error while dialling, in words. */
export function dialError(address: string, cause: Error): TransportError {
  const errno = errnoOf(cause);
  const code = CODES[errno] ?? 'UNREACHABLE';
  const problem = code === 'REFUSED' ? 'nobody listens there' : errno || cause.message;
  return new TransportError(code, `cannot dial ${address}: ${problem}`, cause);
}

/** A system error while listening, in words. */
export function listenError(address: string, cause: Error): TransportError {
  const errno = errnoOf(cause);
  const problem = errno === 'EADDRINUSE' ? 'someone listens there already' : errno || cause.message;
  return new TransportError('LISTEN_FAILED', `cannot listen on ${address}: ${problem}`, cause);
}

/** A system error on an open link, in words. */
export function linkError(address: string, cause: Error): TransportError {
  const problem = 'errno' in cause ? errnoOf(cause) : cause.message;
  return new TransportError('LOST', `${address}: ${problem}`, cause);
}

function errnoOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? '';
}
