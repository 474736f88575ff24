import type { SendContender, Sender } from '../contender.js';
import { UWEBSOCKETS } from '../names.js';
import { openWebSocket, webSocketFrame } from './websocket-client.js';

// What is used of the package, which has no types at hand.
interface UwsSocket {
  subscribe(topic: string): boolean;
  close(): void;
}
interface UwsApp {
  ws(pattern: string, behaviour: object): UwsApp;
  listen(host: string, port: number, done: (listening: object | false) => void): UwsApp;
  publish(topic: string, message: Uint8Array, isBinary: boolean): boolean;
  close(): void;
}
interface Uws {
  App(): UwsApp;
  us_socket_local_port(listening: object): number;
  DISABLED: number;
}

const TOPIC = 'notes';

/** uWebSockets' own publish and subscribe, in C++. */
export const uwebsockets: SendContender = {
  name: UWEBSOCKETS,
  packages: ['uwebsockets'],
  async start({ schema: { Note }, packages }): Promise<Sender> {
    const { default: uws } = await packages.load<{ default: Uws }>('uwebsockets');
    let connected = 0;
    const app = uws.App().ws('/*', {
      compression: uws.DISABLED,
      idleTimeout: 0,
      maxPayloadLength: 1024 * 1024,
      maxBackpressure: 256 * 1024 * 1024,
      open(socket: UwsSocket) {
        socket.subscribe(TOPIC);
        connected++;
      },
      close() {
        connected--;
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      app.listen('127.0.0.1', 0, (listening) => {
        if (listening === false) reject(new Error('uWebSockets does not listen'));
        else resolve(uws.us_socket_local_port(listening));
      });
    });
    return {
      address: `ws://127.0.0.1:${port}`,
      connected: () => connected,
      broadcast(note) {
        app.publish(TOPIC, Note.encode(note), true);
      },
      stop() {
        app.close();
        return Promise.resolve();
      },
    };
  },
  async receive({ address, arrivals }) {
    arrivals.frames((payload) => webSocketFrame(payload));
    await openWebSocket(address, (chunk) => arrivals.bytes(chunk));
  },
};
