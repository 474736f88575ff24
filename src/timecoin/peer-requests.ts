import type { RequestCodec, StreamCodec } from '../codec/codec.js';
import { PeerError, RequestError } from '../peer/errors.js';
import type { PeerId, RequestOptions } from '../peer/peer.js';
import { ErrorCode } from '../wire/codes.js';

/** What asks peers: a Node and its connections. */
export interface PeerRequests {
  connectedIds(): readonly PeerId[];
  request<T, R>(peer: PeerId, codec: RequestCodec<T, R>, message: T, options?: RequestOptions): Promise<R>;
}

/** The same, and streams where peers offer them. */
export interface PeerStreams extends PeerRequests {
  /** Throws PeerError UNSUPPORTED where not both sides offer streams. */
  stream<T, R>(
    peer: PeerId,
    codec: StreamCodec<T, R>,
    message: T,
    options?: RequestOptions,
  ): AsyncIterableIterator<R>;
}

/** Whether a peer is to be asked in another way: it has no streams, or not this one. */
export function lacksStream(error: unknown): boolean {
  if (error instanceof PeerError) return error.code === 'UNSUPPORTED' || error.code === 'UNKNOWN_TYPE';
  return error instanceof RequestError && error.code === ErrorCode.UNKNOWN_TYPE;
}
