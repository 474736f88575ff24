import { reasonOf } from '../platform/reason.js';
import { allocatedBy } from './allocation.js';
import { GcClock } from './gc-clock.js';
import { keepResultsOf, rateOf, repeated, type RepeatedWork } from './harness.js';
import {
  ROUND,
  type CellModule,
  type CheckedWay,
  type CheckJob,
  type Job,
  type Message,
  type TimeCellJob,
  type TimeJob,
} from './job.js';
import { loadWay, prepare } from './prepare.js';
import { isWhole, type Way } from './way.js';

// The process that checks one message, or times one contender, started by worker-process.ts: what one
// leaves behind in V8's feedback and heap does not touch the next.

function say(message: Message): void {
  process.send?.(message);
}

// Ctrl-C reaches all processes of a terminal; the parent ends this one.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(1));
process.once('message', (job: Job) => {
  void (job.task === 'check' ? check(job) : time(job)).catch((error: unknown) =>
    say({ failed: reasonOf(error) }),
  );
});

async function check(job: CheckJob): Promise<void> {
  const { subject, ways, refused, oracle } = await prepare(job);
  keepResultsOf(subject.bytes.length);
  const checked: CheckedWay[] = [];
  for (const { family, way } of ways) {
    const { direction, name } = way;
    say({ progress: `allocation, ${name}` });
    const bytes = bytesOf(way);
    const allocated = await allocatedBy(way.run, job.secondsPerCase);
    checked.push({
      direction,
      name,
      family,
      ...('isFloor' in way && { isFloor: true }),
      ...(bytes !== undefined && { bytes }),
      ...(allocated !== undefined && { allocated: Math.round(allocated) }),
    });
  }
  say({ checked: { ways: checked, refused, oracle, bytes: subject.bytes } });
}

/**
 * Before the first round and before each, in lengths of a round: until V8 has compiled what it will, and again what the
 * collection threw away. That takes .2 s and 30 ms, so rounds are to be of 20 ms at least.
 */
const FIRST_WARM_UP = 10;
const WARM_UP = 1.5;

/**
 * A round of a slow operation is longer, until it holds so many: one of megabytes has the collector in every third. But not
 * longer than so many times its length, for the sake of the contenders that take a tenth of a second.
 */
const LEAST_RUNS = 16;
const LONGEST = 8;

async function time(job: TimeJob | TimeCellJob): Promise<void> {
  const contender = await (job.task === 'time' ? contenderOf(job) : cellContender(job));
  const { secondsPerCase } = job;
  const gc = new GcClock();
  const round = async (): Promise<void> => {
    // What was left before is not to be collected in this round's time.
    globalThis.gc?.();
    const runSeconds = await warm(contender, WARM_UP * secondsPerCase);
    const longer = Math.min(LEAST_RUNS * runSeconds, LONGEST * secondsPerCase);
    const collectedBefore = await gc.milliseconds();
    const start = performance.now();
    const rate = await rateOf(contender, Math.max(secondsPerCase, longer));
    const allMs = performance.now() - start;
    say({ round: { rate, collectingMs: (await gc.milliseconds()) - collectedBefore, allMs } });
  };
  process.on('message', (order) => {
    if (order === ROUND) void round().catch((error: unknown) => say({ failed: reasonOf(error) }));
  });
  await warm(contender, FIRST_WARM_UP * secondsPerCase);
  say({ ready: true });
}

/** Gives the seconds a run took. */
async function warm(contender: RepeatedWork, seconds: number): Promise<number> {
  const start = performance.now();
  let runs = 0;
  let spent;
  do {
    await contender.run();
    runs++;
    spent = (performance.now() - start) / 1_000;
  } while (spent < seconds);
  return spent / runs;
}

async function contenderOf(job: TimeJob): Promise<RepeatedWork> {
  const { subject, way } = await loadWay(job, job.way);
  keepResultsOf(subject.bytes.length);
  return repeated(way.name, batchFor(subject.bytes.length), way.run);
}

/** Operations a call of benny's: so many that the call is nothing beside them, so few that a round has several. */
function batchFor(bytes: number): number {
  if (bytes > 10_000) return 1;
  return bytes > 1_000 ? 100 : 1_000;
}

async function cellContender({ module, data, cell, contender }: TimeCellJob): Promise<RepeatedWork> {
  const code = (await import(module)) as CellModule;
  const found = (await code.cells(data)).find(({ name }) => name === cell);
  const wanted = found?.contenders.find(({ name }) => name === contender);
  if (found === undefined || wanted === undefined) throw new Error(`${cell}: no contender ${contender}`);
  keepResultsOf(found.resultBytes);
  return wanted;
}

function bytesOf(way: Way): number | undefined {
  if (!isWhole(way)) return undefined;
  return way.direction === 'encode' ? way.payload(way.run()).length : way.input.length;
}
