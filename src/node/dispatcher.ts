import type { Catalog } from '../codec/catalog.js';
import type { Codec } from '../codec/codec.js';
import { DecodeError } from '../codec/errors.js';
import { ResponseError } from '../peer/errors.js';
import type { InboundMessage } from '../peer/peer.js';
import type { HandlerResult } from '../peer/responder.js';
import { ErrorCode } from '../wire/codes.js';
import { Frame } from '../wire/frame.js';
import type { Gossip, GossipOptions } from './gossip.js';
import type { Context, GossipHandler, Handler, MessageOf, Service, ServiceHandlers } from './handler.js';
import { EncodedItems, isItems } from './items.js';
import { decodeFromPeer } from '../peer/decode-from-peer.js';

type Outcome = HandlerResult | Promise<HandlerResult>;
type Route = (inbound: InboundMessage, context: Context) => Outcome;

/** Finds the handler of a message's type, decodes for it and encodes what it answers. */
export class Dispatcher {
  readonly #routes = new Map<number, Route>();
  readonly #catalog: Catalog;
  readonly #gossip: Gossip;
  #unhandled = 0;

  constructor(catalog: Catalog, gossip: Gossip) {
    this.#catalog = catalog;
    this.#gossip = gossip;
  }

  /** Messages dropped because their type is known but nothing handles it. */
  get unhandled(): number {
    return this.#unhandled;
  }

  handle<C extends Codec<unknown>>(codec: C, handler: Handler<C>): void {
    checkCodec(codec);
    if (codec.gossip)
      throw new TypeError(`${codec.name} is gossip: handle it by gossip(), which sends it on`);
    if (codec.isResponse) throw new TypeError(`${codec.name} is a response: request() returns it`);
    this.#add(codec, (inbound, context) => {
      const message = decode(codec, inbound);
      const result: unknown = handler(message, context);
      if (result instanceof Promise) {
        return result.then((answer: unknown) => encodeAnswer(codec, inbound.id, answer));
      }
      return encodeAnswer(codec, inbound.id, result);
    });
  }

  handleService<S extends Service>(service: S, handlers: ServiceHandlers<S>): void {
    const methods = Object.keys(service);
    const missing = methods.filter((method) => typeof handlers[method] !== 'function');
    if (missing.length > 0) throw new TypeError(`the service needs a handler for ${missing.join(', ')}`);
    const unknown = Object.keys(handlers).filter((method) => !methods.includes(method));
    if (unknown.length > 0) throw new TypeError(`the service has no method ${unknown.join(', ')}`);
    for (const [method, codec] of Object.entries(service)) {
      // Each entry of the mapped type is the handler of the codec of the same name.
      this.handle(codec, (message, context) =>
        (handlers as ServiceHandlers<Service>)[method]?.(message, context),
      );
    }
  }

  gossip<C extends Codec<unknown>>(
    codec: C,
    handler: GossipHandler<C>,
    options: GossipOptions<C> = {},
  ): void {
    checkCodec(codec);
    if (!codec.gossip) throw new TypeError(`${codec.name} does not declare gossip: true`);
    const topic = {
      codec,
      handler,
      key: options.key,
      decode: (inbound: InboundMessage) => decode(codec, inbound),
    };
    this.#add(codec, (inbound, context) => this.#gossip.receive(topic, inbound, context));
    this.#gossip.register(codec, options);
  }

  /** Handles a message of a capability, which no catalog has. A throw of ResponseError MALFORMED is a violation. */
  handleOwn<T>(codec: Codec<T>, handler: (message: T, context: Context) => void): void {
    this.#routes.set(codec.type, (inbound, context) => handler(decode(codec, inbound), context));
  }

  /** What a registry calls for every message. */
  dispatch(inbound: InboundMessage, context: Context): Outcome {
    const route = this.#routes.get(inbound.type);
    if (route !== undefined) return route(inbound, context);
    this.#unhandled++;
    // Not UNKNOWN_TYPE: after that the sender would never ask again, though a handler may only be late.
    if (inbound.id !== 0)
      throw new ResponseError(ErrorCode.REFUSED, `nothing handles type ${inbound.type} here`);
    return undefined;
  }

  #add(codec: Codec<unknown>, route: Route): void {
    if (codec.type === 0)
      throw new TypeError(`${codec.name} has no wire type: it only occurs inside other messages`);
    if (this.#catalog.get(codec.type)?.name !== codec.name) {
      throw new TypeError(`${codec.name} is not in this node's catalog, so no message of it would come`);
    }
    if (this.#routes.has(codec.type)) throw new TypeError(`${codec.name} already has a handler`);
    this.#routes.set(codec.type, route);
  }
}

/** For callers in JavaScript: a codec imported under a wrong name is undefined. */
function checkCodec(codec: unknown): void {
  if (typeof codec === 'object' && codec !== null && 'decode' in codec) return;
  throw new TypeError(`the first argument must be a generated codec, not ${String(codec)}`);
}

function decode<C extends Codec<unknown>>(codec: C, inbound: InboundMessage): MessageOf<C> {
  if (codec.response !== undefined && inbound.id === 0) {
    throw new ResponseError(ErrorCode.MALFORMED, `${codec.name} asks without an id`);
  }
  try {
    return decodeFromPeer(codec, inbound.payload) as MessageOf<C>;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new ResponseError(ErrorCode.MALFORMED, `${codec.name}: ${error.message}`, { cause: error });
  }
}

function encodeAnswer(codec: Codec<unknown>, id: number, answer: unknown): HandlerResult {
  if (codec.response === undefined) return undefined;
  if (codec.responseStream) {
    if (!isItems(answer))
      throw new TypeError(`the handler of ${codec.name} returned nothing to iterate over`);
    return new EncodedItems(codec.response, id, answer);
  }
  return answer instanceof Frame ? answer : codec.response.frame(answer, id);
}
