import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemRuntime } from '../../platform/system.js';
import type { FromNode, NodeReport, StartNode, ToNode } from './protocol.js';

// A child that does not end by then is killed.
const END_MS = 8_000;

// One that does not report by then is shown with its report before.
const REPORT_MS = 3_000;

// What a child printed to standard error, kept for the case that it ends by itself.
const STDERR_CHARACTERS = 4_000;

const CHILD_FILE = fileURLToPath(new URL('./node-process.js', import.meta.url));

export interface NodeChildEvents {
  onMessage(node: NodeChild, message: FromNode): void;
  /** The process ended although nobody told it to, or could not be started. */
  onDeath(node: NodeChild, reason: string): void;
}

/** One node of the demonstration, seen from the process that runs it. */
export class NodeChild {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #stderr = '';
  #stopping = false;
  #onReport: (() => void) | undefined;
  /** Node id and address, once it is ready. */
  id = '';
  address = '';
  height = 0;
  tip = '';
  report: NodeReport | undefined;

  constructor(name: string, events: NodeChildEvents) {
    this.name = name;
    const child = fork(CHILD_FILE, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#process = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_CHARACTERS);
    });
    child.on('message', (message: FromNode) => {
      this.#note(message);
      events.onMessage(this, message);
    });
    this.#ended = new Promise((resolve) => {
      // `exit` may come before the last of stderr, `close` only after it; `error` when the process did not start.
      child.on('close', (code, signal) => {
        resolve();
        if (this.#stopping) return;
        const how = signal === null ? `ended with exit code ${String(code)}` : `was ended by ${signal}`;
        events.onDeath(this, `its process ${how}${this.#stderr === '' ? '' : `: ${this.#stderr.trim()}`}`);
      });
      child.on('error', (error) => {
        resolve();
        if (!this.#stopping) events.onDeath(this, error.message);
      });
    });
  }

  start(order: Omit<StartNode, 'type'>): void {
    this.#send({ type: 'start', ...order });
  }

  /** Brings `report` up to date, if the process still answers. */
  async refresh(): Promise<void> {
    if (this.id === '' || !this.#process.connected) return;
    await new Promise<void>((resolve) => {
      const timer = systemRuntime.clock.schedule(REPORT_MS, resolve);
      this.#onReport = () => {
        timer.cancel();
        resolve();
      };
      this.#send({ type: 'report' });
    });
  }

  /** Settles when the process has ended; kills it if it does not end by itself. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#send({ type: 'stop' });
    const timer = systemRuntime.clock.schedule(END_MS, () => this.#process.kill('SIGKILL'));
    await this.#ended;
    timer.cancel();
  }

  kill(): void {
    this.#stopping = true;
    this.#process.kill('SIGKILL');
  }

  #send(message: ToNode): void {
    // It may have ended just now; `close` tells.
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  #note(message: FromNode): void {
    if (message.type === 'ready') ({ id: this.id, address: this.address, height: this.height } = message);
    if (message.type === 'block') ({ height: this.height, hash: this.tip } = message);
    if (message.type !== 'report') return;
    this.report = message.report;
    ({ height: this.height, tip: this.tip } = message.report);
    if (message.wasAsked) this.#onReport?.();
  }
}
