import { expect, test } from 'vitest';
import { Ping } from '../../generated/framewright/control.js';
import { pingFrame, pongFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import { SteadyClock } from '../../src/peer/steady-clock.js';
import { GoodbyeCode } from '../../src/wire/codes.js';
import { VirtualClock } from '../../src/testing/index.js';
import { frame, Type } from './peer-rig.js';
import { rawBytes, type RawPeer } from './raw-peer.js';
import { openRaw, type RawRig } from './raw-rig.js';

function nonces(raw: RawPeer): bigint[] {
  return raw.of(OwnType.PING).map(({ payload }) => Ping.decode(payload).nonce);
}

test.each([false, true])(
  'a silent peer gets Pings, and TIMEOUT after 90 s (the node dialled: %s)',
  async (nodeDials) => {
    const { runtime, node, raw } = await openRaw({ nodeDials });
    await runtime.clock.advance(89_999);
    expect(nonces(raw).length).toBe(2);
    expect(raw.goodbye).toBeUndefined();
    await runtime.clock.advance(1);
    expect(raw.goodbye?.code).toBe(GoodbyeCode.TIMEOUT);
    expect(node.codes).toEqual([GoodbyeCode.TIMEOUT]);
  },
);

test('so many Pings without a sign of life end it sooner where they are more frequent', async () => {
  const { runtime, raw } = await openRaw({ limits: { pingIntervalMs: 5_000 } });
  await runtime.clock.advance(19_999);
  expect(raw.goodbye).toBeUndefined();
  await runtime.clock.advance(1);
  expect(raw.goodbye?.code).toBe(GoodbyeCode.TIMEOUT);
});

test.each<[what: string, frame: Uint8Array, lives: boolean]>([
  ['a message', rawBytes({ type: Type.PLAIN }), true],
  ['a Ping', pingFrame(1n, 0).bytes, true],
  ['an unknown type', rawBytes({ type: 20 }), true],
  ['a Pong that answers nothing', pongFrame(1n, 0).bytes, false],
  ['half a frame', rawBytes({ type: Type.PLAIN, length: 9 }), false],
])('%s is a sign of life: %s', async (_what, frame, lives) => {
  const { runtime, raw } = await openRaw({ limits: { frameTimeoutMs: 1_000_000 } });
  await runtime.clock.advance(60_000);
  raw.send(frame);
  await runtime.clock.advance(30_000);
  expect(raw.goodbye?.code).toBe(lives ? undefined : GoodbyeCode.TIMEOUT);
});

test('a matched Pong is a sign of life, once', async () => {
  const { runtime, raw, connection } = await openRaw();
  await runtime.clock.advance(30_000);
  const [nonce] = nonces(raw);
  raw.send(pongFrame(nonce!, 0), pongFrame(nonce!, 0));
  await runtime.clock.settle();
  expect(connection.stats()).toMatchObject({ pongsMatched: 1, pongsUnmatched: 1, rttMs: 0 });
  // The round trip is known to be short: 30 s to the next Ping, and 3, 6 and 12 s for what it and two more ask for.
  await runtime.clock.advance(50_999);
  expect(connection.state).toBe('open');
  await runtime.clock.advance(1);
  expect(connection.state).toBe('closed');
});

/** Answers every Ping after a time that `rttAt` tells from the virtual time. */
function answerPings({ runtime, raw }: RawRig, rttAt: (now: number) => number): void {
  raw.onFrame = ({ type, payload }) => {
    if (type !== OwnType.PING) return;
    const pong = pongFrame(Ping.decode(payload).nonce, 0);
    runtime.clock.schedule(rttAt(runtime.clock.now()), () => raw.send(pong));
  };
}

test.each<[what: string, rttAt: (now: number) => number]>([
  ['2 ms → 800 ms → 2 ms', (now) => (now > 600_000 && now < 1_200_000 ? 800 : 2)],
  [
    '2 ms → 12 s → 2 ms, far beyond what was measured',
    (now) => (now > 600_000 && now < 1_200_000 ? 12_000 : 2),
  ],
  ['a sawtooth from 2 ms to 3 s', (now) => 2 + ((now / 100) % 3_000)],
  ['every fifth Pong 15 s late', (now) => (Math.floor(now / 30_000) % 5 === 0 ? 15_000 : 40)],
])('thirty minutes over an honest link that changes (%s), then none: %#', async (_what, rttAt) => {
  const rig = await openRaw();
  const { runtime, raw, connection } = rig;
  answerPings(rig, rttAt);
  await runtime.clock.advance(30 * 60_000);
  expect(connection.state).toBe('open');
  const { pingsSent, pongsMatched } = connection.stats();
  expect(pongsMatched).toBeGreaterThan(35);
  expect(pingsSent - pongsMatched).toBeLessThanOrEqual(3);
  // From here on it is dead, and found so sooner than by the bound of 90 s.
  raw.onFrame = () => {};
  const answered = runtime.clock.now();
  await runtime.clock.advance(20_000);
  await runtime.clock.runUntil(rig.node.firstDisconnect);
  expect(rig.node.codes).toEqual([GoodbyeCode.TIMEOUT]);
  expect(runtime.clock.now() - answered).toBeLessThan(90_000);
});

test('a link that was measured slow is given the time it needs, up to the interval for each Ping', async () => {
  const rig = await openRaw({ limits: { pongTimeoutMs: 600_000 } });
  const { runtime, raw, connection } = rig;
  answerPings(rig, () => 8_000);
  await runtime.clock.advance(10 * 60_000);
  expect(connection.stats().rttMs).toBeCloseTo(8_000, -1);
  raw.onFrame = () => {};
  const last = runtime.clock.now();
  await runtime.clock.runUntil(rig.node.firstDisconnect);
  // 8, 16 and 30 s at least; with 3, 6 and 12 s the next slow Pong would have been the end.
  expect(runtime.clock.now() - last).toBeGreaterThan(54_000);
});

test('no Ping goes while the peer answers otherwise, and four at most go unanswered', async () => {
  const { runtime, raw, connection } = await openRaw();
  for (let minute = 0; minute < 10; minute++) {
    raw.send(rawBytes({ type: OwnType.ACK }));
    await runtime.clock.advance(29_000);
  }
  expect(nonces(raw)).toEqual([]);
  for (let minute = 0; minute < 20; minute++) {
    raw.send(rawBytes({ type: Type.PLAIN }));
    await runtime.clock.advance(30_000);
  }
  expect(nonces(raw).length).toBe(4);
  expect(connection.state).toBe('open');
});

test('a Ping is answered at once with its nonce', async () => {
  const { runtime, raw } = await openRaw();
  raw.send(pingFrame(0xfedc_ba98_7654_3210n, 0));
  await runtime.clock.settle();
  expect(raw.of(OwnType.PONG).map(({ payload }) => Ping.decode(payload).nonce)).toEqual([
    0xfedc_ba98_7654_3210n,
  ]);
});

test('a fifth Ping while four Pongs cannot be written is a flood', async () => {
  const { runtime, node, raw, connection } = await openRaw({ link: { pipeBytes: 1_024 } });
  raw.pause();
  // Fills the link, so that nothing more can be written.
  for (let count = 0; count < 4; count++) connection.send(frameOf(200_000));
  await runtime.clock.settle();
  for (let count = 0; count < 4; count++) raw.send(pingFrame(1n, 0));
  await runtime.clock.settle();
  expect(connection.state).toBe('open');
  raw.send(pingFrame(1n, 0));
  await runtime.clock.settle();
  expect(node.codes).toEqual([GoodbyeCode.FLOOD]);
});

function frameOf(bytes: number): ReturnType<typeof frame> {
  return frame(Type.PLAIN, bytes);
}

test('a frame is complete 30 s after its first byte, or the connection is LOST', async () => {
  const { runtime, node, raw } = await openRaw();
  const bytes = rawBytes({ type: Type.PLAIN, payload: new Uint8Array(100) });
  // One byte every two seconds: bytes alone are no life.
  for (let at = 0; at < 15; at++) {
    raw.send(bytes.subarray(at, at + 1));
    await runtime.clock.advance(2_000);
  }
  expect(raw.frames.filter(({ type }) => type === OwnType.GOODBYE)).toEqual([]);
  expect(node.codes).toEqual([GoodbyeCode.LOST]);
});

test('a pause of our own moves every deadline by it', async () => {
  const virtual = new VirtualClock();
  let stalledMs = 0;
  // As a process that stands still: time passes, and timers fire late.
  const clock = new SteadyClock({
    now: () => virtual.now() + stalledMs,
    wallTime: () => virtual.wallTime(),
    schedule: (delayMs, callback) => virtual.schedule(delayMs, callback),
    endOfTurn: (callback) => virtual.endOfTurn(callback),
    endOfCallback: (callback) => virtual.endOfCallback(callback),
  });
  clock.start();
  const fired: string[] = [];
  clock.schedule(30_000, () => fired.push('deadline'));
  await virtual.advance(10_300);
  const before = clock.now();
  stalledMs = 60_000;
  expect(clock.now() - before).toBeLessThanOrEqual(1_000);
  await virtual.advance(18_000);
  expect(fired).toEqual([]);
  await virtual.advance(2_000);
  expect(fired).toEqual(['deadline']);
  clock.stop();
});

test('a deadline may fall a little short of its time: waiting for the rest does not spin', async () => {
  const virtual = new VirtualClock();
  const clock = new SteadyClock(virtual);
  const due = 100;
  let calls = 0;
  const wait = (): void => {
    if (++calls > 1_000) throw new Error('called over and over while time stands still');
    if (clock.now() < due) clock.schedule(due - clock.now(), wait);
  };
  clock.schedule(99.5, wait);
  // Comes 0.3 ms early, as coarse timers do.
  clock.schedule(99.2, () => {});
  await virtual.advance(200);
  expect(calls).toBeLessThan(5);
});
