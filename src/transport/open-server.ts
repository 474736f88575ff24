import type { Server } from 'node:net';
import { afterTurn } from '#platform';
import { formatAddress, type Address } from './address.js';
import { listenError } from './socket-errors.js';
import type { Listener, ListenOptions } from './transport.js';

/** Binds a server to its address; later errors go to `onError`. */
export function openServer(
  server: Server,
  address: Exclude<Address, { scheme: 'memory' }>,
  options: ListenOptions,
): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const onFailure = (error: Error): void => {
      reject(listenError(formatAddress(address), error));
    };
    server.once('error', onFailure);
    server.listen(
      address.scheme === 'unix' ? { path: address.path } : { host: address.host, port: address.port },
      () => {
        server.off('error', onFailure);
        server.on('error', options.onError);
        resolve({ address: formatAddress(boundAddress(address, server)), close: () => close(server) });
      },
    );
  });
}

function boundAddress(
  address: Exclude<Address, { scheme: 'memory' }>,
  server: Server,
): Exclude<Address, { scheme: 'memory' }> {
  const bound = server.address();
  if (address.scheme === 'unix' || bound === null || typeof bound === 'string') return address;
  return { ...address, port: bound.port };
}

// The server's own callback would wait for every link to end; no new one comes from the next turn on.
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close();
    afterTurn(resolve);
  });
}
