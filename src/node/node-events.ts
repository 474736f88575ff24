import type { PeerConnection } from '../peer/connection.js';
import type { Disconnect } from '../peer/peer.js';
import type { Ban } from './guard.js';

/** What a node tells of, with the arguments of its listeners. */
export type NodeEvents = {
  /** A connection opened; `connection.peer` is who. */
  connect: [connection: PeerConnection];
  /** An open connection ended. */
  disconnect: [connection: PeerConnection, disconnect: Disconnect];
  /** A connection's queue fell below its low-water mark. */
  drain: [connection: PeerConnection];
  /** An offender was banned. */
  ban: [ban: Ban];
};
