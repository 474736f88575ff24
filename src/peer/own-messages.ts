import {
  Ack,
  Cancel,
  Credit,
  End,
  ErrorResponse,
  Goodbye,
  Handshake,
  Ping,
  Pong,
} from '../../generated/framewright/control.js';
import type { Codec } from '../codec/codec.js';
import { DecodeError } from '../codec/errors.js';
import { GoodbyeCode, ProtocolError } from '../wire/codes.js';
import { encodeFrame, type Frame } from '../wire/frame.js';
import type { WireFrame } from '../wire/frame-reader.js';
import { Flag } from '../wire/header.js';
import type { CreditGrant } from './credit.js';
import { OwnType } from './own-type.js';
import { decodeFromPeer } from './decode-from-peer.js';

export const HANDSHAKE_ID = 1;
const LONGEST_OWN_PAYLOAD = 4096;
const LONGEST_TEXT = 256;

export function handshakeFrame(handshake: Handshake): Frame {
  return encodeFrame(OwnType.HANDSHAKE, Flag.ACK, HANDSHAKE_ID, Handshake.encode(handshake));
}

/** The Ack of a Handshake. */
export function handshakeAckFrame(resumed: boolean): Frame {
  const ack = Ack.create({ ids: [HANDSHAKE_ID], resumed });
  return encodeFrame(OwnType.ACK, 0, 0, Ack.encode(ack));
}

/** At most 512 ids. */
export function ackFrame(ids: number[]): Frame {
  return encodeFrame(OwnType.ACK, 0, 0, Ack.encode(Ack.create({ ids })));
}

export function pingFrame(nonce: bigint, wallTimeMs: number): Frame {
  const timestamp = Math.floor(wallTimeMs / 1000);
  return encodeFrame(OwnType.PING, 0, 0, Ping.encode({ nonce, timestamp }));
}

export function pongFrame(nonce: bigint, wallTimeMs: number): Frame {
  const timestamp = Math.floor(wallTimeMs / 1000);
  return encodeFrame(OwnType.PONG, 0, 0, Pong.encode({ nonce, timestamp }));
}

export function goodbyeFrame(code: GoodbyeCode, reason: string, retryAfterMs: number): Frame {
  const goodbye = Goodbye.create({ code, reason: cutText(reason), retryAfterMs });
  return encodeFrame(OwnType.GOODBYE, 0, 0, Goodbye.encode(goodbye));
}

export function errorFrame(id: number, code: number, message: string): Frame {
  const payload = ErrorResponse.encode(ErrorResponse.create({ code, message: cutText(message) }));
  return encodeFrame(OwnType.ERROR_RESPONSE, Flag.RESPONSE, id, payload);
}

export function creditFrame(grant: CreditGrant): Frame {
  return encodeFrame(OwnType.CREDIT, 0, 0, Credit.encode(grant));
}

/** Credit of one stream, under the id of our request. */
export function streamCreditFrame(id: number, bytes: number): Frame {
  return encodeFrame(OwnType.CREDIT, 0, id, Credit.encode(Credit.create({ bytes })));
}

/** The end of a stream that answers the peer's request `id`. */
export function endFrame(id: number): Frame {
  return encodeFrame(OwnType.END, Flag.RESPONSE, id, End.encode({}));
}

export function cancelFrame(id: number): Frame {
  return encodeFrame(OwnType.CANCEL, 0, id, Cancel.encode({}));
}

/** Decodes an own message; one that does not decode is a ProtocolError (PROTOCOL). */
export function decodeOwn<T>(codec: Codec<T>, payload: Uint8Array): T {
  try {
    return decodeFromPeer(codec, payload);
  } catch (error) {
    if (error instanceof DecodeError) throw outOfPlace(`${codec.name}: ${error.message}`);
    throw error;
  }
}

/** What WIRE.md §4.1 demands of the header of an own message: RESPONSE, ACK, and whether it has an id. */
const SHAPES = new Map<number, { flags: number; id: (id: number) => boolean }>([
  [OwnType.HANDSHAKE, { flags: Flag.ACK, id: (id) => id === HANDSHAKE_ID }],
  [OwnType.ACK, { flags: 0, id: (id) => id === 0 }],
  [OwnType.PING, { flags: 0, id: (id) => id === 0 }],
  [OwnType.PONG, { flags: 0, id: (id) => id === 0 }],
  [OwnType.GOODBYE, { flags: 0, id: (id) => id === 0 }],
  [OwnType.ERROR_RESPONSE, { flags: Flag.RESPONSE, id: (id) => id !== 0 }],
  [OwnType.CREDIT, { flags: 0, id: () => true }],
  [OwnType.CANCEL, { flags: 0, id: (id) => id !== 0 }],
  [OwnType.END, { flags: Flag.RESPONSE, id: (id) => id !== 0 }],
]);

/** Throws ProtocolError (PROTOCOL) for an own message whose header §5 does not allow. Unknown types pass. */
export function checkOwnHeader(frame: WireFrame): void {
  const shape = SHAPES.get(frame.type);
  if (shape === undefined) return;
  if (frame.payload.length > LONGEST_OWN_PAYLOAD) {
    throw outOfPlace(`an own message of ${frame.payload.length} bytes`);
  }
  const flags = frame.flags & (Flag.RESPONSE | Flag.ACK | Flag.MORE);
  if (frame.part !== 0 || flags !== shape.flags || !shape.id(frame.id)) {
    throw outOfPlace(`an own message of type ${frame.type} with a header that is not its own`);
  }
}

export function outOfPlace(problem: string): ProtocolError {
  return new ProtocolError(GoodbyeCode.PROTOCOL, problem);
}

/** As many whole characters as 256 bytes of UTF-8 hold; a lone surrogate becomes U+FFFD. */
function cutText(text: string): string {
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
    if (bytes > LONGEST_TEXT) break;
    cut += code >= 0xd800 && code <= 0xdfff ? '\ufffd' : character;
  }
  return cut;
}
