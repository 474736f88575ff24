import type { CellResult } from '../../src/bench/result.js';
import type { SendContender } from './contender.js';
import { floor } from './contenders/floor.js';
import { framewright } from './contenders/framewright.js';
import { Lineup, type Running, type Workshop } from './lineup.js';
import { load } from './load.js';
import { scaledName, scaleName } from './names.js';
import { interleaved, sampleOf } from './rounds.js';
import type { SendTiming } from './timing.js';

const PEERS = 50;
const MANY_TIMES = 100;
const MORE_MESSAGES = 10;

/** To 50 peers a broadcast every 2 ms: each is flushed by itself, and there is time to be idle. */
const DELIVERIES_PER_SECOND = 25_000;
/** Of a process's file descriptors: for all that is not a peer. */
const OTHER_DESCRIPTORS = 200;

interface Scaled {
  readonly name: string;
  readonly isFloor?: true;
  readonly running: Running;
  readonly peers: number;
  readonly broadcastsPerSecond: number;
}

/** What a delivery costs us when there are many more peers, and when there are many more messages. */
export async function* scaleCells(
  workshop: Workshop,
  timing: SendTiming,
  isWanted: (name: string) => boolean,
): AsyncGenerator<CellResult> {
  const few = timing.isQuick ? 4 : PEERS;
  const name = scaleName(few);
  if (!isWanted(name)) return;
  const descriptors = openFilesLimit();
  // The floor's are in this process too.
  const many = Math.min(few * MANY_TIMES, (descriptors - OTHER_DESCRIPTORS) / 2);
  const lineups: Lineup[] = [];
  const scaled: Scaled[] = [];
  const add = async (contender: SendContender, peers: number, ...times: number[]): Promise<void> => {
    const lineup = await Lineup.start(workshop, [contender], peers);
    lineups.push(lineup);
    const running = lineup.running[0]!;
    for (const each of times) {
      scaled.push({
        name: scaledName(contender.name, peers, each),
        ...(contender.isFloor && { isFloor: true }),
        ...{ running, peers, broadcastsPerSecond: (DELIVERIES_PER_SECOND * each) / peers },
      });
    }
  };
  try {
    await add(framewright, few, 1, MORE_MESSAGES);
    await add(framewright, many, 1);
    await add(floor, few, 1, MORE_MESSAGES);
    await add(floor, many, 1);
    const seconds = timing.isQuick ? 0.05 : 1;
    for (const each of scaled) await load(each.running, each.broadcastsPerSecond, seconds);
    yield* await interleaved(
      [{ name, unit: 'µs', note: noteOf(few, many, descriptors) }],
      scaled,
      timing.rounds,
      async ({ running, peers, broadcastsPerSecond }) => {
        const { spent, sent } = await load(running, broadcastsPerSecond, seconds);
        return [sampleOf(sent * peers, spent)];
      },
    );
  } finally {
    await Promise.all(lineups.map((lineup) => lineup.stop()));
  }
}

function noteOf(few: number, many: number, descriptors: number): string {
  const pace = `64 B, paced: ${DELIVERIES_PER_SECOND.toLocaleString('en')} deliveries/s, and ${MORE_MESSAGES} times as many`;
  return many === few * MANY_TIMES
    ? pace
    : `${pace}; a process may open ${descriptors.toLocaleString('en')} files here, so no more than ${many.toLocaleString('en')} peers`;
}

/** How many files a process may open: Node has raised the soft limit to the hard one. */
function openFilesLimit(): number {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files: { soft: number | 'unlimited' } };
  };
  const soft = userLimits?.open_files.soft;
  return typeof soft === 'number' ? soft : Infinity;
}
