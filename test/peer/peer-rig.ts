import type { Runtime } from '../../src/platform/clock.js';
import { silentLog } from '../../src/platform/log.js';
import type { PeerConnection } from '../../src/peer/connection.js';
import type { ConnectionLimits } from '../../src/peer/limits.js';
import type { Disconnect, InboundMessage, LocalPeer, PeerId } from '../../src/peer/peer.js';
import { peerIdOf } from '../../src/peer/handshake.js';
import { PeerConnectionRegistry, type RegistryEvents } from '../../src/peer/registry.js';
import type { MemoryNetwork } from '../../src/transport/memory.js';
import type { Listener } from '../../src/transport/transport.js';
import { encodeFrame, type Frame } from '../../src/wire/frame.js';
import { Flag } from '../../src/wire/header.js';
import { ids } from '../../src/wire/ids.js';
import type { TypeInfo, TypeTable } from '../../src/wire/type-table.js';

/** The tests' schema. Payloads are any bytes: nothing in peer/ decodes them. */
export const Type = {
  ASK: 0x40,
  ANSWER: 0x41,
  ASK_OTHER: 0x42,
  OTHER_ANSWER: 0x43,
  /** Answered by a stream of items. */
  WATCH: 0x44,
  ITEM: 0x45,
  WATCH_URGENTLY: 0x46,
  URGENT_ITEM: 0x47,
  /** A message of which nothing is known but its type. */
  PLAIN: 0x50,
  URGENT: 0x51,
  BULK: 0x52,
  /** Declare compress; the second has at most 100,000 bytes. */
  PACKED: 0x53,
  PACKED_LIMITED: 0x54,
  PACKED_SLOW: 0x55,
  /** With ACK. */
  NOTE: 0x60,
  /** At most 100 bytes. */
  SHORT: 0x70,
  /** At most 100,000 bytes, so that its second part breaks the limit. */
  LIMITED: 0x71,
  /** At most 10 a second. */
  RATED: 0x72,
  /** In no table. */
  UNKNOWN: 0x7f,
} as const;

function info(name: string, type: number, more: Partial<TypeInfo> = {}): TypeInfo {
  return {
    name: `test.${name}`,
    type,
    priority: 'normal',
    requiresAck: false,
    isResponse: false,
    response: undefined,
    responseStream: false,
    maxBytes: undefined,
    rate: undefined,
    gossip: false,
    compress: false,
    ...more,
  };
}

const answer = info('Answer', Type.ANSWER, { isResponse: true });
const otherAnswer = info('OtherAnswer', Type.OTHER_ANSWER, { isResponse: true });
const item = info('Item', Type.ITEM, { isResponse: true });
const urgentItem = info('UrgentItem', Type.URGENT_ITEM, { isResponse: true, priority: 'high' });

export const testTypes: TypeTable = new Map(
  [
    info('Ask', Type.ASK, { response: answer }),
    answer,
    info('AskOther', Type.ASK_OTHER, { response: otherAnswer }),
    otherAnswer,
    info('Watch', Type.WATCH, { response: item, responseStream: true }),
    item,
    info('WatchUrgently', Type.WATCH_URGENTLY, { response: urgentItem, responseStream: true }),
    urgentItem,
    info('Plain', Type.PLAIN),
    info('Urgent', Type.URGENT, { priority: 'high' }),
    info('Bulk', Type.BULK, { priority: 'low' }),
    info('Packed', Type.PACKED, { compress: true }),
    info('PackedLimited', Type.PACKED_LIMITED, { compress: true, maxBytes: 100_000 }),
    info('PackedSlow', Type.PACKED_SLOW, { compress: true }),
    info('Note', Type.NOTE, { requiresAck: true }),
    info('Short', Type.SHORT, { maxBytes: 100 }),
    info('Limited', Type.LIMITED, { maxBytes: 100_000 }),
    info('Rated', Type.RATED, { rate: { count: 10, perMs: 1000 } }),
  ].map((type) => [type.type, type]),
);

/** A frame with an id where the schema asks for one, as a codec would make it. */
export function frame(type: number, payload: Uint8Array | number = 0): Frame {
  const bytes = typeof payload === 'number' ? new Uint8Array(payload).fill(7) : payload;
  const { requiresAck, response } = testTypes.get(type) ?? info('Unknown', type);
  const needsId = requiresAck || response !== undefined || bytes.length > 65_536;
  return encodeFrame(type, requiresAck ? Flag.ACK : 0, needsId ? ids.next() : 0, bytes);
}

