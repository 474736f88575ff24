import type { Frame } from '../wire/frame.js';
import { Flag } from '../wire/header.js';
import type { TypeInfo, TypeTable } from '../wire/type-table.js';
import { PeerError } from './errors.js';

/**
 * Throws PeerError MISUSE for what does not go by send() or broadcast(): a response, or a request. Returns what is known of
 * the type.
 */
export function checkSendable(frame: Frame, types: TypeTable): TypeInfo | undefined {
  if ((frame.flags & Flag.RESPONSE) !== 0) {
    throw new PeerError('MISUSE', 'a response is what a handler returns');
  }
  const info = types.get(frame.type);
  if (info?.response !== undefined) {
    throw new PeerError('MISUSE', `${info.name} is a request: it goes by request()`);
  }
  return info;
}
