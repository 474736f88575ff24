import type { Runtime } from '../platform/clock.js';
import type { SharedChunks } from './shared-chunks.js';

/** What a transport tells its connection. Every call happens on a fresh stack, never from inside a Transport's method. */
export interface TransportSink {
  /** Bytes as they came. On WebSocket one call is one binary message, and `data` is that message whole. */
  onData(data: Uint8Array): void;
  /** The transport took everything handed to it after write() had returned false. */
  onDrain(): void;
  /** The other side finished sending. */
  onEnd(): void;
  /** The link is gone; nothing follows. `error` is the reason when there is one, `code` a WebSocket close code. */
  onClose(error?: Error, code?: number): void;
  /** The transport's own framing was broken: a text or empty WebSocket message (FRAMING). */
  onViolation(problem: string): void;
}

/** Bytes in, bytes out, backpressure: one link to one peer. Knows nothing of frames but where they may be cut. */
export interface Transport {
  readonly kind: 'tcp' | 'websocket' | 'memory';
  /** True where a message of the transport must hold whole frames (WebSocket). */
  readonly keepsBoundaries: boolean;
  /** Address of the other end, e.g. `tcp://127.0.0.1:24000`. */
  readonly remoteAddress: string;
  /** Bytes accepted by write() and not yet handed to the kernel. */
  readonly bufferedBytes: number;
  /** True where nobody refers to what was written once `bufferedBytes` is 0: only then may shared bytes be used again. */
  readonly copies?: boolean;
  /** Starts delivery. Called once, before any write. */
  start(sink: TransportSink): void;
  /**
   * One gathered write: `chunks`, then those that other links write too. Each chunk is one or more whole frames, at most
   * 262,144 bytes, and not modified, except see `copies`. False above the transport's high-water mark; onDrain follows. After end(),
   * destroy() or onClose the bytes are dropped.
   */
  write(chunks: readonly Uint8Array[], shared?: SharedChunks): boolean;
  /**
   * Stops onData until resume(), except for what is on its way to it: for a reader whose backlog of unread frames is
   * full, never as backpressure on a peer (WIRE.md, "Reading"). A paused link may not notice its own end.
   */
  pause(): void;
  resume(): void;
  /** Half-close after everything written; on WebSocket the close frame with 4000 + `goodbyeCode`. */
  end(goodbyeCode: number, reason: string): void;
  /** Drops the link now, with what was not handed to the kernel. onClose follows. */
  destroy(): void;
}

/** A place that accepts links. */
export interface Listener {
  /** The address it really listens on, with the port the system chose. */
  readonly address: string;
  /** Stops accepting; links already handed over live on. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly runtime: Runtime;
  /** Must call start() before it returns. */
  readonly onTransport: (transport: Transport) => void;
  /** What goes wrong with the listener itself, or with links that were never handed over. */
  readonly onError: (error: Error) => void;
}

export interface DialOptions {
  readonly runtime: Runtime;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One way of carrying bytes: `tcp:`, `ws:` or `memory:` addresses. Failures are TransportErrors. */
export interface TransportKind {
  /** URL schemes it serves, e.g. `['tcp', 'unix']`. */
  readonly schemes: readonly string[];
  listen(address: string, options: ListenOptions): Promise<Listener>;
  /** The transport must be started in the turn the promise resolves in. */
  dial(address: string, options: DialOptions): Promise<Transport>;
}

/** Above this many bytes that the kernel has not taken write() returns false. */
export const WRITE_HIGH_WATER_BYTES = 65_536;
