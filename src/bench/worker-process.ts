import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Job, Message } from './job.js';

/** A process of worker.ts. What it answers is asked for one at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #onProgress: (text: string) => void;
  readonly #onAbort = (): void => this.stop();
  #stderr = '';
  #failure: Error | undefined;
  #waiting: { resolve(message: Message): void; reject(error: Error): void } | undefined;

  /** Aborting the signal ends the process, and rejects what is asked of it. */
  constructor(flags: readonly string[], signal: AbortSignal, onProgress: (text: string) => void = () => {}) {
    signal.throwIfAborted();
    this.#onProgress = onProgress;
    this.#child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), {
      execArgv: [...flags],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#child.stderr?.on('data', (text: Buffer) => {
      this.#stderr = `${this.#stderr}${text.toString()}`.slice(-4_000);
    });
    this.#child.on('message', (message: Message) => this.#handleMessage(message));
    this.#child.on('error', (error) => this.#fail(error));
    this.#child.on('exit', (code, killedBy) => {
      signal.removeEventListener('abort', this.#onAbort);
      this.#fail(
        signal.aborted
          ? (signal.reason as Error)
          : new Error(`the measuring process ended (${killedBy ?? code})\n${this.#stderr.trim()}`),
      );
    });
  }

  /** Sends a job or an order, and resolves with the answer. */
  ask(what: Job | string): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#waiting = { resolve, reject };
      this.#child.send(what);
    });
  }

  stop(): void {
    // It may be busy for seconds, and holds nothing that needs an orderly end.
    this.#child.kill('SIGKILL');
  }

  #handleMessage(message: Message): void {
    if ('progress' in message) this.#onProgress(message.progress);
    else if ('failed' in message) this.#fail(new Error(message.failed));
    else {
      this.#waiting?.resolve(message);
      this.#waiting = undefined;
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}
