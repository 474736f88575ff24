import { Packages } from '../../src/bench/packages.js';
import { CheckedArrivals, Tally } from './arrivals.js';
import { contenderNamed } from './contenders/index.js';
import type { Answer, Order, ReceiverTask, Report } from './receiver-orders.js';
import { loadBenchSchema } from './schema.js';

// The receiving ends of one contender, in a process of their own: `receivers.ts` starts it.

const task = JSON.parse(process.argv[2]!) as ReceiverTask;
const contender = contenderNamed(task.contender);
const schema = await loadBenchSchema(task.schemaFolder);
const packages = new Packages(task.packageFolders);

const ends: CheckedArrivals[] = [];
let tally: Tally | undefined;

const say = (message: Report | { readonly answer: Answer }): void => {
  // Whoever asked may have ended.
  if (process.connected) process.send!(message);
};

function obey(order: Order): Answer {
  if ('payloadBytes' in order) {
    const { payloadBytes, step, recordsTimes } = order;
    tally = new Tally(task.receivers, step, (reached, at) => say({ reached, at }));
    for (const end of ends) end.expect(payloadBytes, tally, recordsTimes);
    return { done: true };
  }
  if ('handedIn' in order) {
    const delays = ends.flatMap((end) => end.delays(order.handedIn));
    return { delays: Float64Array.from(delays).sort() };
  }
  return { counts: tally?.counts ?? [] };
}

process.on('message', (order: Order) => say({ answer: obey(order) }));
process.on('disconnect', () => process.exit());

for (let index = 0; index < task.receivers; index++) {
  const arrivals = new CheckedArrivals(index, schema, (wrong) => say({ wrong }));
  ends.push(arrivals);
  await contender.receive({ address: task.address, index, arrivals }, { schema, packages });
}
say({ ready: true });
