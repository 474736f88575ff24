import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { ErrorCode } from '../wire/codes.js';
import { Frame, reframe } from '../wire/frame.js';
import { Flag } from '../wire/header.js';
import type { TypeInfo } from '../wire/type-table.js';
import { BUSY, CLOSING, FAILED, failureOf, TIMEOUT, tooLarge, type Failure } from './failure.js';
import { InboundRequests, type Owed } from './inbound-requests.js';
import type { Answer, KnownMessages } from './known-messages.js';
import type { ConnectionLimits } from './limits.js';
import type { HandlerTask, InboundMessage } from './peer.js';
import { StreamResponder } from './stream-responder.js';

/** A whole message of a known type without RESPONSE. */
export interface Arrival {
  readonly info: TypeInfo;
  readonly message: InboundMessage;
  /** Wire bytes of its last or only frame, to grant again when the handler has settled. */
  readonly creditBytes: number;
}

/** What a responder needs of its connection. */
export interface ResponderOwner {
  isClosing(): boolean;
  /** The longest response that the peer takes. */
  readonly largestMessage: number;
  /** Both sides have the capability. */
  readonly hasStreams: boolean;
  callHandler(message: InboundMessage, task: HandlerTask): HandlerResult | Promise<HandlerResult>;
  sendResponse(response: Frame): void;
  /** The End of a stream, in the lane of its items. */
  sendEnd(id: number, info: TypeInfo): void;
  /** False while more is queued for the peer than one more item of this stream should wait behind. */
  hasRoom(info: TypeInfo): boolean;
  /** An ErrorResponse in the lane of the response that it stands for. */
  sendError(id: number, code: number, message: string, info: TypeInfo): void;
  /** Answers a message with ACK on the connection that is now the pair's. */
  acknowledge(id: number, answer: Answer): void;
  handlerStarted(arrival: Arrival): void;
  /** The credit of a message is free, though its handler goes on. */
  release(arrival: Arrival): void;
  /** The message is done with: its credit is free. */
  handlerSettled(arrival: Arrival): void;
  /** The message is answered, if it asked for that. */
  answered(): void;
  discarded(arrival: Arrival): void;
  violation(problem: string): void;
}
/** A response; the items of a stream; nothing. */
export type HandlerResult = Frame | AsyncIterable<Frame> | undefined | void;

/** Brings one peer's messages to their handlers and answers each as it asks for: WIRE.md §9, §12.2, §12.3. */
export class Responder {
  readonly #owner: ResponderOwner;
  readonly #log: Log;
  readonly #known: KnownMessages;
  readonly #running: InboundRequests;
  readonly #streams: StreamResponder;
  #repeated = 0;

  constructor(clock: Clock, limits: ConnectionLimits, log: Log, known: KnownMessages, owner: ResponderOwner) {
    this.#owner = owner;
    this.#log = log;
    this.#known = known;
    this.#running = new InboundRequests(clock, limits.requestsInProgress, limits.handlerTimeoutMs);
    this.#streams = new StreamResponder(clock, log, this.#running, owner);
  }

  /** Handlers that have not settled. */
  get size(): number {
    return this.#running.size;
  }

  /** Messages with ACK that came again and were not dispatched again. */
  get repeated(): number {
    return this.#repeated;
  }

  handleMessage(arrival: Arrival): void {
    if (arrival.info.response !== undefined) this.#handleRequest(arrival);
    else if ((arrival.message.flags & Flag.ACK) !== 0) this.#handleAcknowledged(arrival);
    else this.#run(arrival, 'nothing', (failure) => this.#answerPlain(arrival, failure));
  }

  /** False if no such request is in progress. */
  cancel(id: number): boolean {
    this.#streams.cancel(id);
    return this.#running.cancel(id);
  }

  /** The reader of a stream took items. False if no such stream is open. Throws ProtocolError FLOW for too much. */
  grant(id: number, bytes: number): boolean {
    return this.#streams.grant(id, bytes);
  }

  /** There is room in the queue again. */
  drained(): void {
    this.#streams.drained();
  }

  /** The connection is to close: what has no end is not waited for. */
  close(): void {
    this.#streams.close();
  }

  /** The connection has ended. */
  stop(): void {
    this.#running.cancelAll();
    this.#streams.stop();
  }

