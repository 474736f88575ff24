import { describe, expect, test } from 'vitest';
import { Guard, GUARD_DEFAULTS } from '../../src/node/guard.js';
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
