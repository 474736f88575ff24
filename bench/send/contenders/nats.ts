import type { SendContender, Sender } from '../contender.js';
import { NATS } from '../names.js';
import { brokerCpuMs, NATS_CLIENT, NATS_SERVER, startBroker, type NatsClient } from './nats-broker.js';
import { readInto } from './read-into.js';

const SUBJECT = 'notes';
const PING = 'PING\r\n';
const PONG = 'PONG\r\n';

/** NATS: each note is published once, and its broker, a process of its own, writes to the subscribers. */
export const nats: SendContender = {
  name: NATS,
  packages: [NATS_CLIENT],
  program: NATS_SERVER,
  async start({ schema: { Note }, packages }): Promise<Sender> {
    const { connect } = await packages.load<NatsClient>(NATS_CLIENT);
    const broker = await startBroker();
    const connection = await connect({ servers: broker.address }).catch(async (error: unknown) => {
      await broker.stop();
      throw error;
    });
    return {
      address: `nats://${broker.address}`,
      // The broker alone knows: `receive` has waited for its word.
      connected: () => Infinity,
      broadcast: (note) => connection.publish(SUBJECT, Note.encode(note)),
      helperCpuMs: () => brokerCpuMs(broker.pid),
      async stop() {
        await connection.close();
        await broker.stop();
      },
    };
  },
  async receive({ address, arrivals }) {
    let isSubscribed = false;
    let subscribed!: () => void;
    const whenSubscribed = new Promise<void>((resolve) => (subscribed = resolve));
    const ownLength = (bytes: Buffer): number | undefined => {
      if (bytes.length < PING.length) return undefined;
      if (bytes.toString('latin1', 0, PING.length) !== PING) return 0;
      socket.write(PONG);
      return PING.length;
    };
    arrivals.frames(
      (payload) =>
        Buffer.concat([Buffer.from(`MSG ${SUBJECT} 1 ${payload.length}\r\n`), payload, Buffer.from('\r\n')]),
      ownLength,
    );
    let opening = '';
    const { hostname, port } = new URL(address);
    const socket = await readInto({ host: hostname, port: Number(port) }, (chunk) => {
      if (isSubscribed) {
        arrivals.bytes(chunk);
        return;
      }
      opening += chunk.toString('latin1');
      if (opening.includes(`\r\n${PING}`)) socket.write(PONG);
      isSubscribed = opening.includes(`\r\n${PONG}`);
      if (isSubscribed) subscribed();
    });
    // The answer to our PING says that all before it is done.
    socket.write(`CONNECT {"verbose":false}\r\nSUB ${SUBJECT} 1\r\n${PING}`);
    await whenSubscribed;
  },
};
