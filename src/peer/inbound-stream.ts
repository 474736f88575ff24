import { expectListeners } from '#platform';
import type { Clock, Timer } from '../platform/clock.js';
import { wireBytesOf } from '../wire/frame.js';
import type { TypeInfo } from '../wire/type-table.js';
import { RequestError } from './errors.js';
import type { InboundMessage, RequestOptions } from './peer.js';
import { STREAM_CREDIT_BYTES } from './stream-credit.js';

/** What an item that waits for its reader takes besides its bytes, about. */
const ITEM_OVERHEAD_BYTES = 256;

/** What a stream tells the connection that it comes on. */
export interface InboundStreamOwner {
  /** The reader took bytes: they are to be granted again. */
  taken(stream: InboundStream): void;
  /** The memory that waiting items hold has changed. Throws ProtocolError if over all peers it is too much. */
  stored(bytes: number): void;
  /** The reader wants no more. */
  givenUp(stream: InboundStream): void;
}

interface Waiting {
  readonly resolve: (result: IteratorResult<InboundMessage, undefined>) => void;
  readonly reject: (error: RequestError) => void;
}

const DONE = { done: true, value: undefined } as const;

/**
 * The items that answer one request of ours, for one reader. Those that came before the end or an error are handed out
 * before it; giving up drops them.
 */
export class InboundStream implements AsyncIterableIterator<InboundMessage, undefined, undefined> {
  readonly id: number;
  readonly info: TypeInfo;
  readonly #clock: Clock;
  readonly #owner: InboundStreamOwner;
  readonly #timeoutMs: number | undefined;
  readonly #stopListening: () => void;
  #items: (InboundMessage | undefined)[] = [];
  /** Items that were taken stand before it. */
  #head = 0;
  #waiting: Waiting[] = [];
  #timer: Timer | undefined;
  /** Nothing more comes; after the items an error is told once. */
  #hasEnded = false;
  #error: RequestError | undefined;
  /** Wire bytes that the source may send; an item may have taken it below 0. */
  #allowed = STREAM_CREDIT_BYTES;
  #owed = 0;

  constructor(
    id: number,
    info: TypeInfo,
    clock: Clock,
    { timeoutMs, signal }: RequestOptions,
    owner: InboundStreamOwner,
  ) {
    this.id = id;
    this.info = info;
    this.#clock = clock;
    this.#owner = owner;
    this.#timeoutMs = timeoutMs;
    const onAbort = (): void => this.#giveUp(aborted(signal));
    this.#stopListening = () => signal?.removeEventListener('abort', onAbort);
    if (signal === undefined) return;
    expectListeners(signal);
    signal.addEventListener('abort', onAbort, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<InboundMessage, undefined>> {
    const item = this.#shift();
    if (item !== undefined) {
      this.#owner.stored(-memoryOf(item));
      this.#take(item);
      return Promise.resolve({ done: false, value: item });
    }
    const error = this.#error;
    if (error !== undefined) {
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#hasEnded) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#watch();
    });
  }

  /** What ends a `for await` early calls: the source is told, and what waits is dropped. */
  return(): Promise<IteratorResult<InboundMessage, undefined>> {
    this.#giveUp(undefined);
    return Promise.resolve(DONE);
  }

  /** An item may start: the source has credit (WIRE.md §15.1). */
  get mayStart(): boolean {
    return this.#allowed > 0;
  }

  /** Bytes to grant. */
  get owed(): number {
    return this.#owed;
  }

  /** Takes note that everything owed is granted. */
  grant(): number {
    const bytes = this.#owed;
    this.#owed = 0;
    this.#allowed += bytes;
    return bytes;
  }

  /** An item came. */
  push(item: InboundMessage): void {
    this.#allowed -= wireBytesOf(item.payload.length);
    const reader = this.#waiting.shift();
    if (reader === undefined) {
      const kept = { ...item, payload: owned(item.payload) };
      this.#items.push(kept);
      this.#owner.stored(memoryOf(kept));
      return;
    }
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#watch();
    reader.resolve({ done: false, value: item });
    this.#take(item);
  }

  /** Nothing more comes: the end, or an error. */
  finish(error: RequestError | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#timer?.cancel();
    if (this.#head === this.#items.length) this.#stopListening();
    const [first, ...others] = this.#waiting;
    this.#waiting = [];
    if (error === undefined) first?.resolve(DONE);
    else if (first === undefined) this.#error = error;
    else first.reject(error);
    for (const { resolve } of others) resolve(DONE);
  }

  #shift(): InboundMessage | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items.length = this.#head = 0;
      if (this.#hasEnded) this.#stopListening();
    }
    return item;
  }

  #take(item: InboundMessage): void {
    this.#owed += wireBytesOf(item.payload.length);
    if (!this.#hasEnded) this.#owner.taken(this);
  }

  #giveUp(error: RequestError | undefined): void {
    const dropped = this.#items.splice(0);
    this.#head = 0;
    this.#stopListening();
    this.#owner.stored(-dropped.reduce((sum, item) => sum + (item === undefined ? 0 : memoryOf(item)), 0));
    if (this.#hasEnded) {
      // Aborted before everything was read; who returns wants to hear of no error either.
      if (error === undefined || dropped.length > 0) this.#error = error;
      return;
    }
    this.finish(error);
    this.#owner.givenUp(this);
  }

  #watch(): void {
    const timeoutMs = this.#timeoutMs;
    if (timeoutMs === undefined) return;
    this.#timer ??= this.#clock.schedule(timeoutMs, () => {
      const problem = `${this.info.name}: no item within ${timeoutMs} ms`;
      this.#giveUp(new RequestError('TIMEOUT', problem));
    });
  }
}

/** For a stream that is aborted before it begins, too. */
export function aborted(signal: AbortSignal | undefined): RequestError {
  return new RequestError('ABORTED', 'the stream was aborted', { cause: signal?.reason });
}

// A view keeps the whole chunk alive that it came with.
function owned(payload: Uint8Array): Uint8Array {
  return payload.buffer.byteLength > 2 * payload.length ? payload.slice() : payload;
}

function memoryOf({ payload }: InboundMessage): number {
  return payload.length + ITEM_OVERHEAD_BYTES;
}
