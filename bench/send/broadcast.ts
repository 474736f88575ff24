import type { CellResult } from '../../src/bench/result.js';
import { broadcasters, contenderNamed } from './contenders/index.js';
import { Lineup, type Workshop } from './lineup.js';
import { isolatedCell } from './isolated.js';
import { FLOOR, isolatedName, onePeerName, OURS, pacedName, sustainedName, UWEBSOCKETS } from './names.js';
import { pacedCells } from './paced.js';
import { sustainedCell, type Sustained } from './sustained.js';
import type { SendTiming } from './timing.js';

export const PEERS = 50;

/** What framewright's figures depend on; the isolated broadcast's delay is a cell beside them. */
export const FLUSH_NOTE =
  'framewright flushes at the end of the turn; while flushing takes over half of the time, every 1 ms or 64 KiB';

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
  const loads = (timing.isQuick ? QUICK_LOADS : LOADS).filter((load) => isWanted(nameOf(load)));
  const wantsIsolated = isWanted(isolatedName(peers));
  const wantsPaced = isWanted(pacedName(peers, 'p50')) || isWanted(pacedName(peers, 'p99'));
  if (wantsPaced) yield* pacedOnes(workshop, peers, timing);
  if (loads.length === 0 && !wantsIsolated) return;
  const lineup = await Lineup.start(workshop, broadcasters, peers);
  try {
    for (const load of loads) {
      const shape = { name: nameOf(load), unit: 'deliveries/CPU s' as const, note: FLUSH_NOTE };
      yield await sustainedCell(shape, load, lineup, peers, timing);
    }
    if (wantsIsolated) yield await isolatedCell(lineup, peers, timing);
  } finally {
    await lineup.stop();
  }
}

/** A million deliveries a second are beyond whoever writes each by itself. */
async function* pacedOnes(workshop: Workshop, peers: number, timing: SendTiming): AsyncGenerator<CellResult> {
  const able = [FLOOR, UWEBSOCKETS, OURS].map(contenderNamed);
  const lineup = await Lineup.start(workshop, able, peers);
  try {
    yield* await pacedCells(lineup, peers, timing);
  } finally {
    await lineup.stop();
  }
}

/** One peer that gets many messages at once. */
export async function* onePeerCells(
  workshop: Workshop,
  timing: SendTiming,
  isWanted: (name: string) => boolean,
): AsyncGenerator<CellResult> {
  const loads = [16, 256].filter((perTick) => isWanted(onePeerName(perTick)));
  if (loads.length === 0) return;
  const lineup = await Lineup.start(workshop, broadcasters, 1);
  try {
    for (const perTick of loads) {
      const shape = { name: onePeerName(perTick), unit: 'deliveries/CPU s' as const, note: FLUSH_NOTE };
      yield await sustainedCell(shape, { payloadBytes: 64, perTick }, lineup, 1, timing);
    }
  } finally {
    await lineup.stop();
  }
}
