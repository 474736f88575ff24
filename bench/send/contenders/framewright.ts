import { PeerConnectionRegistry } from '../../../src/peer/registry.js';
import { createLog } from '../../../src/observe/log.js';
import { systemRuntime } from '../../../src/platform/system.js';
import { tcp } from '../../../src/transport/index.js';
import type { TransportKind } from '../../../src/transport/transport.js';
import type { SendContender, Sender } from '../contender.js';
import { OURS } from '../names.js';
import { benchPeer, receiveFrames } from './raw-peer.js';

/** Framewright as an application uses it: a message is framed once and broadcast, and the log has its default level. */
export const framewright: SendContender = {
  name: OURS,
  start: ({ schema }) => startRegistry(schema, tcp, 'tcp://127.0.0.1:0'),
  receive: (end, { schema }) => receiveFrames(end, schema),
};

type Schema = Parameters<SendContender['start']>[0]['schema'];

async function startRegistry(schema: Schema, kind: TransportKind, address: string): Promise<Sender> {
  const { Note, catalog } = schema;
  let connected = 0;
  let lines = 0;
  const registry = new PeerConnectionRegistry({
    runtime: systemRuntime,
    log: createLog({ stream: { write: () => lines++ } }),
    types: catalog,
    local: benchPeer(1_000_000, schema),
    events: {
      onMessage: () => {},
      onConnect: () => connected++,
      onDisconnect: () => connected--,
    },
  });
  const listener = await kind.listen(address, {
    runtime: systemRuntime,
    onTransport: (transport) => registry.attach(transport, 'inbound'),
    onError: (error) => {
      throw error;
    },
  });
  return {
    address: listener.address,
    connected: () => connected,
    broadcast(note) {
      registry.broadcastMessage(Note, note);
    },
    logLines: () => lines,
    async stop() {
      await Promise.all([listener.close(), registry.close()]);
    },
  };
}
