import type { MasternodeAnnouncement, SignedHeartbeat } from '../../../generated/timecoin/masternodes.js';
import { MasternodeTier } from '../../../generated/timecoin/types.js';

/** A masternode whose last valid heartbeat is older than this is not active. */
export const INACTIVE_MS = 180_000;

/** The newest heartbeat of a masternode. */
export interface LastHeartbeat {
  readonly heartbeat: SignedHeartbeat;
  /** What its signature covers, 32 bytes; attestations name it so. */
  readonly hash: Uint8Array;
  /** When it came, on the monotonic clock, in milliseconds. */
  readonly heardAt: number;
  /** Public keys, in hexadecimal digits, of the masternodes that attested it. */
  readonly witnesses: ReadonlySet<string>;
}

/** What a node knows of a masternode. Always the present state: the directory changes it in place. */
export interface Masternode {
  /** The public key in hexadecimal digits: who it is. */
  readonly id: string;
  /** 32 bytes, Ed25519. */
  readonly publicKey: Uint8Array;
  /** Where it can be reached, `ip:port`. */
  readonly address: string;
  readonly rewardAddress: string;
  readonly tier: MasternodeTier;
  /** Unix seconds at which its newest announcement was made. */
  readonly announcedAt: number;
  /** The newest announcement as it was signed. */
  readonly announcement: MasternodeAnnouncement;
  /** Undefined until one came. */
  readonly lastHeartbeat: LastHeartbeat | undefined;
  readonly isActive: boolean;
}

/** Something about one masternode is different now. */
export interface MasternodeChange {
  /**
   * `known`: its first announcement came · `changed`: a newer one says something else · `active` and `inactive` · `forgotten`:
   * it is no longer in the directory, and was not active.
   */
  readonly what: 'known' | 'changed' | 'active' | 'inactive' | 'forgotten';
  readonly masternode: Masternode;
}

const TIER_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(MasternodeTier).map(([name, tier]) => [tier, name.toLowerCase()]),
);

/** A tier for people: free, bronze, silver or gold; of another the number. */
export function tierName(tier: MasternodeTier): string {
  return TIER_NAMES.get(tier) ?? String(tier);
}
