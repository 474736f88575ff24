import { expectListeners } from '#platform';
import { BlocksResponse, type GetBlocks } from '../../../generated/timecoin/chain.js';
import type { Codec, RequestCodec } from '../../../src/codec/codec.js';
import type { Context, Handler } from '../../../src/node/handler.js';
import { PeerError, RequestError } from '../../../src/peer/errors.js';
import type { PeerId, RequestOptions } from '../../../src/peer/peer.js';
import type { VirtualClock } from '../../../src/testing/virtual-clock.js';
import type { Chain } from '../../../src/timecoin/chain/chain.js';
import { handleChain } from '../../../src/timecoin/chain/chain-handlers.js';
import type { PeerStreams } from '../../../src/timecoin/peer-requests.js';
import { Frame, payloadOf } from '../../../src/wire/frame.js';

/** What a peer is asked: the message, with its codec's name. */
export type Asked = { type: string; start: number; end: number; height: number };
/** How a peer answers instead of honestly: the message, undefined for honestly, or a promise that never settles. */
export type Trick = (asked: Asked, honest: () => Promise<unknown>) => Promise<unknown> | undefined;

export interface PeerBehaviour {
  readonly trick?: Trick;
  /** The longest message it sends. */
  readonly largest?: number;
  /** Each way. */
  readonly latencyMs?: number;
  readonly bytesPerSecond?: number;
}

export interface AskedRange {
  readonly peer: PeerId;
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

interface Peer {
  readonly routes: ReadonlyMap<number, Handler<Codec<unknown>>>;
  readonly behaviour: PeerBehaviour;
  /** When the link has carried what it was given so far. */
  busyUntil: number;
}

export const isBlocks = ({ type }: Asked): boolean => type === 'timecoin.GetBlocks';
export const never = new Promise<never>(() => {});

/**
 * Peers as handlers on chains of their own, reached by encoded messages over links with a delay and a rate, without
 * connections in between.
 */
export class Peers implements PeerStreams {
  readonly asked: AskedRange[] = [];
  /** Requests that were called off. */
  readonly aborted: PeerId[] = [];
  /** Messages asked for, by the name of their type. */
  readonly counts: Record<string, number> = {};
  readonly #clock: VirtualClock;
  readonly #peers = new Map<PeerId, Peer>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  add(id: PeerId, chain: Chain, behaviour: PeerBehaviour = {}): void {
    const routes = new Map<number, Handler<Codec<unknown>>>();
    handleChain({ handle: (codec, handler) => void routes.set(codec.type, handler) }, chain);
    this.#peers.set(id, { routes, behaviour, busyUntil: 0 });
  }

  remove(id: PeerId): void {
    this.#peers.delete(id);
  }

  connectedIds(): PeerId[] {
    return [...this.#peers.keys()];
  }

  /** Who was asked for blocks. */
  used(): Set<PeerId> {
    return new Set(this.asked.map(({ peer }) => peer));
  }

  request<T, R>(
    id: PeerId,
    codec: RequestCodec<T, R>,
    message: T,
    { timeoutMs = 30_000, signal }: RequestOptions = {},
  ): Promise<R> {
    const peer = this.#peers.get(id);
    if (peer === undefined) return Promise.reject(new RequestError('CLOSED', 'no such peer'));
    this.counts[codec.name] = (this.counts[codec.name] ?? 0) + 1;
    const asked = { ...message, type: codec.name } as unknown as Asked;
    if (isBlocks(asked)) {
      const { start, end } = message as unknown as GetBlocks;
      this.asked.push({ peer: id, start, end, at: this.#clock.now() });
    }
    return new Promise<R>((resolve, reject) => {
      const settled = (): void => {
        timer.cancel();
        signal?.removeEventListener('abort', onAbort);
      };
      const timer = this.#clock.schedule(timeoutMs, () => {
        settled();
        reject(new RequestError('TIMEOUT', 'no response in time'));
      });
      const onAbort = (): void => {
        settled();
        this.aborted.push(id);
        reject(new RequestError('ABORTED', 'the request was aborted'));
      };
      if (signal) expectListeners(signal);
      signal?.addEventListener('abort', onAbort);
      this.#answer(peer, codec, message, asked).then(
        (payload) => {
          this.#carry(peer, payload.length, () => {
            settled();
            if (this.#peers.has(id)) resolve(codec.response.decode(payload));
            else reject(new RequestError('CLOSED', 'gone'));
          });
        },
        (error: Error) => {
          settled();
          reject(error);
        },
      );
    });
  }

  /** None of them has streams. */
  stream(): never {
    throw new PeerError('UNSUPPORTED', 'no streams');
  }

  async #answer<T, R>(peer: Peer, codec: RequestCodec<T, R>, message: T, asked: Asked): Promise<Uint8Array> {
    const { trick, largest = 8 << 20 } = peer.behaviour;
    const honest = async (): Promise<Uint8Array> => {
      const connection = { peer: { largestMessage: largest } };
      const context = { connection, signal: new AbortController().signal };
      const decoded = codec.decode(codec.encode(message));
      const answer: unknown = await peer.routes.get(codec.type)?.(decoded, context as unknown as Context);
      return answer instanceof Frame ? payloadOf(answer) : codec.response.encode(answer as R);
    };
    const response = isBlocks(asked) ? BlocksResponse : codec.response;
    const tricked = trick?.(asked, async () => response.decode(await honest()));
    if (tricked === undefined) return honest();
    const answer = await tricked;
    return answer instanceof Uint8Array ? answer : (response as Codec<unknown>).encode(answer);
  }

  #carry(peer: Peer, bytes: number, arrived: () => void): void {
    const { latencyMs = 0, bytesPerSecond = Infinity } = peer.behaviour;
    peer.busyUntil = Math.max(peer.busyUntil, this.#clock.now()) + (bytes * 1000) / bytesPerSecond;
    this.#clock.schedule(peer.busyUntil - this.#clock.now() + 2 * latencyMs, arrived);
  }
}
