import { expect, test } from 'vitest';
import { Intake } from '../../src/peer/intake.js';
import { resolveLimits } from '../../src/peer/limits.js';
import { VirtualClock } from '../../src/testing/index.js';
import type { WireFrame } from '../../src/wire/frame-reader.js';
import { rawBytes } from './raw-peer.js';
import { Type } from './peer-rig.js';

/** An intake on a clock that the handling of each frame moves. */
class Rig {
  readonly virtual = new VirtualClock();
  /** What handling has taken so far. */
  workedMs = 0;
  readonly handled: number[] = [];
  readonly told: string[] = [];
  readonly intake: Intake;

  constructor(
    limits: { turnBytes?: number; turnMs?: number },
    handle: (frame: WireFrame) => void = () => {},
  ) {
    const { virtual } = this;
    const clock = {
      now: () => virtual.now() + this.workedMs,
      wallTime: () => 0,
      schedule: (delayMs: number, callback: () => void) => virtual.schedule(delayMs, callback),
      endOfTurn: (callback: () => void) => virtual.endOfTurn(callback),
      endOfCallback: (callback: () => void) => virtual.endOfCallback(callback),
    };
    const transport = {
      keepsBoundaries: false,
      pause: () => this.told.push('pause'),
      resume: () => this.told.push('resume'),
    };
    this.intake = new Intake(clock, resolveLimits(limits), transport, {
      handleFrame: (frame) => {
        this.handled.push(frame.id);
        handle(frame);
      },
      handleProtocolError: ({ message }) => this.told.push(message),
      handleCutFrame: () => this.told.push('cut'),
    });
  }
}

function frames(count: number, payloadBytes: number): Uint8Array {
  const all = Array.from({ length: count }, (_, id) =>
    rawBytes({ type: Type.PLAIN, id: id + 1, payload: new Uint8Array(payloadBytes) }),
  );
  return Uint8Array.from(all.flatMap((bytes) => [...bytes]));
}

test('reads a share of bytes a turn, however they came, and the rest in the next turns', async () => {
  const rig = new Rig({ turnBytes: 20_000 });
  rig.intake.push(frames(4, 5_000));
  expect(rig.handled.length).toBe(4);
  rig.intake.push(frames(9, 5_000));
  expect(rig.handled.length).toBe(4);
  rig.intake.whenRead(() => rig.told.push('read'));
  await rig.virtual.settle();
  expect(rig.handled.length).toBe(13);
  // The second push was above a turn's share: the transport waits for the turns that read it.
  expect(rig.told).toEqual(['pause', 'resume', 'read']);
});

test('takes no more time a turn than its share', async () => {
  const rig = new Rig({ turnMs: 5 }, () => (rig.workedMs += 2));
  rig.intake.push(frames(40, 10));
  // It looks at the clock every 16 small frames.
  expect(rig.handled.length).toBe(16);
  await rig.virtual.settle();
  expect(rig.handled.length).toBe(40);
  rig.handled.length = 0;
  rig.intake.push(frames(3, 5_000));
  // And after every long one: those before used up the share of this turn.
  expect(rig.handled.length).toBe(1);
});

test('calls back at once when everything is read, and reads nothing once stopped', async () => {
  const rig = new Rig({ turnBytes: 5_000 }, ({ id }) => {
    if (id === 2) rig.intake.stop();
  });
  rig.intake.whenRead(() => rig.told.push('read'));
  expect(rig.told).toEqual(['read']);
  rig.intake.push(frames(5, 5_000));
  await rig.virtual.settle();
  rig.intake.push(frames(5, 5_000));
  await rig.virtual.settle();
  expect(rig.handled).toEqual([1, 2]);
});

test('looks after a frame that is cut by one timer, and only as long as it is the same frame', async () => {
  const rig = new Rig({});
  const bytes = frames(3, 100);
  rig.intake.push(bytes.subarray(0, 50));
  await rig.virtual.advance(20_000);
  rig.intake.push(bytes.subarray(50, 150));
  expect(rig.virtual.pendingTimers).toBe(1);
  await rig.virtual.advance(29_999);
  expect(rig.told).toEqual([]);
  rig.intake.push(bytes.subarray(150));
  await rig.virtual.advance(100_000);
  expect(rig.told).toEqual([]);
  rig.intake.push(bytes.subarray(0, 1));
  await rig.virtual.advance(30_000);
  expect(rig.told).toEqual(['cut']);
});
