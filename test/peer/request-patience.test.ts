import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/peer/limits.js';
import { RequestPatience } from '../../src/peer/request-patience.js';
import { errorFrame } from '../../src/peer/own-messages.js';
import { ErrorCode } from '../../src/wire/codes.js';
import { encodeFrame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { frame, Type } from './peer-rig.js';
import { openRaw, type RawRig } from './raw-rig.js';

test('bounds hold, and types are apart', () => {
  const patience = new RequestPatience(DEFAULT_LIMITS);
  const { requestTimeoutMs, requestTimeoutLeastMs } = DEFAULT_LIMITS;
  expect(patience.timeoutMs(1)).toBe(requestTimeoutMs);
  patience.answered(1, 3);
  expect(patience.timeoutMs(1)).toBe(requestTimeoutLeastMs);
  expect(patience.timeoutMs(2)).toBe(requestTimeoutMs);
  patience.expired(1);
  expect(patience.timeoutMs(1)).toBe(2 * requestTimeoutLeastMs);
  for (let count = 0; count < 5; count++) patience.expired(1);
  expect(patience.timeoutMs(1)).toBe(requestTimeoutMs);
  patience.answered(1, 9_000);
  expect(patience.timeoutMs(1)).toBe(10_130);
});

/** How long a request without a timeout of its own waits in vain. */
async function wait({ runtime, node, raw }: RawRig, type: number): Promise<number> {
  raw.onFrame = () => {};
  const started = runtime.clock.now();
  await runtime.clock.runUntil(
    node.registry.request('01'.repeat(32), frame(type)).then(
      () => {
        throw new Error('it was answered');
      },
      () => {},
    ),
  );
  return runtime.clock.now() - started;
}

/** One request that is answered after `ms`: by a response, or by ErrorResponse BUSY. */
async function ask({ runtime, node, raw }: RawRig, type: number, ms: number, code?: number): Promise<void> {
  raw.onFrame = ({ type: asked, id }) => {
    if (asked !== type) return;
    const response =
      code === undefined
        ? encodeFrame(type + 1, Flag.RESPONSE, id, new Uint8Array(0))
        : errorFrame(id, code, '');
    runtime.clock.schedule(ms, () => raw.send(response));
  };
  await runtime.clock.runUntil(node.registry.request('01'.repeat(32), frame(type)).catch(() => {}));
}

test('a request waits as long as responses of its type have taken, within the bounds', async () => {
  const rig = await openRaw({
    limits: { requestTimeoutLeastMs: 500, pongTimeoutMs: 600_000, missedPongs: 99 },
  });
  expect(await wait(rig, Type.ASK)).toBe(30_000);
  await ask(rig, Type.ASK, 400);
  // 400 + 4 × 200.
  expect(await wait(rig, Type.ASK)).toBe(1_200);
  expect(await wait(rig, Type.ASK)).toBe(2_400);
  await ask(rig, Type.ASK, 400);
  expect(await wait(rig, Type.ASK)).toBe(1_000);
  for (let count = 0; count < 30; count++) await ask(rig, Type.ASK, 20);
  expect(await wait(rig, Type.ASK)).toBe(500);
  // Another type has its own, and a refusal says nothing of how long an answer takes.
  for (let count = 0; count < 3; count++) await ask(rig, Type.ASK_OTHER, 1, ErrorCode.BUSY);
  expect(await wait(rig, Type.ASK_OTHER)).toBe(30_000);
});

test('what the caller says is what counts', async () => {
  const rig = await openRaw();
  await ask(rig, Type.ASK, 10);
  const { runtime, node, raw } = rig;
  raw.onFrame = () => {};
  const started = runtime.clock.now();
  const request = node.registry.request('01'.repeat(32), frame(Type.ASK), { timeoutMs: 25_000 });
  await runtime.clock.runUntil(request.catch(() => {}));
  expect(runtime.clock.now() - started).toBe(25_000);
});
