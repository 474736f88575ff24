import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { catalog } from '../generated/catalog.js';
import { PeerConnectionRegistry } from '../src/peer/registry.js';
import { silentLog } from '../src/platform/log.js';
import { systemRuntime } from '../src/platform/system.js';
import { tcp } from '../src/transport/index.js';

/** What a process of receivers is told on its command line. */
export type ReceiverKind = 'lines' | 'frames';

/** What it tells the sender: the digest of a receiver's first message, then each time all have had `batch` messages. */
export type ReceiverReport = { readonly digest: string } | { readonly received: number };

/** The peer a bench registry shows itself as: node id `index`, no listening port. */
export function benchPeer(index: number) {
  const nodeId = new Uint8Array(32);
  new DataView(nodeId.buffer).setUint32(0, index);
  return {
    magic: new Uint8Array(4),
    network: 'bench',
    nodeId,
    epoch: BigInt(index),
    capabilities: [],
    schemaFingerprint: catalog.fingerprint,
    listenPort: 0,
    userAgent: 'framewright-bench',
  };
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const [kind, address, receivers, batch] = process.argv.slice(2);
if (process.send !== undefined && address !== undefined) await receive(kind as ReceiverKind);

async function receive(kind: ReceiverKind): Promise<void> {
  let received = 0;
  const enough = Number(receivers) * Number(batch);
  const count = (messages: number): void => {
    received += messages;
    if (received % enough === 0) process.send!({ received } satisfies ReceiverReport);
  };
  for (let index = 1; index <= Number(receivers); index++) {
    if (kind === 'lines') receiveLines(count);
    else await receiveFrames(index, count);
  }
  process.on('disconnect', () => process.exit());
}

/** Counts lines without parsing them: the sender is what is measured. */
function receiveLines(count: (messages: number) => void): void {
  const { hostname, port } = new URL(address!);
  const socket = connect(Number(port), hostname);
  let first: Buffer[] | undefined = [];
  socket.on('data', (chunk) => {
    let lines = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
      if (first !== undefined) {
        first.push(chunk.subarray(0, at));
        process.send!({ digest: digestOf(Buffer.concat(first)) } satisfies ReceiverReport);
        first = undefined;
      }
      lines++;
    }
    first?.push(chunk);
    if (lines > 0) count(lines);
  });
  socket.on('error', () => process.exit(1));
}

/** A peer as everybody has it, handshake, credit and all. */
async function receiveFrames(index: number, count: (messages: number) => void): Promise<void> {
  let isFirst = true;
  const registry = new PeerConnectionRegistry({
    runtime: systemRuntime,
    log: silentLog,
    types: catalog,
    local: benchPeer(index),
    events: {
      onMessage: (_connection, { payload }) => {
        if (isFirst) process.send!({ digest: digestOf(payload) } satisfies ReceiverReport);
        isFirst = false;
        count(1);
      },
    },
  });
  registry.attach(await tcp.dial(address!, { runtime: systemRuntime, timeoutMs: 5000 }), 'outbound');
}
