import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ALLOCATION_FLAGS } from './allocation.js';
import type { Job, Message, OracleVerdict } from './job.js';
import { isMeasured, type CellResult, type Outcome } from './result.js';
import type { Direction } from './way.js';

/** What was found of one message: its two cells, and what they were compared with. */
export interface MessageResult {
  readonly encode: CellResult;
  readonly decode: CellResult;
  readonly oracle: OracleVerdict;
}

/** The job without what this file decides. */
export type MessageJob = Omit<Job, 'task'>;

/** Measures a message in processes of its own. Aborting the signal ends them, and rejects. */
export async function measureMessage(
  name: string,
  job: MessageJob,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<MessageResult> {
  const times = await answerOf({ ...job, task: 'time' }, ['--expose-gc'], signal, onProgress);
  const allocation = await answerOf({ ...job, task: 'allocation' }, ALLOCATION_FLAGS, signal, onProgress);
  if (!('times' in times) || !('allocated' in allocation)) throw new Error('a worker gave another answer');
  const { allocated } = allocation;
  const cell = (direction: Direction): CellResult => ({
    cell: `${name}: ${direction}`,
    contenders: times.times[direction].map((outcome): Outcome => {
      const bytes = allocated[`${direction} ${outcome.name}`];
      return !isMeasured(outcome) || bytes === undefined
        ? outcome
        : { ...outcome, allocated: Math.round(bytes) };
    }),
  });
  return { encode: cell('encode'), decode: cell('decode'), oracle: times.oracle };
}

function answerOf(
  job: Job,
  flags: readonly string[],
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child: ChildProcess = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), {
      execArgv: [...flags],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let stderr = '';
    let answer: Message | undefined;
    // It may be busy for seconds, and holds nothing that needs an orderly end.
    const onAbort = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', onAbort, { once: true });
    child.stderr?.on('data', (text: Buffer) => (stderr = `${stderr}${text.toString()}`.slice(-4_000)));
    child.on('message', (message: Message) => {
      if ('progress' in message) onProgress(message.progress);
      else answer = message;
    });
    child.on('error', reject);
    child.on('exit', (code, killedBy) => {
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) reject(signal.reason as Error);
      else if (answer === undefined) {
        reject(new Error(`the measuring process ended (${killedBy ?? code})\n${stderr.trim()}`));
      } else if ('failed' in answer) reject(new Error(answer.failed));
      else resolve(answer);
    });
    child.send(job);
  });
}
