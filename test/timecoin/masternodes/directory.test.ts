import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import type { MasternodeAnnouncement } from '../../../generated/timecoin/masternodes.js';
import { MasternodeDirectory } from '../../../src/timecoin/masternodes/directory.js';
import { sampleHeartbeat, sampleKey } from './sample-masternodes.js';

let clock: VirtualClock;
let directory: MasternodeDirectory;
let changes: string[];

const [a, b, c, d] = [1, 2, 3, 4].map(sampleKey) as [Key, Key, Key, Key];
type Key = ReturnType<typeof sampleKey>;
const names = new Map(
  [a, b, c, d].map((key, index) => [Buffer.from(key.publicKey).toString('hex'), 'abcd'[index]]),
);

function make(maxMasternodes?: number): void {
  clock = new VirtualClock();
  directory = new MasternodeDirectory(clock, maxMasternodes === undefined ? {} : { maxMasternodes });
  changes = [];
  directory.onChange(({ what, masternode }) => changes.push(`${names.get(masternode.id) ?? '?'} ${what}`));
}
beforeEach(() => make());

// The directory trusts that signatures were checked, so these have none.
function announce(key: Key, address: string, change: Partial<MasternodeAnnouncement> = {}) {
  const said = { address, rewardAddress: 'reward', tier: 0, publicKey: key.publicKey, timestamp: 1_000 };
  return directory.announce({ ...said, signature: new Uint8Array(64), ...change });
}
let sequence = 0;
const hear = (key: Key, address: string): void =>
  directory.heard(sampleHeartbeat(key, { masternodeAddress: address, sequenceNumber: ++sequence }));

