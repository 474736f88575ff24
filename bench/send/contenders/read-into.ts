import { connect, type Socket } from 'node:net';

type Place = { readonly host: string; readonly port: number } | { readonly path: string };

/** A socket that reads into one buffer of its own: the chunk is only valid until the next. */
export function readInto(place: Place, onChunk: (chunk: Buffer) => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const buffer = Buffer.allocUnsafe(64 * 1024);
    const socket = connect({
      ...place,
      noDelay: true,
      onread: {
        buffer,
        callback(length) {
          onChunk(buffer.subarray(0, length));
          return true;
        },
      },
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      // Whoever listens for it has closed first.
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
  });
}
