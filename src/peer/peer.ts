import type { GoodbyeCode } from '../wire/codes.js';

/** The node id as 64 lower-case hex digits. */
export type PeerId = string;

/** Who opened the link: the other side (inbound) or we (outbound). */
export type Direction = 'inbound' | 'outbound';

/** What our Handshake says of us. Limits of messages and windows come from the ConnectionLimits. */
export interface LocalPeer {
  /** 4 bytes. */
  readonly magic: Uint8Array;
  readonly network: string;
  /** 32 bytes: SHA-256 of the node key's SubjectPublicKeyInfo. */
  readonly nodeId: Uint8Array;
  /** Random, new at every start of the process. */
  readonly epoch: bigint;
  readonly capabilities: readonly string[];
  readonly schemaFingerprint: Uint8Array;
  /** 0: cannot be dialled. */
  readonly listenPort: number;
  readonly userAgent: string;
}

/** What the other side's Handshake said, checked, with defaults filled in. */
export interface RemotePeer {
  readonly id: PeerId;
  readonly epoch: bigint;
  /** The wire version chosen for this connection. */
  readonly version: number;
  readonly capabilities: ReadonlySet<string>;
  readonly schemaFingerprint: Uint8Array;
  /** The longest message it takes, in payload bytes. */
  readonly largestMessage: number;
  /** Wire bytes it grants at the start, in each of the two windows. */
  readonly window: number;
  /** 0: cannot be dialled. */
  readonly listenPort: number;
  readonly userAgent: string;
}

/**
 * A whole message as it came, parts joined, inflated, not decoded. The payload never changes, but as long as it is kept
 * it may keep the chunk alive that it came in, some 64 KiB: copy what is to be kept for long.
 */
export interface InboundMessage {
  readonly type: number;
  readonly id: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** A handler's run. */
export interface HandlerTask {
  /**
   * Aborts when nobody waits for the handler any more: at its deadline, when the peer cancels the request, and when the
   * connection ends (but for a message with ACK, which the peer will ask for again). Costs something when first read.
   */
  readonly signal: AbortSignal;
}

export interface RequestOptions {
  /**
   * Default: learned from the response times of the type, within `requestTimeoutLeastMs` and `requestTimeoutMs`. Of a
   * stream: how long the reader waits for each item; default for ever.
   */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a message with acknowledgement ended. `unknown`: it left, and whether it arrived will not be known. */
export type Delivery = 'delivered' | 'failed' | 'unknown';

/** Why a connection ended. `LOST` stands for an end without Goodbye. */
export interface Disconnect {
  readonly code: GoodbyeCode;
  readonly reason: string;
  readonly by: 'local' | 'remote';
  /** What the Goodbye asked a dialler to wait; 0: it decides alone. */
  readonly retryAfterMs: number;
}

/** What a peer did wrong: it broke a rule of the wire or a declaration of the schema, or sent far above a rate. */
export type ViolationKind = 'protocol' | 'rate';

/** A refusal: the Goodbye that answers a Handshake instead of an Ack. */
export interface Refusal {
  readonly code: GoodbyeCode;
  readonly reason: string;
  readonly retryAfterMs?: number | undefined;
}

export type ConnectionState = 'opening' | 'open' | 'closing' | 'closed';
