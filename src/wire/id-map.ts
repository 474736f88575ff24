const LEAST_SLOTS = 16;
/** 2^32 divided by the golden ratio: spreads ids that are a fixed distance apart. */
const SPREAD = 0x9e37_79b1;

/**
 * A map by message id, for what comes and goes with every message. A `Map` makes a new table each time its deleted
 * entries fill it, and as each table points to the next, what was in them outlives the scavenges of V8: at 64 requests in
 * flight a third of everything ever pending. Keys must be ids of our own: a peer could choose its ids to collide.
 */
export class IdMap<T> {
  /** Linear probing; 0, which is no id, marks a free slot. Made with the first entry. */
  #ids: Uint32Array | undefined;
  #values: (T | undefined)[] = [];
  #shift = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): T | undefined {
    return this.#size === 0 ? undefined : this.#values[this.#slotOf(this.#ids!, id)];
  }

  set(id: number, value: T): void {
    let ids = this.#ids;
    if (ids === undefined || this.#size * 2 >= ids.length) ids = this.#grow(ids);
    const slot = this.#slotOf(ids, id);
    if (ids[slot] === 0) this.#size++;
    ids[slot] = id;
    this.#values[slot] = value;
  }

  /** Takes an entry out. Undefined if there was none. */
  take(id: number): T | undefined {
    const ids = this.#ids;
    if (ids === undefined) return undefined;
    const slot = this.#slotOf(ids, id);
    if (ids[slot] === 0) return undefined;
    const value = this.#values[slot];
    this.#free(ids, slot);
    this.#size--;
    return value;
  }

  /** The ids as they are now, in no order. */
  keys(): number[] {
    return [...(this.#ids ?? [])].filter((id) => id !== 0);
  }

  /** Where the id is, or where it would go. */
  #slotOf(ids: Uint32Array, id: number): number {
    const last = ids.length - 1;
    let slot = Math.imul(id, SPREAD) >>> this.#shift;
    while (ids[slot] !== id && ids[slot] !== 0) slot = (slot + 1) & last;
    return slot;
  }

  // Who was pushed on past the slot by others comes back, so that no search ends before it.
  #free(ids: Uint32Array, freed: number): void {
    const values = this.#values;
    const last = ids.length - 1;
    let free = freed;
    for (let slot = (free + 1) & last; ids[slot] !== 0; slot = (slot + 1) & last) {
      const home = Math.imul(ids[slot]!, SPREAD) >>> this.#shift;
      if (((slot - home) & last) < ((slot - free) & last)) continue;
      ids[free] = ids[slot]!;
      values[free] = values[slot];
      free = slot;
    }
    ids[free] = 0;
    values[free] = undefined;
  }

  #grow(old: Uint32Array | undefined): Uint32Array {
    const slots = old === undefined ? LEAST_SLOTS : old.length * 2;
    const values = this.#values;
    const ids = (this.#ids = new Uint32Array(slots));
    this.#values = Array.from({ length: slots }, () => undefined);
    this.#shift = Math.clz32(slots) + 1;
    old?.forEach((id, index) => {
      if (id === 0) return;
      const slot = this.#slotOf(ids, id);
      ids[slot] = id;
      this.#values[slot] = values[index];
    });
    return ids;
  }
}
