import { setImmediate as turn } from 'node:timers/promises';
import { reasonOf } from '../platform/reason.js';
import { allocatedBy } from './allocation.js';
import { interleave, keepResultsOf, median, ratioOf, repeated } from './harness.js';
import type { Job, Message } from './job.js';
import { prepare, type Prepared } from './prepare.js';
import type { Measured, Outcome } from './result.js';
import type { Direction, Way } from './way.js';

// The process that measures one message, started by measure-message.ts: what one message leaves behind in V8's
// feedback and heap does not touch the next.

const LARGE_BYTES = 10_000;
const DIRECTIONS: readonly Direction[] = ['encode', 'decode'];

function say(message: Message): void {
  process.send?.(message);
}

// Ctrl-C reaches all processes of a terminal; the parent ends this one.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(1));
process.once('message', (job: Job) => {
  void run(job)
    .catch((error: unknown) => say({ failed: reasonOf(error) }))
    .then(() => process.disconnect?.());
});

async function run(job: Job): Promise<void> {
  const prepared = await prepare(job);
  keepResultsOf(prepared.subject.bytes.length);
  if (job.task === 'allocation') say({ allocated: await allocations(prepared) });
  else {
    const times: Record<Direction, readonly Outcome[]> = { encode: [], decode: [] };
    for (const direction of DIRECTIONS) times[direction] = await timed(direction, prepared, job);
    say({ times, oracle: prepared.oracle });
  }
  await turn();
}

async function timed(direction: Direction, prepared: Prepared, { timing }: Job): Promise<Outcome[]> {
  const ways = prepared.ways.filter((way) => way.direction === direction);
  const batch = prepared.subject.bytes.length > LARGE_BYTES ? 1 : 100;
  const contenders = ways.map((way) => repeated(way.name, batch, way.run));
  const rounds = await interleave(contenders, timing, (round) => {
    say({ progress: `${direction}, round ${round + 1} of ${timing.rounds}` });
  });
  const baseline = rounds.get(ways[0]?.name ?? '')?.rates ?? [];
  const measured = ways.map((way): Measured => {
    const { rates, gcShare } = rounds.get(way.name)!;
    const bytes = bytesOf(way);
    return {
      name: way.name,
      operationsPerSecond: median(rates),
      ratio: ratioOf(rates, baseline),
      rates: rates.map(Math.round),
      ...('isFloor' in way && { isFloor: true }),
      ...(bytes !== undefined && { bytes }),
      gcShare,
    };
  });
  const refused = prepared.refused
    .filter(({ directions }) => directions.includes(direction))
    .map(({ name, status, reason }) => ({ name, status, reason }));
  return [...measured, ...refused];
}

function bytesOf(way: Way): number | undefined {
  if ('isFloor' in way) return undefined;
  return way.direction === 'encode' ? way.payload(way.run()).length : way.input.length;
}

async function allocations({ ways }: Prepared): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const way of ways) {
    say({ progress: `allocation, ${way.name}` });
    const bytes = await allocatedBy(way.run);
    if (bytes !== undefined) found[`${way.direction} ${way.name}`] = bytes;
  }
  return found;
}
