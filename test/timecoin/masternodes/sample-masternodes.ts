import type { MasternodeAnnouncement, SignedHeartbeat } from '../../../generated/timecoin/masternodes.js';
import { MasternodeTier } from '../../../generated/timecoin/types.js';
import { SigningKey } from '../../../src/timecoin/ed25519.js';
import { signAnnouncement } from '../../../src/timecoin/masternodes/announcement.js';
import { heartbeatStatement } from '../../../src/timecoin/statements.js';

/** The key of a number, the same each time. */
export function sampleKey(n: number): SigningKey {
  const seed = new Uint8Array(32);
  new DataView(seed.buffer).setUint32(0, n);
  return new SigningKey(seed);
}

/** What the key announces of itself, signed. */
export function sampleAnnouncement(
  key: SigningKey,
  change: Partial<MasternodeAnnouncement> = {},
): MasternodeAnnouncement {
  const said = {
    address: '203.0.113.1:24000',
    rewardAddress: 'TIME1reward',
    tier: MasternodeTier.FREE,
    timestamp: 1_000,
    ...change,
  };
  return { ...signAnnouncement(key, said), ...change };
}

/** A heartbeat of the key, signed. */
export function sampleHeartbeat(key: SigningKey, change: Partial<SignedHeartbeat> = {}): SignedHeartbeat {
  const said = {
    masternodeAddress: '203.0.113.1:24000',
    sequenceNumber: 1,
    timestamp: 1_000,
    masternodePubkey: key.publicKey,
    ...change,
  };
  return { signature: key.sign(heartbeatStatement(said)), ...said };
}
