import { createServer, type AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { PeerConnectionRegistry } from '../../src/peer/registry.js';
import { silentLog } from '../../src/platform/log.js';
import { systemRuntime } from '../../src/platform/system.js';
import { tcp } from '../../src/transport/index.js';
import { benchPeer } from './contenders/raw-peer.js';
import { LineReader } from './line-reader.js';
import { KIND, packed, unpacked, type PeerKind, type PeerReport } from './links.js';
import { machineTime } from './receiver-orders.js';
import { loadBenchSchema, type Bulk } from './schema.js';

// A peer that answers, in a process of its own: `links.ts` starts it and talks to it.

const [kind, schemaFolder = ''] = process.argv.slice(2);
const schema = await loadBenchSchema(schemaFolder);

const say = (report: PeerReport): void => {
  if (process.connected) process.send!(report);
};

let bulkBytes = 0;
let bulkCount = 0;
let announced = 0;

/** Pieces must come whole and in order; tells when all announced bytes are here. */
function takeBulk({ sequence, data }: Bulk): void {
  if (sequence !== bulkCount || data[0] !== (sequence & 255) || data.at(-1) !== (sequence & 255)) {
    say({ wrong: `piece ${sequence} came as number ${bulkCount}` });
  }
  bulkCount++;
  bulkBytes += data.length;
  tellBulk();
}

function tellBulk(): void {
  if (announced === 0 || bulkBytes < announced) return;
  say({ bulkBytes, at: machineTime() });
  announced = bulkBytes = bulkCount = 0;
}

process.on('message', ({ expectBulk }: { expectBulk: number }) => {
  announced = expectBulk;
  tellBulk();
});
process.on('disconnect', () => process.exit());

const servers: Readonly<Record<PeerKind, () => Promise<string>>> = {
  async framewright() {
    const { Question, Answer, Urgent, UrgentAnswer, Bulk } = schema;
    const registry = new PeerConnectionRegistry({
      runtime: systemRuntime,
      log: silentLog,
      types: schema.catalog,
      local: benchPeer(1, schema),
      events: {
        onMessage(_connection, { type, payload, id }) {
          if (type === Question.type) return Answer.frame(Question.decode(payload), id);
          if (type === Urgent.type) return UrgentAnswer.frame(Urgent.decode(payload), id);
          return takeBulk(Bulk.decode(payload));
        },
      },
    });
    const listener = await tcp.listen('tcp://127.0.0.1:0', {
      runtime: systemRuntime,
      onTransport: (transport) => registry.attach(transport, 'inbound'),
      onError: (error) => say({ wrong: error.message }),
    });
    return listener.address;
  },
  async ws() {
    const { Question, Answer, Urgent, UrgentAnswer, Bulk } = schema;
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    await new Promise((resolve) => server.once('listening', resolve));
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const { kind, id, payload } = unpacked(data);
        if (kind === KIND.QUESTION) socket.send(packed(kind, id, Answer.encode(Question.decode(payload))));
        else if (kind === KIND.URGENT) {
          socket.send(packed(kind, id, UrgentAnswer.encode(Urgent.decode(payload))));
        } else takeBulk(Bulk.decode(payload));
      });
    });
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  async json() {
    const server = createServer({ noDelay: true }, (socket) => {
      const lines = new LineReader();
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => {
        for (const line of lines.push(chunk)) {
          const message = JSON.parse(line) as { kind: number; id: number; sequence: number; text?: string };
          if (message.kind === KIND.BULK) {
            takeBulk({ sequence: message.sequence, data: Buffer.from(message.text ?? '', 'latin1') });
          } else socket.write(`${JSON.stringify(message)}\n`);
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};

say({ address: await servers[kind as PeerKind]() });
