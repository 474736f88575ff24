import { HEADER_BYTES, MAX_PAYLOAD_BYTES } from '../wire/header.js';

/** Every time and cap of connections, in one place. Times are milliseconds. */
export interface ConnectionLimits {
  /** Both Handshakes and both Acks (§6.1). */
  readonly handshakeTimeoutMs: number;
  /** The arbiter's wait for a sign of the pair's first connection (§7.3). */
  readonly arbiterWaitMs: number;
  /** A Ping goes after this long without another sign of life (§14). */
  readonly pingIntervalMs: number;
  /** Silence after which the peer is gone (§14). */
  readonly pongTimeoutMs: number;
  /** Pings in a row without any sign of life after which the peer is gone. */
  readonly missedPongs: number;
  /**
   * How long a Pong is waited for: what the measured round trips ask for, doubled after every miss, from this long to
   * `pingIntervalMs`, and for `pingIntervalMs` until something was measured.
   */
  readonly pongWaitLeastMs: number;
  /** The longest wait for a response where the caller names none, and the wait until responses were measured. */
  readonly requestTimeoutMs: number;
  /** The shortest such wait, however quickly responses of the type have come. */
  readonly requestTimeoutLeastMs: number;
  /** A handler's deadline (§9.3). */
  readonly handlerTimeoutMs: number;
  /** Requests in progress, each way (§9.2). */
  readonly requestsInProgress: number;
  /** What close() waits for queues, answers and handlers (§8.1). */
  readonly closeTimeoutMs: number;
  /** Reading on after our Goodbye (§8.1). */
  readonly partingTimeoutMs: number;
  /** From a frame's first byte to its last (§14). */
  readonly frameTimeoutMs: number;
  /** An assembly that gets no part for this long (§9.4). */
  readonly assemblyTimeoutMs: number;
  /** Bytes in assemblies over all peers (§9.4). */
  readonly assemblyBytes: number;
  /** The longest message we take, in payload bytes (§6.2). */
  readonly largestMessageBytes: number;
  /** What we grant at the start, in each of the two windows (§6.2). */
  readonly windowBytes: number;
  /** Messages with ACK that are sent and not settled, to one peer (§12.1). */
  readonly unacknowledgedMessages: number;
  /** Messages with ACK that are not settled, sent or not, to one peer; one more is refused with PeerError FULL. */
  readonly outboxMessages: number;
  /** Bytes of all messages with ACK that are not settled, to one peer; more is refused with PeerError FULL. */
  readonly outboxBytes: number;
  /** After this long a message with ACK ends as `unknown`, or as `failed` if it never left. */
  readonly deliveryTimeoutMs: number;
  /** Known ids kept for one (node id, epoch) (§12.3). */
  readonly knownMessages: number;
  /** How long known ids and outboxes outlive a disconnect (§12.3). */
  readonly memoryMs: number;
  /** (node id, epoch) pairs of which ids are known; the longest disconnected one goes first. */
  readonly rememberedPeers: number;
  /** Connections to one peer that may wait for the arbiter; one more gets DUPLICATE. */
  readonly waitingConnections: number;
  /** Types one peer has declared unknown; beyond it none more is remembered. */
  readonly unknownTypes: number;
  /** Messages that wait for the rate of their type, to one peer; one more is refused with PeerError FULL. */
  readonly heldMessages: number;
  /** send() returns false above this many queued bytes … */
  readonly highWaterBytes: number;
  /** … until `drain` below this. */
  readonly lowWaterBytes: number;
  /** Queued bytes above which a peer is slow: messages are refused with PeerError FULL, a broadcast skips it … */
  readonly queueCapBytes: number;
  /** … and after this long above it, it gets SLOW_PEER; at once if what we owe it doubles the cap. */
  readonly slowPeerGraceMs: number;
  /**
   * So much may be in flight to a peer however slow it is; beyond it, twice delivery rate × lowest round trip may, as its
   * Credits tell them. The rest waits where a Ping or a HIGH frame can overtake it.
   */
  readonly leastInFlightBytes: number;
  /** One connection's inbound share of a turn of the event loop, in bytes … */
  readonly turnBytes: number;
  /** … and in time. */
  readonly turnMs: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const DEFAULT_LIMITS: ConnectionLimits = Object.freeze({
  handshakeTimeoutMs: 10_000,
  arbiterWaitMs: 1_000,
  pingIntervalMs: 30_000,
  pongTimeoutMs: 90_000,
  missedPongs: 3,
  pongWaitLeastMs: 3_000,
  requestTimeoutMs: 30_000,
  requestTimeoutLeastMs: 10_000,
  handlerTimeoutMs: 30_000,
  requestsInProgress: 256,
  closeTimeoutMs: 5_000,
  partingTimeoutMs: 1_000,
  frameTimeoutMs: 30_000,
  assemblyTimeoutMs: 60_000,
  assemblyBytes: 256 * MIB,
  largestMessageBytes: 8 * MIB,
  windowBytes: MIB,
  unacknowledgedMessages: 1_024,
  outboxMessages: 4_096,
  outboxBytes: 32 * MIB,
  deliveryTimeoutMs: 600_000,
  knownMessages: 2_048,
  memoryMs: 600_000,
  rememberedPeers: 1_024,
  waitingConnections: 8,
  unknownTypes: 1_024,
  heldMessages: 4_096,
  highWaterBytes: MIB,
  lowWaterBytes: 256 * KIB,
  queueCapBytes: 64 * MIB,
  slowPeerGraceMs: 10_000,
  // Two full frames: one on its way, and one for when it has come.
  leastInFlightBytes: 2 * (HEADER_BYTES + MAX_PAYLOAD_BYTES),
  turnBytes: 256 * KIB,
  turnMs: 5,
});

/** Fixed by the wire: another value would break it with peers that keep to WIRE.md §17. */
const WIRE_RANGES: Partial<Record<keyof ConnectionLimits, readonly [least: number, most: number]>> = {
  requestsInProgress: [1, 256],
  largestMessageBytes: [64 * KIB, 16 * MIB],
  windowBytes: [256 * KIB, 16 * MIB],
  // A Credit need not tell of the last 32 KiB: a limit below could wait for one that never comes.
  leastInFlightBytes: [HEADER_BYTES + MAX_PAYLOAD_BYTES, Number.MAX_SAFE_INTEGER],
  unacknowledgedMessages: [1, 1_024],
  knownMessages: [2_048, 65_536],
};

/** Fills in the defaults. Throws RangeError naming the limit that is not a number the wire allows. */
export function resolveLimits(changes: Partial<ConnectionLimits> = {}): ConnectionLimits {
  const unknown = Object.keys(changes).find((name) => !Object.hasOwn(DEFAULT_LIMITS, name));
  if (unknown !== undefined) throw new RangeError(`limits.${unknown} is no limit of a connection`);
  const limits = { ...DEFAULT_LIMITS, ...changes };
  for (const key of Object.keys(DEFAULT_LIMITS) as (keyof ConnectionLimits)[]) {
    const [least, most] = WIRE_RANGES[key] ?? [1, Number.MAX_SAFE_INTEGER];
    const value = limits[key];
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new RangeError(`${key} must be a whole number from ${least} to ${most}, not ${value}`);
    }
  }
  if (limits.lowWaterBytes > limits.highWaterBytes || limits.highWaterBytes > limits.queueCapBytes) {
    throw new RangeError('lowWaterBytes, highWaterBytes and queueCapBytes must rise in this order');
  }
  return Object.freeze(limits);
}
