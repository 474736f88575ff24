import type { Runtime } from '../platform/clock.js';
import { parseAddress } from './address.js';
import { attemptDial } from './dial-attempt.js';
import { TransportError } from './errors.js';
import { after, MemoryPipe, type MemoryLinkOptions } from './memory-pipe.js';
import type { SharedChunks } from './shared-chunks.js';
import type {
  DialOptions,
  Listener,
  ListenOptions,
  Transport,
  TransportKind,
  TransportSink,
} from './transport.js';

export type { MemoryLinkOptions } from './memory-pipe.js';

/** A link between two ends of a MemoryNetwork, for tests that want to break it. */
export interface MemoryLink {
  /** The address that was dialled. */
  readonly address: string;
  readonly isOpen: boolean;
  /** The dialler's end, and the listener's. */
  readonly ends: readonly [Transport, Transport];
  /** From now on every byte is lost both ways and neither end is told: a half-open link. */
  cut(): void;
  /** Both ends learn at once that the link is gone. */
  reset(): void;
}

/**
 * Links within the process, at addresses `memory:name`. With a virtual clock a whole network runs on virtual time. One
 * MemoryNetwork is one network: its listeners are seen by its own dials alone.
 */
export class MemoryNetwork implements TransportKind {
  readonly schemes = ['memory'];
  readonly #optionsOf: (address: string) => MemoryLinkOptions;
  readonly #listeners = new Map<string, ListenOptions>();
  readonly #links = new Set<Link>();
  #nextName = 1;

  /** How links behave: all alike, or by the address dialled. */
  constructor(options: MemoryLinkOptions | ((address: string) => MemoryLinkOptions) = {}) {
    this.#optionsOf = typeof options === 'function' ? options : () => options;
  }

  /** Links whose two ends are not both closed, oldest first. */
  get links(): readonly MemoryLink[] {
    return [...this.#links];
  }

  listen(address: string, options: ListenOptions): Promise<Listener> {
    return new Promise((resolve) => {
      resolve(this.#listen(nameOf(address), options));
    });
  }

  async dial(address: string, options: DialOptions): Promise<Transport> {
    const name = nameOf(address);
    const linkOptions = this.#optionsOf(`memory:${name}`);
    const { clock } = options.runtime;
    const latencyMs = linkOptions.latencyMs ?? 0;
    return attemptDial(`memory:${name}`, options, (succeed, fail) => {
      let isDropped = false;
      let link: Link | undefined;
      after(clock, latencyMs, () => {
        if (isDropped) return;
        const listening = this.#listeners.get(name);
        if (listening !== undefined) link = this.#connect(name, linkOptions, options.runtime, listening);
        after(clock, latencyMs, () => {
          if (link !== undefined) succeed(link.dialling);
          else fail(new TransportError('REFUSED', `memory:${name}: nobody listens there`));
        });
      });
      return () => {
        isDropped = true;
        link?.dialling.destroy();
      };
    });
  }

  #listen(asked: string, options: ListenOptions): Listener {
    // As port 0 elsewhere: a name of the network's choice.
    const name = asked === '0' ? `listener-${this.#nextName++}` : asked;
    if (this.#listeners.has(name)) {
      throw new TransportError('LISTEN_FAILED', `memory:${name}: someone listens there already`);
    }
    this.#listeners.set(name, options);
    return {
      address: `memory:${name}`,
      close: () => {
        if (this.#listeners.get(name) === options) this.#listeners.delete(name);
        return Promise.resolve();
      },
    };
  }

  #connect(name: string, options: MemoryLinkOptions, runtime: Runtime, listening: ListenOptions): Link {
    const diallerAddress = `memory:dialler-${this.#nextName++}`;
    const link: Link = new Link(`memory:${name}`, diallerAddress, options, runtime, () => {
      this.#links.delete(link);
    });
    this.#links.add(link);
    listening.onTransport(link.listening);
    return link;
  }
}

class Link implements MemoryLink {
  readonly address: string;
  readonly dialling: MemoryTransport;
  readonly listening: MemoryTransport;

