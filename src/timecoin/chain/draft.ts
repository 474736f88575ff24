import type { Entries, EntrySource, Operation } from './database.js';

/** A value, or what makes it: called once, when somebody reads it or it is written. */
export type DraftValue = Uint8Array | (() => Uint8Array);

/** Changes that are seen by whoever reads through it, and written all at once or never. */
export class Draft implements EntrySource {
  readonly #entries: Entries;
  /** Undefined: to be deleted. */
  readonly #changes = new Map<string, DraftValue | undefined>();

  constructor(entries: Entries) {
    this.#entries = entries;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#changes.has(key) ? this.#valueOf(key) : this.#entries.get(key);
  }

  async getMany(keys: string[]): Promise<(Uint8Array | undefined)[]> {
    if (this.#changes.size === 0) return this.#entries.getMany(keys);
    const missing = keys.filter((key) => !this.#changes.has(key));
    const stored = await this.#entries.getMany(missing);
    let next = 0;
    return keys.map((key) => (this.#changes.has(key) ? this.#valueOf(key) : stored[next++]));
  }

  put(key: string, value: DraftValue): void {
    this.#changes.set(key, value);
  }

  delete(key: string): void {
    this.#changes.set(key, undefined);
  }

  /** Writes the changes, whole or not at all. */
  async commit(): Promise<void> {
    const operations = [...this.#changes.keys()].map((key): Operation => {
      const value = this.#valueOf(key);
      return value === undefined ? { type: 'del', key } : { type: 'put', key, value };
    });
    await this.#entries.write(operations);
  }

  #valueOf(key: string): Uint8Array | undefined {
    const value = this.#changes.get(key);
    if (typeof value !== 'function') return value;
    const made = value();
    this.#changes.set(key, made);
    return made;
  }
}
