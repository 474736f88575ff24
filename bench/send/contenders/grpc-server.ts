import type { Packages } from '../../../src/bench/packages.js';

export const GRPC_PACKAGE = '@grpc/grpc-js';

export const GRPC_HEADERS = {
  ':method': 'POST',
  'content-type': 'application/grpc',
  te: 'trailers',
} as const;

// What is used of the package, which has no types at hand.
interface Grpc {
  readonly Server: new () => {
    addService(service: object, handlers: object): void;
    bindAsync(address: string, credentials: unknown, done: (error: Error | null, port: number) => void): void;
    forceShutdown(): void;
  };
  readonly ServerCredentials: { createInsecure(): unknown };
  readonly Metadata: new () => object;
}

/** A call that is answered with a stream. */
export interface ServerStream {
  sendMetadata(metadata: object): void;
  write(payload: Uint8Array): boolean;
  on(event: 'cancelled', listener: () => void): void;
}

/** How a method answers: with a stream, or once. */
export type Method =
  | { readonly responseStream: true; readonly handle: (stream: ServerStream) => void }
  | { readonly responseStream: false; readonly handle: (payload: Buffer) => Uint8Array };

/** A server of these methods by their paths, which get and give payloads: those are encoded and decoded outside. */
export async function startGrpcServer(
  packages: Packages,
  methods: Readonly<Record<string, Method>>,
): Promise<{ readonly port: number; noMetadata(): object; stop(): Promise<void> }> {
  const { Server, ServerCredentials, Metadata } = await packages.load<Grpc>(GRPC_PACKAGE);
  const server = new Server();
  const asIs = (payload: unknown): unknown => payload;
  const service = Object.entries(methods).map(([path, { responseStream }]) => [
    path,
    {
      ...{ path, originalName: path, requestStream: false, responseStream },
      ...{ requestSerialize: asIs, requestDeserialize: asIs, responseDeserialize: asIs },
      responseSerialize: ({ buffer, byteOffset, length }: Uint8Array) =>
        Buffer.from(buffer, byteOffset, length),
    },
  ]);
  type Done = (error: null, payload: Uint8Array) => void;
  const handlers = Object.entries(methods).map(([path, method]) => [
    path,
    method.responseStream
      ? method.handle
      : ({ request }: { request: Buffer }, done: Done): void => done(null, method.handle(request)),
  ]);
  server.addService(Object.fromEntries(service) as object, Object.fromEntries(handlers) as object);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    noMetadata: () => new Metadata(),
    stop() {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

/** A message of a gRPC stream: one byte that says it is not compressed, its length, the message. */
export function grpcFrame(payload: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}
