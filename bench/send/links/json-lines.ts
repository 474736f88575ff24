import { LineReader } from '../line-reader.js';
import { BEFORE_UNLOGGED } from '../names.js';
import type { Question } from '../schema.js';
import { checkAnswer, Kind, Pending, type LinkContender } from './link.js';
import { connectTo, listenFor } from './sockets.js';

export const jsonLines: LinkContender = {
  name: BEFORE_UNLOGGED,
  async connect(address) {
    const socket = await connectTo(address);
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
  answer({ takeBulk }) {
    return listenFor((socket) => {
      const lines = new LineReader();
      socket.on('data', (chunk) => {
        for (const line of lines.push(chunk)) {
          const message = JSON.parse(line) as { kind: number; id: number; sequence: number; text?: string };
          if (message.kind === Kind.BULK) {
            takeBulk({ sequence: message.sequence, data: Buffer.from(message.text ?? '', 'latin1') });
          } else socket.write(`${JSON.stringify(message)}\n`);
        }
      });
    });
  },
};
