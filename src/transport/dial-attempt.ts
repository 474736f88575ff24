import { expectListeners } from '#platform';
import { TransportError } from './errors.js';
import type { DialOptions } from './transport.js';

/**
 * Ends one attempt to dial in one way: `start` succeeds or fails through its two functions, unless time or the caller's
 * patience is up first; then the function that `start` returned drops what was begun.
 */
export function attemptDial<T>(
  address: string,
  options: DialOptions,
  start: (succeed: (value: T) => void, fail: (error: TransportError) => void) => () => void,
): Promise<T> {
  const { runtime, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    let isOver = false;
    const finish = (): boolean => {
      if (isOver) return false;
      isOver = true;
      timer.cancel();
      signal?.removeEventListener('abort', onAbort);
      return true;
    };
    const giveUp = (error: TransportError): void => {
      if (!finish()) return;
      drop();
      reject(error);
    };
    const onAbort = (): void => {
      giveUp(new TransportError('ABORTED', `dialling ${address} was called off`, signal?.reason));
    };
    const timer = runtime.clock.schedule(timeoutMs, () => {
      giveUp(new TransportError('TIMEOUT', `${address} did not answer within ${timeoutMs} ms`));
    });
    let drop = (): void => {};
    if (signal?.aborted === true) {
      onAbort();
      return;
    }
    if (signal !== undefined) {
      expectListeners(signal);
      signal.addEventListener('abort', onAbort);
    }
    drop = start(
      (value) => {
        if (finish()) resolve(value);
      },
      (error) => {
        if (finish()) reject(error);
      },
    );
  });
}
