import { Packages } from '../../../src/bench/packages.js';
import { machineTime } from '../receiver-orders.js';
import { loadBenchSchema, type Bulk } from '../schema.js';
import { linkNamed } from './index.js';
import type { PeerReport, PeerTask } from './open-link.js';

// A peer that answers, in a process of its own: `open-link.ts` starts it and talks to it.

const task = JSON.parse(process.argv[2]!) as PeerTask;
const schema = await loadBenchSchema(task.schemaFolder);
const packages = new Packages(task.packageFolders);

const say = (report: PeerReport): void => {
  if (process.connected) process.send!(report);
};

const wrong = (reason: string): void => say({ wrong: reason });

let bulkBytes = 0;
let bulkCount = 0;
let announced = 0;

/** Pieces must come whole and in order; tells when all announced bytes are here. */
function takeBulk({ sequence, data }: Bulk): void {
  if (sequence !== bulkCount || data[0] !== (sequence & 255) || data.at(-1) !== (sequence & 255)) {
    wrong(`piece ${sequence} came as number ${bulkCount}`);
  }
  bulkCount++;
  bulkBytes += data.length;
  tellBulk();
}

function tellBulk(): void {
  if (announced === 0 || bulkBytes < announced) return;
  say({ bulkBytes, at: machineTime() });
  announced = bulkBytes = bulkCount = 0;
}

process.on('message', ({ expectBulk }: { expectBulk: number }) => {
  announced = expectBulk;
  tellBulk();
});
process.on('disconnect', () => process.exit());

try {
  say({ address: await linkNamed(task.link).answer({ takeBulk, wrong }, { schema, packages }) });
} catch (error) {
  say({ failed: (error as Error).message });
}
