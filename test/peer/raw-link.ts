import { connect } from 'node:net';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { FrameReader, type WireFrame } from '../../src/wire/frame-reader.js';

/** A client without any of our transports: bytes as a stranger would send them. */
export interface RawLink {
  /** On WebSocket each is one binary message, a string a text message. */
  write(bytes: Uint8Array | string): void;
  /** Ends its own direction. */
  end(): void;
  readonly frames: readonly WireFrame[];
  /** Resolves when `count` frames came, or the link is gone. */
  heard(count: number): Promise<void>;
  /** Resolves when the other side has ended; with the status of the WebSocket close frame. */
  readonly closed: Promise<number | undefined>;
  destroy(): void;
}

class Heard {
  readonly frames: WireFrame[] = [];
  readonly #reader = new FrameReader();
  #wake: () => void = () => {};
  #isOver = false;

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
    for (let frame = this.#reader.next(); frame !== undefined; frame = this.#reader.next()) {
      this.frames.push({ ...frame, payload: frame.payload.slice() });
    }
    this.#wake();
  }

  over(): void {
    this.#isOver = true;
    this.#wake();
  }

  async until(count: number): Promise<void> {
    while (this.frames.length < count && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export async function tcpLink(address: string): Promise<RawLink> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  await once(socket, 'connect');
  const heard = new Heard();
  socket.on('data', (chunk) => heard.push(chunk));
  socket.on('error', () => {});
  const closed = new Promise<undefined>((resolve) => {
    const over = (): void => {
      heard.over();
      socket.end();
      resolve(undefined);
    };
    socket.once('end', over);
    socket.once('close', over);
  });
  return {
    write: (bytes) => socket.write(bytes),
    end: () => socket.end(),
    frames: heard.frames,
    heard: (count) => heard.until(count),
    closed,
    destroy: () => socket.destroy(),
  };
}

export async function webSocketLink(address: string): Promise<RawLink> {
  const socket = new WebSocket(address, 'framewright.1', { perMessageDeflate: false });
  await once(socket, 'open');
  const heard = new Heard();
  socket.on('message', (data: Buffer) => heard.push(data));
  socket.on('error', () => {});
  const closed = new Promise<number>((resolve) => {
    socket.once('close', (status) => {
      heard.over();
      resolve(status);
    });
  });
  return {
    write: (bytes) => socket.send(bytes, { binary: typeof bytes !== 'string' }),
    end: () => socket.close(1000),
    frames: heard.frames,
    heard: (count) => heard.until(count),
    closed,
    destroy: () => socket.terminate(),
  };
}
