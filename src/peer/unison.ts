import type { Frame } from '../wire/frame.js';
import { Priority } from '../wire/type-table.js';
import type { PeerId } from './peer.js';
import { UnisonBatch } from './unison-batch.js';
import { WRITE_BYTES, WriteRoom, type FrameWriter } from './write-room.js';

/** New bytes for which a round's timer is not waited for. */
export const COLLECT_BYTES = 64 * 1024;

/** An open connection, as broadcasts see it. */
export interface Voice {
  readonly peer: PeerId;
  /** Queues a frame of a broadcast. False if the peer cannot take it. */
  offer(frame: Frame): boolean;
  /** The peer takes every plain message of the schema. When that ends, stepOut() must be called. */
  takesAll(): boolean;
  /** Queues a plain message, if the peer takes them all: what offer() would come to, at a fraction of the cost. */
  enqueue(frame: Frame, priority: Priority): boolean;
  /** Until its next flush the connection takes broadcasts by itself, with offer(). */
  stepOut(): void;
}

/** The queue of a connection in unison: nothing waits in it but what waits in all of them. */
export interface UnisonQueue {
  readonly voice: Voice | undefined;
  /** Takes a frame that was queued for all into its own lane. */
  append(frame: Frame, priority: Priority): void;
  /** Sends a batch, or appends its frames. True if nobody refers to its bytes any more. */
  sendBatch(batch: UnisonBatch): boolean;
}

/** When the unison's batch is to go out. */
interface Round {
  readonly isCollecting: boolean;
  soon(queue: Unison): void;
  urgently(queue: Unison): void;
  now(queue: Unison): void;
}

/**
 * Broadcasts to the connections for which nothing else waits, which are most of them most of the time: a frame is queued
 * once for all of these, and goes out in one batch, whose bytes they share. A connection leaves as soon as something is
 * to be sent to it alone, or when its window or its transport is full, and takes along what waits for it. It comes back
 * when it has sent everything.
 */
export class Unison {
  readonly #round: Round;
  readonly #voices = new Map<PeerId, Voice>();
  readonly #apart = new Set<Voice>();
  /** Each with its place: they stand, and are sent to, in the order of these. */
  readonly #members = new Map<UnisonQueue, number>();
  #lastPlace = 0;
  /** Came back while a batch that is not theirs waits. */
  readonly #returned = new Set<UnisonQueue>();
  /** Waits for the next flush. */
  #batch = new UnisonBatch();
  readonly #room = new WriteRoom();
  /** Goes out now, to the members one after another. */
  #leaving: UnisonBatch | undefined;
  /** Up to this place it has gone out. */
  #leftTo = 0;

  constructor(round: Round) {
    this.#round = round;
  }

  /** All open connections. */
  get voices(): ReadonlyMap<PeerId, Voice> {
    return this.#voices;
  }

  /** Those that must be offered each frame. */
  get apart(): ReadonlySet<Voice> {
    return this.#apart;
  }

  /** Wire bytes that wait for every member. */
  get bytes(): number {
    return this.#batch.bytes;
  }

  /** Whether a frame of a type that goes to all alike is as plain, and may be queued now. */
  takes(frame: Frame): boolean {
    return (
      frame.flags === 0 && frame.id === 0 && frame.wireBytes <= WRITE_BYTES && this.#leaving === undefined
    );
  }

  /** Flushes if the frame would make more than one write of the batch. To be called before push(). */
  makeRoom(frame: Frame): void {
    if (this.#batch.bytes + frame.wireBytes > WRITE_BYTES) this.#round.now(this);
  }

  /** Queues a frame that it takes. Returns for how many connections. */
  push({ slab, start, end }: Frame, priority: Priority): number {
    return this.#push(slab, start, end, priority);
  }

  /**
   * Queues a plain message of a type that goes to all alike, written where it leaves from. Returns for how many connections;
   * undefined if it must be queued as a frame. Throws EncodeError.
   */
  write<T>(writer: FrameWriter<T>, message: T, priority: Priority): number | undefined {
    const room = this.#room;
    if (!this.#isWhole || !room.write(writer, message)) return undefined;
    const { bytes, start, end } = room;
    // Asked again, as getters of the message may have broadcast as well.
    if (!this.#isWhole || this.#batch.bytes + end - start > WRITE_BYTES) return undefined;
    return this.#push(bytes, start, end, priority);
  }

  /** A connection is open. */
  enter(voice: Voice): void {
    this.#voices.set(voice.peer, voice);
    this.#apart.add(voice);
  }

  /** It takes no broadcasts any more. Its queue has left before. */
  exit(voice: Voice): void {
    if (this.#voices.get(voice.peer) === voice) this.#voices.delete(voice.peer);
    this.#apart.delete(voice);
  }

  /** Nothing waits in the queue. */
  join(queue: UnisonQueue): void {
    if (this.#batch.frames > 0 || this.#leaving !== undefined) this.#returned.add(queue);
    else this.#add(queue);
  }

  /** Must be called before anything is queued for the connection alone. Appends what waits for it. */
  leave(queue: UnisonQueue): void {
    if (this.#returned.delete(queue)) return;
    const waiting = this.waitingFor(queue);
    this.#members.delete(queue);
    if (queue.voice !== undefined) this.#apart.add(queue.voice);
    if (waiting === undefined) return;
    this.#room.pin();
    waiting.forEach((frame, priority) => queue.append(frame, priority));
  }

  /** What waits here for a queue that has joined. */
  waitingFor(queue: UnisonQueue): UnisonBatch | undefined {
    const waiting = this.#waitingFor(queue);
    return waiting === undefined || waiting.frames === 0 ? undefined : waiting;
  }

  /** For FlushRound. */
  flush(): void {
    if (this.#batch.frames === 0 || this.#leaving !== undefined) return;
    const batch = this.#batch;
    this.#leaving = batch;
    this.#batch = new UnisonBatch();
    let hasLeft = true;
    for (const [queue, place] of this.#members) {
      this.#leftTo = place;
      if (!queue.sendBatch(batch)) hasLeft = false;
    }
    if (hasLeft) this.#room.free();
    else this.#room.pin();
    this.#leaving = undefined;
    for (const queue of this.#returned) this.#add(queue);
    this.#returned.clear();
  }

  /** Every open connection is a member, and what is queued now goes to each. */
  get #isWhole(): boolean {
    return this.#members.size > 0 && this.#apart.size === 0 && this.#leaving === undefined;
  }

  #push(slab: Uint8Array, start: number, end: number, priority: Priority): number {
    const count = this.#members.size;
    if (count === 0) return 0;
    this.#batch.push(slab, start, end, priority);
    if (priority === Priority.HIGH) this.#round.urgently(this);
    else if (this.#batch.frames === 1) this.#round.soon(this);
    if (this.#batch.bytes >= COLLECT_BYTES && this.#round.isCollecting) this.#round.now(this);
    return count;
  }

  #waitingFor(queue: UnisonQueue): UnisonBatch | undefined {
    const place = this.#members.get(queue);
    if (place === undefined) return undefined;
    return this.#leaving === undefined || place <= this.#leftTo ? this.#batch : this.#leaving;
  }

  #add(queue: UnisonQueue): void {
    this.#members.set(queue, ++this.#lastPlace);
    if (queue.voice !== undefined) this.#apart.delete(queue.voice);
  }
}
