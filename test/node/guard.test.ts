import { describe, expect, test } from 'vitest';
import { Guard, GUARD_DEFAULTS } from '../../src/node/guard.js';
import type { TextStore } from '../../src/node/text-store.js';
import { memoryStore } from '../../src/node/text-store.js';
import { VirtualClock } from '../../src/testing/virtual-clock.js';
import { GoodbyeCode } from '../../src/wire/codes.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PEER = 'ab'.repeat(32);
const ADDRESS = 'tcp://203.0.113.7:50000';

function offend(guard: Guard, times: number, address = ADDRESS, peer: string | null = PEER) {
  for (let count = 0; count < times; count++) guard.violation(address, peer ?? undefined);
}

describe('Guard', () => {
  test.each([
    [1, 0],
    [2, 0],
    [3, 5 * MINUTE],
    [4, 5 * MINUTE],
    [5, HOUR],
    [9, HOUR],
    [10, Infinity],
    [11, Infinity],
  ])('after %d violations banned for %d ms', (violations, bannedForMs) => {
    const guard = new Guard(new VirtualClock());
    offend(guard, violations);
    expect(guard.bannedForMs(ADDRESS)).toBe(bannedForMs);
    expect(guard.bannedForMs('tcp://198.51.100.1:1', PEER)).toBe(bannedForMs);
    expect(guard.admit(ADDRESS, undefined)?.code).toBe(bannedForMs === 0 ? undefined : GoodbyeCode.BANNED);
  });

  test('a ban ends by itself, and the next one is longer', async () => {
    const clock = new VirtualClock();
    const guard = new Guard(clock);
    offend(guard, 3);
    expect(guard.admit(ADDRESS, PEER)).toMatchObject({ code: GoodbyeCode.BANNED, retryAfterMs: 5 * MINUTE });
    await clock.advance(5 * MINUTE);
    expect(guard.admit(ADDRESS, PEER)).toBeUndefined();
    offend(guard, 2);
    expect(guard.bannedForMs(ADDRESS)).toBe(HOUR);
  });

  test('a quiet hour forgives, an hour with a violation in it does not', async () => {
    const clock = new VirtualClock();
    const guard = new Guard(clock);
    offend(guard, 2);
    await clock.advance(59 * MINUTE);
    offend(guard, 1);
    expect(guard.bannedForMs(ADDRESS)).toBe(5 * MINUTE);
    // Quiet begins when the ban ends: nobody can offend before.
    await clock.advance(HOUR);
    offend(guard, 1);
    expect(guard.bans().map(({ violations }) => violations)).toEqual([]);
    await clock.advance(HOUR);
    offend(guard, 2);
    expect(guard.bannedForMs(ADDRESS)).toBe(0);
  });

  test('a ban for good outlasts every quiet hour, until it is lifted', async () => {
    const clock = new VirtualClock();
    const guard = new Guard(clock);
    offend(guard, 10);
    await clock.advance(1_000 * HOUR);
    offend(guard, 1);
    expect(guard.bannedForMs(ADDRESS)).toBe(Infinity);
    expect(guard.admit(ADDRESS, PEER)?.retryAfterMs).toBe(0);
    for (const { offender } of guard.bans()) guard.unban(offender);
    expect(guard.admit(ADDRESS, PEER)).toBeUndefined();
    offend(guard, 2);
    expect(guard.admit(ADDRESS, PEER)).toBeUndefined();
  });

  test.each([
    ['another port', 'tcp://203.0.113.7:1', undefined, true],
    ['another transport', 'ws://203.0.113.7:80/path', undefined, true],
    ['the same host seen through IPv6', 'tcp://[::ffff:203.0.113.7]:9', undefined, true],
    ['another host under the same id', 'tcp://192.0.2.1:9', PEER, true],
    ['another host', 'tcp://203.0.113.8:50000', undefined, false],
  ])('an IPv4 offender from %s', (_what, address, peer, banned) => {
    const guard = new Guard(new VirtualClock());
    offend(guard, 3);
    expect(guard.admit(address, peer) !== undefined).toBe(banned);
  });

  test.each([
    ['2001:db8:1:2:ffff::1', true],
    ['2001:DB8:1:2::9', true],
    ['2001:0db8:0001:0002:0:0:0:5', true],
    ['2001:db8:1:3::1', false],
    ['2001:db8::1', false],
  ])('IPv6 is counted by its line of 64 bits: %s', (host, banned) => {
    const guard = new Guard(new VirtualClock());
    offend(guard, 3, 'tcp://[2001:db8:1:2::1]:7', null);
    expect(guard.admit(`tcp://[${host}]:8`, undefined) !== undefined).toBe(banned);
  });

  test('on the loopback only the offender itself is banned', () => {
    const guard = new Guard(new VirtualClock());
    offend(guard, 10, 'tcp://127.0.0.1:5');
    expect(guard.admit('tcp://127.0.0.1:6', 'cd'.repeat(32))).toBeUndefined();
    expect(guard.admit('tcp://127.0.0.1:6', PEER)?.code).toBe(GoodbyeCode.BANNED);
  });

  test('remembers a bounded number of offenders and keeps banned ones longest', () => {
    const guard = new Guard(new VirtualClock(), { ...GUARD_DEFAULTS, maxOffenders: 10 });
    offend(guard, 10, 'tcp://192.0.2.1:1', null);
    for (let host = 2; host < 250; host++) offend(guard, 1, `tcp://192.0.2.${host}:1`, null);
    expect(guard.bans().map((ban) => ban.offender)).toEqual(['192.0.2.1']);
    for (let host = 2; host < 250; host++) offend(guard, 3, `tcp://192.0.2.${host}:1`, null);
    expect(guard.bans()).toHaveLength(10);
  });
});

