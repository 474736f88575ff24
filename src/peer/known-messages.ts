import type { Clock } from '../platform/clock.js';
import type { ConnectionLimits } from './limits.js';
import type { PeerId } from './peer.js';

/** How a message with ACK was answered: by an Ack, or by an ErrorResponse. */
export type Answer = 'ack' | { readonly code: number; readonly message: string };

/** A message with ACK whose handler was called. */
export interface KnownMessage {
  /** Undefined until the handler has settled. */
  answer: Answer | undefined;
}

/** The ids of messages with ACK that one (node id, epoch) has sent us, so that none is dispatched twice (WIRE.md §12.3). */
export class KnownMessages {
  readonly #cap: number;
  #known: Map<number, KnownMessage> | undefined;

  constructor(cap: number) {
    this.#cap = cap;
  }

  get(id: number): KnownMessage | undefined {
    return this.#known?.get(id);
  }

  /** Makes `id` known; beyond the cap the oldest is forgotten. */
  add(id: number): KnownMessage {
    this.#known ??= new Map();
    if (this.#known.size >= this.#cap) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    const known: KnownMessage = { answer: undefined };
    this.#known.set(id, known);
    return known;
  }
}

interface Memory {
  readonly messages: KnownMessages;
  /** Undefined while connected. */
  disconnectedAt: number | undefined;
}

/** The known messages of every (node id, epoch): kept for a while past a disconnect, and not of more than a cap. */
export class KnownPeers {
  readonly #clock: Clock;
  readonly #limits: ConnectionLimits;
  /** Disconnected ones are in the order of their disconnects. */
  readonly #memories = new Map<string, Memory>();

  constructor(clock: Clock, limits: ConnectionLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get size(): number {
    return this.#memories.size;
  }

  /** What is remembered of this process of the peer, if it is: what our Ack says as `resumed`. */
  get(peer: PeerId, epoch: bigint): KnownMessages | undefined {
    this.#forgetOld();
    return this.#memories.get(keyOf(peer, epoch))?.messages;
  }

  /** The memory of a peer that is connected now. `promised`: what get() gave when our Ack went, forgotten since or not. */
  connected(peer: PeerId, epoch: bigint, promised?: KnownMessages): KnownMessages {
    const key = keyOf(peer, epoch);
    let memory = this.#memories.get(key);
    if (memory === undefined) {
      const messages = promised ?? new KnownMessages(this.#limits.knownMessages);
      memory = { messages, disconnectedAt: undefined };
      this.#memories.set(key, memory);
      this.#forgetOld();
    }
    memory.disconnectedAt = undefined;
    return memory.messages;
  }

  disconnected(peer: PeerId, epoch: bigint): void {
    const key = keyOf(peer, epoch);
    const memory = this.#memories.get(key);
    if (memory === undefined) return;
    memory.disconnectedAt = this.#clock.now();
    this.#memories.delete(key);
    this.#memories.set(key, memory);
    this.#forgetOld();
  }

  #forgetOld(): void {
    const before = this.#clock.now() - this.#limits.memoryMs;
    for (const [key, { disconnectedAt }] of this.#memories) {
      const isOld = disconnectedAt !== undefined && disconnectedAt <= before;
      const isBeyondCap = this.#memories.size > this.#limits.rememberedPeers;
      if (disconnectedAt === undefined) continue;
      if (!isOld && !isBeyondCap) return;
      this.#memories.delete(key);
    }
  }
}

function keyOf(peer: PeerId, epoch: bigint): string {
  return `${peer}:${epoch}`;
}
