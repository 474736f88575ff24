import { contenderNamed } from '../send/contenders/index.js';
import { Lineup, Workshop } from '../send/lineup.js';
import { load } from '../send/load.js';

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

async function run(task: LoadTask): Promise<LoadResult> {
  const workshop = await Workshop.open(task.packageFolders);
  const lineup = await Lineup.start(workshop, [contenderNamed(task.contender)], task.peers);
  const [running] = lineup.running;
  if (running === undefined) throw new Error(`${task.contender} is not there`);
  const { spent, lines } = await load(running, task.broadcastsPerSecond, task.seconds);
  const result = {
    cpuPercent: (100 * spent.cpuMs) / spent.wallMs,
    linesPerSecond: (1000 * lines) / spent.wallMs,
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
