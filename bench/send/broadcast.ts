import type { CellResult } from '../../src/bench/result.js';
import { broadcasters } from './contenders/index.js';
import { Lineup, type Workshop } from './lineup.js';
import { sustainedName } from './names.js';
import { sustainedCell, type Sustained } from './sustained.js';
import type { SendTiming } from './timing.js';

export const PEERS = 50;

/** A delivery costs the same in the short form; there are fewer. */
const QUICK_PEERS = 10;

const LOADS: readonly Sustained[] = [
  { payloadBytes: 64, perTick: 1 },
  { payloadBytes: 64, perTick: 16 },
  { payloadBytes: 1024, perTick: 1 },
  { payloadBytes: 1024, perTick: 16 },
  { payloadBytes: 65_536, perTick: 1 },
  { payloadBytes: 65_536, perTick: 16 },
];
const QUICK_LOADS: readonly Sustained[] = [
  { payloadBytes: 64, perTick: 16 },
  { payloadBytes: 65_536, perTick: 1 },
];

/** One process to 50 peers, without end: what a delivery costs the sender. */
export async function* broadcastCells(
  workshop: Workshop,
  timing: SendTiming,
  isWanted: (name: string) => boolean,
): AsyncGenerator<CellResult> {
  const peers = timing.isQuick ? QUICK_PEERS : PEERS;
  const nameOf = ({ payloadBytes, perTick }: Sustained): string =>
    sustainedName(peers, payloadBytes, perTick);
  const wanted = (timing.isQuick ? QUICK_LOADS : LOADS).filter((load) => isWanted(nameOf(load)));
  if (wanted.length === 0) return;
  const lineup = await Lineup.start(workshop, broadcasters, peers);
  try {
    for (const load of wanted) {
      const shape = { name: nameOf(load), unit: 'deliveries/CPU s' as const };
      yield await sustainedCell(shape, load, lineup, peers, timing);
    }
  } finally {
    await lineup.stop();
  }
}
