import type { Codec } from '../codec/codec.js';
import { DecodeError } from '../codec/errors.js';
import { decodeFromPeer } from '../peer/decode-from-peer.js';
import { RequestError } from '../peer/errors.js';
import type { InboundMessage } from '../peer/peer.js';
import { Frame } from '../wire/frame.js';

type Items = AsyncIterable<unknown> | Iterable<unknown>;

/** Whether a handler returned what can be streamed. */
export function isItems(answer: unknown): answer is Items {
  if (typeof answer !== 'object' || answer === null) return false;
  return Symbol.asyncIterator in answer || Symbol.iterator in answer;
}

// Both could be generators around a `for await`, were it not that one which waits for an item can be ended only when
// that has come.

/** A handler's items as frames. */
export class EncodedItems implements AsyncIterableIterator<Frame, undefined, undefined> {
  readonly #codec: Codec<unknown>;
  readonly #id: number;
  readonly #items: Iterator<unknown> | AsyncIterator<unknown>;

  constructor(codec: Codec<unknown>, id: number, items: Items) {
    this.#codec = codec;
    this.#id = id;
    this.#items = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Frame, undefined>> {
    const item: IteratorResult<unknown, unknown> = await this.#items.next();
    if (item.done === true) return { done: true, value: undefined };
    const { value } = item;
    return { done: false, value: value instanceof Frame ? value : this.#codec.frame(value, this.#id) };
  }

  async return(): Promise<IteratorResult<Frame, undefined>> {
    await this.#items.return?.();
    return { done: true, value: undefined };
  }
}

/** The items of a peer's stream as messages. */
export class DecodedItems<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #codec: Codec<T>;
  readonly #items: AsyncIterableIterator<InboundMessage, undefined, undefined>;
  readonly #onViolation: (problem: string) => void;

  constructor(
    codec: Codec<T>,
    items: AsyncIterableIterator<InboundMessage, undefined, undefined>,
    onViolation: (problem: string) => void,
  ) {
    this.#codec = codec;
    this.#items = items;
    this.#onViolation = onViolation;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const { done, value } = await this.#items.next();
    if (done === true) return { done, value };
    try {
      return { done: false, value: decodeFromPeer(this.#codec, value.payload) };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const problem = `${this.#codec.name} does not decode: ${error.message}`;
      this.#onViolation(problem);
      await this.return();
      throw new RequestError('BAD_RESPONSE', problem, { cause: error });
    }
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    await this.#items.return?.();
    return { done: true, value: undefined };
  }
}
