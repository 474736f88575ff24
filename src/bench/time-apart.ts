import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { interleave, type Timing } from './harness.js';
import { ROUND, type Round, type TimeCellJob, type TimeJob } from './job.js';
import { WorkerProcess } from './worker-process.js';

/**
 * In which order V8 compiles what a contender calls decides up to a fifth of its speed for as long as the process lives: so
 * many rounds, and then a new one.
 */
const ROUNDS_A_PROCESS = 5;

/** What came of one contender. */
export interface Timed {
  /** Operations a second, one a round. */
  readonly rates: readonly number[];
  /** The garbage collector's part of its time, 0 to 1. */
  readonly gcShare: number;
}

/**
 * Times each contender in processes of its own, and they take turns: in a common process the heap that one leaves decides
 * what the garbage collector costs the next. Aborting the signal ends the processes, and rejects.
 */
export async function timeApart(
  jobs: ReadonlyMap<string, TimeJob | TimeCellJob>,
  timing: Timing,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<ReadonlyMap<string, Timed>> {
  // Each process listens.
  setMaxListeners(0, signal);
  const timers = [...jobs].map(([name, job]) => new ProcessTimer(name, job, signal));
  const rates = new Map<string, number[]>(timers.map(({ name }) => [name, []]));
  try {
    for (let done = 0; done < timing.rounds; done += ROUNDS_A_PROCESS) {
      onProgress(`starting ${timers.length} processes`);
      await startAll(timers);
      const rounds = Math.min(ROUNDS_A_PROCESS, timing.rounds - done);
      const more = await interleave(timers, { ...timing, rounds }, (round) => {
        onProgress(`round ${done + round + 1} of ${timing.rounds}`);
      });
      for (const [name, rounds] of more) rates.get(name)!.push(...rounds);
    }
    return new Map(timers.map(({ name, gcShare }) => [name, { rates: rates.get(name)!, gcShare }]));
  } finally {
    for (const timer of timers) timer.stop();
  }
}

async function startAll(timers: readonly ProcessTimer[]): Promise<void> {
  const waiting = [...timers];
  const start = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.start();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, start));
}

class ProcessTimer {
  readonly name: string;
  readonly #job: TimeJob | TimeCellJob;
  readonly #signal: AbortSignal;
  #worker: WorkerProcess | undefined;
  #collectingMs = 0;
  #allMs = 0;

  constructor(name: string, job: TimeJob | TimeCellJob, signal: AbortSignal) {
    this.name = name;
    this.#job = job;
    this.#signal = signal;
  }

  get gcShare(): number {
    return this.#allMs === 0 ? 0 : Math.min(1, this.#collectingMs / this.#allMs);
  }

  /** Ends the process before. */
  async start(): Promise<void> {
    this.stop();
    this.#worker = new WorkerProcess(['--expose-gc'], this.#signal);
    await this.#worker.ask(this.#job);
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
