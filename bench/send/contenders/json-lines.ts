import { createServer, type AddressInfo, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { ReceivingEnd, SendContender, Sender } from '../contender.js';
import { AFTER, BEFORE } from '../names.js';
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
 * lines a send, written to a file as a console's would be.
 */
export const before = jsonLines(BEFORE, 'each', 5);

/** After it: encoded once, and nine in ten of its log lines gone. */
export const after = jsonLines(AFTER, 'once', 0.5);

/** Without any log, for the part that logging has. */
export const beforeUnlogged = jsonLines('before, without its log', 'each', 0);
export const afterUnlogged = jsonLines('after, without its log', 'once', 0);

/** How many lines a JSON contender has logged, in this process. */
export const logged = { lines: 0 };

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
      const folder = mkdtempSync(join(tmpdir(), 'framewright-bench-log-'));
      const log = pino({ level: 'debug' }, pino.destination({ dest: join(folder, 'log'), sync: true }));
      let sends = 0;
      const logSend = (peer: string, bytes: number): void => {
        sends++;
        if (linesPerSend === 5) {
          for (const text of LINES_BEFORE) log.debug({ peer, bytes }, text);
          logged.lines += 5;
        } else if (linesPerSend > 0 && sends % 2 === 0) {
          log.debug({ peer, bytes }, 'sent');
          logged.lines++;
        }
      };
      return {
        address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
        connected: () => sockets.size,
        broadcast(note) {
          const shared = encoding === 'once' ? Buffer.from(`${JSON.stringify(note)}\n`) : undefined;
          for (const [peer, socket] of sockets) {
            const line = shared ?? `${JSON.stringify(note)}\n`;
            socket.write(line);
            if (linesPerSend > 0) logSend(peer, line.length);
          }
        },
        stop() {
          server.close();
          for (const socket of sockets.values()) socket.destroy();
          rmSync(folder, { recursive: true, force: true });
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
