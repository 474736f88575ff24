import type { Clock, Timer } from '../platform/clock.js';
import type { Frame } from '../wire/frame.js';
import { ids } from '../wire/ids.js';
import { PeerError } from './errors.js';
import type { ConnectionLimits } from './limits.js';
import type { Delivery } from './peer.js';
import type { SendProgress } from './send-queue.js';

/** The connection that an outbox sends through. */
export interface OutboxCarrier {
  /** Queues the message. False if the peer does not take it: it is too large, or of a type that it does not know. */
  carry(frame: Frame): boolean;
  /** Stops a message that was carried, and says how far it got. */
  stop(id: number): SendProgress;
}

interface Entry {
  readonly frame: Frame;
  /** Counts up in the order of add(). */
  readonly order: number;
  readonly deadline: number;
  readonly delivery: Promise<Delivery>;
  readonly resolve: (delivery: Delivery) => void;
  /** Every part has left, on this connection or one before: the peer may have it. */
  hasLeft: boolean;
}

/**
 * Our messages with ACK to one peer, from the first send until they are settled; they outlive a connection (WIRE.md
 * §12). All have the same patience, so the oldest is the first whose time is up.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #limits: ConnectionLimits;
  readonly #onEmpty: () => void;
  readonly #entries = new Map<number, Entry>();
  /** Those that the present connection has not been given. */
  #waiting = new Set<Entry>();
  #carrier: OutboxCarrier | undefined;
  #order = 0;
  #bytes = 0;
  #timer: Timer | undefined;

  /** `onEmpty`: the last message was settled. */
  constructor(clock: Clock, limits: ConnectionLimits, onEmpty: () => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onEmpty = onEmpty;
  }

  /** Messages that are not settled. */
  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The type of an unsettled message. */
  typeOf(id: number): number | undefined {
    return this.#entries.get(id)?.frame.type;
  }

  hasRoomFor(frames: readonly Frame[]): boolean {
    if (frames.length === 0) return true;
    const { outboxMessages, outboxBytes } = this.#limits;
    const bytes = frames.reduce((sum, { wireBytes }) => sum + wireBytes, this.#bytes);
    return this.#entries.size + frames.length <= outboxMessages && bytes <= outboxBytes;
  }

  /** Keeps the message until it is settled, and sends it as soon as the window allows. Throws PeerError FULL. */
  add(frame: Frame): Promise<Delivery> {
    const known = this.#entries.get(frame.id);
    if (known !== undefined) return known.delivery;
    if (!this.hasRoomFor([frame])) {
      throw new PeerError('FULL', `${this.#entries.size} messages await their acknowledgement`);
    }
    const { deliveryTimeoutMs } = this.#limits;
    const { promise, resolve } = withResolver();
    const entry: Entry = {
      frame,
      order: this.#order++,
      deadline: this.#clock.now() + deliveryTimeoutMs,
      delivery: promise,
      resolve,
      hasLeft: false,
    };
    ids.hold(frame.id);
    this.#entries.set(frame.id, entry);
    this.#waiting.add(entry);
    this.#bytes += frame.wireBytes;
    this.#timer ??= this.#clock.schedule(deliveryTimeoutMs, () => this.#expire());
    this.#carryNext();
    return promise;
  }

  /** A connection is open. `resumed`: the peer still knows which of our messages it has had. */
  connected(carrier: OutboxCarrier, resumed: boolean): void {
    if (!resumed) {
      for (const entry of [...this.#entries.values()]) if (entry.hasLeft) this.#settle(entry, 'unknown');
    }
    this.#carrier = carrier;
    this.#carryNext();
  }

  /** The connection has ended; `unsent` are ids of messages of which not every part had left on it. */
  disconnected(carrier: OutboxCarrier, unsent: ReadonlySet<number>): void {
    if (this.#carrier !== carrier) return;
    this.#carrier = undefined;
    for (const entry of this.#entries.values()) {
      if (!this.#waiting.has(entry) && !unsent.has(entry.frame.id)) entry.hasLeft = true;
    }
    this.#waiting = new Set(this.#entries.values());
  }

  /** An Ack lists `id`, or an ErrorResponse has it. False if nothing of this id is unsettled. */
  settle(id: number, delivery: 'delivered' | 'failed'): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    this.#settle(entry, delivery);
    this.#carryNext();
    return true;
  }

  /** Nothing will be sent to this peer any more. */
  close(): void {
    this.#carrier = undefined;
    for (const entry of [...this.#entries.values()])
      this.#settle(entry, entry.hasLeft ? 'unknown' : 'failed');
  }

  // From the oldest unsettled one on, only so many may have been sent (WIRE.md §12.1).
  #carryNext(): void {
    const carrier = this.#carrier;
    if (carrier === undefined) return;
    const [oldest] = this.#entries.values();
    if (oldest === undefined) return;
    const end = oldest.order + this.#limits.unacknowledgedMessages;
    for (const entry of this.#waiting) {
      // The connection may end over what it is given.
      if (entry.order >= end || this.#carrier !== carrier) return;
      this.#waiting.delete(entry);
      if (!carrier.carry(entry.frame)) this.#settle(entry, 'failed');
    }
  }

  #expire(): void {
    const now = this.#clock.now();
    for (const entry of [...this.#entries.values()]) {
      if (entry.deadline > now) break;
      const left = !this.#waiting.has(entry) && this.#carrier?.stop(entry.frame.id) === 'left';
      this.#settle(entry, left || entry.hasLeft ? 'unknown' : 'failed');
    }
    const [oldest] = this.#entries.values();
    this.#timer = oldest && this.#clock.schedule(oldest.deadline - now, () => this.#expire());
    this.#carryNext();
  }

  #settle(entry: Entry, delivery: Delivery): void {
    this.#entries.delete(entry.frame.id);
    this.#waiting.delete(entry);
    this.#bytes -= entry.frame.wireBytes;
    ids.release(entry.frame.id);
    entry.resolve(delivery);
    if (this.#entries.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#onEmpty();
  }
}

function withResolver(): { promise: Promise<Delivery>; resolve: (delivery: Delivery) => void } {
  let resolve: (delivery: Delivery) => void = () => {};
  const promise = new Promise<Delivery>((settle) => (resolve = settle));
  return { promise, resolve };
}
