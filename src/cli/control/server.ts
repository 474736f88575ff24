import { chmod, lstat, mkdir, rename, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import type { Log } from '../../platform/log.js';
import { reasonOf } from '../../platform/reason.js';
import { CommandError } from '../command.js';
import { fileProblem } from '../file-problem.js';
import type { ErrorBody } from './api.js';
import { ControlError, ControlFault } from './api.js';

/** What a request gets: a value as JSON, and whether the response stays open until the server closes. */
export interface Answer {
  readonly value: object;
  readonly held?: boolean;
}

/** Answers one request; `body` is its JSON, undefined without one. Throws ControlError. */
export type AnswerRequest = (method: string, path: string, body: unknown) => Answer | Promise<Answer>;

export interface ControlServer {
  /** Ends held responses and all connections, and removes the socket. */
  close(): Promise<void>;
}

export interface ControlLimits {
  readonly maxBodyBytes: number;
  readonly maxConnections: number;
  /** For a request to arrive whole. */
  readonly requestMs: number;
}

/** The largest transaction, twice as long in hexadecimal, and room for its JSON form. */
const CONTROL_LIMITS: ControlLimits = {
  maxBodyBytes: 4 * 1024 * 1024,
  maxConnections: 32,
  requestMs: 10_000,
};

/** `sun_path` of unix(7) with its ending zero: 108 bytes on Linux, 104 on BSD and macOS. */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/** Listens on a Unix socket for this user alone. Throws CommandError where it cannot, or a node answers there already. */
export async function openControlServer(
  path: string,
  answer: AnswerRequest,
  log: Log,
  limits: ControlLimits = CONTROL_LIMITS,
): Promise<ControlServer> {
  checkPath(path);
  const held = new Set<ServerResponse>();
  const server = createServer(
    {
      maxHeaderSize: 8 * 1024,
      requestTimeout: limits.requestMs,
      headersTimeout: limits.requestMs,
      keepAliveTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1000, limits.requestMs),
    },
    (request, response) => {
      void respond(request, response, limits, answer).then((isHeld) => {
        if (!isHeld) return;
        held.add(response);
        response.once('close', () => held.delete(response));
      });
    },
  );
  server.maxConnections = limits.maxConnections;
  // Only with its mode set does the socket get its name, and takes the place of one left behind in the same step.
  const draft = join(dirname(path), `.${process.pid}`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await rm(draft, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(draft, () => {
        server.off('error', reject);
        resolve();
      });
    });
    server.on('error', (error) => {
      log.error('control socket failed', { error: reasonOf(error) });
    });
    await chmod(draft, 0o600);
    await checkFree(path);
    await rename(draft, path);
  } catch (error) {
    server.close();
    // What failed first is what is told.
    await rm(draft, { force: true }).catch(() => undefined);
    if (error instanceof CommandError) throw error;
    throw new CommandError(1, `control-socket: ${fileProblem(path, error)}`, { cause: error });
  }
  const { ino } = await lstat(path);
  return {
    async close() {
      // Whoever replaced it keeps theirs.
      if ((await lstat(path).catch(() => undefined))?.ino === ino) await rm(path, { force: true });
      await Promise.all([...held].map((each) => new Promise<void>((done) => void each.end(done))));
      server.close();
      server.closeAllConnections();
    },
  };
}

function checkPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_PATH_BYTES) return;
  throw new CommandError(
    2,
    `control-socket: ${path} has ${bytes} bytes, and the path of a Unix socket at most ${MAX_PATH_BYTES}; ` +
      'name a shorter one with --control-socket, or none',
  );
}

/** Throws unless nothing is at the path, or a socket that nobody listens on. */
async function checkFree(path: string): Promise<void> {
  const there = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (there === undefined) return;
  if (!there.isSocket()) throw new CommandError(1, `control-socket: ${path} is there already and no socket`);
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(undefined);
    });
    probe.once('error', resolve);
  });
  if (failure?.code === 'ECONNREFUSED' || failure?.code === 'ENOENT') return;
  throw new CommandError(
    1,
    `another node answers at ${path}: end it with framewright stop, or give this one another --data-dir`,
  );
}

/** True where the response stays open. */
async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  limits: ControlLimits,
  answer: AnswerRequest,
): Promise<boolean> {
  // A client that goes away mid-way is its own affair.
  response.on('error', () => undefined);
  try {
    const body = await readBody(request, limits.maxBodyBytes);
    const { pathname } = new URL(request.url ?? '/', 'http://node');
    const { value, held = false } = await answer(request.method ?? '', pathname, body);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(`${JSON.stringify(value)}\n`);
    if (!held) response.end();
    return held;
  } catch (error) {
    refuse(response, error);
    return false;
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  const { code, message, status } =
    error instanceof ControlError ? error : new ControlError(ControlFault.FAILED, reasonOf(error));
  const body: ErrorBody = { error: { code, message } };
  // What is left of the request is not read.
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(`${JSON.stringify(body)}\n`);
}

/** Undefined for an empty body. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  // Not by iteration: leaving a loop early would close the link that the refusal goes out on.
  await new Promise<void>((resolve, reject) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else reject(new ControlError(ControlFault.TOO_LARGE, `a body has at most ${maxBytes} bytes`));
    });
    request.once('end', resolve).once('error', reject);
  });
  if (chunks.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch (cause) {
    throw new ControlError(ControlFault.BAD_REQUEST, `the body is no JSON: ${reasonOf(cause)}`, { cause });
  }
}
