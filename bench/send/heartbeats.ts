import type { CellResult } from '../../src/bench/result.js';
import { DEFAULT_LIMITS } from '../../src/peer/limits.js';
import { virtualRuntime } from '../../src/testing/virtual-runtime.js';
import { contenderNamed } from './contenders/index.js';
import { droppingRegistry } from './dropping-transport.js';
import { Lineup, type Workshop } from './lineup.js';
import { lineupCells } from './lineup-cells.js';
import { load } from './load.js';
import { AFTER, BEFORE, FLOOR, heartbeatCheckName, heartbeatName, OURS } from './names.js';
import { notesOf } from './notes.js';
import { WrongDelivery } from './receivers.js';
import { interleaved, sampleOfMs } from './rounds.js';
import type { BenchSchema } from './schema.js';
import type { SendTiming } from './timing.js';

export const HEARTBEAT_PEERS = 100;
export const HEARTBEATS_PER_SECOND = 100;

const ON_THE_WIRE = `a heartbeat of 64 B to each peer, ${HEARTBEATS_PER_SECOND} rounds a second, each written by itself`;
const INTERVAL_MS = DEFAULT_LIMITS.pingIntervalMs;
const WHILE_FLOWING = `on virtual time: a round every ${(INTERVAL_MS * 2) / 3000} s, each peer's Credit has come since`;

/** What it takes to show a hundred peers that one is alive. */
export async function* heartbeatCells(
  workshop: Workshop,
  timing: SendTiming,
  isWanted: (name: string) => boolean,
): AsyncGenerator<CellResult> {
  const peers = HEARTBEAT_PEERS;
  if (isWanted(heartbeatName(peers))) yield await onTheWire(workshop, peers, timing);
  if (isWanted(heartbeatCheckName(peers))) yield await whileFlowing(workshop.equipment.schema, peers, timing);
}

async function onTheWire(workshop: Workshop, peers: number, timing: SendTiming): Promise<CellResult> {
  const contenders = [BEFORE, AFTER, OURS, FLOOR].map(contenderNamed);
  const lineup = await Lineup.start(workshop, contenders, peers);
  const shape = { name: heartbeatName(peers), unit: 'ms' as const, note: ON_THE_WIRE };
  const seconds = timing.isQuick ? 0.1 : 1;
  try {
    for (const running of lineup.running) await load(running, HEARTBEATS_PER_SECOND, seconds);
    const [result] = await lineupCells([shape], lineup, timing.rounds, async (running) => {
      const { spent, sent } = await load(running, HEARTBEATS_PER_SECOND, seconds);
      return [sampleOfMs(spent.cpuMs / sent)];
    });
    return result!;
  } finally {
    await lineup.stop();
  }
}

async function whileFlowing(schema: BenchSchema, peers: number, timing: SendTiming): Promise<CellResult> {
  const shape = { name: heartbeatCheckName(peers), unit: 'µs' as const, note: WHILE_FLOWING };
  const [result] = await interleaved([shape], [{ name: OURS }], timing.rounds, async () => [
    sampleOfMs((await msOfRounds(schema, peers, timing.isQuick ? 20 : 500)) / peers),
  ]);
  return result!;
}

/** Milliseconds of a round of checks over all peers. Throws if it writes a Ping, or none when the traffic ends. */
async function msOfRounds(schema: BenchSchema, peers: number, rounds: number): Promise<number> {
  const runtime = virtualRuntime();
  const { clock } = runtime;
  const { registry } = await droppingRegistry(peers, schema, runtime, () => clock.settle());
  const pings = (): number =>
    registry.connectedPeers().reduce((sum, connection) => sum + connection.stats().pingsSent, 0);
  // More than takes a Credit.
  const [note] = notesOf(64 * 1024);
  const third = INTERVAL_MS / 3;
  let spent = 0;
  for (let round = -1; round < rounds; round++) {
    await clock.advance(round < 0 ? 2 * third : third);
    registry.broadcast(schema.Note.frame(note!));
    await clock.settle();
    const start = performance.now();
    await clock.advance(third);
    // The first finds everything cold.
    if (round >= 0) spent += performance.now() - start;
  }
  if (pings() > 0) throw new WrongDelivery(`${pings()} Pings were written all the same`);
  await clock.advance(INTERVAL_MS);
  if (pings() !== peers) throw new WrongDelivery(`${pings()} Pings of ${peers} after the traffic ended`);
  const closed = registry.close();
  await clock.runUntil(closed);
  return spent / rounds;
}
