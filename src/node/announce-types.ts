import { Announce, Fetch, Missing } from '../../generated/framewright/gossip.js';
import type { PeerConnection } from '../peer/connection.js';
import type { TypeTable } from '../wire/type-table.js';

/** The token of the capability (WIRE.md §15.3). */
export const ANNOUNCE_CAPABILITY = 'announce';

/** Whether a connection's peer can be told of messages instead of being sent them. */
export function takesAnnouncements(connection: PeerConnection | undefined): boolean {
  return connection?.peer?.capabilities.has(ANNOUNCE_CAPABILITY) === true;
}

/** Announcements in an Announce, and digests in a Fetch or Missing. */
export const MOST_DIGESTS = 128;

/** A schema's types, and those of the capability. */
export function withAnnounceTypes(types: TypeTable): TypeTable {
  const own = [Announce, Fetch, Missing].map((codec) => [codec.type, codec] as const);
  return new Map([...types, ...own]);
}
