import { compareBytes, concatBytes } from '../../wire/bytes.js';
import { sha256 } from '../hash.js';
import type { Masternode } from './masternode.js';

/** Masternodes that attest one heartbeat. */
export const WITNESSES = 3;
/**
 * Nodes differ a little in whom they hold for active, so an attestation is taken from whoever may be among this many: of the
 * true witnesses it keeps one out of 60,000 away.
 */
const LIKELY_WITNESSES = 16;

/**
 * Whether `own` attests a heartbeat of `masternode`: it is one of the three active masternodes, that one excepted, whose
 * SHA-256(heartbeat hash, public key) is smallest. So a network attests in proportion to its size, not to its square.
 */
export function isWitness(
  own: Masternode,
  heartbeatHash: Uint8Array,
  masternode: Masternode,
  active: Iterable<Masternode>,
): boolean {
  const ownScore = score(heartbeatHash, own.publicKey);
  let before = 0;
  // Ends early for nearly everyone: of n scores a middling one is behind three others after six looks.
  for (const other of active) {
    if (other.id === own.id || other.id === masternode.id) continue;
    if (compareBytes(score(heartbeatHash, other.publicKey), ownScore) < 0 && ++before === WITNESSES)
      return false;
  }
  return own.id !== masternode.id;
}

/** Whether who has this key may be a witness of a heartbeat, by one look at its score. */
export function mayWitness(publicKey: Uint8Array, heartbeatHash: Uint8Array, activeCount: number): boolean {
  const bytes = score(heartbeatHash, publicKey);
  const fraction = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) / 2 ** 32;
  return fraction * activeCount <= LIKELY_WITNESSES;
}

function score(heartbeatHash: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes([heartbeatHash, publicKey]));
}
