import type { Entries, EntrySource, Operation } from './database.js';

/** Changes that are seen by whoever reads through it, and written all at once or never. */
export class Draft implements EntrySource {
  readonly #entries: Entries;
  /** Undefined: to be deleted. */
  readonly #changes = new Map<string, Uint8Array | undefined>();

  constructor(entries: Entries) {
    this.#entries = entries;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#entries.get(key);
  }

  async getMany(keys: string[]): Promise<(Uint8Array | undefined)[]> {
    const missing = keys.filter((key) => !this.#changes.has(key));
    const stored = await this.#entries.getMany(missing);
    let next = 0;
    return keys.map((key) => (this.#changes.has(key) ? this.#changes.get(key) : stored[next++]));
  }

  put(key: string, value: Uint8Array): void {
    this.#changes.set(key, value);
  }

  delete(key: string): void {
    this.#changes.set(key, undefined);
  }

  /** Writes the changes, whole or not at all. */
  async commit(): Promise<void> {
    const operations = [...this.#changes].map(([key, value]): Operation =>
      value === undefined ? { type: 'del', key } : { type: 'put', key, value },
    );
    await this.#entries.write(operations);
  }
}