describe('what the guard knows survives a restart', () => {
  const DAY = 24 * HOUR;

  /** What a guard saves `sleptMs` before the next one, of another process, reads it. */
  async function restarted(first: Guard, store: TextStore, clock: VirtualClock, sleptMs: number) {
    await first.flush();
    // Monotonic time starts anew with the process.
    const nextClock = new VirtualClock(clock.wallTime() + sleptMs);
    const next = new Guard(nextClock, GUARD_DEFAULTS, store);
    await next.load();
    return { next, nextClock };
  }

  async function afterRestart(violations: number, sleptMs: number) {
    const clock = new VirtualClock();
    await clock.advance(5 * HOUR);
    const store = memoryStore();
    const guard = new Guard(clock, GUARD_DEFAULTS, store);
    offend(guard, violations);
    return { ...(await restarted(guard, store, clock, sleptMs)), store };
  }

  test.each([
    [3, MINUTE, 4 * MINUTE],
    [3, 5 * MINUTE, 0],
    [5, 10 * MINUTE, 50 * MINUTE],
    [5, DAY, 0],
    [10, 1_000 * DAY, Infinity],
    // The wall clock was set back meanwhile: no ban gets longer.
    [3, -DAY, 5 * MINUTE],
  ])('of a ban after %d violations, %d ms later, %d ms are left', async (violations, sleptMs, left) => {
    const { next } = await afterRestart(violations, sleptMs);
    expect(next.bannedForMs(ADDRESS)).toBe(left);
    expect(next.bannedForMs('tcp://198.51.100.1:1', PEER)).toBe(left);
  });

  test('so do counts, until they have been quiet for an hour', async () => {
    const soon = await afterRestart(2, 59 * MINUTE);
    offend(soon.next, 1);
    expect(soon.next.bannedForMs(ADDRESS)).toBe(5 * MINUTE);
    const late = await afterRestart(2, 60 * MINUTE);
    offend(late.next, 1);
    expect(late.next.bannedForMs(ADDRESS)).toBe(0);
  });

  test('a ban lifted after the restart is lifted for the next one too, with all that belonged to it', async () => {
    const { next, nextClock, store } = await afterRestart(10, MINUTE);
    expect(next.unban(PEER).toSorted()).toEqual(['203.0.113.7', PEER]);
    expect(next.bans()).toEqual([]);
    const { next: third } = await restarted(next, store, nextClock, MINUTE);
    expect(third.bans()).toEqual([]);
    expect(third.bannedForMs(ADDRESS, PEER)).toBe(0);
  });

  test('a ban by hand survives with its reason; what no longer matters is not saved', async () => {
    const clock = new VirtualClock();
    const store = memoryStore();
    const guard = new Guard(clock, GUARD_DEFAULTS, store);
    guard.ban('2001:db8::1', DAY);
    guard.violation(ADDRESS, PEER, 'rate');
    await clock.advance(2 * HOUR);
    const { next } = await restarted(guard, store, clock, 2 * HOUR);
    expect(next.bans()).toEqual([
      { offender: '2001:db8:0:0::/64', violations: 0, forMs: 20 * HOUR, reason: 'manual' },
    ]);
    expect(await store.load()).not.toContain(PEER);
  });

  test('of a saved list larger than the cap, or with damaged entries, what is good is read', async () => {
    const good = Array.from({ length: 20 }, (_, host) => ({
      offender: `203.0.113.${host}`,
      violations: 3,
      quietForMs: 0,
      bannedForMs: 60_000,
    }));
    const bad = [
      7,
      null,
      {},
      { offender: 'two words', bannedForMs: 1 },
      {
        offender: '198.51.100.1',
        violations: -1,
        kinds: { __proto__: 1, Rate: 1 },
        bannedForMs: 'long',
        sites: [1, '/'],
      },
      {
        offender: '198.51.100.2',
        violations: 1e300,
        quietForMs: 0,
        bannedForMs: 1e300,
        kinds: null,
        sites: 7,
      },
    ];
    const text = JSON.stringify({
      format: 1,
      savedAt: new VirtualClock().wallTime(),
      offenders: [...bad, ...good],
    });
    const guard = new Guard(new VirtualClock(), { ...GUARD_DEFAULTS, maxOffenders: 10 }, memoryStore(text));
    await guard.load();
    expect(guard.bans()).toHaveLength(10);
    expect(guard.bannedForMs('tcp://198.51.100.1:1')).toBe(0);
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"format":2,"savedAt":1,"offenders":[]}',
    '{"format":1,"offenders":[]}',
  ])('does not overwrite %j where it cannot be set aside', async (text) => {
    await expect(new Guard(new VirtualClock(), GUARD_DEFAULTS, memoryStore(text)).load()).rejects.toThrow();
  });
});

describe('bans by hand', () => {
  test.each([0, -1, NaN])('for %d ms is none', (forMs) => {
    expect(() => new Guard(new VirtualClock()).ban(PEER, forMs)).toThrow(RangeError);
  });

  test('lifting one of a host lifts those of the node ids that offended from it, and the other way round', () => {
    const guard = new Guard(new VirtualClock());
    const other = 'cd'.repeat(32);
    offend(guard, 10, ADDRESS, PEER);
    offend(guard, 10, 'tcp://198.51.100.1:1', PEER);
    offend(guard, 10, 'tcp://198.51.100.1:1', other);
    expect(guard.unban('198.51.100.1').toSorted()).toEqual(['198.51.100.1', PEER, other]);
    expect(guard.bans().map(({ offender }) => offender)).toEqual(['203.0.113.7']);
    expect(guard.unban('198.51.100.1')).toEqual([]);
  });

  test('the sites of a node id that moves are bounded', () => {
    const guard = new Guard(new VirtualClock());
    for (let host = 0; host < 200; host++) guard.violation(`tcp://198.51.100.${host}:1`, PEER);
    expect(guard.unban(PEER)).toHaveLength(1 + 8);
  });
});
