import { setImmediate as turn } from 'node:timers/promises';
import type { CellResult } from '../../src/bench/result.js';
import { DEFAULT_LIMITS } from '../../src/peer/limits.js';
import { contenderNamed } from './contenders/index.js';
import { Lineup, type Workshop } from './lineup.js';
import { BEFORE_UNLOGGED, OURS, stoppedReaderName, WS } from './names.js';
import { notesOf } from './notes.js';
import { interleaved } from './rounds.js';
import type { SendTiming } from './timing.js';

const MB = 1_000_000;
const PAYLOAD_BYTES = 64 * 1024;
/** After so many bytes more, what is held is measured again: the most of it counts. */
const STEP_BYTES = 10 * MB;

const STOPPED_READER_MB = 250;
/** What may wait for one peer, by default. */
const CAP_MB = DEFAULT_LIMITS.queueCapBytes / MB;

const NOTE = `the most at any time; framewright's default cap is ${CAP_MB.toFixed(0)} MB a peer`;

/** What a process holds for a peer that has stopped reading. */
export async function* stoppedReaderCells(
  workshop: Workshop,
  timing: SendTiming,
  isWanted: (name: string) => boolean,
): AsyncGenerator<CellResult> {
  const megabytes = timing.isQuick ? 20 : STOPPED_READER_MB;
  const name = stoppedReaderName(megabytes);
  if (!isWanted(name)) return;
  yield* await interleaved(
    [{ name, unit: 'MB', note: NOTE }],
    [BEFORE_UNLOGGED, WS, OURS].map((name) => ({ name })),
    timing.rounds,
    async ({ name }) => [{ rate: MB / (await mostHeld(workshop, name, megabytes * MB)) }],
  );
}

/** Bytes more than before, on the heap and outside it. */
async function mostHeld(workshop: Workshop, contender: string, offeredBytes: number): Promise<number> {
  const lineup = await Lineup.start(workshop, [contenderNamed(contender)], 1);
  const { sender, receivers } = lineup.running[0]!;
  const notes = notesOf(PAYLOAD_BYTES);
  await receivers.expect(PAYLOAD_BYTES, Infinity);
  receivers.freeze();
  const before = await heldBytes();
  let most = 1;
  let measuredAt = 0;
  for (let sent = 0; sent * PAYLOAD_BYTES < offeredBytes; sent++) {
    sender.broadcast(notes[sent % notes.length]!, sent);
    sender.flush?.();
    await turn();
    if (sent * PAYLOAD_BYTES - measuredAt < STEP_BYTES) continue;
    measuredAt = sent * PAYLOAD_BYTES;
    most = Math.max(most, (await heldBytes()) - before);
  }
  most = Math.max(most, (await heldBytes()) - before);
  await lineup.stop();
  return most;
}

async function heldBytes(): Promise<number> {
  // What the first collection lets go is freed by a later one.
  for (let round = 0; round < 3; round++) {
    await turn();
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
