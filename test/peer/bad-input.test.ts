import { deflateRawSync, deflateSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { Credit, ErrorResponse, Goodbye } from '../../generated/framewright/control.js';
import { handshakeAckFrame, pingFrame } from '../../src/peer/own-messages.js';
import { OwnType } from '../../src/peer/own-type.js';
import { systemRuntime } from '../../src/platform/system.js';
import type { ConnectionLimits } from '../../src/peer/limits.js';
import { tcp } from '../../src/transport/tcp.js';
import { websocket } from '../../src/transport/websocket.js';
import type { Listener } from '../../src/transport/transport.js';
import { ErrorCode, GoodbyeCode } from '../../src/wire/codes.js';
import { Flag } from '../../src/wire/header.js';
import { TestNode, Type } from './peer-rig.js';
import { tcpLink, webSocketLink, type RawLink } from './raw-link.js';
import { handshakeOf, rawBytes, type RawFrame } from './raw-peer.js';

const { RESPONSE, ACK, COMPRESSED, MORE } = Flag;
const FULL = new Uint8Array(65_536);
const ascii = new TextEncoder();

/** What the other side must do: a Goodbye and its end, an end in silence, an error, or nothing. */
type Expected =
  | { readonly goodbye: GoodbyeCode }
  | { readonly silence: GoodbyeCode }
  | { readonly error: ErrorCode; readonly id: number; readonly violations: number }
  | { readonly ignored: true; readonly violations: number };

interface Row {
  readonly what: string;
  readonly sent: readonly (RawFrame | Uint8Array)[];
  readonly expected: Expected;
  /** The sender ends its direction after `sent`. */
  readonly ends?: boolean;
  readonly limits?: Partial<ConnectionLimits>;
  /** What both sides offer. */
  readonly capabilities?: readonly string[];
}

const goodbye = (code: GoodbyeCode): Expected => ({ goodbye: code });
const { FRAMING, PROTOCOL, NETWORK, VERSION, SELF, TIMEOUT, TOO_LARGE, FLOW, LOST } = GoodbyeCode;
const PART: RawFrame = { type: Type.BULK, flags: MORE, id: 5, payload: FULL };
const partOf = (id: number, part: number): RawFrame => ({ ...PART, id, part });

const beforeHandshake: Row[] = [
  { what: 'an HTTP GET', sent: [ascii.encode('GET / HTTP/1.1\r\n\r\n')], expected: { silence: LOST } },
  { what: 'a TLS ClientHello', sent: [Uint8Array.of(22, 3, 1, 2, 0)], expected: { silence: LOST } },
  {
    what: 'garbage that starts with 0',
    sent: [new Uint8Array(64).fill(0xff, 1)],
    expected: goodbye(FRAMING),
  },
  { what: 'zeroes', sent: [new Uint8Array(64)], expected: goodbye(FRAMING) },
  {
    what: 'another magic',
    sent: [handshakeOf(1, { magic: FULL.slice(0, 4) }).bytes],
    expected: goodbye(NETWORK),
  },
  { what: 'another network', sent: [handshakeOf(1, { network: 'other' }).bytes], expected: goodbye(NETWORK) },
  {
    what: 'another version',
    sent: [handshakeOf(1, { versionLow: 7, versionHigh: 9 }).bytes],
    expected: goodbye(VERSION),
  },
  { what: 'our own node id', sent: [handshakeOf(2).bytes], expected: goodbye(SELF) },
  { what: 'a node id of 31 bytes', sent: [{ type: 1, flags: ACK, id: 1 }], expected: goodbye(PROTOCOL) },
  { what: 'a message before the Handshake', sent: [{ type: Type.PLAIN }], expected: goodbye(PROTOCOL) },
  {
    what: 'a message of 65,536 bytes',
    sent: [{ type: Type.PLAIN, payload: FULL }],
    expected: goodbye(PROTOCOL),
  },
  { what: 'an unknown own type', sent: [{ type: 20 }], expected: goodbye(PROTOCOL) },
  { what: 'nothing', sent: [], limits: { handshakeTimeoutMs: 60 }, expected: { silence: TIMEOUT } },
  {
    what: 'a Handshake and no Ack',
    sent: [handshakeOf(1).bytes],
    limits: { handshakeTimeoutMs: 60 },
    expected: goodbye(TIMEOUT),
  },
];

const once = (frame: RawFrame, expected: GoodbyeCode): Row => ({
  what: '',
  sent: [frame],
  expected: goodbye(expected),
});

const afterOpening: Row[] = [
  { ...once({ type: Type.PLAIN, length: 65_537 }, FRAMING), what: 'a length above 65,536' },
  { ...once({ type: Type.PLAIN, length: 0xffff_ffff }, FRAMING), what: 'a length of 4 GiB' },
  { ...once({ type: 0 }, FRAMING), what: 'type 0' },
  { ...once({ type: Type.PLAIN, flags: MORE, id: 5 }, FRAMING), what: 'MORE on a short part' },
  { ...once({ type: Type.PLAIN, part: 1, id: 5 }, FRAMING), what: 'an empty last part' },
  { ...once({ ...PART, part: 255 }, FRAMING), what: 'part 255 with MORE' },
  { ...once({ ...PART, id: 0 }, FRAMING), what: 'a part without an id' },
  { ...once({ type: Type.ANSWER, flags: RESPONSE }, FRAMING), what: 'a response without an id' },
  { ...once({ type: Type.NOTE, flags: ACK }, FRAMING), what: 'ACK without an id' },
  { what: 'part 0 of an open assembly', sent: [partOf(5, 0), partOf(5, 0)], expected: goodbye(FRAMING) },
  { what: 'a part that does not follow', sent: [partOf(5, 0), partOf(5, 2)], expected: goodbye(FRAMING) },
  {
    what: 'a part of another type',
    sent: [partOf(5, 0), { ...partOf(5, 1), type: Type.PLAIN }],
    expected: goodbye(FRAMING),
  },
  {
    what: 'a seventh assembly',
    sent: [5, 6, 7, 8, 9, 10, 11].map((id) => partOf(id, 0)),
    expected: goodbye(FRAMING),
  },
  { what: 'a second Handshake', sent: [handshakeOf(1).bytes], expected: goodbye(PROTOCOL) },
  {
    ...once({ type: OwnType.ACK, payload: Uint8Array.of(0xff) }, PROTOCOL),
    what: 'an Ack that does not decode',
  },
  {
    ...once({ type: OwnType.PING, payload: new Uint8Array(4_097) }, PROTOCOL),
    what: 'an own message too long',
  },
  { ...once({ type: OwnType.PING, id: 5 }, PROTOCOL), what: 'a Ping with an id' },
  { ...once({ type: OwnType.PING, id: 5, flags: RESPONSE }, PROTOCOL), what: 'a Ping as a response' },
  {
    ...once({ type: OwnType.PING, id: 5, part: 1, payload: FULL.slice(1) }, PROTOCOL),
    what: 'a Ping in parts',
  },
  { ...once({ type: OwnType.CANCEL }, PROTOCOL), what: 'a Cancel of nothing' },
  { ...once({ type: OwnType.ERROR_RESPONSE, id: 5 }, PROTOCOL), what: 'an ErrorResponse without RESPONSE' },
  { ...once({ type: OwnType.END, id: 5, flags: RESPONSE }, PROTOCOL), what: 'an End without streams' },
  { ...once({ type: OwnType.CREDIT, id: 5 }, PROTOCOL), what: 'a Credit of a stream' },
  {
    ...once({ type: OwnType.CREDIT, payload: Credit.encode(Credit.create({ bytes: 16_777_216 })) }, FLOW),
    what: 'Credit above 16 MiB',
  },
  {
    what: 'more than the credit',
    // The handler of HANG never settles, so nothing is granted again.
    sent: Array.from({ length: 5 }, () => ({ type: Type.URGENT, payload: FULL })),
    limits: { windowBytes: 262_144 },
    expected: goodbye(FLOW),
  },
  {
    what: 'a message above the announced largest',
    sent: [partOf(5, 0), { ...partOf(5, 1), flags: 0, payload: Uint8Array.of(1) }],
    limits: { largestMessageBytes: 65_536 },
    expected: goodbye(TOO_LARGE),
  },
  {
    what: 'an assembly that gets no further part',
    sent: [partOf(5, 0)],
    limits: { assemblyTimeoutMs: 60 },
    expected: goodbye(TIMEOUT),
  },
  {
    what: 'more unfinished bytes than the node keeps',
    sent: [partOf(5, 0)],
    limits: { assemblyBytes: 65_535 },
    expected: goodbye(GoodbyeCode.OVERLOADED),
  },
  {
    what: 'a message above its max_bytes',
    sent: [{ type: Type.SHORT, id: 5, payload: FULL.slice(0, 101) }],
    expected: { error: ErrorCode.MALFORMED, id: 5, violations: 1 },
  },
  {
    what: 'a second part above max_bytes',
    sent: [
      { ...partOf(5, 0), type: Type.LIMITED },
      { ...partOf(5, 1), type: Type.LIMITED },
    ],
    expected: { error: ErrorCode.MALFORMED, id: 5, violations: 1 },
  },
  {
    what: 'a response’s type without RESPONSE',
    sent: [{ type: Type.ANSWER, id: 5 }],
    expected: { error: ErrorCode.MALFORMED, id: 5, violations: 1 },
  },
  {
    what: 'an unknown type with an id',
    sent: [
      { type: Type.UNKNOWN, id: 5, flags: MORE, payload: FULL },
      { type: Type.UNKNOWN, id: 5, part: 1, payload: FULL },
    ],
    expected: { error: ErrorCode.UNKNOWN_TYPE, id: 5, violations: 0 },
  },
  {
    what: 'an unknown type without an id',
    sent: [{ type: 65_280 }],
    expected: { ignored: true, violations: 0 },
  },
  {
    what: 'an unknown own type',
    sent: [{ type: 31, payload: FULL }],
    expected: { ignored: true, violations: 0 },
  },
  {
    what: 'flags of the future',
    sent: [{ type: Type.PLAIN, flags: 0xf4 }],
    expected: { ignored: true, violations: 0 },
  },
  { what: 'a request without an id', sent: [{ type: Type.ASK }], expected: { ignored: true, violations: 1 } },
  {
    what: 'a response nobody awaits',
    sent: [{ type: Type.ANSWER, flags: RESPONSE, id: 5 }],
    expected: { ignored: true, violations: 0 },
  },
  {
    what: 'a Pong nobody asked for',
    sent: [{ type: OwnType.PONG, payload: new Uint8Array(0) }],
    expected: { ignored: true, violations: 0 },
  },
  {
    what: 'a Cancel of a forgotten id',
    sent: [{ type: OwnType.CANCEL, id: 5 }],
    expected: { ignored: true, violations: 0 },
  },
];

const DEFLATE = { capabilities: ['deflate'] };
const PACKED: RawFrame = { type: Type.PACKED, flags: COMPRESSED, id: 5, payload: deflateRawSync(FULL) };
const packed = (what: string, payload: Uint8Array, more: Partial<RawFrame> = {}): Row => ({
  ...DEFLATE,
  what,
  sent: [{ ...PACKED, payload, ...more }],
  expected: { error: ErrorCode.MALFORMED, id: 5, violations: 1 },
});
const SHORT_STREAM = deflateRawSync(FULL.subarray(1));

/** With the capability `deflate`, or with its flag without it. */
const compressed: Row[] = [
  packed('a payload that inflates to 65,537 bytes', deflateRawSync(new Uint8Array(65_537))),
  packed('a payload that would inflate to 64 MiB', deflateRawSync(new Uint8Array(64 * 1024 * 1024))),
  packed('a byte behind the deflate stream', Uint8Array.of(...SHORT_STREAM, 0)),
  packed('two deflate streams', Uint8Array.of(...SHORT_STREAM, ...SHORT_STREAM)),
  packed('a cut deflate stream', SHORT_STREAM.subarray(0, -1)),
  packed('an empty deflate stream', new Uint8Array(0)),
  packed('no deflate', Uint8Array.of(0xff, 0xff, 0xff, 0xff)),
  packed('zlib’s header before the stream', deflateSync(FULL)),
  packed('a compressed frame of a type that declares no compress', PACKED.payload!, { type: Type.PLAIN }),
  packed('a part that inflates to less than 65,536 bytes', SHORT_STREAM, { flags: COMPRESSED | MORE }),
  {
    ...packed('a last part that inflates to nothing', FULL),
    sent: [
      { ...PACKED, flags: COMPRESSED | MORE },
      { ...PACKED, part: 1, payload: deflateRawSync(new Uint8Array(0)) },
    ],
  },
  {
    ...packed('a second compressed part above max_bytes', FULL),
    sent: [
      { ...PACKED, type: Type.PACKED_LIMITED, flags: COMPRESSED | MORE },
      { ...PACKED, type: Type.PACKED_LIMITED, part: 1 },
    ],
  },
  {
    ...packed('a compressed message above the announced largest', FULL),
    sent: [
      { ...PACKED, flags: COMPRESSED | MORE },
      { ...PACKED, part: 1 },
    ],
    limits: { largestMessageBytes: 65_536 },
    expected: goodbye(TOO_LARGE),
  },
  {
    ...packed('a compressed part that does not follow and does not inflate', FULL),
    sent: [
      { ...PACKED, flags: COMPRESSED | MORE },
      { ...PACKED, part: 2, payload: Uint8Array.of(0xff) },
    ],
    expected: goodbye(FRAMING),
  },
  {
    ...packed('inflated bytes beyond the credit', FULL),
    sent: Array.from({ length: 4 }, () => ({ ...PACKED, type: Type.PACKED_SLOW })),
    limits: { windowBytes: 4 * 65_548 - 1 },
    expected: goodbye(FLOW),
  },
  {
    ...packed('compressed frames of an unknown type', FULL),
    sent: Array.from({ length: 3 }, () => ({ ...PACKED, type: Type.UNKNOWN, id: 0 })),
    expected: { ignored: true, violations: 0 },
  },
  {
    ...packed('the flag on an own message', FULL),
    sent: [{ type: OwnType.PONG, flags: COMPRESSED }],
    expected: { ignored: true, violations: 0 },
  },
  {
    what: 'a compressed part without the capability',
    sent: [{ ...PACKED, flags: COMPRESSED | MORE }],
    expected: goodbye(FRAMING),
  },
  {
    what: 'the flag without the capability',
    sent: [{ ...PACKED, payload: Uint8Array.of(1) }],
    expected: { ignored: true, violations: 0 },
  },
];

/** Only a stream of bytes can cut a frame without telling. */
const tcpOnly: Row[] = [
  {
    what: 'half a frame and then the end',
    sent: [{ type: Type.PLAIN, length: 100, payload: FULL.slice(0, 50) }],
    ends: true,
    expected: { silence: LOST },
  },
  {
    what: 'half a frame and then nothing',
    sent: [{ type: Type.PLAIN, length: 100, payload: FULL.slice(0, 50) }],
    limits: { frameTimeoutMs: 60 },
    expected: { silence: LOST },
  },
  {
    what: 'half a header and then nothing',
    sent: [Uint8Array.of(0, 0, 0)],
    limits: { frameTimeoutMs: 60 },
    expected: { silence: LOST },
  },
];

/** Types whose handlers never settle, so that nothing is granted again. */
const HANGING: ReadonlySet<number> = new Set([Type.URGENT, Type.PACKED_SLOW]);

const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

async function listen(kind: typeof tcp, row: Partial<Row> = {}): Promise<[TestNode, Listener]> {
  const { limits = {}, capabilities = [] } = row;
  const node = new TestNode(systemRuntime, 2, { limits, local: { capabilities } });
  node.handle = (_connection, { type }) => (HANGING.has(type) ? new Promise(() => {}) : undefined);
  const listener = await kind.listen(kind === tcp ? 'tcp://127.0.0.1:0' : 'ws://127.0.0.1:0/', {
    runtime: systemRuntime,
    onTransport: (transport) => node.registry.attach(transport, 'inbound'),
    onError: (error) => {
      throw error;
    },
  });
  cleanUp.push(
    () => node.registry.close(),
    () => listener.close(),
  );
  return [node, listener];
}

async function open(link: RawLink, capabilities: readonly string[] = []): Promise<void> {
  link.write(handshakeOf(1, {}, { capabilities }).bytes);
  link.write(handshakeAckFrame(false).bytes);
  await link.heard(2);
}

async function check(row: Row, node: TestNode, link: RawLink, isWebSocket: boolean): Promise<void> {
  const { expected } = row;
  const heard = link.frames.length;
  for (const sent of row.sent) link.write(sent instanceof Uint8Array ? sent : rawBytes(sent));
  if (row.ends === true) link.end();
  if ('goodbye' in expected) {
    const status = await link.closed;
    const last = link.frames.at(-1);
    expect(last?.type).toBe(OwnType.GOODBYE);
    expect(Goodbye.decode(last!.payload).code).toBe(expected.goodbye);
    if (isWebSocket) expect(status).toBe(4_000 + expected.goodbye);
    expect(node.codes).toEqual([expected.goodbye]);
    expect(node.violations.length).toBe(expected.goodbye >= GoodbyeCode.FRAMING ? 1 : 0);
    return;
  }
  if ('silence' in expected) {
    await link.closed;
    expect(link.frames.slice(heard)).toEqual([]);
    expect(node.codes).toEqual([expected.silence]);
    expect(node.violations).toEqual([]);
    return;
  }
  // The connection stays: a Ping behind it all is answered, after what answers the input.
  link.write(pingFrame(9n, 0).bytes);
  const isAnswered = (): boolean => link.frames.slice(heard).some(({ type }) => type === OwnType.PONG);
  for (let count = -1; !isAnswered() && count < link.frames.length;) {
    count = link.frames.length;
    await link.heard(count + 1);
  }
  const answers = link.frames.slice(heard).filter(({ type }) => type !== OwnType.CREDIT);
  const errors = answers.filter(({ type }) => type === OwnType.ERROR_RESPONSE);
  expect(answers.length - errors.length).toBe(1);
  expect(errors.map(({ id, payload }) => ({ id, error: ErrorResponse.decode(payload).code }))).toEqual(
    'error' in expected ? [{ id: expected.id, error: expected.error }] : [],
  );
  expect(node.violations.length).toBe(expected.violations);
  expect(node.codes).toEqual([]);
}

describe.each([
  ['TCP', tcp, tcpLink],
  ['WebSocket', websocket, webSocketLink],
] as const)('over %s', (name, kind, connectRaw) => {
  const isWebSocket = kind === websocket;

  test.each(beforeHandshake.map((row) => [row.what, row] as const))(
    'as first bytes, %s',
    async (_what, row) => {
      const [node, listener] = await listen(kind, row);
      const link = await connectRaw(listener.address);
      cleanUp.push(() => link.destroy());
      await check(row, node, link, isWebSocket);
    },
  );

  const rows = [...afterOpening, ...compressed, ...(name === 'TCP' ? tcpOnly : [])];
  test.each(rows.map((row) => [row.what, row] as const))('once open, %s', async (_what, row) => {
    const [node, listener] = await listen(kind, row);
    const link = await connectRaw(listener.address);
    cleanUp.push(() => link.destroy());
    await open(link, row.capabilities);
    await check(row, node, link, isWebSocket);
  });
});

test.each<[what: string, message: Uint8Array | string, status: number]>([
  ['a text message', 'hello', 4_000 + FRAMING],
  ['an empty message', new Uint8Array(0), 4_000 + FRAMING],
  ['half a frame', rawBytes({ type: Type.PLAIN, length: 2, payload: FULL.slice(0, 1) }), 4_000 + FRAMING],
  ['half a header', FULL.slice(0, 11), 4_000 + FRAMING],
  ['a message above 262,144 bytes', new Uint8Array(262_145), 1_009],
])('over WebSocket alone, %s ends the link with its status', async (_what, message, status) => {
  const [node, listener] = await listen(websocket);
  const link = await webSocketLink(listener.address);
  cleanUp.push(() => link.destroy());
  await open(link);
  link.write(message);
  expect(await link.closed).toBe(status);
  expect((await node.firstDisconnect).code).toBe(status > 4_000 ? FRAMING : LOST);
});