  #handleRequest(arrival: Arrival): void {
    const { info, message } = arrival;
    const { id } = message;
    if (this.#running.has(id)) {
      this.#owner.violation(`request ${id} came again while in progress`);
      this.#owner.discarded(arrival);
    } else if (this.#owner.isClosing() || !this.#running.hasRoom) {
      this.#sendFailure(arrival, this.#owner.isClosing() ? CLOSING : BUSY);
      this.#owner.discarded(arrival);
    } else if (info.responseStream && !this.#owner.hasStreams) {
      const text = `${info.name} is answered by a stream, which not both sides offer`;
      this.#sendFailure(arrival, { code: ErrorCode.UNKNOWN_TYPE, message: text });
      this.#owner.discarded(arrival);
    } else if (info.responseStream) {
      this.#streams.serve(arrival);
    } else {
      this.#run(arrival, 'response', (failure, response) => this.#answerRequest(arrival, failure, response));
    }
  }

  #handleAcknowledged(arrival: Arrival): void {
    const { id } = arrival.message;
    const known = this.#known.get(id);
    if (known !== undefined) {
      this.#repeated++;
      this.#owner.discarded(arrival);
      // One that is still in its handler is answered when that has settled.
      if (known.answer !== undefined) this.#owner.acknowledge(id, known.answer);
      return;
    }
    const added = this.#known.add(id);
    this.#run(arrival, 'acknowledgement', (failure) => {
      added.answer = failure ?? 'ack';
      this.#owner.acknowledge(id, added.answer);
    });
  }

  /** Calls the handler, and `answer` when it has ended or run out of time, if the peer still waits by then. */
  #run(
    arrival: Arrival,
    owed: Owed,
    answer: (failure: Failure | undefined, response: HandlerResult) => void,
  ): void {
    const handler = this.#running.create(arrival.message.id, owed);
    this.#owner.handlerStarted(arrival);
    const settle = (failure: Failure | undefined, response: HandlerResult): void => {
      this.#owner.handlerSettled(arrival);
      if (handler.isWanted) answer(failure, response);
      this.#owner.answered();
    };
    let result: HandlerResult | Promise<HandlerResult>;
    try {
      result = this.#owner.callHandler(arrival.message, handler);
    } catch (error) {
      settle(this.#failureOf(error, arrival), undefined);
      return;
    }
    if (!(result instanceof Promise)) {
      settle(undefined, result);
      return;
    }
    const settleOnce: typeof settle = (failure, response) => {
      if (this.#running.settle(handler)) settle(failure, response);
    };
    this.#running.start(handler, () => settleOnce(TIMEOUT, undefined));
    result.then(
      (response) => settleOnce(undefined, response),
      (error: unknown) => settleOnce(this.#failureOf(error, arrival), undefined),
    );
  }

  #failureOf(error: unknown, { info }: Arrival): Failure {
    return failureOf(error, info, this.#log, (problem) => this.#owner.violation(problem));
  }

  #answerRequest(arrival: Arrival, failure: Failure | undefined, response: HandlerResult): void {
    if (failure !== undefined) {
      this.#sendFailure(arrival, failure);
      return;
    }
    const { info, message } = arrival;
    if (!(response instanceof Frame) || !isResponseTo(info, response)) {
      const type = response instanceof Frame ? response.type : undefined;
      this.#log.error('handler gave no response', { type: info.name, response: type });
      this.#sendFailure(arrival, FAILED);
    } else if (response.payloadBytes > this.#owner.largestMessage) {
      this.#sendFailure(arrival, tooLarge(response.payloadBytes));
    } else {
      this.#owner.sendResponse(response.id === message.id ? response : reframe(response, { id: message.id }));
    }
  }

  // A message that asks for nothing hears only that it was malformed, and only if it has an id (WIRE.md §10.1).
  #answerPlain(arrival: Arrival, failure: Failure | undefined): void {
    if (failure?.code === ErrorCode.MALFORMED && arrival.message.id !== 0)
      this.#sendFailure(arrival, failure);
  }

  #sendFailure({ info, message }: Arrival, failure: Failure): void {
    this.#owner.sendError(message.id, failure.code, failure.message, info);
  }
}

/** Whether a handler's frame is what answers such a request. */
export function isResponseTo(request: TypeInfo, { type, flags }: Frame): boolean {
  return type === request.response?.type && (flags & Flag.RESPONSE) !== 0;
}
