import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';
import type { ReceivingEnd, SendContender, Sender } from '../contender.js';
import { AFTER, AFTER_UNLOGGED, BEFORE, BEFORE_UNLOGGED } from '../names.js';
import { readInto } from './read-into.js';

/** What the original logged of every send, at the level it ran with. */
const LINES_BEFORE = [
  'looking up the peer',
  'peer found, serializing',
  'message serialized',
  'writing to the peer',
  'sent',
] as const;

/**
 * The original before its optimization: one JSON line a message over TCP, encoded for each peer, a write each, and five log
 * lines a send, written to a file one by one as a console's are.
 */
export const before = jsonLines(BEFORE, 'each', 5);

/** After it: encoded once, and nine in ten of its log lines gone. */
export const after = jsonLines(AFTER, 'once', 0.5);

/** Without any log: what is left is the network's. */
export const beforeUnlogged = jsonLines(BEFORE_UNLOGGED, 'each', 0);
export const afterUnlogged = jsonLines(AFTER_UNLOGGED, 'once', 0);

/** The sending of both, to whatever the ends are. */
export class JsonBroadcaster {
  readonly #ends: ReadonlyMap<string, Writable>;
  readonly #encoding: 'each' | 'once';
  readonly #linesPerSend: number;
  readonly #log: Logger;
  #sends = 0;
  /** Lines logged. */
  lines = 0;

  constructor(
    ends: ReadonlyMap<string, Writable>,
    encoding: 'each' | 'once',
    linesPerSend: number,
    log: Logger,
  ) {
    this.#ends = ends;
    this.#encoding = encoding;
    this.#linesPerSend = linesPerSend;
    this.#log = log;
  }

  broadcast(message: unknown): void {
    const shared = this.#encoding === 'once' ? Buffer.from(`${JSON.stringify(message)}\n`) : undefined;
    for (const [peer, end] of this.#ends) {
      const line = shared ?? `${JSON.stringify(message)}\n`;
      end.write(line);
      this.#logSend(peer, line.length);
    }
  }

  #logSend(peer: string, bytes: number): void {
    this.#sends++;
    if (this.#linesPerSend === 5) {
      this.lines += logAsBefore(this.#log, peer, bytes);
    } else if (this.#linesPerSend > 0 && this.#sends % 2 === 0) {
      this.#log.debug({ peer, bytes }, 'sent');
      this.lines++;
    }
  }
}

/** Logs a send as the original did before; returns in how many lines. */
export function logAsBefore(log: Logger, peer: string, bytes: number): number {
  for (const text of LINES_BEFORE) log.debug({ peer, bytes }, text);
  return LINES_BEFORE.length;
}

/** A pino that writes each line by itself, as to a console, into a file that goes with it. */
export function fileLog(): { readonly log: Logger; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'framewright-bench-log-'));
  const log = pino({ level: 'debug' }, pino.destination({ dest: join(folder, 'log'), sync: true }));
  return { log, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function jsonLines(name: string, encoding: 'each' | 'once', linesPerSend: number): SendContender {
  return {
    name,
    async start(): Promise<Sender> {
      const sockets = new Map<string, Socket>();
      const server = createServer({ noDelay: true }, (socket) => {
        sockets.set(`${socket.remoteAddress}:${socket.remotePort}`, socket);
        socket.on('error', () => socket.destroy());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const file = fileLog();
      const broadcaster = new JsonBroadcaster(sockets, encoding, linesPerSend, file.log);
      return {
        address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
        connected: () => sockets.size,
        broadcast: (note) => broadcaster.broadcast(note),
        logLines: () => broadcaster.lines,
        stop() {
          server.close();
          for (const socket of sockets.values()) socket.destroy();
          file.remove();
          return Promise.resolve();
        },
      };
    },
    async receive({ address, arrivals }: ReceivingEnd) {
      arrivals.frames((_payload, note) => Buffer.from(`${JSON.stringify(note)}\n`));
      const { hostname, port } = new URL(address);
      await readInto({ host: hostname, port: Number(port) }, (chunk) => arrivals.bytes(chunk));
    },
  };
}
