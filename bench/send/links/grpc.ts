import { GRPC_PACKAGE, startGrpcServer } from '../contenders/grpc-server.js';
import { checkAnswer, type LinkContender } from './link.js';

const PATH = '/bench.Bench/Ask';

// What is used of the package, which has no types at hand.
interface Grpc {
  readonly Client: new (address: string, credentials: unknown) => GrpcClient;
  readonly credentials: { createInsecure(): unknown };
}
interface GrpcClient {
  makeUnaryRequest(
    path: string,
    serialize: (payload: Buffer) => Buffer,
    deserialize: (payload: Buffer) => Buffer,
    payload: Uint8Array,
    done: (error: Error | null, payload: Buffer) => void,
  ): void;
  close(): void;
}

/** gRPC's unary calls. */
export const grpc: LinkContender = {
  name: 'gRPC',
  packages: [GRPC_PACKAGE],
  async connect(address, { schema: { Question, Answer }, packages }) {
    const { Client, credentials } = await packages.load<Grpc>(GRPC_PACKAGE);
    const client = new Client(new URL(address).host, credentials.createInsecure());
    const asIs = (payload: Buffer): Buffer => payload;
    return {
      async ask(question) {
        const { buffer, byteOffset, length } = Question.encode(question);
        const payload = Buffer.from(buffer, byteOffset, length);
        const answer = await new Promise<Buffer>((resolve, reject) => {
          client.makeUnaryRequest(PATH, asIs, asIs, payload, (error, bytes) => {
            if (error === null) resolve(bytes);
            else reject(error);
          });
        });
        checkAnswer(question, Answer.decode(answer));
      },
      close() {
        client.close();
        return Promise.resolve();
      },
    };
  },
  async answer(_taker, { schema: { Question, Answer }, packages }) {
    const { port } = await startGrpcServer(packages, {
      [PATH]: {
        responseStream: false,
        handle: (payload) => Answer.encode(Question.decode(payload)),
      },
    });
    return `http://127.0.0.1:${port}`;
  },
};
