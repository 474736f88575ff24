import type { Clock } from '../platform/clock.js';
import type { Transport } from '../transport/transport.js';
import type { Frame } from '../wire/frame.js';
import { Flag } from '../wire/header.js';
import { Priority, type TypeTable } from '../wire/type-table.js';
import type { Compressor } from './compressor.js';
import type { CreditGrant } from './credit.js';
import type { FlushRound } from './flush-round.js';
import { Gather } from './gather.js';
import { LaneQueue, type Unsent, type WaitingBytes } from './lane-queue.js';
import { Lanes } from './lanes.js';
import { FIRST_SCHEMA_TYPE, OwnType } from './own-type.js';
import { QueueWatch, type QueueWatchEvents, type SendQueueLimits } from './queue-watch.js';
import { waitingStats, type SendQueueStats } from './queue-stats.js';
import { SendWindow } from './send-window.js';
import { chunksOf, JOIN_BELOW_BYTES, type ByteRun } from './shared-batch.js';
import type { UnisonBatch } from './unison-batch.js';
import { COLLECT_BYTES, type BatchFate, type UnisonQueue, type Voice } from './unison.js';
import { WRITE_BYTES } from './write-room.js';

const NOTHING: readonly never[] = [];
/** Of long frames to a measured link: a tenth less CPU a frame of 64 KiB than in writes of one. No chunk may be longer. */
const LONG_WRITE_BYTES = 256 * 1024;

/** What a queue asks of its connection and tells it; none may throw. */
export interface SendQueueEvents extends QueueWatchEvents {
  /** As a flush goes out: the Acks and Credits that are due, each kind merged. Ask for a flush with flushSoon(). */
  takeDue(): readonly Frame[];
  /** A flush handed over everything that was queued. */
  onEmpty(): void;
}

/** How far a message got: no frame of it, some, or all of them (or it never was in the queue). */
export type SendProgress = 'unsent' | 'begun' | 'left';

/** What a queue needs of its transport. */
export type QueueTransport = Pick<Transport, 'write'> & Partial<Pick<Transport, 'copies' | 'bufferedBytes'>>;

/** Everything that waits for one peer: four lanes of frames, handed to the transport in gathered writes. */
export class SendQueue implements UnisonQueue {
  readonly #clock: Clock;
  readonly #transport: QueueTransport;
  readonly #types: TypeTable;
  readonly #round: FlushRound;
  readonly #events: SendQueueEvents;
  readonly #watch: QueueWatch;
  readonly #waiting: WaitingBytes = { all: 0, own: 0 };
  readonly #control = new LaneQueue(Priority.HIGH, false, this.#waiting);
  readonly #lanes = new Lanes(this.#waiting);
  readonly #gather = new Gather();
  readonly #window: SendWindow;
  #compressor: Compressor | undefined;
  #bytesSinceFlush = 0;
  /** Below 0 it is never in unison with others. */
  readonly mostBehindBytes: number;
  #voice: Voice | undefined;
  #isInUnison = false;
  #isWritable = true;
  #isInRound = false;
  #isFlushing = false;
  #isFinished = false;
  #framesOut = 0;
  #unisonBytesOut = 0;
  #messagesOut = 0;

  constructor(
    transport: QueueTransport,
    types: TypeTable,
    round: FlushRound,
    clock: Clock,
    events: SendQueueEvents,
    limits: SendQueueLimits,
  ) {
    this.#clock = clock;
    this.#transport = transport;
    this.#types = types;
    this.#round = round;
    this.#events = events;
    this.#window = new SendWindow(clock, limits.leastInFlightBytes);
    this.#watch = new QueueWatch(clock, limits, this.#waiting, events);
    // What waits for a queue in unison never reaches its high-water mark.
    this.mostBehindBytes = limits.highWaterBytes - WRITE_BYTES;
  }

