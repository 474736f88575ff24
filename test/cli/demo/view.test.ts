import { expect, test } from 'vitest';
import { clipped, type Shown, table } from '../../../src/cli/demo/view.js';

const report = {
  peers: 2,
  height: 12_345,
  tip: 'ab'.repeat(32),
  syncing: true,
  messagesIn: 12_345,
  messagesOut: 12_345,
  bytesIn: 1_023_900,
  bytesOut: 1_023_900,
  rttMs: 125.04,
  queuedBytes: 1_023_900,
};
const nodes: readonly Shown[] = [
  { name: 'node1', height: 12_345, tip: report.tip, report },
  { name: 'node2', height: 0, tip: '', report: undefined },
];

test.each([
  [undefined, ['node', 'peers', 'height', 'tip', 'messages', 'bytes in / out', 'round trip', 'queued']],
  [120, ['node', 'peers', 'height', 'tip', 'messages', 'bytes in / out', 'round trip', 'queued']],
  [80, ['node', 'peers', 'height', 'tip', 'messages', 'bytes in / out']],
  [50, ['node', 'peers', 'height', 'tip']],
])('a terminal of %s columns has a table that fits, with a line a node', (width = Infinity, heads) => {
  const lines = table(nodes, width).split('\n');
  expect(lines[0]?.split(/ {2,}/)).toEqual(heads);
  expect(lines.slice(1, 3).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['node1', '2'],
    ['node2', 'starting'],
  ]);
  for (const line of lines.slice(0, 3)) expect(line.length).toBeLessThanOrEqual(width);
});

test.each([
  ['12345', 5, '12345'],
  ['123456', 5, '1234…'],
])('%j in %d columns is %j', (line, width, expected) => {
  expect(clipped(line, width)).toBe(expected);
});
