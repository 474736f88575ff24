import { strict as assert } from 'node:assert';
import { fork, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { catalog } from '../generated/catalog.js';
import { PeerConnectionRegistry } from '../src/peer/registry.js';
import { silentLog } from '../src/platform/log.js';
import { systemRuntime } from '../src/platform/system.js';
import { tcp } from '../src/transport/index.js';
import type { Contender } from '../src/bench/harness.js';
import type { Cell } from './cell.js';
import { plainJson } from './plain-json.js';
import { broadcastSamples, type Sample } from './messages.js';
import { benchPeer, digestOf, type ReceiverKind, type ReceiverReport } from './receivers.js';

const PEERS = 50;
const BATCH_TIMEOUT_MS = 30_000;

/** A sender with its 50 receivers in a process of their own, over real sockets. */
interface Broadcaster {
  readonly name: string;
  /** SHA-256 of the bytes that one receiver must get for one message. */
  readonly digest: string;
  readonly receivers: Receivers;
  readonly broadcast: () => void;
  stop(): Promise<void>;
}

/** One message from one process to 50 peers: encoded for each as the original did, encoded once, and ours. */
export async function broadcastCells(): Promise<Cell[]> {
  const [vote, block] = await broadcastSamples();
  return [broadcastCell(vote!, 100), broadcastCell(block!, 1)];
}

function broadcastCell(sample: Sample, batch: number): Cell {
  const running: Broadcaster[] = [];
  const names = ['JSON line, encoded per peer', 'JSON line, encoded once', 'framewright, frame encoded once'];
  const contenders = names.map((name, index): Contender => {
    let last = Promise.resolve();
    return {
      name,
      batch,
      // benny's first look at a case calls it twice at once; broadcasts are counted one batch after another.
      run: () => (last = last.then(() => broadcastBatch(running[index]!, batch))),
    };
  });
  return {
    name: `broadcast to ${PEERS} peers: ${sample.name}`,
    contenders,
    async check() {
      running.push(
        await lineBroadcaster(names[0]!, sample, batch, false),
        await lineBroadcaster(names[1]!, sample, batch, true),
        await frameBroadcaster(names[2]!, sample, batch),
      );
      for (const broadcaster of running) {
        await broadcastBatch(broadcaster, batch);
        assert.deepEqual(broadcaster.receivers.digests, new Array(PEERS).fill(broadcaster.digest));
      }
    },
    async dispose() {
      await Promise.all(running.map((broadcaster) => broadcaster.stop()));
    },
  };
}

async function broadcastBatch({ broadcast, receivers }: Broadcaster, batch: number): Promise<void> {
  const arrived = receivers.nextBatch();
  for (let index = 0; index < batch; index++) broadcast();
  await arrived;
}

async function lineBroadcaster(
  name: string,
  { message }: Sample,
  batch: number,
  once: boolean,
): Promise<Broadcaster> {
  const plain = plainJson(message);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.setNoDelay(true)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receivers = new Receivers(
    'lines',
    `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    batch,
  );
  await until(() => sockets.size === PEERS);
  return {
    name,
    digest: digestOf(Buffer.from(JSON.stringify(plain))),
    receivers,
    broadcast() {
      const shared = once ? Buffer.from(`${JSON.stringify(plain)}\n`) : undefined;
      for (const socket of sockets) socket.write(shared ?? `${JSON.stringify(plain)}\n`);
    },
    async stop() {
      await receivers.stop();
      server.close();
    },
  };
}

async function frameBroadcaster(
  name: string,
  { codec, message }: Sample,
  batch: number,
): Promise<Broadcaster> {
  const registry = new PeerConnectionRegistry({
    runtime: systemRuntime,
    log: silentLog,
    types: catalog,
    local: benchPeer(1000),
    events: { onMessage: () => {} },
  });
  const listener = await tcp.listen('tcp://127.0.0.1:0', {
    runtime: systemRuntime,
    onTransport: (transport) => registry.attach(transport, 'inbound'),
    onError: (error) => assert.fail(error),
  });
  const receivers = new Receivers('frames', listener.address, batch);
  await until(() => registry.connectedPeers().length === PEERS);
  return {
    name,
    digest: digestOf(codec.encode(message)),
    receivers,
    broadcast() {
      assert.equal(registry.broadcast(codec.frame(message)), PEERS);
    },
    async stop() {
      await receivers.stop();
      await listener.close();
      await registry.close();
    },
  };
}

/** The process with the receiving ends. */
class Receivers {
  readonly digests: string[] = [];
  readonly #process: ChildProcess;
  #batchArrived: (() => void) | undefined;

  constructor(kind: ReceiverKind, address: string, batch: number) {
    const script = join(import.meta.dirname, 'receivers.js');
    this.#process = fork(script, [kind, address, String(PEERS), String(batch)]);
    this.#process.on('message', (report: ReceiverReport) => {
      if ('digest' in report) this.digests.push(report.digest);
      else this.#batchArrived?.();
    });
  }

  /** Resolves when every receiver has had one more batch. */
  nextBatch(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('a batch did not arrive')), BATCH_TIMEOUT_MS);
      this.#batchArrived = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await exited;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
