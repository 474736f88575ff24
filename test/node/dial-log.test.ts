import { expect, test } from 'vitest';
import { DialLog } from '../../src/node/dial-log.js';
import type { LogFields } from '../../src/platform/log.js';
import { silentLog } from '../../src/platform/log.js';

const ADDRESS = 'tcp://192.0.2.1:1';

function newLog() {
  const lines: (LogFields | undefined)[] = [];
  const log = new DialLog({ ...silentLog, info: (_event, fields) => lines.push(fields) });
  const fail = (reason: string, times: number, address = ADDRESS) => {
    for (let time = 0; time < times; time++) log.failed(address, reason, {}, 'info');
  };
  return { log, lines, fail };
}

test('each reason is told once, and again when it has come ten times as often', () => {
  const { lines, fail } = newLog();
  fail('nobody listens there', 99);
  expect(lines).toEqual([
    { address: ADDRESS, reason: 'nobody listens there' },
    { address: ADDRESS, reason: 'nobody listens there', times: 10 },
  ]);
});

test('another reason, another address, and a failure after a success are told at once', () => {
  const { log, lines, fail } = newLog();
  fail('full', 5);
  fail('banned', 5);
  fail('banned', 5, 'tcp://192.0.2.2:1');
  log.connected(ADDRESS);
  fail('banned', 5);
  expect(lines.map((fields) => fields?.['reason'])).toEqual(['full', 'banned', 'banned', 'banned']);
});

test('what it remembers is bounded: the oldest is told again', () => {
  const { lines, fail } = newLog();
  for (let port = 0; port <= 1_000; port++) fail('full', 2, `tcp://192.0.2.1:${port}`);
  expect(lines).toHaveLength(1_001);
  fail('full', 1, 'tcp://192.0.2.1:1000');
  expect(lines).toHaveLength(1_001);
  fail('full', 1, 'tcp://192.0.2.1:0');
  expect(lines).toHaveLength(1_002);
});
