import { ALLOCATION_FLAGS } from './allocation.js';
import { rated, type Timing } from './harness.js';
import type { Checked, CheckJob, OracleVerdict } from './job.js';
import type { CellResult, Measured } from './result.js';
import { timeApart } from './time-apart.js';
import type { Direction } from './way.js';
import { WorkerProcess } from './worker-process.js';

/** What was found of one message: its two cells, and what they were compared with. */
export interface MessageResult {
  readonly encode: CellResult;
  readonly decode: CellResult;
  readonly oracle: OracleVerdict;
}

/** The job without what this file decides. */
export type MessageJob = Omit<CheckJob, 'task' | 'secondsPerCase'>;

/**
 * Measures a message: one process checks all contenders, then each way has processes of its own.
 * Aborting the signal ends the processes, and rejects.
 */
export async function measureMessage(
  name: string,
  job: MessageJob,
  timing: Timing,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<MessageResult> {
  const checked = await check({ ...job, secondsPerCase: timing.secondsPerCase }, signal, onProgress);
  const cell = async (direction: Direction): Promise<CellResult> => ({
    cell: `${name}: ${direction}`,
    contenders: [
      ...(await timed(direction, job, checked, timing, signal, onProgress)),
      ...checked.refused
        .filter(({ directions }) => directions.includes(direction))
        .map(({ name, status, reason }) => ({ name, status, reason })),
    ],
  });
  return { encode: await cell('encode'), decode: await cell('decode'), oracle: checked.oracle };
}

async function check(
  job: Omit<CheckJob, 'task'>,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<Checked> {
  const worker = new WorkerProcess(ALLOCATION_FLAGS, signal, onProgress);
  try {
    const answer = await worker.ask({ ...job, task: 'check' });
    if (!('checked' in answer)) throw new Error('a worker gave another answer');
    return answer.checked;
  } finally {
    worker.stop();
  }
}

async function timed(
  direction: Direction,
  job: MessageJob,
  checked: Checked,
  timing: Timing,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<Measured[]> {
  const ways = checked.ways.filter((way) => way.direction === direction);
  const time = {
    ...job,
    task: 'time' as const,
    subject: { ...job.subject, sample: checked.bytes, isCanonical: true as const },
    secondsPerCase: timing.secondsPerCase,
  };
  const jobs = new Map(ways.map((way) => [way.name, { ...time, way }]));
  const results = await timeApart(jobs, timing, signal, (text) => onProgress(`${direction}, ${text}`));
  const baseline = results.get(ways[0]?.name ?? '')?.rates ?? [];
  return ways.map((way): Measured => {
    const { rates, gcShare } = results.get(way.name)!;
    return {
      name: way.name,
      ...rated(rates, baseline),
      rates: rates.map(Math.round),
      ...(way.isFloor === true && { isFloor: true }),
      ...(way.bytes !== undefined && { bytes: way.bytes }),
      ...(way.allocated !== undefined && { allocated: way.allocated }),
      gcShare,
    };
  });
}
