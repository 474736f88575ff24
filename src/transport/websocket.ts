import { createServer, STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { Random, Runtime } from '../platform/clock.js';
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
import { clientFraming, MAX_MESSAGE_BYTES, serverFraming } from './websocket-framing.js';

type WebSocketAddress = Extract<Address, { scheme: 'ws' }>;

/** WIRE.md, "WebSocket". */
const SUBPROTOCOL = 'framewright.1';
/** A Goodbye's code on the close frame: RFC 6455 leaves 4000 and above to applications. */
const CLOSE_CODE_BASE = 4_000;
/** RFC 6455 5.5: a control frame holds 125 bytes, of which the code takes two. */
const MAX_REASON_BYTES = 123;
/** How long an HTTP request may take to become a WebSocket; Node's own default leaves it open for a minute. */
const UPGRADE_TIMEOUT_MS = 10_000;
const MAX_PENDING_UPGRADES = 256;
/** How long ws may take to say why it ends a link on its own account. */
const FAREWELL_MS = 1_000;

const WS_OPTIONS = { perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES, autoPong: false } as const;

/** `ws://host:port/path`. */
export const websocket: TransportKind = {
  schemes: ['ws'],
  async listen(address, options) {
    return listen(webSocketAddress(address), options);
  },
  async dial(address, options) {
    return dial(webSocketAddress(address), options);
  },
};

function webSocketAddress(text: string): WebSocketAddress {
  const address = parseAddress(text, { scheme: 'ws' });
  if (address.scheme === 'ws') return address;
  throw new TransportError('BAD_ADDRESS', `${text}: a WebSocket address looks like ws://host:port/path`);
}

async function listen(address: WebSocketAddress, options: ListenOptions): Promise<Listener> {
  const pending = new Set<Duplex>();
  const sockets = new WebSocketServer({
    ...WS_OPTIONS,
    noServer: true,
    clientTracking: false,
    handleProtocols: () => SUBPROTOCOL,
  });
  const server = createServer({
    headersTimeout: UPGRADE_TIMEOUT_MS,
    requestTimeout: UPGRADE_TIMEOUT_MS,
    connectionsCheckingInterval: UPGRADE_TIMEOUT_MS / 5,
    keepAliveTimeout: 1,
    noDelay: true,
    highWaterMark: WRITE_HIGH_WATER_BYTES,
  });
  server.on('connection', (socket) => {
    if (pending.size >= MAX_PENDING_UPGRADES) {
      socket.destroy();
      return;
    }
    pending.add(socket);
    socket.once('close', () => pending.delete(socket));
  });
  server.on('request', (_request, response) => {
    response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end();
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const problem = refusalOf(request, address);
    if (problem !== undefined) {
      socket.on('error', () => socket.destroy());
      socket.end(`HTTP/1.1 ${problem} ${STATUS_CODES[problem]}\r\nConnection: close\r\n\r\n`);
      // Not waiting for a client that keeps its side open.
      socket.destroySoon();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (link) => {
      pending.delete(socket);
      const remote = remoteAddressOf(request.socket);
      options.onTransport(new WebSocketTransport(link, socket, false, remote, options.runtime));
    });
  });
  const listener = await openServer(server, address, options);
  return {
    address: listener.address,
    close: () => {
      for (const socket of pending) socket.destroy();
      return listener.close();
    },
  };
}

function refusalOf(request: IncomingMessage, address: WebSocketAddress): 400 | 404 | undefined {
  if (request.url !== address.path) return 404;
  const offered = request.headers['sec-websocket-protocol']?.split(',').map((each) => each.trim());
  return offered?.includes(SUBPROTOCOL) === true ? undefined : 400;
}

function remoteAddressOf(socket: Socket): string {
  const host = (socket.remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
  return formatAddress({ scheme: 'ws', host, port: socket.remotePort ?? 0, path: '/' });
}

function dial(address: WebSocketAddress, options: DialOptions): Promise<Transport> {
  const text = formatAddress(address);
  return attemptDial(text, options, (succeed, fail) => {
    const link = new WebSocket(text, SUBPROTOCOL, WS_OPTIONS);
    let socket: Socket;
    link.once('upgrade', (response) => {
      socket = response.socket;
    });
    const onError = (error: Error): void => {
      const isSystemError = 'errno' in error || 'errors' in error;
      fail(
        isSystemError
          ? dialError(text, error)
          : new TransportError('REJECTED', `cannot dial ${text}: ${error.message}`, error),
      );
    };
    link.on('error', onError);
    link.once('open', () => {
      link.off('error', onError);
      succeed(new WebSocketTransport(link, socket, true, text, options.runtime));
    });
    return () => {
      link.terminate();
    };
  });
}

/**
 * Data goes to the socket beside ws: a batch for many links is framed once. Nothing is overtaken by that, since ws holds
 * no frame of its own back unless it compresses.
 */
class WebSocketTransport implements Transport {
  readonly kind = 'websocket';
  readonly keepsBoundaries = true;
  readonly copies = true;
  readonly remoteAddress: string;
  readonly #link: WebSocket;
  readonly #socket: Socket;
  /** Clients mask (RFC 6455 5.3). */
  readonly #isClient: boolean;
  readonly #random: Random;
  #error: Error | undefined;
  #needsDrain = false;

  constructor(link: WebSocket, socket: Socket, isClient: boolean, remoteAddress: string, runtime: Runtime) {
    this.#link = link;
    this.#socket = socket;
    this.#isClient = isClient;
    this.#random = runtime.random;
    this.remoteAddress = remoteAddress;
    // Messages may have come with the upgrade; they wait for start().
    link.pause();
    link.on('error', (error) => {
      this.#error = linkError(remoteAddress, error);
      runtime.clock.schedule(FAREWELL_MS, () => {
        link.terminate();
      });
    });
    // ws's own answer would queue without bound for a peer that pings and does not read.
    link.on('ping', (data) => {
      if (link.bufferedAmount < WRITE_HIGH_WATER_BYTES) link.pong(data);
    });
  }

  get bufferedBytes(): number {
    return this.#link.bufferedAmount;
  }

  start(sink: TransportSink): void {
    this.#link.on('message', (data: RawData, isBinary: boolean) => {
      const bytes = data as Buffer;
      if (!isBinary) sink.onViolation('a text message on WebSocket');
      else if (bytes.length === 0) sink.onViolation('an empty message on WebSocket');
      else sink.onData(bytes);
    });
    this.#link.on('close', (code) => {
      if (this.#error === undefined) sink.onEnd();
      sink.onClose(this.#error, code);
    });
    this.#socket.on('drain', () => {
      if (!this.#needsDrain) return;
      this.#needsDrain = false;
      sink.onDrain();
    });
    this.#link.resume();
  }

  write(chunks: readonly Uint8Array[], shared?: SharedChunks): boolean {
    if (this.#link.readyState !== WebSocket.OPEN || !this.#socket.writable) return false;
    if (this.#isClient) {
      const random = this.#random;
      writeGathered(this.#socket, clientFraming(chunks, random), shared?.framed(clientFraming, random));
    } else {
      writeGathered(this.#socket, serverFraming(chunks, undefined), shared?.framed(serverFraming, undefined));
    }
    this.#needsDrain = this.#socket.writableLength > WRITE_HIGH_WATER_BYTES;
    return !this.#needsDrain;
  }

  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }

  end(goodbyeCode: number, reason: string): void {
    this.#link.close(CLOSE_CODE_BASE + goodbyeCode, cutReason(reason));
  }

  destroy(): void {
    this.#link.terminate();
  }
}

function cutReason(reason: string): Buffer {
  const bytes = Buffer.from(reason);
  if (bytes.length <= MAX_REASON_BYTES) return bytes;
  let end = MAX_REASON_BYTES;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
