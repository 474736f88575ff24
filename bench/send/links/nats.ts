import {
  brokerCpuMs,
  NATS_CLIENT,
  NATS_SERVER,
  startBroker,
  type NatsClient,
} from '../contenders/nats-broker.js';
import { NATS } from '../names.js';
import { checkAnswer, type LinkContender } from './link.js';

const SUBJECT = 'ask';
const TIMEOUT_MS = 60_000;

/** NATS's requests: both the question and the answer go through its broker. */
export const nats: LinkContender = {
  name: NATS,
  packages: [NATS_CLIENT],
  program: NATS_SERVER,
  async connect(address, { schema: { Question, Answer }, packages }) {
    const { host, searchParams } = new URL(address);
    const { connect } = await packages.load<NatsClient>(NATS_CLIENT);
    const connection = await connect({ servers: host });
    return {
      async ask(question) {
        const { data } = await connection.request(SUBJECT, Question.encode(question), {
          timeout: TIMEOUT_MS,
        });
        checkAnswer(question, Answer.decode(data));
      },
      helperCpuMs: () => brokerCpuMs(Number(searchParams.get('broker'))),
      close: () => connection.close(),
    };
  },
  async answer(_taker, { schema: { Question, Answer }, packages }) {
    const { connect } = await packages.load<NatsClient>(NATS_CLIENT);
    // It ends with this process.
    const { address, pid } = await startBroker();
    const connection = await connect({ servers: address });
    connection.subscribe(SUBJECT, {
      callback: (_error, message) => message.respond(Answer.encode(Question.decode(message.data))),
    });
    await connection.flush();
    return `nats://${address}/?broker=${pid}`;
  },
};
