import type { Clock } from '../platform/clock.js';
import { GoodbyeCode, ProtocolError } from '../wire/codes.js';
import type { Frame } from '../wire/frame.js';
import { ids } from '../wire/ids.js';
import type { TypeInfo } from '../wire/type-table.js';
import { CREDIT_DUE_BYTES } from './credit.js';
import { RequestError, type RequestErrorCode } from './errors.js';
import { aborted, InboundStream } from './inbound-stream.js';
import { streamCreditFrame } from './own-messages.js';
import type { InboundMessage, RequestOptions } from './peer.js';
import type { RequestCarrier } from './pending-requests.js';

const NOTHING: readonly Frame[] = [];

/** How streams reach the peer. */
export interface InboundStreamsOwner extends RequestCarrier {
  /** Credit is due: see takeDue. */
  creditDue(): void;
  /** The memory of items that wait for their readers. Throws ProtocolError if over all peers there is too much. */
  stored(bytes: number): void;
}

/** Streams of one connection that we read, by the ids of our requests. WIRE.md §15.1. */
export class InboundStreams {
  readonly #clock: Clock;
  readonly #owner: InboundStreamsOwner;
  readonly #streams = new Map<number, InboundStream>();
  readonly #due = new Set<InboundStream>();
  #storedBytes = 0;
  #isStopped = false;

  constructor(clock: Clock, owner: InboundStreamsOwner) {
    this.#clock = clock;
    this.#owner = owner;
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Memory of items that wait for their readers, of streams that have ended, too. */
  get storedBytes(): number {
    return this.#storedBytes;
  }

  /** The type of the request that a stream answers. */
  infoOf(id: number): TypeInfo | undefined {
    return this.#streams.get(id)?.info;
  }

  /** Asks for a stream. */
  open(request: Frame, info: TypeInfo, options: RequestOptions): InboundStream {
    const { id } = request;
    const { signal } = options;
    const stream = new InboundStream(id, info, this.#clock, options, {
      taken: () => this.#taken(stream),
      stored: (bytes) => this.#stored(bytes),
      givenUp: () => {
        if (this.#delete(stream)) this.#owner.giveUp(id);
      },
    });
    if (signal?.aborted === true) {
      stream.finish(aborted(signal));
      return stream;
    }
    ids.hold(id);
    this.#streams.set(id, stream);
    this.#owner.send(request);
    return stream;
  }

  /** An item starts to come, or a message in its place. Throws ProtocolError FLOW without credit. */
  checkCredit(id: number): void {
    if (this.#streams.get(id)?.mayStart === false) {
      throw new ProtocolError(GoodbyeCode.FLOW, `an item of stream ${id} is beyond its credit`);
    }
  }

  /** A whole item. False if it is not of the type that was asked for: then the stream has failed. */
  handleResponse(info: TypeInfo, item: InboundMessage): boolean {
    const stream = this.#streams.get(item.id);
    const expected = stream?.info.response;
    if (expected !== undefined && expected.type !== info.type) {
      this.giveUp(item.id, 'BAD_RESPONSE', `${info.name}, not ${expected.name}`);
      return false;
    }
    stream?.push(item);
    return true;
  }

  /** The source is through. False if no such stream is open. */
  handleEnd(id: number): boolean {
    return this.#finish(id, undefined);
  }

  /** The source has failed. False if no such stream is open. */
  fail(id: number, code: RequestErrorCode, problem: string): boolean {
    const stream = this.#streams.get(id);
    if (stream === undefined) return false;
    return this.#finish(id, new RequestError(code, `${stream.info.name}: ${problem}`));
  }

  /** Fails a stream whose source does not know yet. */
  giveUp(id: number, code: RequestErrorCode, problem: string): void {
    if (this.fail(id, code, problem)) this.#owner.giveUp(id);
  }

  /** The connection is to close: its streams are not waited for. */
  close(problem: string): void {
    for (const id of [...this.#streams.keys()]) this.giveUp(id, 'CLOSED', problem);
  }

  /** The connection has ended. What waits stays with its readers. */
  stop(problem: string): void {
    for (const id of [...this.#streams.keys()]) this.fail(id, 'CLOSED', problem);
    this.#owner.stored(-this.#storedBytes);
    this.#storedBytes = 0;
    this.#isStopped = true;
  }

  /** The Credits that are due. */
  takeDue(): readonly Frame[] {
    if (this.#due.size === 0) return NOTHING;
    const frames = [...this.#due].map((stream) => streamCreditFrame(stream.id, stream.grant()));
    this.#due.clear();
    return frames;
  }

  #taken(stream: InboundStream): void {
    if (stream.owed < CREDIT_DUE_BYTES || this.#streams.get(stream.id) !== stream) return;
    this.#due.add(stream);
    this.#owner.creditDue();
  }

  #stored(bytes: number): void {
    if (this.#isStopped) return;
    this.#storedBytes += bytes;
    this.#owner.stored(bytes);
  }

  #finish(id: number, error: RequestError | undefined): boolean {
    const stream = this.#streams.get(id);
    if (stream === undefined || !this.#delete(stream)) return false;
    stream.finish(error);
    return true;
  }

  #delete(stream: InboundStream): boolean {
    if (this.#streams.get(stream.id) !== stream) return false;
    this.#streams.delete(stream.id);
    this.#due.delete(stream);
    ids.release(stream.id);
    this.#owner.settled();
    return true;
  }
}
