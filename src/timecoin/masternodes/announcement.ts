import type { MasternodeAnnouncement } from '../../../generated/timecoin/masternodes.js';
import { MasternodeTier } from '../../../generated/timecoin/types.js';
import { isSigned, type SigningKey } from '../ed25519.js';
import { MasternodeError } from '../errors.js';
import { mainnet, testnet } from '../networks.js';
import { addressOf } from '../peers/peer-exchange.js';
import { announcementStatement } from '../statements.js';

/** How far a timestamp may be ahead of this clock, and behind it, in seconds. */
const AHEAD_S = 2 * 60 * 60;
export const ANNOUNCEMENT_VALID_S = 24 * 60 * 60;

const MAX_TEXT = 128;
const TIERS: ReadonlySet<number> = new Set(Object.values(MasternodeTier));

/** Which addresses masternodes of a network can have. */
export interface AddressRule {
  /** How the network is dialled: tcp, ws or memory. */
  readonly scheme: string;
  /** A loopback address means something only where all nodes run on one machine. */
  readonly allowLoopback: boolean;
}

/** Loopback addresses count in networks of your own alone. */
export function addressRuleOf(network: string, scheme: string): AddressRule {
  return { scheme, allowLoopback: network !== mainnet.name && network !== testnet.name };
}

/** Whether others can dial `ip:port`; on links in memory, whether it is a name. */
export function isMasternodeAddress(address: string, { scheme, allowLoopback }: AddressRule): boolean {
  return isPlain(address) && addressOf(address, scheme, allowLoopback) !== undefined;
}

/** Throws MasternodeError for an announcement that no node may take, or that this one cannot take at `now`, Unix seconds. */
export function checkAnnouncement(
  announcement: MasternodeAnnouncement,
  rule: AddressRule,
  now: number,
): void {
  const { address, rewardAddress, tier, publicKey, timestamp, signature } = announcement;
  if (!isMasternodeAddress(address, rule))
    throw new MasternodeError('ADDRESS', `${JSON.stringify(address)} cannot be dialled`);
  if (!isPlain(rewardAddress))
    throw new MasternodeError('REWARD_ADDRESS', 'a reward address is 1 to 128 printable ASCII characters');
  if (!isTier(tier)) throw new MasternodeError('TIER', `there is no tier ${tier}`);
  if (timestamp > now + AHEAD_S)
    throw new MasternodeError('TOO_NEW', `announced ${timestamp - now} s ahead of this clock`);
  if (timestamp <= now - ANNOUNCEMENT_VALID_S)
    throw new MasternodeError('TOO_OLD', `announced ${now - timestamp} s ago`);
  if (!isSigned(publicKey, signature, announcementStatement(announcement)))
    throw new MasternodeError('SIGNATURE', `the announcement of ${address} is not signed by its key`);
}

export function signAnnouncement(
  key: SigningKey,
  said: Pick<MasternodeAnnouncement, 'address' | 'rewardAddress' | 'tier' | 'timestamp'>,
): MasternodeAnnouncement {
  const unsigned = { ...said, publicKey: key.publicKey };
  return { ...unsigned, signature: key.sign(announcementStatement(unsigned)) };
}

export function isTier(tier: number): boolean {
  return TIERS.has(tier);
}

/** 1 to 128 printable ASCII characters without spaces. */
export function isPlain(text: string): boolean {
  return text.length <= MAX_TEXT && /^[\x21-\x7e]+$/.test(text);
}
