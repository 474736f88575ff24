import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { ErrorCode } from '../wire/codes.js';
import { reframe, type Frame } from '../wire/frame.js';
import { Flag } from '../wire/header.js';
import type { TypeInfo } from '../wire/type-table.js';
import { ResponseError } from './errors.js';
import { InboundRequests, type Owed } from './inbound-requests.js';
import type { Answer, KnownMessages } from './known-messages.js';
import type { ConnectionLimits } from './limits.js';
import type { HandlerTask, InboundMessage } from './peer.js';

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
  callHandler(message: InboundMessage, task: HandlerTask): HandlerResult | Promise<HandlerResult>;
  sendResponse(response: Frame): void;
  /** An ErrorResponse in the lane of the response that it stands for. */
  sendError(id: number, code: number, message: string, info: TypeInfo): void;
  /** Answers a message with ACK on the connection that is now the pair's. */
  acknowledge(id: number, answer: Answer): void;
  handlerStarted(arrival: Arrival): void;
  /** The message is done with: its credit is free. */
  handlerSettled(arrival: Arrival): void;
  /** The message is answered, if it asked for that. */
  answered(): void;
  discarded(arrival: Arrival): void;
  violation(problem: string): void;
}
export type HandlerResult = Frame | undefined | void;

interface Failure {
  readonly code: number;
  readonly message: string;
}

const BUSY: Failure = { code: ErrorCode.BUSY, message: '' };
const CLOSING: Failure = { code: ErrorCode.CLOSING, message: 'the connection is closing' };
const TIMEOUT: Failure = { code: ErrorCode.TIMEOUT, message: 'the handler took too long' };
const FAILED: Failure = { code: ErrorCode.FAILED, message: 'the handler failed' };

/** Brings one peer's messages to their handlers and answers each as it asks for: WIRE.md §9, §12.2, §12.3. */
export class Responder {
  readonly #owner: ResponderOwner;
  readonly #log: Log;
  readonly #known: KnownMessages;
  readonly #running: InboundRequests;
  #repeated = 0;

  constructor(clock: Clock, limits: ConnectionLimits, log: Log, known: KnownMessages, owner: ResponderOwner) {
    this.#owner = owner;
    this.#log = log;
    this.#known = known;
    this.#running = new InboundRequests(clock, limits.requestsInProgress, limits.handlerTimeoutMs);
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
    return this.#running.cancel(id);
  }

  /** The connection has ended. */
  stop(): void {
    this.#running.cancelAll();
  }

  #handleRequest(arrival: Arrival): void {
    const { id } = arrival.message;
    if (this.#running.has(id)) {
      this.#owner.violation(`request ${id} came again while in progress`);
      this.#owner.discarded(arrival);
    } else if (this.#owner.isClosing() || !this.#running.hasRoom) {
      this.#sendFailure(arrival, this.#owner.isClosing() ? CLOSING : BUSY);
      this.#owner.discarded(arrival);
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
    if (error instanceof ResponseError) {
      if (error.code === ErrorCode.MALFORMED) this.#owner.violation(`${info.name}: ${error.message}`);
      return { code: error.code, message: error.message };
    }
    this.#log.error('handler failed', { type: info.name, error: String(error) });
    return FAILED;
  }

  #answerRequest(arrival: Arrival, failure: Failure | undefined, response: HandlerResult): void {
    if (failure !== undefined) {
      this.#sendFailure(arrival, failure);
      return;
    }
    const { info, message } = arrival;
    if (!response || response.type !== info.response?.type || (response.flags & Flag.RESPONSE) === 0) {
      this.#log.error('handler gave no response', { type: info.name, response: response?.type });
      this.#sendFailure(arrival, FAILED);
    } else if (response.payloadBytes > this.#owner.largestMessage) {
      const text = `the response has ${response.payloadBytes} bytes`;
      this.#sendFailure(arrival, { code: ErrorCode.TOO_LARGE, message: text });
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
