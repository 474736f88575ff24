import { SOCKET_IO_PACKAGE, startSocketIo } from '../contenders/socket-io.js';
import { SOCKET_IO } from '../names.js';
import { checkAnswer, type LinkContender } from './link.js';

const CLIENT_PACKAGE = 'socket.io-client';
const EVENT = 'ask';

// What is used of the package, which has no types at hand.
interface SocketIoClient {
  io(address: string, options: object): ClientSocket;
}
interface ClientSocket {
  once(event: 'connect' | 'connect_error', listener: (error: Error) => void): ClientSocket;
  emitWithAck(event: string, payload: Uint8Array): Promise<Buffer>;
  close(): void;
}

/** socket.io's events with an acknowledgement that carries the answer. */
export const socketIo: LinkContender = {
  name: SOCKET_IO,
  packages: [SOCKET_IO_PACKAGE, CLIENT_PACKAGE],
  async connect(address, { schema: { Question, Answer }, packages }) {
    const client = await packages.load<SocketIoClient>(CLIENT_PACKAGE);
    const socket = client.io(address, { transports: ['websocket'] });
    await new Promise<unknown>((resolve, reject) => {
      socket.once('connect', resolve).once('connect_error', reject);
    });
    return {
      async ask(question) {
        checkAnswer(question, Answer.decode(await socket.emitWithAck(EVENT, Question.encode(question))));
      },
      close() {
        socket.close();
        return Promise.resolve();
      },
    };
  },
  async answer(_taker, { schema: { Question, Answer }, packages }) {
    const { server, port } = await startSocketIo(packages);
    server.on('connection', (socket) => {
      socket.on(EVENT, (payload: Buffer, done: (answer: Uint8Array) => void) => {
        done(Answer.encode(Question.decode(payload)));
      });
    });
    return `http://127.0.0.1:${port}`;
  },
};
