import type { MessageCodec } from '../peer/broadcast.js';
import { PeerError } from '../peer/errors.js';
import type { PeerId } from '../peer/peer.js';
import type { Frame } from '../wire/frame.js';
import { takesAnnouncements } from './announce-types.js';
import type { Links } from './links.js';

/** The links that gossip spreads over. */
export interface GossipLinks {
  connectedIds(): readonly PeerId[];
  /** Whether a connected peer can be told of messages instead of being sent them. */
  takesAnnouncements(peer: PeerId): boolean;
  /** Queues the frame for every open connection but those; returns how many. */
  broadcast(frame: Frame, except: ReadonlySet<PeerId>): number;
  /** As broadcast() of the message's frame, which nobody keeps. */
  broadcastMessage<T>(codec: MessageCodec<T>, message: T, except: ReadonlySet<PeerId>): number;
  /** Queues the frame for one peer; false if that cannot take it. */
  send(peer: PeerId, frame: Frame): boolean;
  /** Counts a violation. */
  report(peer: PeerId, problem: string, kind: string): void;
}

export function gossipLinks(links: Links): GossipLinks {
  return {
    connectedIds: () => links.connections.flatMap((connection) => connection.peer?.id ?? []),
    takesAnnouncements: (peer) => takesAnnouncements(links.registry.connection(peer)),
    broadcast: (frame, except) => links.registry.broadcast(frame, { except }),
    broadcastMessage: (codec, message, except) => links.registry.broadcastMessage(codec, message, { except }),
    send: (peer, frame) => {
      try {
        links.registry.send(peer, frame);
        return true;
      } catch (error) {
        if (!(error instanceof PeerError)) throw error;
        return false;
      }
    },
    report: (peer, problem, kind) => {
      const connection = links.registry.connection(peer);
      if (connection !== undefined) links.bans.report(connection, problem, kind);
    },
  };
}
