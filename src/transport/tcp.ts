import { lstat, rm } from 'node:fs/promises';
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { formatAddress, parseAddress, type Address } from './address.js';
import { attemptDial } from './dial-attempt.js';
import { TransportError } from './errors.js';
import { writeGathered } from './gathered-write.js';
import { openServer } from './open-server.js';
import type { SharedChunks } from './shared-chunks.js';
import { dialError, linkError } from './socket-errors.js';
import {
  WRITE_HIGH_WATER_BYTES,
  type DialOptions,
  type Listener,
  type ListenOptions,
  type Transport,
  type TransportKind,
  type TransportSink,
} from './transport.js';

type SocketAddress = Extract<Address, { scheme: 'tcp' | 'unix' }>;

// Nagle's algorithm off: with it a header and a payload written apart take an 88 ms round trip.
const SOCKET_OPTIONS = { allowHalfOpen: true, noDelay: true, highWaterMark: WRITE_HIGH_WATER_BYTES };

/** `tcp://host:port` and `unix:/path`. */
export const tcp: TransportKind = {
  schemes: ['tcp', 'unix'],
  async listen(address, options) {
    const socket = socketAddress(address);
    if (socket.scheme === 'unix') await removeStale(socket.path);
    return listen(socket, options);
  },
  async dial(address, options) {
    return dial(socketAddress(address), options);
  },
};

function socketAddress(text: string): SocketAddress {
  const address = parseAddress(text);
  if (address.scheme === 'tcp' || address.scheme === 'unix') return address;
  throw new TransportError('BAD_ADDRESS', `${text}: tcp serves tcp://host:port and unix:/path`);
}

function listen(address: SocketAddress, options: ListenOptions): Promise<Listener> {
  const server = createServer(SOCKET_OPTIONS, (socket) => {
    options.onTransport(new TcpTransport(socket, remoteAddressOf(socket, address)));
  });
  return openServer(server, address, options);
}

/** Removes the socket file that a crashed process left behind. One that somebody listens on stays, and so does any other file. */
async function removeStale(path: string): Promise<void> {
  const isSocket = await lstat(path).then(
    (file) => file.isSocket(),
    () => false,
  );
  if (isSocket && (await isAbandoned(path))) await rm(path, { force: true });
}

function isAbandoned(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNREFUSED');
    });
  });
}

function dial(address: SocketAddress, options: DialOptions): Promise<Transport> {
  const text = formatAddress(address);
  return attemptDial(text, options, (succeed, fail) => {
    const target: NetConnectOpts =
      address.scheme === 'unix' ? { path: address.path } : { host: address.host, port: address.port };
    const socket = connect({ ...SOCKET_OPTIONS, ...target });
    const onError = (error: Error): void => {
      fail(dialError(text, error));
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      succeed(new TcpTransport(socket, text));
    });
    return () => socket.destroy();
  });
}

// The other end of a unix socket has no name of its own.
function remoteAddressOf(socket: Socket, listening: SocketAddress): string {
  if (listening.scheme === 'unix') return formatAddress(listening);
  // IPv4 peers of a server on :: are written as IPv6.
  const host = (socket.remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
  return formatAddress({ scheme: 'tcp', host, port: socket.remotePort ?? 0 });
}

class TcpTransport implements Transport {
  readonly kind = 'tcp';
  readonly keepsBoundaries = false;
  readonly copies = true;
  readonly remoteAddress: string;
  readonly #socket: Socket;
  #error: Error | undefined;

  constructor(socket: Socket, remoteAddress: string) {
    this.#socket = socket;
    this.remoteAddress = remoteAddress;
    socket.on('error', (error) => {
      this.#error = linkError(remoteAddress, error);
    });
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  start(sink: TransportSink): void {
    const socket = this.#socket;
    socket.on('drain', () => {
      sink.onDrain();
    });
    socket.on('end', () => {
      sink.onEnd();
    });
    socket.on('close', () => {
      sink.onClose(this.#error);
    });
    // Reading begins with the listener.
    socket.on('data', (data) => {
      sink.onData(data);
    });
  }

  write(chunks: readonly Uint8Array[], shared?: SharedChunks): boolean {
    const socket = this.#socket;
    if (!socket.writable) return false;
    writeGathered(socket, chunks, shared?.chunks);
    return !socket.writableNeedDrain;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    if (this.#socket.writable) this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
