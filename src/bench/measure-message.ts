import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { ALLOCATION_FLAGS } from './allocation.js';
import { interleave, median, ratioOf, type Timing } from './harness.js';
import {
  ROUND,
  type Checked,
  type CheckedWay,
  type CheckJob,
  type OracleVerdict,
  type Round,
  type TimeJob,
} from './job.js';
import type { CellResult, Measured } from './result.js';
import type { Direction } from './way.js';
import { WorkerProcess } from './worker-process.js';

/** What was found of one message: its two cells, and what they were compared with. */
export interface MessageResult {
  readonly encode: CellResult;
  readonly decode: CellResult;
  readonly oracle: OracleVerdict;
}

/** The job without what this file decides. */
export type MessageJob = Omit<CheckJob, 'task'>;

/**
 * Measures a message: one process checks all contenders, then each way has a process of its own, and they take turns. In a
 * common process the heap that one leaves decides what the garbage collector costs the next.
 * Aborting the signal ends the processes, and rejects.
 */
export async function measureMessage(
  name: string,
  job: MessageJob,
  timing: Timing,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<MessageResult> {
  // Each process listens.
  setMaxListeners(0, signal);
  const checked = await check(job, signal, onProgress);
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
  job: MessageJob,
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
  const timers = ways.map((way) => new WayTimer(way, signal));
  try {
    const time = {
      ...job,
      task: 'time' as const,
      subject: { ...job.subject, sample: checked.bytes, isCanonical: true as const },
      secondsPerCase: timing.secondsPerCase,
    };
    onProgress(`${direction}, starting ${timers.length} processes`);
    const waiting = [...timers];
    const start = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.start(time);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, start));
    const rounds = await interleave(timers, timing, (round) => {
      onProgress(`${direction}, round ${round + 1} of ${timing.rounds}`);
    });
    const baseline = rounds.get(ways[0]?.name ?? '') ?? [];
    return timers.map(({ name, way, gcShare }): Measured => {
      const rates = rounds.get(name)!;
      return {
        name,
        operationsPerSecond: median(rates),
        ratio: ratioOf(rates, baseline),
        rates: rates.map(Math.round),
        ...(way.isFloor === true && { isFloor: true }),
        ...(way.bytes !== undefined && { bytes: way.bytes }),
        ...(way.allocated !== undefined && { allocated: way.allocated }),
        gcShare,
      };
    });
  } finally {
    for (const timer of timers) timer.stop();
  }
}

/** A contender that is timed in a process of its own. */
class WayTimer {
  readonly way: CheckedWay;
  readonly #signal: AbortSignal;
  #worker: WorkerProcess | undefined;
  #collectingMs = 0;
  #allMs = 0;

  constructor(way: CheckedWay, signal: AbortSignal) {
    this.way = way;
    this.#signal = signal;
  }

  get name(): string {
    return this.way.name;
  }

  /** The garbage collector's part of its time, 0 to 1. */
  get gcShare(): number {
    return this.#allMs === 0 ? 0 : Math.min(1, this.#collectingMs / this.#allMs);
  }

  async start(job: Omit<TimeJob, 'way'>): Promise<void> {
    this.#worker = new WorkerProcess(['--expose-gc'], this.#signal);
    await this.#worker.ask({ ...job, way: this.way });
  }

  async rate(): Promise<number> {
    const { rate, collectingMs, allMs } = await this.#round();
    this.#collectingMs += collectingMs;
    this.#allMs += allMs;
    return rate;
  }

  stop(): void {
    this.#worker?.stop();
  }

  async #round(): Promise<Round> {
    const answer = await this.#worker!.ask(ROUND);
    if (!('round' in answer)) throw new Error('a worker gave another answer');
    return answer.round;
  }
}
