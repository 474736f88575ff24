import type {
  DialOptions,
  Listener,
  ListenOptions,
  Transport,
  TransportKind,
} from '../transport/transport.js';
import { TransportError } from '../transport/errors.js';
import { schemeOf } from './address.js';

/** Ways of carrying bytes, by the scheme of an address. */
export class TransportSet {
  readonly #kinds = new Map<string, TransportKind>();

  constructor(kinds: readonly TransportKind[]) {
    for (const kind of kinds) for (const scheme of kind.schemes) this.#kinds.set(scheme, kind);
  }

  get schemes(): string[] {
    return [...this.#kinds.keys()];
  }

  listen(address: string, options: ListenOptions): Promise<Listener> {
    return this.#kindOf(address).listen(address, options);
  }

  dial(address: string, options: DialOptions): Promise<Transport> {
    return this.#kindOf(address).dial(address, options);
  }

  #kindOf(address: string): TransportKind {
    const kind = this.#kinds.get(schemeOf(address));
    if (kind !== undefined) return kind;
    throw new TransportError(
      'BAD_ADDRESS',
      `no transport for ${address}; known are ${this.schemes.join(', ')}`,
    );
  }
}
