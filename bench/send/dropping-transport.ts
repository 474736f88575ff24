import { CREDIT_DUE_BYTES } from '../../src/peer/credit.js';
import { buildHandshake } from '../../src/peer/handshake.js';
import { resolveLimits } from '../../src/peer/limits.js';
import { creditFrame, handshakeAckFrame } from '../../src/peer/own-messages.js';
import { PeerConnectionRegistry } from '../../src/peer/registry.js';
import type { Runtime } from '../../src/platform/clock.js';
import { silentLog } from '../../src/platform/log.js';
import type { SharedChunks } from '../../src/transport/shared-chunks.js';
import type { Transport, TransportSink } from '../../src/transport/transport.js';
import { benchPeer } from './contenders/raw-peer.js';
import type { BenchSchema } from './schema.js';

/**
 * A link without a kernel: what is written is counted and dropped, and the other end, which is played here, opens the
 * connection and grants credit for all of it.
 */
export class DroppingTransport implements Transport {
  readonly kind = 'memory';
  readonly keepsBoundaries = false;
  readonly bufferedBytes = 0;
  readonly copies = true;
  readonly remoteAddress: string;
  readonly #schema: BenchSchema;
  readonly #index: number;
  #sink: TransportSink | undefined;
  #unreported = 0;
  #received = 0;
  #isOpen = false;
  bytes = 0;

  constructor(index: number, schema: BenchSchema) {
    this.#index = index;
    this.#schema = schema;
    this.remoteAddress = `memory:dropping-${index}`;
  }

  start(sink: TransportSink): void {
    this.#sink = sink;
    this.#deliver(buildHandshake(benchPeer(this.#index, this.#schema), resolveLimits()).bytes);
  }

  write(chunks: readonly Uint8Array[], shared?: SharedChunks): boolean {
    let bytes = 0;
    for (const { length } of chunks) bytes += length;
    bytes += shared?.bytes ?? 0;
    this.bytes += bytes;
    if (!this.#isOpen) {
      // The first that comes are the Handshake and the Ack of ours; then our Ack opens the connection.
      this.#isOpen = true;
      this.#deliver(handshakeAckFrame(false).bytes);
      this.bytes = 0;
      return true;
    }
    this.#unreported += bytes;
    if (this.#unreported >= CREDIT_DUE_BYTES) {
      this.#received += this.#unreported;
      this.#deliver(
        creditFrame({ bytes: this.#unreported, responseBytes: 0, received: this.#received }).bytes,
      );
      this.#unreported = 0;
    }
    return true;
  }

  pause(): void {}
  resume(): void {}

  end(): void {
    this.destroy();
  }

  destroy(): void {
    const sink = this.#sink;
    this.#sink = undefined;
    setImmediate(() => sink?.onClose());
  }

  // On a fresh stack, as a socket would.
  #deliver(bytes: Uint8Array): void {
    setImmediate(() => this.#sink?.onData(bytes));
  }
}

/** A registry that is connected to so many of them; `settle` lets what is under way happen. */
export async function droppingRegistry(
  peers: number,
  schema: BenchSchema,
  runtime: Runtime,
  settle: () => Promise<void>,
): Promise<{ readonly registry: PeerConnectionRegistry; readonly ends: readonly DroppingTransport[] }> {
  const registry = new PeerConnectionRegistry({
    runtime,
    log: silentLog,
    types: schema.catalog,
    local: benchPeer(1_000_000, schema),
    events: { onMessage: () => {} },
  });
  const ends = Array.from({ length: peers }, (_, index) => new DroppingTransport(index, schema));
  for (const end of ends) registry.attach(end, 'inbound');
  while (registry.connectedPeers().length < peers) await settle();
  return { registry, ends };
}
