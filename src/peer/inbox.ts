import type { Clock, Timer } from '../platform/clock.js';
import { Assembler, type Assembled } from '../wire/assembler.js';
import { ErrorCode, GoodbyeCode, ProtocolError } from '../wire/codes.js';
import { inflateFrame } from '../wire/compression.js';
import type { WireFrame } from '../wire/frame-reader.js';
import { Flag, HEADER_BYTES } from '../wire/header.js';
import type { TypeInfo, TypeTable } from '../wire/type-table.js';
import type { ConnectionLimits } from './limits.js';
import type { InboundMessage, ViolationKind } from './peer.js';
import { RateMeter } from './rate-meter.js';
import { ReceiveWindow } from './receive-window.js';
import type { Arrival } from './responder.js';

/** What an inbox needs of its connection. */
export interface InboxOwner {
  isAwaited(id: number): boolean;
  handleMessage(arrival: Arrival): void;
  /** It came at `now`. */
  handleResponse(info: TypeInfo, response: InboundMessage, now: number): void;
  /** What came for a request of ours is no response to it. `hasMore`: parts of it are still to come. */
  handleBadResponse(
    id: number,
    kind: 'BAD_RESPONSE' | 'UNKNOWN_RESPONSE',
    problem: string,
    hasMore: boolean,
  ): void;
  sendError(id: number, code: number, message: string, info: TypeInfo | undefined): void;
  violation(problem: string, kind?: ViolationKind): void;
  /** A Credit is due. */
  creditDue(): void;
  /** Accounts for the bytes of unfinished messages. Throws ProtocolError if over all peers there are too many. */
  assembliesGrew(bytes: number): void;
  /** An unfinished message got no part in time. */
  assemblyStalled(): void;
}

/** Frames of the schema's types in, whole messages out: credit, parts, rates, and the answers to what is wrong. */
export class Inbox {
  readonly #clock: Clock;
  readonly #limits: ConnectionLimits;
  readonly #types: TypeTable;
  readonly #inflates: boolean;
  readonly #owner: InboxOwner;
  readonly #window: ReceiveWindow;
  readonly #assembler: Assembler;
  readonly #rates: RateMeter;
  #stallTimer: Timer | undefined;
  #isStopped = false;
  #discarded = 0;
  #messages = 0;

