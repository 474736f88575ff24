import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { SendContender, Sender } from '../contender.js';
import { encodeFrame } from '../../../src/wire/frame.js';
import { FLOOR } from '../names.js';
import { readInto } from './read-into.js';

/** Bytes of prepared notes that lie ready: more than a turn ever sends. */
const RING_BYTES = 4 * 1024 * 1024;

/**
 * What the kernel alone takes: bytes that were prepared beforehand, one write a peer a turn, whatever was broadcast in it.
 * No encoding, no queue, no credit, no handling of a slow peer.
 */
export const floor: SendContender = {
  name: FLOOR,
  isFloor: true,
  async start({ schema: { Note } }): Promise<Sender> {
    const sockets: Socket[] = [];
    const server = createServer({ noDelay: true }, (socket) => {
      sockets.push(socket);
      socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    let ring = Buffer.alloc(0);
    let frameBytes = 0;
    let frames = 1;
    let first: number | undefined;
    let end = 0;
    return {
      address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
      connected: () => sockets.length,
      prepare(notes) {
        const once = Buffer.concat(
          notes.map((note) => encodeFrame(Note.type, 0, 0, Note.encode(note)).bytes),
        );
        frames = notes.length;
        frameBytes = once.length / frames;
        ring = Buffer.concat(new Array<Buffer>(Math.ceil(RING_BYTES / once.length) + 1).fill(once));
      },
      broadcast(_note, index) {
        first ??= index % frames;
        end = (end === 0 ? first : end) + 1;
      },
      flush() {
        if (first === undefined) return;
        const bytes = ring.subarray(first * frameBytes, end * frameBytes);
        for (const socket of sockets) socket.write(bytes);
        first = undefined;
        end = 0;
      },
      stop() {
        server.close();
        for (const socket of sockets) socket.destroy();
        return Promise.resolve();
      },
    };
  },
  async receive({ address, arrivals }, { schema: { Note } }) {
    arrivals.frames((payload) => Buffer.from(encodeFrame(Note.type, 0, 0, payload).bytes));
    const { hostname, port } = new URL(address);
    await readInto({ host: hostname, port: Number(port) }, (chunk) => arrivals.bytes(chunk));
  },
};
