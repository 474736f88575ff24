import { describe, expect, it } from 'vitest';
import type { MasternodeAnnouncement } from '../../../generated/timecoin/masternodes.js';
import { MasternodeError } from '../../../src/timecoin/errors.js';
import { addressRuleOf, checkAnnouncement } from '../../../src/timecoin/masternodes/announcement.js';
import { sampleAnnouncement, sampleKey } from './sample-masternodes.js';

const now = 1_764_547_200;
const key = sampleKey(1);

function problem(
  announcement: MasternodeAnnouncement,
  network = 'mainnet',
  scheme = 'tcp',
): string | undefined {
  try {
    checkAnnouncement(announcement, addressRuleOf(network, scheme), now);
    return undefined;
  } catch (error) {
    if (!(error instanceof MasternodeError)) throw error;
    return error.code;
  }
}

describe('an announcement', () => {
  it.each<[string, Partial<MasternodeAnnouncement>, string | undefined]>([
    ['as it should be', {}, undefined],
    ['of IPv6', { address: '[2001:db8::7]:24000' }, undefined],
    ['of each tier', { tier: 100_000 }, undefined],
    ['just not too far ahead', { timestamp: now + 7_200 }, undefined],
    ['two hours ahead', { timestamp: now + 7_201 }, 'TOO_NEW'],
    ['just within the day', { timestamp: now - 86_399 }, undefined],
    ['a day old', { timestamp: now - 86_400 }, 'TOO_OLD'],
    ['of a tier that is none', { tier: 5 }, 'TIER'],
    ['without a reward address', { rewardAddress: '' }, 'REWARD_ADDRESS'],
    ['with a line break in the reward address', { rewardAddress: 'a\nb' }, 'REWARD_ADDRESS'],
    ['with a reward address too long', { rewardAddress: 'a'.repeat(129) }, 'REWARD_ADDRESS'],
    ['without an address', { address: '' }, 'ADDRESS'],
    ['without a port', { address: '203.0.113.1' }, 'ADDRESS'],
    ['with port 0', { address: '203.0.113.1:0' }, 'ADDRESS'],
    ['with a name', { address: 'example.org:24000' }, 'ADDRESS'],
    ['with a path', { address: '203.0.113.1:24000/x' }, 'ADDRESS'],
    ['that is not in canonical form', { address: '203.0.113.1:024000' }, 'ADDRESS'],
    ['of every interface', { address: '0.0.0.0:24000' }, 'ADDRESS'],
    ['of a multicast address', { address: '224.0.0.1:24000' }, 'ADDRESS'],
    ['of this machine', { address: '127.0.0.1:24000' }, 'ADDRESS'],
  ])('%s', (_, change, code) => {
    expect(problem(sampleAnnouncement(key, { timestamp: now, ...change }))).toBe(code);
  });

  it.each<[string, Partial<MasternodeAnnouncement>]>([
    ['address', { address: '203.0.113.2:24000' }],
    ['reward address', { rewardAddress: 'TIME1thief' }],
    ['tier', { tier: 1000 }],
    ['time', { timestamp: now + 1 }],
    ['key', { publicKey: sampleKey(2).publicKey }],
    ['signature', { signature: new Uint8Array(64) }],
  ])('is not believed with another %s than was signed', (_, change) => {
    const signed = sampleAnnouncement(key, { timestamp: now });
    expect(problem({ ...signed, ...change })).toBe('SIGNATURE');
  });

  it('may name this machine, or a name in memory, on a network of your own', () => {
    expect(
      problem(sampleAnnouncement(key, { timestamp: now, address: '127.0.0.1:24000' }), 'mine'),
    ).toBeUndefined();
    expect(
      problem(sampleAnnouncement(key, { timestamp: now, address: 'anna' }), 'mine', 'memory'),
    ).toBeUndefined();
    expect(problem(sampleAnnouncement(key, { timestamp: now, address: 'an na' }), 'mine', 'memory')).toBe(
      'ADDRESS',
    );
  });
});
