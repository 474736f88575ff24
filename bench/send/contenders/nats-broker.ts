import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { programPath } from '../needs.js';

export const NATS_CLIENT = '@nats-io/transport-node';
export const NATS_SERVER = 'nats-server';

const START_TIMEOUT_MS = 10_000;

/** What is used of the package, which has no types at hand. */
export interface NatsClient {
  readonly connect: (options: { readonly servers: string }) => Promise<NatsConnection>;
}
export interface NatsConnection {
  publish(subject: string, payload: Uint8Array): void;
  request(
    subject: string,
    payload: Uint8Array,
    options: { readonly timeout: number },
  ): Promise<{ readonly data: Uint8Array }>;
  subscribe(
    subject: string,
    options: {
      callback(
        error: Error | null,
        message: { readonly data: Uint8Array; respond(data: Uint8Array): void },
      ): void;
    },
  ): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface Broker {
  /** `host:port` */
  readonly address: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a NATS broker on a port that is free. Throws if it does not start, or its CPU time cannot be read here. */
export async function startBroker(): Promise<Broker> {
  const broker = spawn(programPath(NATS_SERVER) ?? NATS_SERVER, ['--addr', '127.0.0.1', '--port', '-1'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = (): void => void broker.kill();
  process.once('exit', end);
  const exited = new Promise<void>((resolve) => broker.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${NATS_SERVER} does not listen`)), START_TIMEOUT_MS);
    let log = '';
    broker.stderr.on('data', (chunk) => {
      log += String(chunk);
      const [, place] = /client connections on (\S+)/.exec(log) ?? [];
      if (place === undefined) return;
      clearTimeout(timer);
      resolve(place);
    });
    broker.once('error', reject);
    broker.once('exit', (code) => reject(new Error(`${NATS_SERVER} ended with ${code}: ${log.trim()}`)));
  });
  const pid = broker.pid!;
  try {
    brokerCpuMs(pid);
  } catch {
    end();
    throw new Error(`this system does not tell the CPU time of ${NATS_SERVER}`);
  }
  return {
    address,
    pid,
    stop() {
      process.off('exit', end);
      end();
      return exited;
    },
  };
}

/** CPU time of all threads, in milliseconds: nanoseconds on a core are the first number of `schedstat` (Linux). */
export function brokerCpuMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((thread) =>
    Number(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}
