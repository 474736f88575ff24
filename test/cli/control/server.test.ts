import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorBody } from '../../../src/cli/control/api.js';
import { controlRoutes } from '../../../src/cli/control/routes.js';
import type { ControlServer } from '../../../src/cli/control/server.js';
import { openControlServer } from '../../../src/cli/control/server.js';
import { silentLog } from '../../../src/platform/log.js';
import { systemRuntime } from '../../../src/platform/system.js';
import { createTimeNode, type TimeNode } from '../../../src/timecoin/index.js';

let folder: string;
let path: string;
let node: TimeNode;
let server: ControlServer;
let stops = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fw-'));
  path = join(folder, 'control.sock');
  node = await createTimeNode({ network: 'control-test' });
  stops = 0;
  const routes = controlRoutes({
    clock: systemRuntime.clock,
    startedAt: 0,
    dataDir: undefined,
    log: silentLog,
    node: () => node,
    stop: () => void stops++,
  });
  server = await openControlServer(path, routes, silentLog, {
    maxBodyBytes: 1000,
    maxConnections: 4,
    requestMs: 300,
  });
});
afterEach(async () => {
  await server.close();
  await node.stop();
  await rm(folder, { recursive: true });
});

/** Writes raw bytes, and resolves with all that comes until the server closes, or `until` appears. */
function exchange(bytes: string | readonly string[], until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
      if (until !== undefined && received.includes(until)) socket.destroy();
    });
    socket.on('close', () => resolve(received));
    // The server may close while a huge body is still being written.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    for (const chunk of [bytes].flat()) socket.write(chunk);
  });
}

function request(method: string, target: string, body = ''): string {
  return `${method} ${target} HTTP/1.1\r\nhost: node\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function answerOf(response: string): { status: number; body: Partial<ErrorBody> & Record<string, unknown> } {
  const [head = '', body = ''] = response.split('\r\n\r\n');
  const json = /\{.*\}/s.exec(body)?.[0] ?? '{}';
  return {
    status: Number(head.split(' ')[1]),
    body: JSON.parse(json) as Partial<ErrorBody> & Record<string, unknown>,
  };
}

describe('requests to the control socket', () => {
  it.each<[string, string, number, string, RegExp]>([
    ['no route', request('GET', '/secrets'), 404, 'NO_SUCH_METHOD', /there are GET \/status/],
    ['a name every object has', request('GET', '/constructor'), 404, 'NO_SUCH_METHOD', /there is no/],
    ['the wrong method', request('GET', '/stop'), 404, 'NO_SUCH_METHOD', /POST \/stop/],
    ['another wrong method', request('POST', '/status'), 404, 'NO_SUCH_METHOD', /GET \/status/],
    ['a strange method', request('DELETE', '/bans'), 404, 'NO_SUCH_METHOD', /DELETE/],
    ['no JSON', request('POST', '/ban', '{who'), 400, 'BAD_REQUEST', /no JSON/],
    ['a list', request('POST', '/ban', '[1]'), 400, 'BAD_REQUEST', /object/],
    ['null', request('POST', '/ban', 'null'), 400, 'BAD_REQUEST', /object/],
    [
      'an unknown field',
      request('POST', '/ban', '{"who":"x","form":1}'),
      400,
      'BAD_REQUEST',
      /unknown field "form"/,
    ],
    ['a missing field', request('POST', '/ban', '{}'), 400, 'BAD_REQUEST', /who must be a text/],
    ['no body', request('POST', '/disconnect'), 400, 'BAD_REQUEST', /who must be a text/],
    ['a number for a text', request('POST', '/unban', '{"who":7}'), 400, 'BAD_REQUEST', /who must be a text/],
    [
      'a text too long',
      request('POST', '/unban', `{"who":"${'f'.repeat(300)}"}`),
      400,
      'BAD_REQUEST',
      /1 to 256/,
    ],
    [
      'a time below zero',
      request('POST', '/ban', '{"who":"203.0.113.7","forMs":-1}'),
      400,
      'BAD_REQUEST',
      /forMs/,
    ],
    [
      'a time that is a text',
      request('POST', '/ban', '{"who":"203.0.113.7","forMs":"1h"}'),
      400,
      'BAD_REQUEST',
      /forMs/,
    ],
    ['fields for a stop', request('POST', '/stop', '{"now":true}'), 400, 'BAD_REQUEST', /unknown field/],
    [
      'a body too large',
      request('POST', '/ban', `{"who":"${'x'.repeat(1000)}"}`),
      413,
      'TOO_LARGE',
      /1000 bytes/,
    ],
  ])('%s is refused', async (_what, bytes, status, code, text) => {
    const { status: given, body } = answerOf(await exchange(bytes));
    expect([given, body.error?.code]).toEqual([status, code]);
    expect(body.error?.message).toMatch(text);
    expect(stops).toBe(0);
  });

  it.each([
    [
      'an endless body',
      ['POST /ban HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n', 'x'.repeat(100_000)],
      413,
    ],
    [
      'a body in chunks without end',
      [
        'POST /ban HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n',
        `ffff\r\n${'x'.repeat(0xffff)}`,
      ],
      413,
    ],
    ['a body that does not come', ['POST /ban HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n'], 408],
    ['a head that does not end', ['POST /ban HTTP/1.1\r\nhost: x\r\n'], 408],
    ['headers without end', ['GET /status HTTP/1.1\r\n', `a: ${'x'.repeat(20_000)}`], 431],
    ['no HTTP', ['\0\0\0\x0cframes'], 400],
  ])('%s ends with %s', async (_what, bytes, status) => {
    expect(answerOf(await exchange(bytes)).status).toBe(status);
    expect(answerOf(await exchange(request('GET', '/bans')))).toEqual({ status: 200, body: { bans: [] } });
  });

  it('more connections than the cap are turned away, and the others served', async () => {
    const idle = Array.from({ length: 4 }, () => connect(path));
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(await exchange(request('GET', '/bans'))).toBe('');
    // Who says nothing is dropped in time.
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.resume().once('close', resolve))));
    expect(answerOf(await exchange(request('GET', '/bans'))).status).toBe(200);
  });

  it('a client that goes away in the middle is no problem', async () => {
    const socket = connect(path);
    socket.write('POST /ban HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    expect(answerOf(await exchange(request('GET', '/status'))).body).toMatchObject({
      network: 'control-test',
    });
  });

  it('the answer to stop ends when the server does, and the socket is gone', async () => {
    const socket = connect(path);
    let isClosed = false;
    const closed = new Promise((resolve) => socket.once('close', resolve)).then(() => (isClosed = true));
    const first = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    socket.write(request('POST', '/stop'));
    expect(await first).toContain(`{"pid":${process.pid}}`);
    expect(answerOf(await exchange(request('GET', '/bans'))).status).toBe(200);
    expect([stops, isClosed]).toEqual([1, false]);
    await server.close();
    await closed;
    expect(existsSync(path)).toBe(false);
  });
});
