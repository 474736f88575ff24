import type { RequestCodec } from '../codec/codec.js';
import type { PeerId, RequestOptions } from '../peer/peer.js';

/** What asks peers: a Node and its connections. */
export interface PeerRequests {
  connectedIds(): readonly PeerId[];
  request<T, R>(peer: PeerId, codec: RequestCodec<T, R>, message: T, options?: RequestOptions): Promise<R>;
}
