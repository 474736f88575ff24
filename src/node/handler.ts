import type { Codec, RequestCodec, StreamCodec } from '../codec/codec.js';
import type { PeerConnection } from '../peer/connection.js';
import type { PeerId } from '../peer/peer.js';
import type { Frame } from '../wire/frame.js';

/** What a handler knows of a message besides its content. */
export interface Context {
  /** Node id of the sender. */
  readonly peer: PeerId;
  readonly connection: PeerConnection;
  /** Aborts when the sender cancels, the deadline passes or the connection ends: the response goes nowhere then. */
  readonly signal: AbortSignal;
}

/** The plain object a codec encodes and decodes. */
export type MessageOf<C extends Codec<unknown>> = ReturnType<C['decode']>;

/** The plain object that answers a codec's message; void for a message without a response. */
export type ResponseOf<C extends Codec<unknown>> =
  C['response'] extends Codec<unknown> ? ReturnType<C['response']['decode']> : void;

/**
 * What a handler may return: for a request also a finished Frame, which travels as it is; for one that is answered by a
 * stream its items, such as an async generator makes them.
 */
export type AnswerOf<C extends Codec<unknown>> = C['responseStream'] extends true
  ? ItemsOf<C>
  : C['response'] extends Codec<unknown>
    ? ResponseOf<C> | Frame
    : void;

/** The items of a stream, each a plain object or a finished Frame. */
export type ItemsOf<C extends Codec<unknown>> =
  AsyncIterable<ResponseOf<C> | Frame> | Iterable<ResponseOf<C> | Frame>;

/**
 * Called once for each message of a type. A throw answers FAILED; a ResponseError answers its own code. Return a Frame,
 * for example a cached one, to answer without encoding again.
 *
 * Bytes fields are views of what came: they never change, but a field that is kept keeps all that it came with alive, some
 * 64 KiB. Copy with slice() what is to be kept for long.
 *
 * A stream's items are asked for one by one, no faster than the peer takes them. When it has had enough, or is gone, the
 * generator ends at its `yield`; what it awaits meanwhile should heed `context.signal`.
 */
export type Handler<C extends Codec<unknown>> = (
  message: MessageOf<C>,
  context: Context,
) => AnswerOf<C> | Promise<AnswerOf<C>>;

/** The request codecs of a service by method, as generated: `chainService`. */
export type Service = Readonly<
  Record<string, RequestCodec<unknown, unknown> | StreamCodec<unknown, unknown>>
>;

/** A handler for each method of a service. */
export type ServiceHandlers<S extends Service> = { readonly [Method in keyof S]: Handler<S[Method]> };

/**
 * What becomes of a gossiped message: true accepts it and sends it on; false refuses it, and these bytes are not looked at
 * again; `later` does neither, for a message that cannot be judged yet: its next copy is handled like a first one.
 */
export type GossipOutcome = boolean | 'later';

/** Decides on a gossiped message that is new to this node. */
export type GossipHandler<C extends Codec<unknown>> = (
  message: MessageOf<C>,
  context: Context,
) => GossipOutcome | Promise<GossipOutcome>;
