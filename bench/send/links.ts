import { fork, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { PeerConnectionRegistry } from '../../src/peer/registry.js';
import { silentLog } from '../../src/platform/log.js';
import { systemRuntime } from '../../src/platform/system.js';
import { tcp } from '../../src/transport/index.js';
import { benchPeer } from './contenders/raw-peer.js';
import { LineReader } from './line-reader.js';
import { BEFORE_UNLOGGED, OURS } from './names.js';
import { WrongDelivery } from './receivers.js';
import type { BenchSchema, Bulk, Question, Urgent } from './schema.js';

export type PeerKind = 'json' | 'ws' | 'framewright';

/** What a peer's process says. */
export type PeerReport =
  | { readonly address: string }
  | { readonly bulkBytes: number; readonly at: number }
  | { readonly wrong: string };

export const KIND = { QUESTION: 1, URGENT: 2, BULK: 3 } as const;

/** A link to one peer that answers. */
export interface Link {
  readonly name: string;
  /** Asks, and checks the answer. */
  ask(question: Question): Promise<void>;
  askUrgently(urgent: Urgent): Promise<void>;
  sendBulk(bulk: Bulk): void;
  /** Resolves with the time of the machine at which the peer had so many bytes. */
  bulkArrived(bytes: number): Promise<number>;
  stop(): Promise<void>;
}

/** A message of those who have no header of their own: its kind and id before the payload. */
export function packed(kind: number, id: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(5 + payload.length);
  bytes[0] = kind;
  bytes.writeUInt32LE(id, 1);
  bytes.set(payload, 5);
  return bytes;
}

export function unpacked(bytes: Buffer): { kind: number; id: number; payload: Buffer } {
  return { kind: bytes[0]!, id: bytes.readUInt32LE(1), payload: bytes.subarray(5) };
}

/** Starts a peer and connects to it. */
export async function openLink(kind: PeerKind, schema: BenchSchema, schemaFolder: string): Promise<Link> {
  const peer = new PeerProcess(kind, schemaFolder);
  const address = await peer.address;
  const parts = await connectors[kind](new URL(address), schema);
  return {
    ...parts,
    bulkArrived: (bytes) => peer.bulkArrived(bytes),
    async stop() {
      await parts.close();
      await peer.stop();
    },
  };
}

type Parts = Omit<Link, 'bulkArrived' | 'stop'> & { close(): Promise<void> };

/** Who waits for the answer to which id. */
class Pending<T> {
  readonly #waiting = new Map<number, (answer: T) => void>();
  #lastId = 0;

  add(send: (id: number) => void): Promise<T> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      send(id);
    });
  }

  settle(id: number, answer: T): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}

function check(asked: Partial<Question>, answer: Partial<Question>): void {
  if (asked.sequence !== answer.sequence || asked.text !== answer.text) {
    throw new WrongDelivery(`the answer to ${asked.sequence} was ${answer.sequence}`);
  }
}

const connectors: Readonly<Record<PeerKind, (url: URL, schema: BenchSchema) => Promise<Parts>>> = {
  async framewright(url, schema) {
    const { Question, Answer, Urgent, UrgentAnswer, Bulk } = schema;
    const registry = new PeerConnectionRegistry({
      runtime: systemRuntime,
      log: silentLog,
      types: schema.catalog,
      local: benchPeer(2, schema),
      events: { onMessage: () => {} },
      // The whole transfer is queued at once.
      limits: { queueCapBytes: 256 * 1024 * 1024 },
    });
    const connection = registry.attach(
      await tcp.dial(`tcp://${url.host}`, { runtime: systemRuntime, timeoutMs: 5_000 }),
      'outbound',
    );
    while (connection.state !== 'open') await new Promise((resolve) => setTimeout(resolve, 2));
    return {
      name: OURS,
      async ask(question) {
        const { payload } = await connection.request(Question.frame(question));
        check(question, Answer.decode(payload));
      },
      async askUrgently(urgent) {
        const { payload } = await connection.request(Urgent.frame(urgent));
        check(urgent, UrgentAnswer.decode(payload));
      },
      sendBulk: (bulk) => void connection.send(Bulk.frame(bulk)),
      close: () => registry.close(),
    };
  },
  async ws(url, { Question, Answer, Urgent, UrgentAnswer, Bulk }) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const pending = new Pending<Buffer>();
    socket.on('message', (data: Buffer) => {
      const { id, payload } = unpacked(data);
      pending.settle(id, payload);
    });
    const send = (kind: number, payload: Uint8Array) => (id: number) =>
      socket.send(packed(kind, id, payload));
    return {
      name: 'ws',
      async ask(question) {
        check(question, Answer.decode(await pending.add(send(KIND.QUESTION, Question.encode(question)))));
      },
      async askUrgently(urgent) {
        check(urgent, UrgentAnswer.decode(await pending.add(send(KIND.URGENT, Urgent.encode(urgent)))));
      },
      sendBulk: (bulk) => send(KIND.BULK, Bulk.encode(bulk))(0),
      async close() {
        const closed = new Promise((resolve) => socket.once('close', resolve));
        socket.close();
        await closed;
      },
    };
  },
  async json(url) {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const pending = new Pending<Question>();
    const lines = new LineReader();
    socket.on('data', (chunk) => {
      for (const line of lines.push(chunk)) {
        const answer = JSON.parse(line) as Question & { id: number };
        pending.settle(answer.id, answer);
      }
    });
    const send = (kind: number, message: object) => (id: number) =>
      void socket.write(`${JSON.stringify({ kind, id, ...message })}\n`);
    return {
      name: BEFORE_UNLOGGED,
      async ask(question) {
        check(question, await pending.add(send(KIND.QUESTION, question)));
      },
      async askUrgently(urgent) {
        check(urgent, await pending.add(send(KIND.URGENT, urgent)));
      },
      sendBulk({ sequence, data }) {
        send(KIND.BULK, { sequence, text: Buffer.from(data).toString('latin1') })(0);
      },
      close() {
        socket.destroy();
        return Promise.resolve();
      },
    };
  },
};

class PeerProcess {
  readonly address: Promise<string>;
  readonly #process: ChildProcess;
  #onBulk: ((at: number) => void) | undefined;
  #onWrong: ((error: Error) => void) | undefined;

  constructor(kind: PeerKind, schemaFolder: string) {
    const script = join(import.meta.dirname, 'peer-process.js');
    this.#process = fork(script, [kind, schemaFolder], { execArgv: [] });
    this.address = new Promise((resolve, reject) => {
      this.#process.once('exit', () => reject(new Error(`the ${kind} peer ended`)));
      this.#process.on('message', (report: PeerReport) => {
        if ('address' in report) resolve(report.address);
        else if ('wrong' in report) this.#onWrong?.(new WrongDelivery(report.wrong));
        else this.#onBulk?.(report.at);
      });
    });
  }

  bulkArrived(bytes: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#onBulk = resolve;
      this.#onWrong = reject;
      this.#process.send({ expectBulk: bytes });
    });
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await exited;
  }
}
