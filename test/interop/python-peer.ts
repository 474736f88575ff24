import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

const folder = fileURLToPath(new URL('./python/', import.meta.url));
const python = process.env['FRAMEWRIGHT_PYTHON'] ?? 'python3';

/** How long an event may take: less than a test, so that a failure shows what was heard instead. */
const PATIENCE_MS = 20_000;

/** One line of the peer's output. */
export interface PythonEvent {
  readonly event: string;
  readonly [name: string]: unknown;
}

let isThere: boolean | undefined;

/** Skips the test, aloud, where Python or its packages are missing; fails it where they are required. */
export function needsPython(context: TestContext): void {
  isThere ??= spawnSync(python, ['-c', 'import google.protobuf, grpc_tools']).status === 0;
  if (isThere) return;
  const missing = 'python3 with protobuf is missing';
  if ((process.env['FRAMEWRIGHT_REQUIRE'] ?? '').split(',').includes('python')) throw new Error(missing);
  context.skip(`not run: ${missing}`);
}

/** Runs a script of the folder to its end. */
export function runPython(script: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(python, [folder + script], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** main.py as a process: what it tells, in order, and what it is told. */
export class PythonPeer {
  readonly events: PythonEvent[] = [];
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Set<() => void>();
  readonly #ended: Promise<number | null>;
  #errors = '';
  #isOver = false;

  constructor(...args: string[]) {
    this.#process = spawn(python, [`${folder}main.py`, ...args]);
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    createInterface(this.#process.stdout).on('line', (line) => {
      this.events.push(JSON.parse(line) as PythonEvent);
      this.#look();
    });
    this.#ended = new Promise((resolve) => {
      this.#process.on('close', (status) => {
        this.#isOver = true;
        this.#look();
        resolve(status);
      });
    });
  }

  /** Listens on a free port of 127.0.0.1. */
  static async listen(...args: string[]): Promise<{ peer: PythonPeer; port: number }> {
    const peer = new PythonPeer('--listen', '127.0.0.1:0', ...args);
    const { port } = await peer.heard('listening');
    return { peer, port: port as number };
  }

  /** The first event of that name, past or to come, that has these members. */
  async heard(event: string, members: Readonly<Record<string, unknown>> = {}): Promise<PythonEvent> {
    const wanted = Object.entries(members);
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = this.events.find(
        (each) => each.event === event && wanted.every(([name, value]) => each[name] === value),
      );
      if (found !== undefined) return found;
      if (this.#isOver || performance.now() > deadline) throw new Error(`no ${event}: ${this.#told()}`);
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        setTimeout(resolve, deadline - performance.now() + 1).unref();
      });
    }
  }

  /** How often it was heard so far. */
  count(event: string): number {
    return this.events.filter((each) => each.event === event).length;
  }

  tell(command: string): void {
    this.#process.stdin.write(`${command}\n`);
  }

  /** A command with the name and the fields of a message. */
  tellJson(command: string, name: string, message: unknown): void {
    this.tell(`${command} ${name} ${JSON.stringify(message)}`);
  }

  /** Lets it say Goodbye and waits for its end. Its exit code, 0 if all went well. */
  async goodbye(): Promise<number | null> {
    this.#process.stdin.end();
    return this.ended();
  }

  ended(): Promise<number | null> {
    return this.#ended;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #look(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #told(): string {
    return `${this.events.map((each) => JSON.stringify(each)).join('\n')}\n${this.#errors}`;
  }
}
