import type { CellResult } from '../../src/bench/result.js';
import type { Lineup, Running } from './lineup.js';
import { lineupCells } from './lineup-cells.js';
import { pacedName } from './names.js';
import { notesOf } from './notes.js';
import { machineTime } from './receiver-orders.js';
import { percentile, sampleOfMs } from './rounds.js';
import type { SendTiming } from './timing.js';

const PAYLOAD_BYTES = 64;
export const PACE = 20_000;

/** Broadcasts that come one after another at an even pace: how late each delivery is. */
export async function pacedCells(
  lineup: Lineup,
  peers: number,
  timing: SendTiming,
): Promise<readonly CellResult[]> {
  const seconds = timing.isQuick ? 0.05 : 0.5;
  const shapes = (['p50', 'p99'] as const).map((part) => ({
    name: pacedName(peers, part),
    unit: 'ms' as const,
  }));
  return lineupCells(shapes, lineup, timing.rounds, async (running) => {
    const delays = await pacedDelays(running, PACE, seconds);
    return [sampleOfMs(percentile(delays, 0.5)), sampleOfMs(percentile(delays, 0.99))];
  });
}

/** Sorted delays of all deliveries, from when a broadcast was handed in, in milliseconds. */
export async function pacedDelays(
  running: Running,
  perSecond: number,
  seconds: number,
): Promise<Float64Array> {
  const { sender, receivers } = running;
  const notes = notesOf(PAYLOAD_BYTES);
  const count = Math.round(perSecond * seconds);
  const handedIn = new Float64Array(count);
  await receivers.expect(PAYLOAD_BYTES, count, true);
  sender.prepare?.(notes);
  const start = machineTime();
  let sent = 0;
  // A turn hands in what is due: who is slow has more to do at once, but never less.
  await new Promise<void>((resolve) => {
    const tick = (): void => {
      const due = Math.min(count, Math.floor(((machineTime() - start) * perSecond) / 1000));
      for (; sent < due; sent++) {
        handedIn[sent] = start + (sent * 1000) / perSecond;
        sender.broadcast(notes[sent % notes.length]!, sent);
      }
      sender.flush?.();
      if (sent < count) setImmediate(tick);
      else resolve();
    };
    tick();
  });
  await receivers.reached(count);
  await receivers.checkCounts(count);
  return receivers.delays(handedIn);
}
