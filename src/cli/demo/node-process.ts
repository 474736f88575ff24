import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { Log } from '../../platform/log.js';
import { systemRuntime } from '../../platform/system.js';
import { reasonOf } from '../../platform/reason.js';
import { hex } from '../../timecoin/hash.js';
import { createTimeNode, DATABASE_ENCODING, networkNamed, type TimeNode } from '../../timecoin/index.js';
import type { FromNode, NodeReport, StartNode, ToNode } from './protocol.js';
import { DemoTransactions, writeBacklog } from './transactions.js';

// One node of the demonstration as a process of its own. It does what its parent says over the channel between them and
// ends with it. Ctrl-C reaches the whole process group: the parent alone decides what follows.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

const REPORT_MS = 250;

const { clock } = systemRuntime;

let node: TimeNode | undefined;
let started: Promise<void> | undefined;
let dataDir: string | undefined;
let stopping = false;

process.on('message', (message: ToNode) => {
  switch (message.type) {
    case 'start':
      started = start(message).catch(fail);
      break;
    case 'report':
      if (node !== undefined) tell({ type: 'report', report: report(node), wasAsked: true });
      break;
    case 'stop':
      void stop();
      break;
  }
});
process.once('disconnect', () => void stop());

function tell(message: FromNode): void {
  // Nobody listens any more once the parent is gone, which `disconnect` tells a little later.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function start(order: StartNode): Promise<void> {
  const { network, listen, peers, produce } = order;
  dataDir = order.dataDir;
  const database = new ClassicLevel<string, Uint8Array>(join(dataDir, 'blocks'), DATABASE_ENCODING);
  const transactions = produce && (await DemoTransactions.load());
  if (transactions !== undefined) await writeBacklog(database, networkNamed(network), clock, transactions);
  node = await createTimeNode({
    network,
    listen: [listen],
    peers,
    dataDir,
    database,
    log: log(),
    // Often enough to show a round trip time soon.
    limits: { pingIntervalMs: 1_000 },
    produce: produce && transactions && { ...produce, source: (height) => take(transactions, height) },
    onFailure: fail,
  });
  const { chain, node: connections } = node;
  chain.onChange(
    ({ added }) => {
      for (const { height, hash, transactions: held, payload } of added) {
        tell({
          type: 'block',
          height,
          hash: hex(hash),
          transactions: held.length,
          bytes: payload.length,
          at: clock.wallTime(),
        });
      }
    },
    () => false,
  );
  connections.on('connect', ({ peer, direction }) => {
    tell({ type: 'connected', peer: peer?.id ?? '', direction, at: clock.wallTime() });
  });
  connections.on('disconnect', ({ peer }, { reason }) => {
    tell({ type: 'disconnected', peer: peer?.id ?? '', reason, at: clock.wallTime() });
  });
  const [address = ''] = connections.addresses;
  tell({ type: 'ready', id: connections.id, address, height: chain.height });
  scheduleReport();
}

function take(transactions: DemoTransactions, height: number): ReturnType<DemoTransactions['take']> {
  const taken = transactions.take(height);
  if (taken.length > 0 && transactions.left === 0) tell({ type: 'usedUp', height, at: clock.wallTime() });
  return taken;
}

// What the parent prints; it hears of connections and blocks from the node itself.
function log(): Log {
  const warn: Log['warn'] = (event, fields = {}) => {
    const details = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
    tell({ type: 'warning', text: [event, ...details].join(' '), at: clock.wallTime() });
  };
  return {
    debug: () => undefined,
    info(event, fields = {}) {
      if (event !== 'synced') return;
      tell({
        type: 'synced',
        blocks: Number(fields['blocks']),
        seconds: Number(fields['seconds']),
        at: clock.wallTime(),
      });
    },
    warn,
    error: warn,
  };
}

function scheduleReport(): void {
  clock.schedule(REPORT_MS, () => {
    // What is left of the connections while they close is no news.
    if (node === undefined || stopping) return;
    tell({ type: 'report', report: report(node), wasAsked: false });
    scheduleReport();
  });
}

function report(timeNode: TimeNode): NodeReport {
  const { peers, height, tip, syncing } = timeNode.status();
  const stats = timeNode.node.connections.map((connection) => connection.stats());
  const sum = (of: (each: (typeof stats)[number]) => number): number =>
    stats.reduce((all, each) => all + of(each), 0);
  const measured = stats.filter((each) => !Number.isNaN(each.rttMs));
  const rttMs = measured.reduce((all, each) => all + each.rttMs, 0) / measured.length;
  return {
    peers,
    height,
    tip,
    syncing,
    messagesIn: sum((each) => each.messagesIn),
    messagesOut: sum((each) => each.messagesOut),
    bytesIn: sum((each) => each.bytesIn),
    bytesOut: sum((each) => each.bytesOut),
    rttMs: measured.length === 0 ? undefined : rttMs,
    queuedBytes: sum((each) => each.queuedBytes),
  };
}

async function stop(): Promise<void> {
  stopping = true;
  await started;
  await node?.stop();
  if (dataDir !== undefined) await removeData(dataDir);
  process.exit(0);
}

// The parent removes the folder around it, but a killed one cannot: then the last node to end finds it empty.
async function removeData(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  try {
    await rmdir(dirname(folder));
  } catch (error) {
    if (!(
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOTEMPTY' || error.code === 'ENOENT')
    ))
      throw error;
  }
}

function fail(error: unknown): void {
  tell({ type: 'failed', reason: reasonOf(error) });
}
