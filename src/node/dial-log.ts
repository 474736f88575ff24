import type { Log, LogFields } from '../platform/log.js';

interface Run {
  readonly reason: string;
  times: number;
}

const MAX_RUNS = 1_000;

/** Tells of dials that came to nothing: each reason of each address once, and again when it has come ten times as often. */
export class DialLog {
  readonly #log: Log;
  readonly #runs = new Map<string, Run>();

  constructor(log: Log) {
    this.#log = log;
  }

  failed(address: string, reason: string, fields: LogFields, level: 'info' | 'debug'): void {
    const known = this.#runs.get(address);
    const run = known?.reason === reason ? known : { reason, times: 0 };
    run.times++;
    this.#runs.delete(address);
    this.#runs.set(address, run);
    if (this.#runs.size > MAX_RUNS) this.#dropOldest();
    const isWorthALine = Number.isInteger(Math.log10(run.times));
    this.#log[isWorthALine ? level : 'debug']('not connected', {
      address,
      ...fields,
      reason,
      ...(run.times > 1 && { times: run.times }),
    });
  }

  connected(address: string): void {
    this.#runs.delete(address);
  }

  #dropOldest(): void {
    for (const address of this.#runs.keys()) {
      this.#runs.delete(address);
      return;
    }
  }
}
