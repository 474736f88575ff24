import { connect, createServer, type AddressInfo } from 'node:net';
import { LineReader } from '../line-reader.js';
import { BEFORE_UNLOGGED } from '../names.js';
import type { Question } from '../schema.js';
import { checkAnswer, Kind, Pending, type LinkContender } from './link.js';

export const jsonLines: LinkContender = {
  name: BEFORE_UNLOGGED,
  async connect(address) {
    const { hostname, port } = new URL(address);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
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
      async ask(question) {
        checkAnswer(question, await pending.add(send(Kind.QUESTION, question)));
      },
      bulk: {
        async askUrgently(urgent) {
          checkAnswer(urgent, await pending.add(send(Kind.URGENT, urgent)));
        },
        send({ sequence, data }) {
          send(Kind.BULK, { sequence, text: Buffer.from(data).toString('latin1') })(0);
        },
      },
      close() {
        socket.destroy();
        return Promise.resolve();
      },
    };
  },
  async answer({ takeBulk }) {
    const server = createServer({ noDelay: true }, (socket) => {
      const lines = new LineReader();
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => {
        for (const line of lines.push(chunk)) {
          const message = JSON.parse(line) as { kind: number; id: number; sequence: number; text?: string };
          if (message.kind === Kind.BULK) {
            takeBulk({ sequence: message.sequence, data: Buffer.from(message.text ?? '', 'latin1') });
          } else socket.write(`${JSON.stringify(message)}\n`);
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};
