import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { OneMeasurement } from '../../src/bench/harness.js';
import type { Cell } from '../cell.js';
import { networkCells } from '../network.js';
import { contenderNamed } from '../send/contenders/index.js';
import { HEARTBEAT_PEERS, HEARTBEATS_PER_SECOND } from '../send/heartbeats.js';
import { isolatedDelays } from '../send/isolated.js';
import { Lineup, type Workshop } from '../send/lineup.js';
import { openLink } from '../send/links/open-link.js';
import { AFTER, AFTER_UNLOGGED, BEFORE, BEFORE_UNLOGGED, ECHO_FLOOR, FLOOR, OURS } from '../send/names.js';
import { askOneByOne } from '../send/requests.js';
import { percentile } from '../send/rounds.js';
import { sustain } from '../send/sustained.js';
import type { LoadResult, LoadTask } from './load-process.js';
import type { MetricKey } from './metrics.js';
import type { Who } from './table.js';

const CONTENDERS: readonly (readonly [Who, string])[] = [
  ['before', BEFORE],
  ['after', AFTER],
  ['framewright', OURS],
  ['floor', FLOOR],
];
const UNLOGGED: Readonly<Partial<Record<Who, string>>> = { before: BEFORE_UNLOGGED, after: AFTER_UNLOGGED };

/** The original's pace: 3,000 log lines a second at five a send. */
const SENDS_PER_SECOND = 600;

export interface Effort {
  readonly rounds: number;
  readonly isQuick: boolean;
}

/** Takes one figure of one round. */
export type Take = (metric: MetricKey, who: Who, figure: number) => void;

/** Measures everything in interleaved rounds. */
export async function measureOriginal(
  workshop: Workshop,
  effort: Effort,
  take: Take,
  onProgress: (text: string) => void,
): Promise<void> {
  const steps: readonly (readonly [string, () => Promise<void>])[] = [
    ['throughput', () => throughput(workshop, effort, take)],
    ['broadcast', () => isolated(workshop, effort, take, 'broadcast', 50)],
    ['heartbeat broadcast', () => isolated(workshop, effort, take, 'heartbeat', HEARTBEAT_PEERS)],
    ['CPU, log and memory', () => loads(workshop, effort, take)],
    ['heartbeats', () => heartbeats(workshop, effort, take)],
    ['ping', () => pings(workshop, effort, take)],
    ['block sync and propagation', () => wholeNodes(effort, take)],
  ];
  for (const [name, step] of steps) {
    onProgress(name);
    await step();
  }
}

async function throughput(workshop: Workshop, { rounds, isQuick }: Effort, take: Take): Promise<void> {
  const lineup = await Lineup.start(
    workshop,
    CONTENDERS.map(([, name]) => contenderNamed(name)),
    1,
  );
  const load = { payloadBytes: 64, perTick: 16 };
  const counts = { before: 2_000, after: 10_000, framewright: 100_000, floor: 100_000 };
  for (let round = 0; round < rounds; round++) {
    for (const [place, [who]] of CONTENDERS.entries()) {
      const count = isQuick ? 200 : counts[who];
      const { spent, sent } = await sustain(lineup.running[place]!, load, count);
      take('throughput', who, (1000 * sent) / spent.wallMs);
    }
  }
  await lineup.stop();
}

async function isolated(
  workshop: Workshop,
  { rounds, isQuick }: Effort,
  take: Take,
  metric: MetricKey,
  peers: number,
): Promise<void> {
  const lineup = await Lineup.start(
    workshop,
    CONTENDERS.map(([, name]) => contenderNamed(name)),
    peers,
  );
  for (let round = 0; round < rounds; round++) {
    for (const [place, [who]] of CONTENDERS.entries()) {
      const delays = await isolatedDelays(lineup.running[place]!, isQuick ? 3 : 30);
      take(metric, who, percentile(delays, 0.5));
    }
  }
  await lineup.stop();
}

/** Each alone in a process of its own, so that CPU and memory are its own. */
async function loads(workshop: Workshop, { rounds, isQuick }: Effort, take: Take): Promise<void> {
  const peers = 50;
  const load = (contender: string): Promise<LoadResult> =>
    runLoad({
      ...{ contender, peers, broadcastsPerSecond: SENDS_PER_SECOND / peers, seconds: isQuick ? 0.25 : 3 },
      packageFolders: workshop.packageFolders,
    });
  for (let round = 0; round < rounds; round++) {
    for (const [who, contender] of CONTENDERS) {
      const logged = await load(contender);
      const unlogged = UNLOGGED[who] === undefined ? logged : await load(UNLOGGED[who]);
      take('network', who, unlogged.cpuPercent);
      take('memory', who, logged.residentMB);
      if (who === 'floor') continue;
      // Two runs differ by more than nothing.
      take('logging', who, Math.max(0, logged.cpuPercent - unlogged.cpuPercent));
      take('lines', who, logged.linesPerSecond);
    }
  }
}

async function heartbeats(workshop: Workshop, { rounds, isQuick }: Effort, take: Take): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const [who, contender] of CONTENDERS) {
      const { cpuPercent } = await runLoad({
        contender,
        peers: HEARTBEAT_PEERS,
        broadcastsPerSecond: HEARTBEATS_PER_SECOND,
        seconds: isQuick ? 0.1 : 2,
        packageFolders: workshop.packageFolders,
      });
      take('heartbeatCpu', who, cpuPercent);
    }
  }
}

function runLoad(task: LoadTask): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'load-process.js'), [JSON.stringify(task)], {
      execArgv: [],
    });
    let result: LoadResult | undefined;
    child.on('message', (message: LoadResult) => (result = message));
    child.once('exit', (code) => {
      if (result === undefined)
        reject(new Error(`${task.contender}: its process ended with ${String(code)}`));
      else resolve(result);
    });
  });
}

async function pings(workshop: Workshop, { rounds, isQuick }: Effort, take: Take): Promise<void> {
  const links = await Promise.all(
    [BEFORE_UNLOGGED, OURS, ECHO_FLOOR].map((name) => openLink(name, workshop)),
  );
  const [before, own, echo] = links;
  const askers = [
    ['before', before!],
    ['after', before!], // on the wire nothing changed between the two
    ['framewright', own!],
    ['floor', echo!],
  ] as const;
  for (let round = 0; round < rounds; round++) {
    for (const [who, link] of askers) {
      take('ping', who, percentile(await askOneByOne(link.ask!, isQuick ? 10 : 300), 0.5));
    }
  }
  await Promise.all(links.map((link) => link.close()));
}

async function wholeNodes({ rounds, isQuick }: Effort, take: Take): Promise<void> {
  const [sync, propagation] = networkCells(isQuick);
  await wholeNodeCell(sync!, rounds, (who, rate) => take('sync', who, rate));
  await wholeNodeCell(propagation!, rounds, (who, rate) => take('propagation', who, 1000 / rate));
}

/** `after` encodes a block for each peer no more, but its nodes here are those of before: it is not measured apart. */
async function wholeNodeCell(
  cell: Cell,
  rounds: number,
  take: (who: Who, rate: number) => void,
): Promise<void> {
  await cell.check();
  for (let round = 0; round < rounds; round++) {
    for (const contender of cell.contenders) {
      if ('rate' in contender) take(whoOf(contender), await contender.rate());
    }
  }
  await cell.dispose?.();
}

function whoOf({ name, isFloor }: OneMeasurement): Who {
  if (isFloor) return 'floor';
  return name === OURS ? 'framewright' : 'before';
}
