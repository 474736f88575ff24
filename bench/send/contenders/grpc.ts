import { connect } from 'node:http2';
import type { SendContender, Sender } from '../contender.js';
import { GRPC } from '../names.js';
import { GRPC_PACKAGE, grpcFrame, GRPC_HEADERS, startGrpcServer, type ServerStream } from './grpc-server.js';

const PATH = '/bench.Bench/Notes';
/** More than is ever under way, so that flow control makes nobody wait. */
const WINDOW_BYTES = 16 * 1024 * 1024;

/** gRPC: each receiver has called a method that answers with a stream, and a broadcast is one write to each of them. */
export const grpc: SendContender = {
  name: GRPC,
  packages: [GRPC_PACKAGE],
  async start({ schema: { Note }, packages }): Promise<Sender> {
    const streams = new Set<ServerStream>();
    const server = await startGrpcServer(packages, {
      [PATH]: {
        responseStream: true,
        handle(stream: ServerStream) {
          streams.add(stream);
          stream.on('cancelled', () => streams.delete(stream));
          // Opens the stream before there is anything to say.
          stream.sendMetadata(server.noMetadata());
        },
      },
    });
    return {
      address: `http://127.0.0.1:${server.port}`,
      connected: () => streams.size,
      broadcast(note) {
        const payload = Note.encode(note);
        for (const stream of streams) stream.write(payload);
      },
      stop: () => server.stop(),
    };
  },
  async receive({ address, arrivals }) {
    arrivals.frames(grpcFrame);
    const session = connect(address, { settings: { initialWindowSize: WINDOW_BYTES } });
    session.on('error', () => session.destroy());
    await new Promise((resolve) => session.once('connect', resolve));
    session.setLocalWindowSize(WINDOW_BYTES);
    const call = session.request({ ...GRPC_HEADERS, ':path': PATH });
    call.on('error', () => session.destroy());
    call.on('data', (chunk: Buffer) => arrivals.bytes(chunk));
    call.end(grpcFrame(Buffer.alloc(0)));
    await new Promise((resolve) => call.once('response', resolve));
  },
};