  /**
   * A message of the schema, or ErrorResponse and End, for which the caller names the lane of the response that they
   * stand for. False above the high-water mark, though it was taken; onDrain follows.
   */
  enqueue(message: Frame, priority: Priority = this.#priorityOf(message.type)): boolean {
    if (this.#isFinished) return false;
    this.stepOut();
    this.#push(this.#lanes.queue(priority, (message.flags & Flag.RESPONSE) !== 0), message);
    if (priority === Priority.HIGH) this.#flushUrgently();
    else this.flushSoon();
    if (this.#bytesSinceFlush >= COLLECT_BYTES && this.#round.isCollecting) this.#flushNow();
    return !this.#watch.isAboveHighWater;
  }

  /** Above its cap: what is not owed to the peer must not be added. */
  get isFull(): boolean {
    return this.#watch.isAboveCap;
  }

  /** An own frame of the control lane. Ping and Pong flush at once and take everything along; Goodbye is finish(). */
  enqueueControl(frame: Frame): void {
    if (this.#isFinished) return;
    this.stepOut();
    this.#push(this.#control, frame);
    if (frame.type === OwnType.PING || frame.type === OwnType.PONG) this.#flushUrgently();
    else this.flushSoon();
  }

  /** The peer's Handshake: from now on frames leave, as far as its window goes, and broadcasts to `voice`. */
  open(windowBytes: number, voice?: Voice, compressor?: Compressor): void {
    this.#compressor = compressor;
    this.#window.open(windowBytes);
    this.#voice = voice;
    if (voice !== undefined) this.#round.unison.enter(voice);
    this.#joinIfFree();
    if (!this.isEmpty) this.flushSoon();
  }

  get voice(): Voice | undefined {
    return this.#voice;
  }

  /** Takes over what waits for all connections in unison. */
  stepOut(): void {
    if (!this.#isInUnison) return;
    this.#isInUnison = false;
    this.#round.unison.leave(this);
  }

  /** Something is queued for all others; back with the next flush. */
  standAside(): void {
    this.stepOut();
    this.flushSoon();
  }

  /** From now on only what is sent to this connection. */
  leaveBroadcasts(): void {
    this.stepOut();
    if (this.#voice !== undefined) this.#round.unison.exit(this.#voice);
    this.#voice = undefined;
  }

  append(frame: Frame, priority: Priority): void {
    this.#push(this.#lanes.queue(priority, false), frame);
    this.flushSoon();
  }

  /** A Credit of the peer. Throws ProtocolError FLOW for more than is allowed. */
  credit(grant: CreditGrant): void {
    this.#window.grant(grant);
    if (!this.isEmpty) this.flushSoon();
  }

  /** The transport took everything: its onDrain. */
  transportDrained(): void {
    this.#isWritable = true;
    this.#flushNow();
  }

  /** Takes part in the next flush: something is due, see takeDue. */
  flushSoon(): void {
    if (this.#isInRound || !this.#isWritable || this.#isFinished) return;
    this.#isInRound = true;
    this.#round.soon(this);
  }

  /**
   * Stops a message: what has not left of it leaves the queue, and `replacement` (an ErrorResponse that abandons a
   * response) takes its place. After `begun` or `left` a request's Cancel must go to enqueueControl() before anything
   * else is done, so that no other message of the queue begins before it.
   */
  cancel(id: number, isResponse: boolean, replacement?: Frame): SendProgress {
    let progress: SendProgress = 'left';
    for (const queue of this.#lanes.queues) {
      if (queue.isResponse !== isResponse) continue;
      const unsent = queue.remove(id, progress === 'left' ? replacement : undefined);
      if (unsent.length === 0) continue;
      progress = unsent.some(({ begun }) => begun) ? 'begun' : 'unsent';
    }
    if (progress !== 'left') this.flushSoon();
    return progress;
  }

  /**
   * Writes what waits in the control lane and then `goodbye`, as the last frame, whether the transport has room or not.
   * Returns the messages that did not leave, for whoever waits for their end. For an orderly close wait for isEmpty.
   */
  finish(goodbye: Frame): readonly Unsent[] {
    if (this.#isFinished) return [];
    this.#control.push(goodbye);
    this.#transport.write(chunksOf(this.#takeControl()));
    return this.destroy();
  }

  /** Takes and writes nothing more. Returns the messages that did not leave; all others did, with every frame. */
  destroy(): readonly Unsent[] {
    this.leaveBroadcasts();
    this.#isFinished = true;
    this.#round.leave(this);
    this.#watch.stop();
    this.#control.clear();
    return this.#lanes.queues.flatMap((queue) => queue.clear());
  }

  /** Nothing waits here; what is due by takeDue() aside. */
  get isEmpty(): boolean {
    return this.#waiting.all === 0 && this.#inUnison.length === 0;
  }

  stats(): SendQueueStats {
    return {
      ...waitingStats(this.#control, this.#lanes, this.#inUnison),
      inFlightBytes: this.#window.inFlightBytes,
      framesOut: this.#framesOut,
      bytesOut: this.#gather.bytes + this.#unisonBytesOut,
      messagesOut: this.#messagesOut,
    };
  }

  /** Every message that waits, here or for all. */
  forEachWaiting(visit: (message: Frame) => void): void {
    for (const queue of [this.#control, ...this.#lanes.queues]) queue.forEach(visit);
    for (const batch of this.#inUnison) batch.forEach(visit);
  }

  /** For Unison, while nothing waits here. */
  sendBatch(batch: UnisonBatch): BatchFate {
    if (batch.bytes > this.#window.available(false)) return 'refused';
    if (!this.#window.hasRoom(false)) return batch.mayWait ? 'waits' : 'refused';
    // Whoever owes something has asked for a flush.
    if (this.#isInRound) this.#control.pushAll(this.#events.takeDue());
    const own = this.#control.isEmpty ? NOTHING : chunksOf(this.#takeControl());
    this.#window.takeAll(batch.bytes, (batch.leavesAt ??= this.#clock.now()));
    this.#framesOut += batch.frames;
    this.#messagesOut += batch.frames;
    this.#unisonBytesOut += batch.bytes;
    this.#isWritable = this.#transport.write(own, batch.shared);
    if (!this.#isWritable) this.stepOut();
    return this.#transport.copies === true && this.#transport.bufferedBytes === 0 ? 'left' : 'kept';
  }

  /** For FlushRound: hands over as much as credit and transport allow. */
  flush(): void {
    this.#isInRound = false;
    this.#bytesSinceFlush = 0;
    if (this.#isFlushing || this.#isFinished) return;
    this.#isFlushing = true;
    if (this.#isWritable) {
      this.#control.pushAll(this.#events.takeDue());
      if (this.#isInUnison) this.#round.unison.catchUp(this);
    }
    while (this.#isWritable && this.#writeOnce());
    this.#watch.shrank();
    if (!this.#isWritable) this.stepOut();
    if (this.isEmpty) this.#events.onEmpty();
    this.#isFlushing = false;
    this.#joinIfFree();
  }

  #joinIfFree(): void {
    const isFree = !this.#isInUnison && this.mostBehindBytes >= 0 && this.#isWritable && this.isEmpty;
    if (!isFree || this.#voice?.takesAll() !== true) return;
    this.#isInUnison = true;
    this.#round.unison.join(this);
  }

  get #inUnison(): readonly UnisonBatch[] {
    return this.#isInUnison ? this.#round.unison.waitingFor(this) : NOTHING;
  }

  /** One gathered write; false when there is nothing more to write. */
  #writeOnce(): boolean {
    // Own frames differ from peer to peer, so they stay apart from what peers may share.
    const own = this.#control.isEmpty ? NOTHING : chunksOf(this.#takeControl());
    const runs = this.#lanes.isEmpty ? NOTHING : this.#takeLanes();
    if (own.length + runs.length === 0) return false;
    const shared = runs.length === 0 ? undefined : this.#round.batch.chunks(runs);
    if (shared !== undefined) this.#window.writing(this.#lanes.isEmpty);
    this.#isWritable = this.#transport.write(own, shared);
    return true;
  }

  #takeControl(): readonly ByteRun[] {
    while (!this.#control.isEmpty) this.#leave(this.#control);
    return this.#gather.take();
  }

  #takeLanes(): readonly ByteRun[] {
    let bytes = 0;
    for (;;) {
      const queue = this.#lanes.next(this.#window);
      if (queue === undefined || (bytes > 0 && !this.#fits(queue, bytes))) break;
      // While no other queue waits there is nothing to choose.
      const isAlone = queue.bytes === this.#waiting.all;
      const before = bytes;
      do {
        bytes += queue.nextBytes;
        this.#window.take(queue.nextCredit, queue.isResponse);
        this.#leave(queue);
      } while (isAlone && this.#mayFollow(queue, bytes));
      this.#lanes.sent(queue, bytes - before, this.#window);
    }
    return this.#gather.take();
  }

  #mayFollow(queue: LaneQueue, bytes: number): boolean {
    return (
      !queue.isEmpty &&
      this.#fits(queue, bytes) &&
      queue.nextCredit <= this.#window.available(queue.isResponse) &&
      this.#window.hasRoom(queue.priority === Priority.HIGH)
    );
  }

  /** Whether the next frame may go along with so many bytes. */
  #fits({ nextBytes }: LaneQueue, bytes: number): boolean {
    const isLong = nextBytes >= JOIN_BELOW_BYTES && this.#window.isMeasured;
    return bytes + nextBytes <= (isLong ? LONG_WRITE_BYTES : WRITE_BYTES);
  }

  #leave(queue: LaneQueue): void {
    this.#framesOut++;
    const message = queue.shift(this.#gather, this.#compressor);
    if (message !== undefined && message.type >= FIRST_SCHEMA_TYPE) this.#messagesOut++;
  }

  #push(queue: LaneQueue, frame: Frame): void {
    queue.push(frame);
    this.#bytesSinceFlush += frame.wireBytes;
    this.#watch.grew();
  }

  #flushUrgently(): void {
    if (this.#isFlushing) this.flushSoon();
    else if (this.#isWritable) this.#round.urgently(this);
  }

  #flushNow(): void {
    if (this.#isFlushing) this.flushSoon();
    else if (this.#isWritable) this.#round.now(this);
  }

  #priorityOf(type: number): Priority {
    return this.#types.get(type)?.priority ?? Priority.NORMAL;
  }
}
