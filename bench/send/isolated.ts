import { setTimeout as sleep } from 'node:timers/promises';
import type { CellResult } from '../../src/bench/result.js';
import type { Lineup, Running } from './lineup.js';
import { lineupCells } from './lineup-cells.js';
import { isolatedName } from './names.js';
import { notesOf } from './notes.js';
import { machineTime } from './receiver-orders.js';
import { percentile, sampleOfMs } from './rounds.js';
import type { SendTiming } from './timing.js';

const PAYLOAD_BYTES = 64;
/** Long enough for everybody to be idle again. */
const PAUSE_MS = 3;

/** One broadcast out of idleness, until the last receiver has it. */
export async function isolatedCell(lineup: Lineup, peers: number, timing: SendTiming): Promise<CellResult> {
  const broadcasts = timing.isQuick ? 5 : 40;
  const shape = { name: isolatedName(peers), unit: 'ms' as const };
  const [result] = await lineupCells([shape], lineup, timing.rounds, async (running) => {
    const delays = await isolatedDelays(running, broadcasts);
    return [sampleOfMs(percentile(delays, 0.5))];
  });
  return result!;
}

/** Sorted delays of the last receiver, in milliseconds. */
export async function isolatedDelays({ sender, receivers }: Running, count: number): Promise<number[]> {
  const notes = notesOf(PAYLOAD_BYTES);
  await receivers.expect(PAYLOAD_BYTES, 1);
  sender.prepare?.(notes);
  const delays: number[] = [];
  for (let index = 0; index < count; index++) {
    await sleep(PAUSE_MS);
    const start = machineTime();
    sender.broadcast(notes[index % notes.length]!, index);
    sender.flush?.();
    delays.push((await receivers.reached(index + 1)) - start);
  }
  await receivers.checkCounts(count);
  return delays.sort((a, b) => a - b);
}
