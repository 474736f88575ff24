const WINDOW_MS = 60_000;
/** Lines of one event about one peer in a window; what is more is counted. */
const MOST_LINES = 10;
/** Pairs of event and peer that are counted at once; the oldest makes room. */
const MOST_KEYS = 1_000;

interface Count {
  readonly since: number;
  lines: number;
  left: number;
}

/** Counts lines that repeat, so that a peer that makes us log cannot fill the log. The caller says what time it is. */
export class LogLimit {
  readonly #counts = new Map<string, Count>();

  /** How many lines like this were left out before it, or undefined if it is to be left out too. */
  admit(event: string, peer: string, now: number): number | undefined {
    const key = `${event}\n${peer}`;
    const count = this.#counts.get(key);
    if (count !== undefined && now - count.since < WINDOW_MS) {
      if (count.lines++ < MOST_LINES) return 0;
      count.left++;
      return undefined;
    }
    this.#counts.delete(key);
    this.#counts.set(key, { since: now, lines: 1, left: 0 });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MOST_KEYS && oldest !== undefined) this.#counts.delete(oldest);
    return count?.left ?? 0;
  }
}
