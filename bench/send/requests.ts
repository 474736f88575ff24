import { setTimeout as sleep } from 'node:timers/promises';
import type { CellResult } from '../../src/bench/result.js';
import type { Workshop } from './lineup.js';
import { openLink, type Link } from './links.js';
import { BULK_PEERS, bulkNames, requestNames } from './names.js';
import { notesOf } from './notes.js';
import { machineTime } from './receiver-orders.js';
import { interleaved, percentile, sampleOf, sampleOfMs, spentBy, type CellShape } from './rounds.js';
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
  { equipment, schemaFolder }: Workshop,
  timing: SendTiming,
  isWanted: (name: string) => boolean,
): AsyncGenerator<CellResult> {
  const wanted = [...Object.values(requestNames), ...Object.values(bulkNames)].filter(isWanted);
  if (wanted.length === 0) return;
  const links: Link[] = [];
  for (const kind of BULK_PEERS) links.push(await openLink(kind, equipment.schema, schemaFolder));
  const refuse = ({ name }: Link, error: unknown) =>
    Promise.resolve({ name, status: 'wrong' as const, reason: (error as Error).message });
  const run = (shapes: readonly CellShape[], measure: Parameters<typeof interleaved<Link>>[3]) =>
    interleaved(shapes, links, timing.rounds, measure, refuse);
  try {
    if (wanted.includes(requestNames.rate)) {
      const count = timing.isQuick ? 256 : 100_000;
      for (const link of links) await askMany(link, count / 4);
      yield* await run([{ name: requestNames.rate, unit: 'messages/CPU s' }], async (link) => [
        sampleOf(count, await spentBy(() => askMany(link, count))),
      ]);
    }
    if (wanted.includes(requestNames.one) || wanted.includes(requestNames.best)) {
      const count = timing.isQuick ? 20 : 500;
      const shapes: CellShape[] = [
        { name: requestNames.one, unit: 'ms' },
        { name: requestNames.best, unit: 'ms', note: WAKE_UPS },
      ];
      yield* await run(shapes, async (link) => {
        const times = await askOneByOne(link, count);
        return [sampleOfMs(percentile(times, 0.5)), sampleOfMs(percentile(times, 0.1))];
      });
    }
    if (Object.values(bulkNames).some((name) => wanted.includes(name))) {
      const bytes = (timing.isQuick ? 4 : 64) * MIB;
      const shapes: CellShape[] = [
        { name: bulkNames.p50, unit: 'ms' },
        { name: bulkNames.p99, unit: 'ms' },
        { name: bulkNames.speed, unit: 'MB/s' },
      ];
      yield* await run(shapes, async (link) => {
        const { delays, megabytesPerSecond } = await pingBehindBulk(link, bytes);
        return [
          sampleOfMs(percentile(delays, 0.5)),
          sampleOfMs(percentile(delays, 0.99)),
          { rate: megabytesPerSecond },
        ];
      });
    }
  } finally {
    await Promise.all(links.map((link) => link.stop()));
  }
}

async function askMany(link: Link, count: number): Promise<void> {
  let asked = 0;
  const worker = async (): Promise<void> => {
    while (asked < count) await link.ask(notes[asked++ % notes.length]!);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

/** Sorted round trips in milliseconds. */
export async function askOneByOne(link: Link, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    await link.ask(notes[index % notes.length]!);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

async function pingBehindBulk(
  link: Link,
  bytes: number,
): Promise<{ readonly delays: readonly number[]; readonly megabytesPerSecond: number }> {
  const pieces = Math.floor(bytes / PIECE_BYTES);
  const data = Array.from({ length: 256 }, (_, byte) => new Uint8Array(PIECE_BYTES).fill(byte));
  let isOver = false;
  const arrived = link.bulkArrived(pieces * PIECE_BYTES).finally(() => (isOver = true));
  const start = machineTime();
  for (let sequence = 0; sequence < pieces; sequence++)
    link.sendBulk({ sequence, data: data[sequence & 255]! });
  const delays: number[] = [];
  // At least one is asked while all of it waits.
  do {
    const asked = performance.now();
    await link.askUrgently({ sequence: delays.length });
    delays.push(performance.now() - asked);
    await sleep(PING_EVERY_MS);
  } while (!isOver);
  const seconds = ((await arrived) - start) / 1000;
  return { delays: delays.sort((a, b) => a - b), megabytesPerSecond: (pieces * PIECE_BYTES) / 1e6 / seconds };
}
