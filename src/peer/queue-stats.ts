import { Priority } from '../wire/type-table.js';
import type { LaneQueue } from './lane-queue.js';
import type { Lanes } from './lanes.js';
import type { UnisonBatch } from './unison-batch.js';

/** What waits in one lane, in wire bytes and frames. */
export interface LaneStats {
  readonly bytes: number;
  readonly frames: number;
}

/** What waits for one peer. */
export interface WaitingStats {
  readonly queuedBytes: number;
  readonly queuedFrames: number;
  readonly lanes: Readonly<Record<'control' | Priority, LaneStats>>;
}

/** The same, and what has left. */
export interface SendQueueStats extends WaitingStats {
  /** Wire bytes of the schema that have left and that the peer has not yet said to have read. */
  readonly inFlightBytes: number;
  readonly framesOut: number;
  readonly bytesOut: number;
  /** Messages of the schema of which every frame has left. */
  readonly messagesOut: number;
}

/** Adds up a connection's own queues and what waits for it in unison. */
export function waitingStats(
  control: LaneQueue,
  lanes: Lanes,
  inUnison: readonly UnisonBatch[],
): WaitingStats {
  const own = (priority: Priority): LaneStats[] => [
    lanes.queue(priority, false),
    lanes.queue(priority, true),
    ...inUnison.map((batch) => batch.lane(priority)),
  ];
  const [high, normal, low] = [Priority.HIGH, Priority.NORMAL, Priority.LOW].map((each) => sum(own(each)));
  const all = { control: sum([control]), high: high!, normal: normal!, low: low! };
  const { bytes, frames } = sum(Object.values(all));
  return { queuedBytes: bytes, queuedFrames: frames, lanes: all };
}

function sum(parts: readonly LaneStats[]): LaneStats {
  let [bytes, frames] = [0, 0];
  for (const part of parts) {
    bytes += part.bytes;
    frames += part.frames;
  }
  return { bytes, frames };
}
