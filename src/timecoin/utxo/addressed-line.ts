import type { NamedOutput, OutputAddresses } from './output-addresses.js';

/** Where what stood in line goes. */
export interface LineEnd<T> {
  /** Whether anyone cares for addresses now. */
  wantsAddresses(): boolean;
  deliver(item: T, address: string | undefined): void;
  /** The line was full: so many were let go. */
  overflowed(lost: number): void;
  /** The store failed. */
  onFailure(error: unknown): void;
}

/** How many outputs are looked up at once. */
const LOOKUP_ITEMS = 1_000;

/**
 * Hands on news of outputs in the order in which they came, each with the output's address where somebody wants addresses:
 * what is not at hand is looked up, and the others wait behind it.
 */
export class AddressedLine<T extends NamedOutput> {
  readonly #addresses: OutputAddresses;
  readonly #maxItems: number;
  readonly #end: LineEnd<T>;
  #waiting: T[] = [];
  #work: Promise<void> | undefined;
  #stopped = false;

  constructor(addresses: OutputAddresses, maxItems: number, end: LineEnd<T>) {
    this.#addresses = addresses;
    this.#maxItems = maxItems;
    this.#end = end;
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  push(item: T): void {
    if (this.#stopped) return;
    if (this.#work === undefined) {
      const isWanted = this.#end.wantsAddresses();
      const address = isWanted ? this.#addresses.atHand(item) : undefined;
      if (!isWanted || address !== undefined) {
        this.#end.deliver(item, address);
        return;
      }
    }
    if (this.#waiting.length >= this.#maxItems) {
      const lost = this.#waiting.splice(0).length + 1;
      this.#end.overflowed(lost);
      return;
    }
    this.#waiting.push(item);
    this.#work ??= this.#workOff();
  }

  /** Nothing is delivered from now on. Settles when nothing is looked up any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting = [];
    await this.#work;
  }

  async #workOff(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#deliver(this.#waiting.splice(0, LOOKUP_ITEMS));
    } catch (error) {
      this.#waiting = [];
      this.#end.onFailure(error);
    } finally {
      this.#work = undefined;
    }
  }

  async #deliver(items: readonly T[]): Promise<void> {
    const addresses = items.map((item) => this.#addresses.atHand(item));
    const missing = items.filter((_, index) => addresses[index] === undefined).map(({ output }) => output);
    const found =
      missing.length === 0 || !this.#end.wantsAddresses()
        ? new Map<string, string>()
        : await this.#addresses.find([...new Set(missing)]);
    for (const [index, item] of items.entries()) {
      if (this.#stopped) return;
      this.#end.deliver(item, addresses[index] ?? found.get(item.output));
    }
  }
}
