import { PeerConnectionRegistry } from '../../../src/peer/registry.js';
import { silentLog } from '../../../src/platform/log.js';
import { systemRuntime } from '../../../src/platform/system.js';
import { tcp } from '../../../src/transport/index.js';
import { benchPeer } from '../contenders/raw-peer.js';
import { OURS } from '../names.js';
import { checkAnswer, type LinkContender } from './link.js';

export const framewright: LinkContender = {
  name: OURS,
  async connect(address, { schema }) {
    const { Question, Answer, Urgent, UrgentAnswer, Bulk } = schema;
    const registry = new PeerConnectionRegistry({
      runtime: systemRuntime,
      log: silentLog,
      types: schema.catalog,
      local: benchPeer(2, schema),
      events: { onMessage: () => {} },
      // The whole transfer is queued at once.
      limits: { queueCapBytes: 256 * 1024 * 1024 },
    });
    const connection = registry.attach(
      await tcp.dial(address, { runtime: systemRuntime, timeoutMs: 5_000 }),
      'outbound',
    );
    while (connection.state !== 'open') await new Promise((resolve) => setTimeout(resolve, 2));
    return {
      async ask(question) {
        const { payload } = await connection.request(Question.frame(question));
        checkAnswer(question, Answer.decode(payload));
      },
      bulk: {
        async askUrgently(urgent) {
          const { payload } = await connection.request(Urgent.frame(urgent));
          checkAnswer(urgent, UrgentAnswer.decode(payload));
        },
        send: (bulk) => void connection.send(Bulk.frame(bulk)),
      },
      close: () => registry.close(),
    };
  },
  async answer({ takeBulk, wrong }, { schema }) {
    const { Question, Answer, Urgent, UrgentAnswer, Bulk } = schema;
    const registry = new PeerConnectionRegistry({
      runtime: systemRuntime,
      log: silentLog,
      types: schema.catalog,
      local: benchPeer(1, schema),
      events: {
        onMessage(_connection, { type, payload, id }) {
          if (type === Question.type) return Answer.frame(Question.decode(payload), id);
          if (type === Urgent.type) return UrgentAnswer.frame(Urgent.decode(payload), id);
          return takeBulk(Bulk.decode(payload));
        },
      },
    });
    const listener = await tcp.listen('tcp://127.0.0.1:0', {
      runtime: systemRuntime,
      onTransport: (transport) => registry.attach(transport, 'inbound'),
      onError: (error) => wrong(error.message),
    });
    return listener.address;
  },
};
