import { expectListeners } from '#platform';
import type { PeerConnection } from '../peer/connection.js';
import { PeerError } from '../peer/errors.js';
import type { PeerId } from '../peer/peer.js';
import type { Clock } from '../platform/clock.js';
import type { EventHub } from './events.js';
import type { NodeEvents } from './node-events.js';

export interface WaitOptions {
  /** Default 30,000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The next connection to a peer that opens. Rejects with NOT_CONNECTED after its time, at its signal, or when the node stops. */
export function nextConnection(
  peer: PeerId,
  events: EventHub<NodeEvents>,
  clock: Clock,
  stopping: AbortSignal,
  { timeoutMs = 30_000, signal }: WaitOptions,
): Promise<PeerConnection> {
  const ends = signal === undefined ? stopping : AbortSignal.any([signal, stopping]);
  return new Promise((resolve, reject) => {
    const settle = (connection?: PeerConnection): void => {
      timer.cancel();
      off();
      ends.removeEventListener('abort', onAbort);
      if (connection !== undefined) resolve(connection);
      else reject(new PeerError('NOT_CONNECTED', `no connection to ${peer}`));
    };
    const onAbort = (): void => settle();
    const timer = clock.schedule(timeoutMs, settle);
    const off = events.on('connect', (connection) => {
      if (connection.peer?.id === peer) settle(connection);
    });
    expectListeners(ends);
    ends.addEventListener('abort', onAbort);
    if (ends.aborted) settle();
  });
}
