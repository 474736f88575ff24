import type { Frame } from '../wire/frame.js';
import { Priority } from '../wire/type-table.js';
import type { PeerId } from './peer.js';
import { Backlog } from './unison-backlog.js';
import { UnisonBatch } from './unison-batch.js';
import { WRITE_BYTES, WriteRoom, type FrameWriter } from './write-room.js';

const NOTHING: readonly UnisonBatch[] = [];

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
  /** Until the next flush the connection takes broadcasts by itself, with offer(). */
  stepOut(): void;
}

/**
 * What became of a batch: it left, and perhaps the transport still refers to its bytes; or it stays with the caller, as so
 * much is in flight that it should wait, or as it must go out in pieces.
 */
export type BatchFate = 'left' | 'kept' | 'waits' | 'refused';

/** The queue of a connection in unison: nothing waits in it but what waits in all of them. */
export interface UnisonQueue {
  readonly voice: Voice | undefined;
  /** So much may wait for it beyond the batch that waits for all. */
  readonly mostBehindBytes: number;
  /** Takes a frame that was queued for all into its own lane. */
  append(frame: Frame, priority: Priority): void;
  sendBatch(batch: UnisonBatch): BatchFate;
  /** Leaves the unison, with what waits there for it. */
  stepOut(): void;
  flush(): void;
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
 * to be sent to it alone or to all but it, or when its window or its transport is full, and takes along what waits for it.
 * It comes back when it has sent everything. Where only enough is in flight, whole batches wait for it here.
 */
export class Unison {
  readonly #round: Round;
  readonly #voices = new Map<PeerId, Voice>();
  readonly #apart = new Set<Voice>();
  /** Each with its place: they stand, and are sent to, in the order of these. */
  readonly #members = new Map<UnisonQueue, number>();
  #lastPlace = 0;
  /** Batches that wait for some members alone: of the normal lane only, so that nothing should overtake. */
  readonly #backlog = new Backlog();
  /** Came back while a batch that is not theirs waits. */
  readonly #returned = new Set<UnisonQueue>();
  /** Waits for the next flush. */
  #batch = new UnisonBatch();
  readonly #room = new WriteRoom();
  /** Of the last message written there. */
  #lastBytes = 0;
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

  /**
   * Flushes if so much more would make more than one write of the batch, and lets those stand apart that are left out. To be
   * called before push().
   */
  makeRoom(wireBytes: number, priority: Priority, except: ReadonlySet<PeerId>): void {
    if (this.#batch.bytes + wireBytes > WRITE_BYTES) this.#round.now(this);
    // In lanes of its own each lane's order is kept.
    if (priority !== Priority.NORMAL) for (const queue of this.#backlog.queues()) queue.stepOut();
    if (except.size > 0) for (const peer of except) this.#voices.get(peer)?.stepOut();
  }

  /** Queues a frame that it takes. Returns for how many connections. */
  push({ slab, start, end }: Frame, priority: Priority): number {
    return this.#push(slab, start, end, priority);
  }

  /**
   * Queues a plain message of a type that goes to all alike, written where it leaves from. Returns for how many connections;
   * undefined if it must be queued as a frame. Throws EncodeError.
   */
  write<T>(
    writer: FrameWriter<T>,
    message: T,
    priority: Priority,
    except: ReadonlySet<PeerId>,
  ): number | undefined {
    if (this.#leaving !== undefined) return undefined;
    const room = this.#room;
    // Most messages are as long as the one before: what would not fit is not written twice.
    this.makeRoom(this.#lastBytes, priority, except);
    const lastPlace = this.#lastPlace;
    if (!this.#isWholeBut(except) || !room.write(writer, message)) return undefined;
    const { bytes, start, end } = room;
    this.#lastBytes = end - start;
    // Asked again, as getters of the message may have broadcast as well, and who is left out may have come back.
    if (!this.#isWholeBut(except) || this.#lastPlace !== lastPlace) return undefined;
    if (this.#batch.bytes + end - start > WRITE_BYTES) return undefined;
    if (priority !== Priority.NORMAL && !this.#backlog.isEmpty) return undefined;
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
    this.#backlog.clear(queue);
    if (queue.voice !== undefined) this.#apart.add(queue.voice);
    if (waiting.length === 0) return;
    this.#room.pin();
    for (const batch of waiting) batch.forEach((frame, priority) => queue.append(frame, priority));
  }

  /** What waits here for a queue that has joined. */
  waitingFor(queue: UnisonQueue): readonly UnisonBatch[] {
    const place = this.#members.get(queue);
    if (place === undefined) return NOTHING;
    const behind = this.#backlog.of(queue);
    const batch = this.#leaving === undefined || place <= this.#leftTo ? this.#batch : this.#leaving;
    return batch.frames === 0 ? behind : [...behind, batch];
  }

  /** Sends a member what it could not take when the others did. */
  catchUp(queue: UnisonQueue): void {
    for (let batch = this.#backlog.take(queue); batch !== undefined; batch = this.#backlog.take(queue)) {
      // Later than to the others.
      batch.leavesAt = undefined;
      const fate = queue.sendBatch(batch);
      if (fate === 'left' || fate === 'kept') continue;
      this.#backlog.putBack(queue, batch);
      if (fate === 'refused') queue.stepOut();
      return;
    }
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
      if (!this.#send(queue, batch)) hasLeft = false;
    }
    if (hasLeft) this.#room.free();
    else this.#room.pin();
    this.#leaving = undefined;
    for (const queue of this.#returned) this.#add(queue);
    this.#returned.clear();
  }

  /** Every other open connection is a member, and what is queued now goes to each. */
  #isWholeBut(except: ReadonlySet<PeerId>): boolean {
    if (this.#members.size === 0 || this.#apart.size === 0) return this.#members.size > 0;
    for (const { peer } of this.#apart) if (!except.has(peer)) return false;
    return true;
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

  /** True if nobody refers to the bytes of the batch any more. */
  #send(queue: UnisonQueue, batch: UnisonBatch): boolean {
    const isBehind = this.#backlog.has(queue);
    const fate = isBehind ? 'waits' : queue.sendBatch(batch);
    if (fate === 'left' || fate === 'kept') return fate === 'left';
    this.#backlog.add(queue, batch);
    if (isBehind) this.catchUp(queue);
    if (fate === 'refused' || this.#backlog.bytesOf(queue) > queue.mostBehindBytes) {
      queue.stepOut();
      queue.flush();
    }
    return false;
  }

  #add(queue: UnisonQueue): void {
    this.#members.set(queue, ++this.#lastPlace);
    if (queue.voice !== undefined) this.#apart.delete(queue.voice);
  }
}
