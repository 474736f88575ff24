import type { Frame } from '../wire/frame.js';
import type { TypeInfo, TypeTable } from '../wire/type-table.js';
import { PeerError } from './errors.js';

/** The type of a request, or throws PeerError MISUSE for what does not go by request() or, if `isStream`, by stream(). */
export function checkRequest(frame: Frame, types: TypeTable, isStream: boolean): TypeInfo {
  const info = types.get(frame.type);
  if (info?.response === undefined || frame.id === 0) {
    throw new PeerError('MISUSE', 'a request has a response type and an id');
  }
  if (info.responseStream !== isStream) {
    throw new PeerError('MISUSE', `${info.name} is answered by ${isStream ? 'one message' : 'a stream'}`);
  }
  return info;
}
