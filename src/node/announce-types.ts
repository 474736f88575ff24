import { Announce, Fetch, Missing } from '../../generated/framewright/gossip.js';
import type { TypeTable } from '../wire/type-table.js';

/** The token of the capability (WIRE.md §15.3). */
export const ANNOUNCE_CAPABILITY = 'announce';

/** Announcements in an Announce, and digests in a Fetch or Missing. */
export const MOST_DIGESTS = 128;

/** A schema's types, and those of the capability. */
export function withAnnounceTypes(types: TypeTable): TypeTable {
  const own = [Announce, Fetch, Missing].map((codec) => [codec.type, codec] as const);
  return new Map([...types, ...own]);
}
