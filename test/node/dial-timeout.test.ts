import { expect, test } from 'vitest';
import { dialTimeoutMs } from '../../src/node/dial-timeout.js';
import { VirtualNetwork } from './virtual-network.js';

test.each<[rttMs: number | undefined, timeoutMs: number]>([
  [undefined, 10_000],
  [0, 4_000],
  [40, 4_320],
  [500, 8_000],
  [60_000, 10_000],
])('a round trip of %s ms leaves a dial %d ms', (rttMs, timeoutMs) => {
  expect(dialTimeoutMs(rttMs)).toBe(timeoutMs);
});

test('a node that lost a quick peer dials it with less patience than one it does not know', async () => {
  const network = new VirtualNetwork({ latencyMs: 20 });
  await network.start('alice');
  await network.start('bob', { peers: ['memory:alice'] });
  await network.clock.advance(60_000);
  network.memory.links[0]?.reset();
  await network.clock.advance(60_000);
  expect(network.memory.dials.map(({ timeoutMs }) => Math.round(timeoutMs))).toEqual([10_000, 4_320]);
  await network.stop();
});
