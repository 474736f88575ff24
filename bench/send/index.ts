import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CellResult } from '../../src/bench/result.js';
import { broadcastCells, onePeerCells } from './broadcast.js';
import { broadcasters } from './contenders/index.js';
import { enqueueCells } from './enqueue.js';
import { heartbeatCells } from './heartbeats.js';
import { Workshop } from './lineup.js';
import { linkContenders } from './links/index.js';
import { logLineCells } from './log-lines.js';
import { requestCells } from './requests.js';
import { scaleCells } from './scale.js';
import { stoppedReaderCells } from './stopped-reader.js';
import type { SendTiming } from './timing.js';

const FAMILIES = [
  broadcastCells,
  onePeerCells,
  enqueueCells,
  scaleCells,
  heartbeatCells,
  logLineCells,
  stoppedReaderCells,
  requestCells,
];

/** npm packages of `bench/contenders` that its contenders need. */
export const sendPackages: readonly string[] = [
  ...new Set([...broadcasters, ...linkContenders].flatMap(({ packages = [] }) => packages)),
];

/** Everything about sending, one family of scenarios after the other. */
export async function* sendCells(
  timing: SendTiming,
  packageFolders: readonly string[],
  isWanted: (name: string) => boolean,
  onProgress: (name: string) => void,
): AsyncGenerator<CellResult> {
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc') as NonNullable<typeof globalThis.gc>;
  const workshop = await Workshop.open(packageFolders);
  const isNext = (name: string): boolean => {
    const wanted = isWanted(name);
    if (wanted) onProgress(name);
    return wanted;
  };
  try {
    for (const cells of FAMILIES) yield* cells(workshop, timing, isNext);
  } finally {
    await workshop.close();
  }
}
