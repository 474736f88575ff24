import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer, type ClientOptions } from 'ws';
import { systemRuntime } from '../../src/platform/system.js';
import type { Listener } from '../../src/transport/transport.js';
import { websocket } from '../../src/transport/websocket.js';
import { RecordedEnd } from './recorded-end.js';

const SUBPROTOCOL = 'framewright.1';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(
  address = 'ws://127.0.0.1:0',
): Promise<{ listener: Listener; next: () => Promise<RecordedEnd> }> {
  const ends: RecordedEnd[] = [];
  let wake = (): void => {};
  const listener = await websocket.listen(address, {
    runtime: systemRuntime,
    onTransport: (transport) => {
      ends.push(new RecordedEnd(transport));
      closers.push(() => transport.destroy());
      wake();
    },
    onError: (error) => {
      throw error;
    },
  });
  closers.push(() => listener.close());
  const next = async (): Promise<RecordedEnd> => {
    while (ends.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return ends.shift()!;
  };
  return { listener, next };
}

/** A client that is not ours, open. */
async function client(url: string, options: ClientOptions = {}): Promise<WebSocket> {
  const link = new WebSocket(url, SUBPROTOCOL, options);
  closers.push(() => link.terminate());
  await once(link, 'open');
  return link;
}

const port = (server: Server): number => (server.address() as AddressInfo).port;

async function serve(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return `ws://127.0.0.1:${port(server)}`;
}

describe('a WebSocket listener', () => {
  it('hands over each binary message as it is, and reports text and empty ones', async () => {
    const { listener, next } = await listen();
    const link = await client(listener.address);
    const end = await next();
    link.send(new Uint8Array(3));
    link.send('text');
    link.send(new Uint8Array(262_144));
    link.send(new Uint8Array(0));
    link.send(new Uint8Array(4), { fin: false });
    link.send(new Uint8Array(5));
    await end.until(() => end.chunks.length === 3);
    expect(end.chunks.map((chunk) => chunk.length)).toEqual([3, 262_144, 9]);
    expect(end.events).toEqual([
      'violation: a text message on WebSocket',
      'violation: an empty message on WebSocket',
    ]);
  });

  it('ends a message above 262,144 bytes with 1009', async () => {
    const { listener, next } = await listen();
    const link = await client(listener.address);
    const end = await next();
    link.send(new Uint8Array(262_145));
    const [code] = (await once(link, 'close')) as [number];
    expect(code).toBe(1_009);
    await end.until(() => end.events.length > 0);
    expect(end.events).toEqual(['close']);
    expect(end.error).toMatchObject({ code: 'LOST', message: expect.stringContaining('payload') as string });
    expect(end.chunks).toEqual([]);
  });

  it('takes the code of a foreign close frame', async () => {
    const { listener, next } = await listen();
    const link = await client(listener.address);
    const end = await next();
    link.close(4_033, 'PROTOCOL');
    await end.until(() => end.events.includes('close'));
    expect([end.closeCode, end.events]).toEqual([4_033, ['end', 'close']]);
  });

  it('does not compress, whatever a client offers', async () => {
    const { listener } = await listen();
    const link = await client(listener.address, { perMessageDeflate: true });
    expect(link.extensions).toBe('');
    expect(link.protocol).toBe(SUBPROTOCOL);
  });

  it('answers pings', async () => {
    const { listener } = await listen();
    const link = await client(listener.address);
    link.ping('hello');
    const [data] = (await once(link, 'pong')) as [Buffer];
    expect(data.toString()).toBe('hello');
  });

  it.each([
    ['without a subprotocol', '/', [], 400],
    ['of another subprotocol', '/', ['framewright.2', 'chat'], 400],
    ['to another path', '/other', [SUBPROTOCOL], 404],
  ])('refuses a client %s', async (_, path, protocols, status) => {
    const { listener } = await listen();
    const link = new WebSocket(listener.address + path, protocols);
    const [error] = (await once(link, 'error')) as [Error];
    expect(error.message).toContain(`${status}`);
  });

  it('does not wait for a refused client to close', async () => {
    const { listener } = await listen();
    const { port: number, host } = new URL(listener.address);
    const socket = connect({ port: Number(number), host: '127.0.0.1', allowHalfOpen: true });
    closers.push(() => socket.destroy());
    socket.write(
      `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    socket.on('error', () => {});
    // Once the other side is gone, writing fails.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const ticks = setInterval(() => socket.write('more'), 5);
    await closed;
    clearInterval(ticks);
  });

  it('takes its subprotocol among others, on the path it was given', async () => {
    const { listener, next } = await listen('ws://127.0.0.1:0/peers');
    expect(listener.address).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/peers$/);
    const link = new WebSocket(listener.address, ['chat', SUBPROTOCOL]);
    await once(link, 'open');
    closers.push(() => link.terminate());
    expect(link.protocol).toBe(SUBPROTOCOL);
    expect((await next()).transport.remoteAddress).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  });

  it('tells a browser that comes for a page to upgrade', async () => {
    const { listener } = await listen();
    const request = get(listener.address.replace('ws:', 'http:'));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect([response.statusCode, response.headers.upgrade]).toEqual([426, 'websocket']);
  });

  it('caps links that have not become WebSockets, and drops them when it closes', async () => {
    const { listener } = await listen();
    const { port: number } = new URL(listener.address);
    let closed = 0;
    const sockets = Array.from({ length: 260 }, () => connect(Number(number), '127.0.0.1'));
    const allClosed = sockets.map((socket) => {
      socket.on('error', () => {});
      socket.resume();
      return once(socket, 'close').then(() => closed++);
    });
    await Promise.race(allClosed);
    while (closed < 4) await new Promise(setImmediate);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(closed).toBe(4);
    await listener.close();
    await Promise.all(allClosed);
  });
});

describe('a WebSocket dialler', () => {
  it('puts what is written together into one message, as far as one may hold it', async () => {
    const { listener, next } = await listen();
    const transport = await websocket.dial(listener.address, { runtime: systemRuntime, timeoutMs: 5_000 });
    const [near, far] = [new RecordedEnd(transport), await next()];
    const sizes = [10, 20, 262_114, 1, 262_144, 200_000, 62_144, 5];
    const chunks = sizes.map((size, index) => new Uint8Array(size).fill(index));
    near.transport.write(chunks);
    near.transport.write([]);
    await far.until(() => far.chunks.length === 5);
    expect(far.chunks.map((chunk) => chunk.length)).toEqual([262_144, 1, 262_144, 262_144, 5]);
    expect(far.received.equals(Buffer.concat(chunks))).toBe(true);
    expect(chunks.every((chunk, index) => chunk.every((byte) => byte === index))).toBe(true);
    transport.destroy();
    await near.until(() => near.events.includes('close'));
  });

  it.each([
    ['short', 'short'],
    ['x'.repeat(123), 'x'.repeat(123)],
    ['x'.repeat(122) + 'é', 'x'.repeat(122)],
  ])('closes with a reason that fits the close frame', async (reason, sent) => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => SUBPROTOCOL });
    await once(server, 'listening');
    closers.push(() => server.close());
    const accepted = once(server, 'connection') as Promise<[WebSocket]>;
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const end = new RecordedEnd(await websocket.dial(url, { runtime: systemRuntime, timeoutMs: 5_000 }));
    const [link] = await accepted;
    end.transport.end(21, reason);
    const [code, received] = (await once(link, 'close')) as [number, Buffer];
    expect([code, received.toString()]).toEqual([4_021, sent]);
    await end.until(() => end.events.includes('close'));
  });

  it('refuses a server that selects no subprotocol', async () => {
    const server = createServer();
    const url = await serve(server);
    new WebSocketServer({ server, handleProtocols: () => false }).on('connection', (link) => {
      closers.push(() => link.terminate());
    });
    await expect(websocket.dial(url, { runtime: systemRuntime, timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'REJECTED',
      message: expect.stringContaining('subprotocol') as string,
    });
  });

  it('refuses a server that is none for WebSockets', async () => {
    const server = createServer((_request, response) => response.writeHead(200).end('hello'));
    const url = await serve(server);
    await expect(websocket.dial(url, { runtime: systemRuntime, timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'REJECTED',
    });
  });

  it('gives up on a server that accepts and is silent', async () => {
    const server = createTcpServer((socket) => closers.push(() => socket.destroy()));
    const url = await serve(server);
    await expect(websocket.dial(url, { runtime: systemRuntime, timeoutMs: 20 })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: `${url} did not answer within 20 ms`,
    });
  });
});
