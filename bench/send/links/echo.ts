import { ECHO_FLOOR } from '../names.js';
import type { LinkContender } from './link.js';
import { connectTo, listenFor } from './sockets.js';

/** What our frame of such a question takes on the wire. */
const REQUEST_BYTES = 80;

/** The kernel and Node alone: the same bytes there and back, nobody looks at them. */
export const echo: LinkContender = {
  name: ECHO_FLOOR,
  isFloor: true,
  async connect(address) {
    const socket = await connectTo(address);
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
  answer() {
    return listenFor((socket) => {
      socket.on('data', (chunk) => socket.write(chunk));
    });
  },
};
