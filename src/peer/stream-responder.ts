import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { reframe, type Frame } from '../wire/frame.js';
import { ResponseError } from './errors.js';
import { CLOSING, FAILED, failureOf, TIMEOUT, tooLarge, type Failure } from './failure.js';
import type { InboundRequests, RunningHandler } from './inbound-requests.js';
import { isResponseTo, type Arrival, type ResponderOwner } from './responder.js';
import { credited, StreamSource } from './stream-source.js';

/** A request that is answered by a stream, from its handler's call to its end. */
interface Served {
  arrival: Arrival;
  readonly handler: RunningHandler;
  /** Once the handler has returned its items. */
  source: StreamSource | undefined;
  /** Credit that came before. */
  granted: number;
}

/** Answers the requests of one peer that ask for a stream. WIRE.md §15.1. */
export class StreamResponder {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #running: InboundRequests;
  readonly #owner: ResponderOwner;
  /** By id of the request; those that were cancelled and have not ended are not among them. */
  readonly #wanted = new Map<number, Served>();
  readonly #all = new Set<Served>();

  constructor(clock: Clock, log: Log, running: InboundRequests, owner: ResponderOwner) {
    this.#clock = clock;
    this.#log = log;
    this.#running = running;
    this.#owner = owner;
  }

  /** Calls the handler of a request that has a slot. */
  serve(arrival: Arrival): void {
    const { id } = arrival.message;
    const handler = this.#running.create(id, 'response');
    // What the handler keeps as long as the stream lasts should not keep a whole chunk.
    const message = { ...arrival.message, payload: arrival.message.payload.slice() };
    const served: Served = { arrival: { ...arrival, message }, handler, source: undefined, granted: 0 };
    this.#owner.handlerStarted(arrival);
    this.#wanted.set(id, served);
    this.#all.add(served);
    this.#running.start(handler, () => this.#expire(served));
    this.#answer(served).then(
      () => this.#settle(served, undefined),
      (error: unknown) => this.#settle(served, this.#failureOf(error, served)),
    );
  }

  /** The reader took items. False if no such stream is open. Throws ProtocolError FLOW for too much. */
  grant(id: number, bytes: number): boolean {
    const served = this.#wanted.get(id);
    if (served === undefined) return false;
    if (served.source === undefined) served.granted = credited(served.granted, bytes);
    else served.source.grant(bytes);
    return true;
  }

  /** The reader wants no more. */
  cancel(id: number): void {
    this.#stop(this.#wanted.get(id));
  }

  /** The connection is to close: its streams are not waited for. */
  close(): void {
    for (const [id, served] of [...this.#wanted]) {
      this.#fail(served, CLOSING);
      this.#stop(served);
      this.#running.cancel(id);
    }
  }

  /** The connection has ended. */
  stop(): void {
    for (const served of [...this.#all]) this.#stop(served);
  }

  /** There is room in the queue again. */
  drained(): void {
    for (const { source } of this.#wanted.values()) source?.wake();
  }

  async #answer(served: Served): Promise<void> {
    const { arrival, handler } = served;
    const { info, message } = arrival;
    const items = await this.#owner.callHandler(message, handler);
    if (typeof items !== 'object' || !(Symbol.asyncIterator in items)) {
      throw new TypeError(`the handler of ${info.name} returned no stream`);
    }
    const source = new StreamSource(this.#clock, items, served.granted, {
      hasRoom: () => this.#owner.hasRoom(info),
      send: (item) => this.#send(item, arrival),
    });
    served.source = source;
    // The peer may have thought better of it, or it took too long.
    if (this.#wanted.get(message.id) !== served) source.stop();
    else {
      this.#running.liftDeadline(handler, () => this.#expire(served));
      this.#owner.release(arrival);
      served.arrival = { ...arrival, creditBytes: 0 };
    }
    await source.run();
  }

  #send(item: Frame, { info, message }: Arrival): void {
    if (!isResponseTo(info, item)) {
      throw new TypeError(`the handler of ${info.name} gave an item of type ${item.type}`);
    }
    if (item.payloadBytes > this.#owner.largestMessage) {
      const { code, message: text } = tooLarge(item.payloadBytes);
      throw new ResponseError(code, text);
    }
    this.#owner.sendResponse(item.id === message.id ? item : reframe(item, { id: message.id }));
  }

  #expire(served: Served): void {
    this.#all.delete(served);
    if (!this.#running.settle(served.handler)) return;
    this.#owner.handlerSettled(served.arrival);
    if (served.handler.isWanted) this.#fail(served, TIMEOUT);
    this.#stop(served);
    this.#owner.answered();
  }

  #settle(served: Served, failure: Failure | undefined): void {
    const { arrival, handler } = served;
    this.#all.delete(served);
    if (!this.#running.settle(handler)) return;
    this.#owner.handlerSettled(arrival);
    if (handler.isWanted) {
      this.#wanted.delete(arrival.message.id);
      if (failure === undefined) this.#owner.sendEnd(arrival.message.id, arrival.info);
      else this.#fail(served, failure);
    }
    this.#owner.answered();
  }

  #stop(served: Served | undefined): void {
    if (served === undefined) return;
    const { id } = served.arrival.message;
    if (this.#wanted.get(id) === served) this.#wanted.delete(id);
    served.source?.stop();
  }

  #fail({ arrival: { info, message } }: Served, { code, message: text }: Failure): void {
    this.#owner.sendError(message.id, code, text, info);
  }

  // What a handler throws because it was told to end is no news.
  #failureOf(error: unknown, { arrival, handler }: Served): Failure {
    if (handler.isAborted) return FAILED;
    return failureOf(error, arrival.info, this.#log, (problem) => this.#owner.violation(problem));
  }
}