/** The response to a request: its payload sent back. */
export function echo(request: InboundMessage): Frame {
  return encodeFrame(request.type + 1, Flag.RESPONSE, request.id, request.payload);
}

/** A LocalPeer whose node id is `id` in every byte but told apart by the first: larger numbers are arbiters. */
export function localPeer(id: number, changes: Partial<LocalPeer> = {}): LocalPeer {
  return {
    magic: Uint8Array.of(0xc0, 0x1d, 0x7e, 0x4d),
    network: 'testnet',
    nodeId: new Uint8Array(32).fill(id),
    epoch: BigInt(id),
    capabilities: [],
    schemaFingerprint: new Uint8Array(32),
    listenPort: 24_000,
    userAgent: 'test/1',
    ...changes,
  };
}

/** A registry that answers ASK by its payload and keeps what its events tell. */
export class TestNode {
  readonly name: string;
  readonly id: PeerId;
  readonly registry: PeerConnectionRegistry;
  readonly received: { from: PeerId | undefined; type: number; id: number; payload: Uint8Array }[] = [];
  readonly connected: PeerConnection[] = [];
  readonly disconnects: { connection: PeerConnection; disconnect: Disconnect }[] = [];
  readonly violations: string[] = [];
  drains = 0;
  /** Resolves with the first connection that opens. */
  readonly firstConnect: Promise<PeerConnection>;
  #resolveFirstConnect: (connection: PeerConnection) => void = () => {};
  /** Resolves with the first end of a connection. */
  readonly firstDisconnect: Promise<Disconnect>;
  #resolveFirstDisconnect: (disconnect: Disconnect) => void = () => {};
  /** What handlers do; by default they answer a request with its own payload. */
  handle: RegistryEvents['onMessage'] = (_connection, message) =>
    testTypes.get(message.type)?.response === undefined ? undefined : echo(message);
  admit: RegistryEvents['admit'];
  /** Called while the event is told, not after it. */
  onDisconnect: RegistryEvents['onDisconnect'];
  onViolation: RegistryEvents['onViolation'];
  readonly #runtime: Runtime;
  #listener: Listener | undefined;

  constructor(
    runtime: Runtime,
    id: number,
    options: { limits?: Partial<ConnectionLimits>; local?: Partial<LocalPeer>; types?: TypeTable } = {},
  ) {
    this.#runtime = runtime;
    this.firstConnect = new Promise((resolve) => (this.#resolveFirstConnect = resolve));
    this.firstDisconnect = new Promise((resolve) => (this.#resolveFirstDisconnect = resolve));
    this.name = `node-${id}`;
    const local = localPeer(id, options.local);
    this.id = peerIdOf(local.nodeId);
    this.registry = new PeerConnectionRegistry({
      runtime,
      log: silentLog,
      types: options.types ?? testTypes,
      local,
      limits: options.limits,
      events: {
        admit: (peer, connection) => this.admit?.(peer, connection),
        onConnect: (connection) => {
          this.connected.push(connection);
          this.#resolveFirstConnect(connection);
        },
        onDisconnect: (connection, disconnect) => {
          this.disconnects.push({ connection, disconnect });
          this.#resolveFirstDisconnect(disconnect);
          this.onDisconnect?.(connection, disconnect);
        },
        onMessage: (connection, message, task) => {
          const { type, id, payload } = message;
          this.received.push({ from: connection.peer?.id, type, id, payload });
          return this.handle(connection, message, task);
        },
        onViolation: (connection, problem, kind) => {
          this.violations.push(problem);
          this.onViolation?.(connection, problem, kind);
        },
        onDrain: () => this.drains++,
      },
    });
  }

  async listen(network: MemoryNetwork): Promise<string> {
    this.#listener = await network.listen(`memory:${this.name}`, {
      runtime: this.#runtime,
      onTransport: (transport) => this.registry.attach(transport, 'inbound'),
      onError: (error) => {
        throw error;
      },
    });
    return this.#listener.address;
  }

  async stopListening(): Promise<void> {
    await this.#listener?.close();
  }

  async dial(network: MemoryNetwork, address: string): Promise<PeerConnection> {
    const transport = await network.dial(address, { runtime: this.#runtime, timeoutMs: 10_000 });
    return this.registry.attach(transport, 'outbound');
  }

  /** Types of what the handlers have seen. */
  get receivedTypes(): number[] {
    return this.received.map(({ type }) => type);
  }

  get codes(): number[] {
    return this.disconnects.map(({ disconnect }) => disconnect.code);
  }
}
