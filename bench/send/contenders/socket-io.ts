import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Packages } from '../../../src/bench/packages.js';
import type { SendContender, Sender } from '../contender.js';
import { SOCKET_IO } from '../names.js';
import { openWebSocket, webSocketFrame, webSocketTextFrame } from './websocket-client.js';

// What is used of the package, which has no types at hand.
interface SocketIoServer {
  readonly sockets: { readonly sockets: ReadonlyMap<string, unknown> };
  on(event: 'connection', listener: (socket: ServerSocket) => void): void;
  emit(event: string, ...values: unknown[]): void;
  close(): Promise<void>;
}
interface ServerSocket {
  on(event: string, listener: (payload: Buffer, done: (answer: Uint8Array) => void) => void): void;
}
interface SocketIo {
  readonly Server: new (server: Server, options: object) => SocketIoServer;
}

export const SOCKET_IO_PACKAGE = 'socket.io';
const EVENT = 'note';
/** An event with one attachment: the binary message after it (socket.io protocol 5 in Engine.IO 4). */
const HEAD = webSocketFrame(Buffer.from(`451-["${EVENT}",{"_placeholder":true,"num":0}]`), 'text');
/** Engine.IO's. */
const PING = webSocketFrame(Buffer.from('2'), 'text');
const PONG = '3';
/** Joins the namespace that everybody is in; the server answers in kind. */
const JOIN = '40';

/** socket.io over WebSocket alone: it encodes a broadcast once. */
export const socketIo: SendContender = {
  name: SOCKET_IO,
  packages: [SOCKET_IO_PACKAGE],
  async start({ schema: { Note }, packages }): Promise<Sender> {
    const { server, port } = await startSocketIo(packages);
    return {
      address: `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
      connected: () => server.sockets.sockets.size,
      broadcast: (note) => server.emit(EVENT, Note.encode(note)),
      stop: () => server.close(),
    };
  },
  async receive({ address, arrivals }) {
    let isJoined = false;
    let joined!: () => void;
    const whenJoined = new Promise<void>((resolve) => (joined = resolve));
    arrivals.frames(
      (payload) => Buffer.concat([HEAD, webSocketFrame(payload)]),
      (bytes) => {
        if (bytes.length < PING.length) return undefined;
        if (bytes.compare(PING, 0, PING.length, 0, PING.length) !== 0) return 0;
        socket.write(webSocketTextFrame(PONG));
        return PING.length;
      },
    );
    let opening = '';
    const socket = await openWebSocket(address, (chunk) => {
      if (isJoined) {
        arrivals.bytes(chunk);
        return;
      }
      opening += chunk.toString('latin1');
      isJoined = opening.includes(`${JOIN}{`) && opening.endsWith('}');
      if (isJoined) joined();
    });
    socket.write(webSocketTextFrame(JOIN));
    await whenJoined;
  },
};

export async function startSocketIo(
  packages: Packages,
): Promise<{ readonly server: SocketIoServer; readonly port: number }> {
  const { Server } = await packages.load<SocketIo>(SOCKET_IO_PACKAGE);
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], serveClient: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { server, port: (http.address() as AddressInfo).port };
}
