import { Handshake } from '../../generated/framewright/control.js';
import { sameBytes } from '../wire/bytes.js';
import { GoodbyeCode, ProtocolError } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import { offeredBy } from './capability.js';
import type { ConnectionLimits } from './limits.js';
import { decodeOwn, handshakeFrame, outOfPlace } from './own-messages.js';
import type { LocalPeer, PeerId, RemotePeer } from './peer.js';

/** The wire versions we speak (WIRE.md §1.2). */
const LOWEST_VERSION = 1;
const HIGHEST_VERSION = 1;

const DEFAULT_LARGEST_MESSAGE = 8 * 1024 * 1024;
const DEFAULT_WINDOW = 1024 * 1024;

/** Our Handshake as a finished frame; the same for every connection. */
export function buildHandshake(local: LocalPeer, limits: ConnectionLimits): Frame {
  return handshakeFrame({
    magic: local.magic,
    versionLow: LOWEST_VERSION,
    versionHigh: HIGHEST_VERSION,
    network: local.network,
    nodeId: local.nodeId,
    epoch: local.epoch,
    capabilities: offeredBy(local),
    largestMessage: limits.largestMessageBytes,
    window: limits.windowBytes,
    schemaFingerprint: local.schemaFingerprint,
    listenPort: local.listenPort,
    userAgent: local.userAgent,
  });
}

/** A Handshake whose every field is valid by itself (§6.2), else a ProtocolError (PROTOCOL). */
export function readHandshake(payload: Uint8Array): Handshake {
  const theirs = decodeOwn(Handshake, payload);
  if (theirs.versionLow < 1 || theirs.versionLow > theirs.versionHigh) {
    throw outOfPlace(`Handshake: versions ${theirs.versionLow} to ${theirs.versionHigh}`);
  }
  checkRange('largest_message', theirs.largestMessage, 65_536, 16_777_216);
  checkRange('window', theirs.window, 262_144, 16_777_216);
  checkRange('listen_port', theirs.listenPort, 1, 65_535);
  return theirs;
}

/** The peer of a valid Handshake; a ProtocolError (NETWORK, VERSION or SELF) if it is none for us. */
export function checkHandshake(theirs: Handshake, local: LocalPeer): RemotePeer {
  if (!sameBytes(theirs.magic, local.magic) || theirs.network !== local.network) {
    throw new ProtocolError(GoodbyeCode.NETWORK, `another network than ${local.network}`);
  }
  const version = Math.min(theirs.versionHigh, HIGHEST_VERSION);
  if (version < theirs.versionLow || version < LOWEST_VERSION) {
    throw new ProtocolError(
      GoodbyeCode.VERSION,
      `versions ${theirs.versionLow} to ${theirs.versionHigh}, not ${LOWEST_VERSION} to ${HIGHEST_VERSION}`,
    );
  }
  if (sameBytes(theirs.nodeId, local.nodeId)) {
    throw new ProtocolError(GoodbyeCode.SELF, 'the same node id on both sides');
  }
  return {
    id: peerIdOf(theirs.nodeId),
    epoch: theirs.epoch,
    version,
    capabilities: new Set(theirs.capabilities.filter(isToken)),
    // The peer's is a view of the bytes that came with it, which are not to be kept.
    schemaFingerprint: sameBytes(theirs.schemaFingerprint, local.schemaFingerprint)
      ? local.schemaFingerprint
      : theirs.schemaFingerprint.slice(),
    largestMessage: theirs.largestMessage === 0 ? DEFAULT_LARGEST_MESSAGE : theirs.largestMessage,
    window: theirs.window === 0 ? DEFAULT_WINDOW : theirs.window,
    listenPort: theirs.listenPort,
    userAgent: theirs.userAgent,
  };
}

/** A node id in the form that names a peer: 64 hex digits, which compare as the bytes do. */
export function peerIdOf(nodeId: Uint8Array): PeerId {
  return Array.from(nodeId, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function checkRange(field: string, value: number, least: number, most: number): void {
  if (value !== 0 && (value < least || value > most)) {
    throw outOfPlace(`Handshake: ${field} is ${value}, not 0 or ${least} to ${most}`);
  }
}

function isToken(capability: string): boolean {
  return /^[\x21-\x7e]+$/.test(capability);
}
