import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/log.js';

/** What an ending needs of its process. */
export interface SignalHost {
  /** Calls back at every SIGINT and SIGTERM, with its name; returns the function that stops this. */
  readonly onSignal: (listener: (signal: string) => void) => () => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => never;
}

/** How long a start may go on once the end was asked for. */
const START_PATIENCE_MS = 3000;

/** When a long-running command ends: at a signal, when asked, or by a failure. A signal after that ends the process at once. */
export class Ending {
  /** Settles with the failure, undefined for an end that was asked for. */
  readonly asked: Promise<unknown>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #host: SignalHost;
  readonly #offSignal: () => void;
  #end: (failure?: unknown) => void = () => {};
  #patience: Timer | undefined;
  #isStarted = false;
  #isAsked = false;

  constructor(clock: Clock, log: Log, host: SignalHost) {
    this.#clock = clock;
    this.#log = log;
    this.#host = host;
    this.asked = new Promise((resolve) => (this.#end = resolve));
    this.#offSignal = host.onSignal((signal) => {
      if (this.#isAsked) host.exit(1);
      this.ask({ signal, again: 'ends at once' });
    });
  }

  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Asks for an orderly end; `by` is for the log. */
  ask(by: Readonly<Record<string, string>>): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#log.info('stopping', by);
    // A start may hang, on a dead disk say; then there is nothing to finish.
    if (!this.#isStarted) this.#patience = this.#clock.schedule(START_PATIENCE_MS, () => this.#host.exit(1));
    this.#end();
  }

  fail(failure: unknown): void {
    this.#end(failure);
  }

  started(): void {
    this.#isStarted = true;
    this.#patience?.cancel();
  }

  /** No signal is heard any more. */
  close(): void {
    this.#patience?.cancel();
    this.#offSignal();
  }
}
