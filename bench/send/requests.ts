import { setTimeout as sleep } from 'node:timers/promises';
import type { CellResult, NotMeasured } from '../../src/bench/result.js';
import type { Workshop } from './lineup.js';
import { linkContenders } from './links/index.js';
import type { Ask, BulkAsker } from './links/link.js';
import { openLink, type Link } from './links/open-link.js';
import { bulkNames, requestNames } from './names.js';
import { startInstalled } from './needs.js';
import { notesOf } from './notes.js';
import { machineTime } from './receiver-orders.js';
import {
  interleaved,
  percentile,
  sampleOf,
  sampleOfMs,
  spentBy,
  type CellShape,
  type Sample,
} from './rounds.js';
import type { SendTiming } from './timing.js';

const IN_FLIGHT = 64;
const MIB = 1024 * 1024;
/** One frame of the wire, data and all. */
const PIECE_BYTES = 65_000;
const PING_EVERY_MS = 1;
/** Why there is a figure beside the median. */
const WAKE_UPS =
  'the median jumps with whether a core must wake up for each request; the best tenth finds it awake';

const notes = notesOf(64);

/** Requests, and how long one waits behind a large transfer. */
export async function* requestCells(
  workshop: Workshop,
  timing: SendTiming,
  isWanted: (name: string) => boolean,
): AsyncGenerator<CellResult> {
  const bulkMebibytes = timing.isQuick ? 4 : 64;
  const names = bulkNames(bulkMebibytes);
  const wanted = [...Object.values(requestNames), ...Object.values(names)].filter(isWanted);
  if (wanted.length === 0) return;
  const { links, refused } = await openLinks(workshop);
  const run = async (
    shapes: readonly CellShape[],
    able: readonly Link[],
    measure: Parameters<typeof interleaved<Link>>[3],
  ): Promise<readonly CellResult[]> => {
    const results = await interleaved(shapes, able, timing.rounds, measure);
    return results.map((result) => ({ ...result, contenders: [...result.contenders, ...refused] }));
  };
  try {
    if (wanted.includes(requestNames.rate)) {
      const able = links.filter(({ ask, asksOne }) => ask !== undefined && asksOne !== true);
      const count = timing.isQuick ? 256 : 100_000;
      yield* await run([{ name: requestNames.rate, unit: 'messages/CPU s' }], able, async (link, round) => {
        if (round === 0) await askMany(link.ask!, count / 4);
        const spent = await spentBy(
          () => askMany(link.ask!, count),
          () => link.helperCpuMs?.() ?? 0,
        );
        return [sampleOf(count, spent)];
      });
    }
    if (wanted.includes(requestNames.one) || wanted.includes(requestNames.best)) {
      const count = timing.isQuick ? 20 : 500;
      const shapes: CellShape[] = [
        { name: requestNames.one, unit: 'ms' },
        { name: requestNames.best, unit: 'ms', note: WAKE_UPS },
      ];
      const able = links.filter(({ ask }) => ask !== undefined);
      yield* await run(shapes, able, async (link) => {
        const times = await askOneByOne(link.ask!, count);
        return [sampleOfMs(percentile(times, 0.5)), sampleOfMs(percentile(times, 0.1))];
      });
    }
    if (Object.values(names).some((name) => wanted.includes(name))) {
      const shapes: CellShape[] = [
        { name: names.p50, unit: 'ms' },
        { name: names.p99, unit: 'ms' },
        { name: names.speed, unit: 'MB/s' },
      ];
      const able = links.filter(({ bulk }) => bulk !== undefined);
      const measure = async (link: Link): Promise<readonly Sample[]> => {
        const { delays, megabytesPerSecond } = await pingBehindBulk(link, link.bulk!, bulkMebibytes * MIB);
        return [
          sampleOfMs(percentile(delays, 0.5)),
          sampleOfMs(percentile(delays, 0.99)),
          { rate: megabytesPerSecond },
        ];
      };
      yield* await interleaved(shapes, able, timing.rounds, measure);
    }
  } finally {
    await Promise.all(links.map((link) => link.close()));
  }
}

/** Of those who are installed; ws is the first. */
async function openLinks(
  workshop: Workshop,
): Promise<{ readonly links: readonly Link[]; readonly refused: readonly NotMeasured[] }> {
  const links: Link[] = [];
  const refused = await startInstalled(linkContenders, workshop.equipment.packages, async ({ name }) => {
    links.push(await openLink(name, workshop));
  });
  return { links, refused };
}

async function askMany(ask: Ask, count: number): Promise<void> {
  let asked = 0;
  const worker = async (): Promise<void> => {
    while (asked < count) await ask(notes[asked++ % notes.length]!);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

/** Sorted round trips in milliseconds. */
export async function askOneByOne(ask: Ask, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    await ask(notes[index % notes.length]!);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

async function pingBehindBulk(
  link: Link,
  bulk: BulkAsker,
  bytes: number,
): Promise<{ readonly delays: readonly number[]; readonly megabytesPerSecond: number }> {
  const pieces = Math.floor(bytes / PIECE_BYTES);
  const data = Array.from({ length: 256 }, (_, byte) => new Uint8Array(PIECE_BYTES).fill(byte));
  let isOver = false;
  const arrived = link.bulkArrived(pieces * PIECE_BYTES).finally(() => (isOver = true));
  const start = machineTime();
  for (let sequence = 0; sequence < pieces; sequence++) bulk.send({ sequence, data: data[sequence & 255]! });
  const delays: number[] = [];
  // At least one is asked while all of it waits.
  do {
    const asked = performance.now();
    await bulk.askUrgently({ sequence: delays.length });
    delays.push(performance.now() - asked);
    await sleep(PING_EVERY_MS);
  } while (!isOver);
  const seconds = ((await arrived) - start) / 1000;
  return { delays: delays.sort((a, b) => a - b), megabytesPerSecond: (pieces * PIECE_BYTES) / 1e6 / seconds };
}