  /** `inflates`: both sides have the capability `deflate`. */
  constructor(
    clock: Clock,
    limits: ConnectionLimits,
    types: TypeTable,
    inflates: boolean,
    owner: InboxOwner,
  ) {
    this.#clock = clock;
    this.#limits = limits;
    this.#types = types;
    this.#inflates = inflates;
    this.#owner = owner;
    this.#window = new ReceiveWindow(limits.windowBytes, limits.largestMessageBytes);
    this.#assembler = new Assembler(types, limits.largestMessageBytes);
    this.#rates = new RateMeter(clock, {
      onPause: (paused) => {
        this.#window.pause(paused);
        this.#askForCredit();
      },
      onViolation: ({ name }) => owner.violation(`twice the rate of ${name} over 60 s`, 'rate'),
    });
  }

  /** Whole messages read, responses among them. */
  get messages(): number {
    return this.#messages;
  }

  /** Frames read and not delivered: of unknown types, of forgotten messages, broken ones. */
  get discarded(): number {
    return this.#discarded;
  }

  /** Bytes of unfinished messages. */
  get storedBytes(): number {
    return this.#assembler.storedBytes;
  }

  /** The window, for the Credits that are due and for what handlers hold. */
  get window(): ReceiveWindow {
    return this.#window;
  }

  /** Takes a frame that came at `now`. */
  handleFrame(frame: WireFrame, now: number): void {
    if (this.#inflates && (frame.flags & Flag.COMPRESSED) !== 0) {
      const inflated = inflateFrame(frame, this.#types);
      this.#take(inflated.frame, now, inflated.fault);
    } else this.#take(frame, now);
  }

  /** The handler of a message starts. */
  handlerStarted({ message }: Arrival): void {
    this.#window.handlerStarted(message.payload.length);
  }

  /** The handler of a message has settled: its credit is free. */
  handlerSettled({ message, creditBytes }: Arrival): void {
    this.#window.handlerEnded(message.payload.length);
    this.#window.release(creditBytes, false);
    this.#askForCredit();
  }

  /** The credit of a message is free, though its handler goes on. */
  release({ creditBytes }: Arrival): void {
    this.#window.release(creditBytes, false);
    this.#askForCredit();
  }

  /** A whole message will not see its handler. */
  discard({ creditBytes }: Arrival): void {
    this.#discarded++;
    this.#window.release(creditBytes, false);
    this.#askForCredit();
  }

  /** Drops what came of a message that will not be finished. False if nothing had. */
  abandon(id: number, isResponse: boolean): boolean {
    const storedBefore = this.#assembler.storedBytes;
    const wasOpen = this.#assembler.abandon(id, isResponse);
    this.#owner.assembliesGrew(this.#assembler.storedBytes - storedBefore);
    return wasOpen;
  }

  /** The connection has ended. */
  stop(): void {
    this.#isStopped = true;
    this.#rates.stop();
    this.#stallTimer?.cancel();
    this.#owner.assembliesGrew(-this.#assembler.storedBytes);
  }

  #take(frame: WireFrame, now: number, fault?: string): void {
    const isResponse = (frame.flags & Flag.RESPONSE) !== 0;
    // First: what is beyond the credit must not change what is stored.
    this.#window.onFrame(HEADER_BYTES + frame.payload.length, isResponse);
    const storedBefore = this.#assembler.storedBytes;
    const assembled = this.#assemble(frame, isResponse, now, fault);
    this.#owner.assembliesGrew(this.#assembler.storedBytes - storedBefore);
    const keepsCredit = assembled.kind === 'message' && !isResponse;
    if (!keepsCredit) this.#window.release(assembled.creditBytes, isResponse);
    if (!isResponse && frame.part === 0 && 'info' in assembled) this.#rates.onMessage(assembled.info);
    // A violation may have ended the connection: it dispatches nothing more.
    if (this.#isStopped) return;
    this.#handle(assembled, frame, isResponse, now);
    this.#askForCredit();
  }

  // The first part of a response that nobody awaits is kept away: those that follow it then find no assembly.
  #assemble(frame: WireFrame, isResponse: boolean, now: number, fault: string | undefined): Assembled {
    if (isResponse && frame.part === 0 && !this.#owner.isAwaited(frame.id)) {
      return { kind: 'stray', creditBytes: HEADER_BYTES + frame.payload.length };
    }
    return this.#assembler.add(frame, now, fault);
  }

  #handle(assembled: Assembled, frame: WireFrame, isResponse: boolean, now: number): void {
    switch (assembled.kind) {
      case 'message':
        this.#messages++;
        if (isResponse) this.#owner.handleResponse(assembled.info, assembled.message, now);
        else this.#owner.handleMessage(assembled);
        return;
      case 'stored':
        return this.#watchForStall();
      case 'unknown':
        return this.#handleUnknownType(frame, isResponse);
      case 'stray':
        this.#discarded++;
        return;
      case 'malformed':
        return this.#handleMalformed(assembled.problem, frame, isResponse);
      case 'too-large':
        throw new ProtocolError(GoodbyeCode.TOO_LARGE, assembled.problem);
    }
  }

  #handleUnknownType({ type, id, part, flags }: WireFrame, isResponse: boolean): void {
    this.#discarded++;
    if (part !== 0 || id === 0) return;
    const problem = `unknown type ${type}`;
    const hasMore = (flags & Flag.MORE) !== 0;
    if (isResponse) this.#owner.handleBadResponse(id, 'UNKNOWN_RESPONSE', problem, hasMore);
    else this.#owner.sendError(id, ErrorCode.UNKNOWN_TYPE, problem, undefined);
  }

  #handleMalformed(problem: string, { id, flags, type }: WireFrame, isResponse: boolean): void {
    this.#discarded++;
    const hasMore = (flags & Flag.MORE) !== 0;
    if (isResponse) {
      this.#owner.handleBadResponse(id, 'BAD_RESPONSE', problem, hasMore);
    } else {
      this.#owner.violation(problem);
      if (id !== 0) this.#owner.sendError(id, ErrorCode.MALFORMED, problem, this.#types.get(type));
    }
  }

  #askForCredit(): void {
    if (this.#window.isDue) this.#owner.creditDue();
  }

  #watchForStall(): void {
    this.#stallTimer ??= this.#checkForStallIn(this.#limits.assemblyTimeoutMs);
  }

  #checkForStallIn(delayMs: number): Timer {
    return this.#clock.schedule(delayMs, () => {
      this.#stallTimer = undefined;
      const oldest = this.#assembler.oldestPartAt;
      if (oldest === undefined) return;
      const { assemblyTimeoutMs } = this.#limits;
      // Who is held back has no credit for the next part.
      const left = this.#window.isHeld ? assemblyTimeoutMs : oldest + assemblyTimeoutMs - this.#clock.now();
      if (left > 0) this.#stallTimer = this.#checkForStallIn(left);
      else this.#owner.assemblyStalled();
    });
  }
}
