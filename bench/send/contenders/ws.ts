import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { SendContender, Sender } from '../contender.js';
import { WS } from '../names.js';
import { openWebSocket, webSocketFrame } from './websocket-client.js';

/** ws as most use it: the message encoded and sent for each peer. */
export const wsPerPeer = ws(WS, 'each');
/** ws with what its documentation shows for a broadcast: the same Buffer to all. */
export const wsShared = ws('ws, the same Buffer', 'once');

function ws(name: string, encoding: 'each' | 'once'): SendContender {
  return {
    name,
    async start({ schema: { Note } }): Promise<Sender> {
      const server = new WebSocketServer({
        host: '127.0.0.1',
        port: 0,
        perMessageDeflate: false,
        maxPayload: 1024 * 1024,
      });
      await new Promise((resolve) => server.once('listening', resolve));
      const options = { binary: true };
      return {
        address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
        connected: () => server.clients.size,
        broadcast(note) {
          const shared = encoding === 'once' ? Note.encode(note) : undefined;
          const send = (client: WebSocket): void => client.send(shared ?? Note.encode(note), options);
          server.clients.forEach(send);
        },
        stop() {
          for (const client of server.clients) client.terminate();
          return new Promise((resolve) => server.close(() => resolve()));
        },
      };
    },
    async receive({ address, arrivals }) {
      arrivals.frames((payload) => webSocketFrame(payload));
      await openWebSocket(address, (chunk) => arrivals.bytes(chunk));
    },
  };
}
