import type { RequestCodec } from './codec.js';

export interface RequestOptions {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a generated client needs of a peer. */
export interface Requester {
  request<T, R>(codec: RequestCodec<T, R>, message: T, options?: RequestOptions): Promise<R>;
}
