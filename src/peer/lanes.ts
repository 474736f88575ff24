import { Priority } from '../wire/type-table.js';
import { LaneQueue, type WaitingBytes } from './lane-queue.js';
import type { SendWindow } from './send-window.js';

/** What other lanes may send before a waiting one gets a frame in. WIRE.md §11.1. */
export const PATIENCE_BYTES = 256 * 1024;

/** Index of a queue in its lane, and of its window. */
type Side = 0 | 1;

/** One priority: a queue for frames without RESPONSE and one for frames with it, which take turns. */
interface Lane {
  readonly priority: Priority;
  readonly queues: readonly [LaneQueue, LaneQueue];
  turn: Side;
  /** Wire bytes that higher lanes sent while this one was waiting. */
  passedOverBytes: number;
}

/** The three lanes of the schema: decides whose frame is next. */
export class Lanes {
  readonly #high: Lane;
  readonly #normal: Lane;
  readonly #low: Lane;
  readonly #lanes: readonly Lane[];
  readonly queues: readonly LaneQueue[];
  /** By window: a queue that the others outran; until it has sent, normal and low ones leave the credit to it. */
  readonly #outrun: [LaneQueue | undefined, LaneQueue | undefined] = [undefined, undefined];

  constructor(total: WaitingBytes) {
    const lane = (priority: Priority): Lane => ({
      priority,
      queues: [new LaneQueue(priority, false, total), new LaneQueue(priority, true, total)],
      turn: 0,
      passedOverBytes: 0,
    });
    this.#high = lane(Priority.HIGH);
    this.#normal = lane(Priority.NORMAL);
    this.#low = lane(Priority.LOW);
    this.#lanes = [this.#high, this.#normal, this.#low];
    this.queues = this.#lanes.flatMap(({ queues }) => queues);
  }

  queue(priority: Priority, isResponse: boolean): LaneQueue {
    return this.#lane(priority).queues[isResponse ? 1 : 0];
  }

  get isEmpty(): boolean {
    return this.#lanes.every(isEmpty);
  }

  /** The queue whose next frame should leave now, if any has one that its window allows. */
  next(window: SendWindow): LaneQueue | undefined {
    return (
      this.#passedOver(this.#low, window) ??
      this.#passedOver(this.#normal, window) ??
      this.#ready(this.#high, window) ??
      this.#ready(this.#normal, window) ??
      this.#ready(this.#low, window)
    );
  }

  /** Takes note that `queue` has sent a frame. */
  sent(queue: LaneQueue, wireBytes: number, window: SendWindow): void {
    const side: Side = queue.isResponse ? 1 : 0;
    const sender = this.#lane(queue.priority);
    sender.turn = side === 0 ? 1 : 0;
    sender.passedOverBytes = 0;
    for (let index = this.#lanes.indexOf(sender) + 1; index < this.#lanes.length; index++) {
      const lane = this.#lanes[index]!;
      lane.passedOverBytes = isEmpty(lane) ? 0 : lane.passedOverBytes + wireBytes;
    }
    this.#noteOutrun(queue, side, wireBytes, window);
  }

  #lane(priority: Priority): Lane {
    if (priority === Priority.HIGH) return this.#high;
    return priority === Priority.LOW ? this.#low : this.#normal;
  }

  #passedOver(lane: Lane, window: SendWindow): LaneQueue | undefined {
    return lane.passedOverBytes >= PATIENCE_BYTES ? this.#ready(lane, window) : undefined;
  }

  #ready(lane: Lane, window: SendWindow): LaneQueue | undefined {
    const first = lane.queues[lane.turn];
    if (this.#maySend(first, window)) return first;
    const second = lane.queues[lane.turn === 0 ? 1 : 0];
    return this.#maySend(second, window) ? second : undefined;
  }

  #maySend(queue: LaneQueue, window: SendWindow): boolean {
    if (queue.isEmpty) return false;
    const credit = queue.nextCredit;
    if (credit === 0) return true;
    if (credit > window.available(queue.isResponse)) return false;
    if (!window.hasRoom(queue.priority === Priority.HIGH)) return false;
    const side: Side = queue.isResponse ? 1 : 0;
    const outrun = this.#outrun[side];
    return outrun === undefined || outrun === queue || outrun.isEmpty || queue.priority === Priority.HIGH;
  }

  /** Small frames may use up every grant before a large one fits; without this it would wait as long as they come. */
  #noteOutrun(queue: LaneQueue, side: Side, wireBytes: number, window: SendWindow): void {
    queue.outrunBytes = 0;
    if (this.#outrun[side] === queue || this.#outrun[side]?.isEmpty === true) this.#outrun[side] = undefined;
    const available = window.available(queue.isResponse);
    for (const lane of this.#lanes) {
      const other = lane.queues[side];
      if (other === queue || other.nextCredit <= available) continue;
      other.outrunBytes += wireBytes;
      if (other.outrunBytes >= PATIENCE_BYTES) this.#outrun[side] ??= other;
    }
  }
}

function isEmpty(lane: Lane): boolean {
  return lane.queues[0].isEmpty && lane.queues[1].isEmpty;
}
