import type { Clock, Timer } from '../platform/clock.js';
import { GoodbyeCode } from '../wire/codes.js';
import type { Refusal } from './peer.js';

const DUPLICATE: Refusal = { code: GoodbyeCode.DUPLICATE, reason: 'the pair has a connection' };

/** What the rule of one connection per pair needs of a connection. */
export interface Contender {
  /** Counts up over all connections of this node: a later one is newer. */
  readonly generation: number;
  /** Writes our Ack. */
  accept(): void;
  /** Says Goodbye instead of Ack. */
  refuse(refusal: Refusal): void;
  /** Drops the link: another connection is the pair's now. */
  replace(): void;
  /** Calls back once: when the other side's missing Ack comes, or the Pong to a Ping that goes out now. */
  askForLife(alive: () => void): void;
}

/** A decision that is under way: whether `first` shows life before the timer ends. */
interface Decision {
  readonly contender: Contender;
  readonly timer: Timer;
}

/**
 * One connection per pair (WIRE.md §7). Of the two nodes the one with the larger id, the arbiter, decides by giving or
 * withholding its Ack; the other always acks and follows. Both so end up with the same connection.
 */
export class Pair {
  readonly #isArbiter: boolean;
  readonly #clock: Clock;
  readonly #waitMs: number;
  readonly #mostWaiting: number;
  #current: Contender | undefined;
  /** As the arbiter: those that wait for a decision. Else: those that wait for the arbiter's Ack. */
  readonly #waiting = new Set<Contender>();
  #decision: Decision | undefined;

  constructor(isArbiter: boolean, clock: Clock, waitMs: number, mostWaiting: number) {
    this.#isArbiter = isArbiter;
    this.#clock = clock;
    this.#waitMs = waitMs;
    this.#mostWaiting = mostWaiting;
  }

  /** The connection that the arbiter's Ack has made the pair's. It need not be open yet. */
  get current(): Contender | undefined {
    return this.#current;
  }

  get isEmpty(): boolean {
    return this.#current === undefined && this.#waiting.size === 0;
  }

  /** A valid Handshake of the other node was read on `contender`, and nothing else speaks against it. */
  handshakeRead(contender: Contender): void {
    if (this.#waiting.size >= this.#mostWaiting) {
      // Only the arbiter may say DUPLICATE.
      const full: Refusal = {
        code: GoodbyeCode.FULL,
        reason: 'too many connections of this node are opening',
      };
      contender.refuse(this.#isArbiter ? DUPLICATE : full);
      return;
    }
    this.#waiting.add(contender);
    if (this.#isArbiter) this.#decideNext();
    else contender.accept();
  }

  /** The other node's Ack was read on `contender`. */
  ackRead(contender: Contender): void {
    if (this.#isArbiter) return;
    this.#waiting.delete(contender);
    const older = [...this.#waiting].filter(({ generation }) => generation < contender.generation);
    if (this.#current !== undefined) older.push(this.#current);
    this.#current = contender;
    for (const connection of older) connection.replace();
  }

  /** `contender` says or has heard Goodbye, or its link is gone. The end of an old connection changes nothing. */
  ended(contender: Contender): void {
    const wasWaiting = this.#waiting.delete(contender);
    if (this.#current === contender) {
      this.#current = undefined;
      if (this.#decision !== undefined) this.#decide(false);
    } else if (wasWaiting && this.#decision?.contender === contender) {
      this.#endDecision();
      this.#decideNext();
    }
  }

  // One at a time: the next contender's rival is whoever this decision leaves.
  #decideNext(): void {
    if (this.#decision !== undefined) return;
    const [contender] = this.#waiting;
    if (contender === undefined) return;
    if (this.#current === undefined) {
      this.#make(contender);
      this.#decideNext();
      return;
    }
    const timer = this.#clock.schedule(this.#waitMs, () => this.#decide(false));
    const decision: Decision = { contender, timer };
    this.#decision = decision;
    this.#current.askForLife(() => {
      if (this.#decision === decision) this.#decide(true);
    });
  }

  #decide(firstLives: boolean): void {
    const contender = this.#endDecision();
    if (contender === undefined) return;
    if (firstLives) {
      this.#waiting.delete(contender);
      contender.refuse(DUPLICATE);
    } else {
      const first = this.#current;
      this.#make(contender, first);
    }
    this.#decideNext();
  }

  #make(contender: Contender, replaced?: Contender): void {
    this.#waiting.delete(contender);
    this.#current = contender;
    replaced?.replace();
    contender.accept();
  }

  #endDecision(): Contender | undefined {
    const decision = this.#decision;
    this.#decision = undefined;
    decision?.timer.cancel();
    return decision?.contender;
  }
}
