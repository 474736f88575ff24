import { expect, test } from 'vitest';
import { createLog } from '../../src/observe/log.js';
import { VirtualClock } from '../../src/testing/index.js';

test('what one peer makes us log over and over is counted, and said with the next line after a minute', async () => {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const log = createLog({ format: 'json', clock, stream: { write: (line: string) => lines.push(line) } });
  for (let count = 0; count < 1_000; count++) log.warn('violation', { peer: 'ab', problem: 'bad' });
  expect(lines).toHaveLength(10);
  log.warn('violation', { peer: 'cd', problem: 'bad' });
  log.warn('banned', { peer: 'ab' });
  for (let count = 0; count < 30; count++) log.info('sync started', { height: count });
  expect(lines).toHaveLength(42);
  await clock.advance(60_000);
  log.warn('violation', { peer: 'ab', problem: 'bad' });
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'violation', peer: 'ab', more: 990 });
  log.warn('violation', { peer: 'ab', problem: 'bad' });
  expect(lines.at(-1)).not.toContain('more');
});
