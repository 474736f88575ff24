import { connect, createServer, type AddressInfo } from 'node:net';
import { ECHO_FLOOR } from '../names.js';
import type { LinkContender } from './link.js';

/** What our frame of such a question takes on the wire. */
const REQUEST_BYTES = 80;

/** The kernel and Node alone: the same bytes there and back, nobody looks at them. */
export const echo: LinkContender = {
  name: ECHO_FLOOR,
  isFloor: true,
  async connect(address) {
    const { hostname, port } = new URL(address);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const bytes = new Uint8Array(REQUEST_BYTES);
    let missing = 0;
    let whole: () => void = () => {};
    socket.on('data', (chunk) => {
      missing -= chunk.length;
      if (missing === 0) whole();
    });
    return {
      asksOne: true,
      ask() {
        return new Promise((resolve) => {
          whole = resolve;
          missing = REQUEST_BYTES;
          socket.write(bytes);
        });
      },
      close() {
        socket.destroy();
        return Promise.resolve();
      },
    };
  },
  async answer() {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => socket.write(chunk));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};
