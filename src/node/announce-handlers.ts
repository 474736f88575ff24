import { Announce, Fetch, Missing } from '../../generated/framewright/gossip.js';
import type { Codec } from '../codec/codec.js';
import { ResponseError } from '../peer/errors.js';
import type { PeerId } from '../peer/peer.js';
import { ErrorCode } from '../wire/codes.js';
import { takesAnnouncements } from './announce-types.js';
import type { Dispatcher } from './dispatcher.js';
import type { Gossip } from './gossip.js';

/** Takes the messages of the capability from peers that have it; from others they are a violation. */
export function handleAnnouncements(dispatcher: Dispatcher, gossip: Gossip): void {
  const handle = <T>(codec: Codec<T>, handler: (peer: PeerId, message: T) => void): void =>
    dispatcher.handleOwn(codec, (message, { peer, connection }) => {
      if (!takesAnnouncements(connection)) {
        throw new ResponseError(ErrorCode.MALFORMED, `${codec.name} without the capability`);
      }
      handler(peer, message);
    });
  handle(Announce, (peer, { announcements }) => gossip.handleAnnounce(peer, announcements));
  handle(Fetch, (peer, { digests }) => gossip.handleFetch(peer, digests));
  handle(Missing, (peer, { digests }) => gossip.handleMissing(peer, digests));
}
