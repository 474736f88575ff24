import type { PeerId } from '../peer/peer.js';

/** A part of a node that has a life of its own: it registers its handlers when made, and hears of what it cares for. */
export interface Part {
  /** The node listens and dials. */
  start?(): void;
  /** A peer has connected. */
  opened?(peer: PeerId): void;
  /** The last connection to a peer has ended. */
  closed?(peer: PeerId): void;
  /** Ends what is under way; settles when nothing of it is left. Connections are still open. */
  stop?(): void | Promise<void>;
}
