import type { CellResult } from '../../src/bench/result.js';
import { contenderNamed } from './contenders/index.js';
import { Lineup, type Workshop } from './lineup.js';
import { lineupCells } from './lineup-cells.js';
import { load } from './load.js';
import { AFTER, BEFORE, LOG_LINES, OURS } from './names.js';
import type { SendTiming } from './timing.js';

const PEERS = 10;
const BROADCASTS_PER_SECOND = 200;

/** Whose log is silent is not shown as endlessly good. */
const NOTE = 'no line at all counts as one in the whole round';

/** How many lines each message to each peer costs where nobody has changed what is logged. */
export async function* logLineCells(
  workshop: Workshop,
  timing: SendTiming,
  isWanted: (name: string) => boolean,
): AsyncGenerator<CellResult> {
  if (!isWanted(LOG_LINES)) return;
  const lineup = await Lineup.start(workshop, [BEFORE, AFTER, OURS].map(contenderNamed), PEERS);
  const shape = { name: LOG_LINES, unit: 'lines/message' as const, note: NOTE };
  try {
    yield* await lineupCells([shape], lineup, timing.rounds, async (running) => {
      const { sent, lines } = await load(running, BROADCASTS_PER_SECOND, timing.isQuick ? 0.1 : 0.5);
      return [{ rate: (sent * PEERS) / Math.max(1, lines) }];
    });
  } finally {
    await lineup.stop();
  }
}
