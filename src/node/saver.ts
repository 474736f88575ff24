import type { TextStore } from './text-store.js';

/** Saves a text that changes: one save at a time, and only what changed since the last. */
export class Saver {
  readonly #store: TextStore | undefined;
  readonly #text: () => string;
  #isDirty = false;
  #saving: Promise<void> | undefined;

  constructor(store: TextStore | undefined, text: () => string) {
    this.#store = store;
    this.#text = text;
  }

  changed(): void {
    this.#isDirty = true;
  }

  /** Resolves when all that changed before the call is saved; rejects when it could not be, and the next call tries again. */
  async flush(): Promise<void> {
    while (this.#isDirty && this.#store !== undefined) {
      // Two at once would write the same draft, and the older text could come last.
      if (this.#saving === undefined) this.#saving = this.#save(this.#store);
      await this.#saving;
    }
    await this.#saving;
  }

  async #save(store: TextStore): Promise<void> {
    this.#isDirty = false;
    try {
      await store.save(this.#text());
    } catch (error) {
      this.#isDirty = true;
      throw error;
    } finally {
      this.#saving = undefined;
    }
  }
}