  constructor(
    address: string,
    diallerAddress: string,
    options: MemoryLinkOptions,
    runtime: Runtime,
    onGone: () => void,
  ) {
    this.address = address;
    const end = (remoteAddress: string): MemoryTransport =>
      new MemoryTransport(remoteAddress, runtime, () => {
        if (!this.isOpen) onGone();
      });
    this.dialling = end(address);
    this.listening = end(diallerAddress);
    this.dialling.connect(this.listening, options);
    this.listening.connect(this.dialling, options);
  }

  get ends(): readonly [Transport, Transport] {
    return [this.dialling, this.listening];
  }

  get isOpen(): boolean {
    return !this.dialling.isClosed || !this.listening.isClosed;
  }

  cut(): void {
    this.dialling.cut();
    this.listening.cut();
  }

  reset(): void {
    this.dialling.reset();
    this.listening.reset();
  }
}

class MemoryTransport implements Transport {
  readonly kind = 'memory';
  readonly keepsBoundaries = false;
  readonly remoteAddress: string;
  readonly #runtime: Runtime;
  readonly #onClosed: () => void;
  #out!: MemoryPipe;
  #in!: MemoryPipe;
  #sink: TransportSink | undefined;
  #isPaused = false;
  #hasEnded = false;
  #endDelivered = false;
  #otherEnded = false;
  #isClosing = false;
  #isClosed = false;

  constructor(remoteAddress: string, runtime: Runtime, onClosed: () => void) {
    this.remoteAddress = remoteAddress;
    this.#runtime = runtime;
    this.#onClosed = onClosed;
  }

  /** Lays the pipe from this end to the other. */
  connect(other: MemoryTransport, options: MemoryLinkOptions): void {
    const { clock, random } = this.#runtime;
    const pipe = new MemoryPipe(clock, options, () => random.next(), other.#reader, this.#writer);
    this.#out = pipe;
    other.#in = pipe;
  }

  get bufferedBytes(): number {
    return this.#out.queuedBytes;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  start(sink: TransportSink): void {
    this.#sink = sink;
    this.#deliverSoon();
  }

  write(chunks: readonly Uint8Array[], shared?: SharedChunks): boolean {
    if (this.#hasEnded || this.#isClosing) return false;
    return this.#out.write(shared === undefined ? chunks : [...chunks, ...shared.chunks]);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#deliverSoon();
  }

  end(): void {
    if (this.#hasEnded || this.#isClosing) return;
    this.#hasEnded = true;
    this.#out.end();
  }

  destroy(): void {
    if (this.#isClosing) return;
    this.#out.reset(new TransportError('LOST', `${this.remoteAddress}: the other side dropped the link`));
    this.#closeSoon();
  }

  cut(): void {
    this.#out.cut();
  }

  reset(): void {
    this.#closeSoon(new TransportError('LOST', `${this.remoteAddress}: the link was reset`));
  }

  readonly #reader = {
    isReading: (): boolean => this.#sink !== undefined && !this.#isPaused && !this.#isClosing,
    onBytes: (chunk: Uint8Array): void => {
      this.#sink?.onData(chunk);
    },
    onEnd: (): void => {
      this.#otherEnded = true;
      this.#sink?.onEnd();
      this.#closeIfBothEnded();
    },
    onReset: (error: Error): void => {
      this.#closeSoon(error);
    },
  };

  readonly #writer = {
    onDrain: (): void => {
      if (!this.#isClosing) this.#sink?.onDrain();
    },
    onEndDelivered: (): void => {
      this.#endDelivered = true;
      this.#closeIfBothEnded();
    },
  };

  #closeIfBothEnded(): void {
    if (this.#endDelivered && this.#otherEnded) this.#closeSoon();
  }

  #deliverSoon(): void {
    this.#runtime.clock.endOfTurn(() => {
      this.#in.deliver();
    });
  }

  // The other end may go on writing for a while; that goes nowhere.
  #closeSoon(error?: Error): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#in.cut();
    this.#runtime.clock.endOfTurn(() => {
      this.#isClosed = true;
      this.#onClosed();
      this.#sink?.onClose(error);
    });
  }
}

function nameOf(address: string): string {
  const parsed = parseAddress(address);
  if (parsed.scheme !== 'memory') {
    throw new TransportError('BAD_ADDRESS', `${address}: a memory network serves memory:name only`);
  }
  return parsed.name;
}
