import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Order, ReceiverTask, Report } from './receiver-orders.js';

const PATIENCE_MS = 60_000;

/** What a contender delivered was not what it was given: it is not timed. */
export class WrongDelivery extends Error {}

/** The process of receivers, from the sender's side. */
export class Receivers {
  readonly ready: Promise<void>;
  readonly #process: ChildProcess;
  #reached = 0;
  #reachedAt = 0;
  #problem: Error | undefined;
  #onReport: (() => void) | undefined;
  #onAnswer: ((answer: Answer) => void) | undefined;

  constructor(task: ReceiverTask) {
    this.#process = fork(join(import.meta.dirname, 'receiver-process.js'), [JSON.stringify(task)], {
      serialization: 'advanced',
      execArgv: [],
    });
    let markReady!: () => void;
    this.ready = new Promise((resolve, reject) => {
      markReady = resolve;
      this.#process.on('exit', () => {
        this.#problem ??= new Error('the process of receivers ended');
        this.#onReport?.();
        reject(this.#problem);
      });
    });
    this.#process.on('message', (message: Report | { readonly answer: Answer }) => {
      if ('answer' in message) {
        this.#onAnswer?.(message.answer);
        return;
      }
      if ('ready' in message) markReady();
      else if ('wrong' in message) this.#problem ??= new WrongDelivery(message.wrong);
      else {
        this.#reached = message.reached;
        this.#reachedAt = message.at;
      }
      this.#onReport?.();
    });
  }

  /** Begins a run: `reached` counts from 0 again, in steps. */
  async expect(payloadBytes: number, step: number, recordsTimes = false): Promise<void> {
    await this.#ask({ payloadBytes, step, recordsTimes });
    this.#reached = 0;
  }

  /** So many notes of the run every receiver has had, as far as is known. */
  get reachedCount(): number {
    return this.#reached;
  }

  /** Resolves when every receiver has had so many, with the time of the machine at which the last one had. */
  async reached(notes: number): Promise<number> {
    const patience = setTimeout(() => {
      this.#problem ??= new WrongDelivery(`${this.#reached} of ${notes} arrived, and then no more`);
      this.#onReport?.();
    }, PATIENCE_MS);
    while (this.#problem === undefined && this.#reached < notes) {
      await new Promise<void>((resolve) => (this.#onReport = resolve));
    }
    clearTimeout(patience);
    if (this.#problem !== undefined) throw this.#problem;
    return this.#reachedAt;
  }

  /** Throws if any receiver has had more or fewer. */
  async checkCounts(notes: number): Promise<void> {
    const answer = await this.#ask({ count: true });
    if (!('counts' in answer)) return;
    const other = answer.counts.find((count) => count !== notes);
    if (other !== undefined) throw new WrongDelivery(`${other} deliveries instead of ${notes}`);
  }

  /** Of a run that recorded its times: sorted delays of all deliveries in milliseconds. */
  async delays(handedIn: Float64Array): Promise<Float64Array> {
    const answer = await this.#ask({ handedIn });
    if (!('delays' in answer)) throw new Error('no delays');
    return answer.delays;
  }

  /** Nothing is read from now on; the kernel still takes what its buffers hold. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    this.#process.kill('SIGCONT');
    await exited;
  }

  #ask(order: Order): Promise<Answer> {
    return new Promise((resolve) => {
      this.#onAnswer = resolve;
      this.#process.send(order);
    });
  }
}
