import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { Clock } from '../../platform/clock.js';
import { CommandError } from '../command.js';
import { fileProblem } from '../file-problem.js';
import type { ErrorBody } from './api.js';
import { ControlFault } from './api.js';

/** An answer's value, and when its response has ended, as the node's end does for `stop`. */
export interface Received<T> {
  readonly value: T;
  readonly ended: Promise<void>;
}

/** For an answer; `connect` takes the longest. */
const ANSWER_MS = 15_000;

/** Asks a running node through its control socket. Every failure is a CommandError that says what to do. */
export class ControlClient {
  readonly #socket: string;
  readonly #clock: Clock;
  readonly #answerMs: number;

  constructor(socket: string, clock: Clock, answerMs = ANSWER_MS) {
    this.#socket = socket;
    this.#clock = clock;
    this.#answerMs = answerMs;
  }

  /** T is what api.ts says of the path. */
  async get<T>(path: string): Promise<T> {
    return (await this.send<T>('GET', path)).value;
  }

  async post<T>(path: string, body: object): Promise<T> {
    return (await this.send<T>('POST', path, body)).value;
  }

  async send<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<Received<T>> {
    const { response, line, ended } = await this.#exchange(method, path, body);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw new CommandError(1, `what answers at ${this.#socket} is no framewright node`, { cause });
    }
    if (response.statusCode === 200) return { value: value as T, ended };
    const { code, message } = (value as Partial<ErrorBody>).error ?? {};
    throw new CommandError(code === ControlFault.BAD_REQUEST ? 2 : 1, message ?? `the node answered ${line}`);
  }

  /** Resolves with the first line of the answer. */
  #exchange(
    method: string,
    path: string,
    body: object | undefined,
  ): Promise<{ response: IncomingMessage; line: string; ended: Promise<void> }> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const outgoing = request({
        socketPath: this.#socket,
        method,
        path,
        agent: false,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
      });
      const timer = this.#clock.schedule(this.#answerMs, () => {
        outgoing.destroy();
        reject(new CommandError(1, this.#hangs()));
      });
      outgoing.once('error', (error) => {
        timer.cancel();
        reject(new CommandError(1, this.#unreachable(error), { cause: error }));
      });
      outgoing.once('response', (response) => {
        let received = '';
        const ended = new Promise<void>((done) => void response.once('close', done));
        response.on('error', () => undefined);
        response.setEncoding('utf8').on('data', (chunk: string) => {
          received += chunk;
          if (!received.includes('\n')) return;
          timer.cancel();
          resolve({ response, line: received.slice(0, received.indexOf('\n')), ended });
        });
        void ended.then(() => {
          timer.cancel();
          resolve({ response, line: received, ended });
        });
      });
      outgoing.end(text);
    });
  }

  #hangs(): string {
    return (
      `the node at ${this.#socket} does not answer for ${this.#answerMs / 1000} s: it hangs or is very busy; ` +
      'see its log, and kill its process if need be (what it has stored survives that)'
    );
  }

  #unreachable(error: Error): string {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') {
      return `no permission for ${this.#socket}: only the user who runs the node may ask it`;
    }
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') {
      return (
        `no node answers at ${this.#socket}: is it running? Start it with framewright node, ` +
        'or name its --network, --data-dir or --control-socket'
      );
    }
    if (code === 'ECONNRESET') return `the node at ${this.#socket} ended before it answered`;
    return `control-socket: ${fileProblem(this.#socket, error)}`;
  }
}