describe('MasternodeDirectory', () => {
  it('knows who was announced, by address and by key', () => {
    expect(announce(a, 'a:1', { tier: 1000 })).toBe('added');
    const known = directory.get('a:1');
    expect(known).toMatchObject({
      address: 'a:1',
      rewardAddress: 'reward',
      tier: 1000,
      announcedAt: 1_000,
      isActive: false,
    });
    expect(directory.byKey(a.publicKey)).toBe(known);
    expect(directory.byKey(known!.id)).toBe(known);
    expect([directory.size, directory.activeCount, directory.isActive('a:1')]).toEqual([1, 0, false]);
    expect(changes).toEqual(['a known']);
  });

  it.each<[string, Partial<MasternodeAnnouncement>, string, string[]]>([
    ['the same again', {}, 'stale', []],
    ['an older one', { timestamp: 900, tier: 1000 }, 'stale', []],
    ['one hardly newer', { timestamp: 1_009, tier: 1000 }, 'stale', []],
    ['a newer one that says the same', { timestamp: 1_010 }, 'renewed', []],
    ['a newer one with another tier', { timestamp: 1_010, tier: 1000 }, 'renewed', ['a changed']],
    ['a newer one with another address', { timestamp: 1_010, address: 'a:2' }, 'renewed', ['a changed']],
  ])('takes of a key %s as it should', (_, change, outcome, told) => {
    announce(a, 'a:1');
    changes.length = 0;
    expect(announce(a, 'a:1', change)).toBe(outcome);
    expect(changes).toEqual(told);
    const now = outcome === 'stale' ? {} : change;
    expect(directory.byKey(a.publicKey)).toMatchObject({
      address: 'a:1',
      tier: 0,
      ...(now.tier && { tier: now.tier }),
      ...(now.address && { address: now.address }),
    });
    expect([directory.get('a:1') !== undefined, directory.size]).toEqual([now.address === undefined, 1]);
  });

  it.each<[string, () => void]>([
    ['was heard of a moment ago', () => announce(b, 'x:1')],
    ['is claimed by another key', () => directory.contest('x:1')],
    ['was another key’s', () => announce(b, 'x:1', { timestamp: 2_000 })],
    [
      'was left by another key',
      () => {
        announce(a, 'a:1', { timestamp: 2_000 });
        announce(b, 'x:1');
      },
    ],
    ['is left', () => announce(a, 'a:1', { timestamp: 2_000 })],
    ['is forgotten', () => directory.forgetBefore(5_000)],
  ])('does not answer for what others hold for an address that %s', async (what, act) => {
    if (!what.startsWith('was heard')) {
      announce(a, 'x:1');
      await clock.advance(180_000);
    }
    expect(directory.isContested('x:1')).toBe(false);
    act();
    expect(directory.isContested('x:1')).toBe(true);
    await clock.advance(82 * 3_600_000);
    expect(directory.isContested('x:1')).toBe(false);
  });

  it('holds a masternode for active for 180 s after each heartbeat', async () => {
    announce(a, 'a:1');
    announce(b, 'b:1');
    hear(a, 'a:1');
    await clock.advance(100_000);
    hear(b, 'b:1');
    await clock.advance(79_999);
    expect([directory.isActive('a:1'), directory.activeCount]).toEqual([true, 2]);
    await clock.advance(1);
    expect([directory.isActive('a:1'), directory.activeCount]).toEqual([false, 1]);
    expect([...directory.active()].map(({ address }) => address)).toEqual(['b:1']);
    await clock.advance(50_000);
    hear(b, 'b:1');
    hear(a, 'a:1');
    await clock.advance(179_999);
    expect(directory.activeCount).toBe(2);
    await clock.advance(1);
    expect(directory.activeCount).toBe(0);
    expect(changes).toEqual([
      'a known',
      'b known',
      'a active',
      'b active',
      'a inactive',
      'a active',
      'b inactive',
      'a inactive',
    ]);
  });

  it.each<[string, () => unknown, number, string]>([
    ['an active one keeps it', () => hear(a, 'a:1'), 9_000, 'a'],
    [
      'one that was active within the hour keeps it',
      async () => {
        hear(a, 'a:1');
        await clock.advance(3_599_999);
      },
      9_000,
      'a',
    ],
    [
      'one that was silent for longer loses it',
      async () => {
        hear(a, 'a:1');
        await clock.advance(3_600_000);
      },
      9_000,
      'b',
    ],
    ['else the newer announcement has it', () => {}, 1_001, 'b'],
    ['an older announcement has it not', () => {}, 999, 'a'],
    ['nor one of the same time', () => {}, 1_000, 'a'],
  ])('of two keys that claim one address, %s', async (_, before, timestamp, holder) => {
    announce(a, 'a:1');
    await before();
    expect(announce(b, 'a:1', { timestamp })).toBe(holder === 'a' ? 'taken' : 'added');
    expect(names.get(directory.get('a:1')!.id)).toBe(holder);
    expect(directory.size).toBe(1);
    expect(changes.at(-1) === 'b known').toBe(holder === 'b');
  });

  it('lets no key move to the address of an active one', () => {
    announce(a, 'a:1');
    announce(b, 'b:1');
    hear(a, 'a:1');
    expect(announce(b, 'a:1', { timestamp: 2_000 })).toBe('taken');
    expect(directory.get('b:1')?.id).toBe(directory.byKey(b.publicKey)?.id);
  });

  it('makes room by who was never heard, then by who is silent longest, never by an active one', async () => {
    make(3);
    announce(a, 'a:1');
    hear(a, 'a:1');
    await clock.advance(1);
    announce(b, 'b:1');
    hear(b, 'b:1');
    await clock.advance(180_000);
    announce(c, 'c:1');
    expect(announce(d, 'd:1')).toBe('added');
    expect(changes.slice(-2)).toEqual(['c forgotten', 'd known']);
    hear(d, 'd:1');
    expect(announce(c, 'c:1')).toBe('added');
    expect(changes.slice(-2)).toEqual(['a forgotten', 'c known']);
    hear(b, 'b:1');
    hear(c, 'c:1');
    expect(announce(a, 'a:1')).toBe('full');
    // Who takes an address over needs no room.
    await clock.advance(4_000_000);
    expect(announce(a, 'b:1', { timestamp: 2_000 })).toBe('added');
    expect([directory.size, directory.get('b:1')?.id]).toEqual([3, directory.byKey(a.publicKey)?.id]);
  });

  it('forgets who is not active and announced itself long ago', () => {
    announce(a, 'a:1', { timestamp: 10 });
    announce(b, 'b:1', { timestamp: 10 });
    announce(c, 'c:1', { timestamp: 20 });
    hear(a, 'a:1');
    directory.forgetBefore(20);
    expect([...directory.all()].map(({ address }) => address)).toEqual(['a:1', 'c:1']);
  });

  it('knows a masternode by its newest heartbeat, and who attested that', () => {
    announce(a, 'a:1');
    hear(a, 'a:1');
    const first = directory.get('a:1')!.lastHeartbeat!.hash;
    expect(directory.byHeartbeat(first)?.address).toBe('a:1');
    expect([directory.attested(first, b.publicKey), directory.attested(first, b.publicKey)]).toEqual([
      true,
      false,
    ]);
    for (let n = 100; n < 110; n++) directory.attested(first, sampleKey(n).publicKey);
    expect(directory.get('a:1')?.lastHeartbeat?.witnesses.size).toBe(8);
    hear(a, 'a:1');
    expect(directory.get('a:1')?.lastHeartbeat?.witnesses.size).toBe(0);
    expect(directory.byHeartbeat(first)).toBeUndefined();
    expect(directory.attested(first, c.publicKey)).toBe(false);
  });

  it('leaves no timer behind', async () => {
    announce(a, 'a:1');
    hear(a, 'a:1');
    directory.stop();
    hear(a, 'a:1');
    await clock.advance(1_000_000);
    expect(directory.isActive('a:1')).toBe(true);
  });
});
