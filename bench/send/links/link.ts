import type { Equipment } from '../contender.js';
import type { Needs } from '../needs.js';
import { WrongDelivery } from '../receivers.js';
import type { Bulk, Question, Urgent } from '../schema.js';

/** One way of asking a peer: the half that asks, in the process under test, and the half that answers, in another. */
export interface LinkContender extends Needs {
  readonly name: string;
  /** Only shows what nobody gets around. */
  readonly isFloor?: true;
  /** Connects to where the other half is. */
  connect(address: string, equipment: Equipment): Promise<Asker>;
  /** Waits for whoever asks, and answers; resolves with its address. */
  answer(taker: Taker, equipment: Equipment): Promise<string>;
}

/** The asking half. */
export interface Asker {
  /** Asks, and checks the answer. */
  readonly ask?: Ask;
  /** Only one request at a time. */
  readonly asksOne?: true;
  /** Who may be asked while a large transfer is under way. */
  readonly bulk?: BulkAsker;
  /** CPU time, in milliseconds, of a process of its own that does part of the work. */
  helperCpuMs?(): number;
  close(): Promise<void>;
}

export type Ask = (question: Question) => Promise<void>;

export interface BulkAsker {
  askUrgently(urgent: Urgent): Promise<void>;
  send(bulk: Bulk): void;
}

/** What the answering half hands on. */
export interface Taker {
  readonly takeBulk: (bulk: Bulk) => void;
  readonly wrong: (reason: string) => void;
}

/** Throws unless the answer says what was asked. */
export function checkAnswer(asked: Partial<Question>, answer: Partial<Question>): void {
  if (asked.sequence !== answer.sequence || asked.text !== answer.text) {
    throw new WrongDelivery(`the answer to ${asked.sequence} was ${answer.sequence}`);
  }
}

/** Who waits for the answer to which id. */
export class Pending<T> {
  readonly #waiting = new Map<number, (answer: T) => void>();
  #lastId = 0;

  add(send: (id: number) => void): Promise<T> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      send(id);
    });
  }

  settle(id: number, answer: T): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}

/** What a message is, where the wire does not say it by itself. */
export const Kind = { QUESTION: 1, URGENT: 2, BULK: 3 } as const;
