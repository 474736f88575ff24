import { Priority } from '../wire/type-table.js';
import { LaneQueue } from './lane-queue.js';
import type { SendWindow } from './send-window.js';

/** What other lanes may send before a waiting one gets a frame in. WIRE.md §11.1. */
export const PATIENCE_BYTES = 256 * 1024;

/** One priority: a queue for frames without RESPONSE and one for frames with it, which take turns. */
class Lane {
  readonly priority: Priority;
  readonly queues: readonly [LaneQueue, LaneQueue];
  /** Wire bytes that higher lanes sent while this one was waiting. */
  passedOverBytes = 0;
  #turn: 0 | 1 = 0;

  constructor(priority: Priority) {
    this.priority = priority;
    this.queues = [new LaneQueue(priority, false), new LaneQueue(priority, true)];
  }

  get isEmpty(): boolean {
    return this.queues[0].isEmpty && this.queues[1].isEmpty;
  }

  next(maySend: (queue: LaneQueue) => boolean): LaneQueue | undefined {
    const first = this.queues[this.#turn];
    if (maySend(first)) return first;
    const second = this.queues[this.#turn === 0 ? 1 : 0];
    return maySend(second) ? second : undefined;
  }

  sent(queue: LaneQueue): void {
    this.passedOverBytes = 0;
    this.#turn = queue.isResponse ? 0 : 1;
  }
}

/** The three lanes of the schema: decides whose frame is next. */
export class Lanes {
  readonly #lanes = [new Lane(Priority.HIGH), new Lane(Priority.NORMAL), new Lane(Priority.LOW)] as const;
  readonly queues: readonly LaneQueue[] = this.#lanes.flatMap((lane) => lane.queues);
  /** By window: a queue that the others outran; until it has sent, normal and low ones leave the credit to it. */
  readonly #outrun: [LaneQueue | undefined, LaneQueue | undefined] = [undefined, undefined];

  queue(priority: Priority, isResponse: boolean): LaneQueue {
    const lane = this.#lanes.find((candidate) => candidate.priority === priority) ?? this.#lanes[1];
    return lane.queues[isResponse ? 1 : 0];
  }

  get isEmpty(): boolean {
    return this.#lanes.every((lane) => lane.isEmpty);
  }

  /** The queue whose next frame should leave now, if any has one that its window allows. */
  next(window: SendWindow): LaneQueue | undefined {
    const maySend = (queue: LaneQueue): boolean => !queue.isEmpty && this.#hasCredit(queue, window);
    const [high, normal, low] = this.#lanes;
    return (
      (low.passedOverBytes >= PATIENCE_BYTES ? low.next(maySend) : undefined) ??
      (normal.passedOverBytes >= PATIENCE_BYTES ? normal.next(maySend) : undefined) ??
      high.next(maySend) ??
      normal.next(maySend) ??
      low.next(maySend)
    );
  }

  /** Tells that `queue` sent a frame. */
  sent(queue: LaneQueue, wireBytes: number, window: SendWindow): void {
    const side = queue.isResponse ? 1 : 0;
    queue.outrunBytes = 0;
    if (this.#outrun[side] === queue) this.#outrun[side] = undefined;
    let isHigher = true;
    for (const lane of this.#lanes) {
      if (lane.priority === queue.priority) {
        lane.sent(queue);
        isHigher = false;
      } else if (!isHigher) {
        lane.passedOverBytes = lane.isEmpty ? 0 : lane.passedOverBytes + wireBytes;
      }
      const other = lane.queues[side];
      if (other !== queue && other.nextCredit > window.available(queue.isResponse)) {
        other.outrunBytes += wireBytes;
        if (other.outrunBytes >= PATIENCE_BYTES) this.#outrun[side] ??= other;
      }
    }
  }

  #hasCredit(queue: LaneQueue, window: SendWindow): boolean {
    const credit = queue.nextCredit;
    if (credit === 0) return true;
    if (credit > window.available(queue.isResponse)) return false;
    const side = queue.isResponse ? 1 : 0;
    const outrun = this.#outrun[side];
    if (outrun === undefined || outrun === queue || queue.priority === Priority.HIGH) return true;
    if (!outrun.isEmpty) return false;
    this.#outrun[side] = undefined;
    return true;
  }
}
