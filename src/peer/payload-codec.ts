import { encodeFrame, encodeFrameInto } from '../wire/frame.js';
import { Flag, MAX_PAYLOAD_BYTES } from '../wire/header.js';
import { nextId } from '../wire/ids.js';
import type { TypeInfo } from '../wire/type-table.js';
import type { MessageCodec } from './broadcast.js';

/** Messages of a type that are encoded already: each payload as it came, under a header of this node's own (WIRE.md §13). */
export function payloadCodec({ type, requiresAck }: TypeInfo): MessageCodec<Uint8Array> {
  const flags = requiresAck ? Flag.ACK : 0;
  const idOf = ({ length }: Uint8Array): number => (requiresAck || length > MAX_PAYLOAD_BYTES ? nextId() : 0);
  return {
    ...{ type, requiresAck, isResponse: false, response: undefined },
    frame: (payload) => encodeFrame(type, flags, idOf(payload), payload),
    frameInto: (payload, bytes, at) => encodeFrameInto(bytes, at, type, flags, idOf(payload), payload),
  };
}
