import { setImmediate as turn } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { CellResult } from '../../src/bench/result.js';
import { systemRuntime } from '../../src/platform/system.js';
import { JsonBroadcaster } from './contenders/json-lines.js';
import { droppingRegistry } from './dropping-transport.js';
import type { Workshop } from './lineup.js';
import { AFTER, BEFORE, enqueueName, OURS } from './names.js';
import { notesOf } from './notes.js';
import { countFor, interleaved, sampleOf, spentBy, type Spent } from './rounds.js';
import type { BenchSchema, Note } from './schema.js';
import { WARM_UP, type SendTiming } from './timing.js';

const PAYLOAD_BYTES = 64;
/** Broadcasts between two turns of the event loop. */
const PER_TURN = 16;

interface Enqueuer {
  readonly name: string;
  broadcast(note: Note): void;
  /** Bytes that came out at each end. */
  bytes(): readonly number[];
  /** Bytes of one note at one end. */
  bytesOf(note: Note): number;
  stop(): Promise<void>;
}

/** Encoding and queueing alone: everything up to the point at which a kernel would be called. */
export async function* enqueueCells(
  { equipment: { schema } }: Workshop,
  timing: SendTiming,
  isWanted: (name: string) => boolean,
): AsyncGenerator<CellResult> {
  const peers = timing.isQuick ? 10 : 50;
  const name = enqueueName(peers);
  if (!isWanted(name)) return;
  const enqueuers = [
    jsonEnqueuer(BEFORE, peers, 'each', 5),
    jsonEnqueuer(AFTER, peers, 'once', 0.5),
    await ownEnqueuer(peers, schema),
  ];
  const counts = new Map<Enqueuer, number>();
  for (const each of enqueuers) {
    counts.set(each, await countFor(timing.secondsPerCase, PER_TURN, (count) => enqueue(each, count)));
  }
  yield* await interleaved([{ name, unit: 'deliveries/CPU s' }], enqueuers, timing.rounds, async (each) => {
    const count = counts.get(each)!;
    await enqueue(each, count * WARM_UP);
    const { spent, sent } = await enqueue(each, count);
    return [sampleOf(sent * peers, spent)];
  });
  await Promise.all(enqueuers.map((each) => each.stop()));
}

/** Broadcasts `count` notes, or a few more to end with a turn. Throws if at any end not exactly their bytes came out. */
async function enqueue(
  enqueuer: Enqueuer,
  count: number,
): Promise<{ readonly spent: Spent; readonly sent: number }> {
  const sent = Math.ceil(count / PER_TURN) * PER_TURN;
  return { spent: await spentBy(() => broadcastAll(enqueuer, sent)), sent };
}

async function broadcastAll(enqueuer: Enqueuer, count: number): Promise<void> {
  const notes = notesOf(PAYLOAD_BYTES);
  const before = enqueuer.bytes();
  for (let sent = 0; sent < count; sent++) {
    enqueuer.broadcast(notes[sent % notes.length]!);
    if (sent % PER_TURN === PER_TURN - 1) await turn();
  }
  const expected = count * enqueuer.bytesOf(notes[0]!);
  // The last of them may wait for a timer.
  for (let waited = 0; waited < 1000; waited++) {
    if (enqueuer.bytes().every((bytes, end) => bytes - before[end]! === expected)) return;
    await turn();
    if (waited > 100) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`not ${expected} bytes at each end`);
}

function jsonEnqueuer(name: string, peers: number, encoding: 'each' | 'once', lines: number): Enqueuer {
  const bytes = new Array<number>(peers).fill(0);
  const ends = bytes.map((_, end): [string, Writable] => [
    `127.0.0.1:${40_000 + end}`,
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes[end]! += chunk.length;
        done();
      },
    }),
  ]);
  const log = pino({ level: 'debug' }, { write() {} });
  const broadcaster = new JsonBroadcaster(new Map(ends), encoding, lines, log);
  return {
    name,
    broadcast: (note) => broadcaster.broadcast(note),
    bytes: () => [...bytes],
    bytesOf: (note) => JSON.stringify(note).length + 1,
    stop: () => Promise.resolve(),
  };
}

async function ownEnqueuer(peers: number, schema: BenchSchema): Promise<Enqueuer> {
  const { registry, ends } = await droppingRegistry(peers, schema, systemRuntime, turn);
  const { Note } = schema;
  return {
    name: OURS,
    broadcast: (note) => void registry.broadcastMessage(Note, note),
    bytes: () => ends.map(({ bytes }) => bytes),
    bytesOf: (note) => Note.frame(note).wireBytes,
    stop: () => registry.close(),
  };
}
