import { spentBy } from '../send/rounds.js';
import { contenderNamed } from '../send/contenders/index.js';
import { Lineup, Workshop } from '../send/lineup.js';
import { notesOf } from '../send/notes.js';

// One contender alone in a process, at the original's own pace: `node load-process.js '{…}'` prints what it took.

/** What is asked of the process. */
export interface LoadTask {
  readonly contender: string;
  readonly peers: number;
  readonly broadcastsPerSecond: number;
  readonly seconds: number;
  readonly packageFolders: readonly string[];
}

export interface LoadResult {
  readonly cpuPercent: number;
  readonly linesPerSecond: number;
  readonly residentMB: number;
}

const PAYLOAD_BYTES = 64;

async function run(task: LoadTask): Promise<LoadResult> {
  const workshop = await Workshop.open(task.packageFolders);
  const lineup = await Lineup.start(workshop, [contenderNamed(task.contender)], task.peers);
  const [running] = lineup.running;
  if (running === undefined) throw new Error(`${task.contender} is not there`);
  const { sender, receivers } = running;
  const notes = notesOf(PAYLOAD_BYTES);
  const count = Math.round(task.broadcastsPerSecond * task.seconds);
  await receivers.expect(PAYLOAD_BYTES, count);
  sender.prepare?.(notes);
  const linesBefore = sender.logLines?.() ?? 0;
  const { cpuMs, wallMs } = await spentBy(async () => {
    const start = performance.now();
    for (let sent = 0; sent < count; sent++) {
      const due = start + (sent * 1000) / task.broadcastsPerSecond;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      sender.broadcast(notes[sent % notes.length]!, sent);
      sender.flush?.();
    }
    await receivers.reached(count);
  });
  await receivers.checkCounts(count);
  const result = {
    cpuPercent: (100 * cpuMs) / wallMs,
    linesPerSecond: (((sender.logLines?.() ?? 0) - linesBefore) * 1000) / wallMs,
    residentMB: process.memoryUsage().rss / 1e6,
  };
  await lineup.stop();
  await workshop.close();
  return result;
}

const [task] = process.argv.slice(2);
if (task !== undefined && process.send !== undefined) {
  process.send(await run(JSON.parse(task) as LoadTask), () => process.disconnect());
}
