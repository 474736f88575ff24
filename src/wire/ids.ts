import { IdMap } from './id-map.js';

const FIRST_ID = 2;
const LAST_ID = 2 ** 32 - 1;
/** V8 compares integers up to here as such, and larger ones as floating-point numbers. */
const LAST_SMALL = 2 ** 31 - 1;

/**
 * Counts the ids that tie responses, acks and parts to their message (WIRE.md, "Ids"): from 2, as 0 is none and 1 the
 * Handshake's, wrapping to 2, past every id that someone still awaits.
 */
export class IdSource {
  #next: number;
  // How many connections await each id: the same frame goes to many peers.
  readonly #held = new IdMap<number>();
  // Ids below are free: held ids lie behind until counting wraps, or somebody holds one that was not given out yet.
  #freeBelow = LAST_SMALL;

  /** `first` is where counting starts; for tests of the wrap. */
  constructor(first = FIRST_ID) {
    this.#next = first;
  }

  next(): number {
    const id = this.#next;
    if (id >= this.#freeBelow) return this.#nextFree();
    this.#next = id + 1;
    return id;
  }

  /** What is rare stands apart, as V8 inlines short functions. */
  #nextFree(): number {
    let id = this.#next;
    while (this.#held.get(id) !== undefined) id = after(id);
    this.#next = after(id);
    if (this.#next < id) this.#freeBelow = 0;
    return id;
  }

  /** Keeps `id` from being given out again until as many releases as holds. */
  hold(id: number): void {
    if (id >= this.#next) this.#freeBelow = 0;
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
  }

  release(id: number): void {
    const count = this.#held.take(id);
    if (count !== undefined && count > 1) this.#held.set(id, count - 1);
  }
}

function after(id: number): number {
  return id === LAST_ID ? FIRST_ID : id + 1;
}

/** The ids of this process: a frame keeps its id whichever connections it goes to. */
export const ids = new IdSource();

/** The next of them. */
export function nextId(): number {
  return ids.next();
}
