import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { checkAnswer, Kind, Pending, type LinkContender } from './link.js';

/** ws knows no requests: a kind and an id before each payload. */
export const ws: LinkContender = {
  name: 'ws',
  async connect(address, { schema }) {
    const { Question, Answer, Urgent, UrgentAnswer, Bulk } = schema;
    const socket = new WebSocket(address, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const pending = new Pending<Buffer>();
    socket.on('message', (data: Buffer) => {
      const { id, payload } = unpacked(data);
      pending.settle(id, payload);
    });
    const send = (kind: number, payload: Uint8Array) => (id: number) =>
      socket.send(packed(kind, id, payload));
    return {
      async ask(question) {
        const answer = await pending.add(send(Kind.QUESTION, Question.encode(question)));
        checkAnswer(question, Answer.decode(answer));
      },
      bulk: {
        async askUrgently(urgent) {
          const answer = await pending.add(send(Kind.URGENT, Urgent.encode(urgent)));
          checkAnswer(urgent, UrgentAnswer.decode(answer));
        },
        send: (bulk) => send(Kind.BULK, Bulk.encode(bulk))(0),
      },
      async close() {
        const closed = new Promise((resolve) => socket.once('close', resolve));
        socket.close();
        await closed;
      },
    };
  },
  async answer({ takeBulk }, { schema }) {
    const { Question, Answer, Urgent, UrgentAnswer, Bulk } = schema;
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    await new Promise((resolve) => server.once('listening', resolve));
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const { kind, id, payload } = unpacked(data);
        if (kind === Kind.QUESTION) socket.send(packed(kind, id, Answer.encode(Question.decode(payload))));
        else if (kind === Kind.URGENT) {
          socket.send(packed(kind, id, UrgentAnswer.encode(Urgent.decode(payload))));
        } else takeBulk(Bulk.decode(payload));
      });
    });
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};

function packed(kind: number, id: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(5 + payload.length);
  bytes[0] = kind;
  bytes.writeUInt32LE(id, 1);
  bytes.set(payload, 5);
  return bytes;
}

function unpacked(bytes: Buffer): { kind: number; id: number; payload: Buffer } {
  return { kind: bytes[0]!, id: bytes.readUInt32LE(1), payload: bytes.subarray(5) };
}
