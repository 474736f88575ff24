import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { catalog } from '../../generated/catalog.js';
import { Ack, Goodbye, Handshake } from '../../generated/framewright/control.js';
import { GetBlockHeight } from '../../generated/timecoin/chain.js';
import { Version } from '../../generated/timecoin/connection.js';
import { MasternodeAnnouncement } from '../../generated/timecoin/masternodes.js';
import { GetPeers, PeersResponse } from '../../generated/timecoin/peers.js';
import { BlockProposal } from '../../generated/timecoin/production.js';
import { TransactionRejected } from '../../generated/timecoin/transactions.js';
import { createNode, type Node } from '../../src/node/node.js';
import { createLog } from '../../src/observe/log.js';
import { ResponseError } from '../../src/peer/errors.js';
import { errorFrame, goodbyeFrame, handshakeAckFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import type { Log } from '../../src/platform/log.js';
import { createTimeNode, type TimeNode } from '../../src/timecoin/time-node.js';
import { networkNamed } from '../../src/timecoin/networks.js';
import { ErrorCode, GoodbyeCode } from '../../src/wire/codes.js';
import { encodeFrame } from '../../src/wire/frame.js';
import { type RawLink, tcpLink, webSocketLink } from '../peer/raw-link.js';

/** Begins every hostile text, so that a line is known to have it. */
const MARK = 'EVIL';

const TEXTS: readonly [string, string][] = [
  ['a forged line', `${MARK}\n{"level":"error","event":"forged"}\n00:00:00 error forged`],
  ['terminal escapes', `${MARK}\x1b[2J\x1b]0;title\x07\x9b31m`],
  ['a carriage return', `${MARK}\rforged`],
  ['NUL', `${MARK}\0after`],
  ['line separators', `${MARK}\u2028forged\u2029forged`],
  ['text direction', `${MARK}\u202egnp.exe\u2066\u200f`],
  ['60 KB', MARK + 'x'.repeat(60_000)],
  ['60 KB of escapes', MARK + '\x1b'.repeat(60_000)],
];

// eslint-disable-next-line no-control-regex -- what must not be there
const UNSAFE = /[\x00-\x1f\x7f-\x9f\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u;
const MOST_VALUE = 201;
/** Two values at their bound with each character quoted, and the ids and addresses around them. */
const MOST_LINE = 1_200;

/** Keeps what one event writes in both forms. */
class Written implements Log {
  readonly json: string[] = [];
  readonly text: string[] = [];
  #events = 0;
  #wake: () => void = () => {};
  readonly #logs: readonly Log[];

  constructor() {
    this.#logs = (['json', 'text'] as const).map((format) =>
      createLog({ level: 'debug', format, stream: { write: (line: string) => this[format].push(line) } }),
    );
  }

  debug(...line: Parameters<Log['debug']>): void {
    this.#each((log) => log.debug(...line));
  }
  info(...line: Parameters<Log['info']>): void {
    this.#each((log) => log.info(...line));
  }
  warn(...line: Parameters<Log['warn']>): void {
    this.#each((log) => log.warn(...line));
  }
  error(...line: Parameters<Log['error']>): void {
    this.#each((log) => log.error(...line));
  }

  #each(write: (log: Log) => void): void {
    this.#events++;
    this.#logs.forEach(write);
    this.#wake();
  }

  /** The first line of an event, once it was written. */
  async of(event: string): Promise<string> {
    for (;;) {
      const line = this.json.find((each) => each.includes(`"event":"${event}"`));
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  check(): void {
    expect(this.json).toHaveLength(this.#events);
    expect(this.text).toHaveLength(this.#events);
    for (const line of [...this.json, ...this.text]) {
      expect(line.endsWith('\n')).toBe(true);
      expect(line.slice(0, -1)).not.toMatch(UNSAFE);
      expect(line.length).toBeLessThan(MOST_LINE);
    }
    for (const line of this.json) {
      const fields = JSON.parse(line) as Record<string, unknown>;
      expect(fields['event']).not.toBe('forged');
      for (const value of Object.values(fields)) {
        expect(String(value)).not.toMatch(UNSAFE);
        expect(String(value).length).toBeLessThanOrEqual(MOST_VALUE);
      }
    }
  }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function hello(magic: Uint8Array, network: string, changes: Partial<Handshake> = {}): Uint8Array {
  const nodeId = new Uint8Array(32).fill(7);
  const schemaFingerprint = new Uint8Array(32);
  const own = { magic, network, versionLow: 1, versionHigh: 1, nodeId, epoch: 1n, schemaFingerprint };
  return Handshake.frame(Handshake.create({ ...own, ...changes }), 1).bytes;
}

/** Says hello, and reads theirs and their Ack. */
async function open(link: RawLink, handshake: Uint8Array): Promise<void> {
  link.write(handshake);
  link.write(handshakeAckFrame(false).bytes);
  await link.heard(2);
}

/** One way in by which text may reach a line. */
interface Way {
  readonly name: string;
  /** The event that must be logged. */
  readonly event: string;
  /** Whether that event's line is to have the text. */
  readonly shows?: boolean;
  /** What the field takes; the text is cut to it. */
  readonly most: number;
  readonly act: (link: RawLink, text: string) => Promise<void> | void;
}

const magic = Uint8Array.of(1, 2, 3, 4);
const network = 'hostile';
const bye = (link: RawLink, reason = ''): void =>
  link.write(goodbyeFrame(GoodbyeCode.NORMAL, reason, 0).bytes);
const opened = (link: RawLink): Promise<void> => open(link, hello(magic, network));

const WAYS: readonly Way[] = [
  {
    name: 'Handshake user_agent',
    event: 'peer connected',
    shows: true,
    most: 256,
    act: (link, userAgent) => open(link, hello(magic, network, { userAgent })),
  },
  {
    name: 'Handshake network',
    event: 'link ended',
    most: 64,
    act: (link, text) => link.write(hello(magic, text)),
  },
  {
    name: 'Handshake capabilities',
    event: 'peer connected',
    most: 32,
    act: (link, text) => open(link, hello(magic, network, { capabilities: [text] })),
  },
  {
    name: 'Goodbye reason',
    event: 'peer disconnected',
    shows: true,
    most: 256,
    act: async (link, text) => {
      await opened(link);
      bye(link, text);
    },
  },
  {
    name: 'a Goodbye reason above its limit',
    event: 'violation',
    most: Infinity,
    act: async (link, text) => {
      await opened(link);
      const goodbye = Goodbye.create({ code: 1, reason: text.padEnd(300, '\n').slice(0, 3_000) });
      // Written by hand: the codec refuses to write it.
      const reason = bytesOf(goodbye.reason);
      const length = [0x80 | (reason.length & 0x7f), reason.length >> 7];
      link.write(encodeFrame(OwnType.GOODBYE, 0, 0, Uint8Array.of(8, 1, 0x12, ...length, ...reason)).bytes);
    },
  },
  {
    name: 'ErrorResponse message, through the handler that had asked',
    event: 'handler failed',
    shows: true,
    most: 256,
    act: async (link, message) => {
      await opened(link);
      link.write(GetPeers.frame({}, 9).bytes);
      await link.heard(3);
      const { id } = link.frames.find(({ type }) => type === GetBlockHeight.type)!;
      link.write(errorFrame(id, 1_000, message).bytes);
    },
  },
  {
    name: 'Ack message_type',
    event: 'peer disconnected',
    most: 256,
    act: async (link, messageType) => {
      await opened(link);
      link.write(
        encodeFrame(OwnType.ACK, 0, 0, Ack.encode({ ids: [77], resumed: false, messageType })).bytes,
      );
      bye(link);
    },
  },
  {
    name: "an application handler's thrown error",
    event: 'handler failed',
    shows: true,
    most: 128,
    act: async (link, listenAddr) => {
      await opened(link);
      link.write(Version.frame(Version.create({ listenAddr, genesisHash: new Uint8Array(32) })).bytes);
    },
  },
  {
    name: "an application handler's ResponseError MALFORMED",
    event: 'violation',
    shows: true,
    most: 64,
    act: async (link, text) => {
      await opened(link);
      link.write(Version.frame(Version.create({ version: text, genesisHash: new Uint8Array(32) })).bytes);
    },
  },
  {
    name: 'a field that is no message',
    event: 'violation',
    most: 500,
    act: async (link, text) => {
      await opened(link);
      link.write(encodeFrame(Version.type, 0, 0, bytesOf(text)).bytes);
    },
  },
  {
    name: 'text instead of frames',
    event: 'link ended',
    most: Infinity,
    act: (link, text) => link.write(bytesOf(`GET /${text} HTTP/1.1\r\nHost: ${text}\r\n\r\n`)),
  },
];

const fitted = (text: string, most: number): string =>
  bytesOf(text).length <= most
    ? text
    : Buffer.from(text)
        .subarray(0, most)
        .toString('utf8')
        .replace(/\ufffd+$/, '');

describe.each(['tcp', 'ws'] as const)('what a peer says over %s stays within its log line', (scheme) => {
  let node: Node;
  let written: Written;
  const links: RawLink[] = [];
  beforeEach(async () => {
    written = new Written();
    node = await createNode({ network, magic, catalog, listen: [`${scheme}://127.0.0.1:0`], log: written });
    node.handle(GetPeers, async (_message, { peer }) => {
      await node.request(peer, GetBlockHeight, {});
      return { peers: [] };
    });
    node.handle(Version, ({ version, listenAddr }) => {
      if (version !== '') throw new ResponseError(ErrorCode.MALFORMED, `version ${version}`);
      // Names the text with half a character, and often.
      throw new Error(`${listenAddr}\ud800 ${listenAddr.repeat(100)}`);
    });
  });
  afterEach(async () => {
    for (const link of links.splice(0)) link.destroy();
    await node.stop();
  });

  describe.each(WAYS)('$name', ({ event, shows = false, most, act }) => {
    test.each(TEXTS)('%s', async (_what, text) => {
      const link = await (scheme === 'tcp' ? tcpLink : webSocketLink)(node.addresses[0] ?? '');
      links.push(link);
      await act(link, fitted(text, most));
      const line = await written.of(event);
      if (shows) expect(line).toContain(MARK);
      written.check();
    });
  });
});

describe('WebSocket and HTTP text stays within its log line', () => {
  let node: Node;
  let written: Written;
  beforeEach(async () => {
    written = new Written();
    node = await createNode({ network, magic, catalog, listen: ['ws://127.0.0.1:0'], log: written });
  });
  afterEach(() => node.stop());

  test.each(TEXTS)('a close reason: %s', async (_what, text) => {
    const socket = new WebSocket(node.addresses[0] ?? '', 'framewright.1');
    await once(socket, 'open');
    socket.close(4_001, fitted(text, 123));
    await written.of('link ended');
    written.check();
  });

  test.each(TEXTS)('the path, headers and garbage of an upgrade: %s', async (_what, text) => {
    const port = Number(new URL(node.addresses[0] ?? '').port);
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
    const requests = [
      `GET /${text} HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`,
      `GET / HTTP/1.1\r\nHost: ${text}\r\nUser-Agent: ${text}\r\n${upgrade}\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\n${upgrade}Sec-WebSocket-Protocol: ${text}\r\nSec-WebSocket-Key: ${text}\r\n\r\n`,
      `${text}\r\n\r\n`,
    ];
    for (const request of requests) {
      const socket = connect(port, '127.0.0.1', () => socket.end(request));
      socket.resume().on('error', () => {});
      await new Promise((resolve) => socket.once('close', resolve));
    }
    // Nobody is told of a stranger; the node lives on.
    written.check();
    expect(node.stats().opening).toBe(0);
  });

  test.each(['ws', 'tcp'] as const)('what a server that we dial over %s answers', async (scheme) => {
    for (const [, text] of TEXTS) {
      const answers = [
        `HTTP/1.1 400 ${text}\r\n\r\n`,
        `HTTP/1.1 302 Found\r\nLocation: ws://${text}/\r\n\r\n`,
        `HTTP/1.1 101 ${text}\r\nUpgrade: ${text}\r\nSec-WebSocket-Protocol: ${text}\r\n\r\n`,
        text,
      ];
      for (const answer of answers) {
        const server = createServer((socket) => {
          socket.on('error', () => {});
          socket.once('data', () => socket.end(answer));
        }).listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        const dialled = new Written();
        const peers = [`${scheme}://127.0.0.1:${port}`];
        const dialler = await createNode({ network, magic, catalog, peers, log: dialled });
        await dialled.of('not connected');
        await dialler.stop();
        server.close();
        dialled.check();
      }
    }
  });
});

describe('what a peer says to a TIME node stays within its log line', () => {
  const time = networkNamed('hostile');
  let timeNode: TimeNode;
  let written: Written;
  beforeEach(async () => {
    written = new Written();
    timeNode = await createTimeNode({ network: 'hostile', listen: ['tcp://127.0.0.1:0'], log: written });
  });
  afterEach(() => timeNode.stop());

  test.each(TEXTS)('%s', async (_what, text) => {
    const link = await tcpLink(timeNode.node.addresses[0] ?? '');
    await open(link, hello(time.magic, 'hostile', { userAgent: fitted(text, 256) }));
    const [short, address] = [fitted(text, 64), fitted(text, 128)];
    const announced = {
      address,
      rewardAddress: address,
      publicKey: new Uint8Array(32),
      signature: new Uint8Array(64),
    };
    const frames = [
      Version.frame(
        Version.create({
          version: short,
          commitDate: short,
          protocolVersion: 1,
          network: short,
          listenAddr: address,
          capabilities: [short],
          walletAddress: address,
          genesisHash: bytesOf(fitted(text, 32).padEnd(32, '\n')).subarray(0, 32),
        }),
      ),
      MasternodeAnnouncement.frame(MasternodeAnnouncement.create(announced)),
      TransactionRejected.frame(
        TransactionRejected.create({ txid: new Uint8Array(32), reason: fitted(text, 512) }),
      ),
      BlockProposal.frame(BlockProposal.create({ proposer: address }), 12),
      PeersResponse.frame(PeersResponse.create({ peers: [short] }), 13),
    ];
    // The one that parts us, last.
    for (const frame of [...frames.slice(1), ...frames.slice(0, 1)]) link.write(frame.bytes);
    await written.of('peer does not fit');
    link.destroy();
    await written.of('peer disconnected');
    expect(await written.of('peer connected')).toContain(MARK);
    written.check();
  });
});
