import type { RequestCodec, StreamCodec } from './codec.js';

export interface RequestOptions {
  /** Of a stream: how long the reader waits for each item. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a generated client needs of a peer. */
export interface Requester {
  request<T, R>(codec: RequestCodec<T, R>, message: T, options?: RequestOptions): Promise<R>;
  /** The items of a stream, for one `for await`; ending it early tells the peer. */
  stream<T, R>(codec: StreamCodec<T, R>, message: T, options?: RequestOptions): AsyncIterableIterator<R>;
}
