import type { Clock } from '../platform/clock.js';
import { GoodbyeCode, ProtocolError } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import { MAX_OUTSTANDING_BYTES } from './credit.js';
import { STREAM_CREDIT_BYTES } from './stream-credit.js';

/** Wire bytes, and items, that a handler which is never out of them sends before others have their turn. */
const TURN_BYTES = 64 * 1024;
const TURN_ITEMS = 256;

/** Where a source's items go. */
export interface StreamSink {
  /** False while more is queued for the peer than should be. */
  hasRoom(): boolean;
  send(item: Frame): void;
}

/** The items of one handler on their way to the peer: one is asked for when the stream has credit, and no sooner. */
export class StreamSource {
  readonly #clock: Clock;
  readonly #sink: StreamSink;
  readonly #iterator: AsyncIterator<Frame>;
  #credit: number;
  #isStopped = false;
  #wake: (() => void) | undefined;
  #returned: Promise<void> | undefined;
  #turnBytes = 0;
  #turnItems = 0;

  /** `granted`: what Credits brought before there was anything to send. */
  constructor(clock: Clock, items: AsyncIterable<Frame>, granted: number, sink: StreamSink) {
    this.#clock = clock;
    this.#iterator = items[Symbol.asyncIterator]();
    this.#sink = sink;
    this.#credit = STREAM_CREDIT_BYTES + granted;
  }

  /** Settles when the handler has ended, by itself or told to. Rejects as the handler, or the sink, throws. */
  async run(): Promise<void> {
    try {
      while (this.#isReady || (await this.#becomesReady())) {
        const item = await this.#iterator.next();
        if (item.done === true) return;
        if (!this.#isStopped) this.#send(item.value);
      }
    } catch (error) {
      this.stop();
      await this.#returned;
      throw error;
    }
    await this.#returned;
  }

  /** A Credit of the reader. */
  grant(bytes: number): void {
    this.#credit = credited(this.#credit, bytes);
    this.wake();
  }

  /** There may be room again. */
  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** Nothing more is wanted: ends the handler, at its next `yield` if it is a generator. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#returned = this.#return();
    // Whoever awaits run() hears of it.
    this.#returned.catch(() => undefined);
    this.wake();
  }

  get #isReady(): boolean {
    const isTurnUsed = this.#turnBytes >= TURN_BYTES || this.#turnItems >= TURN_ITEMS;
    return !this.#isStopped && !isTurnUsed && this.#credit > 0 && this.#sink.hasRoom();
  }

  /** False once stopped. */
  async #becomesReady(): Promise<boolean> {
    this.#turnBytes = this.#turnItems = 0;
    await new Promise<void>((resolve) => this.#clock.endOfTurn(resolve));
    while (!this.#isStopped && !this.#isReady) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return !this.#isStopped;
  }

  async #return(): Promise<void> {
    await this.#iterator.return?.();
  }

  #send(item: Frame): void {
    this.#sink.send(item);
    this.#credit -= item.wireBytes;
    this.#turnBytes += item.wireBytes;
    this.#turnItems++;
  }
}

/** What a stream may send after a Credit. Throws ProtocolError FLOW for more than is allowed. */
export function credited(available: number, bytes: number): number {
  if (available + bytes > MAX_OUTSTANDING_BYTES) {
    throw new ProtocolError(GoodbyeCode.FLOW, 'credit of a stream above 16 MiB');
  }
  return available + bytes;
}
